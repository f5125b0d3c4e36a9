// SPDX-License-Identifier: BSL-1.0
// benchmarks/sorted_set.cpp -- a sorted set of n keys: u64, strings of 16 to 32 letters, and a 64-byte
// structure that is compared member by member.
//
// insert            n new keys in random order into an empty set
// insert_ascending  n ascending keys, each with the end as a hint
// erase             erase keys in random order: all of them, of a large set 2^14
// mixed             erase a key and insert another one, n keys inside; per insertion or erasure
// find_hit          look up keys that are there, in random order
// find_miss         look up keys that are not
// find_dependent    look up keys that are there, each query waiting for the last one's result
// find_batch        look up keys that are there, a block at a time where the set can do that
// lower_bound       the first key not less than one that is not there
// rank              how many keys are less than one that is not there
// select            the key at a random position
// iterate           walk over all keys and sum them
// iterate_segments  the same over the runs that lie together in memory, where the set gives them out
// build_sorted      a set of n keys that come in order, which is then destroyed
// set_union         the union of two sets of n keys that share half, destroyed; per key of both
// erase_range       erase a range of n/32 keys; per range
// copy              copy and destroy
// reuse_distance    for each request of a trace: how many other keys since the same key last came
// memory            heap bytes per key after n random insertions
// memory_sorted     the same after building from keys in order
//
// `words-X` are the words of text X in its order: the distinct ones are inserted, all are looked up.
// `keys-X` are the keys of trace X. A sorted vector (boost_flat) takes part where nothing is inserted
// at random, pb_ds where positions are asked for and in what a map without positions does.

#include "support/data.hpp"
#include "support/harness.hpp"
#include "support/main.hpp"
#include "support/sorted.hpp"
#include "support/sorted_workloads.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <iterator>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

