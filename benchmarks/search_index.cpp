// SPDX-License-Identifier: BSL-1.0
// benchmarks/search_index.cpp -- static keys, searched many times.
//
// independent     lower_bound of keys drawn at random, one after another; per query
// dependent       the same, where each query waits for the position found before
// batch           all queries at once; for the peers, which have no such call, one after another;
//                 `cairn_dispatched` asks the processor what it can do
// batch_skewed    the same with queries that follow the Zipf law
// fetch           no search: one cache line of an array of as many keys for each query, prefetched 32
//                 queries ahead; what keeps its keys in memory can hardly be quicker
// build           an index of sorted keys; per key
// memory          bytes per key
// lines_X         on which line of text X is a byte? batches over the prefix sums of its line lengths
// words_X         the words of text X in order of appearance, looked up among the different ones
//
// `u32`, `u64`, `i64` and `double` are keys spread evenly with random gaps, `string` random letters. Blocks
// of 2 MiB and more are asked to be of huge pages; `u32_4k` are the keys of u32 on pages as they come.

#include "support/data.hpp"
#include "support/harness.hpp"
#include "support/main.hpp"

#include <cairn/search_index.hpp>

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <limits>
#include <memory>
#include <new>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#ifdef __linux__
#include <sys/mman.h>
#endif

namespace bench {

namespace {

/// Blocks of at least a huge page are aligned to it, and the kernel is asked for huge pages.
template <class T>
struct huge_pages {
    using value_type = T;
    static constexpr std::size_t page = std::size_t{1} << 21;

    huge_pages() = default;
    template <class U>
    huge_pages(const huge_pages<U>&) noexcept {}

    T* allocate(std::size_t n) {
        const std::size_t bytes = n * sizeof(T);
        const std::size_t unit = bytes >= page ? page : 64;
        void* const block = std::aligned_alloc(unit, (bytes + unit - 1) / unit * unit);
        if (block == nullptr) {
            throw std::bad_alloc();
        }
#ifdef __linux__
        if (unit == page) {
            madvise(block, bytes, MADV_HUGEPAGE);
        }
#endif
        return static_cast<T*>(block);
    }
    void deallocate(T* block, std::size_t) noexcept { std::free(block); }
    friend bool operator==(const huge_pages&, const huge_pages&) { return true; }
};

template <class T>
using ordinary_pages = std::allocator<T>;

// -- keys ------------------------------------------------------------------------------------------

template <class Key>
struct searched;
template <>
struct searched<std::uint32_t> {
    static constexpr std::string_view name = "u32";
};
template <>
struct searched<std::uint64_t> {
    static constexpr std::string_view name = "u64";
};
template <>
struct searched<std::int64_t> {
    static constexpr std::string_view name = "i64";
};
template <>
struct searched<double> {
    static constexpr std::string_view name = "double";
};

/// n numbers in ascending order over the whole range of the type.
template <class Key, class Keys>
void fill(Keys& keys, std::size_t n) {
    random draw(n);
    keys.resize(n);
    const double step = 0x1p64 / static_cast<double>(n);
    for (std::size_t i = 0; i < n; ++i) {
        const double at = (static_cast<double>(i) + 0.999 * draw.real()) * step * 0.999;
        const auto wide = static_cast<std::uint64_t>(at);
        if constexpr (std::is_same_v<Key, double>) {
            keys[i] = at;
        } else if constexpr (std::is_signed_v<Key>) {
            keys[i] = static_cast<Key>(wide ^ std::uint64_t{1} << 63);
        } else {
            keys[i] = static_cast<Key>(wide >> (64 - 8 * sizeof(Key)));
        }
    }
    std::sort(keys.begin(), keys.end());
}

template <class Key, class Keys>
std::vector<Key> uniform_queries(const Keys& keys, std::size_t m) {
    random draw(m + 7);
    std::vector<Key> queries(m);
    for (Key& each : queries) {
        const std::uint64_t wide = draw();
        if constexpr (std::is_same_v<Key, double>) {
            each = static_cast<double>(wide);
        } else if constexpr (std::is_arithmetic_v<Key>) {
            each = static_cast<Key>(wide >> (64 - 8 * sizeof(Key)));
        } else {
            each = keys[wide % keys.size()];
            if (wide >> 63 != 0) {
                each.back() = '~'; // absent
            }
        }
    }
    return queries;
}

template <class Key, class Keys>
std::vector<Key> skewed_queries(const Keys& keys, std::size_t m) {
    zipf rank(keys.size(), 3);
    std::vector<Key> queries(m);
    for (Key& each : queries) {
        each = keys[random::mix(rank()) % keys.size()];
    }
    return queries;
}

std::size_t queries_for(std::size_t n) {
    return n <= 65'536 ? 65'536 : n <= std::size_t{1} << 22 ? 131'072 : std::size_t{1} << 19;
}

// -- contestants -----------------------------------------------------------------------------------

template <class Key, template <class> class Pages>
struct cairn_index {
    static constexpr std::string_view name = "cairn";
    static constexpr bool is_search = true;
    using keys_type = std::vector<Key, Pages<Key>>;

