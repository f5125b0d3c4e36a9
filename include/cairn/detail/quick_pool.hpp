// SPDX-License-Identifier: BSL-1.0
// cairn/detail/quick_pool.hpp -- cells of one size, cut from slabs that double in size.
//
// A cell that was given back is the next to be handed out. Slabs go back to the allocator all together:
// a heap that shrinks keeps its memory for growing again, as a vector does.

#ifndef CAIRN_DETAIL_QUICK_POOL_HPP
#define CAIRN_DETAIL_QUICK_POOL_HPP

#include <cairn/detail/storage.hpp>

#include <cstddef>
#include <memory>
#include <new>
#include <utility>

namespace cairn::inline CAIRN_ABI::detail {

/// Expects Bytes to be a multiple of Alignment, and Alignment to be at least that of a pointer. The
/// allocator is handed in by the owner, and has to be the same one each time.
template <std::size_t Bytes, std::size_t Alignment, class Allocator>
class cell_pool {
    struct alignas(Alignment) unit {
        unsigned char bytes[Alignment];
    };
    using unit_allocator = typename std::allocator_traits<Allocator>::template rebind_alloc<unit>;

    struct slab_header {
        unit* next;
        std::size_t units; // of the whole slab
    };
    struct free_cell {
        free_cell* next;
    };
    static_assert(Bytes % Alignment == 0 && Bytes >= sizeof(free_cell));

    static constexpr std::size_t header_units = (sizeof(slab_header) + Alignment - 1) / Alignment;
    static constexpr std::size_t cell_units = Bytes / Alignment;
    /// The first slab is about this large ...
    static constexpr std::size_t first_bytes = 4 * Bytes < 1024 ? 1024 : 4 * Bytes;
    /// ... and the last ones this: as a huge page, and what the C library maps and never recycles.
    static constexpr std::size_t last_bytes = std::size_t{1} << 21;

public:
    cell_pool() = default;
    cell_pool(cell_pool&& other) noexcept { swap(other); }
    cell_pool& operator=(cell_pool&&) = delete;

    void swap(cell_pool& other) noexcept {
        std::swap(slabs_, other.slabs_);
        std::swap(free_, other.free_);
        std::swap(fresh_, other.fresh_);
        std::swap(fresh_cells_, other.fresh_cells_);
        std::swap(free_cells_, other.free_cells_);
        std::swap(bytes_, other.bytes_);
    }

    /// Cells that `take` hands out without asking the allocator.
    [[nodiscard]] std::size_t available() const noexcept { return fresh_cells_ + free_cells_; }
    /// What the slabs occupy.
    [[nodiscard]] std::size_t bytes() const noexcept { return bytes_; }

    /// Makes `n` cells available. Throws what the allocator does, and then nothing has changed.
    void reserve(const Allocator& allocator, std::size_t n) {
        if (available() < n) [[unlikely]]
            add_slab(allocator, n - available());
    }

    /// A cell. Expects available() > 0.
    [[nodiscard]] void* take() noexcept {
        if (free_ != nullptr) {
            --free_cells_;
            return std::exchange(free_, free_->next);
        }
        --fresh_cells_;
        return std::exchange(fresh_, fresh_ + cell_units);
    }

    void give(void* cell) noexcept {
        free_ = ::new (cell) free_cell{free_};
        ++free_cells_;
    }

    /// Returns all memory; no cell may be in use.
    void release(const Allocator& allocator) noexcept {
        unit_allocator units(allocator);
        while (slabs_ != nullptr) {
            const slab_header header = *std::launder(reinterpret_cast<slab_header*>(slabs_));
            detail::deallocate(units, slabs_, header.units);
            slabs_ = header.next;
        }
        free_ = nullptr;
        fresh_ = nullptr;
        fresh_cells_ = free_cells_ = bytes_ = 0;
    }

private:
    [[gnu::noinline]] void add_slab(const Allocator& allocator, std::size_t wanted) {
        // What is left of the current slab joins the free cells.
        for (; fresh_cells_ != 0; --fresh_cells_, fresh_ += cell_units)
            give(fresh_);
        const std::size_t least = (bytes_ < first_bytes ? first_bytes : bytes_);
        const std::size_t bytes = least < last_bytes ? least : last_bytes;
        std::size_t cells = bytes / Bytes;
        if (cells < wanted) cells = wanted;
        unit_allocator units(allocator);
        const std::size_t most = max_elements<unit>(units);
        if (most < header_units || cells > (most - header_units) / cell_units) {
            throw_length_error("quick_heap: more than its allocator can hold");
        }
        const std::size_t n = header_units + cells * cell_units;
        unit* slab = detail::allocate<unit>(units, n);
        ::new (static_cast<void*>(slab)) slab_header{slabs_, n};
        slabs_ = slab;
        fresh_ = slab + header_units;
        fresh_cells_ = cells;
        bytes_ += n * sizeof(unit);
    }

    unit* slabs_ = nullptr;     // newest first
    free_cell* free_ = nullptr; // given back
    unit* fresh_ = nullptr;     // never handed out
    std::size_t fresh_cells_ = 0;
    std::size_t free_cells_ = 0;
    std::size_t bytes_ = 0;
};

} // namespace cairn::inline CAIRN_ABI::detail

#endif // CAIRN_DETAIL_QUICK_POOL_HPP
