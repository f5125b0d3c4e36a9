// SPDX-License-Identifier: BSL-1.0
// bisect: what may be passed to it, and what may not.

#include <cairn/bisect.hpp>
#include <cairn/deque.hpp>

#include "support/catch.hpp"
#include "support/elements.hpp"

#include <algorithm>
#include <array>
#include <concepts>
#include <deque>
#include <functional>
#include <iterator>
#include <list>
#include <optional>
#include <ranges>
#include <span>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace {

template <class R, class... Arguments>
concept bisects = requires(R&& r, Arguments... arguments) {
    { cairn::bisect_left(std::forward<R>(r), arguments...) } -> std::same_as<std::size_t>;
    { cairn::bisect_right(std::forward<R>(r), arguments...) } -> std::same_as<std::size_t>;
};
template <class R, class... Arguments>
concept bounds = requires(R&& r, Arguments... arguments) {
    cairn::lower_bound(std::forward<R>(r), arguments...);
    cairn::upper_bound(std::forward<R>(r), arguments...);
    cairn::equal_range(std::forward<R>(r), arguments...);
};
template <class C, class... Arguments>
concept insorts = requires(C c, Arguments... arguments) {
    cairn::insort(c, std::move(arguments)...);
    cairn::insort_left(c, std::move(arguments)...);
};
template <class... Arguments>
concept bisects_by = requires(Arguments... arguments) { cairn::bisect_by(arguments...); };

struct unordered {
    int value;
};
using yes = bool (*)(int);
using real_yes = bool (*)(double);

static_assert(bisects<std::vector<int>&, int>);
static_assert(bisects<std::vector<int>, long>); // positions do not dangle
static_assert(bisects<const std::vector<std::string>&, const char*>);
static_assert(bisects<std::array<int, 3>&, int, std::greater<>>);
static_assert(bisects<int (&)[3], double>);
static_assert(bisects<const int*, const int*, int>);
static_assert(bisects<std::span<const int>, int, int, unsigned long>);
static_assert(bisects<std::ranges::iota_view<int, int>, int>);
static_assert(
    bisects<std::vector<support::move_only>&, int, std::less<>, int support::move_only::*>);
static_assert(!bisects<std::vector<int>&>);
static_assert(!bisects<std::list<int>&, int>);
static_assert(!bisects<std::vector<int>&, std::string>);
static_assert(!bisects<std::vector<unordered>&, unordered>);
static_assert(!bisects<std::vector<int>&, int, double, double>);
static_assert(!bisects<std::vector<int>&, int, bool, bool>);
static_assert(!bisects<int, int>);

// Iterators into an rvalue would dangle; into what it only refers to they do not.
static_assert(bounds<std::vector<int>&, int>);
static_assert(!bounds<std::vector<int>, int>);
static_assert(bounds<std::span<int>, int>);
static_assert(bounds<const int*, const int*, int>);
static_assert(
    std::is_same_v<decltype(cairn::lower_bound(std::declval<const std::vector<int>&>(), 1)),
                   std::vector<int>::const_iterator>);
static_assert(std::is_same_v<decltype(cairn::binary_search(std::vector<int>(), 1)),
                             std::optional<std::size_t>>);
using equals = decltype(cairn::equal_range(std::declval<std::vector<int>&>(), 1));
static_assert(std::ranges::view<equals> && std::ranges::borrowed_range<equals>);
static_assert(std::ranges::random_access_range<equals> && std::ranges::common_range<equals>);
static_assert(std::is_same_v<std::tuple_element_t<1, equals>, std::vector<int>::iterator>);

static_assert(insorts<std::vector<int>, int>);
static_assert(insorts<std::deque<std::string>, const char*, int, int>);
static_assert(insorts<cairn::deque<int>, int, std::greater<>>);
static_assert(insorts<std::vector<support::move_only>, support::move_only>);
static_assert(!insorts<std::array<int, 3>, int>);
static_assert(!insorts<std::list<int>, int>);
static_assert(!insorts<const std::vector<int>, int>);
static_assert(!insorts<std::vector<int>, std::string>);
static_assert(!insorts<std::vector<unordered>, unordered>);

static_assert(bisects_by<int, int, yes>);
static_assert(bisects_by<double, double, real_yes>);
static_assert(!bisects_by<int, long, yes>); // one of them would be narrowed
static_assert(!bisects_by<bool, bool, yes>);
static_assert(!bisects_by<long double, long double, real_yes>);
static_assert(!bisects_by<int, int, int>);

// What costs little is compared without branches.
template <class T, class X = T, class Compare = std::less<>, class Projection = std::identity>
constexpr bool cheap = cairn::detail::bisect_costs_little<const T*, X, Compare, Projection>;
constexpr auto twice = [](int x) { return 2 * x; };
static_assert(cheap<int> && cheap<double> && cheap<unsigned char> && cheap<char*>);
static_assert(cheap<int, long> && cheap<int, int, std::greater<>> &&
              cheap<int, int, std::less<int>>);
static_assert(cheap<unordered, int, std::less<>, int unordered::*>);
static_assert(cheap<int, int, std::less<>, decltype(twice)>);
static_assert(!cheap<std::string> && !cheap<std::string, const char*>);
static_assert(!cheap<int, int, yes> && !cheap<const char*, const char*, yes>);

} // namespace

TEST_CASE("bisect: argument-dependent look-up finds none of it", "[concepts]") {
    using std::lower_bound;
    cairn::deque<int> d{1, 2, 3};
    CHECK(*lower_bound(d.begin(), d.end(), 2) == 2); // would be ambiguous if ours were functions
}
