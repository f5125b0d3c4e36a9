// SPDX-License-Identifier: BSL-1.0
// support/sorted_workloads.hpp -- what sets, maps and lists in sorted order are all measured by; the
// comments at the top of the benchmark files say what each workload is.

#ifndef CAIRN_BENCHMARKS_SUPPORT_SORTED_WORKLOADS_HPP
#define CAIRN_BENCHMARKS_SUPPORT_SORTED_WORKLOADS_HPP

#include "support/data.hpp"
#include "support/harness.hpp"
#include "support/main.hpp"
#include "support/sorted.hpp"

#include <algorithm>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <iterator>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace bench {

// -- the timed loops -------------------------------------------------------------------------------

template <class C, class Key>
[[gnu::noinline]] std::uint64_t insert_loop(C& c, std::span<const Key> keys) {
    for (const Key& key : keys) {
        put(c, key);
    }
    return c.size();
}

template <class C, class Key>
[[gnu::noinline]] std::uint64_t append_loop(C& c, std::span<const Key> keys) {
    for (const Key& key : keys) {
        put_last(c, key);
    }
    return c.size();
}

template <class C, class Key>
[[gnu::noinline]] std::uint64_t erase_loop(C& c, std::span<const Key> keys) {
    for (const Key& key : keys) {
        drop(c, key);
    }
    return c.size();
}

template <class C, class Key>
[[gnu::noinline]] std::uint64_t find_loop(const C& c, std::span<const Key> queries) {
    std::uint64_t sum = 0;
    for (const Key& key : queries) {
        if (const auto it = c.find(key); it != c.end()) {
            sum += digest(*it);
        }
    }
    return sum;
}

/// Each query waits for the element that the one before it found. `zero` is 0, which neither the
/// compiler nor the processor knows.
template <class C, class Key>
[[gnu::noinline]] std::uint64_t dependent_loop(const C& c, std::span<const Key> queries,
                                               std::uint64_t zero) {
    std::uint64_t sum = 0;
    std::uint64_t last = 0;
    for (std::size_t i = 0; i < queries.size(); ++i) {
        last = digest(*c.find(queries[i + (last & zero)]));
        sum += last;
    }
    return sum;
}

template <class C, class Key>
[[gnu::noinline]] std::uint64_t batch_loop(const C& c, std::span<const Key> queries) {
    if constexpr (batched<C>) {
        constexpr std::size_t block = 256; // the iterators of a block stay in the first-level cache
        typename C::const_iterator found[block];
        std::uint64_t sum = 0;
        for (std::size_t i = 0; i < queries.size(); i += block) {
            const auto part = queries.subspan(i, std::min(block, queries.size() - i));
            c.find_batch(part, &found[0]);
            for (std::size_t j = 0; j < part.size(); ++j) {
                if (found[j] != c.end()) {
                    sum += digest(*found[j]);
                }
            }
        }
        return sum;
    } else {
        return find_loop(c, queries);
    }
}

template <class C, class Key>
[[gnu::noinline]] std::uint64_t lower_bound_loop(const C& c, std::span<const Key> queries) {
    std::uint64_t sum = 0;
    for (const Key& key : queries) {
        if (const auto it = c.lower_bound(key); it != c.end()) {
            sum += digest(*it);
        }
    }
    return sum;
}

template <class C, class Key>
[[gnu::noinline]] std::uint64_t rank_loop(const C& c, std::span<const Key> queries) {
    std::uint64_t sum = 0;
    for (const Key& key : queries) {
        sum += rank_of(c, key);
    }
    return sum;
}

template <class C>
[[gnu::noinline]] std::uint64_t select_loop(const C& c, std::span<const std::uint32_t> positions) {
    std::uint64_t sum = 0;
    for (const std::uint32_t position : positions) {
        sum += digest(*element_at(c, position));
    }
    return sum;
}

/// Keys in and out of a container of constant size: those of a ring come in one after another and go
/// out, n steps later, in the same order.
template <class Key>
struct exchange {
    std::vector<Key> ring;
    std::size_t in, out;

    exchange(std::vector<Key> keys, std::size_t inside)
        : ring(std::move(keys)), in(inside), out(0) {}
};

