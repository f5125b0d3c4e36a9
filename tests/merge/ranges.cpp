// SPDX-License-Identifier: BSL-1.0
// merge as an adaptor: every kind of input, endless ones, std's and range-v3's views below and above it.

#include <cairn/merge.hpp>

#include "support/catch.hpp"
#include "support/elements.hpp"
#include "support/iterators.hpp"

#include <algorithm>
#include <cstddef>
#include <functional>
#include <iterator>
#include <list>
#include <ranges>
#include <span>
#include <sstream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <range/v3/range/conversion.hpp>
#include <range/v3/view/filter.hpp>
#include <range/v3/view/iota.hpp>
#include <range/v3/view/take.hpp>
#include <range/v3/view/transform.hpp>

// range-v3 does not know of std::ranges::enable_view; without this line it takes lvalues only.
template <class Inputs, class Compare, class Projection>
inline constexpr bool ranges::enable_view<cairn::merge_view<Inputs, Compare, Projection>> = true;

namespace {

using ints = std::vector<int>;

template <class Range>
ints all(Range&& range) {
    ints made;
    for (auto&& each : range)
        made.push_back(static_cast<int>(each));
    return made;
}

template <class Range>
void takes() {
    Range a{1, 4, 9}, b{2, 4, 5};
    CHECK(all(cairn::merge(a, b)) == ints{1, 2, 4, 4, 5, 9});
    Range c{3, 8};
    const ints d{0, 8};
    CHECK(all(cairn::merge(c, d)) == ints{0, 3, 8, 8});
    Range e{9, 2}, f{7, 7};
    ints out;
    cairn::merge_into(std::back_inserter(out), e, f, std::greater<>());
    CHECK(out == ints{9, 7, 7, 2});
}

/// 0, step, 2 * step, ... without an end.
auto multiples(int step) {
    return std::views::iota(0) | std::views::transform([step](int i) { return i * step; });
}

} // namespace

TEST_CASE("merge: of every kind of range", "[merge][ranges]") {
    takes<support::input_range<int>>();
    takes<support::move_only_input_range<int>>();
    takes<support::forward_range<int>>();
    takes<support::random_access_range<int>>();
    takes<support::contiguous_range<int>>();
    takes<support::sized_sentinel_range<int>>();
}

TEST_CASE("merge: of ranges of several types", "[merge][ranges]") {
    const ints a{1, 5};
    std::list<int> b{2, 6};
    support::move_only_input_range<int> c{3, 7};
    const int d[] = {4, 8};
    CHECK(all(cairn::merge(a, b, c, d)) == ints{1, 2, 3, 4, 5, 6, 7, 8});
    const std::vector<std::string> words{"apple", "cherry"};
    const std::vector<std::string_view> views{"banana", "date"};
    std::string text;
    for (const std::string_view word : cairn::merge(words, views))
        text += word[0];
    CHECK(text == "abcd");
    // References made for the occasion live for as long as they are compared.
    const std::vector<long> longs{2, 4};
    CHECK(all(cairn::merge(longs, a)) == ints{1, 2, 4, 5});
}

TEST_CASE("merge: of endless and empty ranges", "[merge][ranges]") {
    CHECK(all(cairn::merge(multiples(2), multiples(3)) | std::views::take(8)) ==
          ints{0, 0, 2, 3, 4, 6, 6, 8});
    const ints none, some{1, 2};
    CHECK(all(cairn::merge(none, some, none)) == some);
    CHECK(all(cairn::merge(none, none)).empty());
    CHECK(all(cairn::merge(none)).empty());
    CHECK(all(cairn::merge(std::vector<ints>())).empty());
    CHECK(all(cairn::merge(std::vector<ints>(5))).empty());
    CHECK(all(cairn::merge(std::views::empty<int>, some)) == some);
    CHECK(all(cairn::merge(some, multiples(1)) | std::views::take(4)) == ints{0, 1, 1, 2});
}

TEST_CASE("merge: of streams, which are read as they are needed", "[merge][ranges]") {
    std::istringstream odd("1 3 5 7"), even("2 4 6 8");
    auto merged = cairn::merge(std::views::istream<int>(odd), std::views::istream<int>(even));
    CHECK(all(merged | std::views::take(3)) == ints{1, 2, 3});
    int next = 0;
    CHECK((odd >> next && next == 7)); // 5 is the head of the input
}

