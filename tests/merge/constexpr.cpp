// SPDX-License-Identifier: BSL-1.0
// merge and merge_into in constant expressions: numbers, strings, projections, ranges of ranges.

#include <cairn/merge.hpp>

#include "support/catch.hpp"

#include <array>
#include <cstddef>
#include <functional>
#include <string_view>
#include <utility>
#include <vector>

namespace {

constexpr std::array odd{1, 3, 5, 7}, even{2, 4, 6, 8};

constexpr int digits() {
    int number = 0;
    for (const int each : cairn::merge(odd, even))
        number = 10 * number + each;
    return number;
}
static_assert(digits() == 12345678);

constexpr auto copied() {
    std::array<int, 8> out{};
    cairn::merge_into(out.begin(), even, odd, std::less<>());
    return out;
}
static_assert(copied() == std::array{1, 2, 3, 4, 5, 6, 7, 8});

constexpr std::size_t letters() {
    const std::vector<std::vector<std::string_view>> runs{
        {"a", "prefix-2"}, {"prefix-1"}, {}, {"z"}};
    std::string_view last;
    std::size_t sum = 0;
    for (const std::string_view each : cairn::merge(runs)) {
        if (each < last) return 0;
        last = each;
        sum += each.size();
    }
    return sum;
}
static_assert(letters() == 18);

constexpr bool stable() {
    using tagged = std::pair<double, int>;
    const std::vector<tagged> a{{2.5, 1}, {1.5, 2}}, b{{2.5, 3}, {0.5, 4}};
    int order = 0;
    for (const tagged& each : cairn::merge(a, b, std::greater<>(), &tagged::first))
        order = 10 * order + each.second;
    int pairs = 0;
    const std::vector<std::pair<int, int>> c{{1, 2}, {3, 0}}, d{{1, 1}};
    for (const auto& each : cairn::merge(c, d))
        pairs = 10 * pairs + each.second;
    return order == 1324 && pairs == 120;
}
static_assert(stable());

} // namespace

TEST_CASE("merge: in constant expressions", "[merge][constexpr]") {
    CHECK(digits() == 12345678); // and the same at run time
    CHECK(copied()[7] == 8);
    CHECK(letters() == 18);
    CHECK(stable());
}
