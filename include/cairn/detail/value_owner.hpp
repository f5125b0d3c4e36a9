// SPDX-License-Identifier: BSL-1.0
// cairn/detail/value_owner.hpp -- what indirect, polymorphic and cow share: an allocator, what it made, and
// the rules by which the two are copied, moved, assigned and swapped together.

#ifndef CAIRN_DETAIL_VALUE_OWNER_HPP
#define CAIRN_DETAIL_VALUE_OWNER_HPP

#include <cairn/detail/contract.hpp>
#include <cairn/detail/iterator.hpp>

#include <concepts>
#include <cstddef>
#include <memory>
#include <type_traits>
#include <utility>

namespace cairn::inline CAIRN_ABI::detail {

// -- memory ------------------------------------------------------------------------------------------

template <class T, class Allocator>
using value_traits = typename std::allocator_traits<Allocator>::template rebind_traits<T>;

/// Runs `fill(allocator, p)` on raw memory for one Cell at p, which goes back if that fails.
template <class Cell, class Allocator, class Fill>
constexpr Cell* value_allocate(const Allocator& allocator, Fill fill) {
    using traits = value_traits<Cell, Allocator>;
    typename traits::allocator_type own(allocator);
    const auto memory = traits::allocate(own, 1);
    guard undo([&]() noexcept { traits::deallocate(own, memory, 1); });
    Cell* const cell = std::to_address(memory);
    fill(own, cell);
    undo.dismiss();
    return cell;
}

/// The memory of a Cell whose life has ended.
template <class Cell, class Allocator>
constexpr void value_deallocate(const Allocator& allocator, Cell* cell) noexcept {
    using traits = value_traits<Cell, Allocator>;
    typename traits::allocator_type own(allocator);
    traits::deallocate(own, std::pointer_traits<typename traits::pointer>::pointer_to(*cell), 1);
}

/// A value behind a header of ours. The value is made and destroyed by the allocator, which knows nothing
/// of the header: so its life begins and ends apart from the cell's.
template <class Header, class T>
struct value_cell : Header {
    union {
        T value;
    };

    value_cell(const value_cell&) = delete;
    value_cell& operator=(const value_cell&) = delete;

protected:
    constexpr value_cell() noexcept {}
    constexpr ~value_cell() {}
};

/// A cell with a value made from these arguments. Strong.
template <class Cell, class T, class Allocator, class... Args>
constexpr Cell* value_make_cell(const Allocator& allocator, Args&&... args) {
    return detail::value_allocate<Cell>(allocator, [&](auto& own, Cell* cell) {
        using traits = value_traits<T, Allocator>;
        std::construct_at(cell);
        guard undo([cell]() noexcept { std::destroy_at(cell); });
        typename traits::allocator_type of_value(own);
        traits::construct(of_value, std::addressof(cell->value), std::forward<Args>(args)...);
        undo.dismiss();
    });
}

template <class T, class Cell, class Allocator>
constexpr void value_drop_cell(const Allocator& allocator, Cell* cell) noexcept {
    using traits = value_traits<T, Allocator>;
    typename traits::allocator_type own(allocator);
    traits::destroy(own, std::addressof(cell->value));
    std::destroy_at(cell);
    detail::value_deallocate(allocator, cell);
}

// -- ownership ---------------------------------------------------------------------------------------

/// An allocator and what was made with it. Held is a handle, null when default-constructed, with
///     held.clone(from, to)      a copy of what is held by allocator `from`, for allocator `to`
///     held.relocate(from, to)   the same, and the original, which is dropped next, may be moved from
///     held.drop(from)           the end of it
/// Nothing here needs the held type to be complete before a member is used.
template <class Held, class Allocator>
class value_owner {
    using traits = std::allocator_traits<Allocator>;
    static constexpr bool copies_allocator = traits::propagate_on_container_copy_assignment::value;
    static constexpr bool moves_allocator = traits::propagate_on_container_move_assignment::value;
    static constexpr bool swaps_allocator = traits::propagate_on_container_swap::value;
    static constexpr bool always_equal = traits::is_always_equal::value;

public:
    static constexpr bool nothrow_move_assignment = moves_allocator || always_equal;
    static constexpr bool nothrow_swap = swaps_allocator || always_equal;

    constexpr value_owner(const Allocator& allocator, Held held) noexcept
        : held_(held), allocator_(allocator) {}

