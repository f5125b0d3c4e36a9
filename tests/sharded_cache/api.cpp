// SPDX-License-Identifier: BSL-1.0
// Every member of sharded<>, once and at its edges, in one thread.

#include <cairn/sharded_cache.hpp>

#include "support/catch.hpp"
#include "support/death.hpp"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace {

using namespace std::chrono_literals;
using namespace std::string_literals;
using namespace std::string_view_literals;

struct manual_clock {
    using duration = std::chrono::nanoseconds;
    using rep = duration::rep;
    using period = duration::period;
    using time_point = std::chrono::time_point<manual_clock>;
    static time_point now() noexcept { return time_point(elapsed); }
    static inline duration elapsed{0};
};

using cache = cairn::sharded<cairn::lru_cache<int, std::string>>;
using words = cairn::sharded<cairn::lru_cache<std::string, int>>;
using expiring =
    cairn::sharded<cairn::ttl_cache<int, std::string, cairn::lru_policy, manual_clock>>;

TEST_CASE("sharded: put, get, erase") {
    cache c(1000);
    CHECK(c.empty());
    CHECK(c.get(1) == std::nullopt);
    CHECK(c.put(1, "one"));
    CHECK(c.put(1, "uno"));
    for (int i = 2; i != 100; ++i)
        CHECK(c.put(i, std::to_string(i)));
    CHECK(c.size() == 99);
    CHECK(c.get(1) == "uno");
    CHECK(c.peek(2) == "2");
    CHECK(c.contains(99));
    CHECK_FALSE(c.contains(100));
    CHECK(c.erase(2));
    CHECK_FALSE(c.erase(2));
    CHECK(c.take(3) == "3");
    CHECK(c.take(3) == std::nullopt);
    CHECK(c.visit(4, [](std::string& v) { v += "!"; }));
    CHECK(c.peek(4) == "4!");
    CHECK_FALSE(c.visit(3, [](std::string&) {}));
    c.check_invariants();

    int sum = 0;
    c.for_each([&](int key, const std::string&) { sum += key; });
    CHECK(sum == 99 * 100 / 2 - 2 - 3);
    CHECK(erase_if(c, [](int key, std::string&) { return key % 2 == 0; }) == 48);
    CHECK(c.size() == 49);
    c.clear();
    CHECK(c.empty());
    c.check_invariants();
}

TEST_CASE("sharded: shards and their parts") {
    CHECK(cache(1000).shards() == 8); // 64 entries each at least
    CHECK(cache(1 << 20).shards() == 16);
    CHECK(cache(cache::no_limit).shards() == 16);
    CHECK(cache(1000, 3).shards() == 4);
    CHECK(cache(3, 64).shards() == 2);
    CHECK(cache(63).shards() == 1);
    CHECK(cache(0).shards() == 1);
    CHECK(cache(1001, 8).capacity() == 1001);
    CHECK(cache(cache::no_limit).capacity() == cache::no_limit);

    cache c(100, 4);
    for (int i = 0; i != 1000; ++i)
        c.put(i, "");
    CHECK(c.size() == 100);
    CHECK(c.stats().evictions == 900);
    c.set_capacity(10);
    CHECK(c.capacity() == 10);
    CHECK(c.size() == 10);
    c.set_capacity(cache::no_limit);
    CHECK(c.capacity() == cache::no_limit);
    c.check_invariants();
}

TEST_CASE("sharded: capacity 0 caches nothing, and all calls work") {
    cache c(0);
    CHECK_FALSE(c.put(1, "one"));
    CHECK(c.get(1) == std::nullopt);
    CHECK(c.get_or_compute(1, [] { return "one"s; }) == "one");
    CHECK(c.empty());
    CHECK_FALSE(c.erase(1));
    CHECK(c.stats().misses == 2);
    CHECK(c.stats().rejections == 2);
}

