// SPDX-License-Identifier: BSL-1.0
// jobs/words.hpp -- the most frequent words of a text of any length, exactly, in little memory
//
//     word_counter words;
//     while (read(chunk)) words.read(chunk);
//     words.top(10);           // {"the", 13}, {"was", 12} ...
//
// Where the containers stand:
//     cairn::counter   as many words as there is room for. When it is full, they go, sorted, to a temporary file
//     cairn::merge     all the files as one sorted sequence, of which only one word of each is in memory:
//                      equal words come one after the other, and their counts are added up
//     cairn::heap      the best k so far, the worst of them on top: that one has to go when a better one comes

#ifndef DEMO_JOBS_WORDS_HPP
#define DEMO_JOBS_WORDS_HPP

#include "jobs/spilled_run.hpp"

#include <cairn/counter.hpp>
#include <cairn/deque.hpp>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace demo {

struct word_count {
    std::string word;
    std::int64_t count = 0;
    friend bool operator==(const word_count&, const word_count&) = default;
};

struct word_limits {
    std::size_t words = std::size_t{1} << 18;  // different ones in memory
    std::size_t bytes = std::size_t{24} << 20; // that these take
    std::size_t fan_in = 16;                   // so many files become one
    std::filesystem::path folder = std::filesystem::temp_directory_path();
};

/// A word is a sequence of ASCII letters and digits, apostrophes, and bytes above 127 (the letters of other
/// alphabets, in UTF-8); ASCII letters count as small ones. Only the first 255 bytes of a word count.
class word_counter {
public:
    explicit word_counter(word_limits limits = {});

    /// The text goes on with this. Throws std::runtime_error if temporary files are needed and fail.
    /// Complexity  O(1) a word while they fit; with n words and r files, O(log n + log r) a different word
    void read(std::string_view chunk);
    /// Ends the text: the k most frequent words, of equally frequent ones the first in the order of bytes.
    [[nodiscard]] std::vector<word_count> top(std::size_t k);

    /// How many words were read, and how often words went to a file.
    [[nodiscard]] std::int64_t total() const noexcept { return total_; }
    [[nodiscard]] std::size_t spills() const noexcept { return spills_; }

private:
    struct leveled_run {
        spilled_run words;
        std::size_t level; // how often its words have been merged
    };

    void end_word();
    void spill();
    void merge_down();
    template <class Sink>
    void merge_from(std::size_t first, Sink sink);

    word_limits limits_;
    cairn::counter<std::string> words_;
    std::string word_; // the one that a chunk may have cut
    std::int64_t total_ = 0;
    std::size_t spills_ = 0;
    cairn::deque<leveled_run> runs_;
};

} // namespace demo

#endif // DEMO_JOBS_WORDS_HPP
