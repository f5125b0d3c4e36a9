// SPDX-License-Identifier: BSL-1.0
// support/sorted.hpp -- the contestants of the sorted benchmarks behind one spelling: cairn, Abseil's
// B-trees, the standard library's red-black trees, Boost's flat containers and the order-statistics
// tree of pb_ds.
//
// A contestant `S<Key>` has a name, a `container`, and says whether it is `flat`: a sorted vector, which
// is compared where nothing is inserted at random. Each orders by its own default, the 64-byte structure
// by the same comparator in all. Operations that the containers spell differently are functions here,
// each written as a competent user of that container would.

#ifndef CAIRN_BENCHMARKS_SUPPORT_SORTED_HPP
#define CAIRN_BENCHMARKS_SUPPORT_SORTED_HPP

#include "support/data.hpp"
#include "support/peers.hpp"

#include <algorithm>
#include <array>
#include <compare>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <iterator>
#include <map>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include <cairn/sorted_list.hpp>
#include <cairn/sorted_map.hpp>
#include <cairn/sorted_set.hpp>
#if CAIRN_PEER_ABSL_BTREE
#include <absl/container/btree_map.h>
#include <absl/container/btree_set.h>
#endif
#if CAIRN_PEER_BOOST_FLAT_SET
#include <boost/container/flat_map.hpp>
#include <boost/container/flat_set.hpp>
#endif
#if CAIRN_PEER_PB_DS
#include <ext/pb_ds/assoc_container.hpp>
#include <ext/pb_ds/tree_policy.hpp>
#endif

namespace bench {

// -- keys ------------------------------------------------------------------------------------------

/// 64 bytes, ordered by the first four members.
struct event {
    std::uint32_t region;
    std::uint32_t kind;
    std::uint64_t time;
    std::uint64_t id;
    std::array<std::uint64_t, 5> payload;