namespace bench {

namespace {

// -- unions ----------------------------------------------------------------------------------------

template <class C>
concept hinted = requires(C c, const typename C::value_type& value) { c.insert(c.end(), value); };

template <class C>
C union_of(const C& a, const C& b) {
    if constexpr (requires { a | b; }) {
        return a | b;
    } else {
        C c;
        std::set_union(a.begin(), a.end(), b.begin(), b.end(), std::inserter(c, c.end()),
                       a.key_comp());
        return c;
    }
}

#if CAIRN_PEER_BOOST_FLAT_SET
template <class Key, class Compare>
auto union_of(const boost::container::flat_set<Key, Compare>& a,
              const boost::container::flat_set<Key, Compare>& b) {
    typename boost::container::flat_set<Key, Compare>::sequence_type both;
    both.reserve(a.size() + b.size());
    std::set_union(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(both), a.key_comp());
    boost::container::flat_set<Key, Compare> c;
    c.adopt_sequence(boost::container::ordered_unique_range, std::move(both));
    return c;
}
#endif

template <class C>
[[gnu::noinline]] std::uint64_t union_loop(const C& a, const C& b, std::size_t rounds) {
    std::uint64_t sum = 0;
    for (std::size_t round = 0; round < rounds; ++round) {
        C c = union_of(a, b);
        benchmark::DoNotOptimize(c);
        sum += c.size();
    }
    return sum;
}

// -- traces ----------------------------------------------------------------------------------------

/// The set holds when each key was last asked for; what is later than a key's own time is its distance
/// (Mattson's stack distance: the smallest LRU cache that would have kept the key).
template <class C>
[[gnu::noinline]] std::uint64_t reuse_loop(C& times, const std::vector<std::uint64_t>& previous) {
    std::uint64_t sum = 0;
    for (std::size_t now = 0; now < previous.size(); ++now) {
        const std::uint64_t before = previous[now];
        if (before != now) {
            sum += times.size() - rank_of(times, before);
            times.erase(before);
        }
        put_last(times, std::uint64_t{now});
    }
    return sum;
}

/// When the key of each request last came; the time itself if it is new.
std::vector<std::uint64_t> previous_times(const std::vector<std::uint64_t>& keys) {
    std::unordered_map<std::uint64_t, std::uint64_t> last;
    std::vector<std::uint64_t> previous;
    previous.reserve(keys.size());
    for (std::uint64_t now = 0; now < keys.size(); ++now) {
        const auto [it, is_new] = last.try_emplace(keys[now], now);
        previous.push_back(it->second);
        it->second = now;
    }
    return previous;
}

// -- the workloads ---------------------------------------------------------------------------------

template <class Key, class S>
void register_set(std::size_t n) {
    using container = typename S::container;
    const sorted_workloads<Key, S> workloads(n);
    workloads.reading();
    workloads.loading();
    if constexpr (!S::flat) {
        workloads.changing();
        if constexpr (!order_statistics<container>) {
            workloads.erasing_ranges();
        }
    }
    if constexpr (hinted<container>) {
        add(workloads.id("set_union"), [n](benchmark::State& state) {
            const auto keys = sorted_key<Key>::distinct(n + n / 2, 1);
            const auto part = [&](std::size_t from) {
                const auto those = std::span<const Key>(keys).subspan(from, n);
                return sample<container, Key>::made_of({those.begin(), those.end()});
            };
            const container a = part(0);
            const container b = part(n / 2);
            const std::size_t times = rounds(2 * n, block);
            measure(
                state, 2 * n * times, nothing, [&, times] { return union_loop(a, b, times); },
                [&](std::uint64_t sum) { return sum + content(union_of(a, b)); });
        });
    }
}

template <class S, class Key>
void register_stream(const key_stream<Key>& input) {
    using container = typename S::container;
    register_stream_find<S>(input);
    if constexpr (!S::flat) {
        add({"insert", input.type, S::name, input.n}, [input](benchmark::State& state) {
            std::vector<Key> distinct;
            std::set<Key> known;
            for (const Key& key : input.keys()) {
                if (known.insert(key).second) {
                    distinct.push_back(key);
                }
            }
            std::optional<container> c;
            measure(
                state, distinct.size(), [&] { c.emplace(); },
                [&] { return insert_loop(*c, std::span<const Key>(distinct)); },
                [&](std::uint64_t) { return content(*c); });
        });
    }
}

template <class S>
void register_reuse(const key_stream<std::uint64_t>& input) {
    using container = typename S::container;
    if constexpr (positional<container> && !S::flat) {
        add({"reuse_distance", input.type, S::name, input.n}, [input](benchmark::State& state) {
            const auto previous = previous_times(input.keys());
            std::optional<container> times;
            measure(
                state, previous.size(), [&] { times.emplace(); },
                [&] { return reuse_loop(*times, previous); });
        });
    }
}

template <class Key>
void register_key(std::initializer_list<std::size_t> sizes) {
    for (const std::size_t n : sizes) {
        for_each_sorted_set<Key>([n]<class S>() { register_set<Key, S>(n); });
    }
}

} // namespace

void register_workloads(const options& given) {
    register_key<std::uint64_t>({1'000, 100'000, 1'000'000, 10'000'000});
    register_key<std::string>({1'000, 100'000, 1'000'000});
    register_key<event>({1'000, 100'000, 1'000'000});
    // A hundred million keys are loaded, not inserted, and take a gigabyte.
    for_each_sorted_set<std::uint64_t>([]<class S>() {
        if constexpr (S::name == "cairn" || S::name == "absl_btree" || S::flat) {
            sorted_workloads<std::uint64_t, S>(100'000'000).loaded_reading();
        }
    });
    for_each_text(given, [](const key_stream<std::string>& input) {
        for_each_sorted_set<std::string>([&]<class S>() { register_stream<S>(input); });
    });
    for_each_trace(given, [](const key_stream<std::uint64_t>& input) {
        for_each_sorted_set<std::uint64_t>([&]<class S>() {
            register_stream<S>(input);
            register_reuse<S>(input);
        });
    });
}

} // namespace bench
