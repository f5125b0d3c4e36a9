// SPDX-License-Identifier: BSL-1.0
// heap as a range, and every kind of input as its source.

#include <cairn/heap.hpp>

#include "support/catch.hpp"
#include "support/iterators.hpp"

#include <algorithm>
#include <functional>
#include <iterator>
#include <numeric>
#include <ranges>
#include <sstream>
#include <vector>

#include <range/v3/numeric/accumulate.hpp>
#include <range/v3/view/transform.hpp>

namespace {

using heap = cairn::heap<int>;

template <class Range>
void builds() {
    Range range{5, 3, 9, 4};
    heap h(cairn::from_range, range);
    CHECK(h.drain_sorted() == std::vector{3, 4, 5, 9});
    Range again{7, 1};
    heap t{6};
    t.push_range(again);
    CHECK(t.drain_sorted() == std::vector{1, 6, 7});
}

} // namespace

TEST_CASE("heap: built from every kind of range", "[ranges]") {
    builds<support::input_range<int>>();
    builds<support::move_only_input_range<int>>();
    builds<support::sized_input_range<int>>();
    builds<support::forward_range<int>>();
    builds<support::sized_forward_range<int>>();
    builds<std::vector<int>>();
}

TEST_CASE("heap: built from iterators", "[ranges]") {
    std::istringstream text("4 2 8");
    heap h(std::istream_iterator<int>(text), std::istream_iterator<int>{});
    CHECK(h.drain_sorted() == std::vector{2, 4, 8});
    const auto counted = std::views::iota(3) | std::views::take(3);
    const heap of_view(cairn::from_range, counted);
    CHECK(of_view.top() == 3);
    const heap counted_down(std::counted_iterator(std::views::iota(7).begin(), 2),
                            std::default_sentinel);
    CHECK(counted_down.size() == 2);
}

TEST_CASE("heap: a source for algorithms and views", "[ranges]") {
    const heap h{4, 1, 3};
    CHECK(std::accumulate(h.begin(), h.end(), 0) == 8);
    CHECK(std::ranges::count_if(h, [](int i) { return i > 2; }) == 2);
    CHECK(std::ranges::is_heap(cairn::heap<int, std::less<>, 2>{5, 4, 9, 2}, std::greater<>()));
    const auto doubled = h | std::views::transform([](int i) { return 2 * i; });
    CHECK(std::ranges::max(doubled) == 8);
    CHECK(ranges::accumulate(h | ranges::views::transform([](int i) { return -i; }), 0) == -8);
}

TEST_CASE("heap: other element types convert on the way in", "[ranges]") {
    const std::vector<short> shorts{3, 1, 2};
    heap h(shorts.begin(), shorts.end());
    h.push_range(shorts);
    CHECK(h.drain_sorted() == std::vector{1, 1, 2, 2, 3, 3});
}
