// SPDX-License-Identifier: BSL-1.0
// cairn/detail/ring_window.hpp -- where the elements of a ring lie in its block, and the iterators that walk them.
//
//     masked_window   any number of elements; the block has 2^k slots, all of them usable
//     exact_window    at most `bound` elements; the block has exactly that many slots
//     ring_iterator   {block, mask or slots, position}: independent of the container object, so
//                     that it survives swap and move
//
// A window is bookkeeping only: it owns nothing, builds nothing and destroys nothing. `opened_*(n)`
// tells it that n slots at an end now hold elements, `closed_*(n)` that they do so no longer.

#ifndef CAIRN_DETAIL_RING_WINDOW_HPP
#define CAIRN_DETAIL_RING_WINDOW_HPP

#include <cairn/detail/config.hpp>

#include <compare>
#include <cstddef>
#include <iterator>
#include <type_traits>

namespace cairn::inline CAIRN_ABI::detail {

/// An index that the optimiser takes as it is. Where there are gather instructions, compilers turn
/// a sum over `block[i & mask]` into gathers, two to three times slower than the scalar loop.
[[nodiscard]] constexpr std::size_t opaque_index(std::size_t i) noexcept {
#if defined(__AVX2__) && defined(__GNUC__)
    if (!std::is_constant_evaluated()) asm("" : "+r"(i));
#endif
    return i;
}

/// How a position names a slot. Masked positions run freely in both directions, modulo 2^64.
struct masked_slots {
    static constexpr std::size_t slot(std::size_t position, std::size_t mask) noexcept {
        return opaque_index(position & mask);
    }
    static constexpr std::size_t slots(std::size_t mask) noexcept { return mask + 1; }
};

/// Exact positions lie in [0, 2 * slots).
struct exact_slots {
    static constexpr std::size_t slot(std::size_t position, std::size_t slots) noexcept {
        return opaque_index(position >= slots ? position - slots : position);
    }
    static constexpr std::size_t slots(std::size_t slots) noexcept { return slots; }
};

/// Random access to a ring. Comparable with the iterators of the same ring only.
template <class T, class Slots>
class ring_iterator {
public:
    using iterator_concept = std::random_access_iterator_tag;
    using iterator_category = std::random_access_iterator_tag;
    using value_type = std::remove_const_t<T>;
    using difference_type = std::ptrdiff_t;
    using pointer = T*;
    using reference = T&;

    ring_iterator() = default;
    constexpr ring_iterator(T* block, std::size_t shape, std::size_t position) noexcept
        : block_(block), shape_(shape), position_(position) {}
    template <class U>
        requires std::is_same_v<const U, T>
    constexpr ring_iterator(const ring_iterator<U, Slots>& other) noexcept
        : block_(other.block()), shape_(other.shape()), position_(other.position()) {}

    constexpr reference operator*() const noexcept {
        return block_[Slots::slot(position_, shape_)];
    }
    constexpr pointer operator->() const noexcept {
        return block_ + Slots::slot(position_, shape_);
    }
    constexpr reference operator[](difference_type n) const noexcept { return *(*this + n); }

    constexpr ring_iterator& operator++() noexcept { return ++position_, *this; }
    constexpr ring_iterator& operator--() noexcept { return --position_, *this; }
    constexpr ring_iterator operator++(int) noexcept {
        ring_iterator old = *this;
        ++position_;
        return old;
    }
    constexpr ring_iterator operator--(int) noexcept {
        ring_iterator old = *this;
        --position_;
        return old;
    }
    constexpr ring_iterator& operator+=(difference_type n) noexcept {
        position_ += static_cast<std::size_t>(n);
        return *this;
    }
    constexpr ring_iterator& operator-=(difference_type n) noexcept {
        position_ -= static_cast<std::size_t>(n);
        return *this;
    }

    friend constexpr ring_iterator operator+(ring_iterator it, difference_type n) noexcept {
        return it += n;
    }
    friend constexpr ring_iterator operator+(difference_type n, ring_iterator it) noexcept {
        return it += n;
    }
    friend constexpr ring_iterator operator-(ring_iterator it, difference_type n) noexcept {
        return it -= n;
    }
    friend constexpr difference_type operator-(const ring_iterator& a,
                                               const ring_iterator& b) noexcept {
        return static_cast<difference_type>(a.position_ - b.position_);
    }
    friend constexpr bool operator==(const ring_iterator& a, const ring_iterator& b) noexcept {
        return a.position_ == b.position_;
    }
    friend constexpr std::strong_ordering operator<=>(const ring_iterator& a,
                                                      const ring_iterator& b) noexcept {
        return (a - b) <=> difference_type{0};
    }

