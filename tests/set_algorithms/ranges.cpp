// SPDX-License-Identifier: BSL-1.0
// set_algorithms take every kind of range and output, and elements that offer little.

#include <cairn/deque.hpp>
#include <cairn/set_algorithms.hpp>

#include "support/catch.hpp"
#include "support/elements.hpp"
#include "support/iterators.hpp"

#include <algorithm>
#include <forward_list>
#include <functional>
#include <iterator>
#include <list>
#include <memory>
#include <ranges>
#include <set>
#include <span>
#include <sstream>
#include <string>
#include <vector>

namespace {

using ints = std::vector<int>;

template <class A, class B>
void combines() {
    const auto results = [](auto function) {
        A a{1, 3, 3, 5, 9};
        B b{0, 3, 5, 5};
        ints out;
        function(a, b, std::back_inserter(out));
        return out;
    };
    CHECK(results(cairn::set_intersection) == ints{3, 5});
    CHECK(results(cairn::set_union) == ints{0, 1, 3, 3, 5, 5, 9});
    CHECK(results(cairn::set_difference) == ints{1, 3, 9});
    CHECK(results(cairn::set_symmetric_difference) == ints{0, 1, 3, 5, 9});
    A a{1, 3, 3, 5, 9};
    B b{0, 3, 5, 5};
    CHECK(cairn::intersection_size(a, b) == 2);
    A again{1, 3, 3, 5, 9};
    B part{3, 3, 9};
    CHECK(cairn::includes(again, part));
}

/// An iterator that can be moved only, as output iterators may be.
struct move_only_output {
    using difference_type = std::ptrdiff_t;
    std::unique_ptr<ints> to = std::make_unique<ints>();
    ints& held() { return *to; }
    struct place {
        ints* to;
        const place& operator=(int x) const {
            to->push_back(x);
            return *this;
        }
    };
    place operator*() const { return {to.get()}; }
    move_only_output& operator++() { return *this; }
    void operator++(int) {}
};

} // namespace

TEST_CASE("set algorithms: every kind of range", "[ranges]") {
    combines<support::input_range<int>, support::move_only_input_range<int>>();
    combines<support::forward_range<int>, std::list<int>>();
    combines<support::sentinel_range<int>, ints>();
    combines<support::random_access_range<int>, support::contiguous_range<int>>();
    combines<cairn::deque<int>, support::proxy_range<int>>();
    combines<std::multiset<int>, std::list<short>>();
    combines<support::contiguous_range<int>, ints>();
}

TEST_CASE("set algorithms: every kind of output", "[ranges]") {
    const ints a{1, 2, 3, 4}, b{2, 4, 6};
    auto moved = cairn::set_union(a, b, move_only_output());
    CHECK(moved.out.held() == ints{1, 2, 3, 4, 6});
    CHECK((moved.in1 == a.end() && moved.in2 == b.end()));
    std::ostringstream text;
    cairn::set_difference(a, b, std::ostream_iterator<int>(text, " "));
    CHECK(text.str() == "1 3 ");
    std::set<int> unique;
    cairn::set_union(b, a, std::inserter(unique, unique.end()));
    CHECK(unique.size() == 5);
    std::vector<double> wider(2);
    CHECK(cairn::set_intersection(a, b, wider.begin()).out == wider.end());
    CHECK(wider == std::vector<double>{2, 4});
    cairn::deque<int> queue(5);
    cairn::set_union(a, b, queue.begin());
    CHECK(queue.back() == 6);
    ints exact(5); // as many as there are, and no more
    CHECK(cairn::set_union(a, b, exact.begin()).out == exact.end());
}

TEST_CASE("set algorithms: the output may take the first range's place", "[ranges]") {
    for (const int step : {1, 2, 50}) {
        ints a, b;
        for (int i = 0; i != 3000; ++i)
            a.push_back(2 * i);
        for (int i = 0; i < 6000; i += 3 * step)
            b.push_back(i);
        ints wanted;
        std::ranges::set_intersection(a, b, std::back_inserter(wanted));
        ints both = a;
        both.erase(cairn::set_intersection(both, b, both.begin()).out, both.end());
        CHECK(both == wanted);
        ints other = b;
        other.erase(cairn::set_intersection(other, a, other.begin()).out, other.end());
        CHECK(other == wanted);
        wanted.clear();
        std::ranges::set_difference(a, b, std::back_inserter(wanted));
        a.erase(cairn::set_difference(a, b, a.begin()).out, a.end());
        CHECK(a == wanted);
    }
}

TEST_CASE("set algorithms: views", "[ranges]") {
    const auto squares =
        std::views::iota(0, 50) | std::views::transform([](int i) { return i * i; });
    ints out;
    cairn::set_intersection(squares, std::views::iota(0, 2500), std::back_inserter(out));
    CHECK(out.size() == 50);
    CHECK(cairn::includes(std::views::iota(0, 2500), squares));
    CHECK(cairn::includes(std::views::iota(0, 2500), std::vector<long>{7, 2499}));
    const ints v{1, 4, 9, 16};
    CHECK(cairn::intersection_size(v | std::views::reverse, squares | std::views::reverse,
                                   std::greater<>()) == 4);
    CHECK(cairn::includes(squares, std::span(v).first(2)));
    CHECK(cairn::intersection_size(std::string("abc"), std::string("bd")) == 1);
    const std::vector<bool> bits{false, true, true};
    CHECK(cairn::intersection_size(bits, std::vector<bool>{true}) == 1);
}

TEST_CASE("set algorithms: functions of every kind", "[ranges]") {
    struct point {
        int x, y;
        int sum() const { return x + y; }
        bool before(const point& other) const { return x < other.x; }
    };
    const std::vector<point> points{{0, 1}, {2, 2}, {3, 9}};
    CHECK(cairn::includes(points, ints{1, 9}, {}, &point::y));
    CHECK(cairn::intersection_size(ints{4, 12}, points, {}, {}, &point::sum) == 2);
    CHECK(cairn::intersection_size(points, points, &point::before) == 3);
    std::vector<std::unique_ptr<point>> owned;
    owned.push_back(std::make_unique<point>(point{7, 8}));
    CHECK(cairn::includes(owned, ints{8}, {}, &point::y));
    CHECK(cairn::includes(owned, ints{15}, {}, &point::sum));
    int calls = 0;
    auto counting = [&calls](int a, int b) mutable {
        ++calls;
        return a < b;
    };
    CHECK(cairn::includes(ints{1, 2, 3}, ints{2}, std::ref(counting)));
    CHECK(calls >= 3);
}

TEST_CASE("set algorithms: elements that offer little", "[ranges]") {
    const std::vector<support::only_less> a{{1}, {2}, {3}}, b{{2}, {3}, {4}};
    std::vector<support::only_less> out;
    cairn::set_intersection(a, b, std::back_inserter(out), std::less<>());
    CHECK(out.size() == 2);
    CHECK(out[0].value == 2);
    std::vector<support::move_only> movable;
    movable.emplace_back(5);
    CHECK(cairn::includes(movable, ints{5}, {}, &support::move_only::value));
    const auto by_value = [](const auto& x, const auto& y) { return x.value < y.value; };
    const std::vector<support::greedy> greedy{1, 2, 4};
    std::vector<support::greedy> all;
    all.reserve(3);
    for (int i = 0; i != 3; ++i)
        all.emplace_back(0);
    CHECK(cairn::set_union(greedy, greedy, all.begin(), by_value).out == all.end());
    CHECK(all[2].value == 4);
    CHECK(support::misuses() == "");
}
