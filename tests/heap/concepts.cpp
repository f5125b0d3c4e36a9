// SPDX-License-Identifier: BSL-1.0
// What heap is, and what it is not, to std::ranges, range-v3 and the type traits.

#include <cairn/heap.hpp>

#include "support/allocators.hpp"
#include "support/catch.hpp"
#include "support/elements.hpp"

#include <concepts>
#include <cstddef>
#include <deque>
#include <functional>
#include <iterator>
#include <memory>
#include <memory_resource>
#include <optional>
#include <ranges>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include <range/v3/range/concepts.hpp>

namespace {

using heap = cairn::heap<int>;
using words = cairn::heap<std::string>;
using move_only = cairn::heap<support::move_only>;
using over_deque = cairn::heap<int, std::less<>, 2, std::deque<int>>;

// -- ranges --------------------------------------------------------------------------------------------

template <class T>
constexpr bool is_range =
    std::ranges::random_access_range<T> && std::ranges::sized_range<T> &&
    std::ranges::common_range<T> && ranges::random_access_range<T> && ranges::sized_range<T> &&
    !std::ranges::view<T> && !std::ranges::borrowed_range<T>;
static_assert(is_range<heap> && is_range<const heap> && is_range<const words>);
static_assert(is_range<move_only> && is_range<over_deque>);
static_assert(std::ranges::contiguous_range<heap> && std::ranges::contiguous_range<const words>);
static_assert(!std::ranges::contiguous_range<over_deque>);

// Elements are never writable: their order is the heap's.
static_assert(std::same_as<std::ranges::range_reference_t<heap>, const int&>);
static_assert(std::same_as<heap::iterator, heap::const_iterator>);
static_assert(std::same_as<decltype(std::declval<heap&>().top()), const int&>);
static_assert(!std::indirectly_writable<heap::iterator, int>);

static_assert(std::same_as<heap::value_type, int> && std::same_as<heap::size_type, std::size_t>);
static_assert(std::same_as<heap::value_compare, std::less<>>);
static_assert(std::same_as<heap::container_type, std::vector<int>>);
static_assert(over_deque::arity == 2);

// What costs little to compare has many children.
static_assert(heap::arity == 8 && cairn::heap<double>::arity == 8);
static_assert(words::arity == 4 && cairn::heap<std::pair<long, long>>::arity == 4);
static_assert(cairn::heap<support::plain, cairn::by<&support::plain::id>>::arity == 4);
static_assert(move_only::arity == 2 && cairn::heap<std::vector<int>>::arity == 2);

// -- copies, moves, exceptions -------------------------------------------------------------------------

static_assert(std::copyable<heap> && std::default_initializable<heap> && std::copyable<words>);
static_assert(std::movable<move_only> && !std::copy_constructible<move_only::value_type>);
static_assert(!std::equality_comparable<heap>, "the same elements may lie in another order");
static_assert(std::is_nothrow_default_constructible_v<heap>);
static_assert(std::is_nothrow_move_constructible_v<heap>);
static_assert(std::is_nothrow_move_assignable_v<heap> && std::is_nothrow_swappable_v<heap>);
static_assert(std::is_nothrow_move_constructible_v<words>);
static_assert(sizeof(heap) == sizeof(std::vector<int>), "a comparator without state takes no room");

struct order_of_three {
    explicit order_of_three(int) {}
    bool operator()(int a, int b) const { return a % 3 < b % 3; }
};
static_assert(!std::default_initializable<cairn::heap<int, order_of_three>>);
static_assert(std::constructible_from<cairn::heap<int, order_of_three>, order_of_three>);

using minimal = cairn::heap<int, std::less<>, 4, std::vector<int, support::minimal_allocator<int>>>;
static_assert(std::constructible_from<minimal, support::minimal_allocator<int>>);

template <class T>
constexpr bool reads_nothrow = requires(T& m, const T& c) {
    requires noexcept(c.begin())&& noexcept(c.end())&& noexcept(c.size())&& noexcept(c.empty());
    requires noexcept(c.max_size())&& noexcept(c.get_allocator())&& noexcept(c.cbegin());
    requires noexcept(c.data())&& noexcept(c.capacity())&& noexcept(m.clear());
};
static_assert(reads_nothrow<heap> && reads_nothrow<words> && reads_nothrow<move_only>);

// -- what constructs, and what does not ----------------------------------------------------------------

static_assert(std::constructible_from<heap, cairn::from_range_t, std::vector<short>>);
static_assert(!std::constructible_from<heap, std::vector<int>>, "a comparator says what is meant");
static_assert(!std::convertible_to<std::less<>, heap>);
static_assert(!std::constructible_from<heap, int, int>, "numbers are no iterators");
static_assert(std::same_as<decltype(std::declval<heap&>().try_pop()), std::optional<int>>);

// -- allocators ----------------------------------------------------------------------------------------

using pmr = cairn::heap<std::pmr::string, std::less<>, 4, std::pmr::vector<std::pmr::string>>;
static_assert(std::uses_allocator_v<pmr, std::pmr::polymorphic_allocator<>>);
static_assert(std::uses_allocator_v<heap, std::allocator<int>>);
static_assert(!std::uses_allocator_v<heap, std::pmr::polymorphic_allocator<int>>);

} // namespace

TEST_CASE("heap: a range of its own elements", "[concepts]") {
    const heap h{3, 1, 2};
    CHECK(std::ranges::size(h) == 3);
    CHECK(*std::ranges::begin(h) == 1);
    CHECK(std::ranges::data(h) == h.data());
}
