// SPDX-License-Identifier: BSL-1.0
// set_algorithms at compile time: the same functions run as constant expressions and at run time.

#include <cairn/set_algorithms.hpp>

#include "support/catch.hpp"

#include <algorithm>
#include <array>
#include <functional>
#include <string_view>
#include <vector>

namespace {

// Each function returns 0, or the number of the step that went wrong.

constexpr int numbers() {
    const std::array a{1, 2, 2, 2, 5, 9};
    const std::array b{2, 2, 3, 9, 9};
    std::array<int, 11> out{};
    const auto equals = [&out](const int* last, std::initializer_list<int> wanted) {
        return std::ranges::equal(out.data(), last, wanted.begin(), wanted.end());
    };
    if (!equals(cairn::set_intersection(a, b, out.data()).out, {2, 2, 9})) return 1;
    if (!equals(cairn::set_union(a, b, out.data()).out, {1, 2, 2, 2, 3, 5, 9, 9})) return 2;
    if (!equals(cairn::set_difference(a, b, out.data()).out, {1, 2, 5})) return 3;
    if (!equals(cairn::set_symmetric_difference(a, b, out.data()).out, {1, 2, 3, 5, 9})) return 4;
    if (cairn::includes(a, b)) return 5;
    if (!cairn::includes(a, std::array{2, 2, 9})) return 6;
    return cairn::intersection_size(a, b) == 3 ? 0 : 7;
}

constexpr int leaps() {
    std::vector<int> many, out;
    for (int i = 0; i != 500; ++i)
        many.push_back(-3 * i);
    const std::array few{0, -7, -900, -901, -1497, -2000};
    cairn::set_intersection(few, many, std::back_inserter(out), std::greater<>());
    if (out != std::vector<int>{0, -900, -1497}) return 1;
    if (cairn::intersection_size(many, few, std::ranges::greater()) != 3) return 2;
    constexpr std::array<std::string_view, 3> words{"ant", "bee", "cat"};
    const auto size = [](std::string_view word) { return static_cast<int>(word.size()); };
    return cairn::includes(std::array{1, 2, 3, 3, 3}, words, {}, {}, size) ? 0 : 3;
}

static_assert(numbers() == 0);
static_assert(leaps() == 0);

} // namespace

TEST_CASE("set algorithms: the same at run time", "[constexpr]") {
    CHECK(numbers() == 0);
    CHECK(leaps() == 0);
}
