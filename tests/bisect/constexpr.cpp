// SPDX-License-Identifier: BSL-1.0
// bisect at compile time: the same functions run as constant expressions and at run time.

#include <cairn/bisect.hpp>

#include "support/catch.hpp"

#include <array>
#include <cstddef>
#include <functional>
#include <limits>
#include <string_view>
#include <vector>

namespace {

// Each function returns 0, or the number of the step that went wrong.

constexpr int positions() {
    std::array<int, 700> v{};
    for (std::size_t i = 0; i != v.size(); ++i)
        v[i] = static_cast<int>(i / 2);
    if (cairn::bisect_left(v, 100) != 200) return 1;
    if (cairn::bisect_right(v, 100) != 202) return 2;
    if (cairn::bisect(v, 100, 0, 50) != 50) return 3;
    if (cairn::gallop_left(v, 100, 300) != 200) return 4;
    if (cairn::gallop_right(v, 100) != 202) return 5;
    if (cairn::binary_search(v, 100) != std::size_t{200}) return 6;
    if (cairn::binary_search(v, 500)) return 7;
    if (cairn::lower_bound(v, 1) != v.begin() + 2) return 8;
    if (cairn::upper_bound(v.begin(), v.end(), 1) != v.begin() + 4) return 9;
    if (cairn::equal_range(v, 7).size() != 2) return 10;
    constexpr std::array<std::string_view, 3> words{"ant", "bee", "cat"};
    if (cairn::bisect_left(words, "bee") != 1) return 11;
    const auto length = [](std::string_view word) { return word.size(); };
    return cairn::bisect_right(words, 3u, std::less<>(), length) == 3 ? 0 : 12;
}

constexpr int insertion() {
    std::vector<int> v;
    for (const int x : {3, 1, 2, 5, 4, 2})
        cairn::insort(v, x);
    if (v != std::vector<int>{1, 2, 2, 3, 4, 5}) return 1;
    cairn::insort_left(v, 0, 0, 3);
    return v.front() == 0 ? 0 : 2;
}

constexpr int numbers() {
    if (cairn::bisect_by(-1000, 1000, [](int x) { return x >= -7; }) != -7) return 1;
    constexpr double infinity = std::numeric_limits<double>::infinity();
    if (cairn::bisect_by(-infinity, infinity, [](double x) { return x > 0; }) !=
        std::numeric_limits<double>::denorm_min())
        return 2;
    const float third = cairn::bisect_by(0.0f, 1.0f, [](float x) { return x * 3 >= 1; });
    return third == 1.0f / 3 ? 0 : 3;
}

static_assert(positions() == 0);
static_assert(insertion() == 0);
static_assert(numbers() == 0);

} // namespace

TEST_CASE("bisect: the same at run time", "[constexpr]") {
    CHECK(positions() == 0);
    CHECK(insertion() == 0);
    CHECK(numbers() == 0);
}
