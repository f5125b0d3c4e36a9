// SPDX-License-Identifier: BSL-1.0
// search_index: what is left when a comparison, a key function, a copy or an iterator fails.

#include <cairn/search_index.hpp>

#include "support/catch.hpp"
#include "support/thrower.hpp"

#include <cstddef>
#include <functional>
#include <utility>
#include <vector>

namespace {

using element = support::throwing<support::op::compare | support::op::copy>;

std::vector<element> source() {
    std::vector<element> made;
    made.reserve(40);
    for (int i = 0; i != 40; ++i)
        made.emplace_back(i * 7 % 40);
    return made;
}

} // namespace

TEST_CASE("search_index: construction leaks nothing and leaves its source alone", "[exceptions]") {
    using index = cairn::search_index<element>;
    const auto strong = support::strong_guarantee;
    CHECK(support::for_each_failure(
              source, [](auto& v) { (void)index(v.begin(), v.end()); }, strong) != 0);
    CHECK(support::for_each_failure(
              [] { return std::vector<element>{}; },
              [](auto&) { (void)index(cairn::sorted_equivalent, {1, 2, 2, 3}); }, strong) != 0);
}

TEST_CASE("search_index: assignment is strong, and look-ups change nothing", "[exceptions]") {
    const auto strong = support::strong_guarantee;
    const auto made = [] {
        const auto from = source();
        return cairn::search_index<element>(from.begin(), from.end());
    };
    CHECK(support::for_each_failure(
              made, [](auto& i) { i = {element(2), element(1)}; }, strong) != 0);
    CHECK(support::for_each_failure(
              made,
              [](auto& i) {
                  auto copy(i);
                  copy = i;
              },
              strong) != 0);
    CHECK(support::for_each_failure(
              made, [](auto& i) { (void)i.equal_range(element(3)); }, strong) != 0);
    CHECK(support::for_each_failure(
              made,
              [](auto& i) {
                  const std::vector<element> queries(20, element(3));
                  std::vector<std::size_t> positions(20);
                  i.lower_bound_batch(queries, positions);
              },
              strong) != 0);
}
