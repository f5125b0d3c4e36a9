// SPDX-License-Identifier: BSL-1.0
// Every comparison, projection, step and allocation of a merge fails once: nothing leaks, nothing is passed over.

#include <cairn/merge.hpp>

#include "support/catch.hpp"
#include "support/thrower.hpp"

#include <algorithm>
#include <cstddef>
#include <functional>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

namespace {

using support::fuse;
using support::injected;
using support::op;
using ints = std::vector<int>;

/// Walks a merge in which the n-th operation of a kind fails once, and tries again what failed.
/// Returns     what it has seen; whether anything failed
template <class Make>
std::pair<ints, bool> walked(std::size_t n, op set, Make make) {
    ints seen;
    auto merged = make();
    fuse::arm(n, set);
    const auto until_done = [](auto step) {
        for (;;) {
            try {
                return step();
            } catch (const injected&) {
            }
        }
    };
    auto i = until_done([&] { return merged.begin(); });
    while (i != merged.end()) {
        seen.push_back(until_done([&]() -> int { return *i; }));
        until_done([&] { ++i; });
    }
    const bool blown = fuse::blown();
    fuse::disarm();
    return {seen, blown};
}

template <class Make>
void loses_nothing(op set, const ints& expected, Make make) {
    for (std::size_t n = 1;; ++n) {
        const auto [seen, blown] = walked(n, set, make);
        CHECK(seen == expected);
        if (!blown || seen != expected) break;
    }
}

} // namespace

TEST_CASE("merge: takes up where a comparison failed", "[merge][exceptions]") {
    const ints a{1, 4, 7}, b{2, 4, 8}, c{}, d{0, 9}, e{4};
    const ints expected{0, 1, 2, 4, 4, 4, 7, 8, 9};
    std::vector<ints> runs{a, b, c, d, e};
    loses_nothing(op::compare, expected,
                  [&] { return cairn::merge(runs, support::throwing_less()); });
    loses_nothing(op::compare, expected,
                  [&] { return cairn::merge(a, b, c, d, e, support::throwing_less()); });
}

TEST_CASE("merge: takes up where a projection failed", "[merge][exceptions]") {
    const ints a{1, 4, 7}, b{2, 4, 8}, d{0, 9};
    const support::throwing_function negated([](int i) { return -i; });
    // Keys that are numbers are kept beside the tree; others are made anew for each comparison.
    const support::throwing_function boxed([](int i) { return std::vector<int>{i}; });
    loses_nothing(op::call, ints{0, 1, 2, 4, 4, 7, 8, 9},
                  [&] { return cairn::merge(a, b, d, std::less<>(), boxed); });
    loses_nothing(op::call, ints{0, 1, 2, 4, 4, 7, 8, 9},
                  [&] { return cairn::merge(a, b, d, std::greater<>(), negated); });
}

TEST_CASE("merge: takes up where an input failed", "[merge][exceptions]") {
    const support::throwing_range<int> a{1, 4, 7}, b{2, 4, 8};
    loses_nothing(op::iterate, ints{1, 2, 4, 4, 7, 8}, [&] { return cairn::merge(a, b); });
}

TEST_CASE("merge_into: leaves what it has written", "[merge][exceptions]") {
    const std::vector<ints> runs{ints(300, 1), ints(300, 2), ints(300, 3)};
    for (std::size_t n = 1; n < 1500; n += 97) {
        ints out;
        fuse::arm(n, op::compare);
        try {
            cairn::merge_into(std::back_inserter(out), runs, support::throwing_less());
            CHECK(out.size() == 900);
        } catch (const injected&) {
            CHECK(std::is_sorted(out.begin(), out.end()));
        }
        fuse::disarm();
    }
    CHECK(runs[2] == ints(300, 3));
}

TEST_CASE("merge_into: copies that fail leak nothing", "[merge][exceptions]") {
    using element = support::throwing_copy;
    const auto failures = support::for_each_failure(
        [] {
            std::vector<std::vector<element>> runs(3);
            for (int i = 0; i != 9; ++i)
                runs[static_cast<std::size_t>(i % 3)].emplace_back(i);
            return runs;
        },
        [](auto& runs) {
            std::vector<element> out;
            out.reserve(9);
            cairn::merge_into(std::back_inserter(out), runs);
            if (out.size() != 9) throw support::check_failed("elements are missing");
        },
        [](const auto&, const auto& after, bool) {
            std::size_t n = 0;
            for (const auto& run : after)
                n += run.size();
            if (n != 9) throw support::check_failed("merging took elements away");
        });
    CHECK(failures >= 9);
}

TEST_CASE("merge: comparators that contradict themselves lose nothing", "[merge][exceptions]") {
    const ints a{1, 1, 1}, b{2, 2}, c{3, 3, 3, 3};
    for (unsigned seed = 0; seed != 16; ++seed) {
        unsigned state = seed;
        int count[4] = {};
        // Not to be seen by the check for unsorted input, which compares neighbours of one run.
        const auto nonsense = [&state](int x, int y) {
            return x != y && (state = state * 1664525 + 1013904223) >> 31 != 0;
        };
        for (const int each : cairn::merge(a, b, c, nonsense))
            ++count[each];
        CHECK((count[1] == 3 && count[2] == 2 && count[3] == 4));
    }
}