TEST_CASE("sharded: weights") {
    cache::options limits;
    limits.max_weight = 40;
    cache c(limits, 4);
    CHECK(c.max_weight() == 40);
    CHECK(c.put(1, "one", {.weight = 10}));
    CHECK_FALSE(c.put(2, "two", {.weight = 11})); // more than a shard may hold
    CHECK(c.weight() == 10);
    c.get_or_compute(
        3, [] { return "three"s; },
        [](const std::string& v) { return cache::entry_options{.weight = v.size()}; });
    CHECK(c.weight() <= 15);
    CHECK(c.contains(3));
    c.set_max_weight(8);
    CHECK(c.weight() <= 8);
    c.check_invariants();
}

TEST_CASE("sharded: expiry") {
    manual_clock::elapsed = 0ns;
    expiring::options limits;
    limits.ttl = 10s;
    expiring c(limits, 4);
    CHECK(c.next_expiry() == std::nullopt);
    c.put(1, "one");
    c.put(2, "two", 5s);
    c.put(3, "three", {.ttl = expiring::cache_type::endless});
    CHECK(c.next_expiry() == manual_clock::time_point(5s));
    manual_clock::elapsed = 5s;
    CHECK(c.get(2) == std::nullopt);
    CHECK(c.get(1) == "one");
    manual_clock::elapsed = 10s;
    CHECK(c.expire_due() == 1);
    CHECK(c.get_or_compute(1, [] { return "uno"s; }) == "uno");
    CHECK(c.get(3) == "three");
    CHECK(c.stats().expirations == 2);
    CHECK_FALSE(c.put(4, "four", 0s));
    c.check_invariants();
}

TEST_CASE("sharded: get_or_compute") {
    cache c(100);
    int calls = 0;
    const auto compute = [&](int key) {
        ++calls;
        return std::to_string(key);
    };
    CHECK(c.get_or_compute(7, compute) == "7");
    CHECK(c.get_or_compute(7, compute) == "7");
    CHECK(calls == 1);
    CHECK(c.stats().hits == 1);
    CHECK(c.stats().misses == 1);

    CHECK_THROWS_AS(c.get_or_compute(8, []() -> std::string { throw std::runtime_error("no"); }),
                    std::runtime_error);
    CHECK_FALSE(c.contains(8));
    CHECK(c.get_or_compute(8, compute) == "8");

    // a loader may use the cache, and compute other keys
    CHECK(c.get_or_compute(10, [&] {
        c.put(9, "nine");
        return c.get_or_compute(11, compute) + *c.get(9);
    }) == "11nine");
    CHECK(c.get(10) == "11nine");

    // and is the one that decides, if it puts its own key
    CHECK(c.get_or_compute(12, [&] {
        c.put(12, "put");
        return "returned"s;
    }) == "returned");
    CHECK(c.get(12) == "put");
}

TEST_CASE("sharded: a value that would be computed from itself") {
    cache c(100);
    CHECK_THROWS_AS(c.get_or_compute(1, [&] { return c.get_or_compute(1, [] { return ""s; }); }),
                    cairn::cache_error);
    CHECK_THROWS_AS(c.get_or_compute(1,
                                     [&] {
                                         return c.get_or_compute(2, [&] {
                                             return c.get_or_compute(1, [] { return ""s; });
                                         });
                                     }),
                    cairn::cache_error);
    CHECK(c.empty());
    CHECK(c.get_or_compute(1, [] { return "one"s; }) == "one");
    c.check_invariants();
}

