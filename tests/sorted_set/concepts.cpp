// SPDX-License-Identifier: BSL-1.0
// What sorted_set is, and what it is not, to std::ranges, range-v3 and the type traits.

#include <cairn/sorted_set.hpp>

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

using set = cairn::sorted_set<int>;
using words = cairn::sorted_set<std::string>;
using move_only = cairn::sorted_set<support::move_only>;
using boxed = cairn::sorted_set<support::loose_move>;
using pmr = cairn::pmr::sorted_set<std::pmr::string>;

// -- ranges --------------------------------------------------------------------------------------------

template <class T>
constexpr bool is_random_access_range =
    std::ranges::random_access_range<T> && std::ranges::random_access_range<const T> &&
    std::ranges::sized_range<T> && std::ranges::sized_range<const T> &&
    std::ranges::common_range<T> && std::ranges::common_range<const T> &&
    ranges::random_access_range<T> && ranges::random_access_range<const T> &&
    ranges::sized_range<T> && ranges::common_range<T>;
static_assert(is_random_access_range<set> && is_random_access_range<words>);
static_assert(is_random_access_range<move_only> && is_random_access_range<boxed>);
static_assert(is_random_access_range<pmr>);

// Leaves lie apart: not contiguous. A container: neither a view nor borrowed.
template <class T>
constexpr bool is_no_more =
    !std::ranges::contiguous_range<T> && !std::ranges::view<T> && !std::ranges::borrowed_range<T> &&
    !ranges::contiguous_range<T> && !ranges::view_<T>;
static_assert(is_no_more<set> && is_no_more<words>);

using interval = decltype(std::declval<const set&>().irange(1, 2));
static_assert(std::ranges::view<interval> && std::ranges::borrowed_range<interval>);
static_assert(is_random_access_range<interval>);
static_assert(std::same_as<interval, decltype(std::declval<const set&>().slice(0, 1))>);
static_assert(std::ranges::random_access_range<std::ranges::reverse_view<interval>>);
static_assert(std::same_as<std::ranges::range_reference_t<interval>, const int&>);

// Leaves as runs: contiguous ones, unless elements live alone.
using segments = decltype(std::declval<const set&>().segments());
using run = std::ranges::range_value_t<segments>;
static_assert(std::ranges::bidirectional_range<segments> && std::ranges::view<segments>);
static_assert(std::ranges::contiguous_range<run> && std::ranges::sized_range<run>);
static_assert(std::same_as<std::ranges::range_reference_t<run>, const int&>);
using boxed_run = std::ranges::range_value_t<decltype(std::declval<const boxed&>().segments())>;
static_assert(std::ranges::bidirectional_range<boxed_run>);

// -- iterators -----------------------------------------------------------------------------------------

static_assert(std::random_access_iterator<set::iterator>);
static_assert(!std::contiguous_iterator<set::iterator>);
static_assert(std::same_as<std::iterator_traits<set::iterator>::iterator_category,
                           std::random_access_iterator_tag>);
static_assert(std::same_as<set::iterator, set::const_iterator>, "keys are never writable");
static_assert(std::same_as<std::iter_reference_t<set::iterator>, const int&>);
static_assert(std::sized_sentinel_for<set::iterator, set::iterator>);
static_assert(std::totally_ordered<set::iterator>);
static_assert(std::is_trivially_copyable_v<set::iterator>);
static_assert(std::is_nothrow_default_constructible_v<set::iterator>);
static_assert(sizeof(set::iterator) == 3 * sizeof(void*));
static_assert(!std::indirectly_writable<set::iterator, int>);

static_assert(std::same_as<set::value_type, int> && std::same_as<set::key_type, int>);
static_assert(std::same_as<set::key_compare, std::less<>>);
static_assert(std::same_as<set::value_compare, std::less<>>);
static_assert(std::same_as<set::reference, const int&>);
static_assert(std::same_as<set::size_type, std::size_t>);
static_assert(std::same_as<set::difference_type, std::ptrdiff_t>);

// -- copies, moves, exceptions -------------------------------------------------------------------------

static_assert(std::regular<set> && std::totally_ordered<set> && std::three_way_comparable<set>);
static_assert(std::movable<move_only> && std::default_initializable<move_only>);
static_assert(std::is_nothrow_default_constructible_v<set>);
static_assert(std::is_nothrow_default_constructible_v<pmr>);
static_assert(std::is_nothrow_move_constructible_v<set>);
static_assert(std::is_nothrow_move_assignable_v<set>);
static_assert(std::is_nothrow_swappable_v<set> && std::is_nothrow_swappable_v<boxed>);
static_assert(std::is_nothrow_move_constructible_v<pmr>);
static_assert(!std::is_nothrow_move_assignable_v<pmr>,
              "unequal resources: elements move one by one");
static_assert(std::is_nothrow_move_constructible_v<boxed>, "nodes go along, not elements");

using minimal = cairn::sorted_set<int, std::less<>, support::minimal_allocator<int>>;
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
static_assert(reads_nothrow<set> && reads_nothrow<words> && reads_nothrow<boxed>);
static_assert(sizeof(set) <= 6 * sizeof(void*));

static_assert(std::movable<set::node_type> && !std::copyable<set::node_type>);

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
};
static_assert(finds<set, int> && finds<set, short> && finds<set, long>);
static_assert(finds<words, std::string> && finds<words, std::string_view>);
static_assert(finds<words, const char*> && finds<words, char[4]>);
static_assert(!finds<words, int> && !finds<words, std::vector<char>>);
static_assert(finds<move_only, support::move_only>, "no key is copied to find it");

