// SPDX-License-Identifier: BSL-1.0
// benchmarks/sharded_cache.cpp -- caches for threads: u64 keys and values, room for n entries.
//
// one_thread        requests by the Zipf law for 4 n keys, each put when it is missing; per request
// two_threads       the same from two threads at a time, each with half of the requests
// hit               requests that all find what they want, from one thread
// compute           as one_thread, by get_or_compute with a function that costs nothing
//
// cairn is sharded<lru_cache> and cairn_s3fifo sharded<s3fifo_cache>, each with 16 shards. locked_cairn is a
// lru_cache behind one mutex; locked_std the classic LRU of std::list and std::unordered_map behind one
// mutex, and sharded_std 16 of them. Half the time per request with two threads means that neither waits.

#include "support/data.hpp"
#include "support/harness.hpp"
#include "support/main.hpp"

#include <cairn/sharded_cache.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <list>
#include <memory>
#include <mutex>
#include <numeric>
#include <optional>
#include <span>
#include <string_view>
#include <thread>
#include <unordered_map>
#include <utility>
#include <vector>

#ifdef __linux__
#include <sched.h>
#endif

namespace bench {

namespace {

using key = std::uint64_t;
using value = std::uint64_t;
constexpr std::size_t shards = 16;

// -- contestants -----------------------------------------------------------------------------------
//
// Each has `get(key)`, an optional, and `put(key, value)`; those of cairn `get_or_compute` as well.

template <class Cache>
struct sharded_cairn : cairn::sharded<Cache> {
    explicit sharded_cairn(std::size_t n) : cairn::sharded<Cache>(n, shards) {}
};

class classic {
public:
    explicit classic(std::size_t n) : capacity_(n) { index_.reserve(n + 1); }

    value* get(key k) {
        const auto at = index_.find(k);
        if (at == index_.end()) return nullptr;
        order_.splice(order_.begin(), order_, at->second);
        return &at->second->second;
    }
    void put(key k, value v) {
        if (value* const old = get(k)) {
            *old = v;
            return;
        }
        order_.emplace_front(k, v);
        index_.emplace(k, order_.begin());
        if (index_.size() > capacity_) {
            index_.erase(order_.back().first);
            order_.pop_back();
        }
    }

private:
    std::size_t capacity_;
    std::list<std::pair<key, value>> order_;
    std::unordered_map<key, std::list<std::pair<key, value>>::iterator> index_;
};

template <class Cache>
class locked {
public:
    explicit locked(std::size_t n) : cache_(n) {}
    std::optional<value> get(key k) {
        const std::lock_guard lock(guard_);
        const value* const found = cache_.get(k);
        return found == nullptr ? std::nullopt : std::optional(*found);
    }
    void put(key k, value v) {
        const std::lock_guard lock(guard_);
        cache_.put(k, v);
    }

private:
    alignas(64) std::mutex guard_;
    Cache cache_;
};

class sharded_std {
public:
    explicit sharded_std(std::size_t n) {
        for (auto& one : shards_)
            one = std::make_unique<locked<classic>>(n / shards);
    }
    std::optional<value> get(key k) { return of(k).get(k); }
    void put(key k, value v) { of(k).put(k, v); }

private:
    locked<classic>& of(key k) { return *shards_[random::mix(k) % shards]; }