    cairn::search_index<Key, std::less<>, Pages<Key>> index;

    explicit cairn_index(const keys_type& keys)
        : index(cairn::sorted_equivalent, keys.begin(), keys.end()) {}
    std::size_t lower_bound(const Key& x) const { return index.lower_bound(x); }
    void batch(const std::vector<Key>& queries, std::vector<std::size_t>& positions) const {
        index.lower_bound_batch(queries, positions);
    }
};

/// Compiled as everything else, but for batches, which ask the processor what it can do.
template <class Key, template <class> class Pages>
struct dispatched_index : cairn_index<Key, Pages> {
    static constexpr std::string_view name = "cairn_dispatched";
    static constexpr bool only_batches = true;

    using cairn_index<Key, Pages>::cairn_index;
    void batch(const std::vector<Key>& queries, std::vector<std::size_t>& positions) const {
        this->index.lower_bound_batch(cairn::runtime_dispatch, queries, positions);
    }
};

template <class Key, template <class> class Pages>
struct std_lower_bound {
    static constexpr std::string_view name = "std_lower_bound";
    static constexpr bool is_search = true;
    using keys_type = std::vector<Key, Pages<Key>>;

    const keys_type& keys;

    explicit std_lower_bound(const keys_type& given) : keys(given) {}
    std::size_t lower_bound(const Key& x) const {
        return static_cast<std::size_t>(std::lower_bound(keys.begin(), keys.end(), x) -
                                        keys.begin());
    }
    void batch(const std::vector<Key>& queries, std::vector<std::size_t>& positions) const {
        for (std::size_t i = 0; i < queries.size(); ++i) {
            positions[i] = lower_bound(queries[i]);
        }
    }
};

template <class Key, template <class> class Pages>
struct cache_line {
    static constexpr std::string_view name = "cache_line";
    static constexpr bool is_search = false;
    using keys_type = std::vector<Key, Pages<Key>>;

    const keys_type& keys;

