// SPDX-License-Identifier: BSL-1.0
// heapq at compile time: the same functions run as constant expressions and at run time.

#include <cairn/heapq.hpp>

#include "support/catch.hpp"

#include <array>
#include <cstddef>
#include <functional>
#include <utility>
#include <vector>

namespace {

// Each function returns 0, or the number of the step that went wrong.

template <std::size_t Arity>
constexpr int heaps() {
    std::vector<int> heap;
    for (int i = 0; i != 60; ++i)
        cairn::heappush<Arity>(heap, i * 37 % 60);
    if (!cairn::is_heap<Arity>(heap)) return 1;
    if (cairn::heapreplace<Arity>(heap, 100) != 0) return 2;
    if (cairn::heappushpop<Arity>(heap, 50) != 1) return 3;
    for (int i = 2; i != 50; ++i)
        if (cairn::heappop<Arity>(heap) != i) return 4;
    std::array<std::pair<int, int>, 5> pairs{{{5, 1}, {3, 2}, {4, 3}, {1, 4}, {2, 5}}};
    cairn::heapify<Arity>(pairs, std::greater<>(), &std::pair<int, int>::second);
    if (pairs[0].second != 5) return 5;
    cairn::heappop<Arity>(pairs.begin(), pairs.end(), std::greater<>(),
                          &std::pair<int, int>::second);
    if (pairs[4].second != 5 || pairs[0].second != 4) return 6;
    pairs[4].second = 9;
    cairn::heappush<Arity>(pairs.begin(), pairs.end(), std::greater<>(),
                           &std::pair<int, int>::second);
    return pairs[0].second == 9 ? 0 : 7;
}

constexpr int selection() {
    std::vector<int> numbers;
    for (int i = 0; i != 300; ++i)
        numbers.push_back(i * 71 % 300);
    const auto least = cairn::nsmallest(3, numbers);
    if (least != std::vector<int>{0, 1, 2}) return 1;
    if (cairn::nlargest(2, numbers) != std::vector<int>{299, 298}) return 2;
    const auto last_digit = [](int x) { return x % 10; };
    const auto nines = cairn::nlargest(2, numbers, {}, last_digit);
    if (nines != std::vector<int>{numbers[9], numbers[19]}) return 3;
    const auto all = cairn::nsmallest(1000, std::move(numbers));
    return all.size() == 300 && all[299] == 299 ? 0 : 4;
}

static_assert(heaps<2>() == 0);
static_assert(heaps<4>() == 0);
static_assert(selection() == 0);

} // namespace

TEST_CASE("heapq: the same at run time", "[constexpr]") {
    CHECK(heaps<2>() == 0);
    CHECK(heaps<3>() == 0);
    CHECK(selection() == 0);
}
