// SPDX-License-Identifier: BSL-1.0
// sorted_list as a range, as a source and as a target: every kind of input, std's and range-v3's adaptors
// and algorithms, intervals, slices and segments.

#include <cairn/sorted_list.hpp>

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
#include <utility>
#include <vector>

#include <range/v3/algorithm/lower_bound.hpp>
#include <range/v3/range/conversion.hpp>
#include <range/v3/view/transform.hpp>

namespace {

using list = cairn::sorted_list<int>;

template <class Range>
void builds() {
    Range range{5, 3, 9, 4};
    const list s(cairn::from_range, range);
    CHECK(support::same_sequence(s, std::vector{3, 4, 5, 9}));
    Range again{7, 1};
    list t{6};
    t.insert_range(again);
    CHECK(support::same_sequence(t, std::vector{1, 6, 7}));
    Range ordered{6, 8, 9};
    list u{2};
    u.insert_range(list::sorted_tag(), ordered);
    CHECK(support::same_sequence(u, std::vector{2, 6, 8, 9}));
}

list numbers(int n) {
    list made;
    for (int i = 0; i != n; ++i)
        made.insert(made.end(), 10 * i);
    return made;
}

} // namespace

TEST_CASE("sorted_list: built from every kind of range", "[ranges]") {
    builds<support::input_range<int>>();
    builds<support::move_only_input_range<int>>();
    builds<support::sized_input_range<int>>();
    builds<support::forward_range<int>>();
    builds<support::sized_forward_range<int>>();
    builds<support::bidirectional_range<int>>();
    builds<support::random_access_range<int>>();
    builds<support::contiguous_range<int>>();
    builds<support::sentinel_range<int>>();
    builds<support::sized_sentinel_range<int>>();
    builds<support::proxy_range<int>>();
}

TEST_CASE("sorted_list: elements may convert", "[ranges]") {
    cairn::sorted_list<std::string> s{"m"};
    const std::vector<const char*> words{"z", "a", "q"};
    s.insert_range(words);
    s.insert(words.begin(), words.begin());
    CHECK(support::same_sequence(s, std::vector<std::string>{"a", "m", "q", "z"}));
    const cairn::sorted_list<long> longs(cairn::from_range, std::vector{3, 1, 2});
    CHECK(support::same_sequence(longs, std::vector<long>{1, 2, 3}));
}

TEST_CASE("sorted_list: rvalue ranges give their elements away", "[ranges]") {
    std::vector<support::move_only> source;
    for (int i = 0; i != 300; ++i)
        source.emplace_back(i * 7 % 300);
    cairn::sorted_list<support::move_only> s(std::move_iterator(source.begin()),
                                             std::move_iterator(source.end()));
    CHECK(s.size() == 300);
    CHECK(source[3].value == -1);
    CHECK(s[299].value == 299);
    const auto generate = [](int i) { return support::move_only(1000 - i); };
    s.insert_range(support::generated_range(8, generate));
    CHECK(s.size() == 308);
    CHECK(s.back().value == 1000);
}

TEST_CASE("sorted_list: streams are ranges too", "[ranges]") {
    std::istringstream text("the cat and a hat");
    using words_of = std::istream_iterator<std::string>;
    const cairn::sorted_list<std::string> words(words_of{text}, words_of{});
    CHECK(support::same_sequence(words, std::vector<std::string>{"a", "and", "cat", "hat", "the"}));
}

TEST_CASE("sorted_list: std's algorithms and adaptors take it", "[ranges]") {
    const list s = numbers(1000);
    CHECK(std::ranges::is_sorted(s));
    CHECK(std::ranges::lower_bound(s, 4321) == s.lower_bound(4321));
    CHECK(std::lower_bound(s.begin(), s.end(), 4321) == s.nth(433));
    CHECK(std::ranges::binary_search(s, 500));
    CHECK(std::accumulate(s.begin(), s.end(), 0) == 4'995'000);
    CHECK(std::ranges::find(s, 70) == s.nth(7));
    CHECK(std::ranges::distance(s) == 1000);
    CHECK(*std::ranges::next(s.begin(), 999) == 9990);
    CHECK(std::prev(s.end(), 1000) == s.begin());
    auto backwards = s | std::views::reverse | std::views::take(3);
    CHECK(std::ranges::equal(backwards, std::vector{9990, 9980, 9970}));
    CHECK((s | std::views::drop(990))[2] == 9920);
    CHECK(ranges::lower_bound(s, 55) == s.nth(6));
    const auto halves =
        s | ranges::views::transform([](int i) { return i / 2; }) | ranges::to<std::vector>();
    CHECK(halves[9] == 45);
    CHECK(std::vector<int>(s.rbegin(), s.rend()).front() == 9990);
    CHECK(std::ranges::equal(s, std::vector<int>(s.begin(), s.end())));
}

