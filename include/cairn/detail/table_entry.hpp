// SPDX-License-Identifier: BSL-1.0
// cairn/detail/table_entry.hpp -- the entries of an ordered_table: what they are made of, and how to walk them.
//
//     key_entry, pair_entry    an entry that is a key (ordered_set), or a key with a value (dict, counter)
//     same_key                 equality of keys, quick for strings
//     table_iterator           the live entries in order

#ifndef CAIRN_DETAIL_TABLE_ENTRY_HPP
#define CAIRN_DETAIL_TABLE_ENTRY_HPP

#include <cairn/detail/hash.hpp>
#include <cairn/detail/hash_index.hpp>

#include <cstddef>
#include <iterator>
#include <memory>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace cairn::inline CAIRN_ABI::detail {

// -- entries: how to reach and how to move them --------------------------------------------------------

/// An entry that is its own key (ordered_set).
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

/// A key with a value (dict, counter). The key is const to everybody but its table, which may move it
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

/// What std::equal_to<> compares as text. Not a class that merely converts to a view: its own == decides.
template <class T>
inline constexpr bool is_text = false;
template <>
inline constexpr bool is_text<std::string_view> = true;
template <class Allocator>
inline constexpr bool is_text<std::basic_string<char, std::char_traits<char>, Allocator>> = true;

/// Strings compare without a call for the length that most words have.
template <class Equal, class Stored, class Key>
[[nodiscard, gnu::always_inline]] inline constexpr bool
same_key(const Equal& equal, const Stored& stored, const Key& key) {
    if constexpr (std::is_same_v<Equal, std::equal_to<>> && is_text<Stored> &&
                  (is_text<Key> || std::is_same_v<std::decay_t<Key>, const char*> ||
                   std::is_same_v<std::decay_t<Key>, char*>)) {
        const std::string_view a = stored, b = key;
        if (a.size() != b.size()) return false;
        if (packs(a.size())) return pack(a.data(), a.size()) == pack(b.data(), b.size());
        return a == b;
    } else {
        return static_cast<bool>(equal(stored, key));
    }
}

// -- iteration ----------------------------------------------------------------------------------------

/// Walks the live entries in order. Stays valid while the table neither rebuilds nor erases its entry,
/// also across swap and move: it refers to the blocks and not to the table.
template <class Entry>
class table_iterator {
public:
    using iterator_category = std::bidirectional_iterator_tag;
    using value_type = std::remove_cv_t<Entry>;
    using difference_type = std::ptrdiff_t;
    using pointer = Entry*;
    using reference = Entry&;

    constexpr table_iterator() = default;
    constexpr table_iterator(Entry* base, Entry* at, const hash_index::word* marks) noexcept
        : at_(at), base_(base), marks_(marks) {}

    /// iterator -> const_iterator
    constexpr operator table_iterator<const Entry>() const noexcept
        requires(!std::is_const_v<Entry>)
    {
        return {base_, at_, marks_};
    }

    constexpr reference operator*() const noexcept { return *at_; }
    constexpr pointer operator->() const noexcept { return at_; }

    constexpr table_iterator& operator++() noexcept {
        ++at_;
        if (marks_[0] != 0) [[unlikely]]
            skip_forward();
        return *this;
    }
    constexpr table_iterator operator++(int) noexcept {
        const table_iterator old = *this;
        ++*this;
        return old;
    }
    constexpr table_iterator& operator--() noexcept {
        --at_;
        if (marks_[0] != 0) [[unlikely]] {
            while (hash_index::is_dead(marks_, position()))
                --at_;
        }
        return *this;
    }
    constexpr table_iterator operator--(int) noexcept {
        const table_iterator old = *this;
        --*this;
        return old;
    }

    friend constexpr bool operator==(const table_iterator& a, const table_iterator& b) noexcept {
        return a.at_ == b.at_;
    }

    [[nodiscard]] constexpr const Entry* block() const noexcept { return base_; }
    /// Where the entry lies, counted from the beginning of the block.
    [[nodiscard]] constexpr std::size_t position() const noexcept {
        return static_cast<std::size_t>(at_ - base_);
    }

private:
    constexpr void skip_forward() noexcept {
        while (hash_index::is_dead(marks_, position()))
            ++at_;
    }

    Entry* at_ = nullptr;
    Entry* base_ = nullptr;
    const hash_index::word* marks_ = nullptr;
};

} // namespace cairn::inline CAIRN_ABI::detail

#endif // CAIRN_DETAIL_TABLE_ENTRY_HPP
