// SPDX-License-Identifier: BSL-1.0
// What a merge refers to, when it starts over, and what a hardened build notices.

#include <cairn/merge.hpp>

#include "support/catch.hpp"
#include "support/death.hpp"
#include "support/iterators.hpp"

#include <algorithm>
#include <cstddef>
#include <functional>
#include <iterator>
#include <ranges>
#include <utility>
#include <vector>

namespace {

using ints = std::vector<int>;

} // namespace

TEST_CASE("merge: begin() starts over", "[merge][validity]") {
    const ints a{1, 3}, b{2};
    auto merged = cairn::merge(a, b);
    auto i = merged.begin();
    ++i;
    CHECK(*i == 2);
    i = merged.begin();
    CHECK(*i == 1);
    CHECK(std::ranges::distance(merged) == 3);
    CHECK(std::ranges::distance(merged) == 3);
    // Single-pass inputs go on where they stand; what was the head of one is still there.
    support::input_range<int> c{1, 3, 5}, d{2, 4};
    auto once = cairn::merge(c, d);
    auto j = once.begin();
    ++j;
    ++j;
    CHECK(*j == 3);
    CHECK(std::ranges::equal(once, ints{3, 4, 5}));
}

TEST_CASE("merge: copies and moved views have not been read", "[merge][validity]") {
    const ints a{1, 3}, b{2};
    auto merged = cairn::merge(a, b);
    auto i = merged.begin();
    ++i;
    auto copy = merged;
    CHECK(*copy.begin() == 1);
    CHECK(*i == 2); // copying the view from disturbs no iterator
    auto moved = std::move(copy);
    CHECK(std::ranges::equal(moved, ints{1, 2, 3}));
    merged = moved;
    CHECK(std::ranges::equal(merged, ints{1, 2, 3}));
    merged = std::move(moved);
    CHECK(std::ranges::equal(merged, ints{1, 2, 3}));
    auto& self = merged;
    merged = self;
    CHECK(std::ranges::equal(merged, ints{1, 2, 3}));
}

TEST_CASE("merge: refers to containers, and sees their changes", "[merge][validity]") {
    ints a{1, 3}, b{2};
    auto merged = cairn::merge(a, b);
    b.push_back(9);
    a = {4, 5};
    CHECK(std::ranges::equal(merged, ints{2, 4, 5, 9}));
    std::vector<ints> runs{a};
    auto all = cairn::merge(runs);
    runs.push_back({0});
    CHECK(std::ranges::equal(all, ints{0, 4, 5}));
    // What an iterator returns belongs to the inputs, not to the iterator or the view.
    const int* const first = [&runs] {
        auto view = cairn::merge(runs);
        return &*view.begin();
    }();
    CHECK(first == runs[1].data());
}

TEST_CASE("merge: iterators share their position", "[merge][validity]") {
    const ints a{1, 3}, b{2, 4};
    auto merged = cairn::merge(a, b);
    auto i = merged.begin();
    const auto j = i;
    ++i;
    CHECK(*j == 2);
    CHECK(i == j);
    CHECK(i != merged.end());
    CHECK(i != std::default_sentinel);
    for (int n = 0; n != 3; ++n)
        ++i;
    CHECK(i == merged.end());
    CHECK(j == std::default_sentinel);
}

#if CAIRN_TESTS_CAN_TRAP

TEST_CASE("merge: a hardened build notices unsorted input", "[merge][validity]") {
    using support::traps;
    const auto walk = [](auto&& view) {
        int sum = 0;
        for (const int each : view)
            sum += each;
        return sum;
    };
    const ints sorted{1, 2, 3}, unsorted{1, 3, 2}, falling{3, 2, 1};
    CHECK(!traps([&] { walk(cairn::merge(sorted, sorted)); }));
    CHECK(traps([&] { walk(cairn::merge(sorted, unsorted)); }));
    CHECK(traps([&] { walk(cairn::merge(std::vector<ints>{sorted, unsorted})); }));
    CHECK(traps([&] { walk(cairn::merge(sorted, sorted, std::greater<>())); }));
    CHECK(!traps([&] { walk(cairn::merge(falling, falling, std::greater<>())); }));
    CHECK(traps([&] { walk(cairn::merge(falling, falling)); }));
    // What is not read is not looked at.
    CHECK(!traps([&] { walk(cairn::merge(unsorted, sorted) | std::views::take(2)); }));
    int out[6];
    CHECK(traps([&] { cairn::merge_into(out, sorted, unsorted); }));
    // Of a single-pass range nobody can look back, and the merge is one of what it gets.
    support::move_only_input_range<int> once{1, 3, 2};
    CHECK(!traps([&] { walk(cairn::merge(once, sorted)); }));
}

TEST_CASE("merge: a hardened build notices misuse", "[merge][validity]") {
    using support::traps;
    const ints a{1};
    CHECK(traps([&] {
        auto merged = cairn::merge(a);
        static_cast<void>(*merged.end());
    }));
    CHECK(traps([&] {
        auto merged = cairn::merge(a);
        auto i = merged.begin();
        ++i;
        ++i;
    }));
    ints b{1, 2, 3};
    CHECK(traps([&] { cairn::merge_into(b.begin() + 1, b, a); }));
}

#endif
