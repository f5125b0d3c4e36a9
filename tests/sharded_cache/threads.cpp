// SPDX-License-Identifier: BSL-1.0
// Many threads on one sharded cache: what they may see, that a stampede costs one computation, and that no
// order of loaders ends in a deadlock. Meant for the thread sanitizer, and short enough for all others.

#include <cairn/sharded_cache.hpp>

#include "support/catch.hpp"

#include <atomic>
#include <barrier>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <random>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace {

using namespace std::chrono_literals;

/// Runs `f(i)` in `n` threads that start together, and waits for them. Catch's own checks are for one
/// thread: the threads count, and the test checks.
template <class F>
void in_threads(std::size_t n, F f) {
    std::barrier start(static_cast<std::ptrdiff_t>(n));
    std::vector<std::thread> threads;
    for (std::size_t i = 0; i != n; ++i) {
        threads.emplace_back([&, i] {
            start.arrive_and_wait();
            f(i);
        });
    }
    for (std::thread& t : threads)
        t.join();
}

/// Waits until a condition holds that other threads bring about.
template <class Condition>
void await(Condition condition) {
    while (!condition())
        std::this_thread::sleep_for(1ms);
}

// A value that says which key it belongs to, and would show if it were torn.
std::string value_of(std::uint64_t key, std::uint64_t version) {
    const std::string digits = std::to_string(key * 1000 + version % 1000);
    return digits + " and once more " + digits;
}
bool belongs_to(const std::string& value, std::uint64_t key) {
    const std::size_t half = value.find(' ');
    const std::string digits = value.substr(0, half);
    return value == digits + " and once more " + digits && std::stoull(digits) / 1000 == key;
}

template <class Cache>
void everything_at_once() {
    cairn::sharded<Cache> c(256, 4);
    std::atomic<std::size_t> told = 0, wrong = 0, refused = 0;
    c.on_evict([&](const std::uint64_t& key, std::string& value, cairn::eviction_cause) {
        ++told;
        if (!belongs_to(value, key)) ++wrong;
    });
    in_threads(4, [&](std::size_t id) {
        std::mt19937_64 random(id);
        for (std::size_t i = 0; i != 20000; ++i) {
            const std::uint64_t r = random();
            const std::uint64_t key = (r >> 8) % 500;
            switch (r % 16) {
            case 0:
                if (!c.put(key, value_of(key, r >> 20))) ++refused;
                break;
            case 1:
                c.erase(key);
                break;
            case 2:
                if (const auto gone = c.take(key); gone && !belongs_to(*gone, key)) ++wrong;
                break;
            case 3:
                c.visit(key, [&](std::string& v) {
                    if (!belongs_to(v, key)) ++wrong;
                    v = value_of(key, i);
                });
                break;
            case 4:
                if (const auto v = c.peek(key); v && !belongs_to(*v, key)) ++wrong;
                break;
            case 5:
                if (i % 64 == 0) erase_if(c, [&](std::uint64_t k, auto&) { return k % 7 == 0; });
                if (i % 512 == 1) c.clear();
                if (i % 64 == 2) c.set_capacity(200 + r % 100);
                if (c.size() > 300 || c.stats().hit_ratio() > 1) ++wrong;
                break;
            case 6:
            case 7:
            case 8:
                try {
                    const std::string v = c.get_or_compute(key, [&](std::uint64_t k) {
                        if (r % 13 == 0) throw std::runtime_error("no luck");
                        // a value made of another one, of a smaller key: no circles
                        if (k > 250)
                            c.get_or_compute(k - 250, [&] { return value_of(k - 250, i); });
                        return value_of(k, i);
                    });
                    if (!belongs_to(v, key)) ++wrong;
                } catch (const std::runtime_error&) {
                    ++refused;
                }
                break;
            default:
                if (const auto v = c.get(key); v && !belongs_to(*v, key)) ++wrong;
            }
        }
    });
    CHECK(wrong == 0);
    CHECK(told > 0);
    c.check_invariants();
    const cairn::cache_stats stats = c.stats();
    CHECK(stats.insertions > 0);
    CHECK(c.size() <= c.capacity());
}

TEST_CASE("sharded: threads do everything at once") {
    everything_at_once<cairn::lru_cache<std::uint64_t, std::string>>();
    everything_at_once<cairn::s3fifo_cache<std::uint64_t, std::string>>();
}

TEST_CASE("sharded: a stampede costs one computation") {
    cairn::sharded<cairn::lru_cache<std::string, std::string>> c(100);
    constexpr std::size_t threads = 8;
    std::atomic<int> computed = 0;
    std::atomic<std::size_t> agreed = 0, asked = 0;
    in_threads(threads, [&](std::size_t) {
        ++asked;
        const std::string v = c.get_or_compute("key", [&] {
            ++computed;
            await([&] { return asked == threads; });
            std::this_thread::sleep_for(
                20ms); // so that they have come to wait, on all but a lame machine
            return std::string("the value");
        });
        if (v == "the value") ++agreed;
    });
    CHECK(computed == 1);
    CHECK(agreed == threads);
    const cairn::cache_stats stats = c.stats();
    CHECK(stats.misses == 1);
    CHECK(stats.hits == threads - 1);
    CHECK(stats.insertions == 1);
}

