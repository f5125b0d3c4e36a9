// SPDX-License-Identifier: BSL-1.0
// cairn/detail/search_tree.hpp -- a static tree of numbers over a sorted array of them.
//
//     search_tree      positions by number: one at a time, or many
//
// Shape       The leaves are the keys themselves in groups of sixteen, the last one filled up. Above them
//             are nodes of sixteen separators and no pointers: child c of node k is number 17 k + c of the
//             level below. Separator c is the last key under child c.
//
//             level 0               [ s s s .. s ]
//             level 1       [ s .. s ] [ s .. s ] .. [ s .. s ]
//             leaves     [ 16 keys ][ 16 keys ] ..  [ keys, filling ]
//
// Filling, of separators whose child is the last one or missing as of keys, is what no number comes after,
// so that no search leaves the tree. The nodes take 1/16 of the memory of the keys.
// Source      Khuong and Morin, "Array layouts for comparison-based searching" (2017); Slotin, "Algorithms
//             for modern hardware", S+ trees; Groot Koerkamp, "Static search trees" (2024), for batches

#ifndef CAIRN_DETAIL_SEARCH_TREE_HPP
#define CAIRN_DETAIL_SEARCH_TREE_HPP

#include <cairn/detail/search_node.hpp>

#include <cstddef>
#include <cstdint>
#include <limits>
#include <type_traits>

namespace cairn::inline CAIRN_ABI::detail {

/// Does not own its memory: words() words, of which the first are the keys.
/// Invariant: level_[i] points to the nodes of level i for i < height_, and leaves_ to the keys.
template <class Word, bool Descending>
class search_tree {
    static constexpr std::size_t width = search_width;
    static constexpr std::size_t fan_out = width + 1;
    static constexpr unsigned max_height = 16; // 17^15 nodes of 16 are more than 2^64 keys
    static constexpr std::size_t line = 64;    // bytes

public:
    /// Queries under way at a time: enough cache misses to keep memory busy, few enough that what is known
    /// about them stays in registers and the first-level cache.
    static constexpr std::size_t group = 32;

    /// What no number comes after.
    [[nodiscard]] static constexpr Word filling() noexcept {
        using limits = std::numeric_limits<Word>;
        if constexpr (Descending) {
            return limits::has_infinity ? -limits::infinity() : limits::lowest();
        } else {
            return limits::has_infinity ? limits::infinity() : (limits::max)();
        }
    }

    [[nodiscard]] static constexpr std::size_t leaves_of(std::size_t n) noexcept {
        return n / width + (n % width != 0 ? 1 : 0);
    }
    /// How many words n keys take, with filling and nodes.
    [[nodiscard]] static constexpr std::size_t words(std::size_t n) noexcept {
        std::size_t nodes = leaves_of(n), sum = nodes;
        while (nodes > 1) {
            nodes = nodes / fan_out + (nodes % fan_out != 0 ? 1 : 0);
            sum += nodes;
        }
        return sum * width;
    }

    /// The tree of no keys.
    search_tree() noexcept : leaves_(nothing()) {}

    /// Writes the filling and the nodes behind n keys.
    /// Expects     room for words(n) words at `keys`, aligned to 64 bytes; sorted keys; n > 0
    /// Complexity  linear in the number of nodes
    search_tree(Word* keys, std::size_t n) noexcept : leaves_(keys) {
        const std::size_t leaves = leaves_of(n);
        for (std::size_t i = n; i != leaves * width; ++i)
            keys[i] = filling();
        std::size_t counts[max_height]; // nodes of each level, from the lowest up
        for (std::size_t nodes = leaves; nodes > 1;) {
            nodes = nodes / fan_out + (nodes % fan_out != 0 ? 1 : 0);
            counts[height_++] = nodes;
        }
        Word* node = keys + leaves * width;
        std::size_t span = 1; // leaves under a child
        for (unsigned i = 0; i != height_; ++i, span *= fan_out) {
            level_[height_ - 1 - i] = node;
            std::size_t last = span; // leaves up to and including the child
            for (std::size_t k = 0; k != counts[i]; ++k, node += width, last += span) {
                for (std::size_t c = 0; c != width; ++c, last += span)
                    node[c] = search_word(last < leaves ? keys[last * width - 1] : filling());
            }
        }
    }

    [[nodiscard]] unsigned height() const noexcept { return height_; }

