// SPDX-License-Identifier: BSL-1.0
// cairn/detail/tree_search.hpp -- where a key belongs in a node.
//
//     count_monotone       how many of a fixed number of positions satisfy a monotone test: no branches
//     bisect               the same by halving, for tests that cost something
//     tree_query           a key that is looked up, with what is worth computing once
//     tree_search          the child, or the position in a leaf, for a query
//
// Counting beats halving for numbers: its loads do not wait for one another. It looks at the last key
// of every group of eight, and then at one group, so that it reads few more words than halving.

#ifndef CAIRN_DETAIL_TREE_SEARCH_HPP
#define CAIRN_DETAIL_TREE_SEARCH_HPP

#include <cairn/detail/tree_node.hpp>

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <type_traits>
#include <utility>

namespace cairn::inline CAIRN_ABI::detail {

/// How many i in [first, first + N) satisfy `test`.
template <class Test, std::size_t... Number>
[[nodiscard, gnu::always_inline]] inline std::size_t count_from(std::size_t first, Test test,
                                                                std::index_sequence<Number...>) {
    return (std::size_t{0} + ... + (test(first + Number) ? std::size_t{1} : 0));
}

/// How many of the groups of eight among Capacity positions satisfy a test; the last does not count.
template <std::size_t Capacity, class Test>
[[nodiscard, gnu::always_inline]] inline std::size_t count_groups(Test test) {
    static_assert(Capacity % 8 == 0 && Capacity > 8);
    return count_from(0, test, std::make_index_sequence<Capacity / 8 - 1>());
}

/// The number of the first of eight positions from `first` on that does not satisfy `test`.
template <class Test>
[[nodiscard, gnu::always_inline]] inline std::size_t count_group(std::size_t first, Test test) {
    return first + count_from(first, test, std::make_index_sequence<8>());
}

/// How many i in [0, Capacity) satisfy `test`, which is true up to some i and false from there on.
template <std::size_t Capacity, class Test>
[[nodiscard, gnu::always_inline]] inline std::size_t count_monotone(Test test) {
    const auto last_of = [&](std::size_t g)
                             __attribute__((always_inline)) { return test(8 * g + 7); };
    return count_group(8 * count_groups<Capacity>(last_of), test);
}

/// A word is before a key, or not after it if Upper; the other way round for descending order.
template <class Word, bool Upper, bool Descending, bool Vectors>
struct word_precedes {
    Word key;

    [[nodiscard, gnu::always_inline]] bool operator()(Word word) const noexcept {
        if constexpr (Descending) {
            return Upper ? word >= key : word > key;
        } else {
            return Upper ? word <= key : word < key;
        }
    }

#if defined(__AVX512F__) && defined(__AVX512DQ__) && defined(__GNUC__)
    static constexpr bool has_vectors = Vectors && std::is_integral_v<Word> && sizeof(Word) == 8;