TEST_CASE("sharded: who waits for a computation that fails gets its exception") {
    cairn::sharded<cairn::lru_cache<int, std::string>> c(100);
    constexpr std::size_t threads = 6;
    std::atomic<int> computed = 0;
    std::atomic<std::size_t> failed = 0, asked = 0;
    in_threads(threads, [&](std::size_t) {
        ++asked;
        try {
            c.get_or_compute(1, [&]() -> std::string {
                ++computed;
                await([&] { return asked == threads; });
                std::this_thread::sleep_for(20ms);
                throw std::runtime_error("cannot compute");
            });
        } catch (const std::runtime_error&) {
            ++failed;
        }
    });
    CHECK(failed == threads);
    CHECK(computed >= 1);
    CHECK_FALSE(c.contains(1));
    CHECK(c.stats().hits == 0);
    CHECK(c.get_or_compute(1, [] { return std::string("at last"); }) == "at last");
}

TEST_CASE("sharded: other keys are computed at the same time, in the same shard too") {
    cairn::sharded<cairn::lru_cache<int, int>> c(100, 1);
    std::barrier both(2); // neither can end before the other one has begun
    in_threads(2, [&](std::size_t id) {
        const int key = static_cast<int>(id);
        c.get_or_compute(key, [&] {
            both.arrive_and_wait();
            return 10 * key;
        });
    });
    CHECK(c.get(0) == 0);
    CHECK(c.get(1) == 10);
}

TEST_CASE("sharded: loaders that wait for each other are told") {
    cairn::sharded<cairn::lru_cache<int, int>> c(100);
    std::barrier both(2);
    std::atomic<int> circles = 0;
    std::atomic<int> results = 0;
    in_threads(2, [&](std::size_t id) {
        const int mine = static_cast<int>(id);
        const int other = 1 - mine;
        try {
            results += c.get_or_compute(mine, [&] {
                both.arrive_and_wait(); // now both are under way
                try {
                    return c.get_or_compute(other, [] { return 1; });
                } catch (const cairn::cache_error&) {
                    ++circles;
                    return 7;
                }
            });
        } catch (...) {
        }
    });
    CHECK(circles == 1); // one of them was refused, and the other one waited for what it then made
    CHECK(results == 14);
}

TEST_CASE("sharded: three threads in a circle") {
    cairn::sharded<cairn::lru_cache<int, int>> c(100);
    std::barrier all(3);
    std::atomic<int> refused = 0;
    in_threads(3, [&](std::size_t id) {
        const int mine = static_cast<int>(id);
        try {
            c.get_or_compute(mine, [&] {
                all.arrive_and_wait();
                return c.get_or_compute((mine + 1) % 3, [] { return 1; });
            });
        } catch (const cairn::cache_error&) {
            ++refused;
        }
    });
    CHECK(refused == 3); // the one that closed the circle, and those who waited for it
    CHECK(c.empty());
    CHECK(c.get_or_compute(0, [] { return 5; }) == 5);
}

TEST_CASE("sharded: a value that was computed from what is outdated is not cached") {
    cairn::sharded<cairn::lru_cache<int, std::string>> c(100);
    std::atomic<bool> under_way = false, may_end = false;
    std::string old;
    std::thread loader([&] {
        old = c.get_or_compute(1, [&] {
            under_way = true;
            await([&] { return may_end.load(); });
            return std::string("of old");
        });
    });
    await([&] { return under_way.load(); });
    SECTION("erased") {
        c.erase(1);
        CHECK(c.get_or_compute(1, [] { return std::string("anew"); }) == "anew"); // does not wait
    }
    SECTION("put") { c.put(1, "anew"); }
    SECTION("cleared") {
        c.clear();
        CHECK(c.get_or_compute(1, [] { return std::string("anew"); }) == "anew");
    }
    may_end = true;
    loader.join();
    CHECK(old == "of old");
    CHECK(c.get(1) == "anew");
}

TEST_CASE("sharded: values are shared where copies are dear") {
    cairn::sharded<cairn::lru_cache<int, std::shared_ptr<const std::vector<int>>>> c(2, 1);
    std::atomic<std::size_t> wrong = 0;
    in_threads(4, [&](std::size_t id) {
        for (int i = 0; i != 1000; ++i) {
            const int key = (i + static_cast<int>(id)) % 5; // which evicts what others are reading
            const auto v = c.get_or_compute(
                key, [&] { return std::make_shared<const std::vector<int>>(10, key); });
            for (const int x : *v)
                if (x != key) ++wrong;
        }
    });
    CHECK(wrong == 0);
}

} // namespace
