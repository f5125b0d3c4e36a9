// SPDX-License-Identifier: BSL-1.0
// cairn/detail/entry.hpp -- what containers hold: a key, or a key with a value; how to reach and to move it.
//
//     key_entry, pair_entry    an entry that is a key (sets, lists), or a key with a value (maps, counter)
//     transfer                 an entry that leaves its place, moved or copied
//     is_text                  keys that are strings

#ifndef CAIRN_DETAIL_ENTRY_HPP
#define CAIRN_DETAIL_ENTRY_HPP

#include <cairn/fwd.hpp>

#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace cairn::inline CAIRN_ABI::detail {

/// An entry that is its own key (ordered_set, sorted_set, sorted_list).
template <class Key>
struct key_entry {
    using key_type = Key;
    using value_type = Key;

    static constexpr const Key& key(const Key& entry) noexcept { return entry; }
    static constexpr bool nothrow_move = std::is_nothrow_move_constructible_v<Key>;
    static constexpr bool copyable = std::is_copy_constructible_v<Key>;

    /// Returns build(parts...) for what a moved entry is made of.
    template <class Build>
    static constexpr auto move(Key& from, Build build) {
        return build(std::move(from));
    }
    /// The same for what a copied entry is made of.
    template <class Build>
    static constexpr auto copy(const Key& from, Build build) {
        return build(from);
    }
};

/// A key with a value (dict, counter, sorted_map). The key is const to everybody but its container, which may move it
/// along when it moves the entry.
template <class Key, class Value>
struct pair_entry {
    using key_type = Key;
    using value_type = std::pair<const Key, Value>;

    static constexpr const Key& key(const value_type& entry) noexcept { return entry.first; }
    static constexpr bool nothrow_move =
        std::is_nothrow_move_constructible_v<Key> && std::is_nothrow_move_constructible_v<Value>;
    static constexpr bool copyable =
        std::is_copy_constructible_v<Key> && std::is_copy_constructible_v<Value>;

    template <class Build>
    static constexpr auto move(value_type& from, Build build) {
        if constexpr (std::is_copy_constructible_v<Key>) {
            if (std::is_constant_evaluated()) return build(from.first, std::move(from.second));
        }
        return build(std::move(const_cast<Key&>(from.first)), std::move(from.second));
    }
    template <class Build>
    static constexpr auto copy(const value_type& from, Build build) {
        return build(from.first, from.second);
    }
};

/// Entries that leave their place are moved, if that cannot fail or copying is impossible.
template <class Traits>
inline constexpr bool moves_entries = Traits::nothrow_move || !Traits::copyable;

/// A move that fails half-way loses the entry, and nothing prevents it.
template <class Traits>
inline constexpr bool fragile_entries = !Traits::nothrow_move && !Traits::copyable;

/// Returns build(parts...) for an entry that leaves its place, moved or copied.
template <class Traits, class Build>
constexpr auto transfer(typename Traits::value_type& from, Build build) {
    if constexpr (moves_entries<Traits>) {
        return Traits::move(from, build);
    } else {
        return Traits::copy(from, build);
    }
}

// -- text -----------------------------------------------------------------------------------------------

/// What the standard comparators see as text. Not a class that merely converts to a view: its own == decides.
template <class T>
inline constexpr bool is_text = false;
template <>
inline constexpr bool is_text<std::string_view> = true;
template <class Allocator>
inline constexpr bool is_text<std::basic_string<char, std::char_traits<char>, Allocator>> = true;

} // namespace cairn::inline CAIRN_ABI::detail

#endif // CAIRN_DETAIL_ENTRY_HPP
