// SPDX-License-Identifier: BSL-1.0
// support/elements.hpp -- element types that offer little, or something unusual
//
//     move_only         no copies; comparable, ordered, hashable
//     no_default        no default constructor
//     immovable         neither copies nor moves: emplace only
//     over_aligned      alignas(64); a misplaced one is reported to support/misuse.hpp
//     only_less         operator< and nothing else
//     only_equal        operator== and nothing else
//     plain             trivially copyable aggregate of mixed size
//     aggregate         aggregate with a non-trivial member (parenthesised or braced initialisation)
//     big               trivially copyable, 256 bytes
//     explicit_only     converts from int only when asked to
//     greedy            overloads operator& and operator, and catches unqualified calls
//     loose_move        a move that is not noexcept and never throws
// Types whose operations do throw are in support/thrower.hpp.

#ifndef CAIRN_TESTS_SUPPORT_ELEMENTS_HPP
#define CAIRN_TESTS_SUPPORT_ELEMENTS_HPP

#include "support/misuse.hpp"

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <utility>

namespace support {

struct move_only {
    int value = 0;

    move_only() = default;
    move_only(int v) : value(v) {}
    move_only(move_only&& other) noexcept : value(std::exchange(other.value, -1)) {}
    move_only& operator=(move_only&& other) noexcept {
        value = std::exchange(other.value, -1);
        return *this;
    }

    friend bool operator==(const move_only&, const move_only&) = default;
    friend auto operator<=>(const move_only&, const move_only&) = default;
};

struct no_default {
    int value;

    no_default() = delete;
    no_default(int v) : value(v) {}

    friend bool operator==(const no_default&, const no_default&) = default;
    friend auto operator<=>(const no_default&, const no_default&) = default;
};

struct immovable {
    int value;

    explicit immovable(int v) : value(v) {}
    immovable(const immovable&) = delete;
    immovable& operator=(const immovable&) = delete;

    friend bool operator==(const immovable& a, const immovable& b) { return a.value == b.value; }
};

struct alignas(64) over_aligned {
    int value = 0;

    over_aligned() { check(); }
    over_aligned(int v) : value(v) { check(); }
    over_aligned(const over_aligned& other) : value(other.value) { check(); }
    over_aligned& operator=(const over_aligned& other) {
        check();
        value = other.value;
        return *this;
    }
    ~over_aligned() { check(); }

    void check() const {
        if (reinterpret_cast<std::uintptr_t>(this) % 64 != 0)
            misuse_log::get().report(
                "over-aligned object at an address that is not a multiple of 64");
    }

    friend bool operator==(const over_aligned& a, const over_aligned& b) {
        return a.value == b.value;
    }
    friend auto operator<=>(const over_aligned& a, const over_aligned& b) {
        return a.value <=> b.value;
    }
};

struct only_less {
    int value = 0;

    friend bool operator<(const only_less& a, const only_less& b) { return a.value < b.value; }
};

struct only_equal {
    int value = 0;

    friend bool operator==(const only_equal& a, const only_equal& b) { return a.value == b.value; }
};

struct plain {
    std::int32_t id;
    char tag;
    double weight;

    friend bool operator==(const plain&, const plain&) = default;
};

struct aggregate {
    int id;
    std::string name;

    friend bool operator==(const aggregate&, const aggregate&) = default;
    friend auto operator<=>(const aggregate&, const aggregate&) = default;
};

struct big {
    std::array<std::uint64_t, 32> words;

    big(std::uint64_t v = 0) : words{} {
        for (std::uint64_t& word : words)
            word = v;
    }

    friend bool operator==(const big&, const big&) = default;
    friend auto operator<=>(const big&, const big&) = default;
};
static_assert(sizeof(big) == 256);

struct explicit_only {
    int value = 0;

    explicit_only() = default;
    explicit explicit_only(int v) : value(v) {}

    friend bool operator==(const explicit_only&, const explicit_only&) = default;
};

/// Breaks a container that writes `&element`, `a, b`, or an unqualified call of a standard name.
struct greedy {
    int value = 0;

    greedy() = default;
    greedy(int v) : value(v) {}

    void operator&() const = delete;
    template <class T>
    friend void operator,(const greedy&, T&&) = delete;
    template <class T>
    friend void operator,(T&&, const greedy&) = delete;

    friend bool operator==(const greedy& a, const greedy& b) { return a.value == b.value; }
    friend auto operator<=>(const greedy& a, const greedy& b) { return a.value <=> b.value; }
};

template <class... Arguments>
void addressof(const greedy&, Arguments&&...) = delete;
template <class... Arguments>
void move(const greedy&, Arguments&&...) = delete;
template <class... Arguments>
void forward(const greedy&, Arguments&&...) = delete;
template <class... Arguments>
void construct_at(greedy*, Arguments&&...) = delete;
template <class... Arguments>
void destroy_at(greedy*, Arguments&&...) = delete;
template <class... Arguments>
void to_address(greedy*, Arguments&&...) = delete;
template <class... Arguments>
void destroy(greedy*, Arguments&&...) = delete;
template <class... Arguments>
void copy(greedy*, Arguments&&...) = delete;
template <class... Arguments>
void move(greedy*, Arguments&&...) = delete;
template <class... Arguments>
void exchange(greedy&, Arguments&&...) = delete;

struct loose_move {
    int value = 0;

    loose_move() = default;
    loose_move(int v) : value(v) {}
    loose_move(const loose_move&) = default;
    loose_move(loose_move&& other) noexcept(false) : value(std::exchange(other.value, -1)) {}
    loose_move& operator=(const loose_move&) = default;
    loose_move& operator=(loose_move&& other) noexcept(false) {
        value = std::exchange(other.value, -1);
        return *this;
    }

    friend bool operator==(const loose_move&, const loose_move&) = default;
    friend auto operator<=>(const loose_move&, const loose_move&) = default;
};

/// Hashes any element of this header that has an int `value`.
struct hash_value {
    template <class T>
    std::size_t operator()(const T& element) const {
        return std::hash<int>{}(element.value);
    }
};

} // namespace support

template <>
struct std::hash<support::move_only> : support::hash_value {};
template <>
struct std::hash<support::no_default> : support::hash_value {};
template <>
struct std::hash<support::immovable> : support::hash_value {};
template <>
struct std::hash<support::over_aligned> : support::hash_value {};
template <>
struct std::hash<support::only_equal> : support::hash_value {};
template <>
struct std::hash<support::explicit_only> : support::hash_value {};
template <>
struct std::hash<support::greedy> : support::hash_value {};
template <>
struct std::hash<support::loose_move> : support::hash_value {};

#endif // CAIRN_TESTS_SUPPORT_ELEMENTS_HPP
