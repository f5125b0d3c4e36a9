// SPDX-License-Identifier: BSL-1.0
// Random runs, merged and compared with a stable sort of them all: every kind of head in the tree, and the cascade
// with and without vectors, at every length around its borders.

#include <cairn/merge.hpp>

#include "support/catch.hpp"
#include "support/random.hpp"
#include "support/stable_sort.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <string>
#include <utility>
#include <vector>

namespace {

using support::generator;

/// How many runs, and how long they are.
struct shape {
    std::size_t runs;
    std::size_t length;   // of the longest
    std::uint64_t values; // drawn from
};

template <class T>
T drawn(generator& random, std::uint64_t values) {
    const std::uint64_t x = values == 0 ? random() : random() % values;
    if constexpr (std::is_same_v<T, std::string>) {
        return std::string(x % 3 * 7, 'p') + std::to_string(x);
    } else if constexpr (requires(T t) { t.second; }) {
        return T(static_cast<typename T::first_type>(x % 7),
                 static_cast<typename T::second_type>(x));
    } else {
        return static_cast<T>(x);
    }
}

template <class T, class Compare>
std::vector<std::vector<T>> make_runs(generator& random, const shape& of, Compare compare) {
    std::vector<std::vector<T>> runs(of.runs);
    for (auto& run : runs) {
        // Some are empty, some much longer than others.
        const std::size_t length = random() % 4 == 0 ? random() % 3 : random() % (of.length + 1);
        for (std::size_t i = 0; i != length; ++i)
            run.push_back(drawn<T>(random, of.values));
        support::stable_sort(run, compare);
    }
    return runs;
}

constexpr shape shapes[] = {{0, 0, 0},   {1, 50, 0},   {2, 9, 5},      {2, 700, 0},   {3, 300, 40},
                            {7, 40, 3},  {8, 1200, 0}, {9, 900, 1000}, {31, 60, 0},   {64, 100, 50},
                            {100, 7, 4}, {130, 50, 0}, {5, 6000, 0},   {2, 20'000, 9}};

/// Compares the view and both sorts of merge_into with a stable sort; returns how many elements there were.
template <class T, class Compare = std::less<>>
std::size_t merges(Compare compare = Compare()) {
    generator random(support::seed(sizeof(T)));
    std::size_t elements = 0;
    for (const shape& each : shapes) {
        const auto runs = make_runs<T>(random, each, compare);
        std::vector<T> expected;
        for (const auto& run : runs)
            expected.insert(expected.end(), run.begin(), run.end());
        support::stable_sort(expected, compare);
        elements += expected.size();

        std::vector<T> out;
        for (const T& seen : cairn::merge(runs, compare))
            out.push_back(seen);
        REQUIRE(out == expected);
        out.assign(expected.size(), T());
        REQUIRE(cairn::merge_into(out.data(), runs, compare) == out.data() + out.size());
        REQUIRE(out == expected);
        out.clear();
        cairn::merge_into(std::back_inserter(out), runs, compare);
        REQUIRE(out == expected);
    }
    return elements;
}

/// The cascade with vectors and without, whatever the target, taken out in pieces of any size.
template <class T, bool Descending, bool Vectors>
void cascades() {
    namespace detail = cairn::detail;
    using before = detail::number_before<Descending>;
    generator random(support::seed(7));
    for (const shape& each : shapes) {
        const auto runs = make_runs<T>(random, each, before());
        std::vector<T> expected, out;
        std::vector<detail::run_of<T>> parts;
        for (const auto& run : runs) {
            expected.insert(expected.end(), run.begin(), run.end());
            if (!run.empty()) parts.push_back({run.data(), run.data() + run.size()});
        }
        support::stable_sort(expected, before());
        detail::merge_cascade<T, before, Vectors> cascade(parts, before());
        REQUIRE(cascade.left() == expected.size());
        while (cascade.left() != 0) {
            std::vector<T> piece((std::min<std::size_t>)(cascade.left(), 1 + random() % 3000));
            cascade.get(piece.data(), piece.size());
            out.insert(out.end(), piece.begin(), piece.end());
        }
        REQUIRE(out == expected);
    }
}

} // namespace

TEST_CASE("merge: random runs of numbers", "[merge][model]") {
    CHECK(merges<std::uint64_t>() > 20'000);
    CHECK(merges<std::int32_t>(std::greater<>()) > 20'000);
    CHECK(merges<double>() > 20'000);
}

TEST_CASE("merge: random runs of pairs and strings", "[merge][model]") {
    using pair = std::pair<std::uint64_t, std::uint64_t>;
    CHECK(merges<pair>() > 20'000);
    CHECK(merges<std::string>(std::greater<>()) > 20'000);
    // Only the first of the pair counts: who comes first among equals shows in the second.
    CHECK(merges<pair>([](const pair& a, const pair& b) { return a.first < b.first; }) > 20'000);
}

TEST_CASE("merge: the cascade with vectors and without", "[merge][model]") {
    cascades<std::uint64_t, false, true>();
    cascades<std::uint64_t, false, false>();
    cascades<std::int32_t, true, true>();
}

TEST_CASE("merge: cuts stay within the runs, whatever the comparator says", "[merge][model]") {
    generator random(support::seed(3));
    const std::vector<std::vector<int>> runs{std::vector<int>(900, 1), std::vector<int>(800, 2),
                                             std::vector<int>(700, 3)};
    std::vector<cairn::detail::run_of<int>> parts;
    for (const auto& run : runs)
        parts.push_back({run.data(), run.data() + run.size()});
    const auto nonsense = [&random](int, int) { return random() % 2 == 0; };
    for (int i = 0; i != 20; ++i) {
        cairn::detail::merge_cascade<int, decltype(nonsense)> cascade(parts, nonsense);
        std::vector<int> out(cascade.left());
        cascade.get(out.data(), out.size());
        REQUIRE(std::count(out.begin(), out.end(), 1) == 900);
        REQUIRE(std::count(out.begin(), out.end(), 2) == 800);
        REQUIRE(std::count(out.begin(), out.end(), 3) == 700);
    }
}
