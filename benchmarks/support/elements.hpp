// SPDX-License-Identifier: BSL-1.0
// support/elements.hpp -- the element types of the sequence benchmarks: a word, a cache line, a string.

#ifndef CAIRN_BENCHMARKS_SUPPORT_ELEMENTS_HPP
#define CAIRN_BENCHMARKS_SUPPORT_ELEMENTS_HPP

#include "support/data.hpp"

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace bench {

/// 64 bytes, trivially copyable.
struct record {
    std::array<std::uint64_t, 8> words;

    friend bool operator==(const record&, const record&) = default;
    friend auto operator<=>(const record&, const record&) = default;
};

/// `make(i)`      the value of the i-th push; cheap, so that the container is what is measured
/// `scattered(i)` a value without order, for sorting
/// `absent()`     a value that `make` never makes
/// `digest(v)`    what a value adds to a checksum
template <class T>
struct element;

template <>
struct element<std::uint64_t> {
    static constexpr std::string_view name = "u64";
    static std::uint64_t make(std::size_t i) { return i; }
    static std::uint64_t scattered(std::size_t i) { return random::mix(i); }
    static std::uint64_t absent() { return ~std::uint64_t{0}; }
    static std::uint64_t digest(std::uint64_t value) { return value; }
};

template <>
struct element<record> {
    static constexpr std::string_view name = "struct64";
    static record make(std::size_t i) { return {{i, i, i, i, i, i, i, i}}; }
    static record scattered(std::size_t i) { return make(random::mix(i)); }
    static record absent() { return make(~std::uint64_t{0}); }
    static std::uint64_t digest(const record& value) { return value.words[0]; }
};

/// Twelve characters: held in the string object itself, as most strings are.
template <>
struct element<std::string> {
    static constexpr std::string_view name = "string";

    static const std::string& make(std::size_t i) { return table()[i % table_size]; }
    static std::string scattered(std::size_t i) { return spelt(random::mix(i)); }
    static const std::string& absent() {
        static const std::string value = "no such text";
        return value;
    }
    static std::uint64_t digest(const std::string& value) {
        return value.size() + static_cast<unsigned char>(value.back());
    }

private:
    static constexpr std::size_t table_size = 256; // 8 KiB: stays in the first-level cache

    static std::string spelt(std::uint64_t number) {
        std::string text = "cairn-";
        for (int digit = 0; digit < 6; ++digit, number /= 26) {
            text += static_cast<char>('a' + number % 26);
        }
        return text;
    }
    static const std::string* table() {
        static const std::vector<std::string> strings = [] {
            std::vector<std::string> made(table_size);
            for (std::size_t i = 0; i < table_size; ++i) {
                made[i] = spelt(i * 26 + i % 7);
            }
            return made;
        }();
        return strings.data();
    }
};

} // namespace bench

#endif // CAIRN_BENCHMARKS_SUPPORT_ELEMENTS_HPP
