// SPDX-License-Identifier: BSL-1.0
// benchmarks/dict.cpp -- a hash map of n entries, u64 -> u64 and string -> u64.
//
// insert            n new keys into an empty map, which is then destroyed
// insert_reserved   the same after reserve(n)
// find_hit          look up keys that are there, in random order
// find_miss         look up keys that are not
// find_view         look up strings by std::string_view
// churn             erase a random key, insert a new one, n entries inside
// iterate           walk over all entries and sum the values
// copy              copy and destroy
// move_to_end       look up a key (Zipf) and make it the youngest: an LRU cache's hit
// lru               the cache itself, over twice as many keys (Zipf) as it holds: look up, make
//                   youngest, or insert and drop the oldest
// memory            heap bytes per entry after n insertions
//
// In move_to_end and lru the peers are what people build without an ordered map: a std::list of the
// entries and a map from keys to its iterators.

#include "support/data.hpp"
#include "support/harness.hpp"
#include "support/main.hpp"
#include "support/maps.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace bench {

namespace {

// -- the timed loops -------------------------------------------------------------------------------

template <class Table, class Key>
[[gnu::noinline]] std::uint64_t insert_loop(const std::vector<Key>& keys, std::size_t reserved,
                                            std::size_t rounds) {
    std::uint64_t sum = 0;
    for (std::size_t round = 0; round < rounds; ++round) {
        Table table;
        if (reserved != 0) {
            reserve(table, reserved);
        }
        std::uint64_t value = 0;
        for (const Key& key : keys) {
            insert_new(table, key, ++value);
        }
        benchmark::DoNotOptimize(table);
        sum += table.size();
    }
    return sum;
}

template <class Table, class Key>
[[gnu::noinline]] std::uint64_t find_loop(const Table& table, const std::vector<Key>& queries) {
    search_key<Table> searchable;
    std::uint64_t sum = 0;
    for (const Key& key : queries) {
        if (const auto* const value = lookup(table, searchable(key))) {
            sum += *value;
        }
    }
    return sum;
}

/// Keys in and out of a map: a step puts one of those outside in for one of those inside.
template <class Key>
struct exchange {
    const std::vector<Key>& keys;
    std::vector<std::uint32_t> inside, outside;
    std::size_t oldest_outside = 0;
    random draw{11};
};

template <class Table, class Key>
[[gnu::noinline]] std::uint64_t churn_loop(Table& table, exchange<Key>& state,
                                           std::size_t operations) {
    for (std::size_t i = 0; i < operations; ++i) {
        std::uint32_t& out = state.inside[state.draw.below(state.inside.size())];
        std::uint32_t& in = state.outside[state.oldest_outside];
        state.oldest_outside =
            state.oldest_outside + 1 == state.outside.size() ? 0 : state.oldest_outside + 1;
        table.erase(state.keys[out]);
        insert_new(table, state.keys[in], std::uint64_t{in});
        std::swap(in, out);
    }
    return table.size();
}

template <class Table>
[[gnu::noinline]] std::uint64_t iterate_loop(const Table& table, std::size_t rounds) {
    std::uint64_t sum = 0;
    for (std::size_t round = 0; round < rounds; ++round) {
        for (const auto& [key, value] : table) {
            sum += value;
        }
        benchmark::ClobberMemory();
    }
    return sum;
}

template <class Table>
[[gnu::noinline]] std::uint64_t copy_loop(const Table& table, std::size_t rounds) {
    std::uint64_t sum = 0;
    for (std::size_t round = 0; round < rounds; ++round) {
        Table copy(table);
        benchmark::DoNotOptimize(copy);
        sum += copy.size();
    }
    return sum;
}

template <class Order, class Key>
[[gnu::noinline]] std::uint64_t touch_loop(Order& order, const std::vector<Key>& queries) {
    std::uint64_t sum = 0;
    for (const Key& key : queries) {
        if (const std::uint64_t* const value = order.touch(key)) {
            sum += *value;
        }
    }
    return sum;
}

template <class Order, class Key>
[[gnu::noinline]] std::uint64_t lru_loop(Order& order, const std::vector<Key>& queries) {
    std::uint64_t hits = 0;
    for (const Key& key : queries) {
        if (order.touch(key) != nullptr) {
            ++hits;
        } else {
            order.drop_oldest();
            order.put(key, hits);
        }
    }
    return hits;
}

// -- maps in an order that look-ups change ---------------------------------------------------------

template <class Key>
class ordered_by_dict {
public:
    const std::uint64_t* touch(const Key& key) {
        return entries_.move_to_end(key) ? &entries_.rbegin()->second : nullptr;
    }
    void put(const Key& key, std::uint64_t value) { entries_.try_emplace(key, value); }
    void drop_oldest() { entries_.popitem(false); }
    std::size_t size() const { return entries_.size(); }

private:
    cairn::dict<Key, std::uint64_t> entries_;
};

template <class Key, template <class, class> class Map>
class ordered_by_list {
public:
    const std::uint64_t* touch(const Key& key) {
        const auto it = index_.find(key);
        if (it == index_.end()) {
            return nullptr;
        }
        entries_.splice(entries_.end(), entries_, it->second);
        return &it->second->second;
    }
    void put(const Key& key, std::uint64_t value) {
        index_.try_emplace(key, entries_.emplace(entries_.end(), key, value));
    }
    void drop_oldest() {
        index_.erase(entries_.front().first);
        entries_.pop_front();
    }
    std::size_t size() const { return entries_.size(); }

private:
    using list = std::list<std::pair<Key, std::uint64_t>>;
    list entries_;
    typename Map<Key, typename list::iterator>::table index_;
};

// -- the workloads ---------------------------------------------------------------------------------

constexpr auto nothing = [] {};

template <class Key>
constexpr std::string_view type_name = std::is_same_v<Key, std::string> ? "string" : "u64";

template <class Key>
std::vector<Key> keys_of(std::size_t n, std::uint64_t seed) {
    if constexpr (std::is_same_v<Key, std::string>) {
        return distinct_strings(n, seed);
    } else {
        return distinct_integers(n, seed);
    }
}

/// As many look-ups as are needed to touch the whole table, in random order.
std::size_t query_count(std::size_t n) { return std::clamp<std::size_t>(n, 1 << 14, 1 << 20); }

template <class Key>
std::vector<Key> drawn_from(const std::vector<Key>& keys) {
    std::vector<Key> queries;
    random draw(5);
    for (std::size_t i = query_count(keys.size()); i > 0; --i) {
        queries.push_back(keys[draw.below(keys.size())]);
    }
    return queries;
}

template <class Key>
std::vector<Key> drawn_by_zipf(const std::vector<Key>& keys) {
    std::vector<Key> queries;
    zipf rank(keys.size(), 6);
    for (std::size_t i = query_count(keys.size()); i > 0; --i) {
        queries.push_back(keys[rank()]);
    }
    return queries;
}

template <class Table, class Key>
Table table_of(const std::vector<Key>& keys) {
    Table table;
    std::uint64_t value = 0;
    for (const Key& key : keys) {
        insert_new(table, key, ++value);
    }
    return table;
}

template <class Key, class M>
void register_map(std::size_t n) {
    using table = typename M::table;
    const auto id = [n](std::string_view workload) {
        return name{workload, type_name<Key>, M::name, n};
    };
    const auto inserting = [n](benchmark::State& state, std::size_t reserved) {
        const auto keys = keys_of<Key>(n, 1);
        const std::size_t times = rounds(n, 1 << 14);
        measure(state, n * times, nothing,
                [&, times] { return insert_loop<table>(keys, reserved, times); });
    };
    add(id("insert"), [=](benchmark::State& state) { inserting(state, 0); });
    add(id("insert_reserved"), [=](benchmark::State& state) { inserting(state, n); });
    add(id("find_hit"), [n](benchmark::State& state) {
        const auto keys = keys_of<Key>(n, 1);
        const auto entries = table_of<table>(keys);
        const auto queries = drawn_from(keys);
        measure(state, queries.size(), nothing, [&] { return find_loop(entries, queries); });
    });
    add(id("find_miss"), [n](benchmark::State& state) {
        const auto entries = table_of<table>(keys_of<Key>(n, 1));
        const auto queries = drawn_from(keys_of<Key>(n, 2));
        measure(state, queries.size(), nothing, [&] { return find_loop(entries, queries); });
    });
    if constexpr (std::is_same_v<Key, std::string>) {
        add(id("find_view"), [n](benchmark::State& state) {
            const auto keys = keys_of<Key>(n, 1);
            const auto entries = table_of<table>(keys);
            const auto strings = drawn_from(keys);
            const std::vector<std::string_view> queries(strings.begin(), strings.end());
            measure(state, queries.size(), nothing, [&] { return find_loop(entries, queries); });
        });
    }
    add(id("churn"), [n](benchmark::State& state) {
        const auto keys = keys_of<Key>(2 * n, 1);
        auto entries = table_of<table>(
            std::vector<Key>(keys.begin(), keys.begin() + static_cast<std::ptrdiff_t>(n)));
        exchange<Key> pool{keys, {}, {}};
        for (std::size_t i = 0; i < n; ++i) {
            pool.inside.push_back(static_cast<std::uint32_t>(i));
            pool.outside.push_back(static_cast<std::uint32_t>(n + i));
        }
        const std::size_t operations = query_count(n);
        measure(state, operations, nothing,
                [&, operations] { return churn_loop(entries, pool, operations); });
    });
    add(id("iterate"), [n](benchmark::State& state) {
        const auto entries = table_of<table>(keys_of<Key>(n, 1));
        measure(state, n * rounds(n), nothing, [&, n] { return iterate_loop(entries, rounds(n)); });
    });
    add(id("copy"), [n](benchmark::State& state) {
        const auto entries = table_of<table>(keys_of<Key>(n, 1));
        const std::size_t times = rounds(n, 1 << 14);
        measure(state, n * times, nothing, [&, times] { return copy_loop(entries, times); });
    });
    add(id("memory"), [n](benchmark::State& state) {
        const auto keys = keys_of<Key>(n, 1);
        weigh(state, n, [&] { return table_of<table>(keys); });
    });
}

template <class Key, class Order>
void register_order(std::string_view container, std::size_t n) {
    add({"move_to_end", type_name<Key>, container, n}, [n](benchmark::State& state) {
        const auto keys = keys_of<Key>(n, 1);
        Order order;
        for (const Key& key : keys) {
            order.put(key, 1);
        }
        const auto queries = drawn_by_zipf(keys);
        measure(state, queries.size(), nothing, [&] { return touch_loop(order, queries); });
    });
    add({"lru", type_name<Key>, container, n}, [n](benchmark::State& state) {
        const auto keys = keys_of<Key>(2 * n, 1);
        Order order;
        for (std::size_t i = 0; i < n; ++i) {
            order.put(keys[i], 0);
        }
        const auto queries = drawn_by_zipf(keys);
        measure(state, queries.size(), nothing, [&] { return lru_loop(order, queries); });
    });
}

template <class Key>
void register_key(std::initializer_list<std::size_t> sizes) {
    for (const std::size_t n : sizes) {
        register_map<Key, cairn_dict<Key, std::uint64_t>>(n);
        for_each_peer_map<Key, std::uint64_t>([n]<class M>() { register_map<Key, M>(n); });
        if (n > 1'000'000) {
            continue;
        }
        register_order<Key, ordered_by_dict<Key>>("cairn", n);
        register_order<Key, ordered_by_list<Key, std_unordered_map>>("std_unordered_map", n);
#if CAIRN_PEER_ABSL_FLAT
        register_order<Key, ordered_by_list<Key, absl_flat>>("absl_flat", n);
#endif
#if CAIRN_PEER_BOOST_FLAT
        register_order<Key, ordered_by_list<Key, boost_flat>>("boost_flat", n);
#endif
    }
}

} // namespace

void register_workloads(const options&) {
    register_key<std::uint64_t>({16, 1'000, 10'000, 100'000, 1'000'000, 10'000'000});
    register_key<std::string>({16, 1'000, 10'000, 100'000, 1'000'000});
}

} // namespace bench
