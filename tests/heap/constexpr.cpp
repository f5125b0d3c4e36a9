// SPDX-License-Identifier: BSL-1.0
// heap at compile time: the same functions run as constant expressions and at run time.

#include <cairn/heap.hpp>

#include "support/catch.hpp"

#include <array>
#include <cstddef>
#include <functional>
#include <utility>
#include <vector>

namespace {

// Each function returns 0, or the number of the step that went wrong.

template <class Heap>
constexpr int in_and_out() {
    Heap h;
    for (int i = 0; i != 30; ++i)
        h.push(i * 7 % 30);
    for (int i = 0; i != 10; ++i) {
        if (h.take_top() != i) return 1;
    }
    if (h.replace_top(-1) != 10) return 2;
    if (h.push_pop(-2) != -2) return 3;
    if (h.push_pop(99) != -1) return 4;
    h.pop();
    if (*h.try_pop() != 12) return 5;
    return h.size() == 18 && h.top() == 13 ? 0 : 6;
}

template <class Heap>
constexpr int as_a_whole() {
    Heap h{5, 3, 8};
    h.push_range(std::array{1, 9, 7, 2, 4, 6, 0});
    if (h.size() != 10 || h.top() != 0) return 1;
    Heap copy(h), other;
    other.merge(std::move(copy));
    if (other.size() != 10) return 2;
    other.merge(h);
    if (other.size() != 20 || !h.empty()) return 3;
    if (erase_if(other, [](int i) { return i % 2 == 0; }) != 10) return 4;
    swap(h, other);
    other = std::move(h);
    other.rebuild();
    const auto all = other.drain_sorted();
    for (std::size_t i = 0; i != all.size(); ++i) {
        if (all[i] != static_cast<int>(i / 2 * 2 + 1)) return 5;
    }
    return other.empty() ? 0 : 6;
}

constexpr int pairs() {
    using pair = std::pair<long, unsigned>;
    cairn::heap<pair, std::greater<>> h{{1, 5}, {-3, 9}, {1, 7}};
    if (h.take_top() != pair(1, 7)) return 1;
    if (h.take_top() != pair(1, 5)) return 2;
    return h.release().front() == pair(-3, 9) ? 0 : 3;
}

template <std::size_t Arity>
using heap = cairn::heap<int, std::less<>, Arity>;

} // namespace

// libstdc++ 12 has a constexpr vector for g++ as for clang; a library without one tests at run time.
#if defined(__cpp_lib_constexpr_vector)
static_assert(in_and_out<heap<2>>() == 0);
static_assert(in_and_out<heap<4>>() == 0);
static_assert(as_a_whole<heap<3>>() == 0);
static_assert(as_a_whole<heap<8>>() == 0);
static_assert(pairs() == 0);
#endif

TEST_CASE("heap: what constant expressions do, at run time", "[constexpr]") {
    CHECK(in_and_out<heap<2>>() == 0);
    CHECK(in_and_out<heap<4>>() == 0);
    CHECK(as_a_whole<heap<3>>() == 0);
    CHECK(as_a_whole<heap<8>>() == 0);
    CHECK(pairs() == 0);
}