    auto place() const { return std::tie(region, kind, time, id); }
    friend bool operator==(const event& a, const event& b) { return a.place() == b.place(); }
};
static_assert(sizeof(event) == 64);

struct by_place {
    bool operator()(const event& a, const event& b) const { return a.place() < b.place(); }
};

/// `name`          what the type is called in the names of workloads
/// `distinct(n, seed)` n keys without any pattern; other seeds give other keys
/// `digest(key)`   what a key adds to a checksum; reads what is behind a pointer, too
template <class Key>
struct sorted_key;

template <>
struct sorted_key<std::uint64_t> {
    static constexpr std::string_view name = "u64";
    static std::vector<std::uint64_t> distinct(std::size_t n, std::uint64_t seed) {
        return distinct_integers(n, seed);
    }
    static std::uint64_t digest(std::uint64_t key) { return key; }
};

template <>
struct sorted_key<std::string> {
    static constexpr std::string_view name = "string";
    static std::vector<std::string> distinct(std::size_t n, std::uint64_t seed) {
        return random_letters(n, seed);
    }
    static std::uint64_t digest(const std::string& key) {
        return key.size() + 256 * static_cast<std::uint64_t>(key.front());
    }
};

template <>
struct sorted_key<event> {
    static constexpr std::string_view name = "struct64";
    /// Sixteen regions and kinds and 256 times, so that one comparison in four looks at the identity.
    static std::vector<event> distinct(std::size_t n, std::uint64_t seed) {
        std::vector<event> events;
        events.reserve(n);
        for (const std::uint64_t id : distinct_integers(n, seed)) {
            const std::uint64_t bits = random::mix(id);
            events.push_back({static_cast<std::uint32_t>(bits & 15),
                              static_cast<std::uint32_t>(bits >> 4 & 15),
                              bits >> 8 & 255,
                              id,
                              {id, id, id, id, id}});
        }
        return events;
    }
    static std::uint64_t digest(const event& key) { return key.id; }
};

template <class Key>
struct default_order {
    using ours = std::less<>;
    using theirs = std::less<Key>;
};
template <>
struct default_order<event> {
    using ours = by_place;
    using theirs = by_place;
};
template <class Key>
using our_order = typename default_order<Key>::ours;
template <class Key>
using their_order = typename default_order<Key>::theirs;

/// What every map holds.
using mapped = std::uint64_t;

// -- contestants: sets -----------------------------------------------------------------------------

template <class Container, bool Flat = false>
struct sorted_contestant {
    using container = Container;
    static constexpr bool flat = Flat;
};

template <class Key>
struct cairn_sorted_set : sorted_contestant<cairn::sorted_set<Key, our_order<Key>>> {
    static constexpr std::string_view name = "cairn";
};
template <class Key>
struct std_set : sorted_contestant<std::set<Key, their_order<Key>>> {
    static constexpr std::string_view name = "std_set";
};
#if CAIRN_PEER_ABSL_BTREE
template <class Key>
struct absl_btree_set : sorted_contestant<absl::btree_set<Key, their_order<Key>>> {
    static constexpr std::string_view name = "absl_btree";
};
#endif
#if CAIRN_PEER_BOOST_FLAT_SET
template <class Key>
struct boost_flat_set : sorted_contestant<boost::container::flat_set<Key, their_order<Key>>, true> {
    static constexpr std::string_view name = "boost_flat";
};
#endif
#if CAIRN_PEER_PB_DS
template <class Key, class Mapped, class Compare>
using pb_ds_order_statistics = __gnu_pbds::tree<Key, Mapped, Compare, __gnu_pbds::rb_tree_tag,
                                                __gnu_pbds::tree_order_statistics_node_update>;
template <class Key>
struct pb_ds_set
    : sorted_contestant<pb_ds_order_statistics<Key, __gnu_pbds::null_type, their_order<Key>>> {
    static constexpr std::string_view name = "pb_ds_tree";
};
#endif

/// Calls `f.template operator()<S>()` for each set.
template <class Key, class F>
void for_each_sorted_set(F f) {
    f.template operator()<cairn_sorted_set<Key>>();
    f.template operator()<std_set<Key>>();
#if CAIRN_PEER_ABSL_BTREE
    f.template operator()<absl_btree_set<Key>>();
#endif
#if CAIRN_PEER_BOOST_FLAT_SET
    f.template operator()<boost_flat_set<Key>>();
#endif
#if CAIRN_PEER_PB_DS
    f.template operator()<pb_ds_set<Key>>();
#endif
}

// -- contestants: maps -----------------------------------------------------------------------------

template <class Key>
struct cairn_sorted_map : sorted_contestant<cairn::sorted_map<Key, mapped, our_order<Key>>> {
    static constexpr std::string_view name = "cairn";
};
template <class Key>
struct std_map : sorted_contestant<std::map<Key, mapped, their_order<Key>>> {
    static constexpr std::string_view name = "std_map";
};
#if CAIRN_PEER_ABSL_BTREE
template <class Key>
struct absl_btree_map : sorted_contestant<absl::btree_map<Key, mapped, their_order<Key>>> {
    static constexpr std::string_view name = "absl_btree";
};
#endif
#if CAIRN_PEER_BOOST_FLAT_SET
template <class Key>
struct boost_flat_map
    : sorted_contestant<boost::container::flat_map<Key, mapped, their_order<Key>>, true> {
    static constexpr std::string_view name = "boost_flat";
};
#endif
#if CAIRN_PEER_PB_DS
template <class Key>
struct pb_ds_map : sorted_contestant<pb_ds_order_statistics<Key, mapped, their_order<Key>>> {
    static constexpr std::string_view name = "pb_ds_tree";
};
#endif

/// Calls `f.template operator()<S>()` for each map.
template <class Key, class F>
void for_each_sorted_map(F f) {
    f.template operator()<cairn_sorted_map<Key>>();
    f.template operator()<std_map<Key>>();
#if CAIRN_PEER_ABSL_BTREE
    f.template operator()<absl_btree_map<Key>>();
#endif
#if CAIRN_PEER_BOOST_FLAT_SET
    f.template operator()<boost_flat_map<Key>>();
#endif
#if CAIRN_PEER_PB_DS
    f.template operator()<pb_ds_map<Key>>();
#endif
}

// -- contestants: lists ----------------------------------------------------------------------------

template <class Key>
struct cairn_sorted_list : sorted_contestant<cairn::sorted_list<Key, our_order<Key>>> {
    static constexpr std::string_view name = "cairn";
};
template <class Key>
struct std_multiset : sorted_contestant<std::multiset<Key, their_order<Key>>> {
    static constexpr std::string_view name = "std_multiset";
};
#if CAIRN_PEER_ABSL_BTREE
template <class Key>
struct absl_btree_multiset : sorted_contestant<absl::btree_multiset<Key, their_order<Key>>> {
    static constexpr std::string_view name = "absl_btree";
};
#endif
#if CAIRN_PEER_BOOST_FLAT_SET
template <class Key>
struct boost_flat_multiset
    : sorted_contestant<boost::container::flat_multiset<Key, their_order<Key>>, true> {
    static constexpr std::string_view name = "boost_flat";
};
#endif
#if CAIRN_PEER_PB_DS
/// pb_ds has no order statistics of equal keys; what people do is number them.
template <class Key>
class numbered_tree {
public:
    struct value_type {
        Key key;
        std::uint64_t number;
    };
    struct order {
        bool operator()(const value_type& a, const value_type& b) const {
            const their_order<Key> less;
            return less(a.key, b.key) || (!less(b.key, a.key) && a.number < b.number);
        }
    };
    using tree = pb_ds_order_statistics<value_type, __gnu_pbds::null_type, order>;
    using iterator = typename tree::const_iterator;

