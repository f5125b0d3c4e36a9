// SPDX-License-Identifier: BSL-1.0
// benchmarks/cache.cpp -- caches of n entries: u64 keys, and strings of 16 to 32 letters; u64 values.
//
// zipf              requests by the Zipf law for 10 n keys, each put when it is missing; per request
// hit               requests for keys that are there, in random order; per request
// compute           as zipf, by get_or_compute with a function that costs nothing (cairn only)
// hit_ratio         percent of a trace's requests that find their key in a cache of n entries
// memory            heap bytes per entry of a full cache that has evicted n times, key and value included
//
// cairn is lru_cache, and cairn_lfu and cairn_s3fifo are the other policies; cairn_ttl and cairn_ttl_s3fifo are
// caches with a clock whose every entry expires, in an hour. std_lru is a std::list with a std::unordered_map of iterators,
// absl_lru the same with a flat_hash_map, boost_lru a multi_index_container of a list and a hash table,
// and boost_compute the lru_cache inside Boost.Compute (a std::map and a std::list).
// Policies differ in which requests hit: what is compared is the time of a request, misses included.

#include "support/data.hpp"
#include "support/harness.hpp"
#include "support/hit_ratios.hpp"
#include "support/main.hpp"
#include "support/peers.hpp"

#include <cairn/cache.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <list>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <unordered_map>
#include <utility>
#include <vector>

#if CAIRN_PEER_ABSL_FLAT
#include <absl/container/flat_hash_map.h>
#endif
#if CAIRN_PEER_BOOST_MULTI_INDEX
#include <boost/multi_index/hashed_index.hpp>
#include <boost/multi_index/member.hpp>
#include <boost/multi_index/sequenced_index.hpp>
#include <boost/multi_index_container.hpp>
#endif
#if CAIRN_PEER_BOOST_COMPUTE
#include <boost/compute/detail/lru_cache.hpp>
#endif

