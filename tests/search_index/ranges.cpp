// SPDX-License-Identifier: BSL-1.0
// search_index with the ranges of the standard library, as source and as target.

#include <cairn/search_index.hpp>

#include "support/catch.hpp"
#include "support/iterators.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <deque>
#include <forward_list>
#include <iterator>
#include <ranges>
#include <sstream>
#include <string>
#include <vector>

namespace {

using numbers = cairn::search_index<int>;

} // namespace

TEST_CASE("search_index: from every kind of range", "[ranges]") {
    const numbers expected{1, 2, 3};
    const std::forward_list<int> forward{3, 1, 2};
    CHECK(numbers(cairn::from_range, forward) == expected);
    const std::deque<int> random{2, 3, 1};
    CHECK(numbers(cairn::from_range, random) == expected);
    CHECK(numbers(cairn::from_range, std::views::iota(1, 4)) == expected);
    std::istringstream stream("2 3 1"), text("b c a");
    CHECK(numbers(std::istream_iterator<int>(stream), std::istream_iterator<int>()) == expected);
    CHECK(cairn::search_index<std::string>(std::istream_iterator<std::string>(text),
                                           std::istream_iterator<std::string>())
              .find("c") == 2u);
    support::input_range<int> once({3, 2, 1});
    CHECK(numbers(cairn::from_range, once) == expected);
    support::move_only_input_range<int> moved({3, 2, 1});
    CHECK(numbers(cairn::from_range, moved) == expected);
    const std::vector<short> narrow{3, 1, 2}; // converted
    CHECK(numbers(narrow.begin(), narrow.end()) == expected);
    CHECK(numbers(cairn::from_range, std::vector<bool>{true, false}) == numbers{0, 1});
}

TEST_CASE("search_index: is a range", "[ranges]") {
    const numbers index{5, 4, 3, 2, 1};
    CHECK(std::ranges::is_sorted(index));
    int sum = 0;
    for (const int x : index | std::views::drop(2))
        sum += x;
    CHECK(sum == 12);
    const numbers again(cairn::sorted_equivalent, cairn::from_range, index);
    CHECK(again == index);
}

TEST_CASE("search_index: batches read and write any contiguous range", "[ranges]") {
    const numbers index{10, 20, 30};
    const int queries[] = {5, 20, 25, 35};
    std::array<std::size_t, 4> expected{0, 1, 2, 3};
    std::array<std::size_t, 4> positions{};
    index.lower_bound_batch(queries, positions);
    CHECK(positions == expected);
    std::vector<int> some(queries, queries + 4);
    std::vector<unsigned char> bytes(6, 77);
    index.lower_bound_batch(some, std::ranges::subrange(bytes.begin() + 1, bytes.begin() + 5));
    CHECK(bytes == std::vector<unsigned char>{77, 0, 1, 2, 3, 77});
    index.lower_bound_batch(index, std::ranges::subrange(bytes.data(), bytes.data() + 3));
    CHECK(bytes[2] == 2);
}
