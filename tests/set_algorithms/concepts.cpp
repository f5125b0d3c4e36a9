// SPDX-License-Identifier: BSL-1.0
// set_algorithms: what may be passed to them, what may not, and what comes back.

#include <cairn/deque.hpp>
#include <cairn/set_algorithms.hpp>

#include "support/catch.hpp"
#include "support/elements.hpp"
#include "support/iterators.hpp"

#include <algorithm>
#include <array>
#include <concepts>
#include <cstddef>
#include <functional>
#include <list>
#include <ranges>
#include <span>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace {

template <class... Arguments>
concept combines = requires(Arguments&&... arguments) {
    cairn::set_intersection(std::forward<Arguments>(arguments)...);
    cairn::set_union(std::forward<Arguments>(arguments)...);
    cairn::set_difference(std::forward<Arguments>(arguments)...);
    cairn::set_symmetric_difference(std::forward<Arguments>(arguments)...);
};
template <class... Arguments>
concept measures = requires(Arguments&&... arguments) {
    { cairn::includes(std::forward<Arguments>(arguments)...) } -> std::same_as<bool>;
    {
        cairn::intersection_size(std::forward<Arguments>(arguments)...)
    } -> std::same_as<std::size_t>;
};

using numbers = std::vector<int>&;
using texts = std::vector<std::string>&;

static_assert(combines<numbers, numbers, int*>);
static_assert(combines<numbers, const std::vector<int>&, int*, std::greater<>>);
static_assert(combines<numbers, std::vector<int>, int*>); // an rvalue's end dangles, and says so
static_assert(combines<const int*, const int*, std::list<int>::iterator, std::list<int>::iterator,
                       std::back_insert_iterator<std::vector<int>>>);
static_assert(combines<numbers, std::vector<long>&, long*>);
static_assert(combines<support::input_range<int>&, support::move_only_input_range<int>&, int*>);
static_assert(combines<std::span<const int>, std::ranges::iota_view<int, int>, int*>);
static_assert(!combines<numbers, numbers>);
static_assert(!combines<numbers, numbers, const int*>);
static_assert(!combines<numbers, texts, int*>);
static_assert(!combines<numbers, numbers, int**>);
static_assert(!combines<numbers, numbers, int*, std::less<std::string>>);
static_assert(!combines<std::vector<support::move_only>&, std::vector<support::move_only>&,
                        support::move_only*>);
static_assert(!combines<int, int, int*>);

static_assert(measures<numbers, numbers>);
static_assert(measures<texts, texts, std::greater<>>);
static_assert(measures<texts, numbers, std::ranges::less, decltype(&std::string::size)>);
static_assert(measures<const int*, const int*, const int*, const int*>);
static_assert(!measures<numbers, texts>);
static_assert(!measures<numbers>);

// The results are those of std::ranges.
static_assert(std::is_same_v<decltype(cairn::set_union(std::declval<numbers>(), std::vector<int>(),
                                                       std::declval<int*>())),
                             std::ranges::set_union_result<std::vector<int>::iterator,
                                                           std::ranges::dangling, int*>>);
static_assert(std::is_same_v<decltype(cairn::set_difference(std::vector<int>(), std::span<int>(),
                                                            std::declval<int*>())),
                             std::ranges::set_difference_result<std::ranges::dangling, int*>>);

// Arrays of one type of numbers under < or > are merged without branches.
template <class A, class B = A, class Compare = std::ranges::less, class Projection = std::identity>
constexpr bool of_numbers =
    cairn::detail::set_of_numbers<std::ranges::iterator_t<A>, std::ranges::sentinel_t<A>,
                                  std::ranges::iterator_t<B>, std::ranges::sentinel_t<B>, Compare,
                                  Projection, std::identity>;
static_assert(of_numbers<std::vector<int>&> && of_numbers<const std::array<double, 3>&>);
static_assert(of_numbers<std::vector<int>&, std::span<const int>, std::greater<>>);
static_assert(!of_numbers<std::vector<int>&, std::vector<long>&>);
static_assert(!of_numbers<std::vector<int>&, std::list<int>&>);
static_assert(!of_numbers<std::vector<int>&, std::vector<int>&, bool (*)(int, int)>);
static_assert(!of_numbers<std::vector<int>&, std::vector<int>&, std::less<>, std::negate<>>);
static_assert(!of_numbers<std::span<volatile int>> && !of_numbers<texts>);

} // namespace

TEST_CASE("set algorithms: argument-dependent look-up finds none of them", "[concepts]") {
    using std::includes;
    using std::set_union;
    const cairn::deque<int> d{1, 2, 3};
    std::vector<int> out;
    set_union(d.begin(), d.end(), d.begin(), d.end(),
              std::back_inserter(out)); // would be ambiguous
    CHECK(out.size() == 3);
    CHECK(includes(d.begin(), d.end(), out.begin(), out.end()));
}