    std::array<std::unique_ptr<locked<classic>>, shards> shards_;
};

// -- timed loops -----------------------------------------------------------------------------------

using requests = std::vector<key>;

template <class Cache>
[[gnu::noinline]] std::uint64_t ask(Cache& cache, std::span<const key> keys) {
    std::uint64_t sum = 0;
    for (const key k : keys) {
        if (const auto found = cache.get(k)) {
            sum += *found;
        } else {
            cache.put(k, k + 1);
            sum += k + 1;
        }
    }
    return sum;
}

template <class Cache>
[[gnu::noinline]] std::uint64_t compute(Cache& cache, std::span<const key> keys) {
    std::uint64_t sum = 0;
    for (const key k : keys)
        sum += cache.get_or_compute(k, [&] { return k + 1; });
    return sum;
}

/// The processor that the calling thread is on.
std::size_t processor() {
#ifdef __linux__
    return static_cast<std::size_t>(sched_getcpu());
#else
    return 0;
#endif
}

/// Lets the calling thread run on any other processor: the runner pins the program to one, and a
/// scheduler may take longer than the loop does to part two threads.
void stay_away_from([[maybe_unused]] std::size_t taken) {
#ifdef __linux__
    cpu_set_t others;
    CPU_ZERO(&others);
    for (std::size_t cpu = 0; cpu != CPU_SETSIZE; ++cpu) {
        if (cpu != taken) CPU_SET(cpu, &others);
    }
    sched_setaffinity(0, sizeof others, &others); // fails where there is no other one
#endif
}

/// A program that never had a second thread locks for less: so a single one is a second one too.
template <class Cache>
std::uint64_t ask_from_one_thread(Cache& cache, std::span<const key> keys) {
    std::uint64_t sum = 0;
    std::thread([&] { sum = ask(cache, keys); }).join();
    return sum;
}

template <class Cache>
std::uint64_t ask_from_two_threads(Cache& cache, std::span<const key> keys) {
    const std::size_t half = keys.size() / 2;
    std::uint64_t theirs = 0;
    std::thread other([&, ours = processor()] {
        stay_away_from(ours);
        theirs = ask(cache, keys.subspan(half));
    });
    const std::uint64_t ours = ask(cache, keys.first(half));
    other.join();
    return ours + theirs;
}

// -- registration ----------------------------------------------------------------------------------

requests zipf_requests(std::size_t n, std::size_t length) {
    // Keys without any pattern: neighbours in rank are none in the cache.
    zipf draw(4 * n, 7);
    requests keys(length);
    for (key& k : keys)
        k = random::mix(draw());
    return keys;
}

template <class Cache>
void register_cache(std::string_view name, std::size_t n) {
    const auto filled = [](std::size_t room, const requests& keys) {
        auto cache = std::make_unique<Cache>(room);
        ask(*cache, keys);
        return cache;
    };
    constexpr std::size_t length = std::size_t{1} << 21;
    add({"one_thread", "u64", name, n}, [=](benchmark::State& state) {
        const requests keys = zipf_requests(n, length);
        const auto cache = filled(n, keys);
        measure(state, length, [] {}, [&] { return ask_from_one_thread(*cache, keys); });
    });
    add({"two_threads", "u64", name, n}, [=](benchmark::State& state) {
        const requests keys = zipf_requests(n, length);
        const auto cache = filled(n, keys);
        measure(state, length, [] {}, [&] { return ask_from_two_threads(*cache, keys); });
    });
    add({"hit", "u64", name, n}, [=](benchmark::State& state) {
        requests keys(n / 2); // so that every shard has room for its part of them
        std::iota(keys.begin(), keys.end(), key{0});
        const auto cache = filled(n, keys);
        requests some(length / 4);
        random draw;
        for (key& k : some)
            k = keys[draw.below(keys.size())];
        measure(state, some.size(), [] {}, [&] { return ask(*cache, some); });
    });
    if constexpr (requires(Cache& c) { c.get_or_compute(key(), [] { return value(); }); }) {
        add({"compute", "u64", name, n}, [=](benchmark::State& state) {
            const requests keys = zipf_requests(n, length);
            const auto cache = filled(n, keys);
            measure(state, length, [] {}, [&] { return compute(*cache, keys); });
        });
    }
}

} // namespace

void register_workloads(const options&) {
    for (const std::size_t n :
         std::initializer_list<std::size_t>{1'000, 10'000, 100'000, 1'000'000}) {
        register_cache<sharded_cairn<cairn::lru_cache<key, value>>>("cairn", n);
        register_cache<sharded_cairn<cairn::s3fifo_cache<key, value>>>("cairn_s3fifo", n);
        register_cache<locked<cairn::lru_cache<key, value>>>("locked_cairn", n);
        register_cache<locked<classic>>("locked_std", n);
        register_cache<sharded_std>("sharded_std", n);
    }
}

} // namespace bench
