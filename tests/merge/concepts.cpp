// SPDX-License-Identifier: BSL-1.0
// What a merge is to the type system, std's and range-v3's, and what merge() refuses.

#include <cairn/merge.hpp>

#include "support/catch.hpp"
#include "support/elements.hpp"
#include "support/iterators.hpp"

#include <array>
#include <concepts>
#include <forward_list>
#include <functional>
#include <iterator>
#include <list>
#include <memory>
#include <ranges>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include <range/v3/range/concepts.hpp>

// range-v3 does not know of std::ranges::enable_view.
template <class Inputs, class Compare, class Projection>
inline constexpr bool ranges::enable_view<cairn::merge_view<Inputs, Compare, Projection>> = true;

namespace {

template <class... Arguments>
using merged = decltype(cairn::merge(std::declval<Arguments>()...));
template <class... Arguments>
concept merges = requires { cairn::merge(std::declval<Arguments>()...); };
template <class... Arguments>
concept merges_into = requires { cairn::merge_into(std::declval<Arguments>()...); };
template <class View>
using reference = std::ranges::range_reference_t<View>;
template <class View>
using value = std::ranges::range_value_t<View>;

using ints = std::vector<int>;

// -- as a range ------------------------------------------------------------------------------------

template <class View>
constexpr bool is_single_pass_view =
    std::ranges::view<View> && std::ranges::input_range<View> &&
    !std::ranges::forward_range<View> && std::ranges::common_range<View> &&
    !std::ranges::borrowed_range<View> && !std::ranges::range<const View> &&
    std::ranges::viewable_range<View> &&
    std::derived_from<View, std::ranges::view_interface<View>> && std::movable<View> &&
    std::default_initializable<View>;

static_assert(is_single_pass_view<merged<ints&, ints&>>);
static_assert(is_single_pass_view<merged<ints&, std::list<long>&>>);
static_assert(is_single_pass_view<merged<ints, const ints&>>);
static_assert(is_single_pass_view<merged<std::vector<ints>&>>);
static_assert(is_single_pass_view<merged<std::vector<ints>>>);
static_assert(is_single_pass_view<merged<support::move_only_input_range<int>&, ints&>>);

// Copyable exactly if its inputs are: lvalues and views are, owned containers are not.
static_assert(std::copyable<merged<ints&, ints&>>);
static_assert(std::copyable<merged<std::vector<ints>&>>);
static_assert(std::copyable<merged<std::span<int>, ints&>>);
static_assert(!std::copyable<merged<ints, ints&>>);
static_assert(!std::copyable<merged<std::vector<ints>>>);

// Sized if the number of its inputs is fixed, and all of them are.
static_assert(std::ranges::sized_range<merged<ints&, std::list<int>&>>);
static_assert(!std::ranges::sized_range<merged<ints&, std::forward_list<int>&>>);
static_assert(!std::ranges::sized_range<merged<std::vector<ints>&>>);

// range-v3 takes what it can copy.
static_assert(ranges::input_range<merged<ints&, ints&>>);
static_assert(ranges::view_<merged<ints&, ints&>>);
static_assert(ranges::view_<merged<std::vector<ints>&>>);
static_assert(ranges::input_iterator<std::ranges::iterator_t<merged<ints&, ints&>>>);

// -- iterators -------------------------------------------------------------------------------------

using iterator = std::ranges::iterator_t<merged<ints&, ints&>>;
static_assert(std::input_iterator<iterator> && !std::forward_iterator<iterator>);
static_assert(std::indirectly_writable<iterator, int>);
static_assert(std::sentinel_for<std::default_sentinel_t, iterator>);
static_assert(std::sentinel_for<iterator, iterator>);
static_assert(std::copyable<iterator> && std::default_initializable<iterator>);
// A C++17 iterator too, so that constructors from two iterators take it.
static_assert(
    std::is_same_v<std::iterator_traits<iterator>::iterator_category, std::input_iterator_tag>);
static_assert(std::constructible_from<ints, iterator, iterator>);

// -- elements: what all references have in common -----------------------------------------------------

static_assert(std::is_same_v<reference<merged<ints&, ints&>>, int&>);
static_assert(std::is_same_v<reference<merged<ints&, const ints&>>, const int&>);
static_assert(std::is_same_v<reference<merged<ints&, std::list<long>&>>, long>);
static_assert(std::is_same_v<value<merged<ints&, std::list<long>&>>, long>);
static_assert(
    std::is_same_v<reference<merged<std::vector<std::string>&, std::vector<std::string_view>&>>,
                   std::string_view>);
static_assert(std::is_same_v<reference<merged<std::vector<ints>&>>, int&>);
static_assert(std::is_same_v<reference<merged<const std::vector<ints>&>>, const int&>);
static_assert(std::is_same_v<reference<merged<std::vector<bool>&, std::vector<bool>&>>,
                             std::vector<bool>::reference>);
static_assert(std::is_same_v<std::ranges::range_rvalue_reference_t<merged<ints&, ints&>>, int&&>);
// A single range of what is no range is one input.
static_assert(
    std::is_same_v<reference<merged<std::vector<std::unique_ptr<int>>&>>, std::unique_ptr<int>&>);

// A comparator and a projection, of any kind.
struct person {
    std::string name;
    int age;
    [[nodiscard]] int years() const { return age; }
};
using people = std::vector<person>;
static_assert(merges<people&, people&, std::less<>, int person::*>);
static_assert(merges<people&, people&, std::ranges::greater, int (person::*)() const>);
static_assert(merges<std::vector<people>&, std::less<>, std::string person::*>);
static_assert(merges<people&, people&, bool (*)(const person&, const person&)>);
static_assert(merges<std::vector<std::unique_ptr<person>>&, std::less<>, int person::*>);

// -- what is no merge --------------------------------------------------------------------------------

static_assert(!merges<>);
static_assert(!merges<int>);
static_assert(!merges<std::less<>>);
static_assert(!merges<people&, people&>); // no order
static_assert(!merges<ints&, people&>);   // nothing in common
static_assert(!merges<ints&, ints&, int>);
static_assert(!merges<ints&, ints&, std::less<>, std::identity, int>);
static_assert(!merges<ints&, std::less<>, ints&>); // ranges come first
static_assert(!merges<support::input_range<int>>); // neither a view nor one that can be owned
static_assert(!merges<ints&, ints&, std::less<>, int person::*>);

static_assert(merges_into<int*, ints&, ints&>);
static_assert(merges_into<std::back_insert_iterator<std::vector<long>>, ints&, ints&>);
static_assert(merges_into<int*, std::vector<ints>&, std::greater<>>);
static_assert(!merges_into<person*, ints&, ints&>);
static_assert(!merges_into<const int*, ints&, ints&>);
static_assert(!merges_into<ints&, ints&>);
static_assert(std::is_same_v<decltype(cairn::merge_into(std::declval<ints::iterator>(),
                                                        std::declval<ints&>())),
                             ints::iterator>);

// Objects, not functions: argument-dependent look-up cannot find others beside them.
static_assert(std::is_object_v<decltype(cairn::merge)>);
static_assert(std::is_object_v<decltype(cairn::merge_into)>);

} // namespace

TEST_CASE("merge: models what it claims", "[merge][concepts]") {
    SUCCEED("checked by the compiler");
}
