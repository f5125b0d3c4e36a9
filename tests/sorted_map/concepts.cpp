// SPDX-License-Identifier: BSL-1.0
// What sorted_map and sorted_multimap are, and what they are not, to std::ranges, range-v3 and the type
// traits; and which expressions compile wherever they do with std::map.

#include <cairn/sorted_map.hpp>

#include "support/allocators.hpp"
#include "support/catch.hpp"
#include "support/elements.hpp"

#include <concepts>
#include <functional>
#include <iterator>
#include <map>
#include <memory>
#include <memory_resource>
#include <optional>
#include <ranges>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include <range/v3/range/concepts.hpp>

namespace {

using map = cairn::sorted_map<std::string, int>;
using multimap = cairn::sorted_multimap<std::string, int>;
using move_only = cairn::sorted_map<int, std::unique_ptr<int>>;
using boxed = cairn::sorted_map<int, support::loose_move>;
using pmr = cairn::pmr::sorted_map<std::pmr::string, int>;

// -- ranges --------------------------------------------------------------------------------------------

template <class T>
constexpr bool is_random_access_range =
    std::ranges::random_access_range<T> && std::ranges::random_access_range<const T> &&
    std::ranges::sized_range<T> && std::ranges::sized_range<const T> &&
    std::ranges::common_range<T> && std::ranges::common_range<const T> &&
    ranges::random_access_range<T> && ranges::random_access_range<const T> &&
    ranges::sized_range<T> && ranges::common_range<T>;

static_assert(is_random_access_range<map> && is_random_access_range<multimap>);
static_assert(is_random_access_range<move_only> && is_random_access_range<boxed>);
static_assert(is_random_access_range<pmr>);

// Leaves apart: not contiguous. A container: neither a view nor borrowed.
template <class T>
constexpr bool is_no_more = !std::ranges::contiguous_range<T> && !std::ranges::view<T> &&
                            !std::ranges::borrowed_range<T> && !ranges::view_<T>;
static_assert(is_no_more<map> && is_no_more<multimap>);

static_assert(std::random_access_iterator<map::iterator>);
static_assert(std::random_access_iterator<map::const_iterator>);
static_assert(std::sized_sentinel_for<map::const_iterator, map::iterator>);
static_assert(std::convertible_to<map::iterator, map::const_iterator>);
static_assert(!std::convertible_to<map::const_iterator, map::iterator>);
static_assert(std::equality_comparable_with<map::iterator, map::const_iterator>);
static_assert(std::same_as<std::iterator_traits<map::iterator>::iterator_category,
                           std::random_access_iterator_tag>);
static_assert(
    std::same_as<std::iter_reference_t<map::iterator>, std::pair<const std::string, int>&>);
static_assert(std::is_trivially_copyable_v<map::iterator> && sizeof(map::iterator) <= 24);

using keys_view = decltype(std::declval<map&>().keys());
using values_view = decltype(std::declval<map&>().values());
using const_values_view = decltype(std::declval<const map&>().values());
static_assert(std::ranges::view<keys_view> && std::ranges::borrowed_range<keys_view>);
static_assert(is_random_access_range<keys_view> && is_random_access_range<values_view>);
static_assert(std::same_as<std::ranges::range_reference_t<keys_view>, const std::string&>);
static_assert(std::same_as<std::ranges::range_reference_t<values_view>, int&>);
static_assert(std::same_as<std::ranges::range_reference_t<const_values_view>, const int&>);
static_assert(std::indirectly_writable<values_view::iterator, int>);
static_assert(!std::indirectly_writable<keys_view::iterator, std::string>);

using slice_view = decltype(std::declval<map&>().slice(0, 0));
using const_slice_view = decltype(std::declval<const map&>().slice(0, 0));
static_assert(std::ranges::view<slice_view> && std::ranges::borrowed_range<slice_view>);
static_assert(is_random_access_range<slice_view> && is_random_access_range<const_slice_view>);
static_assert(std::same_as<slice_view, decltype(std::declval<map&>().irange("a", "b"))>);

using segments = decltype(std::declval<map&>().segments());
using segment = std::ranges::range_value_t<segments>;
using const_segment = std::ranges::range_value_t<decltype(std::declval<const map&>().segments())>;
static_assert(std::ranges::bidirectional_range<segments>);
static_assert(std::ranges::contiguous_range<segment> && std::ranges::sized_range<segment>);
static_assert(std::same_as<std::ranges::range_reference_t<segment>, map::reference>);
static_assert(std::same_as<std::ranges::range_reference_t<const_segment>, map::const_reference>);
static_assert(std::ranges::bidirectional_range<
              std::ranges::range_value_t<decltype(std::declval<boxed&>().segments())>>);

// A key is never writable, a value is.
static_assert(std::same_as<map::reference, std::pair<const std::string, int>&>);
static_assert(!std::is_assignable_v<decltype((std::declval<map&>().begin()->first)), std::string>);
static_assert(std::is_assignable_v<decltype((std::declval<map&>().begin()->second)), int>);
static_assert(!std::is_assignable_v<decltype((std::declval<const map&>().begin()->second)), int>);
static_assert(!std::is_assignable_v<decltype((std::declval<map&>().cbegin()->second)), int>);

// -- copies, moves, exceptions -------------------------------------------------------------------------

static_assert(std::regular<map> && std::regular<multimap>);
static_assert(std::movable<move_only> && std::default_initializable<move_only>);
static_assert(std::totally_ordered<map> && std::three_way_comparable<multimap>);
static_assert(
    std::same_as<decltype(std::declval<map>() <=> std::declval<map>()), std::strong_ordering>);
using doubles = cairn::sorted_map<int, double>;
static_assert(std::same_as<decltype(std::declval<doubles>() <=> std::declval<doubles>()),
                           std::partial_ordering>);
using only_less = cairn::sorted_map<int, support::only_less>;
static_assert(std::same_as<decltype(std::declval<only_less>() <=> std::declval<only_less>()),
                           std::weak_ordering>);

static_assert(std::is_nothrow_default_constructible_v<map>);
static_assert(std::is_nothrow_default_constructible_v<pmr>);
static_assert(std::is_nothrow_move_constructible_v<map>);
static_assert(std::is_nothrow_move_constructible_v<boxed>);
static_assert(std::is_nothrow_move_assignable_v<map>);
static_assert(std::is_nothrow_swappable_v<map> && std::is_nothrow_swappable_v<multimap>);
static_assert(std::is_nothrow_move_constructible_v<pmr>);
static_assert(!std::is_nothrow_move_assignable_v<pmr>,
              "unequal resources: entries move one by one");

using pair = std::pair<const int, int>;
using staying = cairn::sorted_map<int, int, std::less<>, support::tagged_allocator<pair>>;
static_assert(!std::is_nothrow_move_assignable_v<staying>);

// No allocator without a default constructor is asked for one, and no such comparator either.
using minimal = cairn::sorted_map<int, int, std::less<>, support::minimal_allocator<pair>>;
static_assert(std::constructible_from<minimal, support::minimal_allocator<pair>>);
static_assert(!std::default_initializable<minimal>);
using by_function = cairn::sorted_map<int, int, std::reference_wrapper<bool(int, int)>>;
static_assert(!std::default_initializable<by_function>);

template <class T>
constexpr bool reads_nothrow = requires(const T& c) {
    requires noexcept(c.begin())&& noexcept(c.end())&& noexcept(c.size())&& noexcept(c.empty());
    requires noexcept(c.max_size())&& noexcept(c.get_allocator())&& noexcept(c.nth(0));
    requires noexcept(c.rbegin())&& noexcept(c.cbegin())&& noexcept(c.slice(0, 0));
    requires noexcept(c.keys())&& noexcept(c.values())&& noexcept(c.index_of(c.begin()));
};
static_assert(reads_nothrow<map> && reads_nothrow<multimap>);
static_assert(noexcept(std::declval<map&>().clear()));

static_assert(std::movable<map::node_type> && !std::copyable<map::node_type>);
static_assert(std::is_nothrow_move_constructible_v<map::node_type>);
static_assert(std::same_as<map::node_type, multimap::node_type>);

// -- look-up by other types ----------------------------------------------------------------------------

template <class Container, class Key>
concept finds = requires(Container& c, const Container& k, const Key& key) {
    c.find(key);
    k.find(key);
    k.contains(key);
    k.count(key);
    k.lower_bound(key);
    c.upper_bound(key);
    k.equal_range(key);
    k.rank(key);
    k.rank_upper(key);
    k.index_of(key);
    k.irange(key, key);
    k.count_between(key, cairn::unbounded);
    c.erase(key);
    c.extract(key);
    c.split(key);
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

static_assert(maps<map, std::string> && maps<map, std::string_view> && maps<map, const char*>);
static_assert(maps<map, const char[4]>);
static_assert(finds<multimap, std::string_view> && finds<multimap, const char*>);
static_assert(!finds<map, int> && !finds<map, std::vector<char>>);
static_assert(maps<cairn::sorted_map<int, int>, long> && maps<cairn::sorted_map<int, int>, short>);

/// Converts to the key, and the comparator knows nothing of it.
struct name {
    operator std::string() const { return "name"; }
};
static_assert(finds<map, name>);

using opaque = cairn::sorted_map<std::string, int, std::less<std::string>>;
static_assert(!finds<opaque, std::string_view>, "a view converts to a string explicitly only");
static_assert(maps<opaque, const char*>, "which a literal does implicitly");

struct employee {
    std::string name;
    int age;
};
using staff = cairn::sorted_map<employee, int, cairn::by<&employee::age>>;
static_assert(finds<staff, employee> && finds<staff, int>);
static_assert(!finds<staff, std::string>);
template <class Container, class Key>
concept inserts = requires(Container& c, const Key& key) { c.try_emplace(key, 0); };
static_assert(inserts<staff, employee> && !inserts<staff, int>, "an age makes no employee");

// erase(0), and erase(pointer) where keys are pointers, mean keys.
static_assert(
    std::same_as<decltype(std::declval<cairn::sorted_map<int, int>&>().erase(0)), std::size_t>);
static_assert(
    std::same_as<decltype(std::declval<cairn::sorted_map<long, int>&>().erase(0)), std::size_t>);
static_assert(std::same_as<decltype(std::declval<map&>().erase("text")), std::size_t>);
static_assert(std::same_as<decltype(std::declval<map&>().erase(std::declval<map::iterator>())),
                           map::iterator>);
static_assert(
    std::same_as<decltype(std::declval<map&>().erase(std::declval<map::const_iterator>())),
                 map::iterator>);
static_assert(
    std::same_as<decltype(std::declval<map&>().index_of("a")), std::optional<std::size_t>>);
static_assert(std::same_as<decltype(std::declval<map&>().index_of(std::declval<map::iterator>())),
                           std::size_t>);

// -- in place of std::map --------------------------------------------------------------------------------

/// The types and members of [map], but for what a node or a non-transparent default comparator implies.
template <class M>
concept map_like = requires(M m, const M c, typename M::value_type v, typename M::key_type k,
                            typename M::iterator i, typename M::const_iterator j,
                            typename M::mapped_type t, typename M::node_type n) {
    typename M::key_compare;
    typename M::value_compare;
    typename M::allocator_type;
    typename M::pointer;
    typename M::const_pointer;
    typename M::reference;
    typename M::const_reference;
    typename M::size_type;
    typename M::difference_type;
    typename M::reverse_iterator;
    typename M::const_reverse_iterator;
    requires std::same_as<typename M::value_type,
                          std::pair<const typename M::key_type, typename M::mapped_type>>;
    M();
    M(c.key_comp());
    M(c.key_comp(), c.get_allocator());
    M(c.get_allocator());
    M(i, i);
    M(i, i, c.key_comp());
    M(i, i, c.key_comp(), c.get_allocator());
    M(i, i, c.get_allocator());
    M(c);
    M(std::move(m));
    M(c, c.get_allocator());
    M(std::move(m), c.get_allocator());
    M({v, v});
    M({v, v}, c.key_comp());
    M({v, v}, c.key_comp(), c.get_allocator());
    M({v, v}, c.get_allocator());
    m = c;
    m = std::move(m);
    m = {v, v};
    { m.begin() } -> std::same_as<typename M::iterator>;
    { c.end() } -> std::same_as<typename M::const_iterator>;
    { m.rbegin() } -> std::same_as<typename M::reverse_iterator>;
    { c.crend() } -> std::same_as<typename M::const_reverse_iterator>;
    { c.empty() } -> std::same_as<bool>;
    { c.size() } -> std::same_as<typename M::size_type>;
    { c.max_size() } -> std::same_as<typename M::size_type>;
    m.emplace(k, t);
    { m.emplace_hint(j, k, t) } -> std::same_as<typename M::iterator>;
    m.insert(v);
    m.insert(std::move(v));
    m.insert(std::pair(k, t));
    { m.insert(j, v) } -> std::same_as<typename M::iterator>;
    { m.insert(j, std::pair(k, t)) } -> std::same_as<typename M::iterator>;
    m.insert(i, i);
    m.insert({v, v});
    { m.extract(j) } -> std::same_as<typename M::node_type>;
    { m.extract(i) } -> std::same_as<typename M::node_type>;
    { m.extract(k) } -> std::same_as<typename M::node_type>;
    m.insert(std::move(n));
    { m.insert(j, std::move(n)) } -> std::same_as<typename M::iterator>;
    { n.empty() } -> std::same_as<bool>;
    { static_cast<bool>(n) };
    { n.key() } -> std::same_as<typename M::key_type&>;
    { n.mapped() } -> std::same_as<typename M::mapped_type&>;
    { m.erase(i) } -> std::same_as<typename M::iterator>;
    { m.erase(j) } -> std::same_as<typename M::iterator>;
    { m.erase(k) } -> std::same_as<typename M::size_type>;
    { m.erase(j, j) } -> std::same_as<typename M::iterator>;
    m.swap(m);
    swap(m, m);
    m.clear();
    m.merge(m);
    m.merge(std::move(m));
    { c.key_comp() } -> std::same_as<typename M::key_compare>;
    { c.value_comp() } -> std::same_as<typename M::value_compare>;
    { c.value_comp()(v, v) } -> std::same_as<bool>;
    { m.find(k) } -> std::same_as<typename M::iterator>;
    { c.find(k) } -> std::same_as<typename M::const_iterator>;
    { c.count(k) } -> std::same_as<typename M::size_type>;
    { c.contains(k) } -> std::same_as<bool>;
    { m.lower_bound(k) } -> std::same_as<typename M::iterator>;
    { c.upper_bound(k) } -> std::same_as<typename M::const_iterator>;
    { m.equal_range(k) } -> std::same_as<std::pair<typename M::iterator, typename M::iterator>>;
    { c == c } -> std::same_as<bool>;
    { c <=> c } -> std::same_as<std::strong_ordering>;
    {
        erase_if(m, [](const auto&) { return true; })
    } -> std::same_as<typename M::size_type>;
};
template <class M>
concept unique_map_like =
    map_like<M> && requires(M m, const M c, typename M::key_type k, typename M::mapped_type t,
                            typename M::const_iterator j, typename M::value_type v,
                            typename M::insert_return_type r) {
        { m[k] } -> std::same_as<typename M::mapped_type&>;
        { m[std::move(k)] } -> std::same_as<typename M::mapped_type&>;
        { m.at(k) } -> std::same_as<typename M::mapped_type&>;
        { c.at(k) } -> std::same_as<const typename M::mapped_type&>;
        { m.insert(v) } -> std::same_as<std::pair<typename M::iterator, bool>>;
        { m.emplace(k, t) } -> std::same_as<std::pair<typename M::iterator, bool>>;
        { m.try_emplace(k, t) } -> std::same_as<std::pair<typename M::iterator, bool>>;
        { m.try_emplace(std::move(k), t) } -> std::same_as<std::pair<typename M::iterator, bool>>;
        { m.try_emplace(j, k, t) } -> std::same_as<typename M::iterator>;
        { m.insert_or_assign(k, t) } -> std::same_as<std::pair<typename M::iterator, bool>>;
        { m.insert_or_assign(j, k, t) } -> std::same_as<typename M::iterator>;
        { r.position } -> std::convertible_to<typename M::iterator>;
        { r.inserted } -> std::convertible_to<bool>;
        { std::move(r.node) } -> std::convertible_to<typename M::node_type>;
    };
template <class M>
concept transparent_map_like = requires(M m, const M c, std::string_view k) {
    m.find(k);
    c.find(k);
    c.count(k);
    c.contains(k);
    c.lower_bound(k);
    c.upper_bound(k);
    c.equal_range(k);
};

static_assert(unique_map_like<std::map<std::string, int>> && unique_map_like<map>);
static_assert(unique_map_like<std::map<int, int>> && unique_map_like<cairn::sorted_map<int, int>>);
static_assert(map_like<std::multimap<std::string, int>> && map_like<multimap>);
static_assert(unique_map_like<opaque>);
static_assert(transparent_map_like<std::map<std::string, int, std::less<>>> &&
              transparent_map_like<map> && transparent_map_like<multimap>);

// -- constraints ---------------------------------------------------------------------------------------

static_assert(!std::constructible_from<map, int, int>, "two numbers are no iterators");
static_assert(!std::constructible_from<map, cairn::from_range_t, std::vector<int>>);
static_assert(!std::convertible_to<std::less<>, map>, "explicit");
static_assert(!std::convertible_to<std::allocator<std::pair<const std::string, int>>, map>);
static_assert(
    !std::constructible_from<map, cairn::sorted_equivalent_t, map::iterator, map::iterator>,
    "sorted_unique is the promise that a map needs");
static_assert(
    !std::constructible_from<multimap, cairn::sorted_unique_t, map::iterator, map::iterator>);
template <class Container>
concept equality = requires(const Container& a, const Container& b) { a == b; };
template <class Container>
concept ordering = requires(const Container& a, const Container& b) { a < b; };
struct incomparable {};
static_assert(!equality<cairn::sorted_map<int, incomparable>>);
static_assert(equality<cairn::sorted_map<int, support::only_equal>>);
static_assert(!ordering<cairn::sorted_map<int, support::only_equal>>);
template <class A, class B>
concept comparable = requires(const A& a, const B& b) { a == b; };
static_assert(!comparable<map, multimap> && !comparable<map, opaque>);

// A multimap does not say which of several it would mean.
template <class Container>
concept has_subscript = requires(Container& c) { c["a"]; };
template <class Container>
concept has_at = requires(Container& c) { c.at("a"); };
static_assert(has_subscript<map> && has_at<map>);
static_assert(!has_subscript<multimap> && !has_at<multimap> && !has_subscript<const map>);

// -- deduction -----------------------------------------------------------------------------------------

using pairs = std::vector<std::pair<int, long>>;
using resource = std::pmr::polymorphic_allocator<std::pair<const int, long>>;
[[maybe_unused]] const pairs source;
[[maybe_unused]] const resource memory;
[[maybe_unused]] const std::greater<> greater;

static_assert(std::same_as<decltype(cairn::sorted_map(source.begin(), source.end())),
                           cairn::sorted_map<int, long>>);
static_assert(std::same_as<decltype(cairn::sorted_map(source.begin(), source.end(), greater)),
                           cairn::sorted_map<int, long, std::greater<>>>);
static_assert(std::same_as<decltype(cairn::sorted_map(source.begin(), source.end(), memory)),
                           cairn::pmr::sorted_map<int, long>>);
static_assert(std::same_as<decltype(cairn::sorted_map(cairn::from_range, source)),
                           cairn::sorted_map<int, long>>);
static_assert(std::same_as<decltype(cairn::sorted_map(cairn::from_range, source, greater, memory)),
                           cairn::pmr::sorted_map<int, long, std::greater<>>>);
static_assert(
    std::same_as<decltype(cairn::sorted_map(cairn::sorted_unique, source.begin(), source.end())),
                 cairn::sorted_map<int, long>>);
static_assert(std::same_as<decltype(cairn::sorted_map(cairn::sorted_unique, cairn::from_range,
                                                      source, memory)),
                           cairn::pmr::sorted_map<int, long>>);
static_assert(std::same_as<decltype(cairn::sorted_map{std::pair(1, 2L), std::pair(3, 4L)}),
                           cairn::sorted_map<int, long>>);
static_assert(std::same_as<decltype(cairn::sorted_map({std::pair(1, 2L)}, greater)),
                           cairn::sorted_map<int, long, std::greater<>>>);
static_assert(std::same_as<decltype(cairn::sorted_map({std::pair(1, 2L)}, memory)),
                           cairn::pmr::sorted_map<int, long>>);
static_assert(std::same_as<decltype(cairn::sorted_map(std::declval<const map&>())), map>);
static_assert(std::same_as<decltype(cairn::sorted_multimap{std::pair(1, 2L), std::pair(1, 4L)}),
                           cairn::sorted_multimap<int, long>>);
static_assert(std::same_as<decltype(cairn::sorted_multimap(source.begin(), source.end(), memory)),
                           cairn::pmr::sorted_multimap<int, long>>);
static_assert(std::same_as<decltype(cairn::sorted_multimap(cairn::sorted_equivalent,
                                                           cairn::from_range, source, greater)),
                           cairn::sorted_multimap<int, long, std::greater<>>>);

} // namespace

TEST_CASE("concepts are checked at compile time", "[concepts]") { SUCCEED(); }
