// SPDX-License-Identifier: BSL-1.0
#include "support/data.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <system_error>
#include <utility>

namespace bench {

zipf::zipf(std::size_t n, std::uint64_t seed)
    : n_(n), log_n_(std::log(static_cast<double>(n) + 1)), random_(seed) {}

std::size_t zipf::operator()() {
    const double drawn = std::exp(random_.real() * log_n_); // in [1, n + 1)
    const auto rank = static_cast<std::size_t>(drawn) - 1;
    return rank < n_ ? rank : n_ - 1;
}

std::string read_file(const std::string& path) {
    const auto fail = [&] {
        std::fprintf(stderr, "cannot read '%s': %s\n", path.c_str(), std::strerror(errno));
        std::exit(2);
    };
    std::FILE* const file = std::fopen(path.c_str(), "rb");
    if (file == nullptr) {
        fail();
    }
    std::string bytes;
    std::array<char, 1 << 16> block;
    while (const std::size_t got = std::fread(block.data(), 1, block.size(), file)) {
        bytes.append(block.data(), got);
    }
    if (std::ferror(file) != 0) {
        fail();
    }
    std::fclose(file);
    return bytes;
}

std::vector<std::uint64_t> read_numbers(const std::string& path) {
    const std::string bytes = read_file(path);
    std::vector<std::uint64_t> numbers;
    const char* const end = bytes.data() + bytes.size();
    for (const char* line = bytes.data(); line != end;) {
        const char* const stop = std::find(line, end, '\n');
        std::uint64_t number = 0;
        if (std::from_chars(line, stop, number).ec == std::errc()) {
            numbers.push_back(number);
        }
        line = stop == end ? end : stop + 1;
    }
    return numbers;
}

namespace {

/// Cuts `out.bytes` into maximal runs of bytes that `keep`.
template <class Keep>
void split(text& out, Keep keep) {
    out.tokens.clear();
    const char* const end = out.bytes.data() + out.bytes.size();
    for (const char* at = out.bytes.data(); at != end;) {
        if (!keep(*at)) {
            ++at;
            continue;
        }
        const char* const begin = at;
        while (at != end && keep(*at)) {
            ++at;
        }
        out.tokens.emplace_back(begin, static_cast<std::size_t>(at - begin));
    }
}

} // namespace

void split_words(std::string bytes, text& words) {
    words.bytes = std::move(bytes);
    for (char& byte : words.bytes) {
        if (byte >= 'A' && byte <= 'Z') {
            byte = static_cast<char>(byte - 'A' + 'a');
        }
    }
    split(words, [](char byte) { return byte >= 'a' && byte <= 'z'; });
}

void split_tokens(std::string bytes, text& tokens) {
    tokens.bytes = std::move(bytes);
    split(tokens, [](char byte) { return byte != ' ' && (byte < '\t' || byte > '\r'); });
}

// Syllables of one consonant and one vowel, then an ending that starts with a vowel or is a lone
// consonant: a word can be taken apart in one way only, so that different numbers give different
// words.
std::string pseudo_word(std::size_t i) {
    static constexpr std::string_view consonants = "bcdfghklmnprstvw";
    static constexpr std::string_view vowels = "aeiou";
    static constexpr std::array<std::string_view, 8> endings{"",   "s",  "n",   "ing",
                                                             "ed", "er", "ion", "ations"};
    std::string word;
    std::size_t rest = i / endings.size();
    do {
        word += consonants[rest % 16];
        rest /= 16;
        word += vowels[rest % 5];
        rest /= 5;
    } while (rest != 0);
    return word.append(endings[i % endings.size()]);
}

void zipf_words(std::size_t vocabulary, std::size_t length, std::uint64_t seed, text& words) {
    std::vector<std::string> lexicon(vocabulary);
    std::size_t longest = 0;
    for (std::size_t i = 0; i < vocabulary; ++i) {
        lexicon[i] = pseudo_word(i);
        longest = std::max(longest, lexicon[i].size());
    }
    random shuffle(seed); // no tie between how common a word is and how it is spelt
    for (std::size_t i = vocabulary; i > 1; --i) {
        std::swap(lexicon[i - 1], lexicon[shuffle.below(i)]);
    }
    zipf rank(vocabulary, seed + 1);
    words.bytes.clear();
    words.bytes.reserve(length * (longest + 1)); // the tokens point into it
    words.tokens.clear();
    words.tokens.reserve(length);
    for (std::size_t i = 0; i < length; ++i) {
        const std::string& word = lexicon[rank()];
        words.tokens.emplace_back(words.bytes.data() + words.bytes.size(), word.size());
        words.bytes.append(word).push_back(' ');
    }
}

std::vector<std::uint64_t> distinct_integers(std::size_t n, std::uint64_t seed) {
    std::vector<std::uint64_t> keys(n); // a bijection of the numbers seed * 2^40 + i
    for (std::size_t i = 0; i < n; ++i) {
        keys[i] = random::mix((seed << 40) + i);
    }
    return keys;
}

std::vector<std::string> distinct_strings(std::size_t n, std::uint64_t seed) {
    std::vector<std::string> keys(n);
    for (std::size_t i = 0; i < n; ++i) {
        // 8 to 22 bytes: some fit into a std::string itself, some do not.
        const std::uint64_t number = random::mix((seed << 40) + i);
        keys[i] = pseudo_word(i * 8 + seed % 8) + '.';
        while (keys[i].size() < 8 + number % 15) {
            keys[i] += static_cast<char>('a' + (number >> (2 * keys[i].size())) % 26);
        }
    }
    return keys;
}

std::vector<std::string> random_letters(std::size_t n, std::uint64_t seed) {
    std::vector<std::string> keys(n);
    for (std::size_t i = 0; i < n; ++i) {
        random draw((seed << 40) + (i << 3));
        keys[i].resize(16 + draw.below(17));
        for (char& letter : keys[i]) {
            letter = static_cast<char>('a' + draw.below(26));
        }
    }
    return keys;
}

} // namespace bench