    /// How many of eight words precede, without those whose bit in `mask` is 0.
    [[nodiscard, gnu::always_inline]] std::size_t count(const void* words,
                                                        unsigned char mask = 0xff) const noexcept {
        using vector [[gnu::vector_size(64)]] = long long;
        constexpr int predicate = Descending ? (Upper ? 5 : 6) : (Upper ? 2 : 1); // of vpcmp
        vector stored;
        std::memcpy(&stored, words, sizeof stored);
        const vector wanted = vector{} + static_cast<long long>(key);
        if constexpr (std::is_signed_v<Word>) {
            mask = __builtin_ia32_cmpq512_mask(stored, wanted, predicate, mask);
        } else {
            mask = __builtin_ia32_ucmpq512_mask(stored, wanted, predicate, mask);
        }
        unsigned bits = mask;
#if !defined(__clang__) // g++ 12 at times spills a mask as a byte and reads it back as four
        __asm__("kmovb {%1, %0|%0, %1}" : "=r"(bits) : "k"(mask));
#endif
        return static_cast<std::size_t>(__builtin_popcount(bits));
    }
#else
    static constexpr bool has_vectors = false;
#endif
};

/// A test that compares eight words with one instruction.
template <class Test>
inline constexpr bool has_vectors = false;
template <class Word, bool Upper, bool Descending, bool Vectors>
inline constexpr bool has_vectors<word_precedes<Word, Upper, Descending, Vectors>> =
    word_precedes<Word, Upper, Descending, Vectors>::has_vectors;

/// How many of Capacity words satisfy a monotone test.
template <std::size_t Capacity, class Word, class Test>
[[nodiscard, gnu::always_inline]] inline std::size_t count_words(const Word* words, Test test) {
    const auto ends_before = [&](std::size_t g)
                                 __attribute__((always_inline)) { return test(words[8 * g + 7]); };
    const std::size_t first = 8 * count_groups<Capacity>(ends_before);
    if constexpr (has_vectors<Test>) {
        return first + test.count(words + first);
    } else {
        return count_group(first, [&](std::size_t i)
                                      __attribute__((always_inline)) { return test(words[i]); });
    }
}

/// How many i in [first, last) satisfy a monotone test, with at most 1 + log2(last - first) calls.
template <class Test>
[[nodiscard, gnu::always_inline]] inline std::size_t bisect(std::size_t first, std::size_t last,
                                                            Test test) {
    while (first != last) {
        const std::size_t middle = first + (last - first) / 2;
        if (test(middle)) {
            first = middle + 1;
        } else {
            last = middle;
        }
    }
    return first;
}

// `Vectors` says whether to compare eight words at once where the processor can. That makes look-ups up to
// 1.7 times as fast, and changes of the tree slower by a fifth (Zen 4), so these do without.

/// Looked up by the comparator alone.
template <class K>
struct tree_query {
    const K& key;
};
/// Looked up by number.
template <class Key, bool Vectors>
struct number_query {
    Key key;
};
/// Looked up by digest, and by the comparator among equal ones.
template <class View, bool Vectors>
struct digest_query {
    View key;
    digest_word digest;
};

template <class Query>
inline constexpr bool is_number_query = false;
template <class Key, bool Vectors>
inline constexpr bool is_number_query<number_query<Key, Vectors>> = true;
template <class Query>
inline constexpr bool is_digest_query = false;
template <class View, bool Vectors>
inline constexpr bool is_digest_query<digest_query<View, Vectors>> = true;
template <class Query>
inline constexpr bool wants_vectors = false;
template <template <class, bool> class Query, class Key>
inline constexpr bool wants_vectors<Query<Key, true>> = true;

/// Searching nodes. `Upper` asks for the entries not after the query, else for those before it; both
/// answers are numbers of entries, or of separators, at the beginning of the node.
template <class Layout>
struct tree_search {
    using compare_type = typename Layout::compare;
    using key_type = typename Layout::key_type;
    using sort = typename Layout::sort;
    using leaf = tree_leaf<Layout>;
    using inner = tree_inner<Layout>;

    static constexpr bool descending = direction<compare_type, key_type> < 0;

    /// What to look up for a key.
    template <bool Vectors, class K>
    [[nodiscard]] static auto query(const compare_type& compare, const K& key) {
        if constexpr (!Layout::inner_counts && !Layout::inner_digests) {
            return tree_query<K>{key};
        } else if constexpr (!sort::template takes<K>) {
            return tree_query<K>{key};
        } else if constexpr (Layout::inner_counts && !Layout::boxed) {
            return number_query<key_type, Vectors>{key};
        } else {
            using view = decltype(sort::view(compare, key));
            return digest_query<view, Vectors>{sort::view(compare, key),
                                               sort::digest(compare, key)};
        }
    }

    /// stored is not after the query (Upper), or before it.
    template <bool Upper, class Stored, class K>
    [[nodiscard, gnu::always_inline]] static bool precedes(const compare_type& compare,
                                                           const Stored& stored, const K& key) {
        if constexpr (Upper) {
            return !static_cast<bool>(compare(key, stored));
        } else {
            return static_cast<bool>(compare(stored, key));
        }
    }

    // -- inner nodes: which child -----------------------------------------------------------------------

    template <bool Upper, class Query>
    [[nodiscard, gnu::always_inline]] static std::size_t
    child(const inner* node, const Query& query, const compare_type& compare) {
        const std::size_t separators = node->count - 1;
        if constexpr (Layout::inner_counts) {
            std::size_t n;
            if constexpr (is_number_query<Query>) {
                n = child_number(
                    node,
                    word_precedes<key_type, Upper, descending, wants_vectors<Query>>{query.key});
            } else {
                n = child_number(node, [&](const key_type& word) __attribute__((always_inline)) {
                    return precedes<Upper>(compare, word, query.key);
                });
            }
            return n < separators ? n : separators; // a key that is not before the filling either
        } else if constexpr (is_digest_query<Query>) {
            const std::size_t n = child_number(
                node, word_precedes<digest_word, false, false, wants_vectors<Query>>{query.digest});
            if (n < separators && node->words[n] == query.digest) [[unlikely]]
                return among_equal<Upper>(node, n, query, compare);
            return n < separators ? n : separators;
        } else if constexpr (Layout::inner_copies) {
            return detail::bisect(0, separators, [&](std::size_t i) {
                return precedes<Upper>(compare, node->words[i].get(), query.key);
            });
        } else {
            return detail::bisect(0, separators, [&](std::size_t i) {
                return precedes<Upper>(compare, Layout::key(node->borders[i], 0), query.key);
            });
        }
    }

