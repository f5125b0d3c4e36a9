// SPDX-License-Identifier: BSL-1.0
// What kind of types the caches are: what can be copied, compared, looked up by, walked; what cannot fail.

#include <cairn/cache.hpp>

#include "support/catch.hpp"
#include "support/elements.hpp"

#include <chrono>
#include <concepts>
#include <cstddef>
#include <iterator>
#include <memory>
#include <memory_resource>
#include <ranges>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace {

using numbers = cairn::lru_cache<int, int>;
using words = cairn::s3fifo_cache<std::string, std::string>;
using owners = cairn::lfu_cache<int, std::unique_ptr<int>>;
using mortal = cairn::ttl_cache<int, int>;
using pmr = cairn::pmr::lru_cache<std::pmr::string, int>;

static_assert(std::same_as<numbers, cairn::basic_cache<int, int, cairn::lru_policy>>);
static_assert(std::same_as<mortal::policy_type, cairn::lru_policy>);
static_assert(std::same_as<mortal::clock_type, cairn::coarse_clock>);
static_assert(
    std::same_as<pmr::allocator_type,
                 std::pmr::polymorphic_allocator<std::pair<const std::pmr::string, int>>>);
static_assert(std::same_as<numbers::size_type, std::size_t>);

// -- copies, moves ---------------------------------------------------------------------------------------

static_assert(std::copyable<numbers> && std::copyable<words> && std::copyable<mortal>);
static_assert(std::movable<owners>);
static_assert(std::is_nothrow_move_constructible_v<words>);
static_assert(std::is_nothrow_move_assignable_v<words> && !std::is_nothrow_move_assignable_v<pmr>);
static_assert(std::is_nothrow_swappable_v<numbers>);
static_assert(!std::equality_comparable<numbers>, "what a cache holds is an accident");
static_assert(!std::default_initializable<numbers>, "how much it may hold must be said");
static_assert(!std::convertible_to<std::size_t, numbers>);
static_assert(std::uses_allocator_v<pmr, std::pmr::polymorphic_allocator<>>);

// -- look-up ---------------------------------------------------------------------------------------------

template <class Cache, class K>
concept gets = requires(Cache c, const Cache k, K key) {
    c.get(key);
    k.peek(key);
    k.contains(key);
    c.erase(key);
    c.take(key);
};
template <class Cache>
concept expires = requires(Cache c) {
    c.expire_due();
    c.next_expiry();
    c.set_ttl({});
};
template <class Cache>
concept looks_while_const = requires(const Cache c) { c.get(1); };

static_assert(gets<words, std::string_view> && gets<words, const char*> &&
              gets<words, std::string>);
static_assert(gets<numbers, short> && !gets<numbers, std::string>);
static_assert(expires<mortal> && !expires<numbers>);
static_assert(!looks_while_const<numbers>, "a look-up counts, and touches");
static_assert(std::same_as<decltype(std::declval<numbers&>().get(1)), int*>);
static_assert(std::same_as<decltype(std::declval<const numbers&>().peek(1)), const int*>);
static_assert(std::same_as<decltype(std::declval<words&>().take("")), std::optional<std::string>>);
static_assert(
    std::same_as<decltype(std::declval<numbers&>().get_or_compute(1, [] { return 1L; })), int&>);

// A listener takes what it is told; a time to live is for caches with a clock.
template <class Cache, class F>
concept listens = requires(Cache c, F f) { c.on_evict(f); };
static_assert(listens<numbers, void (*)(int, int&, cairn::eviction_cause)>);
static_assert(!listens<numbers, void (*)(std::string)>);
template <class Cache>
concept puts_for_a_while = requires(Cache c) { c.put(1, 1, std::chrono::seconds(1)); };
static_assert(puts_for_a_while<mortal> && !puts_for_a_while<numbers>);

// -- ranges ----------------------------------------------------------------------------------------------

static_assert(std::ranges::forward_range<numbers> && std::ranges::forward_range<const numbers>);
static_assert(std::ranges::sized_range<words> && std::ranges::common_range<words>);
static_assert(!std::ranges::bidirectional_range<numbers>);
static_assert(std::convertible_to<numbers::iterator, numbers::const_iterator>);
static_assert(!std::convertible_to<numbers::const_iterator, numbers::iterator>);
static_assert(std::same_as<decltype(numbers::reference::value), int&>);
static_assert(std::same_as<decltype(numbers::const_reference::value), const int&>);
static_assert(std::same_as<decltype(numbers::reference::key), const int&>);

// -- memory ----------------------------------------------------------------------------------------------

// Beside key and value a node holds eight bytes, the index four to eight per entry.
static_assert(sizeof(cairn::detail::cache_node<long, long, cairn::no_clock, false>) ==
              2 * sizeof(long) + 8);

TEST_CASE("cache: keys and values need no more than to be movable") {
    cairn::lru_cache<support::move_only, support::move_only> c(2);
    c.put(support::move_only(1), support::move_only(2));
    c.put(support::move_only(3), support::move_only(4));
    c.put(support::move_only(5), support::move_only(6));
    CHECK_FALSE(c.contains(support::move_only(1)));
    CHECK(c.contains(support::move_only(5)));
    cairn::s3fifo_cache<support::no_default, support::no_default> d(2);
    d.put(support::no_default(1), support::no_default(2));
    CHECK(d.contains(support::no_default(1)));
}

} // namespace
