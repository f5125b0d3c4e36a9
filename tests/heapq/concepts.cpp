// SPDX-License-Identifier: BSL-1.0
// heapq: what may be passed to it, and what may not.

#include <cairn/heapq.hpp>

#include "support/catch.hpp"
#include "support/elements.hpp"

#include <array>
#include <deque>
#include <forward_list>
#include <functional>
#include <list>
#include <ranges>
#include <set>
#include <span>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace {

template <class C, class... Arguments>
concept heap_pushes =
    requires(C c, Arguments... arguments) { cairn::heappush(c, std::move(arguments)...); };
template <class C, class... Arguments>
concept heap_pops =
    requires(C c, Arguments... arguments) { cairn::heappop(c, std::move(arguments)...); };
template <class R, class... Arguments>
concept heapifies = requires(R r, Arguments... arguments) { cairn::heapify(r, arguments...); };
template <class R, class... Arguments>
concept replaces =
    requires(R r, Arguments... arguments) { cairn::heapreplace(r, std::move(arguments)...); };
template <class R>
concept selects = requires(R&& r) {
    cairn::nlargest(3, std::forward<R>(r));
    cairn::nsmallest(3, std::forward<R>(r));
};

struct unordered {
    int value;
};

// Containers that grow and shrink at their end are heaps; other sequences of random access are, too, but
// only as long as they are.
static_assert(heap_pushes<std::vector<int>, int>);
static_assert(heap_pushes<std::deque<std::string>, const char*>);
static_assert(heap_pushes<std::vector<support::move_only>, support::move_only>);
static_assert(heap_pops<std::vector<int>>);
static_assert(heap_pops<std::vector<int>, std::greater<>>);
static_assert(heap_pops<int*, int*>);
static_assert(heapifies<std::array<int, 3>&>);
static_assert(heapifies<std::span<int>>);
static_assert(heapifies<int*, int*>);
static_assert(replaces<std::array<int, 3>&, int>);
static_assert(!heap_pushes<std::array<int, 3>, int>);
static_assert(!heap_pops<std::array<int, 3>>);
static_assert(!heap_pushes<std::list<int>, int>);
static_assert(!heap_pushes<std::set<int>, int>);
static_assert(!heapifies<std::list<int>&>);
static_assert(!heapifies<const std::vector<int>&>);
static_assert(!heapifies<const int*, const int*>);
static_assert(!heapifies<std::vector<unordered>&>);
static_assert(!heap_pushes<std::vector<int>, std::string>);
static_assert(!replaces<std::vector<int>, std::string>);

// Any input range can be selected from, and its elements are what comes out.
static_assert(selects<std::vector<int>&>);
static_assert(selects<const std::vector<int>&>);
static_assert(selects<std::vector<std::string>>);
static_assert(selects<std::vector<support::move_only>>);
static_assert(selects<std::forward_list<int>&>);
static_assert(selects<std::set<int>>);
static_assert(selects<std::ranges::iota_view<int, int>>);
static_assert(!selects<int>);

static_assert(std::is_same_v<decltype(cairn::nlargest(1, std::declval<std::vector<bool>&>())),
                             std::vector<bool>>);
static_assert(std::is_same_v<decltype(cairn::nsmallest(1, std::declval<const std::string&>())),
                             std::vector<char>>);
static_assert(std::is_same_v<decltype(cairn::heappop(std::declval<std::vector<std::string>&>())),
                             std::string>);
static_assert(
    std::is_same_v<decltype(cairn::heappop(std::declval<int*>(), std::declval<int*>())), int*>);

} // namespace

TEST_CASE("heapq: concepts are checked by the compiler", "[concepts]") { SUCCEED(); }