    // -- leaves: which position -------------------------------------------------------------------------

    template <bool Upper, class Query>
    [[nodiscard, gnu::always_inline]] static std::size_t
    position(const leaf* node, const Query& query, const compare_type& compare) {
        const std::size_t count = node->count;
        if constexpr (Layout::leaf_counts && is_number_query<Query>) {
            const auto* entries = Layout::slots_of(node);
            const word_precedes<key_type, Upper, descending, wants_vectors<Query>> precedes_key{
                query.key};
            const auto test = [&](std::size_t i) __attribute__((always_inline)) {
                key_type stored; // the filling beyond the entries is no object of the slot's type
                std::memcpy(&stored, static_cast<const void*>(entries + i), sizeof stored);
                return precedes_key(stored);
            };
            if (node->capacity != Layout::leaf_capacity) [[unlikely]]
                return search_first_leaf(count, test);
            std::size_t n;
            if constexpr (std::is_same_v<typename Layout::slot_type, key_type>) {
                n = count_words<Layout::leaf_capacity>(entries, precedes_key);
            } else {
                n = count_monotone<Layout::leaf_capacity>(test);
            }
            return n < count ? n : count;
        } else if constexpr (Layout::leaf_digests && is_digest_query<Query>) {
            const digest_word* digests = Layout::digests(node);
            const word_precedes<digest_word, false, false, wants_vectors<Query>> test{query.digest};
            const std::size_t n =
                node->capacity == Layout::leaf_capacity
                    ? count_words<Layout::leaf_capacity>(digests, test)
                    : search_first_leaf(count, [&](std::size_t i) { return test(digests[i]); });
            if (n >= count) return count;
            if (digests[n] != query.digest) return n;
            // mostly one entry with this digest
            if (n + 1 == count || digests[n + 1] != query.digest)
                return n + (precedes<Upper>(compare, Layout::key(node, n), query.key) ? 1u : 0u);
            const std::size_t last = detail::bisect(
                n + 1, count, [&](std::size_t i) { return digests[i] == query.digest; });
            return detail::bisect(n, last, [&](std::size_t i) {
                return precedes<Upper>(compare, Layout::key(node, i), query.key);
            });
        } else {
            return detail::bisect(0, count, [&](std::size_t i) {
                return precedes<Upper>(compare, Layout::key(node, i), query.key);
            });
        }
    }

private:
    /// For a leaf that is not as large as others: the only one of a small tree.
    template <class Test>
    [[nodiscard, gnu::noinline]] static std::size_t search_first_leaf(std::size_t count,
                                                                      Test test) {
        return detail::bisect(0, count, test);
    }

    /// How many words satisfy a test, by the fences first. Fetches the pointers to the children of that
    /// group meanwhile.
    template <class Test>
    [[nodiscard, gnu::always_inline]] static std::size_t child_number(const inner* node,
                                                                      Test test) {
        if constexpr (has_vectors<Test>) {
            constexpr auto mask = static_cast<unsigned char>((1u << (Layout::fan_out / 8 - 1)) - 1);
            const std::size_t first = 8 * test.count(node->fences, mask);
            __builtin_prefetch(node->children + first);
            return first + test.count(node->words + first);
        } else {
            const std::size_t first = 8 * count_groups<Layout::fan_out>(
                                              [&](std::size_t g) __attribute__((always_inline)) {
                                                  return test(node->fences[g]);
                                              });
            __builtin_prefetch(node->children + first);
            return count_group(first, [&](std::size_t i) __attribute__((always_inline)) {
                return test(node->words[i]);
            });
        }
    }

    /// Separators from number n on have the digest of the query: their keys decide.
    template <bool Upper, class Query>
    [[nodiscard, gnu::noinline]] static std::size_t
    among_equal(const inner* node, std::size_t n, const Query& query, const compare_type& compare) {
        const std::size_t last = detail::bisect(
            n, node->count - 1, [&](std::size_t i) { return node->words[i] == query.digest; });
        return detail::bisect(n, last, [&](std::size_t i) {
            return precedes<Upper>(compare, Layout::key(node->borders[i], 0), query.key);
        });
    }
};

} // namespace cairn::inline CAIRN_ABI::detail

#endif // CAIRN_DETAIL_TREE_SEARCH_HPP
