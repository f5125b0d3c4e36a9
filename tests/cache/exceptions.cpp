// SPDX-License-Identifier: BSL-1.0
// Every hash, comparison, copy, move and allocation fails once, in every member that changes a cache: nothing
// leaks, the cache stays whole, and the guarantee that the member states holds.

#undef CAIRN_HARDENED
#define CAIRN_HARDENED 2

#include <cairn/cache.hpp>

#include "support/catch.hpp"
#include "support/thrower.hpp"

#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <utility>

namespace {

enum class guarantee { strong, basic };
using enum guarantee;

using failing = support::op;
using copied = support::throwing<failing::construct | failing::copy | failing::copy_assign |
                                 failing::compare | failing::hash>;
using fragile = support::throwing<failing::all>;

template <class Policy, class T>
using cache =
    cairn::basic_cache<T, T, Policy, cairn::no_clock, support::throwing_hash,
                       support::throwing_equal, support::throwing_allocator<std::pair<const T, T>>>;

/// What lies in a cache; moved or changed by nothing.
template <class Cache>
std::map<int, int> contents(const Cache& c) {
    std::map<int, int> all;
    for (const auto [key, value] : c)
        all.emplace(key.value(), value.value());
    return all;
}

/// The slab is full at the next new key: four entries of five positions, or room for a fifth.
template <class Policy, class T>
cache<Policy, T> start(std::size_t capacity) {
    cache<Policy, T> c(capacity);
    for (int i = 0; i != 5; ++i)
        c.put(T(i), T(10 * i));
    return c;
}

template <class Policy, class T>
void fails(const std::function<void(cache<Policy, T>&)>& operation, guarantee expected) {
    for (const std::size_t capacity : {std::size_t{4}, std::size_t{5}, std::size_t{40}}) {
        const auto check = [&](const cache<Policy, T>& before, cache<Policy, T>& after,
                               bool threw) {
            after.check_invariants();
            if (threw && expected == strong && contents(before) != contents(after))
                throw support::check_failed("an operation that failed changed the cache");
            for (const auto [key, value] : after) // a value may be moved from
                if (after.peek(key) != std::addressof(value))
                    throw support::check_failed("an entry cannot be found");
        };
        support::for_each_failure([&] { return start<Policy, T>(capacity); }, operation, check);
    }
}

template <class Policy, class T>
void every_member(guarantee of_new_keys, guarantee of_old_keys) {
    using subject = cache<Policy, T>;
    fails<Policy, T>([](subject& c) { c.put(T(7), T(70)); }, of_new_keys);
    fails<Policy, T>([](subject& c) { c.put(T(4), T(41)); }, of_old_keys);
    fails<Policy, T>([](subject& c) { (void)c.get(T(4)); }, strong);
    fails<Policy, T>([](subject& c) { (void)c.get_or_compute(T(8), [] { return T(80); }); },
                     of_new_keys);
    fails<Policy, T>([](subject& c) { c.erase(T(4)); }, strong);
    fails<Policy, T>([](subject& c) { c.reserve(100); }, of_new_keys);
    fails<Policy, T>([](subject& c) { c.set_capacity(2); }, strong);
    fails<Policy, T>([](subject& c) { c.set_max_weight(3); }, strong);
    fails<Policy, T>([](subject& c) { subject copy(c); }, strong);
    fails<Policy, T>(
        [](subject& c) {
            const subject other = start<Policy, T>(40);
            c = other;
        },
        strong);
    fails<Policy, T>(
        [](subject& c) {
            c.on_evict([](const T&, T&, cairn::eviction_cause) {
                support::fuse::tick(support::op::call);
            });
            c.put(T(4), T(42));
            c.put(T(9), T(90));
        },
        basic);
}

TEST_CASE("cache: operations that fail, where moves cannot") {
    every_member<cairn::lru_policy, copied>(strong, strong);
    every_member<cairn::lfu_policy, copied>(strong, strong);
    every_member<cairn::s3fifo_policy, copied>(strong, strong);
}

TEST_CASE("cache: operations that fail, where everything does") {
    every_member<cairn::s3fifo_policy, fragile>(strong, basic);
}

TEST_CASE("cache: a predicate that fails") {
    cairn::lru_cache<int, int> c(10);
    for (int i = 0; i != 10; ++i)
        c.put(i, i);
    int asked = 0;
    const auto predicate = [&](int, int) {
        if (++asked == 5) throw support::injected(support::op::call);
        return true;
    };
    CHECK_THROWS_AS(erase_if(c, predicate), support::injected);
    CHECK(c.size() == 6);
    c.check_invariants();
}

} // namespace
