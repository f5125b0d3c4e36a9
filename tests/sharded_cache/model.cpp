// SPDX-License-Identifier: BSL-1.0
// A sharded cache does in each shard what a cache does: compared with caches that are chosen by the same bits,
// through every member, at random.

#include <cairn/sharded_cache.hpp>

#include "support/catch.hpp"
#include "support/model.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <random>
#include <vector>

namespace {

struct manual_clock {
    using duration = std::chrono::nanoseconds;
    using rep = duration::rep;
    using period = duration::period;
    using time_point = std::chrono::time_point<manual_clock>;
    static time_point now() noexcept { return time_point(elapsed); }
    static inline duration elapsed{0};
};

template <class Policy>
void compare(std::size_t shards, std::uint64_t seed) {
    using cache = cairn::ttl_cache<std::uint64_t, std::uint64_t, Policy, manual_clock>;
    using entry_options = typename cache::entry_options;
    using duration = typename cache::duration;
    manual_clock::elapsed = duration(0);

    typename cache::options whole, part;
    whole.capacity = 64 * shards;
    part.capacity = 64;
    whole.max_weight = 200 * shards;
    part.max_weight = 200;
    whole.ttl = part.ttl = duration(5000);
    cairn::sharded<cache> c(whole, shards);
    REQUIRE(c.shards() == shards);
    std::vector<cache> models(shards, cache(part));
    const auto model_of = [&](std::uint64_t key) -> cache& {
        return models[cairn::hash<std::uint64_t>()(key) & (shards - 1)];
    };
    const auto copied = [](const std::uint64_t* value) {
        return value == nullptr ? std::nullopt : std::optional(*value);
    };

    std::mt19937_64 random(seed);
    bool same = true;
    const std::size_t operations = support::operations(100'000);
    for (std::size_t i = 0; i != operations && same; ++i) {
        const std::uint64_t r = random();
        const std::uint64_t key = (r >> 32) % (100 * shards), value = r % 1000;
        manual_clock::elapsed += duration(r % 16);
        cache& m = model_of(key);
        const entry_options with{r % 5 == 0 ? duration(r % 400) : cache::default_ttl, r % 7};
        switch ((r >> 8) % 12) {
        case 0:
        case 1:
        case 2:
            same = c.put(key, value, with) == m.put(key, value, with);
            break;
        case 3:
        case 4:
        case 5:
            same = c.get(key) == copied(m.get(key));
            break;
        case 6:
        case 7:
            same = c.get_or_compute(
                       key, [&] { return value; }, with) ==
                   m.get_or_compute(key, [&] { return value; }, with);
            break;
        case 8:
            same = c.peek(key) == copied(m.peek(key)) && c.contains(key) == m.contains(key);
            break;
        case 9:
            same = c.erase(key) == m.erase(key);
            break;
        case 10:
            same = c.take(key) == m.take(key);
            break;
        default:
            if (i % 50 != 0) {
                same = c.visit(key, [&](std::uint64_t& v) { v = value; }) == m.contains(key);
                if (std::uint64_t* const v = m.get(key)) *v = value;
                break;
            }
            cairn::cache_stats stats;
            std::size_t size = 0, weight = 0, expired = 0, erased = 0;
            const auto odd = [](std::uint64_t k, std::uint64_t) { return k % 31 == 1; };
            for (cache& one : models) {
                expired += one.expire_due();
                erased += erase_if(one, odd);
                size += one.size();
                weight += one.weight();
                stats += one.stats();
            }
            same = c.expire_due() == expired && erase_if(c, odd) == erased && c.size() == size &&
                   c.weight() == weight && c.stats() == stats;
            c.check_invariants();
        }
        if (!same) FAIL_CHECK("operation " << i << " differs, seed " << seed);
    }
    CHECK(same);
}

TEST_CASE("sharded: the same as caches chosen by hash") {
    compare<cairn::lru_policy>(4, 1);
    compare<cairn::s3fifo_policy>(2, 2);
    compare<cairn::lfu_policy>(1, 3);
}

} // namespace
