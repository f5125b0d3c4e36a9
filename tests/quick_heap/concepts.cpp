// SPDX-License-Identifier: BSL-1.0
// What kind of type quick_heap is: what it can do, what is noexcept, what is explicit, what is deduced.

#include <cairn/quick_heap.hpp>

#include "support/allocators.hpp"
#include "support/catch.hpp"
#include "support/elements.hpp"

#include <concepts>
#include <cstddef>
#include <functional>
#include <initializer_list>
#include <iterator>
#include <list>
#include <memory>
#include <memory_resource>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace {

using numbers = cairn::quick_heap<int>;
using strings = cairn::quick_heap<std::string>;
using pmr = cairn::pmr::quick_heap<std::string>;
using moved = cairn::quick_heap<support::move_only>;

// -- what it is no more than ---------------------------------------------------------------------------

static_assert(!std::ranges::range<numbers>, "its elements have no order that could be walked");
static_assert(!std::equality_comparable<numbers>);

// -- types ---------------------------------------------------------------------------------------------

static_assert(std::same_as<numbers::value_type, int>);
static_assert(std::same_as<numbers::value_compare, std::less<>>);
static_assert(std::same_as<numbers::const_reference, const int&>);
static_assert(std::same_as<decltype(std::declval<numbers&>().top()), const int&>);
static_assert(std::same_as<decltype(std::declval<strings&>().take_top()), std::string>);
static_assert(std::same_as<pmr::allocator_type, std::pmr::polymorphic_allocator<std::string>>);
static_assert(std::uses_allocator_v<pmr, std::pmr::polymorphic_allocator<std::string>>);

// -- copies, moves, exceptions -------------------------------------------------------------------------

static_assert(std::copyable<numbers> && std::copyable<strings> && std::copyable<pmr>);
static_assert(std::movable<moved>);
static_assert(std::default_initializable<numbers> && std::default_initializable<moved>);
static_assert(std::is_nothrow_move_constructible_v<numbers>);
static_assert(std::is_nothrow_move_constructible_v<strings>);
static_assert(std::is_nothrow_move_assignable_v<numbers>);
static_assert(!std::is_nothrow_move_assignable_v<pmr>, "unequal resources: one by one");
static_assert(std::is_nothrow_swappable_v<numbers> && std::is_nothrow_swappable_v<strings>);
static_assert(std::is_nothrow_destructible_v<strings>);

template <class Heap>
constexpr bool reads_nothrow = requires(const Heap& c, Heap& h) {
    requires noexcept(c.top())&& noexcept(c.size())&& noexcept(c.empty());
    requires noexcept(c.max_size())&& noexcept(c.memory_bytes())&& noexcept(c.get_allocator());
    requires noexcept(h.clear());
};
static_assert(reads_nothrow<numbers> && reads_nothrow<strings>);
static_assert(!noexcept(std::declval<numbers&>().pop()), "memory may be short");

// Lambdas that capture cannot be assigned; heaps ordered by them can.
[[maybe_unused]] auto by_distance(int from) {
    return [from](int a, int b) { return (a - from) * (a - from) < (b - from) * (b - from); };
}
using distances = cairn::quick_heap<int, decltype(by_distance(0))>;
static_assert(std::copyable<distances> && !std::default_initializable<distances>);

using minimal = cairn::quick_heap<int, std::less<>, support::minimal_allocator<int>>;
static_assert(std::constructible_from<minimal, support::minimal_allocator<int>>);
static_assert(!std::default_initializable<minimal>);

// -- what is explicit ----------------------------------------------------------------------------------

static_assert(!std::convertible_to<std::less<>, numbers>);
static_assert(std::constructible_from<numbers, std::less<>>);
static_assert(!std::convertible_to<std::allocator<int>, numbers>);
static_assert(std::convertible_to<std::initializer_list<int>, numbers>);
static_assert(!std::constructible_from<numbers, int*, std::string*>);
static_assert(!std::constructible_from<numbers, cairn::from_range_t, std::vector<std::string>&>);

// -- deduction -----------------------------------------------------------------------------------------

template <class... Args>
using deduced = decltype(cairn::quick_heap(std::declval<Args>()...));
using list = std::list<short>;

static_assert(std::same_as<decltype(cairn::quick_heap{1, 2, 3}), numbers>);
static_assert(std::same_as<deduced<list::iterator, list::iterator>, cairn::quick_heap<short>>);
static_assert(std::same_as<deduced<list::iterator, list::iterator, std::greater<>>,
                           cairn::quick_heap<short, std::greater<>>>);
static_assert(std::same_as<deduced<cairn::from_range_t, list&>, cairn::quick_heap<short>>);
static_assert(std::same_as<deduced<const numbers&>, numbers>);

// -- what is moved about -------------------------------------------------------------------------------

template <class T, class Compare = std::less<>>
using chosen = cairn::detail::quick_record<T, Compare, std::allocator<T>>;
using word_pair = std::pair<unsigned long, unsigned>;

static_assert(sizeof(chosen<double>::type) == 8 && sizeof(chosen<word_pair>::type) == 16);
static_assert(sizeof(chosen<word_pair, cairn::by<&word_pair::first>>::type) == 16);
static_assert(chosen<word_pair, cairn::by<&word_pair::first>>::exact);
static_assert(sizeof(chosen<std::string>::type) == 16, "eight characters and a pointer");
static_assert(chosen<std::pair<double, int>>::home == cairn::detail::residence::record);
static_assert(chosen<support::big>::home == cairn::detail::residence::node);
static_assert(chosen<std::unique_ptr<int>>::home == cairn::detail::residence::record);

} // namespace

TEST_CASE("quick_heap is the type it promises to be", "[concepts]") { SUCCEED(); }
