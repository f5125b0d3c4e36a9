// SPDX-License-Identifier: BSL-1.0
// What dict and ordered_set are, and what they are not, to std::ranges, range-v3 and the type traits.

#include <cairn/dict.hpp>

#include "support/allocators.hpp"
#include "support/catch.hpp"
#include "support/elements.hpp"

#include <concepts>
#include <functional>
#include <iterator>
#include <memory>
#include <memory_resource>
#include <ranges>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include <range/v3/range/concepts.hpp>

namespace {

using dict = cairn::dict<std::string, int>;
using set = cairn::ordered_set<std::string>;
using move_only = cairn::dict<int, std::unique_ptr<int>>;
using pmr = cairn::pmr::dict<std::pmr::string, int>;

// -- ranges --------------------------------------------------------------------------------------------

template <class T>
constexpr bool is_two_way_range =
    std::ranges::bidirectional_range<T> && std::ranges::bidirectional_range<const T> &&
    std::ranges::sized_range<T> && std::ranges::sized_range<const T> &&
    std::ranges::common_range<T> && std::ranges::common_range<const T> &&
    ranges::bidirectional_range<T> && ranges::bidirectional_range<const T> &&
    ranges::sized_range<T> && ranges::common_range<T>;

static_assert(is_two_way_range<dict>);
static_assert(is_two_way_range<set>);
static_assert(is_two_way_range<move_only>);
static_assert(is_two_way_range<pmr>);

// Holes between the entries: no random access. A container: neither a view nor borrowed.
template <class T>
constexpr bool is_no_more =
    !std::ranges::random_access_range<T> && !std::ranges::view<T> &&
    !std::ranges::borrowed_range<T> && !ranges::random_access_range<T> && !ranges::view_<T>;
static_assert(is_no_more<dict> && is_no_more<set>);

using keys_view = decltype(std::declval<dict&>().keys());
using values_view = decltype(std::declval<dict&>().values());
using const_values_view = decltype(std::declval<const dict&>().values());
static_assert(std::ranges::view<keys_view> && std::ranges::borrowed_range<keys_view>);
static_assert(is_two_way_range<keys_view> && is_two_way_range<values_view>);
static_assert(std::same_as<std::ranges::range_reference_t<keys_view>, const std::string&>);
static_assert(std::same_as<std::ranges::range_reference_t<values_view>, int&>);
static_assert(std::same_as<std::ranges::range_reference_t<const_values_view>, const int&>);

// -- iterators -----------------------------------------------------------------------------------------

static_assert(std::bidirectional_iterator<dict::iterator>);
static_assert(std::bidirectional_iterator<dict::const_iterator>);
static_assert(!std::random_access_iterator<dict::iterator>);
static_assert(std::same_as<std::iterator_traits<dict::iterator>::iterator_category,
                           std::bidirectional_iterator_tag>);
static_assert(std::convertible_to<dict::iterator, dict::const_iterator>);
static_assert(!std::constructible_from<dict::iterator, dict::const_iterator>);
static_assert(std::sentinel_for<dict::const_iterator, dict::iterator>);
static_assert(std::is_trivially_copyable_v<dict::iterator>);
static_assert(std::is_nothrow_default_constructible_v<dict::iterator>);
static_assert(std::indirectly_writable<values_view::iterator, int>);

// A key is never writable, a value is.
static_assert(std::same_as<dict::reference, std::pair<const std::string, int>&>);
static_assert(std::same_as<set::reference, const std::string&>);
static_assert(std::same_as<set::iterator, set::const_iterator>);
static_assert(!std::is_assignable_v<decltype((std::declval<dict&>().begin()->first)), std::string>);
static_assert(std::is_assignable_v<decltype((std::declval<dict&>().begin()->second)), int>);
static_assert(!std::is_assignable_v<decltype((std::declval<const dict&>().begin()->second)), int>);

// -- copies, moves, exceptions -------------------------------------------------------------------------

static_assert(std::regular<dict> && std::regular<set>);
static_assert(std::movable<move_only> && std::default_initializable<move_only>);
static_assert(!std::totally_ordered<dict>);

static_assert(std::is_nothrow_default_constructible_v<dict>);
static_assert(std::is_nothrow_default_constructible_v<pmr>);
static_assert(std::is_nothrow_move_constructible_v<dict>);
static_assert(std::is_nothrow_move_assignable_v<dict>);
static_assert(std::is_nothrow_swappable_v<dict> && std::is_nothrow_swappable_v<set>);
static_assert(std::is_nothrow_move_constructible_v<pmr>);
static_assert(!std::is_nothrow_move_assignable_v<pmr>,
              "unequal resources: entries move one by one");

using tagged = std::pair<const int, int>;
using propagating = cairn::dict<int, int, cairn::hash<int>, std::equal_to<>,
                                support::tagged_allocator<tagged, true, true, true>>;
using staying =
    cairn::dict<int, int, cairn::hash<int>, std::equal_to<>, support::tagged_allocator<tagged>>;
static_assert(std::is_nothrow_move_assignable_v<propagating>);
static_assert(!std::is_nothrow_move_assignable_v<staying>);

// No allocator without a default constructor is asked for one.
using minimal =
    cairn::dict<int, int, cairn::hash<int>, std::equal_to<>, support::minimal_allocator<tagged>>;
static_assert(std::constructible_from<minimal, support::minimal_allocator<tagged>>);

template <class T>
constexpr bool reads_nothrow = requires(const T& c) {
    requires noexcept(c.begin())&& noexcept(c.end())&& noexcept(c.size())&& noexcept(c.empty());
    requires noexcept(c.max_size())&& noexcept(c.capacity())&& noexcept(c.get_allocator());
    requires noexcept(c.rbegin())&& noexcept(c.cbegin())&& noexcept(c.nth(0));
};
static_assert(reads_nothrow<dict> && reads_nothrow<set>);
static_assert(noexcept(std::declval<dict&>().clear()));

static_assert(std::movable<dict::node_type> && !std::copyable<dict::node_type>);
static_assert(std::is_nothrow_move_constructible_v<dict::node_type>);

// -- look-up by other types ----------------------------------------------------------------------------

template <class Container, class Key>
concept finds = requires(Container& c, const Container& k, const Key& key) {
    c.find(key);
    k.find(key);
    k.contains(key);
    k.count(key);
    k.equal_range(key);
    c.erase(key);
    c.extract(key);
    c.move_to_end(key);
};
template <class Container, class Key>
concept maps = finds<Container, Key> && requires(Container& c, const Container& k, Key& key) {
    c.at(key);
    k.at(key);
    k.get(key);
    k.get_or(key, 0);
    c.pop(key);
    c[key];
    c.try_emplace(key, 0);
    c.insert_or_assign(key, 0);
    c.setdefault(key, 0);
};

static_assert(maps<dict, std::string> && maps<dict, std::string_view> && maps<dict, const char*>);
static_assert(maps<dict, const char[4]>);
static_assert(finds<set, std::string_view> && finds<set, const char*>);
static_assert(!finds<dict, int> && !finds<dict, std::vector<char>>);
static_assert(!finds<set, int>);

/// Converts to the key, and hash and equality know nothing of it.
struct name {
    operator std::string() const { return "name"; }
};
static_assert(finds<dict, name>);

using opaque = cairn::dict<std::string, int, std::hash<std::string>, std::equal_to<std::string>>;
static_assert(!finds<opaque, std::string_view>, "a view converts to a string explicitly only");
static_assert(maps<opaque, const char*>, "which a literal does implicitly");

// erase(0), and erase(pointer) where keys are pointers, mean keys.
static_assert(std::same_as<decltype(std::declval<cairn::dict<int, int>&>().erase(0)), std::size_t>);
static_assert(
    std::same_as<decltype(std::declval<cairn::dict<long, int>&>().erase(0)), std::size_t>);
static_assert(std::same_as<decltype(std::declval<dict&>().erase("text")), std::size_t>);
static_assert(std::same_as<decltype(std::declval<dict&>().erase(std::declval<dict::iterator>())),
                           dict::iterator>);
static_assert(
    std::same_as<decltype(std::declval<dict&>().erase(std::declval<dict::const_iterator>())),
                 dict::iterator>);

// -- constraints ---------------------------------------------------------------------------------------

static_assert(!std::constructible_from<dict, int, int>, "two numbers are no iterators");
static_assert(!std::constructible_from<dict, cairn::from_range_t, std::vector<int>>);
static_assert(!std::constructible_from<set, cairn::from_range_t, std::vector<int>>);
static_assert(!std::convertible_to<std::size_t, dict>, "explicit");
static_assert(!std::convertible_to<std::allocator<std::pair<const std::string, int>>, dict>);
template <class Container>
concept equality = requires(const Container& a, const Container& b) { a == b; };
struct incomparable {};
static_assert(!equality<cairn::dict<int, incomparable>>);
static_assert(equality<cairn::dict<int, support::only_equal>>);

// Two dicts that are equal may print differently: there is no hash, as in Python.
static_assert(!std::default_initializable<std::hash<dict>>);

// -- deduction -----------------------------------------------------------------------------------------

using pairs = std::vector<std::pair<int, long>>;
using resource = std::pmr::polymorphic_allocator<std::pair<const int, long>>;
[[maybe_unused]] const pairs source;
[[maybe_unused]] const resource memory;
[[maybe_unused]] const std::hash<int> hasher;

static_assert(
    std::same_as<decltype(cairn::dict(source.begin(), source.end())), cairn::dict<int, long>>);
static_assert(std::same_as<decltype(cairn::dict(source.begin(), source.end(), memory)),
                           cairn::pmr::dict<int, long>>);
static_assert(
    std::same_as<decltype(cairn::dict(cairn::from_range, source)), cairn::dict<int, long>>);
static_assert(std::same_as<decltype(cairn::dict(cairn::from_range, source, 8, hasher, memory)),
                           cairn::pmr::dict<int, long, std::hash<int>>>);
static_assert(std::same_as<decltype(cairn::dict{std::pair(1, 2L), std::pair(3, 4L)}),
                           cairn::dict<int, long>>);
static_assert(std::same_as<decltype(cairn::dict({std::pair(1, 2L)}, 8, memory)),
                           cairn::pmr::dict<int, long>>);
static_assert(std::same_as<decltype(cairn::dict(std::declval<const dict&>())), dict>);
static_assert(std::same_as<decltype(cairn::ordered_set{1, 2, 3}), cairn::ordered_set<int>>);
static_assert(std::same_as<decltype(cairn::ordered_set(cairn::from_range, std::vector<int>())),
                           cairn::ordered_set<int>>);

} // namespace

TEST_CASE("concepts are checked at compile time", "[concepts]") { SUCCEED(); }