TEST_CASE("sharded: keys of other types") {
    words c(100);
    CHECK(c.put("spam"sv, 1));
    CHECK(c.get("spam") == 1);
    CHECK(c.contains("spam"s));
    CHECK(c.get_or_compute(
              "egg"sv, [](const std::string& key) { return static_cast<int>(key.size()); }) == 3);
    CHECK(c.take("egg") == 3);
    CHECK(c.erase("spam"sv));

    cairn::sharded<cairn::lru_cache<long, int>> longs(100);
    longs.put(1, 2);
    CHECK(longs.get(1U) == 2);
    CHECK(longs.get_or_compute(5, [] { return 6; }) == 6);
    CHECK(longs.get(5L) == 6);

    cairn::sharded<cairn::lru_cache<std::pair<int, int>, int>> pairs(100);
    pairs.put({1, 2}, 3);
    CHECK(pairs.get({1, 2}) == 3);
    CHECK(pairs.erase({1, 2}));
}

TEST_CASE("sharded: values that cannot be copied") {
    cairn::sharded<cairn::lru_cache<int, std::unique_ptr<int>>> c(100);
    c.put(1, std::make_unique<int>(7));
    int seen = 0;
    CHECK(c.visit(1, [&](std::unique_ptr<int>& v) { seen = *v; }));
    CHECK(seen == 7);
    CHECK(**c.take(1) == 7);
}

TEST_CASE("sharded: the listener is told without a lock") {
    struct departure {
        int key;
        std::string value;
        cairn::eviction_cause cause;
        bool operator==(const departure&) const = default;
    };
    using cause = cairn::eviction_cause;
    std::vector<departure> told;
    cache c(2, 1);
    c.on_evict([&, only_movable = std::make_unique<int>()](int key, std::string& value, cause why) {
        told.push_back({key, value, why});
        if (why == cause::replaced) c.put(100, "from the listener"); // the same shard
    });
    c.put(1, "one");
    c.put(2, "two");
    c.put(3, "three");
    c.erase(2);
    CHECK(told == std::vector<departure>{{1, "one", cause::evicted}, {2, "two", cause::erased}});
    told.clear();
    c.put(3, "drei");
    CHECK(told == std::vector<departure>{{3, "three", cause::replaced}});
    CHECK(c.get(100) == "from the listener");
    c.clear();
    CHECK(told.size() == 3);
    CHECK(c.take(1) == std::nullopt);
    c.on_evict(nullptr);
    c.put(1, "one");
    c.clear();
    CHECK(told.size() == 3);
}

TEST_CASE("sharded: a listener that throws") {
    std::vector<int> told;
    cache c(100, 1);
    c.on_evict([&](int key, std::string&, cairn::eviction_cause) {
        told.push_back(key);
        if (key == 2) throw std::runtime_error("cannot hear");
    });
    for (int i = 1; i <= 4; ++i)
        c.put(i, "");
    CHECK_THROWS_AS(c.clear(), std::runtime_error);
    CHECK(c.empty());
    CHECK(told.size() < 4);
    c.put(5, "");
    std::sort(told.begin(), told.end());
    CHECK(told == std::vector<int>{1, 2, 3, 4});
    CHECK(c.contains(5));
    c.check_invariants();
}

TEST_CASE("sharded: statistics") {
    cache c(1000);
    CHECK_FALSE(c.get(1));
    c.put(1, "");
    CHECK(c.get(1));
    c.put(1, "");
    c.erase(1);
    const cairn::cache_stats stats = c.stats();
    CHECK(stats.hits == 1);
    CHECK(stats.misses == 1);
    CHECK(stats.hit_ratio() == 0.5);
    CHECK(stats.replacements == 1);
    c.reset_stats();
    CHECK(c.stats() == cairn::cache_stats());
}

TEST_CASE("sharded: a move takes everything along") {
    int told = 0;
    cache c(100);
    c.on_evict([&](int, std::string&, cairn::eviction_cause) { ++told; });
    c.put(1, "one");
    cache d(std::move(c));
    CHECK(d.get(1) == "one");
    CHECK(d.erase(1));
    CHECK(told == 1);
    CHECK(d.get_or_compute(2, [] { return "two"s; }) == "two");
#if CAIRN_TESTS_CAN_TRAP
    CHECK(support::traps([&] { c.put(1, "one"); }));
#endif
}

} // namespace