    iterator insert(const Key& key) { return tree_.insert({key, ++last_}).first; }
    bool erase_one(const Key& key) {
        const auto it = find(key);
        return it != end() && tree_.erase(*it);
    }
    void erase(iterator it) { tree_.erase(value_type(*it)); }
    iterator find(const Key& key) const {
        const auto it = lower_bound(key);
        return it != end() && !their_order<Key>()(key, it->key) ? it : end();
    }
    iterator lower_bound(const Key& key) const { return tree_.lower_bound({key, 0}); }
    std::size_t order_of_key(const Key& key) const { return tree_.order_of_key({key, 0}); }
    std::size_t count(const Key& key) const {
        return tree_.order_of_key({key, ~std::uint64_t{0}}) - tree_.order_of_key({key, 0});
    }
    iterator find_by_order(std::size_t i) const { return tree_.find_by_order(i); }
    iterator begin() const { return tree_.begin(); }
    iterator end() const { return tree_.end(); }
    std::size_t size() const { return tree_.size(); }

private:
    tree tree_;
    std::uint64_t last_ = 0;
};

template <class Key>
struct pb_ds_list : sorted_contestant<numbered_tree<Key>> {
    static constexpr std::string_view name = "pb_ds_tree";
};
#endif

/// Calls `f.template operator()<S>()` for each container of keys that may be equal.
template <class Key, class F>
void for_each_sorted_list(F f) {
    f.template operator()<cairn_sorted_list<Key>>();
    f.template operator()<std_multiset<Key>>();
#if CAIRN_PEER_ABSL_BTREE
    f.template operator()<absl_btree_multiset<Key>>();
#endif
#if CAIRN_PEER_BOOST_FLAT_SET
    f.template operator()<boost_flat_multiset<Key>>();
#endif
#if CAIRN_PEER_PB_DS
    f.template operator()<pb_ds_list<Key>>();
#endif
}

// -- elements --------------------------------------------------------------------------------------

template <class T>
inline constexpr bool is_pair = false;
template <class K, class V>
inline constexpr bool is_pair<std::pair<K, V>> = true;

/// Whether the elements are pairs of a key and a value.
template <class C>
concept mapping = is_pair<typename C::value_type>;

/// Whether keys may be equal.
template <class C>
concept multiple = requires(C c, const typename C::value_type& value) {
    { c.insert(value) } -> std::same_as<typename C::iterator>;
};

/// The value that comes with a key in a map.
template <class Key>
mapped value_for(const Key& key) {
    return sorted_key<Key>::digest(key) * 5 + 1;
}

/// What an element adds to a checksum: its key, of a pair the value.
template <class T>
std::uint64_t digest(const T& element) {
    if constexpr (is_pair<T>) {
        return element.second;
    } else if constexpr (requires { element.number; }) {
        return sorted_key<decltype(T::key)>::digest(element.key);
    } else {
        return sorted_key<T>::digest(element);
    }
}

/// Keys as the elements of a container, in the same order.
template <class C, class Key>
auto elements_of(const std::vector<Key>& keys) {
    if constexpr (mapping<C>) {
        std::vector<std::pair<Key, mapped>> elements;
        elements.reserve(keys.size());
        for (const Key& key : keys) {
            elements.emplace_back(key, value_for(key));
        }
        return elements;
    } else {
        return keys;
    }
}

// -- what they spell differently -------------------------------------------------------------------

template <class C, class Key>
void put(C& c, const Key& key) {
    if constexpr (!mapping<C>) {
        c.insert(key);
    } else if constexpr (requires { c.try_emplace(key, value_for(key)); }) {
        c.try_emplace(key, value_for(key));
    } else {
        c.insert({key, value_for(key)});
    }
}

/// Puts in a key that is not less than any other.
template <class C, class Key>
void put_last(C& c, const Key& key) {
    if constexpr (mapping<C>) {
        if constexpr (requires { c.try_emplace(c.end(), key, value_for(key)); }) {
            c.try_emplace(c.end(), key, value_for(key));
        } else {
            put(c, key);
        }
    } else if constexpr (requires { c.insert(c.end(), key); }) {
        c.insert(c.end(), key);
    } else {
        put(c, key);
    }
}

/// Takes out one element with a key that is there.
template <class C, class Key>
void drop(C& c, const Key& key) {
    if constexpr (requires { c.erase_one(key); }) {
        c.erase_one(key);
    } else if constexpr (multiple<C>) {
        c.erase(c.find(key));
    } else {
        c.erase(key);
    }
}

template <class C>
concept order_statistics = requires(const C c) { c.find_by_order(std::size_t{}); };

/// Whether positions cost less than walking there.
template <class C>
concept positional = order_statistics<C> || requires(const C c) { c.nth(std::size_t{}); };

template <class C>
auto element_at(const C& c, std::size_t i) {
    if constexpr (order_statistics<C>) {
        return c.find_by_order(i);
    } else {
        return c.nth(i);
    }
}

template <class C, class Key>
std::size_t rank_of(const C& c, const Key& key) {
    if constexpr (requires { c.rank(key); }) {
        return c.rank(key);
    } else if constexpr (order_statistics<C>) {
        return c.order_of_key(key);
    } else {
        return static_cast<std::size_t>(c.lower_bound(key) - c.begin());
    }
}

template <class C>
concept segmented = requires(const C c) { c.segments(); };

/// Calls `f(range)` for the largest pieces of `c` that its interface offers, in order.
template <class C, class F>
void for_each_run(const C& c, F f) {
    if constexpr (segmented<C>) {
        for (const auto& run : c.segments()) {
            f(run);
        }
    } else {
        f(c);
    }
}

template <class C>
concept batched = requires(const C c, std::span<const typename C::key_type> keys,
                           typename C::const_iterator* out) { c.find_batch(keys, out); };

/// A container of elements that come in order, without two that are equal.
template <class C, class Element>
C loaded(const std::vector<Element>& elements) {
    const auto first = elements.begin();
    const auto last = elements.end();
    if constexpr (requires { C(cairn::sorted_unique, first, last); }) {
        return C(cairn::sorted_unique, first, last);
    } else if constexpr (requires { C(cairn::sorted_equivalent, first, last); }) {
        return C(cairn::sorted_equivalent, first, last);
#if CAIRN_PEER_BOOST_FLAT_SET
    } else if constexpr (requires { C(boost::container::ordered_unique_range, first, last); }) {
        return C(boost::container::ordered_unique_range, first, last);
    } else if constexpr (requires { C(boost::container::ordered_range, first, last); }) {
        return C(boost::container::ordered_range, first, last);
#endif
    } else if constexpr (requires { C(first, last); }) {
        return C(first, last);
    } else {
        C c;
        for (const Element& element : elements) {
            c.insert(element);
        }
        return c;
    }
}

/// A container of keys in any order.
template <class C, class Key>
C filled(std::span<const Key> keys) {
    C c;
    for (const Key& key : keys) {
        put(c, key);
    }
    return c;
}

} // namespace bench

#endif // CAIRN_BENCHMARKS_SUPPORT_SORTED_HPP