    // For the engine: what the iterator consists of, and the elements it can reach as one run.
    [[nodiscard]] constexpr T* block() const noexcept { return block_; }
    [[nodiscard]] constexpr std::size_t shape() const noexcept { return shape_; }
    [[nodiscard]] constexpr std::size_t position() const noexcept { return position_; }
    [[nodiscard]] constexpr std::size_t run() const noexcept {
        return Slots::slots(shape_) - Slots::slot(position_, shape_);
    }

private:
    T* block_ = nullptr;
    std::size_t shape_ = 0;    // masked: slots - 1; exact: slots
    std::size_t position_ = 0; // see Slots
};

template <class It>
inline constexpr bool is_ring_iterator = false;
template <class T, class Slots>
inline constexpr bool is_ring_iterator<ring_iterator<T, Slots>> = true;

/// A position as the window stores it. A type of its own, because a store to an element of type
/// std::size_t would otherwise count as a possible change of every position.
enum class ring_position : std::size_t {};

/// The window of `deque`: 2^k slots and positions that run freely.
///
/// Invariant: 0 <= size() <= slots(), and slots() is 0 or a power of two.
template <class T>
class masked_window {
public:
    using slots_type = masked_slots;
    static constexpr bool bounded = false;

    [[nodiscard]] constexpr T* block() const noexcept { return block_; }
    [[nodiscard]] constexpr std::size_t slots() const noexcept { return mask() + 1; }
    [[nodiscard]] constexpr std::size_t size() const noexcept {
        return tail() - full_at() + slots();
    }
    [[nodiscard]] constexpr bool empty() const noexcept { return size() == 0; }
    [[nodiscard]] constexpr bool full() const noexcept { return tail_ == full_at_; }

    [[nodiscard]] constexpr T* front() const noexcept { return block_ + (full_at() & mask()); }
    [[nodiscard]] constexpr T* back() const noexcept { return block_ + ((tail() - 1) & mask()); }
    [[nodiscard]] constexpr T* at(std::size_t i) const noexcept {
        return block_ + opaque_index((full_at() + i) & mask());
    }
    /// Where the next element goes: the first free slot behind, the n-th free slot before. !full().
    [[nodiscard]] constexpr T* behind() const noexcept { return block_ + (tail() & mask()); }
    [[nodiscard]] constexpr T* before(std::size_t n = 1) const noexcept {
        return block_ + ((full_at() - n) & mask());
    }

    constexpr void opened_back(std::size_t n = 1) noexcept { tail_ = ring_position{tail() + n}; }
    constexpr void closed_back(std::size_t n = 1) noexcept { tail_ = ring_position{tail() - n}; }
    constexpr void opened_front(std::size_t n = 1) noexcept {
        full_at_ = ring_position{full_at() - n};
    }
    constexpr void closed_front(std::size_t n = 1) noexcept {
        full_at_ = ring_position{full_at() + n};
    }
    /// All slots are in use: the last n elements become the first n.
    constexpr void turned(std::size_t n) noexcept {
        opened_front(n);
        closed_back(n);
    }

    /// A block of `slots` slots whose elements are the `n` from slot `first` on (n <= slots).
    constexpr void adopted(T* block, std::size_t slots, std::size_t first, std::size_t n) noexcept {
        block_ = block;
        mask_ = ring_position{slots - 1};
        full_at_ = ring_position{first + slots};
        tail_ = ring_position{first + n};
    }

    template <class U>
    [[nodiscard]] constexpr ring_iterator<U, masked_slots> begin() const noexcept {
        return {block_, mask(), full_at() - slots()};
    }
    template <class U>
    [[nodiscard]] constexpr ring_iterator<U, masked_slots> end() const noexcept {
        return {block_, mask(), tail()};
    }

    [[nodiscard]] constexpr bool invariant() const noexcept {
        return (slots() & mask()) == 0 && size() <= slots() &&
               (block_ == nullptr) == (slots() == 0);
    }

private:
    constexpr std::size_t mask() const noexcept { return static_cast<std::size_t>(mask_); }
    constexpr std::size_t full_at() const noexcept { return static_cast<std::size_t>(full_at_); }
    constexpr std::size_t tail() const noexcept { return static_cast<std::size_t>(tail_); }

    T* block_ = nullptr;
    ring_position mask_{static_cast<std::size_t>(-1)}; // slots - 1
    ring_position full_at_{}; // first element + slots: where tail_ must stop
    ring_position tail_{};    // last element + 1
};

/// The window of `bounded_deque`: exactly `bound` slots, and pointers, which make the steady state
/// of a queue cheapest. The block is null until the first element comes.
///
/// Invariant: head_ is in [block_, limit_); tail_ too, or it is null: then all slots are in use (and
/// lap_ is 0), or there is no block.
template <class T>
class exact_window {
public:
    using slots_type = exact_slots;
    static constexpr bool bounded = true;

    exact_window() = default;
    constexpr explicit exact_window(std::size_t bound) noexcept : bound_(bound) {}

    [[nodiscard]] constexpr std::size_t bound() const noexcept { return bound_; }
    [[nodiscard]] constexpr T* block() const noexcept { return block_; }
    [[nodiscard]] constexpr std::size_t slots() const noexcept { return block_ ? bound_ : 0; }
    [[nodiscard]] constexpr std::size_t size() const noexcept {
        if (tail_ == nullptr) return slots();
        return tail_ >= head_ ? distance(head_, tail_) : bound_ - distance(tail_, head_);
    }
    [[nodiscard]] constexpr bool empty() const noexcept { return head_ == tail_; }
    [[nodiscard]] constexpr bool full() const noexcept { return tail_ == nullptr; }

