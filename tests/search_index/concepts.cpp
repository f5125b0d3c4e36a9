// SPDX-License-Identifier: BSL-1.0
// What search_index is, and what it is not, to std::ranges, range-v3 and the type traits.

#include <cairn/search_index.hpp>

#include "support/catch.hpp"
#include "support/elements.hpp"

#include <concepts>
#include <cstddef>
#include <functional>
#include <iterator>
#include <ranges>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include <range/v3/range/concepts.hpp>

namespace {

using numbers = cairn::search_index<int>;
using words = cairn::search_index<std::string>;
using move_only = cairn::search_index<support::move_only>;

template <class T>
constexpr bool is_contiguous_range =
    std::ranges::contiguous_range<T> && std::ranges::sized_range<T> &&
    std::ranges::common_range<T> && ranges::contiguous_range<T> && ranges::sized_range<T> &&
    std::same_as<std::ranges::range_reference_t<T>, const std::ranges::range_value_t<T>&>;
static_assert(is_contiguous_range<numbers> && is_contiguous_range<const numbers>);
static_assert(is_contiguous_range<words> && is_contiguous_range<move_only>);
static_assert(!std::ranges::view<numbers> && !std::ranges::borrowed_range<numbers>);

static_assert(std::regular<numbers> && std::totally_ordered<words>);
static_assert(std::is_nothrow_move_constructible_v<words> && std::is_nothrow_swappable_v<words>);
static_assert(std::is_nothrow_move_assignable_v<numbers>);
static_assert(std::movable<move_only>);
static_assert(!std::is_convertible_v<std::less<>, numbers>);
static_assert(std::is_nothrow_destructible_v<words>);

template <class Index, class X>
concept finds = requires(const Index& index, const X& x) {
    { index.lower_bound(x) } -> std::same_as<std::size_t>;
    { index.equal_range(x) } -> std::same_as<std::pair<std::size_t, std::size_t>>;
    { index.contains(x) } -> std::same_as<bool>;
};
static_assert(finds<numbers, int> && finds<numbers, double> && finds<words, std::string_view>);
static_assert(!finds<numbers, std::string> && !finds<words, int>);
using opaque = cairn::search_index<std::string, std::less<std::string>>;
static_assert(finds<opaque, const char*>, "by conversion");
static_assert(!finds<opaque, std::string_view>, "this comparator takes no views");

template <class Index, class Queries, class Positions>
concept batches = requires(const Index& index, const Queries& queries, Positions& positions) {
    index.lower_bound_batch(queries, positions);
};
static_assert(batches<numbers, std::vector<int>, std::vector<std::size_t>>);
static_assert(batches<words, std::vector<std::string_view>, std::vector<unsigned>>);
static_assert(!batches<numbers, std::vector<std::string>, std::vector<std::size_t>>);
static_assert(!batches<numbers, std::vector<int>, std::vector<double>>);
static_assert(!batches<numbers, std::vector<int>, const std::vector<std::size_t>>);

} // namespace

TEST_CASE("search_index: concepts are checked by the compiler", "[concepts]") { SUCCEED(); }
