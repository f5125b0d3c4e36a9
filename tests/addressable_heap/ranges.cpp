// SPDX-License-Identifier: BSL-1.0
// addressable_heap and indexed_heap as sources and as targets: every kind of input, std's and range-v3's
// adaptors and algorithms.

#include <cairn/addressable_heap.hpp>

#include "support/catch.hpp"
#include "support/elements.hpp"
#include "support/iterators.hpp"
#include "support/model.hpp"

#include <algorithm>
#include <cstddef>
#include <functional>
#include <iterator>
#include <numeric>
#include <ranges>
#include <sstream>
#include <string>
#include <vector>

#include <range/v3/numeric/accumulate.hpp>
#include <range/v3/view/transform.hpp>

namespace {

using heap = cairn::addressable_heap<int>;
using ids = cairn::indexed_heap<int>;
using ints = std::vector<int>;

ints sorted(heap h) {
    ints all;
    while (!h.empty())
        all.push_back(h.take_top());
    return all;
}

template <class Range>
void builds() {
    Range range{5, 3, 9, 4};
    heap h(cairn::from_range, range);
    h.check_invariants();
    Range again{7, 1};
    h.push_range(again);
    CHECK(sorted(h) == ints{1, 3, 4, 5, 7, 9});
    Range third{5, 3, 9, 4};
    const ids by_id(cairn::from_range, third);
    CHECK(by_id.top_id() == 1);
    CHECK(by_id[2] == 9);
}

TEST_CASE("addressable_heap: built from every kind of range") {
    builds<support::input_range<int>>();
    builds<support::move_only_input_range<int>>();
    builds<support::sized_input_range<int>>();
    builds<support::forward_range<int>>();
    builds<support::random_access_range<int>>();
    builds<support::contiguous_range<int>>();
    builds<support::sentinel_range<int>>();
    builds<support::sized_sentinel_range<int>>();
    builds<support::proxy_range<int>>();
}

TEST_CASE("addressable_heap: elements convert, and are given away") {
    const std::vector<const char*> words{"z", "a", "q"};
    cairn::addressable_heap<std::string> h(cairn::from_range, words);
    h.push_range(words);
    CHECK(h.take_top() == "a");
    CHECK(h.take_top() == "a");
    std::vector<support::move_only> source;
    for (int i = 0; i != 20; ++i)
        source.emplace_back(i * 7 % 20);
    const cairn::addressable_heap<support::move_only> owners(std::move_iterator(source.begin()),
                                                             std::move_iterator(source.end()));
    CHECK(owners.size() == 20);
    CHECK(source[3].value == -1);
    std::istringstream text("the cat and a hat");
    using words_of = std::istream_iterator<std::string>;
    CHECK(cairn::addressable_heap<std::string>(words_of{text}, words_of{}).top() == "a");
}

TEST_CASE("addressable_heap: walked over by algorithms and adaptors") {
    const heap h{4, 1, 3, 2};
    CHECK(std::accumulate(h.begin(), h.end(), 0) == 10);
    CHECK(ranges::accumulate(h | ranges::views::transform([](int x) { return 2 * x; }), 0) == 20);
    CHECK(std::ranges::max(h) == 4);
    CHECK(std::ranges::count_if(h, [](int x) { return x > 2; }) == 2);
    ints all(h.begin(), h.end());
    std::ranges::sort(all);
    CHECK(all == ints{1, 2, 3, 4});
    const auto it = std::ranges::find(h, 3);
    CHECK(h[h.handle_of(it)] == 3);
    CHECK(it - h.begin() >= 0);
    CHECK(h.begin()[0] == 1);
    CHECK(*(h.end() - 1) == *std::prev(h.end()));
    CHECK((2 + h.begin())[-1] == *std::next(h.begin()));
    auto back = h.end();
    back--;
    --back;
    CHECK(h.end() - back == 2);
    CHECK(back < h.end());
}

TEST_CASE("indexed_heap: ids with their priorities") {
    ids h;
    for (const std::size_t id : {4u, 1u, 6u})
        h.push(id, static_cast<int>(10 * id));
    std::size_t sum = 0;
    for (const auto [id, priority] : h)
        sum += id + static_cast<std::size_t>(priority);
    CHECK(sum == 121);
    const std::vector<ids::value_type> all(h.begin(), h.end());
    CHECK(all.size() == 3);
    CHECK(all.front().id == 1);
    CHECK(h.begin()->priority == 10);
    CHECK(std::ranges::any_of(h, [](auto each) { return each.id == 6; }));
    auto named = h | std::views::transform([](auto each) { return each.priority; }) |
                 std::views::filter([](int priority) { return priority > 20; });
    CHECK(std::ranges::distance(named) == 2);
}

} // namespace