using opaque = cairn::sorted_set<std::string, std::less<std::string>>;
static_assert(!finds<opaque, std::string_view>, "a view converts to a string explicitly only");
static_assert(finds<opaque, const char*>, "which a literal does implicitly");

struct person {
    int age;
    std::string name;
};
using by_age = cairn::sorted_set<person, cairn::by<&person::age>>;
static_assert(finds<by_age, person> && finds<by_age, int> && !finds<by_age, std::string>);
using by_name = cairn::sorted_set<person, cairn::by<&person::name, std::greater<>>>;
static_assert(finds<by_name, person> && finds<by_name, const char*> && !finds<by_name, int>);

// erase(0) means a key, and so does erase(pointer) where keys are pointers.
static_assert(std::same_as<decltype(std::declval<set&>().erase(0)), std::size_t>);
static_assert(std::same_as<decltype(std::declval<words&>().erase("text")), std::size_t>);
static_assert(std::same_as<decltype(std::declval<set&>().erase(std::declval<set::iterator>())),
                           set::iterator>);
static_assert(
    std::same_as<decltype(std::declval<const set&>().index_of(3)), std::optional<std::size_t>>);
static_assert(
    std::same_as<decltype(std::declval<const set&>().index_of(std::declval<set::iterator>())),
                 std::size_t>);

// -- constraints ---------------------------------------------------------------------------------------

static_assert(!std::constructible_from<set, int, int>, "two numbers are no iterators");
static_assert(!std::constructible_from<set, cairn::from_range_t, std::vector<std::string>>);
static_assert(!std::convertible_to<std::allocator<int>, set>, "explicit");
static_assert(!std::convertible_to<std::less<>, set>, "explicit");
static_assert(!std::constructible_from<set, cairn::sorted_equivalent_t, const int*, const int*>);
static_assert(std::constructible_from<set, cairn::sorted_unique_t, const int*, const int*>);
struct incomparable {
    int rank;
};
struct rank_less {
    bool operator()(const incomparable& a, const incomparable& b) const { return a.rank < b.rank; }
};
static_assert(!std::equality_comparable<cairn::sorted_set<incomparable, rank_less>>);

// -- the surface of std::set --------------------------------------------------------------------------

template <class C>
concept like_set =
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
        requires std::is_nothrow_move_assignable_v<C> == std::is_nothrow_move_assignable_v<set>;
    };
static_assert(like_set<std::set<int>>, "the list of expressions is right");
static_assert(like_set<set>);

// What insertion returns.
static_assert(
    std::same_as<decltype(std::declval<set&>().insert(1)), std::pair<set::iterator, bool>>);
static_assert(
    std::same_as<decltype(std::declval<set&>().insert(set::node_type())), set::insert_return_type>);

// -- algebra -------------------------------------------------------------------------------------------

template <class Set, class Other>
concept combines = requires(Set& s, const Set& k, const Other& other) {
    { s |= other } -> std::same_as<Set&>;
    { s &= other } -> std::same_as<Set&>;
    { s -= other } -> std::same_as<Set&>;
    { s ^= other } -> std::same_as<Set&>;
};
static_assert(combines<set, set> && combines<set, std::vector<int>>);
static_assert(!combines<set, int> && !combines<set, std::vector<std::string>>);
static_assert(std::same_as<decltype(std::declval<const set&>() | std::declval<const set&>()), set>);
template <class A, class B>
concept related = requires(const A& a, const B& b) {
    { a.is_subset_of(b) } -> std::same_as<bool>;
    { a.is_superset_of(b) } -> std::same_as<bool>;
    { a.is_disjoint_from(b) } -> std::same_as<bool>;
};
static_assert(related<set, set> && related<set, cairn::sorted_set<int, std::greater<>>>);
static_assert(!related<set, words>);

// -- deduction -----------------------------------------------------------------------------------------

using resource = std::pmr::polymorphic_allocator<int>;
[[maybe_unused]] const std::vector<int> source;
[[maybe_unused]] const resource memory;

static_assert(std::same_as<decltype(cairn::sorted_set(source.begin(), source.end())), set>);
static_assert(
    std::same_as<decltype(cairn::sorted_set(source.begin(), source.end(), std::greater<>())),
                 cairn::sorted_set<int, std::greater<>>>);
static_assert(std::same_as<decltype(cairn::sorted_set(source.begin(), source.end(), memory)),
                           cairn::pmr::sorted_set<int>>);
static_assert(std::same_as<decltype(cairn::sorted_set(cairn::from_range, source)), set>);
static_assert(
    std::same_as<decltype(cairn::sorted_set(cairn::from_range, source, std::less<int>(), memory)),
                 cairn::pmr::sorted_set<int, std::less<int>>>);
static_assert(
    std::same_as<decltype(cairn::sorted_set(cairn::sorted_unique, source.begin(), source.end())),
                 set>);
static_assert(std::same_as<decltype(cairn::sorted_set{3, 1, 2}), set>);
static_assert(std::same_as<decltype(cairn::sorted_set({3, 1, 2}, std::greater<>())),
                           cairn::sorted_set<int, std::greater<>>>);
static_assert(std::same_as<decltype(cairn::sorted_set(std::declval<const set&>())), set>);

} // namespace

TEST_CASE("sorted_set: concepts are checked at compile time", "[concepts]") { SUCCEED(); }