    [[nodiscard]] constexpr T* front() const noexcept { return head_; }
    [[nodiscard]] constexpr T* back() const noexcept {
        T* const end = tail_ == nullptr ? head_ : tail_;
        return (end == block_ ? limit_ : end) - 1;
    }
    [[nodiscard]] constexpr T* at(std::size_t i) const noexcept {
        return block_ + exact_slots::slot(distance(block_, head_) + i, bound_);
    }
    [[nodiscard]] constexpr T* behind() const noexcept { return tail_; }
    [[nodiscard]] constexpr T* before(std::size_t n = 1) const noexcept {
        const std::size_t first = distance(block_, head_);
        return block_ + (first >= n ? first - n : first + bound_ - n);
    }

    constexpr void opened_back() noexcept {
        T* next = tail_ + 1;
        if (next == limit_) [[unlikely]] {
            next = block_;
            lap_ = 0;
        }
        tail_ = next == head_ ? nullptr : next;
    }
    constexpr void opened_front() noexcept {
        T* first = head_;
        if (first == block_) [[unlikely]] {
            first = limit_;
            lap_ = 0;
        }
        head_ = --first;
        if (first == tail_) tail_ = nullptr;
    }
    constexpr void closed_front() noexcept {
        T* first = head_;
        if (tail_ == nullptr) tail_ = first;
        if (++first == limit_) [[unlikely]] {
            first = block_;
            lap_ = bound_;
        }
        head_ = first;
    }
    constexpr void closed_back() noexcept { tail_ = back(); }

    constexpr void opened_back(std::size_t n) noexcept {
        if (n != 0) place(distance(block_, head_), size() + n);
    }
    constexpr void closed_back(std::size_t n) noexcept {
        if (n != 0) tail_ = at(size() - n);
    }
    constexpr void opened_front(std::size_t n) noexcept {
        if (n != 0) place(distance(block_, before(n)), size() + n);
    }
    constexpr void closed_front(std::size_t n) noexcept {
        if (n == 0) return;
        if (tail_ == nullptr) tail_ = head_;
        const std::size_t first = distance(block_, head_) + n;
        if (first >= bound_) lap_ = bound_;
        head_ = block_ + exact_slots::slot(first, bound_);
    }
    constexpr void turned(std::size_t n) noexcept { head_ = before(n); }
    /// All slots are in use: the first element becomes the last, or the reverse.
    constexpr void stepped_forward() noexcept {
        if (++head_ == limit_) [[unlikely]]
            head_ = block_;
    }
    constexpr void stepped_back() noexcept {
        if (head_ == block_) [[unlikely]]
            head_ = limit_;
        --head_;
    }

    /// As masked_window; a block has `bound` slots, or is null.
    constexpr void adopted(T* block, std::size_t, std::size_t first, std::size_t n) noexcept {
        block_ = block;
        limit_ = block == nullptr ? nullptr : block + bound_;
        head_ = tail_ = nullptr;
        lap_ = 0;
        if (block != nullptr) place(first, n);
    }

    template <class U>
    [[nodiscard]] constexpr ring_iterator<U, exact_slots> begin() const noexcept {
        return {block_, bound_, distance(block_, head_) + lap_};
    }
    template <class U>
    [[nodiscard]] constexpr ring_iterator<U, exact_slots> end() const noexcept {
        return {block_, bound_, distance(block_, head_) + lap_ + size()};
    }

    [[nodiscard]] constexpr bool invariant() const noexcept {
        if (block_ == nullptr) return head_ == nullptr && tail_ == nullptr && limit_ == nullptr;
        return block_ <= head_ && head_ < limit_ &&
               (tail_ == nullptr || (block_ <= tail_ && tail_ < limit_)) &&
               (lap_ == 0 || (lap_ == bound_ && tail_ != nullptr)) && size() <= bound_ &&
               distance(block_, head_) + lap_ + size() <= 2 * bound_;
    }

private:
    static constexpr std::size_t distance(const T* from, const T* to) noexcept {
        return static_cast<std::size_t>(to - from);
    }
    /// The `n` elements from slot `first` on, at the lowest positions these can have.
    constexpr void place(std::size_t first, std::size_t n) noexcept {
        head_ = block_ + first;
        tail_ = n == bound_ ? nullptr : block_ + exact_slots::slot(first + n, bound_);
        lap_ = 0;
    }

    T* block_ = nullptr;
    T* limit_ = nullptr;    // one past the last slot
    T* head_ = nullptr;     // first element
    T* tail_ = nullptr;     // slot behind the last element
    std::size_t lap_ = 0;   // added to the first element's slot to make its position: 0 or bound_
    std::size_t bound_ = 0; // the most elements there may be; the block's slots
};

} // namespace cairn::inline CAIRN_ABI::detail

#endif // CAIRN_DETAIL_RING_WINDOW_HPP
