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

/// How many of the groups of eight among Capacity positions end with a position that satisfies `last`;
/// the last group does not count.
template <std::size_t Capacity, class Test>
[[nodiscard, gnu::always_inline]] inline std::size_t count_groups(Test last) {
    static_assert(Capacity % 8 == 0 && Capacity > 8);
    return [&]<std::size_t... I>(std::index_sequence<I...>) {
        return (std::size_t{0} + ... + (last(I) ? std::size_t{1} : 0));
    }(std::make_index_sequence<Capacity / 8 - 1>());
}

/// How many of the eight positions from `first` on satisfy `test`, and `first` itself.
template <class Test>
[[nodiscard, gnu::always_inline]] inline std::size_t count_group(std::size_t first, Test test) {
    return [&]<std::size_t... I>(std::index_sequence<I...>) {
        return (first + ... + (test(first + I) ? std::size_t{1} : 0));
    }(std::make_index_sequence<8>());
}

/// How many i in [0, Capacity) satisfy `test`, which is true up to some i and false from there on.
template <std::size_t Capacity, class Test>
[[nodiscard, gnu::always_inline]] inline std::size_t count_monotone(Test test) {
    return count_group(8 * count_groups<Capacity>([&](std::size_t g) { return test(8 * g + 7); }),
                       test);
}

/// The same for a capacity, a multiple of eight, that is known late.
template <class Test>
[[nodiscard, gnu::always_inline]] inline std::size_t count_monotone(std::size_t capacity,
                                                                    Test test) {
    std::size_t group = 0;
    for (std::size_t i = 7; i + 8 < capacity; i += 8)
        group += test(i) ? 1u : 0u;
    std::size_t n = 8 * group;
    for (std::size_t i = 0; i != 8; ++i)
        n += test(8 * group + i) ? 1u : 0u;
    return n;
}

/// How many i in [first, last) satisfy a monotone test, with at most 1 + log2(last - first) calls.
template <class Test>
[[nodiscard]] inline std::size_t bisect(std::size_t first, std::size_t last, Test test) {
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

/// Looked up by the comparator alone.
template <class K>
struct tree_query {
    const K& key;
};
/// Looked up by number.
template <class Key>
struct number_query {
    Key key;
};
/// Looked up by digest, and by the comparator among equal ones.
template <class View>
struct digest_query {
    View key;
    digest_word digest;
};

template <class Query>
inline constexpr bool is_number_query = false;
template <class Key>
inline constexpr bool is_number_query<number_query<Key>> = true;
template <class Query>
inline constexpr bool is_digest_query = false;
template <class View>
inline constexpr bool is_digest_query<digest_query<View>> = true;

/// Searching nodes. `Upper` asks for the entries not after the query, else for those before it; both
/// answers are numbers of entries, or of separators, at the beginning of the node.
template <class Layout>
struct tree_search {
    using compare_type = typename Layout::compare;
    using key_type = typename Layout::key_type;
    using sort = typename Layout::sort;
    using leaf = tree_leaf<Layout>;
    using inner = tree_inner<Layout>;

    /// What to look up for a key.
    template <class K>
    [[nodiscard]] static auto query(const compare_type& compare, const K& key) {
        if constexpr (!Layout::inner_counts && !Layout::inner_digests) {
            return tree_query<K>{key};
        } else if constexpr (!sort::template takes<K>) {
            return tree_query<K>{key};
        } else if constexpr (Layout::inner_counts && !Layout::boxed) {
            return number_query<key_type>{key};
        } else {
            using view = decltype(sort::view(compare, key));
            return digest_query<view>{sort::view(compare, key), sort::digest(compare, key)};
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
            const auto& key = query.key;
            const std::size_t n = child_number(
                node, [&](const auto& word) { return precedes<Upper>(compare, word, key); });
            return n < separators ? n : separators; // a key that is not before the filling either
        } else if constexpr (is_digest_query<Query>) {
            const std::size_t n =
                child_number(node, [&](digest_word word) { return word < query.digest; });
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
            const auto* slots = Layout::slots_of(node);
            const auto key = query.key;
            const auto test = [&](std::size_t i) {
                key_type stored; // the filling beyond the entries is no object of the slot's type
                std::memcpy(&stored, static_cast<const void*>(slots + i), sizeof stored);
                return precedes<Upper>(compare, stored, key);
            };
            const std::size_t n = node->capacity == Layout::leaf_capacity
                                      ? count_monotone<Layout::leaf_capacity>(test)
                                      : count_monotone(node->capacity, test);
            return n < count ? n : count;
        } else if constexpr (Layout::leaf_digests && is_digest_query<Query>) {
            const digest_word* digests = Layout::digests(node);
            const auto test = [&](std::size_t i) { return digests[i] < query.digest; };
            const std::size_t n = node->capacity == Layout::leaf_capacity
                                      ? count_monotone<Layout::leaf_capacity>(test)
                                      : count_monotone(node->capacity, test);
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
    /// How many words satisfy a test, by the fences first. Fetches the pointers to the children of that
    /// group meanwhile.
    template <class Test>
    [[nodiscard, gnu::always_inline]] static std::size_t child_number(const inner* node,
                                                                      Test test) {
        const std::size_t first =
            8 * count_groups<Layout::fan_out>([&](std::size_t g) { return test(node->fences[g]); });
        __builtin_prefetch(node->children + first);
        return count_group(first, [&](std::size_t i) { return test(node->words[i]); });
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