template <class C, class Key>
[[gnu::noinline]] std::uint64_t mixed_loop(C& c, exchange<Key>& keys, std::size_t operations) {
    for (std::size_t i = 0; i < operations; i += 2) {
        drop(c, keys.ring[keys.out]);
        put(c, keys.ring[keys.in]);
        keys.out = keys.out + 1 < keys.ring.size() ? keys.out + 1 : 0;
        keys.in = keys.in + 1 < keys.ring.size() ? keys.in + 1 : 0;
    }
    return c.size();
}

template <class C>
[[gnu::noinline]] std::uint64_t iterate_loop(const C& c) {
    std::uint64_t sum = 0;
    for (const auto& element : c) {
        sum += digest(element);
    }
    return sum;
}

template <class C>
[[gnu::noinline]] std::uint64_t iterate_segments_loop(const C& c) {
    std::uint64_t sum = 0;
    for_each_run(c, [&sum](const auto& run) {
        for (const auto& element : run) {
            sum += digest(element);
        }
    });
    return sum;
}

template <class C, class Element>
[[gnu::noinline]] std::uint64_t load_loop(const std::vector<Element>& elements,
                                          std::size_t rounds) {
    std::uint64_t sum = 0;
    for (std::size_t round = 0; round < rounds; ++round) {
        C c = loaded<C>(elements);
        benchmark::DoNotOptimize(c);
        sum += c.size();
    }
    return sum;
}

template <class C>
[[gnu::noinline]] std::uint64_t copy_loop(const C& c, std::size_t rounds) {
    std::uint64_t sum = 0;
    for (std::size_t round = 0; round < rounds; ++round) {
        C copy(c);
        benchmark::DoNotOptimize(copy);
        sum += copy.size();
    }
    return sum;
}

template <class C, class Key>
[[gnu::noinline]] std::uint64_t erase_range_loop(C& c,
                                                 const std::vector<std::pair<Key, Key>>& ranges) {
    for (const auto& [first, last] : ranges) {
        c.erase(c.lower_bound(first), c.lower_bound(last));
    }
    return c.size();
}

// -- what they run on ------------------------------------------------------------------------------

constexpr auto nothing = [] {};

/// A checksum of all elements in their order.
template <class C>
std::uint64_t content(const C& c) {
    std::uint64_t sum = c.size();
    for (const auto& element : c) {
        sum = sum * 31 + digest(element);
    }
    return sum;
}

/// A long row of keys, taken a piece at a time: what a branch predictor learns from one piece is of no
/// use in the next.
template <class T>
class pieces {
public:
    pieces(std::vector<T> all, std::size_t size) : all_(std::move(all)), size_(size) {}

    std::span<const T> piece() const { return std::span(all_).subspan(at_, size_); }
    void next() { at_ = at_ + 2 * size_ <= all_.size() ? at_ + size_ : 0; }

private:
    std::vector<T> all_;
    std::size_t size_;
    std::size_t at_ = 0;
};

constexpr std::size_t many = std::size_t{1} << 16;  // keys enough that nobody learns them by heart
constexpr std::size_t block = std::size_t{1} << 14; // queries in one timed call

/// How many queries are drawn: enough to touch the whole container and to outgrow the caches with it.
inline std::size_t query_count(std::size_t n) {
    return std::clamp<std::size_t>(n, many, std::size_t{1} << 20) / block * block;
}

template <class Key>
pieces<Key> drawn_from(const std::vector<Key>& keys) {
    std::vector<Key> queries;
    random draw(5);
    for (std::size_t i = query_count(keys.size()); i > 0; --i) {
        queries.push_back(keys[draw.below(keys.size())]);
    }
    return {std::move(queries), block};
}

template <class Key>
pieces<Key> absent_keys(std::size_t n) {
    return {sorted_key<Key>::distinct(query_count(n), 2), block};
}

inline pieces<std::uint32_t> drawn_positions(std::size_t n) {
    std::vector<std::uint32_t> positions;
    random draw(7);
    for (std::size_t i = query_count(n); i > 0; --i) {
        positions.push_back(static_cast<std::uint32_t>(draw.below(n)));
    }
    return {std::move(positions), block};
}

