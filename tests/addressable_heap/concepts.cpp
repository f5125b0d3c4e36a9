// SPDX-License-Identifier: BSL-1.0
// What addressable_heap and indexed_heap are, and what they are not, to std::ranges, range-v3 and the type
// traits.

#include <cairn/addressable_heap.hpp>

#include "support/allocators.hpp"
#include "support/catch.hpp"
#include "support/elements.hpp"
#include "support/thrower.hpp"

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <iterator>
#include <memory>
#include <memory_resource>
#include <ranges>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include <range/v3/range/concepts.hpp>

namespace {

using heap = cairn::addressable_heap<int>;
using words = cairn::addressable_heap<std::string>;
using owners = cairn::addressable_heap<support::move_only>;
using ids = cairn::indexed_heap<double>;
using named = cairn::indexed_heap<std::string>;
using pmr = cairn::pmr::addressable_heap<std::pmr::string>;

// -- ranges --------------------------------------------------------------------------------------------

template <class T>
constexpr bool is_random_access_range =
    std::ranges::random_access_range<T> && std::ranges::random_access_range<const T> &&
    std::ranges::sized_range<const T> && std::ranges::common_range<const T> &&
    ranges::random_access_range<const T> && ranges::sized_range<const T>;
static_assert(is_random_access_range<heap> && is_random_access_range<words>);
static_assert(is_random_access_range<owners> && is_random_access_range<pmr>);
static_assert(is_random_access_range<ids> && is_random_access_range<named>);
static_assert(!std::ranges::contiguous_range<heap> && !std::ranges::view<heap> &&
              !std::ranges::borrowed_range<heap>);

// Elements are looked at, never written: they would no longer be in order.
static_assert(std::same_as<std::ranges::range_reference_t<heap>, const int&>);
static_assert(std::same_as<heap::iterator, heap::const_iterator>);
static_assert(!std::indirectly_writable<heap::iterator, int>);
static_assert(std::same_as<std::iterator_traits<heap::iterator>::iterator_category,
                           std::random_access_iterator_tag>);
static_assert(std::same_as<std::iterator_traits<ids::iterator>::iterator_category,
                           std::input_iterator_tag>); // a proxy, as C++17 sees it
static_assert(std::three_way_comparable<heap::iterator, std::strong_ordering>);
static_assert(std::is_trivially_copyable_v<heap::iterator> &&
              sizeof(heap::iterator) == sizeof(void*));
static_assert(std::constructible_from<ids::value_type, ids::reference>);
static_assert(!std::convertible_to<ids::reference, ids::value_type>);

// -- handles -------------------------------------------------------------------------------------------

using handle = heap::handle;
static_assert(std::same_as<handle, cairn::heap_handle<int>>);
static_assert(!std::same_as<handle, words::handle>, "of other elements: another type");
static_assert(std::same_as<handle, cairn::addressable_heap<int, std::greater<>>::handle>);
static_assert(std::regular<handle> && std::totally_ordered<handle>);
static_assert(std::is_trivially_copyable_v<handle> &&
              std::is_nothrow_default_constructible_v<handle>);
static_assert(sizeof(handle) == (CAIRN_HARDENED ? 12 : 8));
static_assert(!std::constructible_from<handle, std::uint32_t, std::uint32_t>);

// -- copies, moves, exceptions -------------------------------------------------------------------------

static_assert(std::copyable<heap> && std::default_initializable<heap>);
static_assert(std::movable<owners>);
static_assert(!std::equality_comparable<heap>, "two heaps may hold the same in another order");
static_assert(std::is_nothrow_default_constructible_v<heap>);
static_assert(std::is_nothrow_move_constructible_v<heap> &&
              std::is_nothrow_move_constructible_v<words> &&
              std::is_nothrow_move_constructible_v<ids> &&
              std::is_nothrow_move_constructible_v<pmr>);
static_assert(std::is_nothrow_move_assignable_v<heap> && std::is_nothrow_move_assignable_v<named>);
static_assert(!std::is_nothrow_move_assignable_v<pmr>,
              "unequal resources: elements move one by one");
static_assert(std::is_nothrow_swappable_v<heap> && std::is_nothrow_swappable_v<ids>);
static_assert(std::is_nothrow_destructible_v<words>);
static_assert(std::default_initializable<cairn::addressable_heap<support::no_default>>);
using minimal = cairn::addressable_heap<int, std::less<>, support::minimal_allocator<int>>;
static_assert(!std::default_initializable<minimal>);
static_assert(std::constructible_from<minimal, support::minimal_allocator<int>>);

template <class Heap>
constexpr bool reads_nothrow = requires(const Heap& c, Heap& h, typename Heap::handle of) {
    requires noexcept(c.begin())&& noexcept(c.end())&& noexcept(c.size())&& noexcept(c.empty());
    requires noexcept(c.top())&& noexcept(c.top_handle())&& noexcept(c.contains(of));
    requires noexcept(c[of])&& noexcept(c.get(of))&& noexcept(h.clear());
};
static_assert(reads_nothrow<heap> && reads_nothrow<words>);
static_assert(!noexcept(std::declval<heap&>().at(handle())));

// -- what is explicit, and what is deduced ---------------------------------------------------------------

static_assert(!std::convertible_to<std::less<>, heap>);
static_assert(!std::convertible_to<std::size_t, ids> && std::constructible_from<ids, std::size_t>);
static_assert(std::convertible_to<std::initializer_list<int>, heap>);
static_assert(std::same_as<decltype(cairn::addressable_heap{1, 2}), heap>);
static_assert(
    std::same_as<decltype(cairn::addressable_heap(
                     cairn::from_range, std::declval<std::vector<int>&>(), std::greater<>())),
                 cairn::addressable_heap<int, std::greater<>>>);
static_assert(std::same_as<decltype(cairn::addressable_heap(
                               cairn::from_range, std::declval<std::vector<int>&>(),
                               std::declval<std::pmr::polymorphic_allocator<int>>())),
                           cairn::pmr::addressable_heap<int>>);
static_assert(std::same_as<decltype(cairn::indexed_heap(cairn::from_range,
                                                        std::declval<std::vector<double>&>())),
                           ids>);

// A push takes what makes an element, and a heap of immovable ones does not offer to give them out.
template <class Heap, class... Args>
concept emplaces = requires(Heap& h, Args... args) { h.emplace(args...); };
static_assert(emplaces<words, const char*> && !emplaces<heap, std::string>);
template <class Heap>
concept takes = requires(Heap& h) { h.take_top(); };
static_assert(takes<heap> && takes<owners> && !takes<cairn::addressable_heap<support::immovable>>);

TEST_CASE("addressable_heap concepts") { SUCCEED("checked by the compiler"); }

} // namespace
