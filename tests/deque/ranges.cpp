// SPDX-License-Identifier: BSL-1.0
// Every kind of range and iterator pair as a source, and deques in pipelines and algorithms.

#include <cairn/deque.hpp>

#include "support/catch.hpp"
#include "support/iterators.hpp"
#include "support/model.hpp"

#include <algorithm>
#include <cstddef>
#include <deque>
#include <forward_list>
#include <initializer_list>
#include <iterator>
#include <list>
#include <memory>
#include <numeric>
#include <ranges>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include <range/v3/range/conversion.hpp>

namespace {

using support::same_sequence;
using list = std::initializer_list<int>;

/// All members that take a range, from fresh ranges that `make()` returns: 1, 2, 3.
template <class Make>
void from_ranges(Make make) {
    using cairn::from_range;
    CHECK(same_sequence(cairn::deque<int>(from_range, make()), list{1, 2, 3}));
    CHECK(same_sequence(cairn::bounded_deque<int>(2, from_range, make()), list{2, 3}));
    cairn::deque<int> d{8, 9};
    d.append_range(make());
    CHECK(same_sequence(d, list{8, 9, 1, 2, 3}));
    d.prepend_range(make());
    CHECK(same_sequence(d, list{1, 2, 3, 8, 9, 1, 2, 3}));
    const auto at = d.insert_range(d.begin() + 4, make());
    CHECK(at - d.begin() == 4);
    CHECK(same_sequence(d, list{1, 2, 3, 8, 1, 2, 3, 9, 1, 2, 3}));
    d.insert_range(d.begin() + 9, make());
    CHECK(same_sequence(d, list{1, 2, 3, 8, 1, 2, 3, 9, 1, 1, 2, 3, 2, 3}));
    d.assign_range(make());
    CHECK(same_sequence(d, list{1, 2, 3}));

    cairn::bounded_deque<int> b(4, {8, 9});
    b.append_range(make());
    CHECK(same_sequence(b, list{9, 1, 2, 3}));
    b.prepend_range(make());
    CHECK(same_sequence(b, list{1, 2, 3, 9}));
    b.resize(1);
    b.insert_range(b.begin(), make());
    CHECK(same_sequence(b, list{1, 2, 3, 1}));
    b.assign_range(make());
    CHECK(same_sequence(b, list{1, 2, 3}));
    cairn::bounded_deque<int> one(1);
    one.append_range(make());
    CHECK(same_sequence(one, list{3}));
    one.prepend_range(make());
    CHECK(same_sequence(one, list{1}));
    cairn::bounded_deque<int> none(0);
    none.append_range(make());
    none.prepend_range(make());
    CHECK(none.empty());
}

/// All members that take a pair of iterators.
template <class Range>
void from_pairs(Range&& range) {
    const auto first = range.begin();
    const auto last = range.end();
    CHECK(same_sequence(cairn::deque<int>(first, last), list{1, 2, 3}));
    cairn::deque<int> d{8, 9};
    d.insert(d.begin() + 1, first, last);
    CHECK(same_sequence(d, list{8, 1, 2, 3, 9}));
    d.assign(first, last);
    CHECK(same_sequence(d, list{1, 2, 3}));
    cairn::bounded_deque<int> b(2, first, last);
    CHECK(same_sequence(b, list{2, 3}));
    b.assign(first, last);
    CHECK(same_sequence(b, list{2, 3}));
}

TEST_CASE("deque: from every kind of range") {
    from_ranges([] { return support::input_range<int>{1, 2, 3}; });
    from_ranges([] { return support::move_only_input_range<int>{1, 2, 3}; });
    from_ranges([] { return support::sized_input_range<int>{1, 2, 3}; });
    from_ranges([] { return support::forward_range<int>{1, 2, 3}; });
    from_ranges([] { return support::sized_forward_range<int>{1, 2, 3}; });
    from_ranges([] { return support::bidirectional_range<int>{1, 2, 3}; });
    from_ranges([] { return support::random_access_range<int>{1, 2, 3}; });
    from_ranges([] { return support::contiguous_range<int>{1, 2, 3}; });
    from_ranges([] { return support::sentinel_range<int>{1, 2, 3}; });
    from_ranges([] { return support::sized_sentinel_range<int>{1, 2, 3}; });
    from_ranges([] { return support::proxy_range<int>{1, 2, 3}; });
    from_ranges([] { return std::vector<short>{1, 2, 3}; });
    from_ranges([] { return std::forward_list<int>{1, 2, 3}; });
    from_ranges([] { return cairn::deque<int>{1, 2, 3}; });
    from_ranges([] { return cairn::bounded_deque<int>(3, {0, 1, 2, 3}); });
    from_ranges([] { return std::views::iota(1, 4); });
    from_ranges([] { return std::views::iota(1) | std::views::take(3); });
}

TEST_CASE("deque: from every kind of iterator pair") {
    from_pairs(support::forward_range<int>{1, 2, 3});
    from_pairs(support::bidirectional_range<int>{1, 2, 3});
    from_pairs(support::random_access_range<int>{1, 2, 3});
    from_pairs(support::contiguous_range<int>{1, 2, 3});
    from_pairs(std::list<long>{1, 2, 3});
    from_pairs(std::vector<char>{1, 2, 3});
    from_pairs(cairn::deque<int>{1, 2, 3});
    std::istringstream text("1 2 3");
    const cairn::deque<int> read{std::istream_iterator<int>(text), std::istream_iterator<int>()};
    CHECK(same_sequence(read, list{1, 2, 3}));
}

TEST_CASE("deque: elements that only move, from ranges of rvalues") {
    cairn::deque<std::unique_ptr<int>> d;
    d.append_range(support::generated_range(5, [](int i) { return std::make_unique<int>(i); }));
    CHECK(d.size() == 5);
    std::vector<std::unique_ptr<int>> more;
    more.push_back(std::make_unique<int>(10));
    more.push_back(std::make_unique<int>(11));
    d.insert(d.begin() + 2, std::make_move_iterator(more.begin()),
             std::make_move_iterator(more.end()));
    CHECK(*d[2] == 10);
    CHECK(more[0] == nullptr);
    int sum = 0;
    for (const auto& x : d)
        sum += *x;
    CHECK(sum == 31);
}

TEST_CASE("deque: every size from empty to several blocks, from a range") {
    for (int n = 0; n != 70; ++n) {
        for (int before = 0; before != 10; ++before) {
            cairn::deque<int> d;
            for (int i = 0; i != before; ++i) {
                d.push_back(i);
                d.push_back(i);
                d.pop_front();
            }
            std::vector<int> model(d.begin(), d.end());
            const auto source = std::views::iota(0, n);
            d.append_range(source);
            model.insert(model.end(), source.begin(), source.end());
            d.insert_range(d.begin() + before / 2, source);
            model.insert(model.begin() + before / 2, source.begin(), source.end());
            d.prepend_range(source);
            model.insert(model.begin(), source.begin(), source.end());
            REQUIRE(same_sequence(d, model));
        }
    }
}

TEST_CASE("deque: in pipelines") {
    cairn::deque<int> d{1, 2, 3, 4, 5};
    d.rotate(2);
    const auto even = [](int x) { return x % 2 == 0; };
    const auto square = [](int x) { return x * x; };
    CHECK(same_sequence(cairn::deque<int>(cairn::from_range, d | std::views::filter(even) |
                                                                 std::views::transform(square)),
                        list{16, 4}));
    CHECK(std::ranges::equal(d | std::views::reverse, list{3, 2, 1, 5, 4}));
    CHECK(std::ranges::equal(d | std::views::drop(1) | std::views::take(2), list{5, 1}));
    cairn::deque<int> left{0};
    left.prepend_range(d | std::views::reverse); // Python's extendleft
    CHECK(same_sequence(left, list{3, 2, 1, 5, 4, 0}));
    CHECK((d | ranges::to<std::vector>()) == std::vector<int>{4, 5, 1, 2, 3});
    CHECK(cairn::deque(cairn::from_range, std::views::iota(0, 3)) == cairn::deque<int>{0, 1, 2});
}

TEST_CASE("deque: standard algorithms") {
    cairn::deque<int> d;
    for (int i = 0; i != 300; ++i) {
        d.push_back(i * 7919 % 1009);
        d.push_front(i * 104729 % 997);
        if (i % 3 == 0) d.pop_front();
    }
    std::vector<int> v(d.begin(), d.end());
    std::sort(d.begin(), d.end());
    std::sort(v.begin(), v.end());
    CHECK(same_sequence(d, v));
    CHECK(std::ranges::binary_search(d, v[17]));
    std::ranges::reverse(d);
    std::ranges::stable_sort(d);
    CHECK(same_sequence(d, v));
    std::rotate(d.begin(), d.begin() + 100, d.end());
    std::rotate(v.begin(), v.begin() + 100, v.end());
    CHECK(same_sequence(d, v));
    std::ranges::nth_element(d, d.begin() + 50);
    std::ranges::make_heap(d);
    CHECK(std::ranges::is_heap(d));
    d.erase(std::unique(d.begin(), d.end()), d.end());
    std::ranges::copy(v, std::back_inserter(d));
    std::ranges::copy(v, std::front_inserter(d));
    std::ranges::copy(v, std::inserter(d, d.begin() + 3));
    CHECK(std::accumulate(d.crbegin(), d.crend(), 0L) > 0);
    cairn::bounded_deque<int> b(50, d.begin(), d.end());
    std::ranges::sort(b);
    CHECK(std::ranges::is_sorted(b));
    std::ranges::reverse(b);
    CHECK(std::is_sorted(b.rbegin(), b.rend()));
}

} // namespace
