// SPDX-License-Identifier: BSL-1.0
// set_algorithms against those of std: every pair of small ranges, and large ones of many shapes.

#include <cairn/set_algorithms.hpp>

#include "support/catch.hpp"
#include "support/random.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <string>
#include <type_traits>
#include <vector>

namespace {

/// Ordered by its key; the tag tells which copy it is.
struct tagged {
    int key;
    int tag;
    friend bool operator==(const tagged&, const tagged&) = default;
};
struct by_key {
    bool operator()(const tagged& a, const tagged& b) const { return a.key < b.key; }
};

/// The very same: zeros of both signs are equal, and still two things.
template <class T>
bool same(const std::vector<T>& a, const std::vector<T>& b) {
    if (a != b) return false;
    if constexpr (std::is_floating_point_v<T>) {
        return std::ranges::equal(a, b,
                                  [](T x, T y) { return std::signbit(x) == std::signbit(y); });
    }
    return true;
}

/// Writes into exactly as much memory as std needs, and compares. Returns the first that differs.
template <class T, class Compare>
std::string difference(const std::vector<T>& a, const std::vector<T>& b, Compare compare) {
    const auto agrees = [&](auto ours, auto theirs) {
        std::vector<T> expected;
        theirs(a, b, std::back_inserter(expected), compare);
        std::vector<T> results(expected.size());
        const auto end = ours(a, b, results.begin(), compare).out;
        return end == results.end() && same(results, expected);
    };
    if (!agrees(cairn::set_intersection, std::ranges::set_intersection)) return "intersection";
    if (!agrees(cairn::set_union, std::ranges::set_union)) return "union";
    if (!agrees(cairn::set_difference, std::ranges::set_difference)) return "difference";
    if (!agrees(cairn::set_symmetric_difference, std::ranges::set_symmetric_difference))
        return "symmetric difference";
    if (cairn::includes(a, b, compare) != std::ranges::includes(a, b, compare)) return "includes";
    std::vector<T> both;
    std::ranges::set_intersection(a, b, std::back_inserter(both), compare);
    if (cairn::intersection_size(a, b, compare) != both.size()) return "intersection size";
    return cairn::includes(a, both, compare) ? "" : "includes";
}

/// All sorted sequences of up to `longest` elements over the values from 0 on.
std::vector<std::vector<int>> all_sorted(std::size_t longest, int values) {
    std::vector<std::vector<int>> made{{}};
    for (std::size_t i = 0; i != made.size(); ++i) {
        if (made[i].size() == longest) continue;
        for (int x = made[i].empty() ? 0 : made[i].back(); x != values; ++x) {
            made.push_back(made[i]);
            made.back().push_back(x);
        }
    }
    return made;
}

/// n elements, the i-th of which is made of the i-th of n numbers in order.
template <class T>
std::vector<T> elements(const std::vector<std::uint64_t>& numbers, int tag) {
    std::vector<T> made;
    for (const std::uint64_t x : numbers) {
        if constexpr (std::is_same_v<T, tagged>) {
            made.push_back({static_cast<int>(x), tag++});
        } else if constexpr (std::is_same_v<T, std::string>) {
            std::string digits = std::to_string(x);
            digits.insert(0, 12 - digits.size(), x % 2 != 0 ? '0' : ' ');
            made.push_back(digits);
        } else if constexpr (std::is_same_v<T, double>) {
            const double values[] = {-std::numeric_limits<double>::infinity(),
                                     std::numeric_limits<double>::infinity(), -0.0, 0.0};
            made.push_back(x < 4 ? values[x] : 0.25 * static_cast<double>(x % 1000) - 100);
        } else {
            made.push_back(static_cast<T>(x));
        }
    }
    return made;
}

/// Numbers below `bound`: at random, in runs, or the same again and again.
std::vector<std::uint64_t> numbers(support::generator& random, std::size_t n, std::uint64_t bound) {
    std::vector<std::uint64_t> made(n);
    const unsigned shape = random.below(4u);
    std::uint64_t x = 0;
    for (std::uint64_t& each : made) {
        if (shape == 0 || random.chance(2)) {
            x = random.below(bound);
        } else if (shape == 1) {
            x = (x + 1) % bound;
        } else if (shape == 2) {
            x = (x + random.below(std::uint64_t{4})) % bound;
        } // else the same
        each = x;
    }
    return made;
}

template <class T, class Compare>
void compares_at_scale(std::uint64_t seed, Compare compare, std::size_t rounds) {
    support::generator random(support::seed(seed));
    INFO(random.describe());
    for (std::size_t round = 0; round != rounds; ++round) {
        const std::size_t n = random.below(std::size_t{3} << random.below(11)),
                          m = random.below(std::size_t{3} << random.below(11));
        const std::uint64_t bound = std::uint64_t{1} << random.between(1, 14);
        std::vector<T> a = elements<T>(numbers(random, n, bound), 0),
                       b = elements<T>(numbers(random, m, bound), 100'000);
        std::ranges::stable_sort(a, compare);
        std::ranges::stable_sort(b, compare);
        if (random.chance(20)) b = a; // the same
        if (random.chance(20) && m < n) b.assign(a.end() - static_cast<std::ptrdiff_t>(m), a.end());
        INFO("round " << round << ", " << a.size() << " and " << b.size() << " elements");
        const std::string wrong = difference(a, b, compare);
        if (!wrong.empty()) FAIL(wrong);
    }
}

#ifdef __OPTIMIZE__
constexpr std::size_t rounds = 400;
#else
constexpr std::size_t rounds = 100;
#endif

} // namespace

TEST_CASE("set algorithms: every pair of up to five elements over three values", "[model]") {
    const std::vector<std::vector<int>> sequences = all_sorted(5, 3);
    REQUIRE(sequences.size() == 56);
    std::string wrong;
    for (const std::vector<int>& x : sequences) {
        for (const std::vector<int>& y : sequences) {
            wrong += difference(x, y, std::ranges::less());
            const std::vector<std::uint64_t> p(x.begin(), x.end()), q(y.begin(), y.end());
            wrong += difference(elements<tagged>(p, 0), elements<tagged>(q, 100), by_key());
        }
    }
    CHECK(wrong == "");
}

TEST_CASE("set algorithms: numbers at scale", "[model]") {
    compares_at_scale<std::int64_t>(2, std::greater<>(), 2 * rounds);
    compares_at_scale<double>(3, std::less<>(), rounds);
}

TEST_CASE("set algorithms: other elements at scale", "[model]") {
    compares_at_scale<tagged>(4, by_key(), rounds);
    compares_at_scale<std::string>(5, std::greater<>(), rounds / 4);
}