TEST_CASE("merge: of a range of ranges that is made as it is walked", "[merge][ranges]") {
    const auto run = [](int i) { return ints{i, 10 + i, 20 + i}; };
    auto runs = std::views::iota(0, 4) | std::views::transform(run);
    CHECK(all(cairn::merge(runs)) == ints{0, 1, 2, 3, 10, 11, 12, 13, 20, 21, 22, 23});
    const auto endless = [](int i) { return multiples(i + 1); };
    auto all_multiples = std::views::iota(0, 3) | std::views::transform(endless);
    CHECK(all(cairn::merge(all_multiples) | std::views::take(6)) == ints{0, 0, 0, 1, 2, 2});
    const ints one{1, 2, 3, 4, 5, 6};
    auto spans = std::views::iota(0, 3) | std::views::transform([&one](int i) {
                     return std::span(one).subspan(static_cast<std::size_t>(2 * i), 2);
                 });
    ints out;
    cairn::merge_into(std::back_inserter(out), spans);
    CHECK(out == one);
    std::vector<std::istringstream> files;
    for (const char* text : {"a d g", "b e h", "c f i"})
        files.emplace_back(text);
    std::string letters;
    for (const std::string& each :
         cairn::merge(files | std::views::transform([](std::istringstream& file) {
                          return std::views::istream<std::string>(file);
                      })))
        letters += each;
    CHECK(letters == "abcdefghi");
}

TEST_CASE("merge: below and above std's adaptors", "[merge][ranges]") {
    ints a{1, 3, 5}, b{2, 4, 6};
    auto odd = cairn::merge(a, b) | std::views::filter([](int i) { return i % 2 == 1; });
    CHECK(all(odd) == a);
    CHECK(all(cairn::merge(a | std::views::reverse, b | std::views::reverse, std::greater<>()) |
              std::views::drop(1) | std::views::take(2)) == ints{5, 4});
    CHECK(all(cairn::merge(cairn::merge(a, b), cairn::merge(b, a))) ==
          ints{1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6});
    CHECK(std::ranges::is_permutation(all(cairn::merge(a, b)), ints{1, 2, 3, 4, 5, 6}));
    auto merged = cairn::merge(a, b);
    CHECK(std::ranges::find(merged, 4) != merged.end());
    CHECK(std::ranges::count_if(merged, [](int i) { return i > 2; }) == 4);
    ints copied(6);
    CHECK(std::ranges::copy(cairn::merge(a, b), copied.begin()).out == copied.end());
    CHECK(ints(merged.begin(), merged.end()) == copied);
}

TEST_CASE("merge: below and above range-v3's adaptors", "[merge][ranges]") {
    ints a{1, 3, 5}, b{2, 4, 6};
    auto merged = cairn::merge(a, b);
    CHECK((merged | ranges::views::take(2) | ranges::to<std::vector>()) == ints{1, 2});
    CHECK((cairn::merge(a, b) | ranges::views::transform([](int i) { return 10 * i; }) |
           ranges::views::take(3) | ranges::to<std::vector>()) == ints{10, 20, 30});
    auto evens = ranges::views::ints | ranges::views::filter([](int i) { return i % 2 == 0; });
    CHECK(all(cairn::merge(a, evens | ranges::views::take(3))) == ints{0, 1, 2, 3, 4, 5});
    std::vector<ints> runs{a, b};
    CHECK((cairn::merge(runs) | ranges::to<std::vector>()) == ints{1, 2, 3, 4, 5, 6});
}

TEST_CASE("merge: elements can be moved out", "[merge][ranges]") {
    std::vector<support::move_only> a, b;
    for (int i = 0; i != 4; ++i) {
        a.emplace_back(2 * i);
        b.emplace_back(2 * i + 1);
    }
    std::vector<support::move_only> out;
    auto merged = cairn::merge(a, b);
    for (auto i = merged.begin(); i != merged.end(); ++i)
        out.push_back(std::ranges::iter_move(i));
    REQUIRE(out.size() == 8);
    for (int i = 0; i != 8; ++i)
        CHECK(out[static_cast<std::size_t>(i)].value == i);
    CHECK(a[0].value == -1);
}