    constexpr value_owner(const value_owner& other)
        : value_owner(other, other.selected_allocator()) {}
    constexpr value_owner(const value_owner& other, const Allocator& allocator)
        : allocator_(allocator) {
        if (other.held_) held_ = other.held_.clone(other.allocator_, allocator_);
    }
    /// The other one is null afterwards, in every case.
    constexpr value_owner(value_owner&& other) noexcept
        : held_(other.release()), allocator_(std::move(other.allocator_)) {}
    constexpr value_owner(value_owner&& other, const Allocator& allocator) noexcept(always_equal)
        : allocator_(allocator) {
        if constexpr (!always_equal) {
            if (other.held_ && !(allocator_ == other.allocator_)) {
                held_ = other.held_.relocate(other.allocator_, allocator_);
                other.reset();
                return;
            }
        }
        held_ = other.release();
    }

    // What is assigned may lie inside what it replaces, as the tail of a list does: it is taken out first.
    constexpr value_owner& operator=(const value_owner& other) {
        if (this != std::addressof(other)) {
            value_owner made(other, copies_allocator ? other.allocator_ : allocator_);
            replace(made.release());
            if constexpr (copies_allocator) allocator_ = made.allocator_;
        }
        return *this;
    }
    constexpr value_owner& operator=(value_owner&& other) noexcept(nothrow_move_assignment) {
        // Self-assignment comes out right: what is taken out is put back.
        if constexpr (moves_allocator) {
            Allocator allocator(std::move(other.allocator_));
            replace(other.release());
            allocator_ = std::move(allocator);
        } else {
            replace(value_owner(std::move(other), allocator_).release());
        }
        return *this;
    }
    constexpr ~value_owner() { reset(); }

    /// Expects     equal allocators, unless they are swapped too
    constexpr void swap(value_owner& other) noexcept(nothrow_swap) {
        using std::swap;
        if constexpr (swaps_allocator) {
            swap(allocator_, other.allocator_);
        } else {
            CAIRN_EXPECTS(always_equal || allocator_ == other.allocator_);
        }
        swap(held_, other.held_);
    }

    /// Drops what is held for something that this allocator made.
    constexpr void replace(Held held) noexcept {
        if (Held old = std::exchange(held_, held)) old.drop(allocator_);
    }
    constexpr void reset() noexcept { replace(Held()); }
    [[nodiscard]] constexpr Held release() noexcept { return std::exchange(held_, Held()); }

    constexpr explicit operator bool() const noexcept { return static_cast<bool>(held_); }
    [[nodiscard]] constexpr const Held& held() const noexcept { return held_; }
    [[nodiscard]] constexpr const Allocator& allocator() const noexcept { return allocator_; }
    /// The allocator of a copy.
    [[nodiscard]] constexpr Allocator selected_allocator() const {
        return traits::select_on_container_copy_construction(allocator_);
    }

private:
    Held held_{};
    [[no_unique_address]] Allocator allocator_;
};

// -- what handles say of their values ------------------------------------------------------------------

/// What may be owned: objects of types that are no arrays, and not const or volatile.
template <class T>
inline constexpr bool value_ownable =
    std::is_object_v<T> && !std::is_array_v<T> && std::is_same_v<T, std::remove_cv_t<T>> &&
    !std::is_same_v<T, std::in_place_t>;
template <class T>
inline constexpr bool value_ownable<std::in_place_type_t<T>> = false;

/// Values of handles compare as values; null is equal to null, and before everything else.
template <class T, class U>
[[nodiscard]] constexpr bool value_equal(const T* a, const U* b) {
    if (a == nullptr || b == nullptr) return (a == nullptr) == (b == nullptr);
    return *a == *b;
}
template <class T, class U>
[[nodiscard]] constexpr synth_three_way_result<T, U> value_compare(const T* a, const U* b) {
    if (a == nullptr || b == nullptr) return (a != nullptr) <=> (b != nullptr);
    return synth_three_way{}(*a, *b);
}

template <class T>
concept value_hashable = requires(const T& value) {
    { std::hash<T>{}(value) } -> std::convertible_to<std::size_t>;
};
template <class T>
[[nodiscard]] constexpr std::size_t value_hash(const T* value) {
    return value == nullptr ? 0 : std::hash<T>{}(*value);
}

} // namespace cairn::inline CAIRN_ABI::detail

#endif // CAIRN_DETAIL_VALUE_OWNER_HPP
