// SPDX-License-Identifier: BSL-1.0
// benchmarks/sorted_list.cpp -- a sorted list of n keys that may be equal, u64 and strings.
//
// insert              n different keys in random order into an empty list
// insert_duplicates   n keys in random order, sixteen of each
// insert_ascending    n ascending keys, each with the end as a hint
// erase               erase one of a key, in random order: all, of a large list 2^14
// mixed               erase a key and insert another one, n keys inside; per insertion or erasure
// find_hit            look up keys that are there, in random order
// find_miss           look up keys that are not
// find_dependent      look up keys that are there, each query waiting for the last one's result
// find_batch          look up keys that are there, a block at a time where the list can do that
// lower_bound         the first key not less than one that is not there
// rank                how many keys are less than one that is not there
// select              the key at a random position
// count               how many there are of a key, sixteen
// erase_at            erase the key at a random position and insert another one
// sliding_median      the median of the last n numbers of a stream, after each number
// iterate             walk over all keys and sum them
// iterate_segments    the same over the runs that lie together in memory
// build_sorted        a list of n keys that come in order, which is then destroyed
// merge               one list of two, n keys in each, destroyed; per key of both
// erase_range         erase a range of n/32 keys; per range
// copy                copy and destroy
// memory              heap bytes per key after n random insertions
// memory_sorted       the same after building from keys in order
//
// `words-X` are the words of text X in its order, all of them inserted and looked up. Peers take part
// where they need not walk to a position: multisets have none, a sorted vector (boost_flat) is not
// inserted into at random, and the keys of a pb_ds tree are numbered so that they may be equal. The
// multiset's median is an iterator that each number moves by at most one.

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
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace bench {

namespace {

// -- the timed loops -------------------------------------------------------------------------------

template <class C, class Key>
[[gnu::noinline]] std::uint64_t count_loop(const C& c, std::span<const Key> queries) {
    std::uint64_t sum = 0;
    for (const Key& key : queries) {
        sum += c.count(key);
    }
    return sum;
}

template <class C>
void erase_at(C& c, std::size_t i) {
    if constexpr (requires { c.erase_at(i); }) {
        c.erase_at(i);
    } else {
        c.erase(element_at(c, i));
    }
}

template <class C, class Key>
[[gnu::noinline]] std::uint64_t erase_at_loop(C& c, std::span<const std::uint32_t> positions,
                                              std::span<const Key> keys) {
    for (std::size_t i = 0; i < positions.size(); ++i) {
        erase_at(c, positions[i]);
        put(c, keys[i]);
    }
    return c.size();
}

/// The numbers in a window and the one in their middle, by position.
template <class C>
class window {
public:
    explicit window(std::span<const std::uint64_t> first)
        : numbers_(filled<C>(first)), middle_(first.size() / 2) {}

    std::uint64_t slide(std::uint64_t out, std::uint64_t in) {
        drop(numbers_, out);
        put(numbers_, in);
        return digest(*element_at(numbers_, middle_));
    }

private:
    C numbers_;
    std::size_t middle_;
};

/// The same without positions: an iterator stays in the middle.
template <class C>
class walking_window {
public:
    explicit walking_window(std::span<const std::uint64_t> first)
        : numbers_(filled<C>(first)),
          middle_(std::next(numbers_.begin(), static_cast<std::ptrdiff_t>(first.size() / 2))) {}

    std::uint64_t slide(std::uint64_t out, std::uint64_t in) {
        numbers_.insert(in);
        if (in < *middle_) {
            --middle_;
        }
        if (out <= *middle_) {
            ++middle_;
        }
        numbers_.erase(numbers_.lower_bound(out));
        return *middle_;
    }

private:
    C numbers_;
    typename C::iterator middle_;
};

template <class Window>
[[gnu::noinline]] std::uint64_t median_loop(Window& window, exchange<std::uint64_t>& stream,
                                            std::size_t steps) {
    std::uint64_t sum = 0;
    for (std::size_t i = 0; i < steps; ++i) {
        sum += window.slide(stream.ring[stream.out], stream.ring[stream.in]);
        stream.out = stream.out + 1 < stream.ring.size() ? stream.out + 1 : 0;
        stream.in = stream.in + 1 < stream.ring.size() ? stream.in + 1 : 0;
    }
    return sum;
}

template <class C>
C merged(const C& a, const C& b) {
    if constexpr (requires { a + b; }) {
        return a + b;
    } else {
        C c;
        std::merge(a.begin(), a.end(), b.begin(), b.end(), std::inserter(c, c.end()), a.key_comp());
        return c;
    }
}

template <class C>
[[gnu::noinline]] std::uint64_t merge_loop(const C& a, const C& b, std::size_t rounds) {
    std::uint64_t sum = 0;
    for (std::size_t round = 0; round < rounds; ++round) {
        C c = merged(a, b);
        benchmark::DoNotOptimize(c);
        sum += c.size();
    }
    return sum;
}

// -- the workloads ---------------------------------------------------------------------------------

/// n keys in random order, each sixteen times; and others, and others.
template <class Key>
pieces<Key> repeated_keys(std::size_t n) {
    std::vector<Key> all;
    for (std::size_t round = 1; round <= rounds(n, many); ++round) {
        const auto distinct = sorted_key<Key>::distinct(n / 16 + 1, round);
        std::vector<Key> keys;
        keys.reserve(n);
        for (std::size_t i = 0; i < n; ++i) {
            keys.push_back(distinct[i / 16]);
        }
        keys = shuffled(std::span<const Key>(keys), round);
        all.insert(all.end(), keys.begin(), keys.end());
    }
    return {std::move(all), n};
}

template <class Key, class S>
void register_duplicates(const sorted_workloads<Key, S>& workloads, std::size_t n) {
    using container = typename S::container;
    add(workloads.id("insert_duplicates"), [n](benchmark::State& state) {
        auto keys = repeated_keys<Key>(n);
        std::optional<container> c;
        measure(
            state, n,
            [&] {
                c.emplace();
                keys.next();
            },
            [&] { return insert_loop(*c, keys.piece()); },
            [&](std::uint64_t) { return content(*c); });
    });
    add(workloads.id("count"), [n](benchmark::State& state) {
        const auto given = repeated_keys<Key>(n);
        const auto keys = given.piece();
        const auto c = filled<container>(keys);
        auto queries = drawn_from(std::vector<Key>(keys.begin(), keys.end()));
        measure(
            state, block, [&] { queries.next(); }, [&] { return count_loop(c, queries.piece()); });
    });
}

template <class Key, class S>
void register_positions(const sorted_workloads<Key, S>& workloads, std::size_t n) {
    using container = typename S::container;
    add(workloads.id("erase_at"), [n](benchmark::State& state) {
        sample<container, Key> given(n);
        auto positions = drawn_positions(n);
        auto keys =
            absent_keys<Key>(n); // come again when all have been, which a list does not mind
        measure(
            state, block,
            [&] {
                positions.next();
                keys.next();
            },
            [&] { return erase_at_loop(given.entries, positions.piece(), keys.piece()); },
            [&](std::uint64_t) { return content(given.entries); });
    });
}

template <class S, class Window>
void register_median(std::size_t n) {
    add({"sliding_median", "u64", S::name, n}, [n](benchmark::State& state) {
        exchange<std::uint64_t> stream(distinct_integers(std::max(2 * n, n + many), 1), n);
        Window window(std::span<const std::uint64_t>(stream.ring).first(n));
        measure(state, block, nothing, [&] { return median_loop(window, stream, block); });
    });
}

template <class Key, class S>
void register_list(std::size_t n) {
    using container = typename S::container;
    const sorted_workloads<Key, S> workloads(n);
    workloads.reading();
    workloads.loading();
    if constexpr (!S::flat) {
        workloads.changing();
        register_duplicates(workloads, n);
        if constexpr (positional<container>) {
            register_positions(workloads, n);
        }
        if constexpr (!order_statistics<container>) {
            workloads.erasing_ranges();
            add(workloads.id("merge"), [n](benchmark::State& state) {
                const auto keys = sorted_key<Key>::distinct(2 * n, 1);
                const auto a = filled<container>(std::span<const Key>(keys).first(n));
                const auto b = filled<container>(std::span<const Key>(keys).last(n));
                const std::size_t times = rounds(2 * n, block);
                measure(
                    state, 2 * n * times, nothing, [&, times] { return merge_loop(a, b, times); },
                    [&](std::uint64_t sum) { return sum + content(merged(a, b)); });
            });
        }
    }
}

template <class Key>
void register_key(std::initializer_list<std::size_t> sizes) {
    for (const std::size_t n : sizes) {
        for_each_sorted_list<Key>([n]<class S>() { register_list<Key, S>(n); });
    }
}

void register_medians(std::size_t n) {
    for_each_sorted_list<std::uint64_t>([n]<class S>() {
        using container = typename S::container;
        if constexpr (positional<container> && !S::flat) {
            register_median<S, window<container>>(n);
        }
    });
    using multiset = std_multiset<std::uint64_t>;
    register_median<multiset, walking_window<multiset::container>>(n);
}

template <class S>
void register_words(const key_stream<std::string>& input) {
    register_stream_find<S>(input);
    if constexpr (!S::flat) {
        add({"insert", input.type, S::name, input.n}, [input](benchmark::State& state) {
            const auto keys = input.keys();
            std::optional<typename S::container> c;
            measure(
                state, keys.size(), [&] { c.emplace(); },
                [&] { return insert_loop(*c, std::span(keys)); },
                [&](std::uint64_t) { return content(*c); });
        });
    }
}

} // namespace

void register_workloads(const options& given) {
    register_key<std::uint64_t>({1'000, 100'000, 1'000'000, 10'000'000});
    register_key<std::string>({1'000, 100'000, 1'000'000});
    for (const std::size_t n : {std::size_t{1'000}, std::size_t{100'000}, std::size_t{1'000'000}}) {
        register_medians(n);
    }
    for_each_text(given, [](const key_stream<std::string>& input) {
        for_each_sorted_list<std::string>([&]<class S>() { register_words<S>(input); });
    });
}

} // namespace bench
