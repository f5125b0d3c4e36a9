// SPDX-License-Identifier: BSL-1.0
// Elements and iterators offer what their names say and nothing more; the generator is reproducible.

#include "support/elements.hpp"
#include "support/catch.hpp"
#include "support/iterators.hpp"
#include "support/model.hpp"
#include "support/random.hpp"

#include <algorithm>
#include <concepts>
#include <iterator>
#include <memory>
#include <ranges>
#include <type_traits>
#include <utility>
#include <vector>

namespace {

namespace r = std::ranges;
using namespace support;

static_assert(std::movable<move_only> && !std::copyable<move_only>);
static_assert(std::copyable<no_default> && !std::default_initializable<no_default>);
static_assert(!std::movable<immovable>);
static_assert(alignof(over_aligned) == 64);
static_assert(!std::equality_comparable<only_less> && std::equality_comparable<only_equal>);
static_assert(std::is_trivially_copyable_v<plain> && std::is_trivially_copyable_v<big>);
static_assert(std::is_aggregate_v<aggregate> && !std::is_trivially_copyable_v<aggregate>);
static_assert(!std::convertible_to<int, explicit_only> &&
              std::constructible_from<explicit_only, int>);
static_assert(std::is_move_constructible_v<loose_move> &&
              !std::is_nothrow_move_constructible_v<loose_move>);

template <class Range>
using iterator = r::iterator_t<Range>;
template <class Iterator>
using category = typename std::iterator_traits<Iterator>::iterator_category;

static_assert(r::input_range<input_range<int>> && !r::forward_range<input_range<int>>);
static_assert(std::same_as<category<iterator<input_range<int>>>, std::input_iterator_tag>);
static_assert(r::common_range<input_range<int>>);

static_assert(r::input_range<move_only_input_range<int>> &&
              !r::forward_range<move_only_input_range<int>>);
static_assert(!std::copyable<iterator<move_only_input_range<int>>> &&
              !r::common_range<move_only_input_range<int>>);
static_assert(!r::sized_range<move_only_input_range<int>> &&
              r::sized_range<sized_input_range<int>>);
static_assert(r::input_range<sized_input_range<int>>);

static_assert(r::forward_range<forward_range<int>> && !r::bidirectional_range<forward_range<int>>);
static_assert(!r::sized_range<forward_range<int>> && r::sized_range<sized_forward_range<int>>);
static_assert(r::bidirectional_range<bidirectional_range<int>> &&
              !r::random_access_range<bidirectional_range<int>>);
static_assert(r::random_access_range<random_access_range<int>> &&
              !r::contiguous_range<random_access_range<int>>);
static_assert(r::contiguous_range<contiguous_range<int>> &&
              !std::is_pointer_v<iterator<contiguous_range<int>>>);
static_assert(std::same_as<category<iterator<forward_range<int>>>, std::forward_iterator_tag>);

static_assert(r::forward_range<sentinel_range<int>> && !r::common_range<sentinel_range<int>>);
static_assert(!r::sized_range<sentinel_range<int>> && r::sized_range<sized_sentinel_range<int>>);

static_assert(r::random_access_range<proxy_range<int>> && r::common_range<proxy_range<int>>);
static_assert(!std::is_reference_v<r::range_reference_t<proxy_range<int>>>);
static_assert(std::same_as<r::range_reference_t<rvalue_range<move_only>>, move_only&&>);

template <class Range>
std::vector<int> walk(Range&& range) {
    std::vector<int> seen;
    for (auto&& element : range)
        seen.push_back(element);
    return seen;
}

} // namespace

