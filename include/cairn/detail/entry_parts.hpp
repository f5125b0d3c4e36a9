// SPDX-License-Identifier: BSL-1.0
// cairn/detail/entry_parts.hpp -- entries taken apart: what extract() returns, and how arguments name a key.
//
//     entry_handle, entry_insertion    an entry out of its container, and what became of putting it back
//     get_key, get_value               the parts that keys() and values() show
//     is_key, is_key_and_value         arguments of `emplace` that need no temporary
//     key_part, mapped_part            what deduction guides read off a pair or a tuple

#ifndef CAIRN_DETAIL_ENTRY_PARTS_HPP
#define CAIRN_DETAIL_ENTRY_PARTS_HPP

#include <cairn/detail/contract.hpp>

#include <optional>
#include <tuple>
#include <type_traits>
#include <utility>

namespace cairn::inline CAIRN_ABI::detail {

struct get_key {
    template <class Entry>
    constexpr auto& operator()(Entry& entry) const noexcept {
        return entry.first;
    }
};
struct get_value {
    template <class Entry>
    constexpr auto& operator()(Entry& entry) const noexcept {
        return entry.second;
    }
};

/// What `extract` returns: an entry out of its table, its key mutable. Owns no node, only the parts.
template <class Parts>
class entry_handle {
public:
    constexpr entry_handle() noexcept = default;
    template <class... Args>
    constexpr explicit entry_handle(std::in_place_t, Args&&... args)
        : parts_(std::in_place, std::forward<Args>(args)...) {}
    constexpr entry_handle(entry_handle&& other) noexcept(
        std::is_nothrow_move_constructible_v<
            Parts>) { // not by copying the optional: clang refuses that of libstdc++ 12 while it is empty
        if (other.parts_) parts_.emplace(std::move(*other.parts_));
        other.parts_.reset();
    }
    constexpr entry_handle&
    operator=(entry_handle&& other) noexcept(std::is_nothrow_move_constructible_v<Parts>) {
        if (this != &other) {
            parts_.reset();
            if (other.parts_) parts_.emplace(std::move(*other.parts_));
            other.parts_.reset();
        }
        return *this;
    }

    [[nodiscard]] constexpr bool empty() const noexcept { return !parts_; }
    constexpr explicit operator bool() const noexcept { return !empty(); }

    /// Drops the parts.
    constexpr void reset() noexcept { parts_.reset(); }

    /// The parts. Expects !empty().
    [[nodiscard]] constexpr auto& key() noexcept
        requires requires(Parts& p) { p.first; }
    {
        CAIRN_EXPECTS(!empty());
        return parts_->first;
    }
    [[nodiscard]] constexpr const auto& key() const noexcept
        requires requires(Parts& p) { p.first; }
    {
        CAIRN_EXPECTS(!empty());
        return parts_->first;
    }
    [[nodiscard]] constexpr auto& mapped() noexcept
        requires requires(Parts& p) { p.second; }
    {
        CAIRN_EXPECTS(!empty());
        return parts_->second;
    }
    [[nodiscard]] constexpr const auto& mapped() const noexcept
        requires requires(Parts& p) { p.second; }
    {
        CAIRN_EXPECTS(!empty());
        return parts_->second;
    }
    [[nodiscard]] constexpr Parts& value() noexcept {
        CAIRN_EXPECTS(!empty());
        return *parts_;
    }
    [[nodiscard]] constexpr const Parts& value() const noexcept {
        CAIRN_EXPECTS(!empty());
        return *parts_;
    }

private:
    std::optional<Parts> parts_;
};

template <class Iterator, class Handle>
struct entry_insertion {
    Iterator position;
    bool inserted = false;
    Handle node;
};

/// Arguments of `emplace` that are a key and what its value is made from.
template <class Key, class... Args>
inline constexpr bool is_key_and_value = false;
template <class Key, class First, class Second>
inline constexpr bool is_key_and_value<Key, First, Second> =
    std::is_same_v<std::remove_cvref_t<First>, Key>;

/// The argument of `emplace` that is a key.
template <class Key, class... Args>
inline constexpr bool is_key = false;
template <class Key, class Only>
inline constexpr bool is_key<Key, Only> = std::is_same_v<std::remove_cvref_t<Only>, Key>;

/// A key and its value as the members of a pair or of a tuple.
template <class Pair>
using key_part = std::remove_const_t<std::tuple_element_t<0, Pair>>;
template <class Pair>
using mapped_part = std::tuple_element_t<1, Pair>;

} // namespace cairn::inline CAIRN_ABI::detail

#endif // CAIRN_DETAIL_ENTRY_PARTS_HPP
