// SPDX-License-Identifier: BSL-1.0
// The most frequent words of a text that does not fit: against counting them all in a map.

#include "jobs/words.hpp"
#include "support/catch.hpp"

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <map>
#include <random>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

using demo::word_count;
using demo::word_counter;

namespace {

/// All words, in the order in which top() has to have them: told letter by letter, in the plainest way.
std::vector<word_count> naive(std::string_view text) {
    std::map<std::string, std::int64_t> counts;
    std::string word;
    for (const char each : std::string(text) + ' ') {
        const auto byte = static_cast<unsigned char>(each);
        const bool letter = byte > 127 || each == '\'' || (each >= '0' && each <= '9') ||
                            (each >= 'a' && each <= 'z') || (each >= 'A' && each <= 'Z');
        if (letter) {
            const bool capital = each >= 'A' && each <= 'Z';
            word += capital ? static_cast<char>(each - 'A' + 'a') : each;
        } else if (!word.empty()) {
            ++counts[word.substr(0, 255)];
            word.clear();
        }
    }
    std::vector<word_count> all;
    for (const auto& [key, count] : counts)
        all.push_back({key, count});
    // The map was in the order of bytes, which is to decide between equals: std::string compares
    // characters as unsigned ones.
    std::stable_sort(all.begin(), all.end(),
                     [](const word_count& a, const word_count& b) { return a.count > b.count; });
    return all;
}

std::vector<word_count> first(std::vector<word_count> all, std::size_t k) {
    all.resize(std::min(k, all.size()));
    return all;
}

class random_text {
public:
    explicit random_text(unsigned seed) : random_(seed) {}

    std::size_t below(std::size_t n) {
        return std::uniform_int_distribution<std::size_t>(0, n - 1)(random_);
    }
    /// Some words come often, most of them rarely; some are long, some are not ASCII.
    std::string word(std::size_t different) {
        const std::size_t number = below(below(different) + 1);
        std::string made = number % 7 == 0 ? "a long prefix-" : "w";
        made += std::to_string(number);
        if (number % 5 == 0) made += "\xC3\xA9";
        if (number % 11 == 0) made += std::string(number % 300, 'x');
        if (below(3) == 0) made[0] = static_cast<char>(made[0] - 'a' + 'A');
        return made;
    }
    std::string text(std::size_t words, std::size_t different) {
        constexpr std::string_view between[] = {" ", "\n", ", ", ". -- ", "\r\n\t"};
        std::string made;
        for (std::size_t i = 0; i != words; ++i) {
            made += word(different);
            made += between[below(5)];
        }
        return made;
    }

private:
    std::mt19937 random_;
};

} // namespace

TEST_CASE("A9: words are counted in either case, and equally frequent ones come in order") {
    word_counter words;
    words.read("The cat, the dog -- and THE bird. Don't 2 x2 x2!");
    CHECK(words.top(4) == std::vector<word_count>{{"the", 3}, {"x2", 2}, {"2", 1}, {"and", 1}});
    CHECK(words.total() == 11);
    CHECK(words.spills() == 0);

    CHECK(word_counter().top(5).empty());
    word_counter some;
    some.read("b a");
    CHECK(some.top(0).empty());
    word_counter both;
    both.read("b a");
    CHECK(both.top(9) == std::vector<word_count>{{"a", 1}, {"b", 1}});
}

TEST_CASE("A9: a word may be cut anywhere by the end of a chunk") {
    word_counter words;
    for (const char each : std::string_view("tea for two and two for tea"))
        words.read({&each, 1});
    CHECK(words.top(2) == std::vector<word_count>{{"for", 2}, {"tea", 2}});
}

TEST_CASE("A9: the first 255 bytes of a word count") {
    word_counter words({.words = 1});
    words.read(std::string(100'000, 'a') + ' ' + std::string(255, 'a') + ' ' +
               std::string(254, 'a'));
    CHECK(words.top(2) ==
          std::vector<word_count>{{std::string(255, 'a'), 2}, {std::string(254, 'a'), 1}});
}

TEST_CASE("A9: top-k of a stream equals the naive answer, however small the memory") {
    for (unsigned seed = 0; seed != 60; ++seed) {
        random_text random(seed);
        const std::size_t size = 1 + random.below(3000);
        const std::string text = random.text(size, 1 + random.below(600));
        const std::size_t room = 1 + random.below(seed % 3 == 0 ? 4 : 100);
        const std::size_t fan_in = 2 + random.below(5);
        CAPTURE(seed, room, fan_in);

        word_counter words({.words = room, .fan_in = fan_in});
        for (std::size_t at = 0; at < text.size();) {
            const std::size_t n = 1 + random.below(500);
            words.read(std::string_view(text).substr(at, n));
            at += n;
        }
        const std::vector<word_count> expected = naive(text);
        const std::size_t k = seed % 2 == 0 ? 1 + random.below(20) : expected.size();
        CHECK(words.top(k) == first(expected, k));
        if (expected.size() > room) CHECK(words.spills() > 1);
    }
}

TEST_CASE("A9: the bytes of long words count as well as their number") {
    random_text random(1);
    std::string text;
    for (int i = 0; i != 2000; ++i)
        text += std::to_string(random.below(1500)) + std::string(200, 'y') + ' ';
    word_counter words({.words = 1000, .bytes = 200'000});
    words.read(text);
    CHECK(words.top(50) == first(naive(text), 50));
    CHECK(words.spills() > 1);
}

TEST_CASE("A9: without room for temporary files there is an error, and no wrong answer") {
    word_counter words({.words = 1, .folder = "/no/such/folder"});
    CHECK_THROWS_AS(words.read("one two "), std::runtime_error);
}