TEST_CASE("iterators: every archetype walks its elements", "[support]") {
    const std::vector<int> expected{1, 2, 3};
    CHECK(walk(input_range<int>{1, 2, 3}) == expected);
    CHECK(walk(move_only_input_range<int>{1, 2, 3}) == expected);
    CHECK(walk(sized_input_range<int>{1, 2, 3}) == expected);
    CHECK(walk(forward_range<int>{1, 2, 3}) == expected);
    CHECK(walk(sized_forward_range<int>{1, 2, 3}) == expected);
    CHECK(walk(bidirectional_range<int>{1, 2, 3}) == expected);
    CHECK(walk(random_access_range<int>{1, 2, 3}) == expected);
    CHECK(walk(contiguous_range<int>{1, 2, 3}) == expected);
    CHECK(walk(sentinel_range<int>{1, 2, 3}) == expected);
    CHECK(walk(sized_sentinel_range<int>{1, 2, 3}) == expected);
    CHECK(walk(proxy_range<int>{1, 2, 3}) == expected);

    std::vector<move_only> moved;
    auto givers = rvalue_range<move_only>::of(1, 2, 3);
    r::copy(givers, std::back_inserter(moved));
    CHECK(moved[2].value == 3);
    CHECK(givers.values()[2].value == -1);

    const generated_range owners(3, [](int i) { return std::make_unique<int>(i + 1); });
    std::vector<int> values;
    for (std::unique_ptr<int> owner : owners)
        values.push_back(*owner);
    CHECK(values == expected);
}

TEST_CASE("iterators: a single pass is single", "[support]") {
    input_range<int> range{1, 2, 3};
    auto i = range.begin();
    const auto stale = i;
    CHECK(*i++ == 1);
    CHECK(*i == 2);
    CHECK_THROWS_AS(*stale, check_failed);
    CHECK_THROWS_AS(++input_iterator<int>(stale), check_failed);
    CHECK(r::distance(range.begin(), range.end()) == 2);
    CHECK_THROWS_AS(*range.begin(), check_failed);

    move_only_input_range<int> stream{1};
    auto first = stream.begin();
    auto second = std::move(first);
    CHECK_THROWS_AS(*first, check_failed);
    CHECK(*second == 1);
}

TEST_CASE("elements: over-aligned ones notice their address", "[support]") {
    alignas(64) std::byte room[2 * sizeof(over_aligned)] = {};
    {
        const over_aligned fine;
    }
    CHECK(take_misuses().empty());
    reinterpret_cast<const over_aligned*>(room + 64)->check();
    CHECK(take_misuses().empty());
}

TEST_CASE("random: the same numbers everywhere", "[support]") {
    generator one(1);
    generator two(1);
    CHECK(one() == two());
    CHECK(generator(1)() != generator(2)());
    // The published first outputs of splitmix64 from state 0.
    std::uint64_t state = 0;
    CHECK(splitmix64(state) == 0xe220a8397b1dcdafu);
    CHECK(splitmix64(state) == 0x6e789e6aa1b965f4u);

    for (int i = 0; i < 1000; ++i) {
        CHECK(one.below(7) < 7);
        const int between = one.between(-3, 3);
        CHECK((between >= -3 && between <= 3));
    }
    CHECK(one.below(0u) == 0);
    CHECK_FALSE(one.chance(0));
    CHECK(one.chance(100));
    std::vector<int> shuffled{1, 2, 3, 4, 5, 6, 7, 8};
    one.shuffle(shuffled);
    CHECK(std::is_permutation(shuffled.begin(), shuffled.end(),
                              std::vector{1, 2, 3, 4, 5, 6, 7, 8}.begin()));
    CHECK(one.text(5, 2).find_first_not_of("ab") == std::string::npos);
    CHECK(one.describe().find("seed 1") == 0);
}

TEST_CASE("model: sequences compare both ways", "[support]") {
    const std::vector<int> a{1, 2, 3};
    const std::vector<int> b{1, 2, 4};
    CHECK(same_sequence(a, a));
    CHECK(same_sequence_backwards(a, a));
    CHECK_FALSE(same_sequence(a, b));
    CHECK_FALSE(same_sequence_backwards(a, b));
    CHECK_FALSE(same_sequence(a, std::vector<int>{1, 2}));
    CHECK_FALSE(same_sequence_backwards(a, std::vector<int>{2, 3}));
}
