// SPDX-License-Identifier: BSL-1.0
// cairn/detail/addressable_memory.hpp -- where an addressable heap keeps things: tables, and cells that stay.
//
//     table        a growing array of trivially copyable objects, its first group on a cache line
//     cell_store    memory for elements that never move, and are given back one by one
//
// Neither knows its allocator: both are told with each call, because the heap has the one copy.

#ifndef CAIRN_DETAIL_ADDRESSABLE_MEMORY_HPP
#define CAIRN_DETAIL_ADDRESSABLE_MEMORY_HPP

#include <cairn/detail/contract.hpp>
#include <cairn/detail/storage.hpp>

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <type_traits>
#include <utility>

namespace cairn::inline CAIRN_ABI::detail {

/// Objects of a trivially copyable type, in one block. The user keeps count of them: those below the
/// count have been constructed, and growth takes them along.
/// `Group` objects that are read together begin at index 1, 1 + Group, 1 + 2 Group ...; the block
/// begins so that no group crosses the border of a cache line without need. 0 asks for nothing.
template <class E, std::size_t Group>
class table {
    static_assert(std::is_trivially_copyable_v<E>);
    static constexpr std::size_t line = 64;
    static constexpr bool aligns = Group != 0 && line % (Group * sizeof(E)) == 0;
    static constexpr std::size_t margin = aligns ? Group : 0; // objects

public:
    table() = default;
    constexpr table(table&& other) noexcept
        : first_(std::exchange(other.first_, nullptr)),
          capacity_(std::exchange(other.capacity_, 0)), shift_(std::exchange(other.shift_, 0)) {}
    constexpr void swap(table& other) noexcept {
        std::swap(first_, other.first_);
        std::swap(capacity_, other.capacity_);
        std::swap(shift_, other.shift_);
    }

    [[nodiscard]] constexpr E* data() const noexcept { return first_; }
    [[nodiscard]] constexpr std::size_t capacity() const noexcept { return capacity_; }

    template <class Allocator>
    [[nodiscard]] static constexpr std::size_t max_size(const Allocator& allocator) noexcept {
        const rebound<Allocator> mine(allocator);
        const std::size_t memory = detail::max_elements<E>(mine);
        return memory > margin ? memory - margin : 0;
    }

    /// Twice as much room, at least for `n` objects. Strong.
    template <class Allocator>
    constexpr void grow(const Allocator& allocator, std::size_t n, std::size_t count) {
        const std::size_t most = max_size(allocator);
        if (n > most) throw_length_error("heap: too many elements");
        std::size_t wanted = capacity_ <= most / 2 ? capacity_ * 2 : most;
        if (wanted < 16) wanted = 16;
        if (wanted < n) wanted = n;
        reallocate(allocator, wanted < most ? wanted : most, count);
    }
    /// Room for `n` objects, of which `count` are there. Strong.
    template <class Allocator>
    constexpr void reallocate(const Allocator& allocator, std::size_t n, std::size_t count) {
        rebound<Allocator> mine(allocator);
        E* const block = detail::allocate<E>(mine, n + margin);
        const std::size_t shift = shift_in(block);
        E* const first = block + shift;
        if (std::is_constant_evaluated()) {
            for (std::size_t i = 0; i != count; ++i)
                std::construct_at(first + i, first_[i]);
        } else if (count != 0) {
            std::memcpy(static_cast<void*>(first), static_cast<const void*>(first_),
                        count * sizeof(E));
        }
        release(allocator);
        first_ = first;
        capacity_ = n;
        shift_ = static_cast<std::uint32_t>(shift);
    }
    template <class Allocator>
    constexpr void release(const Allocator& allocator) noexcept {
        if (first_ == nullptr) return;
        rebound<Allocator> mine(allocator);
        detail::deallocate(mine, first_ - shift_, capacity_ + margin);
        first_ = nullptr;
        capacity_ = 0;
        shift_ = 0;
    }

private:
    template <class Allocator>
    using rebound = typename std::allocator_traits<Allocator>::template rebind_alloc<E>;

    [[nodiscard]] static constexpr std::size_t shift_in([[maybe_unused]] E* block) noexcept {
        if constexpr (aligns) {
            if (std::is_constant_evaluated()) return 0;
            const auto address = reinterpret_cast<std::uintptr_t>(block);
            for (std::size_t shift = 0; shift != margin; ++shift) {
                if ((address + (shift + 1) * sizeof(E)) % (Group * sizeof(E)) == 0) return shift;
            }
        }
        return 0;
    }

    E* first_ = nullptr;
    std::size_t capacity_ = 0;
    std::uint32_t shift_ = 0; // from the begin of the block to first_
};

/// Memory for one element, or a link to other free memory. It has a value only while somebody says so.
template <class T>
union cell {
    constexpr cell() noexcept : next(nullptr) {}
    constexpr ~cell() {}
    T value;
    cell* next;
};

/// Cells from blocks that double in size: an element stays where it was constructed until it dies.
/// The first cell of each block links to the block before, which is half as large.
template <class T>
class cell_store {
    using cell_type = cell<T>;
    static constexpr std::size_t first_block = 8; // cells

public:
    cell_store() = default;
    constexpr cell_store(cell_store&& other) noexcept
        : free_(std::exchange(other.free_, nullptr)), block_(std::exchange(other.block_, nullptr)),
          cells_(std::exchange(other.cells_, 0)), fresh_(std::exchange(other.fresh_, 0)) {}
    constexpr void swap(cell_store& other) noexcept {
        std::swap(free_, other.free_);
        std::swap(block_, other.block_);
        std::swap(cells_, other.cells_);
        std::swap(fresh_, other.fresh_);
    }

    template <class Allocator>
    [[nodiscard]] constexpr cell_type* take(const Allocator& allocator) {
        if (free_ != nullptr) {
            cell_type* const taken = free_;
            free_ = taken->next;
            return taken;
        }
        if (fresh_ == cells_) add_block(allocator);
        return std::construct_at(block_ + fresh_++);
    }
    /// Expects a cell of this pool whose element has been destroyed.
    constexpr void give_back(cell_type* gone) noexcept {
        gone->next = free_;
        free_ = gone;
    }

    /// Expects that all elements have been destroyed.
    template <class Allocator>
    constexpr void release(const Allocator& allocator) noexcept {
        rebound<Allocator> mine(allocator);
        while (block_ != nullptr) {
            cell_type* const before = block_->next;
            detail::deallocate(mine, block_, cells_);
            block_ = before;
            cells_ /= 2;
        }
        free_ = nullptr;
        cells_ = fresh_ = 0;
    }

private:
    template <class Allocator>
    using rebound = typename std::allocator_traits<Allocator>::template rebind_alloc<cell_type>;

    template <class Allocator>
    constexpr void add_block(const Allocator& allocator) {
        rebound<Allocator> mine(allocator);
        const std::size_t n = cells_ == 0 ? first_block : cells_ * 2;
        if (n > detail::max_elements<cell_type>(mine))
            throw_length_error("heap: too many elements");
        cell_type* const block = detail::allocate<cell_type>(mine, n);
        std::construct_at(block)->next = block_;
        block_ = block;
        cells_ = n;
        fresh_ = 1;
    }

    cell_type* free_ = nullptr;  // given back, linked
    cell_type* block_ = nullptr; // the latest
    std::size_t cells_ = 0;      // in the latest block
    std::size_t fresh_ = 0;      // of them taken at least once, or the link
};

} // namespace cairn::inline CAIRN_ABI::detail

#endif // CAIRN_DETAIL_ADDRESSABLE_MEMORY_HPP