    explicit cache_line(const keys_type& given) : keys(given) {}
    std::size_t place(const Key& x) const {
        std::uint64_t word;
        if constexpr (sizeof(Key) == 4) {
            word = std::uint64_t{std::bit_cast<std::uint32_t>(x)} << 32;
        } else {
            word = random::mix(std::bit_cast<std::uint64_t>(x));
        }
        return static_cast<std::size_t>((word >> 32) * keys.size() >> 32); // of 2^32 at most
    }
    void batch(const std::vector<Key>& queries, std::vector<std::size_t>& positions) const {
        constexpr std::size_t ahead = 32;
        const std::size_t m = queries.size();
        for (std::size_t i = 0; i < m; ++i) {
            __builtin_prefetch(keys.data() + place(queries[i + ahead < m ? i + ahead : i]));
            positions[i] = static_cast<std::size_t>(keys[place(queries[i])] != Key()) + i;
        }
    }
};

// -- the timed loops -------------------------------------------------------------------------------

std::uint64_t digest(const std::vector<std::size_t>& positions) {
    std::uint64_t sum = 0;
    for (const std::size_t each : positions) {
        sum = sum * 3 + each;
    }
    return sum;
}

template <class C, class Key>
[[gnu::noinline]] void independent_loop(const C& c, const std::vector<Key>& queries,
                                        std::vector<std::size_t>& positions) {
    for (std::size_t i = 0; i < queries.size(); ++i) {
        positions[i] = c.lower_bound(queries[i]);
    }
}

/// `nothing` is 0, and the compiler does not know it.
template <class C, class Key>
[[gnu::noinline]] std::uint64_t dependent_loop(const C& c, const std::vector<Key>& queries,
                                               std::size_t nothing) {
    std::uint64_t sum = 0;
    std::size_t at = 0;
    for (const Key& query : queries) {
        at = c.lower_bound(static_cast<Key>(query + static_cast<Key>(at & nothing)));
        sum = sum * 3 + at;
    }
    return sum;
}

template <class C, class Key>
[[gnu::noinline]] void batch_loop(const C& c, const std::vector<Key>& queries,
                                  std::vector<std::size_t>& positions) {
    c.batch(queries, positions);
}

// -- the workloads ---------------------------------------------------------------------------------

/// Times batches of `queries` among `keys`, and, if asked for, the same one after another.
template <class C, class Keys, class Key>
void time_batch(benchmark::State& state, const Keys& keys, const std::vector<Key>& queries) {
    const C c(keys);
    std::vector<std::size_t> positions(queries.size());
    measure(
        state, queries.size(), [] {},
        [&] {
            batch_loop(c, queries, positions);
            return &positions;
        },
        [](const std::vector<std::size_t>* found) { return digest(*found); });
}

template <class C, class Key>
void register_searches(std::string_view type, std::size_t n) {
    using keys_type = typename C::keys_type;
    const auto keys_of = [n] {
        keys_type keys;
        if constexpr (std::is_arithmetic_v<Key>) {
            fill<Key>(keys, n);
        } else {
            const auto letters = random_letters(n, 1);
            keys.assign(letters.begin(), letters.end());
            std::sort(keys.begin(), keys.end());
        }
        return keys;
    };
    add({C::is_search ? "batch" : "fetch", type, C::name, n},
        [n, keys_of](benchmark::State& state) {
            const keys_type keys = keys_of();
            time_batch<C>(state, keys, uniform_queries<Key>(keys, queries_for(n)));
        });
    if constexpr (requires { C::only_batches; }) {
        return; // other searches do not ask
    } else if constexpr (C::is_search) {
        add({"batch_skewed", type, C::name, n}, [n, keys_of](benchmark::State& state) {
            const keys_type keys = keys_of();
            time_batch<C>(state, keys, skewed_queries<Key>(keys, queries_for(n)));
        });
        add({"independent", type, C::name, n}, [n, keys_of](benchmark::State& state) {
            const keys_type keys = keys_of();
            const C c(keys);
            const auto queries = uniform_queries<Key>(keys, queries_for(n));
            std::vector<std::size_t> positions(queries.size());
            measure(
                state, queries.size(), [] {},
                [&] {
                    independent_loop(c, queries, positions);
                    return &positions;
                },
                [](const std::vector<std::size_t>* found) { return digest(*found); });
        });
        if constexpr (std::is_arithmetic_v<Key>) {
            add({"dependent", type, C::name, n}, [n, keys_of](benchmark::State& state) {
                const keys_type keys = keys_of();
                const C c(keys);
                const auto queries = uniform_queries<Key>(keys, queries_for(n));
                std::size_t nothing = 0;
                benchmark::DoNotOptimize(nothing);
                measure(
                    state, queries.size(), [] {},
                    [&] { return dependent_loop(c, queries, nothing); });
            });
        }
    }
}

template <class Key, template <class> class Pages>
void register_numbers(std::string_view type, std::size_t n) {
    register_searches<cairn_index<Key, Pages>, Key>(type, n);
    register_searches<dispatched_index<Key, Pages>, Key>(type, n);
    register_searches<std_lower_bound<Key, Pages>, Key>(type, n);
    register_searches<cache_line<Key, Pages>, Key>(type, n);
}

void register_strings(std::size_t n) {
    register_searches<cairn_index<std::string, ordinary_pages>, std::string>("string", n);
    register_searches<std_lower_bound<std::string, ordinary_pages>, std::string>("string", n);
}

void register_building(std::size_t n) {
    using index = cairn::search_index<std::uint32_t>;
    const auto keys_of = [n] {
        std::vector<std::uint32_t> keys;
        fill<std::uint32_t>(keys, n);
        return keys;
    };
    add({"build", "u32", "cairn", n}, [n, keys_of](benchmark::State& state) {
        const auto keys = keys_of();
        measure(
            state, n, [] {},
            [&] { return index(cairn::sorted_equivalent, keys.begin(), keys.end()); },
            [](const index& made) { return made.size(); });
    });
    add({"memory", "u32", "cairn", n}, [n, keys_of](benchmark::State& state) {
        const auto keys = keys_of();
        weigh(state, n, [&] { return index(cairn::sorted_equivalent, keys.begin(), keys.end()); });
    });
}

// Real input.

template <class C, class Key>
void register_given(const std::string& workload, std::string_view type,
                    std::shared_ptr<const std::vector<Key>> keys,
                    std::shared_ptr<const std::vector<Key>> queries) {
    add({workload, type, C::name, keys->size()},
        [keys, queries](benchmark::State& state) { time_batch<C>(state, *keys, *queries); });
}

void register_text(const options::file& given) {
    std::string bytes = read_file(given.path);
    std::vector<std::uint64_t> begins{0}, places;
    for (std::size_t i = 0; i + 1 < bytes.size(); ++i) {
        if (bytes[i] == '\n') {
            begins.push_back(i + 1);
        }
    }
    random draw(5);
    for (std::size_t i = 0; i < 65'536; ++i) {
        places.push_back(draw.below(bytes.size()));
    }
    const auto lines = std::make_shared<const std::vector<std::uint64_t>>(std::move(begins));
    const auto asked = std::make_shared<const std::vector<std::uint64_t>>(std::move(places));
    using number = std::uint64_t;
    register_given<cairn_index<number, ordinary_pages>>("lines_" + given.name, "u64", lines, asked);
    register_given<std_lower_bound<number, ordinary_pages>>("lines_" + given.name, "u64", lines,
                                                            asked);
    text cut;
    split_words(std::move(bytes), cut);
    std::vector<std::string> spoken(cut.tokens.begin(), cut.tokens.end());
    std::vector<std::string> lexicon(spoken);
    std::sort(lexicon.begin(), lexicon.end());
    lexicon.erase(std::unique(lexicon.begin(), lexicon.end()), lexicon.end());
    const auto known = std::make_shared<const std::vector<std::string>>(std::move(lexicon));
    const auto said = std::make_shared<const std::vector<std::string>>(std::move(spoken));
    using word = std::string;
    register_given<cairn_index<word, ordinary_pages>>("words_" + given.name, "string", known, said);
    register_given<std_lower_bound<word, ordinary_pages>>("words_" + given.name, "string", known,
                                                          said);
}

} // namespace

void register_workloads(const options& given) {
    for (const unsigned power : {8U, 12U, 16U, 20U, 22U, 24U, 26U}) {
        const std::size_t n = std::size_t{1} << power;
        register_numbers<std::uint32_t, huge_pages>("u32", n);
        if (power == 16 || power == 22) {
            register_numbers<std::uint32_t, ordinary_pages>("u32_4k", n);
            register_numbers<std::uint64_t, huge_pages>("u64", n);
            register_numbers<std::int64_t, huge_pages>("i64", n);
            register_numbers<double, huge_pages>("double", n);
        }
    }
    for (const std::size_t n : {1'000U, 65'536U, 1'000'000U}) {
        register_strings(n);
    }
    register_building(1'000'000);
    for (const options::file& each : given.texts) {
        register_text(each);
    }
}

} // namespace bench
