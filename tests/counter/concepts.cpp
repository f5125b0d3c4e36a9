// SPDX-License-Identifier: BSL-1.0
// What counter, its iterators and its views promise at compile time.

#include "support/catch.hpp"
#include "support/elements.hpp"
#include "support/iterators.hpp"

#include <cairn/counter.hpp>

#include <compare>
#include <concepts>
#include <cstdint>
#include <deque>
#include <filesystem>
#include <functional>
#include <iterator>
#include <list>
#include <map>
#include <memory_resource>
#include <ranges>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include <range/v3/iterator/concepts.hpp>
#include <range/v3/range/concepts.hpp>

namespace {

using words = cairn::counter<std::string>;
using numbers = cairn::counter<int>;
using plain_words = cairn::counter<std::string, std::int64_t, std::hash<std::string>>;

// -- what it is not, first ---------------------------------------------------------------------------

template <class Counter, class Argument>
concept can_update = requires(Counter& c, Argument&& r) { c.update(std::forward<Argument>(r)); };
template <class Counter, class Argument>
concept can_subtract =
    requires(Counter& c, Argument&& r) { c.subtract(std::forward<Argument>(r)); };
template <class Counter, class K>
concept can_count = requires(Counter& c, K&& k) { c.add(std::forward<K>(k)); };
template <class Counter, class K>
concept can_ask = requires(const Counter& c, const K& k) { c[k]; };
template <class Counter>
concept has_elements = requires(const Counter& c) { c.elements(); };

static_assert(!can_update<numbers, std::vector<std::string>>);
static_assert(!can_update<numbers, std::vector<std::pair<std::string, int>>>);
static_assert(!can_update<numbers, std::map<int, std::string>>);
static_assert(!can_update<numbers, std::vector<std::tuple<int, int, int>>>);
static_assert(!can_update<numbers, int>);
static_assert(!can_update<words, std::vector<int>>);
static_assert(!can_subtract<words, std::vector<int>>);
static_assert(!can_count<words, int>);
static_assert(!can_count<words, std::vector<char>>);
static_assert(!can_count<plain_words, std::string_view>);
static_assert(!can_ask<plain_words, std::string_view>);
static_assert(!can_ask<numbers, std::string>);
static_assert(!has_elements<cairn::counter<int, double>>);
static_assert(!std::is_constructible_v<numbers, cairn::from_range_t, std::vector<std::string>>);
static_assert(!std::is_constructible_v<numbers, std::string*, std::string*>);
static_assert(!std::is_constructible_v<numbers, int>);
static_assert(!std::is_convertible_v<std::allocator<std::pair<const int, std::int64_t>>, numbers>);
static_assert(!std::is_assignable_v<decltype(std::declval<numbers&>()[1]), std::int64_t>);
static_assert(!std::totally_ordered<numbers> || // inclusion is a partial order
              std::same_as<std::compare_three_way_result_t<numbers>, std::partial_ordering>);

// -- what it is --------------------------------------------------------------------------------------

static_assert(can_update<numbers, std::vector<short>>);
static_assert(can_update<numbers, std::map<int, double>>);
static_assert(can_update<numbers, numbers&> && can_update<numbers, numbers>);
static_assert(can_update<numbers, cairn::counter<int, unsigned>>);
static_assert(can_update<words, std::vector<std::string_view>>);
static_assert(can_update<words, std::vector<const char*>>);
static_assert(can_update<words, std::map<std::string, int>>);
static_assert(can_update<words, decltype(std::declval<words&>().keys())>);
static_assert(can_update<words, decltype(std::declval<words&>().elements())>);
static_assert(can_update<plain_words, std::vector<const char*>>);
static_assert(can_update<cairn::counter<std::pair<int, int>>, std::vector<std::pair<int, int>>>);
static_assert(can_count<words, std::string_view> && can_count<words, const char*>);
static_assert(can_count<words, std::string> && can_count<words, const std::string&>);
static_assert(can_count<words, std::filesystem::path>); // converts to std::string, and to no view
static_assert(can_count<plain_words, const char*>);
static_assert(can_count<cairn::counter<support::move_only>, support::move_only>);
static_assert(can_count<cairn::counter<support::no_default>, int>);

template <class Counter>
void check_container() {
    using c = Counter;
    static_assert(std::regular<c>);
    static_assert(std::three_way_comparable<c, std::partial_ordering>);
    static_assert(std::same_as<std::compare_three_way_result_t<c>, std::partial_ordering>);
    static_assert(std::is_nothrow_default_constructible_v<c>);
    static_assert(std::is_nothrow_move_constructible_v<c>);
    static_assert(std::is_nothrow_move_assignable_v<c>);
    static_assert(std::is_nothrow_swappable_v<c>);
    static_assert(std::is_nothrow_destructible_v<c>);
    static_assert(std::uses_allocator_v<c, typename c::allocator_type>);
    static_assert(std::is_constructible_v<c, const c&, typename c::allocator_type>);
    static_assert(std::is_constructible_v<c, c&&, typename c::allocator_type>);
    static_assert(std::same_as<typename c::size_type, std::size_t>);
    static_assert(std::same_as<typename c::value_type,
                               std::pair<const typename c::key_type, typename c::mapped_type>>);
    static_assert(std::same_as<
                  decltype(std::declval<const c&>()[std::declval<const typename c::key_type&>()]),
                  typename c::mapped_type>);
    static_assert(noexcept(std::declval<const c&>().begin(), std::declval<const c&>().end()));
    static_assert(noexcept(std::declval<c&>().clear(), std::declval<const c&>().total()));
    static_assert(noexcept(std::declval<const c&>().size(), std::declval<const c&>().empty()));

    static_assert(std::ranges::bidirectional_range<c> && std::ranges::bidirectional_range<const c>);
    static_assert(!std::ranges::random_access_range<c>);
    static_assert(std::ranges::sized_range<c> && std::ranges::common_range<c>);
    static_assert(::ranges::bidirectional_range<c> && ::ranges::bidirectional_range<const c>);
    static_assert(::ranges::sized_range<c> && ::ranges::common_range<c>);
    static_assert(std::bidirectional_iterator<typename c::iterator>);
    static_assert(std::bidirectional_iterator<typename c::reverse_iterator>);
    static_assert(std::same_as<typename c::iterator, typename c::const_iterator>);
    static_assert(std::is_trivially_copyable_v<typename c::iterator>);
    static_assert(std::default_initializable<typename c::iterator>);
    static_assert(std::same_as<std::iter_reference_t<typename c::iterator>, typename c::reference>);
    static_assert(!std::is_assignable_v<decltype((std::declval<typename c::reference>().first)),
                                        typename c::key_type> ||
                  !std::is_reference_v<typename c::reference>);

    using keys = decltype(std::declval<const c&>().keys());
    using values = decltype(std::declval<const c&>().values());
    static_assert(std::ranges::view<keys> && std::ranges::view<values>);
    static_assert(std::ranges::bidirectional_range<keys> && std::ranges::sized_range<keys>);
    static_assert(std::ranges::bidirectional_range<values> && std::ranges::sized_range<values>);
    static_assert(std::ranges::common_range<keys> && std::ranges::common_range<values>);
    static_assert(std::ranges::borrowed_range<keys> && std::ranges::borrowed_range<values>);
    static_assert(::ranges::bidirectional_range<keys> && ::ranges::bidirectional_range<values>);
    static_assert(std::same_as<std::ranges::range_reference_t<keys>, typename c::key_view>);
    static_assert(
        std::same_as<std::ranges::range_reference_t<values>, const typename c::mapped_type&>);

    using elements = decltype(std::declval<const c&>().elements());
    static_assert(std::ranges::view<elements> && std::ranges::borrowed_range<elements>);
    static_assert(std::ranges::forward_range<elements> && !std::ranges::sized_range<elements>);
    static_assert(std::ranges::common_range<elements> && ::ranges::forward_range<elements>);
    static_assert(std::same_as<std::ranges::range_reference_t<elements>, typename c::key_view>);
}

TEST_CASE("counter: a regular container, a bidirectional range", "[counter][concepts]") {
    check_container<numbers>();
    check_container<words>();
    check_container<plain_words>();
    check_container<cairn::counter<char, unsigned char>>();
    check_container<cairn::counter<std::pair<int, std::string>, std::uint32_t>>();
    SUCCEED();
}

// Also where keys are handed out by value: std::prev and reverse iterators have to work.
static_assert(std::same_as<std::iterator_traits<numbers::iterator>::iterator_category,
                           std::bidirectional_iterator_tag>);
static_assert(std::same_as<std::iterator_traits<words::iterator>::iterator_category,
                           std::bidirectional_iterator_tag>);
static_assert(std::same_as<numbers::key_view, const int&>);
static_assert(std::same_as<words::key_view, std::string_view>);
static_assert(std::same_as<plain_words::key_view, const std::string&>);

// Allocators that do not move along make assignment fallible, and only that.
static_assert(std::is_nothrow_move_constructible_v<cairn::pmr::counter<std::string>>);
static_assert(!std::is_nothrow_move_assignable_v<cairn::pmr::counter<std::string>>);
static_assert(!std::is_nothrow_move_assignable_v<cairn::pmr::counter<int>>);

// Functors cost nothing unless they have state.
static_assert(sizeof(cairn::counter<int>) ==
              sizeof(cairn::counter<int, std::int64_t, std::hash<int>, std::equal_to<int>>));

// -- deduction ---------------------------------------------------------------------------------------

template <class Expected, class... Arguments>
concept deduces = std::same_as<decltype(cairn::counter(std::declval<Arguments>()...)), Expected>;
using from = cairn::from_range_t;

static_assert(deduces<numbers, from, std::vector<int>>);
static_assert(deduces<numbers, from, const std::list<int>&>);
static_assert(deduces<words, from, std::vector<std::string>>);
static_assert(deduces<words, from, std::vector<std::string_view>>);
static_assert(deduces<words, from, std::vector<const char*>>);
static_assert(deduces<words, from, std::vector<char*>>);
static_assert(deduces<cairn::counter<char>, from, std::string>);
static_assert(deduces<words, from, std::map<std::string, int>>);
static_assert(deduces<words, from, std::map<std::string_view, unsigned>>);
static_assert(deduces<cairn::counter<int, double>, from, std::map<int, double>>);
static_assert(deduces<words, from, words&>);
static_assert(deduces<words, words&>);
static_assert(deduces<cairn::counter<std::pair<int, int>>, from, std::vector<std::pair<int, int>>>);
static_assert(deduces<numbers, int*, int*>);
static_assert(deduces<words, const char**, const char**>);
static_assert(std::same_as<decltype(cairn::counter{{std::pair{1, 2}, {3, 4}}}), numbers>);
static_assert(std::same_as<decltype(cairn::counter{{std::pair{"a", 2}, {"b", 4}}}), words>);
static_assert(
    std::same_as<decltype(cairn::counter{{std::pair{1, 2.5F}}}), cairn::counter<int, float>>);

using int_allocator = std::pmr::polymorphic_allocator<std::pair<const int, std::int64_t>>;
static_assert(deduces<cairn::pmr::counter<int>, from, std::vector<int>, int_allocator>);
static_assert(deduces<cairn::pmr::counter<int>, int*, int*, int_allocator>);
static_assert(std::same_as<decltype(cairn::counter({std::pair{1, 2}}, int_allocator())),
                           cairn::pmr::counter<int>>);
static_assert(deduces<cairn::counter<int, std::int64_t, std::hash<int>>, from, std::vector<int>,
                      std::hash<int>>);
static_assert(deduces<cairn::counter<int, std::int64_t, std::hash<int>, std::equal_to<int>>, from,
                      std::vector<int>, std::hash<int>, std::equal_to<int>>);

} // namespace
