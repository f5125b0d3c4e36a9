// SPDX-License-Identifier: BSL-1.0
// bisect takes every range of random access, and elements that offer little.

#include <cairn/bisect.hpp>
#include <cairn/deque.hpp>

#include "support/catch.hpp"
#include "support/elements.hpp"
#include "support/iterators.hpp"

#include <array>
#include <cstddef>
#include <functional>
#include <memory>
#include <ranges>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <range/v3/view/transform.hpp>

namespace {

template <class Range>
void searches() {
    Range range{1, 3, 3, 5, 9};
    CHECK(cairn::bisect_left(range, 3) == 1);
    CHECK(cairn::bisect_right(range, 3) == 3);
    CHECK(cairn::gallop_left(range, 9) == 4);
    CHECK(cairn::lower_bound(range, 4) - range.begin() == 3);
    CHECK(cairn::equal_range(range.begin(), range.end(), 3).size() == 2);
    CHECK(cairn::bisect_left(range, 5, {}, [](int x) { return x; }) == 3);
    CHECK(cairn::bisect_left(range, 3, [](int a, int b) { return a < b; }) == 1);
}

} // namespace

TEST_CASE("bisect: searches every kind of range", "[ranges]") {
    searches<support::random_access_range<int>>();
    searches<support::contiguous_range<int>>();
    searches<support::proxy_range<int>>();
    searches<cairn::deque<int>>();
}

TEST_CASE("bisect: searches views", "[ranges]") {
    const auto squares =
        std::views::iota(0, 1000) | std::views::transform([](int i) { return i * i; });
    CHECK(cairn::bisect_left(squares, 49) == 7);
    CHECK(cairn::bisect_right(squares, 50) == 8);
    CHECK(cairn::binary_search(squares, 81) == std::size_t{9});
    const std::vector<int> v{1, 4, 7};
    CHECK(cairn::bisect_left(v | std::views::reverse, 4, std::greater<>()) == 1);
    CHECK(cairn::bisect_left(v | ranges::views::transform([](int i) { return 2 * i; }), 8) == 1);
    CHECK(*cairn::lower_bound(std::span(v), 5) == 7);
    std::vector<bool> bits{false, false, true};
    CHECK(cairn::bisect_left(bits, true) == 2);
    cairn::insort(bits, false);
    CHECK(bits == std::vector<bool>{false, false, false, true});
    const std::string text = "aceg";
    CHECK(cairn::bisect_left(text, 'd') == 2);
    // A range that ends where its sentinel says.
    const auto small = std::views::iota(0) | std::views::take(10);
    CHECK(cairn::bisect_left(small, 4) == 4);
}

TEST_CASE("bisect: elements that offer little", "[ranges]") {
    std::vector<support::only_less> few{{1}, {2}, {3}};
    CHECK(cairn::bisect_left(few, support::only_less{2}) == 1);
    cairn::insort(few, support::only_less{2});
    CHECK(few[2].value == 2);
    std::vector<support::move_only> movable;
    for (const int x : {3, 1, 2})
        cairn::insort(movable, support::move_only(x), {}, &support::move_only::value);
    CHECK(movable[1].value == 2);
    CHECK(cairn::bisect_right(movable, 2, {}, &support::move_only::value) == 2);
    const std::vector<support::over_aligned> aligned{1, 2, 3};
    CHECK(cairn::bisect_left(aligned, support::over_aligned(3)) == 2);
    std::vector<support::greedy> greedy{1, 2, 4};
    const auto by_value = [](const auto& a, const auto& b) { return a.value < b.value; };
    cairn::insort(greedy, support::greedy(3), by_value);
    CHECK(greedy[2].value == 3);
    CHECK(cairn::bisect_left(greedy, support::greedy(4), by_value) == 3);
    std::vector<std::unique_ptr<int>> pointers;
    for (const int x : {2, 3, 1})
        cairn::insort(pointers, std::make_unique<int>(x), std::less<>(),
                      [](const std::unique_ptr<int>& p) { return *p; });
    CHECK(*pointers[0] == 1);
    CHECK(support::misuses() == "");
}

TEST_CASE("bisect: functions of every kind", "[ranges]") {
    struct point {
        int x, y;
        int sum() const { return x + y; }
    };
    const std::vector<point> points{{0, 1}, {2, 2}, {3, 9}};
    CHECK(cairn::bisect_left(points, 2, {}, &point::y) == 1);
    CHECK(cairn::bisect_right(points, 4, {}, &point::sum) == 2);
    int calls = 0;
    auto counting = [&calls](const point& p) mutable {
        ++calls;
        return p.x;
    };
    CHECK(cairn::bisect_left(points, 3, {}, std::ref(counting)) == 2);
    CHECK(cairn::bisect_left(points, 3, {}, counting) == 2);
    CHECK(calls >= 4);
    bool (*less)(int, int) = [](int a, int b) { return a < b; };
    CHECK(cairn::bisect_left(std::array{1, 2, 3}, 3, less) == 2);
}
