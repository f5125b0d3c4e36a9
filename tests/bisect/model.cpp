// SPDX-License-Identifier: BSL-1.0
// bisect against its definition: every array of up to eight elements over four values, and arrays of every
// size about the steps of the search, of every type that is searched in a way of its own.

#include <cairn/bisect.hpp>

#include "support/catch.hpp"
#include "support/random.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <limits>
#include <ranges>
#include <string>
#include <type_traits>
#include <vector>

namespace {

/// What a search must find in [first, last): how many elements pass, if those are in front.
template <class It, class Test>
bool passes_in_front(It first, It last, Test test, std::size_t& count) {
    count = 0;
    bool ended = false;
    for (; first != last; ++first) {
        const bool passes = test(*first);
        if (passes && ended) return false;
        ended = ended || !passes;
        count += passes;
    }
    return true;
}

template <class T>
bool agrees(const std::vector<T>& v, T x) {
    std::size_t lower = 0, upper = 0;
    const bool left = passes_in_front(v.begin(), v.end(), [&](const T& e) { return e < x; }, lower);
    const bool right =
        passes_in_front(v.begin(), v.end(), [&](const T& e) { return !(x < e); }, upper);
    bool right_answers = true;
    if (left) {
        right_answers &= cairn::bisect_left(v, x) == lower;
        for (const std::size_t hint : {std::size_t{0}, v.size() / 2, v.size()})
            right_answers &= cairn::gallop_left(v, x, hint) == lower;
    } else if (CAIRN_HARDENED < 2) {
        right_answers &= cairn::bisect_left(v, x) <= v.size();
        right_answers &= cairn::gallop_left(v, x, v.size() / 2) <= v.size();
    }
    if (right) {
        right_answers &= cairn::bisect_right(v, x) == upper;
        for (const std::size_t hint : {std::size_t{0}, v.size() / 2, v.size()})
            right_answers &= cairn::gallop_right(v, x, hint) == upper;
    } else if (CAIRN_HARDENED < 2) {
        right_answers &= cairn::bisect_right(v, x) <= v.size();
        right_answers &= cairn::gallop_right(v, x) <= v.size();
    }
    if (left && right) {
        const auto [first, last] = cairn::equal_range(v, x);
        right_answers &= static_cast<std::size_t>(first - v.begin()) == lower;
        right_answers &=
            static_cast<std::size_t>(last - first) == (upper > lower ? upper - lower : 0);
        const auto found = cairn::binary_search(v, x);
        right_answers &= found.has_value() == (upper > lower);
        right_answers &= !found || *found == lower;
    }
    return right_answers;
}

/// A comparator that costs something, for all that is known of it.
struct number {
    int value;
    friend bool operator<(const number& a, const number& b) { return a.value < b.value; }
};

template <class T>
std::vector<T> values(std::size_t n, T (*make)(std::uint64_t), std::uint64_t seed) {
    support::generator random(seed);
    std::vector<T> v;
    for (std::size_t i = 0; i != n; ++i)
        v.push_back(make(random()));
    std::sort(v.begin(), v.end());
    return v;
}

/// Every element, and what is beside it, in a range of each size.
template <class T>
void searches(T (*make)(std::uint64_t), std::vector<std::size_t> sizes) {
    for (const std::size_t n : sizes) {
        const std::vector<T> v = values(n, make, n + 1);
        const std::vector<T> others = values(40, make, n);
        const std::vector<T> down(v.rbegin(), v.rend());
        const std::deque<T> pieces(v.begin(), v.end());
        std::size_t wrong = 0;
        const auto check = [&](const T& x) {
            const auto lower =
                static_cast<std::size_t>(std::lower_bound(v.begin(), v.end(), x) - v.begin());
            const auto upper =
                static_cast<std::size_t>(std::upper_bound(v.begin(), v.end(), x) - v.begin());
            wrong += cairn::bisect_left(v, x) != lower;
            wrong += cairn::bisect_right(v, x) != upper;
            wrong += cairn::bisect_left(down, x, std::greater<>()) != n - upper;
            wrong += cairn::bisect_right(down, x, std::ranges::greater()) != n - lower;
            wrong += cairn::bisect_left(pieces, x) != lower;
            wrong += static_cast<std::size_t>(cairn::equal_range(v, x).size()) != upper - lower;
        };
        std::size_t step = n / 100 + 1;
        if (CAIRN_HARDENED >= 2) step = n / 10 + 1; // each look-up checks the whole order
        for (std::size_t i = 0; i < n; i += step)
            check(v[i]);
        for (const T& x : others)
            check(x);
        CAPTURE(n);
        REQUIRE(wrong == 0);
    }
}

/// All small sizes, and those about powers of two.
std::vector<std::size_t> sizes(std::size_t largest) {
    std::vector<std::size_t> result;
    for (std::size_t n = 0; n != 70; ++n)
        result.push_back(n);
    for (std::size_t p = 128; p <= largest; p *= 2)
        for (const std::size_t n : {p - 1, p, p + 1, p + p / 3})
            result.push_back(n);
    return result;
}

#ifdef __OPTIMIZE__
constexpr std::size_t large = std::size_t{1} << (CAIRN_HARDENED < 2 ? 20 : 15);
#else
constexpr std::size_t large = 1 << 11;
#endif

} // namespace

