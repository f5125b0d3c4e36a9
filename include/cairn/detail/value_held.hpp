// SPDX-License-Identifier: BSL-1.0
// cairn/detail/value_held.hpp -- what indirect, polymorphic and cow hold, and how it is made, copied and dropped.

#ifndef CAIRN_DETAIL_VALUE_HELD_HPP
#define CAIRN_DETAIL_VALUE_HELD_HPP

#include <cairn/detail/value_owner.hpp>

#include <atomic>
#include <cstddef>
#include <memory>
#include <type_traits>
#include <utility>

namespace cairn::inline CAIRN_ABI::detail {

template <class T, class Allocator>
struct indirect_held {
    using pointer = typename std::allocator_traits<Allocator>::pointer;
    pointer value{};

    constexpr explicit operator bool() const noexcept { return value != nullptr; }
    [[nodiscard]] constexpr T* get() const noexcept {
        return value == nullptr ? nullptr : std::to_address(value);
    }

    template <class... Args>
    static constexpr indirect_held make(const Allocator& allocator, Args&&... args) {
        T* const made = detail::value_allocate<T>(allocator, [&](auto& own, T* p) {
            value_traits<T, Allocator>::construct(own, p, std::forward<Args>(args)...);
        });
        return {std::pointer_traits<pointer>::pointer_to(*made)};
    }
    constexpr indirect_held clone(const Allocator&, const Allocator& to) const {
        return make(to, std::as_const(*value));
    }
    constexpr indirect_held relocate(const Allocator&, const Allocator& to) const {
        return make(to, std::move(*value));
    }
    constexpr void drop(Allocator& from) const noexcept {
        T* const p = get();
        std::allocator_traits<Allocator>::destroy(from, p);
        detail::value_deallocate(from, p);
    }
};

template <class T, class Allocator>
struct polymorphic_held;

/// What a polymorphic knows of the object that it owns.
template <class T, class Allocator>
struct polymorphic_block {
    virtual constexpr polymorphic_held<T, Allocator> clone(const Allocator& to) const = 0;
    virtual constexpr polymorphic_held<T, Allocator> relocate(const Allocator& to) = 0;
    virtual constexpr void drop(const Allocator& from) noexcept = 0;

    polymorphic_block(const polymorphic_block&) = delete;
    polymorphic_block& operator=(const polymorphic_block&) = delete;

protected:
    constexpr polymorphic_block() noexcept = default;
    constexpr ~polymorphic_block() = default;
};

template <class T, class Allocator>
struct polymorphic_held {
    polymorphic_block<T, Allocator>* block = nullptr;
    T* value = nullptr; // in the block; kept here so that an access does not have to ask it

    constexpr explicit operator bool() const noexcept { return block != nullptr; }
    constexpr polymorphic_held clone(const Allocator&, const Allocator& to) const {
        return block->clone(to);
    }
    constexpr polymorphic_held relocate(const Allocator&, const Allocator& to) const {
        return block->relocate(to);
    }
    constexpr void drop(Allocator& from) const noexcept { block->drop(from); }
};

template <class T, class U, class Allocator>
struct polymorphic_cell final : value_cell<polymorphic_block<T, Allocator>, U> {
    using held = polymorphic_held<T, Allocator>;

    template <class... Args>
    static constexpr held make(const Allocator& allocator, Args&&... args) {
        auto* const cell =
            detail::value_make_cell<polymorphic_cell, U>(allocator, std::forward<Args>(args)...);
        return {cell, std::addressof(cell->value)};
    }
    constexpr held clone(const Allocator& to) const override { return make(to, this->value); }
    constexpr held relocate(const Allocator& to) override {
        return make(to, std::move(this->value));
    }
    constexpr void drop(const Allocator& from) noexcept override {
        detail::value_drop_cell<U>(from, this);
    }
};

/// How many cows own a value. Counted as std::shared_ptr counts: whoever drops the last share sees all
/// that the others did with the value.
struct cow_count {
    std::size_t owners = 1;

    constexpr void retain() noexcept {
        if (std::is_constant_evaluated()) {
            ++owners;
        } else {
            std::atomic_ref(owners).fetch_add(1, std::memory_order_relaxed);
        }
    }
    /// True if that was the last share. An only owner need not announce it: no one else can ask.
    [[nodiscard]] constexpr bool release() noexcept {
        if (load() == 1) return true;
        if (std::is_constant_evaluated()) {
            --owners;
            return false;
        }
        return std::atomic_ref(owners).fetch_sub(1, std::memory_order_acq_rel) == 1;
    }
    [[nodiscard]] constexpr std::size_t load() noexcept {
        if (std::is_constant_evaluated()) return owners;
        return std::atomic_ref(owners).load(std::memory_order_acquire);
    }
};

template <class T>
struct cow_cell final : value_cell<cow_count, T> {};

template <class T, class Allocator>
struct cow_held {
    cow_cell<T>* cell = nullptr;

    constexpr explicit operator bool() const noexcept { return cell != nullptr; }
    [[nodiscard]] constexpr T* get() const noexcept {
        return cell == nullptr ? nullptr : std::addressof(cell->value);
    }
    [[nodiscard]] constexpr bool only() const noexcept { return cell->load() == 1; }

    template <class... Args>
    static constexpr cow_held make(const Allocator& allocator, Args&&... args) {
        return {detail::value_make_cell<cow_cell<T>, T>(allocator, std::forward<Args>(args)...)};
    }
    constexpr cow_held clone([[maybe_unused]] const Allocator& from,
                             [[maybe_unused]] const Allocator& to) const {
        if constexpr (!std::allocator_traits<Allocator>::is_always_equal::value) {
            if (!(from == to)) return make(to, std::as_const(cell->value));
        }
        cell->retain();
        return *this;
    }
    constexpr cow_held relocate(const Allocator&, const Allocator& to) const {
        if (only()) return make(to, std::move(cell->value));
        return make(to, std::as_const(cell->value));
    }
    constexpr void drop(const Allocator& from) const noexcept {
        if (cell->release()) detail::value_drop_cell<T>(from, cell);
    }
};

} // namespace cairn::inline CAIRN_ABI::detail

#endif // CAIRN_DETAIL_VALUE_HELD_HPP
