// SPDX-License-Identifier: BSL-1.0
// What sorted_list is, and what it is not, to std::ranges, range-v3 and the type traits.

#include <cairn/sorted_list.hpp>

#include "support/allocators.hpp"
#include "support/catch.hpp"
#include "support/elements.hpp"

#include <concepts>
#include <cstddef>
#include <functional>
#include <iterator>
#include <memory>
#include <memory_resource>
#include <optional>
#include <ranges>
#include <set>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include <range/v3/range/concepts.hpp>

namespace {

using list = cairn::sorted_list<int>;
using words = cairn::sorted_list<std::string>;
using move_only = cairn::sorted_list<support::move_only>;
using boxed = cairn::sorted_list<support::loose_move>;
using pmr = cairn::pmr::sorted_list<std::pmr::string>;

// -- ranges --------------------------------------------------------------------------------------------

template <class T>
constexpr bool is_random_access_range =
    std::ranges::random_access_range<T> && std::ranges::random_access_range<const T> &&
    std::ranges::sized_range<T> && std::ranges::sized_range<const T> &&
    std::ranges::common_range<T> && std::ranges::common_range<const T> &&
    ranges::random_access_range<T> && ranges::random_access_range<const T> &&
    ranges::sized_range<T> && ranges::common_range<T>;
static_assert(is_random_access_range<list> && is_random_access_range<words>);
static_assert(is_random_access_range<move_only> && is_random_access_range<boxed>);
static_assert(is_random_access_range<pmr>);

// Leaves lie apart: not contiguous. A container: neither a view nor borrowed.
template <class T>
constexpr bool is_no_more =
    !std::ranges::contiguous_range<T> && !std::ranges::view<T> && !std::ranges::borrowed_range<T> &&
    !ranges::contiguous_range<T> && !ranges::view_<T>;
static_assert(is_no_more<list> && is_no_more<words>);

using interval = decltype(std::declval<const list&>().irange(1, 2));
static_assert(std::ranges::view<interval> && std::ranges::borrowed_range<interval>);
static_assert(is_random_access_range<interval>);
static_assert(std::same_as<interval, decltype(std::declval<const list&>().slice(0, 1))>);
static_assert(std::ranges::random_access_range<std::ranges::reverse_view<interval>>);
static_assert(std::same_as<std::ranges::range_reference_t<interval>, const int&>);

// Leaves as runs: contiguous ones, unless elements live alone.
using segments = decltype(std::declval<const list&>().segments());
using run = std::ranges::range_value_t<segments>;
static_assert(std::ranges::bidirectional_range<segments> && std::ranges::view<segments>);
static_assert(std::ranges::contiguous_range<run> && std::ranges::sized_range<run>);
static_assert(std::same_as<std::ranges::range_reference_t<run>, const int&>);
using boxed_run = std::ranges::range_value_t<decltype(std::declval<const boxed&>().segments())>;
static_assert(std::ranges::bidirectional_range<boxed_run>);

// -- iterators -----------------------------------------------------------------------------------------

static_assert(std::random_access_iterator<list::iterator>);
static_assert(!std::contiguous_iterator<list::iterator>);
static_assert(std::same_as<std::iterator_traits<list::iterator>::iterator_category,
                           std::random_access_iterator_tag>);
static_assert(std::same_as<list::iterator, list::const_iterator>, "elements are never writable");
static_assert(std::same_as<std::iter_reference_t<list::iterator>, const int&>);
static_assert(std::sized_sentinel_for<list::iterator, list::iterator>);
static_assert(std::totally_ordered<list::iterator>);
static_assert(std::is_trivially_copyable_v<list::iterator>);
static_assert(std::is_nothrow_default_constructible_v<list::iterator>);
static_assert(sizeof(list::iterator) == 3 * sizeof(void*));
static_assert(!std::indirectly_writable<list::iterator, int>);

static_assert(std::same_as<list::value_type, int> && std::same_as<list::key_type, int>);
static_assert(std::same_as<list::key_compare, std::less<>>);
static_assert(std::same_as<list::value_compare, std::less<>>);
static_assert(std::same_as<list::reference, const int&>);
static_assert(std::same_as<list::size_type, std::size_t>);
static_assert(std::same_as<list::difference_type, std::ptrdiff_t>);

// -- copies, moves, exceptions -------------------------------------------------------------------------

static_assert(std::regular<list> && std::totally_ordered<list> && std::three_way_comparable<list>);
static_assert(std::movable<move_only> && std::default_initializable<move_only>);
static_assert(std::is_nothrow_default_constructible_v<list>);
static_assert(std::is_nothrow_default_constructible_v<pmr>);
static_assert(std::is_nothrow_move_constructible_v<list>);
static_assert(std::is_nothrow_move_assignable_v<list>);
static_assert(std::is_nothrow_swappable_v<list> && std::is_nothrow_swappable_v<boxed>);
static_assert(std::is_nothrow_move_constructible_v<pmr>);
static_assert(!std::is_nothrow_move_assignable_v<pmr>,
              "unequal resources: elements move one by one");
static_assert(std::is_nothrow_move_constructible_v<boxed>, "nodes go along, not elements");

using minimal = cairn::sorted_list<int, std::less<>, support::minimal_allocator<int>>;
static_assert(std::constructible_from<minimal, support::minimal_allocator<int>>);
static_assert(!std::default_initializable<minimal>);

template <class T>
constexpr bool reads_nothrow = requires(T& m, const T& c) {
    requires noexcept(c.begin())&& noexcept(c.end())&& noexcept(c.size())&& noexcept(c.empty());
    requires noexcept(c.max_size())&& noexcept(c.get_allocator())&& noexcept(c.segments());
    requires noexcept(c.rbegin())&& noexcept(c.cbegin())&& noexcept(c.nth(0))&& noexcept(c[0]);
    requires noexcept(c.slice(0, 0))&& noexcept(c.index_of(c.begin()))&& noexcept(c.front());
    requires noexcept(m.clear());
};
static_assert(reads_nothrow<list> && reads_nothrow<words> && reads_nothrow<boxed>);
static_assert(sizeof(list) <= 6 * sizeof(void*));

static_assert(std::movable<list::node_type> && !std::copyable<list::node_type>);

// -- look-up by other types ----------------------------------------------------------------------------

template <class Container, class Key>
concept finds = requires(Container& c, const Container& k, const Key& key) {
    c.find(key);
    k.find(key);
    k.contains(key);
    k.count(key);
    k.lower_bound(key);
    k.upper_bound(key);
    k.equal_range(key);
    k.rank(key);
    k.rank_upper(key);
    k.index_of(key);
    k.irange(key, key);
    k.irange(key, cairn::unbounded);
    k.irange(cairn::unbounded, key, cairn::bounds::open);
    k.count_between(key, key);
    c.erase(key);
    c.extract(key);
    c.split(key);
    c.erase_one(key);
};
static_assert(finds<list, int> && finds<list, short> && finds<list, long>);
static_assert(finds<words, std::string> && finds<words, std::string_view>);
static_assert(finds<words, const char*> && finds<words, char[4]>);
static_assert(!finds<words, int> && !finds<words, std::vector<char>>);
static_assert(finds<move_only, support::move_only>, "no key is copied to find it");

using opaque = cairn::sorted_list<std::string, std::less<std::string>>;
static_assert(!finds<opaque, std::string_view>, "a view converts to a string explicitly only");
static_assert(finds<opaque, const char*>, "which a literal does implicitly");

struct person {
    int age;
    std::string name;
};
using by_age = cairn::sorted_list<person, cairn::by<&person::age>>;
static_assert(finds<by_age, person> && finds<by_age, int> && !finds<by_age, std::string>);
using by_name = cairn::sorted_list<person, cairn::by<&person::name, std::greater<>>>;
static_assert(finds<by_name, person> && finds<by_name, const char*> && !finds<by_name, int>);

// erase(0) means a key, and so does erase(pointer) where keys are pointers.
static_assert(std::same_as<decltype(std::declval<list&>().erase(0)), std::size_t>);
static_assert(std::same_as<decltype(std::declval<words&>().erase("text")), std::size_t>);
static_assert(std::same_as<decltype(std::declval<list&>().erase(std::declval<list::iterator>())),
                           list::iterator>);
static_assert(
    std::same_as<decltype(std::declval<const list&>().index_of(3)), std::optional<std::size_t>>);
static_assert(
    std::same_as<decltype(std::declval<const list&>().index_of(std::declval<list::iterator>())),
                 std::size_t>);

// -- constraints ---------------------------------------------------------------------------------------

static_assert(!std::constructible_from<list, int, int>, "two numbers are no iterators");
static_assert(!std::constructible_from<list, cairn::from_range_t, std::vector<std::string>>);
static_assert(!std::convertible_to<std::allocator<int>, list>, "explicit");
static_assert(!std::convertible_to<std::less<>, list>, "explicit");
static_assert(!std::constructible_from<list, cairn::sorted_unique_t, const int*, const int*>);
static_assert(std::constructible_from<list, cairn::sorted_equivalent_t, const int*, const int*>);
struct incomparable {
    int rank;
};
struct rank_less {
    bool operator()(const incomparable& a, const incomparable& b) const { return a.rank < b.rank; }
};
static_assert(!std::equality_comparable<cairn::sorted_list<incomparable, rank_less>>);

// -- the surface of std::multiset --------------------------------------------------------------------------

template <class C>
concept like_multiset =
    requires(C& c, const C& k, int key, typename C::const_iterator at, typename C::node_type node,
             std::vector<int> v, std::initializer_list<int> il, const std::allocator<int>& a) {
        typename C::key_type;
        typename C::value_type;
        typename C::key_compare;
        typename C::value_compare;
        typename C::allocator_type;
        typename C::size_type;
        typename C::difference_type;
        typename C::reference;
        typename C::const_reference;
        typename C::pointer;
        typename C::const_pointer;
        typename C::iterator;
        typename C::const_iterator;
        typename C::reverse_iterator;
        typename C::const_reverse_iterator;
        C();
        C(k.key_comp());
        C(k.key_comp(), a);
        C(a);
        C(v.begin(), v.end());
        C(v.begin(), v.end(), k.key_comp());
        C(v.begin(), v.end(), k.key_comp(), a);
        C(v.begin(), v.end(), a);
        C(il);
        C(il, k.key_comp());
        C(il, k.key_comp(), a);
        C(il, a);
        C(k);
        C(k, a);
        C(std::move(c));
        C(std::move(c), a);
        { c = k } -> std::same_as<C&>;
        { c = il } -> std::same_as<C&>;
        { k.get_allocator() } -> std::same_as<typename C::allocator_type>;
        { c.begin() } -> std::same_as<typename C::iterator>;
        { k.begin() } -> std::same_as<typename C::const_iterator>;
        { k.cend() } -> std::same_as<typename C::const_iterator>;
        { c.rbegin() } -> std::same_as<typename C::reverse_iterator>;
        { k.crend() } -> std::same_as<typename C::const_reverse_iterator>;
        { k.empty() } -> std::same_as<bool>;
        { k.size() } -> std::same_as<typename C::size_type>;
        { k.max_size() } -> std::same_as<typename C::size_type>;
        c.clear();
        c.insert(key);
        c.insert(std::move(key));
        { c.insert(at, key) } -> std::same_as<typename C::iterator>;
        { c.insert(at, std::move(key)) } -> std::same_as<typename C::iterator>;
        c.insert(v.begin(), v.end());
        c.insert(il);
        c.insert(std::move(node));
        { c.insert(at, std::move(node)) } -> std::same_as<typename C::iterator>;
        c.emplace(key);
        { c.emplace_hint(at, key) } -> std::same_as<typename C::iterator>;
        { c.erase(at) } -> std::same_as<typename C::iterator>;
        { c.erase(at, at) } -> std::same_as<typename C::iterator>;
        { c.erase(key) } -> std::same_as<typename C::size_type>;
        c.swap(c);
        { c.extract(at) } -> std::same_as<typename C::node_type>;
        { c.extract(key) } -> std::same_as<typename C::node_type>;
        c.merge(c);
        c.merge(std::move(c));
        { k.count(key) } -> std::same_as<typename C::size_type>;
        { c.find(key) } -> std::same_as<typename C::iterator>;
        { k.find(key) } -> std::same_as<typename C::const_iterator>;
        { k.contains(key) } -> std::same_as<bool>;
        c.equal_range(key);
        k.equal_range(key);
        { c.lower_bound(key) } -> std::same_as<typename C::iterator>;
        { k.upper_bound(key) } -> std::same_as<typename C::const_iterator>;
        k.key_comp();
        k.value_comp();
        { k == k } -> std::same_as<bool>;
        k <=> k;
        swap(c, c);
        erase_if(c, [](int) { return true; });
        requires std::is_nothrow_move_assignable_v<C> == std::is_nothrow_move_assignable_v<list>;
    };
static_assert(like_multiset<std::multiset<int>>, "the list is right");
static_assert(like_multiset<list>);

// What insertion returns.
static_assert(std::same_as<decltype(std::declval<list&>().insert(1)), list::iterator>);
static_assert(
    std::same_as<decltype(std::declval<list&>().insert(list::node_type())), list::iterator>);

// -- deduction -----------------------------------------------------------------------------------------

using resource = std::pmr::polymorphic_allocator<int>;
[[maybe_unused]] const std::vector<int> source;
[[maybe_unused]] const resource memory;

static_assert(std::same_as<decltype(cairn::sorted_list(source.begin(), source.end())), list>);
static_assert(
    std::same_as<decltype(cairn::sorted_list(source.begin(), source.end(), std::greater<>())),
                 cairn::sorted_list<int, std::greater<>>>);
static_assert(std::same_as<decltype(cairn::sorted_list(source.begin(), source.end(), memory)),
                           cairn::pmr::sorted_list<int>>);
static_assert(std::same_as<decltype(cairn::sorted_list(cairn::from_range, source)), list>);
static_assert(
    std::same_as<decltype(cairn::sorted_list(cairn::from_range, source, std::less<int>(), memory)),
                 cairn::pmr::sorted_list<int, std::less<int>>>);
static_assert(std::same_as<decltype(cairn::sorted_list(cairn::sorted_equivalent, source.begin(),
                                                       source.end())),
                           list>);
static_assert(std::same_as<decltype(cairn::sorted_list{3, 1, 2}), list>);
static_assert(std::same_as<decltype(cairn::sorted_list({3, 1, 2}, std::greater<>())),
                           cairn::sorted_list<int, std::greater<>>>);
static_assert(std::same_as<decltype(cairn::sorted_list(std::declval<const list&>())), list>);

} // namespace

TEST_CASE("sorted_list: concepts are checked at compile time", "[concepts]") { SUCCEED(); }