TEST_CASE("sorted_list: intervals are views in both directions", "[ranges]") {
    const list s = numbers(1000);
    using cairn::bounds;
    CHECK(std::ranges::equal(s.irange(25, 50), std::vector{30, 40, 50}));
    CHECK(std::ranges::equal(s.irange(30, 50, bounds::open), std::vector{40}));
    CHECK(std::ranges::equal(s.irange(30, 50, bounds::left_open), std::vector{40, 50}));
    CHECK(std::ranges::equal(s.irange(30, 50, bounds::right_open), std::vector{30, 40}));
    CHECK(std::ranges::equal(s.irange(30, 50) | std::views::reverse, std::vector{50, 40, 30}));
    CHECK(s.irange(cairn::unbounded, cairn::unbounded).size() == 1000);
    CHECK(s.irange(cairn::unbounded, 50).size() == 6);
    CHECK(s.irange(9970, cairn::unbounded, bounds::open).size() == 2);
    CHECK(s.irange(2000, 8000).size() == 601);
    CHECK(s.irange(2000, 8000)[300] == 5000);
    CHECK(s.irange(2000, 8000).front() == 2000);
    CHECK(s.irange(2000, 8000).back() == 8000);
    CHECK(s.irange(20'000, 30'000).empty());
    CHECK(s.irange(-5, -1).begin() == s.begin());
    int total = 0;
    for (const int each : s.irange(10, 30))
        total += each;
    CHECK(total == 60);
    const auto all = s.irange(cairn::unbounded, cairn::unbounded);
    CHECK(all.begin() == s.begin());
    CHECK(all.end() == s.end());
}

TEST_CASE("sorted_list: slices are views by position", "[ranges]") {
    const list s = numbers(1000);
    CHECK(std::ranges::equal(s.slice(3, 6), std::vector{30, 40, 50}));
    CHECK(s.slice(1000, 1000).empty());
    CHECK(s.slice(0, 1000).size() == 1000);
    CHECK(std::ranges::equal(s.slice(997, 1000) | std::views::reverse,
                             std::vector{9990, 9980, 9970}));
    CHECK(list().slice(0, 0).empty());
}

TEST_CASE("sorted_list: segments show every element once, in order", "[ranges]") {
    const list s = numbers(1000);
    std::vector<int> all;
    std::size_t runs = 0;
    for (const auto run : s.segments()) {
        REQUIRE(run.size() != 0);
        all.insert(all.end(), run.data(), run.data() + run.size());
        ++runs;
    }
    CHECK(support::same_sequence(s, all));
    CHECK(runs > 3);
    CHECK(runs < 100);
    CHECK(static_cast<std::size_t>(std::ranges::distance(s.segments())) == runs);
    auto at = s.segments().end();
    CHECK((*--at)[(*at).size() - 1] == 9990);
    CHECK(list().segments().empty());
    cairn::sorted_list<support::loose_move> boxed;
    for (int i = 0; i != 500; ++i)
        boxed.emplace(i);
    int next = 0;
    for (const auto run : boxed.segments())
        for (const support::loose_move& each : run)
            REQUIRE(each.value == next++);
    CHECK(next == 500);
}

TEST_CASE("sorted_list: sorted views are a good source for themselves", "[ranges]") {
    list s = numbers(500);
    const list middle(list::sorted_tag(), s.nth(100), s.nth(200));
    CHECK(middle.size() == 100);
    CHECK(middle.front() == 1000);
    const list reversed(s.rbegin(), s.rend());
    CHECK(reversed == s);
    const list some(cairn::from_range,
                    s.irange(50, 90) | std::views::transform([](int i) { return -i; }));
    CHECK(std::ranges::equal(some, std::vector{-90, -80, -70, -60, -50}));
    cairn::sorted_list<int, std::greater<>> descending(cairn::from_range, s);
    CHECK(std::ranges::equal(descending, s | std::views::reverse));
}