/// A copy in random order, whose parts in memory follow one another.
template <class T>
std::vector<T> shuffled(std::span<const T> values, std::uint64_t seed) {
    std::vector<T> mixed(values.begin(), values.end());
    random draw(seed);
    for (std::size_t i = mixed.size(); i > 1; --i) {
        std::swap(mixed[i - 1], mixed[draw.below(i)]);
    }
    return std::vector<T>(mixed);
}

template <class Key>
std::vector<Key> sorted_keys(std::size_t n) {
    auto keys = sorted_key<Key>::distinct(n, 1);
    std::sort(keys.begin(), keys.end(), our_order<Key>());
    return keys;
}

/// The same for numbers that are too many to be sorted: one in each of n equal parts of the range.
inline std::vector<std::uint64_t> spread_numbers(std::size_t n) {
    std::vector<std::uint64_t> keys(n);
    const std::uint64_t part = ~std::uint64_t{0} / n;
    random draw(1);
    for (std::size_t i = 0; i < n; ++i) {
        keys[i] = i * part + draw() % part;
    }
    return keys;
}

/// A container of n random keys and the keys.
template <class C, class Key>
struct sample {
    std::vector<Key> keys;
    C entries;

    explicit sample(std::size_t n)
        : keys(sorted_key<Key>::distinct(n, 1)), entries(made_of(keys)) {}

    /// A sorted vector would take a quadratic time to insert into; it ends up the same.
    static C made_of(const std::vector<Key>& keys) {
        if constexpr (std::random_access_iterator<typename C::iterator> && !segmented<C>) {
            auto sorted = keys;
            std::sort(sorted.begin(), sorted.end(), our_order<Key>());
            if constexpr (!multiple<C>) {
                sorted.erase(std::unique(sorted.begin(), sorted.end()), sorted.end());
            }
            return loaded<C>(elements_of<C>(sorted));
        } else {
            return filled<C>(std::span(keys));
        }
    }
};

// -- the workloads ---------------------------------------------------------------------------------

/// Registers the workloads that do not change the container, which sorted vectors take part in.
template <class Key, class S>
class sorted_workloads {
public:
    using container = typename S::container;

    explicit sorted_workloads(std::size_t n) : n_(n) {}

    void reading() const {
        queries("find_hit", [](const container& c, auto keys) { return find_loop(c, keys); });
        queries("find_dependent", [](const container& c, auto keys) {
            std::uint64_t zero = 0;
            benchmark::DoNotOptimize(zero);
            return dependent_loop(c, keys, zero);
        });
        queries("find_batch", [](const container& c, auto keys) { return batch_loop(c, keys); });
        misses("find_miss", [](const container& c, auto keys) { return find_loop(c, keys); });
        misses("lower_bound",
               [](const container& c, auto keys) { return lower_bound_loop(c, keys); });
        if constexpr (positional<container>) {
            misses("rank", [](const container& c, auto keys) { return rank_loop(c, keys); });
            add(id("select"), [n = n_](benchmark::State& state) {
                const sample<container, Key> given(n);
                auto positions = drawn_positions(n);
                measure(
                    state, block, [&] { positions.next(); },
                    [&] { return select_loop(given.entries, positions.piece()); });
            });
        }
        walk("iterate", [](const container& c) { return iterate_loop(c); });
        walk("iterate_segments", [](const container& c) { return iterate_segments_loop(c); });
    }

    void loading() const {
        add(id("build_sorted"), [n = n_](benchmark::State& state) {
            const auto elements = elements_of<container>(sorted_keys<Key>(n));
            const std::size_t times = rounds(n, block);
            measure(
                state, n * times, nothing,
                [&, times] { return load_loop<container>(elements, times); },
                [&](std::uint64_t sum) { return sum + content(loaded<container>(elements)); });
        });
        add(id("memory_sorted"), [n = n_](benchmark::State& state) {
            const auto elements = elements_of<container>(sorted_keys<Key>(n));
            weigh(state, n, [&] { return loaded<container>(elements); });
        });
        add(id("copy"), [n = n_](benchmark::State& state) {
            const sample<container, Key> given(n);
            const std::size_t times = rounds(n, block);
            measure(state, n * times, nothing,
                    [&, times] { return copy_loop(given.entries, times); });
        });
    }

