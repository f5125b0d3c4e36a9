// SPDX-License-Identifier: BSL-1.0
// jobs/words.cpp

#include "jobs/words.hpp"

#include <cairn/heap.hpp>
#include <cairn/merge.hpp>

#include <algorithm>
#include <array>
#include <functional>
#include <ranges>
#include <utility>

namespace demo {

namespace {

/// For each byte what it is within a word; 0 if it ends one.
constexpr std::array<char, 256> letters = [] {
    std::array<char, 256> table{};
    for (std::size_t byte = 0; byte != table.size(); ++byte) {
        const bool capital = byte >= 'A' && byte <= 'Z';
        const bool other = (byte >= 'a' && byte <= 'z') || (byte >= '0' && byte <= '9') ||
                           byte == '\'' || byte > 127;
        if (capital) table[byte] = static_cast<char>(byte - 'A' + 'a');
        if (other) table[byte] = static_cast<char>(byte);
    }
    return table;
}();

/// Frequent words first; of equally frequent ones, in the order of their bytes.
struct better {
    template <class A, class B>
    bool operator()(const A& a, const B& b) const {
        return a.count != b.count ? a.count > b.count : a.word < b.word;
    }
};

/// The best k of what it is shown.
class podium {
public:
    explicit podium(std::size_t places) : places_(places) {}

    void show(counted next) {
        if (places_ == 0) return;
        if (best_.size() < places_) {
            best_.push({std::string(next.word), next.count});
        } else if (better()(next, best_.top())) {
            best_.replace_top({std::string(next.word), next.count});
        }
    }
    [[nodiscard]] std::vector<word_count> from_the_best() {
        std::vector<word_count> all = best_.drain_sorted();
        std::ranges::reverse(all);
        return all;
    }

private:
    struct worse {
        bool operator()(const word_count& a, const word_count& b) const { return better()(b, a); }
    };
    std::size_t places_;
    cairn::heap<word_count, worse> best_; // the worst of them is on top
};

} // namespace

word_counter::word_counter(word_limits limits) : limits_(std::move(limits)) {
    words_.reserve(
        limits_.words); // it never grows: growing takes the old table and the new one at once
}

void word_counter::read(std::string_view chunk) {
    for (const char each : chunk) {
        const char letter = letters[static_cast<unsigned char>(each)];
        if (letter == 0) {
            if (!word_.empty()) end_word();
        } else if (word_.size() != longest_word) {
            word_.push_back(letter);
        }
    }
}

void word_counter::end_word() {
    words_.add(word_);
    word_.clear();
    ++total_;
    if (words_.size() >= limits_.words || words_.memory_bytes() >= limits_.bytes) spill();
}

void word_counter::spill() {
    std::vector<counted> sorted;
    sorted.reserve(words_.size());
    for (const auto& [word, count] : words_)
        sorted.push_back({word, count});
    std::ranges::sort(sorted, std::less<>(), &counted::word);

    runs_.push_back({spilled_run(limits_.folder), 0});
    for (const counted& each : sorted)
        runs_.back().words.add(each);
    words_.clear();
    ++spills_;
    merge_down();
}

/// As soon as there are enough runs of a level, they become one of the next. So each word is written again
/// only once a level, and few files are open: the log-structured merge trees of databases do this too.
void word_counter::merge_down() {
    while (runs_.size() >= limits_.fan_in) {
        const std::size_t first = runs_.size() - limits_.fan_in;
        const std::size_t level = runs_.back().level;
        if (runs_[first].level != level) return;
        spilled_run merged(limits_.folder);
        merge_from(first, [&merged](counted each) { merged.add(each); });
        runs_.pop_back_n(limits_.fan_in);
        runs_.push_back({std::move(merged), level + 1});
    }
}

/// sink(word and count) for each different word of the runs from this one on.
template <class Sink>
void word_counter::merge_from(std::size_t first, Sink sink) {
    auto runs = runs_ | std::views::drop(first) |
                std::views::transform([](leveled_run& run) -> spilled_run& { return run.words; });
    std::string word;
    std::int64_t count = 0;
    for (const counted& each : cairn::merge(runs, std::less<>(), &counted::word)) {
        if (count != 0 && each.word != word) sink({word, std::exchange(count, 0)});
        if (count == 0) word = each.word;
        count += each.count;
    }
    if (count != 0) sink({word, count});
}

std::vector<word_count> word_counter::top(std::size_t k) {
    if (!word_.empty()) end_word();
    podium best(k);
    if (runs_.empty()) {
        for (const auto& [word, count] : words_)
            best.show({word, count});
    } else {
        if (!words_.empty()) spill();
        merge_from(0, [&best](counted each) { best.show(each); });
    }
    return best.from_the_best();
}

} // namespace demo
