// SPDX-License-Identifier: BSL-1.0
// A shared is the range that its object is, to std::ranges and to range-v3; the other handles are none.

#include <cairn/value.hpp>

#include "support/catch.hpp"

#include <concepts>
#include <iterator>
#include <list>
#include <map>
#include <ranges>
#include <string>
#include <vector>

#include <range/v3/range/concepts.hpp>

namespace {

using numbers = cairn::shared<std::vector<int>>;
static_assert(std::ranges::random_access_range<const numbers> &&
              std::ranges::sized_range<const numbers> && std::ranges::common_range<const numbers> &&
              ranges::random_access_range<const numbers> && ranges::sized_range<const numbers>);
static_assert(std::same_as<std::ranges::range_reference_t<const numbers>, int&>,
              "through a const reference too");
static_assert(!std::ranges::view<numbers> && !std::ranges::borrowed_range<numbers>);
static_assert(std::ranges::bidirectional_range<cairn::shared<std::list<int>>> &&
              !std::ranges::random_access_range<cairn::shared<std::list<int>>>);
static_assert(!std::ranges::range<cairn::shared<int>> &&
              !std::ranges::range<cairn::indirect<std::vector<int>>> &&
              !std::ranges::range<cairn::cow<std::vector<int>>>);

TEST_CASE("value: a loop over a shared sees and changes the object") {
    const numbers a{1, 2, 3};
    const numbers b = a;
    for (int& each : a)
        each *= 10;
    CHECK(b == std::vector<int>{10, 20, 30});
    std::vector<int> reversed;
    for (const int each : b | std::views::reverse)
        reversed.push_back(each);
    CHECK(reversed == std::vector<int>{30, 20, 10});
    CHECK(std::ranges::find(b, 20) - b.begin() == 1);
    CHECK(std::ranges::size(b) == 3);
    CHECK_FALSE(std::ranges::empty(b));

    const cairn::shared<std::map<std::string, int>> stock{{"eggs", 12}, {"spam", 3}};
    stock["ham"] = 1;
    int total = 0;
    for (const auto& [name, count] : stock)
        total += count;
    CHECK(total == 16);
}

} // namespace