TEST_CASE("bisect: all arrays of up to eight elements over four values", "[model]") {
    std::size_t wrong = 0, arrays = 0;
    for (std::size_t n = 0; n <= 8; ++n) {
        for (std::size_t code = 0; code != std::size_t{1} << (2 * n); ++code) {
            std::vector<int> v(n);
            for (std::size_t i = 0; i != n; ++i)
                v[i] = static_cast<int>(code >> (2 * i) & 3) * 2;
            // Without optimisation, the unsorted ones of the largest size are too many.
            const bool few = n < 7;
#ifndef __OPTIMIZE__
            if (!few && !std::is_sorted(v.begin(), v.end())) continue;
#endif
            ++arrays;
            for (int x = few ? -1 : 0; x <= 7; x += few ? 1 : 3)
                wrong += !agrees(v, x);
        }
    }
    CHECK(wrong == 0);
    CHECK(arrays > 5000);
}

TEST_CASE("bisect: the same with comparisons that cost something", "[model]") {
    std::size_t wrong = 0;
    for (std::size_t n = 0; n <= 6; ++n) {
        for (std::size_t code = 0; code != std::size_t{1} << (2 * n); ++code) {
            std::vector<number> v(n);
            for (std::size_t i = 0; i != n; ++i)
                v[i].value = static_cast<int>(code >> (2 * i) & 3) * 2;
            for (int x = -1; x <= 7; ++x)
                wrong += !agrees(v, number{x});
        }
    }
    CHECK(wrong == 0);
}

TEST_CASE("bisect: numbers, of every size", "[model]") {
    searches<std::uint32_t>([](std::uint64_t x) { return static_cast<std::uint32_t>(x); },
                            sizes(large));
    searches<std::uint64_t>([](std::uint64_t x) { return x; }, sizes(large));
    searches<std::int64_t>(
        [](std::uint64_t x) { return static_cast<std::int64_t>(x % 1000) - 500; }, sizes(large));
    searches<double>(
        [](std::uint64_t x) {
            return std::ldexp(static_cast<double>(x >> 40), static_cast<int>(x % 90) - 50);
        },
        sizes(large));
}

TEST_CASE("bisect: other keys, of every size", "[model]") {
    searches<signed char>([](std::uint64_t x) { return static_cast<signed char>(x); }, sizes(1024));
    using time = std::chrono::milliseconds;
    searches<time>([](std::uint64_t x) { return time(x % 5000); }, sizes(1024));
    searches<std::string>(
        [](std::uint64_t x) { return "a common prefix"[x % 15] + std::to_string(x % 1000); },
        sizes(1024));
}

TEST_CASE("bisect: numbers that are far from evenly spread", "[model]") {
    using limits = std::numeric_limits<double>;
    std::vector<double> v{-limits::infinity(), limits::lowest(), -1, -0.0, 0, limits::denorm_min()};
    for (int i = -1000; i != 1000; ++i)
        for (int k = 0; k != 20; ++k)
            v.push_back(std::ldexp(1, i));
    v.insert(v.end(), 9000, 1e300);
    v.insert(v.end(), 9000, limits::infinity());
    std::sort(v.begin(), v.end());
    std::vector<double> queries(v.begin(), v.begin() + 300);
    queries.insert(queries.end(), {1e300, limits::infinity(), limits::max(), 1e-5, 1.5});
    for (const double x : queries) {
        REQUIRE(cairn::lower_bound(v, x) == std::lower_bound(v.begin(), v.end(), x));
        REQUIRE(cairn::upper_bound(v, x) == std::upper_bound(v.begin(), v.end(), x));
    }
    const std::vector<std::uint64_t> same(5000, 7);
    CHECK(cairn::bisect_left(same, 7u) == 0);
    CHECK(cairn::bisect_right(same, 7u) == 5000);
    CHECK(cairn::bisect_left(same, 8u) == 5000);
}

TEST_CASE("bisect: positions beyond 2^31", "[model]") {
    if (CAIRN_HARDENED < 2) { // where nobody looks at all of them
        const auto numbers = std::views::iota(std::int64_t{0}, std::int64_t{1} << 40);
        for (const std::int64_t at :
             {std::int64_t{1} << 31, (std::int64_t{1} << 33) + 5, (std::int64_t{1} << 40) - 1}) {
            const auto position = static_cast<std::size_t>(at);
            CHECK(cairn::bisect_left(numbers, at) == position);
            CHECK(cairn::bisect_right(numbers, at) == position + 1);
            CHECK(cairn::gallop_left(numbers, at, 1000) == position);
            CHECK(*cairn::lower_bound(numbers, at) == at);
        }
    }
}
