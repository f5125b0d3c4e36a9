// SPDX-License-Identifier: BSL-1.0
// benchmarks/sorted_map.cpp -- a sorted map of n keys, u64 -> u64 and string -> u64.
//
// insert            n new keys in random order into an empty map
// insert_ascending  n ascending keys, each with the end as a hint
// erase             erase keys in random order: all of them, of a large map 2^14
// mixed             erase a key and insert another one, n entries inside; per insertion or erasure
// find_hit          look up keys that are there, in random order
// find_miss         look up keys that are not
// find_dependent    look up keys that are there, each query waiting for the last one's value
// find_batch        look up keys that are there, a block at a time where the map can do that
// lower_bound       the first entry whose key is not less than one that is not there
// rank              how many keys are less than one that is not there
// select            the entry at a random position
// iterate           walk over all entries and sum the values
// iterate_segments  the same over the runs that lie together in memory, where the map gives them out
// build_sorted      a map of n entries that come in order, which is then destroyed
// erase_range       erase a range of n/32 entries; per range
// copy              copy and destroy
// count             count the words of a text in its order, ++map[word]
// memory            heap bytes per entry after n random insertions
// memory_sorted     the same after building from entries in order
//
// Strings have 16 to 32 letters; `words-X` are the words of text X. A sorted vector (boost_flat) takes
// part where nothing is inserted at random.

#include "support/harness.hpp"
#include "support/main.hpp"
#include "support/sorted.hpp"
#include "support/sorted_workloads.hpp"

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <vector>

namespace bench {

namespace {

template <class C, class Key>
[[gnu::noinline]] std::uint64_t count_loop(C& counts, const std::vector<Key>& keys) {
    for (const Key& key : keys) {
        ++counts[key];
    }
    return counts.size();
}

template <class Key, class S>
void register_map(std::size_t n) {
    const sorted_workloads<Key, S> workloads(n);
    workloads.reading();
    workloads.loading();
    if constexpr (!S::flat) {
        workloads.changing();
        if constexpr (!order_statistics<typename S::container>) {
            workloads.erasing_ranges();
        }
    }
}

template <class S>
void register_words(const key_stream<std::string>& input) {
    add({"count", input.type, S::name, input.n}, [input](benchmark::State& state) {
        const auto keys = input.keys();
        std::optional<typename S::container> counts;
        measure(
            state, keys.size(), [&] { counts.emplace(); },
            [&] { return count_loop(*counts, keys); },
            [&](std::uint64_t) { return content(*counts); });
    });
}

template <class Key>
void register_key(std::initializer_list<std::size_t> sizes) {
    for (const std::size_t n : sizes) {
        for_each_sorted_map<Key>([n]<class S>() { register_map<Key, S>(n); });
    }
}

} // namespace

void register_workloads(const options& given) {
    register_key<std::uint64_t>({1'000, 100'000, 1'000'000, 10'000'000});
    register_key<std::string>({1'000, 100'000, 1'000'000});
    for_each_text(given, [](const key_stream<std::string>& input) {
        for_each_sorted_map<std::string>([&]<class S>() {
            if constexpr (!S::flat) {
                register_words<S>(input);
            }
        });
    });
}

} // namespace bench
