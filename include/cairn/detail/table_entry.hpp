// SPDX-License-Identifier: BSL-1.0
// cairn/detail/table_entry.hpp -- the entries of an ordered_table: how their keys compare, and how to walk them.
//
//     same_key                 equality of keys, quick for strings
//     table_iterator           the live entries in order

#ifndef CAIRN_DETAIL_TABLE_ENTRY_HPP
#define CAIRN_DETAIL_TABLE_ENTRY_HPP

#include <cairn/detail/entry.hpp>
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

// -- equality -------------------------------------------------------------------------------------------

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