    void changing() const {
        add(id("insert"), [n = n_](benchmark::State& state) {
            pieces<Key> keys(sorted_key<Key>::distinct(n * rounds(n, many), 1), n);
            inserting(state, keys,
                      [](container& c, std::span<const Key> piece) { insert_loop(c, piece); });
        });
        add(id("insert_ascending"), [n = n_](benchmark::State& state) {
            pieces<Key> keys(sorted_keys<Key>(n), n);
            inserting(state, keys,
                      [](container& c, std::span<const Key> piece) { append_loop(c, piece); });
        });
        add(id("erase"), [n = n_](benchmark::State& state) {
            n <= many ? erase_all(state, n) : erase_some(state, n);
        });
        add(id("mixed"), [n = n_](benchmark::State& state) {
            exchange<Key> keys(sorted_key<Key>::distinct(std::max(2 * n, n + many), 1), n);
            auto c = filled<container>(std::span<const Key>(keys.ring).first(n));
            measure(
                state, block, nothing, [&] { return mixed_loop(c, keys, block); },
                [&](std::uint64_t) { return content(c); });
        });
        add(id("memory"), [n = n_](benchmark::State& state) {
            const auto keys = sorted_key<Key>::distinct(n, 1);
            weigh(state, n, [&] { return filled<container>(std::span(keys)); });
        });
    }

    /// What can be asked of numbers that are too many to be inserted one by one.
    void loaded_reading() const
        requires std::same_as<Key, std::uint64_t>
    {
        add(id("build_sorted"), [n = n_](benchmark::State& state) {
            const auto keys = spread_numbers(n);
            measure(state, n, nothing, [&] { return load_loop<container>(keys, 1); });
        });
        const auto on_loaded = [this](std::string_view workload, bool present, auto loop) {
            add(id(workload), [n = n_, present, loop](benchmark::State& state) {
                const auto keys = spread_numbers(n);
                const auto c = loaded<container>(keys);
                auto queried = present ? drawn_from(keys) : absent_keys<Key>(n);
                measure(
                    state, block, [&] { queried.next(); },
                    [&] { return loop(c, queried.piece()); });
            });
        };
        on_loaded("find_hit", true,
                  [](const container& c, auto keys) { return find_loop(c, keys); });
        on_loaded("find_batch", true,
                  [](const container& c, auto keys) { return batch_loop(c, keys); });
        on_loaded("lower_bound", false,
                  [](const container& c, auto keys) { return lower_bound_loop(c, keys); });
        add(id("iterate"), [n = n_](benchmark::State& state) {
            const auto c = loaded<container>(spread_numbers(n));
            measure(state, n, nothing, [&] { return iterate_loop(c); });
        });
    }

    /// Sixteen ranges, which are half of the elements.
    void erasing_ranges() const {
        add(id("erase_range"), [n = n_](benchmark::State& state) {
            const sample<container, Key> given(n);
            const auto keys = sorted_keys<Key>(n);
            std::vector<std::pair<Key, Key>> all;
            for (std::size_t i = 0; i < 16; ++i) {
                all.emplace_back(keys[n * i / 16], keys[n * i / 16 + n / 32]);
            }
            const auto ranges = shuffled(std::span<const std::pair<Key, Key>>(all), 3);
            std::optional<container> c;
            measure(
                state, ranges.size(), [&] { c.emplace(given.entries); },
                [&] { return erase_range_loop(*c, ranges); },
                [&](std::uint64_t) { return content(*c); });
        });
    }

    name id(std::string_view workload) const {
        return {workload, sorted_key<Key>::name, S::name, n_};
    }

private:
    template <class Loop>
    void queries(std::string_view workload, Loop loop) const {
        add(id(workload), [n = n_, loop](benchmark::State& state) {
            const sample<container, Key> given(n);
            auto keys = drawn_from(given.keys);
            measure(
                state, block, [&] { keys.next(); },
                [&] { return loop(given.entries, keys.piece()); });
        });
    }

    template <class Loop>
    void misses(std::string_view workload, Loop loop) const {
        add(id(workload), [n = n_, loop](benchmark::State& state) {
            const sample<container, Key> given(n);
            auto keys = absent_keys<Key>(n);
            measure(
                state, block, [&] { keys.next(); },
                [&] { return loop(given.entries, keys.piece()); });
        });
    }

