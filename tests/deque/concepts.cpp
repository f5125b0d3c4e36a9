// SPDX-License-Identifier: BSL-1.0
// What deque and bounded_deque are, and what they are not, to std::ranges, range-v3 and the type traits.

#include <cairn/deque.hpp>

#include "support/allocators.hpp"
#include "support/catch.hpp"
#include "support/elements.hpp"

#include <array>
#include <compare>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <iterator>
#include <list>
#include <memory>
#include <memory_resource>
#include <ranges>
#include <span>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include <range/v3/range/concepts.hpp>

namespace {

using numbers = cairn::deque<int>;
using last_numbers = cairn::bounded_deque<int>;
using strings = cairn::deque<std::string>;
using move_only = cairn::deque<std::unique_ptr<int>>;
using pmr = cairn::pmr::deque<std::pmr::string>;
using pmr_bounded = cairn::pmr::bounded_deque<std::pmr::string>;

// -- ranges --------------------------------------------------------------------------------------------

template <class T>
constexpr bool is_random_access_range =
    std::ranges::random_access_range<T> && std::ranges::random_access_range<const T> &&
    std::ranges::sized_range<T> && std::ranges::sized_range<const T> &&
    std::ranges::common_range<T> && std::ranges::common_range<const T> &&
    ranges::random_access_range<T> && ranges::random_access_range<const T> &&
    ranges::sized_range<T> && ranges::common_range<T>;

static_assert(is_random_access_range<numbers>);
static_assert(is_random_access_range<last_numbers>);
static_assert(is_random_access_range<strings>);
static_assert(is_random_access_range<move_only>);
static_assert(is_random_access_range<pmr>);
static_assert(is_random_access_range<cairn::deque<bool>>);

// Two runs: not contiguous. A container: neither a view nor borrowed.
template <class T>
constexpr bool is_no_more =
    !std::ranges::contiguous_range<T> && !std::ranges::view<T> && !std::ranges::borrowed_range<T> &&
    !ranges::contiguous_range<T> && !ranges::view_<T>;

static_assert(is_no_more<numbers> && is_no_more<last_numbers>);

// -- iterators -----------------------------------------------------------------------------------------

template <class Deque>
constexpr bool has_proper_iterators =
    std::random_access_iterator<typename Deque::iterator> &&
    std::random_access_iterator<typename Deque::const_iterator> &&
    !std::contiguous_iterator<typename Deque::iterator> &&
    std::same_as<typename std::iterator_traits<typename Deque::iterator>::iterator_category,
                 std::random_access_iterator_tag> &&
    std::convertible_to<typename Deque::iterator, typename Deque::const_iterator> &&
    !std::constructible_from<typename Deque::iterator, typename Deque::const_iterator> &&
    std::sized_sentinel_for<typename Deque::const_iterator, typename Deque::iterator> &&
    std::totally_ordered_with<typename Deque::iterator, typename Deque::const_iterator> &&
    std::three_way_comparable<typename Deque::iterator, std::strong_ordering> &&
    std::is_trivially_copyable_v<typename Deque::iterator> &&
    std::is_nothrow_default_constructible_v<typename Deque::iterator>;

static_assert(has_proper_iterators<numbers>);
static_assert(has_proper_iterators<last_numbers>);
static_assert(has_proper_iterators<strings>);

static_assert(std::same_as<std::iter_reference_t<numbers::iterator>, int&>);
static_assert(std::same_as<std::iter_reference_t<numbers::const_iterator>, const int&>);
static_assert(std::same_as<std::ranges::range_reference_t<const numbers>, const int&>);
static_assert(std::indirectly_writable<numbers::iterator, int>);
static_assert(!std::indirectly_writable<numbers::const_iterator, int>);
static_assert(std::sortable<numbers::iterator> && std::sortable<last_numbers::iterator>);
static_assert(std::permutable<move_only::iterator>);

// One iterator type for all allocators.
static_assert(std::same_as<numbers::iterator, cairn::pmr::deque<int>::iterator>);

// -- size ----------------------------------------------------------------------------------------------

static_assert(sizeof(numbers) == 4 * sizeof(void*));
static_assert(sizeof(strings) == 4 * sizeof(void*));
static_assert(sizeof(pmr) == 5 * sizeof(void*));
static_assert(sizeof(last_numbers) == 6 * sizeof(void*));
static_assert(sizeof(numbers::iterator) == 3 * sizeof(void*));

// -- copies, moves, exceptions -------------------------------------------------------------------------

static_assert(std::regular<numbers> && std::regular<last_numbers> && std::regular<strings>);
static_assert(std::movable<move_only> && std::default_initializable<move_only>);
static_assert(std::totally_ordered<numbers> && std::totally_ordered<last_numbers>);
static_assert(std::three_way_comparable<numbers, std::strong_ordering>);
static_assert(std::three_way_comparable<cairn::deque<double>, std::partial_ordering>);
static_assert(std::three_way_comparable<cairn::deque<support::no_default>>);
static_assert(std::equality_comparable<cairn::deque<support::only_equal>>);
static_assert(!std::totally_ordered<cairn::deque<support::only_equal>>);
static_assert(!std::equality_comparable<cairn::deque<support::only_less>>);
static_assert(std::same_as<decltype(std::declval<const cairn::deque<support::only_less>&>() <=>
                                    std::declval<const cairn::deque<support::only_less>&>()),
                           std::weak_ordering>);

static_assert(std::is_nothrow_default_constructible_v<numbers>);
static_assert(std::is_nothrow_default_constructible_v<last_numbers>);
static_assert(std::is_nothrow_default_constructible_v<pmr>);
static_assert(std::is_nothrow_move_constructible_v<numbers>);
static_assert(std::is_nothrow_move_constructible_v<last_numbers>);
static_assert(std::is_nothrow_move_constructible_v<pmr>);
static_assert(std::is_nothrow_move_assignable_v<numbers>);
static_assert(std::is_nothrow_move_assignable_v<last_numbers>);
static_assert(!std::is_nothrow_move_assignable_v<pmr>,
              "unequal resources: elements move one by one");
static_assert(std::is_nothrow_swappable_v<numbers> && std::is_nothrow_swappable_v<last_numbers>);
static_assert(std::is_nothrow_destructible_v<strings>);

using propagating = cairn::deque<int, support::tagged_allocator<int, true, true, true>>;
using staying = cairn::deque<int, support::tagged_allocator<int>>;
static_assert(std::is_nothrow_move_assignable_v<propagating>);
static_assert(!std::is_nothrow_move_assignable_v<staying>);

// No allocator without a default constructor is asked for one.
using minimal = cairn::deque<int, support::minimal_allocator<int>>;
static_assert(std::constructible_from<minimal, support::minimal_allocator<int>>);
static_assert(!std::default_initializable<minimal>);

template <class Deque>
constexpr bool reads_nothrow = requires(const Deque& c, Deque& d, std::size_t i) {
    requires noexcept(c.begin())&& noexcept(c.end())&& noexcept(c.rbegin())&& noexcept(c.cend());
    requires noexcept(c.size())&& noexcept(c.empty())&& noexcept(c.max_size());
    requires noexcept(c.capacity())&& noexcept(c.get_allocator())&& noexcept(c.segments());
    requires noexcept(c[i])&& noexcept(c.front())&& noexcept(c.back());
    requires noexcept(d.pop_back())&& noexcept(d.pop_front())&& noexcept(d.clear());
    requires noexcept(d.pop_back_n(i))&& noexcept(d.pop_front_n(i));
};
static_assert(reads_nothrow<numbers> && reads_nothrow<last_numbers> && reads_nothrow<strings>);
static_assert(!noexcept(std::declval<numbers&>().at(0)));
static_assert(!noexcept(std::declval<numbers&>().push_back(0)));

// -- what is explicit ----------------------------------------------------------------------------------

static_assert(!std::convertible_to<int, numbers> && std::constructible_from<numbers, int>);
static_assert(!std::convertible_to<int, last_numbers> &&
              std::constructible_from<last_numbers, int>);
static_assert(std::convertible_to<std::initializer_list<int>, numbers>);

// -- deduction -----------------------------------------------------------------------------------------

template <class... Args>
using deduced = decltype(cairn::deque(std::declval<Args>()...));
template <class... Args>
using deduced_bounded = decltype(cairn::bounded_deque(std::declval<Args>()...));

using list = std::list<short>;
static_assert(std::same_as<decltype(cairn::deque{1, 2, 3}), numbers>);
static_assert(std::same_as<deduced<list::iterator, list::iterator>, cairn::deque<short>>);
static_assert(std::same_as<deduced<cairn::from_range_t, list&>, cairn::deque<short>>);
static_assert(std::same_as<deduced<std::size_t, double>, cairn::deque<double>>);
static_assert(std::same_as<deduced<const numbers&>, numbers>);
static_assert(
    std::same_as<deduced<cairn::from_range_t, list&, std::pmr::polymorphic_allocator<short>>,
                 cairn::pmr::deque<short>>);
static_assert(std::same_as<deduced_bounded<std::size_t, cairn::from_range_t, list&>,
                           cairn::bounded_deque<short>>);
static_assert(std::same_as<deduced_bounded<std::size_t, list::iterator, list::iterator>,
                           cairn::bounded_deque<short>>);
static_assert(std::same_as<deduced_bounded<std::size_t, std::initializer_list<int>>, last_numbers>);

// -- spans, hash ---------------------------------------------------------------------------------------

static_assert(
    std::same_as<decltype(std::declval<numbers&>().segments()), std::array<std::span<int>, 2>>);
static_assert(std::same_as<decltype(std::declval<const numbers&>().segments()),
                           std::array<std::span<const int>, 2>>);
static_assert(std::same_as<decltype(std::declval<numbers&>().make_contiguous()), std::span<int>>);

template <class T>
concept hashable = requires(const T& value) {
    { std::hash<T>{}(value) } -> std::same_as<std::size_t>;
};
static_assert(hashable<numbers> && hashable<last_numbers> && hashable<strings>);
static_assert(hashable<cairn::deque<cairn::deque<int>>>);
static_assert(!hashable<cairn::deque<support::plain>>);

// Iterators and algorithms are only offered what they can use.
static_assert(!std::constructible_from<numbers, std::string, std::string>);
static_assert(!std::constructible_from<numbers, cairn::from_range_t, std::vector<std::string>>);
template <class Deque, class Range>
concept appends = requires(Deque& d, Range&& range) { d.append_range(range); };
static_assert(appends<numbers, std::vector<short>&> &&
              !appends<numbers, std::vector<std::string>&>);

// Elements need offer no more than what is used of them.
static_assert(std::default_initializable<cairn::deque<support::no_default>>);
static_assert(std::destructible<cairn::bounded_deque<support::immovable>>);

TEST_CASE("deque concepts") { SUCCEED("checked by the compiler"); }

} // namespace