namespace bench {

namespace {

using value = std::uint64_t;

// -- contestants -----------------------------------------------------------------------------------
//
// Each has `get(key)`, a pointer, and `put(key, value)` for a key that is missing.

template <class Key>
struct lru : cairn::lru_cache<Key, value> {
    static constexpr std::string_view name = "cairn";
    explicit lru(std::size_t n) : cairn::lru_cache<Key, value>(n) {}
};
template <class Key>
struct lfu : cairn::lfu_cache<Key, value> {
    static constexpr std::string_view name = "cairn_lfu";
    explicit lfu(std::size_t n) : cairn::lfu_cache<Key, value>(n) {}
};
template <class Key>
struct s3fifo : cairn::s3fifo_cache<Key, value> {
    static constexpr std::string_view name = "cairn_s3fifo";
    explicit s3fifo(std::size_t n) : cairn::s3fifo_cache<Key, value>(n) {}
};
template <class Key>
struct ttl : cairn::ttl_cache<Key, value> {
    static constexpr std::string_view name = "cairn_ttl";
    explicit ttl(std::size_t n)
        : cairn::ttl_cache<Key, value>({.capacity = n, .ttl = std::chrono::hours(1)}) {}
};
template <class Key>
struct ttl_s3fifo : cairn::ttl_cache<Key, value, cairn::s3fifo_policy> {
    static constexpr std::string_view name = "cairn_ttl_s3fifo";
    explicit ttl_s3fifo(std::size_t n)
        : cairn::ttl_cache<Key, value, cairn::s3fifo_policy>(
              {.capacity = n, .ttl = std::chrono::hours(1)}) {}
};

template <class Key, template <class...> class Map>
class list_and_map {
    using entries = std::list<std::pair<Key, value>>;

public:
    explicit list_and_map(std::size_t n) : capacity_(n) { index_.reserve(n + 1); }
    std::size_t size() const { return index_.size(); }
    value* get(const Key& key) {
        const auto at = index_.find(key);
        if (at == index_.end()) return nullptr;
        order_.splice(order_.begin(), order_, at->second);
        return &at->second->second;
    }
    void put(const Key& key, value v) {
        if (index_.size() == capacity_) {
            index_.erase(order_.back().first);
            order_.pop_back();
        }
        order_.emplace_front(key, v);
        index_.emplace(key, order_.begin());
    }

private:
    std::size_t capacity_;
    entries order_;
    Map<Key, typename entries::iterator> index_;
};
template <class Key>
struct std_lru : list_and_map<Key, std::unordered_map> {
    static constexpr std::string_view name = "std_lru";
    using list_and_map<Key, std::unordered_map>::list_and_map;
};
#if CAIRN_PEER_ABSL_FLAT
template <class Key>
struct absl_lru : list_and_map<Key, absl::flat_hash_map> {
    static constexpr std::string_view name = "absl_lru";
    using list_and_map<Key, absl::flat_hash_map>::list_and_map;
};
#endif

#if CAIRN_PEER_BOOST_MULTI_INDEX
template <class Key>
class boost_lru {
    struct entry {
        Key key;
        mutable value mapped;
    };
    using container = boost::multi_index_container<
        entry,
        boost::multi_index::indexed_by<boost::multi_index::sequenced<>,
                                       boost::multi_index::hashed_unique<
                                           boost::multi_index::member<entry, Key, &entry::key>>>>;

public:
    static constexpr std::string_view name = "boost_lru";
    explicit boost_lru(std::size_t n) : capacity_(n) { entries_.template get<1>().rehash(n + 1); }
    std::size_t size() const { return entries_.size(); }
    value* get(const Key& key) {
        auto& index = entries_.template get<1>();
        const auto at = index.find(key);
        if (at == index.end()) return nullptr;
        entries_.relocate(entries_.begin(), entries_.template project<0>(at));
        return &at->mapped;
    }
    void put(const Key& key, value v) {
        if (entries_.size() == capacity_) entries_.pop_back();
        entries_.push_front(entry{key, v});
    }

private:
    std::size_t capacity_;
    container entries_;
};
#endif

#if CAIRN_PEER_BOOST_COMPUTE
template <class Key>
class boost_compute {
public:
    static constexpr std::string_view name = "boost_compute";
    explicit boost_compute(std::size_t n) : cache_(n) {}
    std::size_t size() const { return cache_.size(); }
    value* get(const Key& key) {
        const auto found = cache_.get(key);
        if (!found) return nullptr;
        found_ = *found;
        return &found_;
    }
    void put(const Key& key, value v) { cache_.insert(key, v); }

private:
    boost::compute::detail::lru_cache<Key, value> cache_;
    value found_ = 0;
};
#endif

template <class Key, class F>
void for_each_cache(F f) {
    f.template operator()<lru<Key>>();
    f.template operator()<s3fifo<Key>>();
    f.template operator()<lfu<Key>>();
    f.template operator()<ttl<Key>>();
    f.template operator()<ttl_s3fifo<Key>>();
    f.template operator()<std_lru<Key>>();
#if CAIRN_PEER_ABSL_FLAT
    f.template operator()<absl_lru<Key>>();
#endif
#if CAIRN_PEER_BOOST_MULTI_INDEX
    f.template operator()<boost_lru<Key>>();
#endif
#if CAIRN_PEER_BOOST_COMPUTE
    f.template operator()<boost_compute<Key>>();
#endif
}

// -- requests --------------------------------------------------------------------------------------

/// Keys, and requests for them by number.
template <class Key>
std::vector<Key> distinct(std::size_t n) {
    if constexpr (std::is_same_v<Key, std::string>) {
        return random_letters(n, 1);
    } else {
        return distinct_integers(n, 1);
    }
}

/// The same requests for all contestants: made once for each type and n.
template <class Key>
const std::vector<Key>& zipf_requests(std::size_t n) {
    static std::size_t made_for = 0;
    static std::vector<Key> requests;
    if (made_for != n) {
        const std::vector<Key> keys = distinct<Key>(10 * n);
        zipf draw(keys.size(), 2);
        requests.clear();
        const std::size_t count = n < (std::size_t{1} << 18) ? std::size_t{1} << 20 : 4 * n;
        for (std::size_t i = 0; i != count; ++i)
            requests.push_back(keys[draw()]);
        made_for = n;
    }
    return requests;
}

value value_of(std::uint64_t key) { return key >> 1; }
value value_of(const std::string& key) { return static_cast<unsigned char>(key[7]); }

// -- the timed loops -------------------------------------------------------------------------------

template <class Cache, class Key>
[[gnu::noinline]] std::uint64_t request_loop(Cache& cache, std::span<const Key> requests) {
    std::uint64_t sum = 0;
    for (const Key& key : requests) {
        if (const value* const found = cache.get(key)) {
            sum += *found;
        } else {
            const value made = value_of(key);
            cache.put(key, made);
            sum += made;
        }
    }
    return sum;
}

template <class Cache, class Key>
[[gnu::noinline]] std::uint64_t compute_loop(Cache& cache, std::span<const Key> requests) {
    std::uint64_t sum = 0;
    for (const Key& key : requests)
        sum += cache.get_or_compute(key, [](const Key& of) { return value_of(of); });
    return sum;
}

template <class Cache, class Key>
[[gnu::noinline]] std::uint64_t hit_loop(Cache& cache, std::span<const Key> requests) {
    std::uint64_t sum = 0;
    for (const Key& key : requests)
        sum += *cache.get(key);
    return sum;
}

// -- workloads -------------------------------------------------------------------------------------

template <class Cache, class Key>
void register_cache(std::size_t n, std::string_view type) {
    const auto id = [=](std::string_view workload) { return name{workload, type, Cache::name, n}; };
    constexpr auto nothing = [] {};
    add(id("zipf"), [=](benchmark::State& state) {
        const std::vector<Key>& requests = zipf_requests<Key>(n);
        Cache cache(n);
        measure(state, requests.size(), nothing,
                [&] { return request_loop(cache, std::span<const Key>(requests)); });
    });
    if constexpr (requires(Cache c, Key k) { c.get_or_compute(k, [] { return value{}; }); }) {
        add(id("compute"), [=](benchmark::State& state) {
            const std::vector<Key>& requests = zipf_requests<Key>(n);
            Cache cache(n);
            measure(state, requests.size(), nothing,
                    [&] { return compute_loop(cache, std::span<const Key>(requests)); });
        });
    }
    add(id("hit"), [=](benchmark::State& state) {
        const std::vector<Key> keys = distinct<Key>(n);
        Cache cache(n);
        for (const Key& key : keys)
            cache.put(key, value_of(key));
        random draw(3);
        std::vector<Key> requests;
        for (std::size_t i = 0; i != n * rounds(n); ++i)
            requests.push_back(keys[draw.below(n)]);
        measure(state, requests.size(), nothing,
                [&] { return hit_loop(cache, std::span<const Key>(requests)); });
    });
    add(id("memory"), [=](benchmark::State& state) {
        const std::vector<Key> keys = distinct<Key>(2 * n);
        weigh(state, n, [&] {
            auto cache = std::make_unique<Cache>(n);
            for (const Key& key : keys)
                cache->put(key, value_of(key));
            struct owner { // what is weighed is moved, and not every cache can be
                std::unique_ptr<Cache> cache;
                std::size_t size() const { return cache->size(); }
            };
            return owner{std::move(cache)};
        });
    });
}

template <class Key>
void register_key(std::string_view type, std::initializer_list<std::size_t> sizes) {
    for (const std::size_t n : sizes)
        for_each_cache<Key>([&]<class Cache>() { register_cache<Cache, Key>(n, type); });
}

} // namespace

void register_workloads(const options& given) {
    register_key<std::uint64_t>("u64", {1'000, 100'000, 1'000'000});
    register_key<std::string>("string", {1'000, 100'000});
    add_hit_ratios(given);
}

} // namespace bench