    template <class Loop>
    void walk(std::string_view workload, Loop loop) const {
        add(id(workload), [n = n_, loop](benchmark::State& state) {
            const sample<container, Key> given(n);
            const std::size_t times = rounds(n);
            measure(state, n * times, nothing, [&, times] {
                std::uint64_t sum = 0;
                for (std::size_t i = 0; i < times; ++i) {
                    sum += loop(given.entries);
                    benchmark::ClobberMemory();
                }
                return sum;
            });
        });
    }

    /// Times `insert(c, piece)` into an empty container; its destruction is not timed.
    template <class Insert>
    static void inserting(benchmark::State& state, pieces<Key>& keys, Insert insert) {
        std::optional<container> c;
        measure(
            state, keys.piece().size(),
            [&] {
                c.emplace();
                keys.next();
            },
            [&] {
                insert(*c, keys.piece());
                return std::uint64_t{0};
            },
            [&](std::uint64_t) { return content(*c); });
    }

    /// Until nothing is left, other keys each time.
    static void erase_all(benchmark::State& state, std::size_t n) {
        const auto all = sorted_key<Key>::distinct(n * rounds(n, many), 1);
        std::vector<Key> orders;
        for (std::size_t i = 0; i < all.size(); i += n) {
            const auto order = shuffled(std::span(all).subspan(i, n), i);
            orders.insert(orders.end(), order.begin(), order.end());
        }
        pieces<Key> keys(all, n);
        pieces<Key> victims(std::move(orders), n);
        std::optional<container> c;
        measure(
            state, n,
            [&] {
                keys.next();
                victims.next();
                c.emplace(filled<container>(keys.piece()));
            },
            [&] { return erase_loop(*c, victims.piece()); });
    }

    /// A large container loses a few of its keys and gets them back untimed.
    static void erase_some(benchmark::State& state, std::size_t n) {
        sample<container, Key> given(n);
        pieces<Key> victims(shuffled(std::span<const Key>(given.keys), 3), block);
        bool erased = false;
        measure(
            state, block,
            [&] {
                if (std::exchange(erased, true)) {
                    insert_loop(given.entries, victims.piece());
                    victims.next();
                }
            },
            [&] { return erase_loop(given.entries, victims.piece()); },
            [&](std::uint64_t) { return content(given.entries); });
    }

    std::size_t n_;
};

// -- real keys -------------------------------------------------------------------------------------

/// Keys as they came, equal ones among them; made when a workload first runs on them.
template <class Key>
struct key_stream {
    std::string type;
    std::size_t n;
    std::function<std::vector<Key>()> keys;
};

/// Calls `f(stream)` for the words of each text.
template <class F>
void for_each_text(const options& given, F f) {
    for (const options::file& file : given.texts) {
        const auto words = std::make_shared<text>();
        split_words(read_file(file.path), *words);
        if (!words->tokens.empty()) {
            f(key_stream<std::string>{"words-" + file.name, words->tokens.size(), [words] {
                                          return std::vector<std::string>(words->tokens.begin(),
                                                                          words->tokens.end());
                                      }});
        }
    }
}

/// Calls `f(stream)` for the keys of each trace.
template <class F>
void for_each_trace(const options& given, F f) {
    for (const options::file& trace : given.traces) {
        const auto keys = read_numbers(trace.path);
        if (!keys.empty()) {
            f(key_stream<std::uint64_t>{"keys-" + trace.name, keys.size(),
                                        [keys] { return keys; }});
        }
    }
}

/// Looks every key up in the order of the stream, in a container of all of them.
template <class S, class Key>
void register_stream_find(const key_stream<Key>& input) {
    add({"find_hit", input.type, S::name, input.n}, [input](benchmark::State& state) {
        const auto keys = input.keys();
        const auto c = sample<typename S::container, Key>::made_of(keys);
        measure(state, keys.size(), nothing, [&] { return find_loop(c, std::span(keys)); });
    });
}

} // namespace bench

#endif // CAIRN_BENCHMARKS_SUPPORT_SORTED_WORKLOADS_HPP
