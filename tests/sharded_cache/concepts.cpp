// SPDX-License-Identifier: BSL-1.0
// What a sharded cache is, and what depends on its parts.

#include <cairn/sharded_cache.hpp>

#include "support/catch.hpp"

#include <concepts>
#include <memory>
#include <string>
#include <type_traits>

namespace {

using cache = cairn::sharded<cairn::lru_cache<std::string, int>>;
using owners = cairn::sharded<cairn::lru_cache<int, std::unique_ptr<int>>>;
using expiring = cairn::sharded<cairn::ttl_cache<int, int>>;

template <class C>
concept can_get = requires(C& c, const typename C::key_type& k) { c.get(k); };
template <class C>
concept can_compute =
    requires(C& c, const typename C::key_type& k) { c.get_or_compute(k, [] { return 1; }); };
template <class C>
concept expires = requires(C& c) {
    c.expire_due();
    c.next_expiry();
    c.put(1, 1, typename C::duration());
};

static_assert(!std::copy_constructible<cache>, "who has a copy of a lock?");
static_assert(std::is_nothrow_move_constructible_v<cache>);
static_assert(!std::is_move_assignable_v<cache>);
static_assert(!std::is_default_constructible_v<cache>);
static_assert(!std::is_convertible_v<int, cache>);
static_assert(std::same_as<cache::mapped_type, int> && std::same_as<cache::key_type, std::string>);

static_assert(!can_get<owners> && !can_compute<owners>, "values leave as copies");
static_assert(can_get<cache> && can_compute<cache>);
static_assert(expires<expiring>);
static_assert(!expires<cache>, "only with a clock");

TEST_CASE("sharded: concepts") { SUCCEED("checked by the compiler"); }

} // namespace