    /// How many keys are before x.
    /// Complexity  one node on each level
    template <search_path Path = widest_search_path>
    [[nodiscard, gnu::always_inline]] std::size_t find(Word x) const noexcept {
        const search_probe<Word, Descending, Path> wanted(x);
        std::size_t at = 0;
        for (unsigned i = 0; i != height_; ++i)
            at = child(at, wanted.in_node(level_[i] + at));
        return at + wanted.in_leaf(leaves_ + at);
    }

    /// put(i, find(queries[i])) for i < m, in ascending order.
    /// Expects     a processor that has this path
    template <search_path Path = widest_search_path, class Put>
    void find_each(const Word* queries, std::size_t m, Put put) const {
#if defined(__GNUC__) && defined(__x86_64__)
        if constexpr (Path > widest_search_path && Path == search_path::avx2) {
            find_by_avx2(queries, m, put);
        } else if constexpr (Path > widest_search_path && Path == search_path::avx512) {
            find_by_avx512(queries, m, put);
        } else {
            find_by<Path>(queries, m, put);
        }
#else
        find_by<Path>(queries, m, put);
#endif
    }

private:
    /// What a search in no keys looks at.
    [[nodiscard]] static const Word* nothing() noexcept {
        struct alignas(line) filled {
            Word words[width];
            constexpr filled() noexcept : words() {
                for (Word& each : words)
                    each = filling();
            }
        };
        static constexpr filled block{};
        return block.words;
    }

    /// Where a child begins in its level, of the node that begins at `at` in the one above.
    [[nodiscard, gnu::always_inline]] static std::size_t child(std::size_t at,
                                                               std::size_t number) noexcept {
        return at * fan_out + number * width;
    }

    [[gnu::always_inline]] static void fetch(const Word* node) noexcept {
        __builtin_prefetch(node);
        if constexpr (width * sizeof(Word) > line) __builtin_prefetch(node + line / sizeof(Word));
    }

// The body of find_each. What a processor must have is an attribute of a function, and no function without it
// may inline one with it, so that the loops are compiled once for each path and are not a template.
#define CAIRN_SEARCH_LOOPS                                                                         \
    std::size_t i = 0;                                                                             \
    /* few nodes each, and all in the first-level cache: the processor overlaps those itself */    \
    for (; height_ > 2 && m - i >= group; i += group) {                                            \
        std::size_t at[group] = {};                                                                \
        for (unsigned level = 0; level != height_; ++level) {                                      \
            const Word* const here = level_[level];                                                \
            const Word* const below = level + 1 != height_ ? level_[level + 1] : leaves_;          \
            for (std::size_t j = 0; j != group; ++j) {                                             \
                at[j] = child(at[j], probe(queries[i + j]).in_node(here + at[j]));                 \
                fetch(below + at[j]);                                                              \
            }                                                                                      \
        }                                                                                          \
        for (std::size_t j = 0; j != group; ++j)                                                   \
            put(i + j, at[j] + probe(queries[i + j]).in_leaf(leaves_ + at[j]));                    \
    }                                                                                              \
    for (; i != m; ++i) {                                                                          \
        const probe wanted(queries[i]);                                                            \
        std::size_t at = 0;                                                                        \
        for (unsigned level = 0; level != height_; ++level)                                        \
            at = child(at, wanted.in_node(level_[level] + at));                                    \
        put(i, at + wanted.in_leaf(leaves_ + at));                                                 \
    }

    template <search_path Path, class Put>
    void find_by(const Word* queries, std::size_t m, Put put) const {
        using probe = search_probe<Word, Descending, Path>;
        CAIRN_SEARCH_LOOPS
    }

#if defined(__GNUC__) && defined(__x86_64__)
    template <class Put>
    [[gnu::target("avx2,bmi,bmi2,popcnt")]] void find_by_avx2(const Word* queries, std::size_t m,
                                                              Put put) const {
        using probe = search_probe<Word, Descending, search_path::avx2>;
        CAIRN_SEARCH_LOOPS
    }
    template <class Put>
    [[gnu::target("avx512f,avx512bw,avx512dq,avx512vl,bmi,bmi2,popcnt")]] void
    find_by_avx512(const Word* queries, std::size_t m, Put put) const {
        using probe = search_probe<Word, Descending, search_path::avx512>;
        CAIRN_SEARCH_LOOPS
    }
#endif

#undef CAIRN_SEARCH_LOOPS

    const Word* level_[max_height] = {};
    const Word* leaves_;
    unsigned height_ = 0; // levels above the leaves
};

} // namespace cairn::inline CAIRN_ABI::detail

#endif // CAIRN_DETAIL_SEARCH_TREE_HPP
