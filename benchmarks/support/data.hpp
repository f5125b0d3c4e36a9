// SPDX-License-Identifier: BSL-1.0
// support/data.hpp -- what the workloads run on: texts, and seeded streams of keys.

#ifndef CAIRN_BENCHMARKS_SUPPORT_DATA_HPP
#define CAIRN_BENCHMARKS_SUPPORT_DATA_HPP

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace bench {

/// Seeded generator of 64-bit values (Steele, Lea, Flood: SplitMix, 2014): the same everywhere.
class random {
public:
    explicit random(std::uint64_t seed = 1) : state_(seed) {}

    std::uint64_t operator()() { return mix(state_ += 0x9e3779b97f4a7c15); }

    /// Uniform in [0, n); the bias of the fixed-point product is below 2^-32 for the n in use.
    std::uint64_t below(std::uint64_t n) { return ((*this)() >> 32) * n >> 32; }

    /// Uniform in [0, 1).
    double real() { return static_cast<double>((*this)() >> 11) * 0x1p-53; }

    static std::uint64_t mix(std::uint64_t x) {
        x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9;
        x = (x ^ (x >> 27)) * 0x94d049bb133111eb;
        return x ^ (x >> 31);
    }

private:
    std::uint64_t state_;
};

/// Ranks in [0, n) with probability proportional to 1 / (rank + 1) (the continuous Zipf law).
class zipf {
public:
    zipf(std::size_t n, std::uint64_t seed);
    std::size_t operator()();

private:
    std::size_t n_;
    double log_n_;
    random random_;
};

/// A file in memory, byte for byte. One that cannot be read ends the program with status 2.
std::string read_file(const std::string& path);

/// Bytes and the pieces they fall into; the pieces point into the bytes, so it does not move.
struct text {
    std::string bytes;
    std::vector<std::string_view> tokens;

    text() = default;
    text(const text&) = delete;
    text& operator=(const text&) = delete;
};

/// The numbers of a file that has one in each line; other lines are passed over.
std::vector<std::uint64_t> read_numbers(const std::string& path);

/// Makes `words` the runs of letters of `bytes`, in lower case. Bytes that are not ASCII letters,
/// whatever their encoding, separate words.
void split_words(std::string bytes, text& words);

/// Makes `tokens` the runs of bytes of `bytes` that are not ASCII white space.
void split_tokens(std::string bytes, text& tokens);

/// The `i`-th of an endless sequence of distinct pronounceable words of 2 to 15 letters.
std::string pseudo_word(std::size_t i);

/// Makes `words` a text of `length` words, drawn by the Zipf law from `vocabulary` pseudo-words.
void zipf_words(std::size_t vocabulary, std::size_t length, std::uint64_t seed, text& words);

/// `n` distinct keys without any pattern.
std::vector<std::uint64_t> distinct_integers(std::size_t n, std::uint64_t seed);
std::vector<std::string> distinct_strings(std::size_t n, std::uint64_t seed);

/// `n` strings of 16 to 32 random letters: no two of them equal, for all that matters.
std::vector<std::string> random_letters(std::size_t n, std::uint64_t seed);

} // namespace bench

#endif // CAIRN_BENCHMARKS_SUPPORT_DATA_HPP
