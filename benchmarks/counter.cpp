// SPDX-License-Identifier: BSL-1.0
// benchmarks/counter.cpp -- counting: words of real texts, words of a large vocabulary, integers.
//
// build            count a whole stream into an empty counter
// again            count the same stream once more into the filled counter
// add              count it one key at a time
// lookup           ask for counts, half of the keys present
// total            sum of all counts
// iterate          walk over all entries
// most_common_10   the ten largest counts
// most_common      all entries in order of their counts
// merge            add a counter of n keys to another one, half of them new to it
// memory           heap bytes per distinct key
//
// Streams: words-X and tokens-X are the runs of letters and the runs between white space of text X
// (n is their number), words-zipf is drawn from n pseudo-words, u64-uniform and u64-zipf from n
// integers, u8 are the bytes of the text, u16 uniform. `string` and `u64` in the whole-counter
// workloads are n distinct keys. Times are per key counted, or per entry.
//
// Every peer is coded as its competent user would code it: tokens are string_views, tables find them
// without making a string of them where they can, and a key is made only when it is new.

#include "support/data.hpp"
#include "support/harness.hpp"
#include "support/main.hpp"
#include "support/maps.hpp"

#include <cairn/counter.hpp>

#include <algorithm>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace bench {

namespace {

using count_type = std::int64_t;

// -- contestants -----------------------------------------------------------------------------------

template <class Key>
struct cairn_counter {
    static constexpr std::string_view name = "cairn";
    using table = cairn::counter<Key>;
};

/// No table at all: sort a copy of the stream, then count its runs.
template <class Key>
struct sorted_runs {
    static constexpr std::string_view name = "sort_runs";
    using table = std::vector<std::pair<Key, count_type>>;
};

/// Calls `f.template operator()<M>()` for cairn and every hash map.
template <class Key, class F>
void for_each_counter(F f) {
    f.template operator()<cairn_counter<Key>>();
    for_each_peer_map<Key, count_type>(f);
}

template <class Table>
concept counts_itself = requires(Table table, const typename Table::key_type& key) {
    table.add(key);
    table.total();
};

// -- what they spell differently -------------------------------------------------------------------

template <class Table, class Key>
void count_one(Table& table, search_key<Table>& searchable, const Key& key) {
    if constexpr (counts_itself<Table>) {
        table.add(key);
    } else if constexpr (requires { table[key]; }) {
        ++table[key];
    } else if constexpr (finds_views<Table>) {
        if (const auto it = table.find(key); it != table.end()) {
            ++it->second;
        } else {
            table.emplace(typename Table::key_type(key), 1);
        }
    } else {
        ++table[searchable(key)];
    }
}

template <class Table, class Key>
void count_all(Table& table, const std::vector<Key>& stream) {
    if constexpr (counts_itself<Table>) {
        table.update(stream);
    } else {
        search_key<Table> searchable;
        for (const Key& key : stream) {
            count_one(table, searchable, key);
        }
    }
}

template <class Key>
void count_all(std::vector<std::pair<Key, count_type>>& runs, const std::vector<Key>& stream) {
    std::vector<Key> sorted(stream);
    std::sort(sorted.begin(), sorted.end());
    for (auto at = sorted.begin(); at != sorted.end();) {
        const auto end = std::find_if(at, sorted.end(), [at](Key key) { return key != *at; });
        runs.emplace_back(*at, end - at);
        at = end;
    }
}

template <class Table, class Key>
count_type count_of(const Table& table, search_key<Table>& searchable, const Key& key) {
    if constexpr (counts_itself<Table>) {
        return table[key];
    } else {
        const auto* const count = lookup(table, searchable(key));
        return count == nullptr ? 0 : *count;
    }
}

template <class Table>
count_type total_of(const Table& table) {
    if constexpr (counts_itself<Table>) {
        return table.total();
    } else {
        count_type sum = 0;
        for (const auto& [key, count] : table) {
            sum += count;
        }
        return sum;
    }
}

/// What a competent user sorts: entries with the key itself if it is cheap, else with a view of it.
template <class Key>
using ranked = std::pair<std::conditional_t<std::same_as<Key, std::string>, std::string_view, Key>,
                         count_type>;

constexpr auto by_count = [](const auto& a, const auto& b) { return a.second > b.second; };

template <class Table>
auto most_common_of(const Table& table, std::size_t n) {
    if constexpr (counts_itself<Table>) {
        return table.most_common(static_cast<std::ptrdiff_t>(n));
    } else {
        std::vector<ranked<typename Table::key_type>> top(std::min(n, std::size_t{table.size()}));
        std::partial_sort_copy(table.begin(), table.end(), top.begin(), top.end(), by_count);
        return top;
    }
}

template <class Table>
auto most_common_of(const Table& table) {
    if constexpr (counts_itself<Table>) {
        return table.most_common();
    } else {
        std::vector<ranked<typename Table::key_type>> all;
        all.reserve(table.size());
        for (const auto& [key, count] : table) {
            all.emplace_back(key, count);
        }
        std::sort(all.begin(), all.end(), by_count);
        if constexpr (std::same_as<typename Table::key_type, std::string>) {
            // What counter hands out owns its keys; so does this, made once the order is known.
            return std::vector<std::pair<std::string, count_type>>(all.begin(), all.end());
        } else {
            return all;
        }
    }
}

template <class Table>
void add_counts(Table& into, const Table& from) {
    if constexpr (counts_itself<Table>) {
        into.update(from);
    } else {
        for (const auto& [key, count] : from) {
            into[key] += count;
        }
    }
}

// -- what they are compared by ---------------------------------------------------------------------

std::uint64_t hash_key(std::uint64_t key) { return random::mix(key + 1); }

std::uint64_t hash_key(std::string_view key) {
    std::uint64_t hash = 0xcbf29ce484222325; // FNV-1a
    for (const char byte : key) {
        hash = (hash ^ static_cast<unsigned char>(byte)) * 0x100000001b3;
    }
    return hash;
}

/// A checksum of all (key, count), in whatever order they come.
template <class Table>
std::uint64_t digest_of(const Table& table) {
    std::uint64_t sum = table.size();
    for (const auto& [key, count] : table) {
        sum += random::mix(hash_key(key) + static_cast<std::uint64_t>(count));
    }
    return sum;
}

/// A checksum of counts in their order; keys of equal counts may stand in any order.
template <class Ranking>
std::uint64_t digest_of_ranking(const Ranking& ranking) {
    std::uint64_t sum = 0;
    for (const auto& entry : ranking) {
        sum = sum * 31 + static_cast<std::uint64_t>(std::get<1>(entry));
    }
    return sum;
}

/// "7815 distinct: the 5630, i 3038, ...": the ten most common words, equal counts in alphabetical
/// order.
template <class Table>
std::string top_ten(const Table& table) {
    std::vector<std::pair<count_type, std::string>> all;
    for (const auto& [key, count] : table) {
        all.emplace_back(-count, std::string(key));
    }
    const auto end =
        all.begin() + static_cast<std::ptrdiff_t>(std::min<std::size_t>(10, all.size()));
    std::partial_sort(all.begin(), end, all.end());
    std::string text = std::to_string(all.size()) + " distinct:";
    for (auto at = all.begin(); at != end; ++at) {
        text.append(at == all.begin() ? " " : ", ").append(at->second).append(" ");
        text.append(std::to_string(-at->first));
    }
    return text;
}

// -- the timed loops -------------------------------------------------------------------------------

template <class Table, class Key>
[[gnu::noinline]] std::uint64_t count_loop(Table& table, const std::vector<Key>& stream) {
    count_all(table, stream);
    return table.size();
}

template <class Table, class Key>
[[gnu::noinline]] std::uint64_t add_loop(Table& table, const std::vector<Key>& stream) {
    search_key<Table> searchable;
    for (const Key& key : stream) {
        count_one(table, searchable, key);
    }
    return table.size();
}

template <class Table, class Key>
[[gnu::noinline]] std::uint64_t lookup_loop(const Table& table, const std::vector<Key>& queries) {
    search_key<Table> searchable;
    std::uint64_t sum = 0;
    for (const Key& key : queries) {
        sum += static_cast<std::uint64_t>(count_of(table, searchable, key));
    }
    return sum;
}

template <class Table>
[[gnu::noinline]] std::uint64_t total_loop(const Table& table, std::size_t rounds) {
    std::uint64_t sum = 0;
    for (std::size_t round = 0; round < rounds; ++round) {
        sum += static_cast<std::uint64_t>(total_of(table));
        benchmark::ClobberMemory();
    }
    return sum;
}

template <class Table>
[[gnu::noinline]] std::uint64_t iterate_loop(const Table& table, std::size_t rounds) {
    std::uint64_t sum = 0;
    for (std::size_t round = 0; round < rounds; ++round) {
        for (const auto& [key, count] : table) {
            if constexpr (std::integral<std::remove_cvref_t<decltype(key)>>) {
                sum += key ^ static_cast<std::uint64_t>(count);
            } else {
                sum += key.size() ^ static_cast<std::uint64_t>(count);
            }
        }
        benchmark::ClobberMemory();
    }
    return sum;
}

template <class Table>
[[gnu::noinline]] std::uint64_t most_common_10_loop(const Table& table, std::size_t rounds) {
    std::uint64_t sum = 0;
    for (std::size_t round = 0; round < rounds; ++round) {
        sum += digest_of_ranking(most_common_of(table, 10));
        benchmark::ClobberMemory();
    }
    return sum;
}

template <class Table>
[[gnu::noinline]] auto most_common_loop(const Table& table) {
    return most_common_of(table);
}

template <class Table>
[[gnu::noinline]] std::uint64_t merge_loop(Table& into, const Table& from) {
    add_counts(into, from);
    return into.size();
}

// -- the workloads ---------------------------------------------------------------------------------

constexpr auto nothing = [] {};

/// A stream of keys, made when a workload first runs on it and then kept.
template <class Key>
struct stream {
    std::string type;
    std::size_t n;
    std::function<const std::vector<Key>&()> keys;
};

template <class M, class Key>
void register_build(const stream<Key>& input) {
    using table = typename M::table;
    add({"build", input.type, M::name, input.n}, [input](benchmark::State& state) {
        const auto& keys = input.keys();
        std::optional<table> counts;
        measure(
            state, keys.size(), [&] { counts.emplace(); },
            [&] { return count_loop(*counts, keys); },
            [&](std::uint64_t) { return digest_of(*counts); });
        if constexpr (std::same_as<Key, std::string_view>) {
            state.SetLabel(top_ten(*counts));
        }
    });
}

template <class M, class Key>
void register_stream(const stream<Key>& input) {
    using table = typename M::table;
    register_build<M>(input);
    add({"again", input.type, M::name, input.n}, [input](benchmark::State& state) {
        const auto& keys = input.keys();
        table counts;
        count_all(counts, keys);
        measure(
            state, keys.size(), nothing, [&] { return count_loop(counts, keys); },
            [&](std::uint64_t) { return digest_of(counts); });
    });
    add({"add", input.type, M::name, input.n}, [input](benchmark::State& state) {
        const auto& keys = input.keys();
        std::optional<table> counts;
        measure(
            state, keys.size(), [&] { counts.emplace(); }, [&] { return add_loop(*counts, keys); },
            [&](std::uint64_t) { return digest_of(*counts); });
    });
}

/// Counts that few keys have and many share, as in real data.
count_type skewed_count(std::size_t i) {
    return static_cast<count_type>(1 + (std::uint64_t{1} << 40) /
                                           (1 + random::mix(i) % (std::uint64_t{1} << 40)));
}

template <class Key>
std::vector<Key> keys_of(std::size_t n, std::uint64_t seed) {
    if constexpr (std::same_as<Key, std::string>) {
        return distinct_strings(n, seed);
    } else {
        return distinct_integers(n, seed);
    }
}

template <class Table, class Key>
Table table_of(const std::vector<Key>& keys, std::size_t begin, std::size_t end) {
    Table table;
    for (std::size_t i = begin; i < end; ++i) {
        if constexpr (counts_itself<Table>) {
            table.add(keys[i], skewed_count(i));
        } else {
            table[keys[i]] = skewed_count(i);
        }
    }
    return table;
}

template <class M>
void register_whole(std::string_view type, std::size_t n) {
    using table = typename M::table;
    using key_type = typename table::key_type;
    const auto id = [=](std::string_view workload) { return name{workload, type, M::name, n}; };
    const auto make = [n] { return table_of<table>(keys_of<key_type>(n, 1), 0, n); };

    add(id("lookup"), [=](benchmark::State& state) {
        const auto keys = keys_of<key_type>(2 * n, 1);
        const auto counts = table_of<table>(keys, 0, n);
        std::vector<key_type> queries;
        random draw(9);
        for (std::size_t i = std::clamp<std::size_t>(n, 1 << 14, 1 << 20); i > 0; --i) {
            queries.push_back(keys[draw.below(keys.size())]);
        }
        measure(state, queries.size(), nothing, [&] { return lookup_loop(counts, queries); });
    });
    add(id("total"), [=](benchmark::State& state) {
        const auto counts = make();
        measure(state, n * rounds(n), nothing, [&] { return total_loop(counts, rounds(n)); });
    });
    add(id("iterate"), [=](benchmark::State& state) {
        const auto counts = make();
        measure(state, n * rounds(n), nothing, [&] { return iterate_loop(counts, rounds(n)); });
    });
    add(id("most_common_10"), [=](benchmark::State& state) {
        const auto counts = make();
        const std::size_t times = rounds(n, 1 << 14);
        measure(state, n * times, nothing, [&] { return most_common_10_loop(counts, times); });
    });
    add(id("most_common"), [=](benchmark::State& state) {
        const auto counts = make();
        measure(
            state, n, nothing, [&] { return most_common_loop(counts); },
            [](const auto& ranking) { return digest_of_ranking(ranking); });
    });
    add(id("merge"), [=](benchmark::State& state) {
        const auto keys = keys_of<key_type>(n + n / 2, 1);
        const auto left = table_of<table>(keys, 0, n);
        const auto right = table_of<table>(keys, n / 2, n + n / 2);
        std::optional<table> sum;
        measure(
            state, n, [&] { sum.emplace(left); }, [&] { return merge_loop(*sum, right); },
            [&](std::uint64_t) { return digest_of(*sum); });
    });
    add(id("memory"), [=](benchmark::State& state) {
        const auto keys = keys_of<key_type>(n, 1);
        weigh(state, n, [&] { return table_of<table>(keys, 0, n); });
    });
}

// -- the streams -----------------------------------------------------------------------------------

/// Gives out one object for ever, made when it is first asked for.
template <class Make>
auto once(Make make) {
    using made = decltype(make());
    return [make, cell = std::make_shared<std::optional<made>>()]() -> const made& {
        if (!*cell) {
            cell->emplace(make());
        }
        return **cell;
    };
}

std::size_t stream_length(std::size_t distinct) {
    return distinct > 1'000'000 ? distinct : std::max<std::size_t>(4 * distinct, 1 << 17);
}

void register_texts(const options& given) {
    for (const options::file& file : given.texts) {
        const std::string bytes = read_file(file.path);
        const auto add_text = [&](const std::string& kind, auto split) {
            const auto text = std::make_shared<bench::text>();
            split(bytes, *text);
            if (text->tokens.empty()) {
                return;
            } // nothing to count, nothing to compare
            const stream<std::string_view> input{
                kind + '-' + file.name, text->tokens.size(),
                [text]() -> const std::vector<std::string_view>& { return text->tokens; }};
            for_each_counter<std::string>([&]<class M>() { register_stream<M>(input); });
        };
        add_text("words", split_words);
        add_text("tokens", split_tokens);
    }
}

void register_large_vocabulary() {
    constexpr std::size_t vocabulary = 350'000;
    constexpr std::size_t length = 2'000'000;
    const auto text = std::make_shared<bench::text>();
    const stream<std::string_view> input{"words-zipf", vocabulary,
                                         [text]() -> const std::vector<std::string_view>& {
                                             if (text->tokens.empty()) {
                                                 zipf_words(vocabulary, length, 3, *text);
                                             }
                                             return text->tokens;
                                         }};
    for_each_counter<std::string>([&]<class M>() { register_stream<M>(input); });
}

void register_integers() {
    constexpr std::size_t sizes[]{16, 1'000, 10'000, 100'000, 1'000'000, 10'000'000};
    for (const std::size_t distinct : sizes) {
        const stream<std::uint64_t> uniform{"u64-uniform", distinct, once([distinct] {
                                                const auto keys = distinct_integers(distinct, 1);
                                                std::vector<std::uint64_t> drawn(
                                                    stream_length(distinct));
                                                random draw(2);
                                                for (std::uint64_t& key : drawn) {
                                                    key = keys[draw.below(distinct)];
                                                }
                                                return drawn;
                                            })};
        const stream<std::uint64_t> skewed{"u64-zipf", distinct, once([distinct] {
                                               const auto keys = distinct_integers(distinct, 1);
                                               std::vector<std::uint64_t> drawn(
                                                   stream_length(distinct));
                                               zipf rank(distinct, 4);
                                               for (std::uint64_t& key : drawn) {
                                                   key = keys[rank()];
                                               }
                                               return drawn;
                                           })};
        for_each_counter<std::uint64_t>([&]<class M>() {
            register_stream<M>(uniform);
            register_stream<M>(skewed);
        });
        register_build<sorted_runs<std::uint64_t>>(uniform);
        register_build<sorted_runs<std::uint64_t>>(skewed);
    }
}

void register_small_keys(const options& given) {
    const stream<std::uint8_t> bytes{"u8", 256, once([given] {
                                         const std::string text =
                                             read_file(given.texts.front().path);
                                         std::vector<std::uint8_t> keys(text.begin(), text.end());
                                         if (keys.empty()) {
                                             keys.assign(1, 0);
                                         }
                                         return keys;
                                     })};
    const stream<std::uint16_t> shorts{"u16", 65'536, once([] {
                                           std::vector<std::uint16_t> keys(1 << 20);
                                           random draw(8);
                                           for (std::uint16_t& key : keys) {
                                               key = static_cast<std::uint16_t>(draw());
                                           }
                                           return keys;
                                       })};
    for_each_counter<std::uint8_t>([&]<class M>() { register_stream<M>(bytes); });
    for_each_counter<std::uint16_t>([&]<class M>() { register_stream<M>(shorts); });
}

} // namespace

void register_workloads(const options& given) {
    register_texts(given);
    register_large_vocabulary();
    register_integers();
    register_small_keys(given);
    constexpr std::size_t sizes[]{1'000, 10'000, 100'000, 1'000'000};
    for (const std::size_t n : sizes) {
        for_each_counter<std::uint64_t>([n]<class M>() { register_whole<M>("u64", n); });
        if (n <= 100'000) {
            for_each_counter<std::string>([n]<class M>() { register_whole<M>("string", n); });
        }
    }
}

} // namespace bench
