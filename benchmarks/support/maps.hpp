// SPDX-License-Identifier: BSL-1.0
// support/maps.hpp -- the hash tables that dict and counter are compared with, behind one spelling.
//
// A contestant `M<Key, Value>` has a name and a `table`. Each is used with its default hash; string
// keys are found by string_view where the table can do that, which for std::unordered_map needs a
// transparent hash of the user's own.

#ifndef CAIRN_BENCHMARKS_SUPPORT_MAPS_HPP
#define CAIRN_BENCHMARKS_SUPPORT_MAPS_HPP

#include "support/peers.hpp"

#include <concepts>
#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <type_traits>
#include <unordered_map>
#include <utility>

#include <cairn/dict.hpp>
#if CAIRN_PEER_ABSL_FLAT
#include <absl/container/flat_hash_map.h>
#endif
#if CAIRN_PEER_BOOST_FLAT
#include <boost/container_hash/hash.hpp>
#include <boost/unordered/unordered_flat_map.hpp>
#endif
#if CAIRN_PEER_PB_DS
#include <ext/pb_ds/assoc_container.hpp>
#endif

namespace bench {

/// Makes `Hash<std::string_view>` serve strings and views alike.
template <template <class> class Hash>
struct transparent_hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return Hash<std::string_view>{}(text); }
};

template <class Key, template <class> class Hash>
using hash_of =
    std::conditional_t<std::is_same_v<Key, std::string>, transparent_hash<Hash>, Hash<Key>>;

// -- contestants -----------------------------------------------------------------------------------

template <class Key, class Value>
struct cairn_dict {
    static constexpr std::string_view name = "cairn";
    using table = cairn::dict<Key, Value>;
};

template <class Key, class Value>
struct std_unordered_map {
    static constexpr std::string_view name = "std_unordered_map";
    using table = std::unordered_map<Key, Value, hash_of<Key, std::hash>, std::equal_to<>>;
};

#if CAIRN_PEER_ABSL_FLAT
/// Abseil's own hash of strings, in reach of std::string_view also where Abseil has a view of its own.
template <class View>
struct absl_hash : absl::Hash<View> {};
template <>
struct absl_hash<std::string_view> {
    std::size_t operator()(std::string_view text) const {
        return absl::Hash<absl::string_view>{}(absl::string_view(text.data(), text.size()));
    }
};

template <class Key, class Value>
struct absl_flat {
    static constexpr std::string_view name = "absl_flat";
    using table = absl::flat_hash_map<Key, Value, hash_of<Key, absl_hash>, std::equal_to<>>;
};
#endif

#if CAIRN_PEER_BOOST_FLAT
template <class Key, class Value>
struct boost_flat {
    static constexpr std::string_view name = "boost_flat";
    using table = boost::unordered_flat_map<Key, Value, hash_of<Key, boost::hash>, std::equal_to<>>;
};
#endif

#if CAIRN_PEER_PB_DS
template <class Key, class Value>
struct pb_ds_gp {
    static constexpr std::string_view name = "pb_ds_gp";
    using table = __gnu_pbds::gp_hash_table<Key, Value, std::hash<Key>>;
};
#endif

/// Calls `f.template operator()<M>()` for every peer of cairn's tables.
template <class Key, class Value, class F>
void for_each_peer_map(F f) {
    f.template operator()<std_unordered_map<Key, Value>>();
#if CAIRN_PEER_ABSL_FLAT
    f.template operator()<absl_flat<Key, Value>>();
#endif
#if CAIRN_PEER_BOOST_FLAT
    f.template operator()<boost_flat<Key, Value>>();
#endif
#if CAIRN_PEER_PB_DS
    f.template operator()<pb_ds_gp<Key, Value>>();
#endif
}

// -- what they spell differently -------------------------------------------------------------------

/// Whether the table is searched by a view without a string being made of it.
template <class Table>
concept finds_views = requires(const Table table, std::string_view view) { table.find(view); };

/// Makes of a view what the table can search: the view itself, or a string that is used again and
/// again.
template <class Table>
class search_key {
public:
    template <class View>
    decltype(auto) operator()(const View& key) {
        if constexpr (std::same_as<View, typename Table::key_type> || finds_views<Table>) {
            return (key);
        } else {
            buffer_.assign(key);
            return std::as_const(buffer_);
        }
    }

private:
    struct nothing {};
    [[no_unique_address]] std::conditional_t<std::same_as<typename Table::key_type, std::string> &&
                                                 !finds_views<Table>,
                                             std::string, nothing> buffer_{};
};

template <class Table, class Key, class Value>
void insert_new(Table& table, const Key& key, const Value& value) {
    if constexpr (requires { table.try_emplace(key, value); }) {
        table.try_emplace(key, value);
    } else {
        table.insert({key, value});
    }
}

template <class Table>
void reserve(Table& table, std::size_t n) {
    if constexpr (requires { table.reserve(n); }) {
        table.reserve(n);
    }
}

/// The value of `key`, or null.
template <class Table, class Key>
auto* lookup(Table& table, const Key& key) {
    const auto it = table.find(key);
    return it == table.end() ? nullptr : &it->second;
}

} // namespace bench

#endif // CAIRN_BENCHMARKS_SUPPORT_MAPS_HPP
