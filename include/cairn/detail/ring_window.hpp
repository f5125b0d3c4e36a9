// SPDX-License-Identifier: BSL-1.0
// cairn/detail/ring_window.hpp -- where the elements of a ring lie in its block, and the iterators that walk them.
//
//     masked_window   any number of elements; the block has 2^k slots, all of them usable
//     exact_window    at most `bound` elements; the block has exactly that many slots
//     ring_iterator   a cursor and the operators: independent of the container object, so that it
//                     survives swap and move; comparable for as long as its element lives
//
// A window is bookkeeping only: it owns nothing, builds nothing and destroys nothing. `opened_*(n)`
// tells it that n slots at an end now hold elements, `closed_*(n)` that they do so no longer.
//
// Elements have positions besides slots: numbers that grow by one from each element to the next and
// never change while it lives. They run freely in both directions, modulo 2^64. A window stores the
// position at which its tail must stop (`full_at`, the first element's position + slots) and not
// the first one's, so that the test of every push is one comparison.

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

/// A condition that holds about once in a round of the block. [[unlikely]] does not say how rarely,
/// and g++ turns it into a conditional move, which every step of a loop then waits for.
[[nodiscard]] constexpr bool rarely(bool condition) noexcept {
#if defined(__GNUC__)
    return __builtin_expect_with_probability(condition, 0, 0.999) != 0;
#else
    return condition;
#endif
}

/// A position as the window stores it. A type of its own, because a store to an element of type
/// std::size_t would otherwise count as a possible change of every position, and a loop of pushes
/// would read them back from memory each time.
enum class ring_position : std::size_t {};

// -- cursors: a place in a ring ---------------------------------------------------------------------

/// A place in a masked window.
template <class T>
class masked_cursor {
public:
    masked_cursor() = default;
    constexpr masked_cursor(T* block, std::size_t mask, std::size_t position) noexcept
        : block_(block), mask_(mask), position_(position) {}
    constexpr operator masked_cursor<const T>() const noexcept {
        return {block_, mask_, position_};
    }

    [[nodiscard]] constexpr T* block() const noexcept { return block_; }
    [[nodiscard]] constexpr T* slot() const noexcept {
        return block_ + opaque_index(position_ & mask_);
    }
    /// How many slots lie from here to the end of the block.
    [[nodiscard]] constexpr std::size_t run() const noexcept {
        return mask_ + 1 - (position_ & mask_);
    }
    [[nodiscard]] constexpr std::size_t position() const noexcept { return position_; }

    constexpr void next() noexcept { ++position_; }
    constexpr void previous() noexcept { --position_; }
    constexpr void advance(std::ptrdiff_t n) noexcept { position_ += static_cast<std::size_t>(n); }

private:
    T* block_ = nullptr;
    std::size_t mask_ = 0; // slots - 1
    std::size_t position_ = 0;
};

/// A place in an exact window.
template <class T>
class exact_cursor {
public:
    exact_cursor() = default;
    constexpr exact_cursor(T* block, T* limit, T* slot, std::size_t position) noexcept
        : block_(block), limit_(limit), slot_(slot), position_(position) {}
    constexpr operator exact_cursor<const T>() const noexcept {
        return {block_, limit_, slot_, position_};
    }

    [[nodiscard]] constexpr T* block() const noexcept { return block_; }
    [[nodiscard]] constexpr T* slot() const noexcept { return slot_; }
    [[nodiscard]] constexpr std::size_t run() const noexcept {
        return static_cast<std::size_t>(limit_ - slot_);
    }
    [[nodiscard]] constexpr std::size_t position() const noexcept { return position_; }

    constexpr void next() noexcept {
        if (rarely(++slot_ == limit_)) slot_ = block_;
        ++position_;
    }
    constexpr void previous() noexcept {
        if (rarely(slot_ == block_)) slot_ = limit_;
        --slot_;
        --position_;
    }
    constexpr void advance(std::ptrdiff_t n) noexcept {
        if (n >= limit_ - slot_) {
            slot_ -= (limit_ - block_) - n;
        } else if (n < block_ - slot_) {
            slot_ += (limit_ - block_) + n;
        } else {
            slot_ += n;
        }
        position_ += static_cast<std::size_t>(n);
    }

private:
    T* block_ = nullptr;
    T* limit_ = nullptr; // one past the last slot
    T* slot_ = nullptr;
    std::size_t position_ = 0;
};

/// Random access to a ring. Comparable with the iterators of the same ring only.
template <class T, template <class> class Cursor>
class ring_iterator {
public:
    using iterator_concept = std::random_access_iterator_tag;
    using iterator_category = std::random_access_iterator_tag;
    using value_type = std::remove_const_t<T>;
    using difference_type = std::ptrdiff_t;
    using pointer = T*;
    using reference = T&;

    ring_iterator() = default;
    constexpr explicit ring_iterator(const Cursor<T>& cursor) noexcept : cursor_(cursor) {}
    template <class U>
        requires std::is_same_v<const U, T>
    constexpr ring_iterator(const ring_iterator<U, Cursor>& other) noexcept
        : cursor_(other.cursor()) {}

    constexpr reference operator*() const noexcept { return *cursor_.slot(); }
    constexpr pointer operator->() const noexcept { return cursor_.slot(); }
    constexpr reference operator[](difference_type n) const noexcept { return *(*this + n); }

    constexpr ring_iterator& operator++() noexcept {
        cursor_.next();
        return *this;
    }
    constexpr ring_iterator& operator--() noexcept {
        cursor_.previous();
        return *this;
    }
    constexpr ring_iterator operator++(int) noexcept {
        ring_iterator old = *this;
        cursor_.next();
        return old;
    }
    constexpr ring_iterator operator--(int) noexcept {
        ring_iterator old = *this;
        cursor_.previous();
        return old;
    }
    constexpr ring_iterator& operator+=(difference_type n) noexcept {
        cursor_.advance(n);
        return *this;
    }
    constexpr ring_iterator& operator-=(difference_type n) noexcept {
        cursor_.advance(-n);
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
        return static_cast<difference_type>(a.cursor_.position() - b.cursor_.position());
    }
    friend constexpr bool operator==(const ring_iterator& a, const ring_iterator& b) noexcept {
        return a.cursor_.position() == b.cursor_.position();
    }
    friend constexpr std::strong_ordering operator<=>(const ring_iterator& a,
                                                      const ring_iterator& b) noexcept {
        return (a - b) <=> difference_type{0};
    }

    /// For the engine: where the iterator stands.
    [[nodiscard]] constexpr const Cursor<T>& cursor() const noexcept { return cursor_; }

private:
    Cursor<T> cursor_;
};

template <class It>
inline constexpr bool is_ring_iterator = false;
template <class T, template <class> class Cursor>
inline constexpr bool is_ring_iterator<ring_iterator<T, Cursor>> = true;

// -- windows ----------------------------------------------------------------------------------------

/// The window of `deque`. A position's slot is the position modulo 2^k.
///
/// Invariant: 0 <= size() <= slot_count(), and slot_count() is 0 or a power of two.
template <class T>
class masked_window {
public:
    template <class U>
    using iterator = ring_iterator<U, masked_cursor>;
    static constexpr bool bounded = false;

    [[nodiscard]] constexpr T* block() const noexcept { return block_; }
    [[nodiscard]] constexpr std::size_t slot_count() const noexcept { return mask() + 1; }
    [[nodiscard]] constexpr std::size_t size() const noexcept {
        return tail() - full_at() + slot_count();
    }
    [[nodiscard]] constexpr bool full() const noexcept { return tail_ == full_at_; }

    [[nodiscard]] constexpr T* front() const noexcept { return block_ + (full_at() & mask()); }
    [[nodiscard]] constexpr T* back() const noexcept { return block_ + ((tail() - 1) & mask()); }
    [[nodiscard]] constexpr T* at(std::size_t i) const noexcept {
        return block_ + opaque_index((full_at() + i) & mask());
    }
    /// Where the next element goes: the first slot behind, or the n-th slot before. Expects !full().
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
    /// All slots are in use: the last n elements become the first n, where they lie.
    constexpr void turned(std::size_t n) noexcept {
        opened_front(n);
        closed_back(n);
    }
    /// A block of `slots` slots whose elements are the `n` from slot `first` on (n <= slots).
    constexpr void adopted(T* block, std::size_t slot_count, std::size_t first,
                           std::size_t n) noexcept {
        block_ = block;
        mask_ = ring_position{slot_count - 1};
        full_at_ = ring_position{first + slot_count};
        tail_ = ring_position{first + n};
    }

    template <class U>
    [[nodiscard]] constexpr iterator<U> begin() const noexcept {
        return iterator<U>(masked_cursor<U>(block_, mask(), full_at() - slot_count()));
    }
    template <class U>
    [[nodiscard]] constexpr iterator<U> end() const noexcept {
        return iterator<U>(masked_cursor<U>(block_, mask(), tail()));
    }

    [[nodiscard]] constexpr bool invariant() const noexcept {
        return (slot_count() & mask()) == 0 && size() <= slot_count() &&
               (block_ == nullptr) == (slot_count() == 0);
    }

private:
    constexpr std::size_t mask() const noexcept { return static_cast<std::size_t>(mask_); }
    constexpr std::size_t full_at() const noexcept { return static_cast<std::size_t>(full_at_); }
    constexpr std::size_t tail() const noexcept { return static_cast<std::size_t>(tail_); }

    // The two ends are not neighbours: g++ 12 would step both as one vector, and take it apart again
    // for every comparison and address.
    T* block_ = nullptr;
    ring_position full_at_{};                          // of the first element, + slots
    ring_position mask_{static_cast<std::size_t>(-1)}; // slots - 1
    ring_position tail_{};                             // of the last element, + 1
};

/// The window of `bounded_deque`. A position's slot is the position modulo the number of slots, and
/// a division per push would be too dear. So the two places that pushes and pops go by are kept in
/// [0, 2 * slots), where a slot is one conditional subtraction away, and the rest of the position,
/// a multiple of 2 * slots, is kept apart and touched at the turn only. There is no block until the
/// first element comes; the bound stands where the multiples will.
///
/// Invariant: 0 <= size() <= slot_count(), and both places are in [0, 2 * slot_count()).
template <class T>
class exact_window {
public:
    template <class U>
    using iterator = ring_iterator<U, exact_cursor>;
    static constexpr bool bounded = true;

    exact_window() = default;
    constexpr explicit exact_window(std::size_t bound) noexcept
        : full_laps_(bound), tail_laps_(bound) {}

    [[nodiscard]] constexpr std::size_t bound() const noexcept {
        return block_ == nullptr ? tail_laps_ : slot_count();
    }
    [[nodiscard]] constexpr T* block() const noexcept { return block_; }
    [[nodiscard]] constexpr std::size_t slot_count() const noexcept {
        return static_cast<std::size_t>(slots_);
    }
    [[nodiscard]] constexpr std::size_t size() const noexcept {
        return tail() + tail_laps_ - full_at() - full_laps_ + slot_count();
    }
    [[nodiscard]] constexpr bool full() const noexcept { return tail_ == full_at_; }

    [[nodiscard]] constexpr T* front() const noexcept { return block_ + slot(full_at()); }
    [[nodiscard]] constexpr T* back() const noexcept { return block_ + slot(less(tail(), 1)); }
    [[nodiscard]] constexpr T* at(std::size_t i) const noexcept {
        return block_ + opaque_index(slot(slot(full_at()) + i));
    }
    [[nodiscard]] constexpr T* behind() const noexcept { return block_ + slot(tail()); }
    [[nodiscard]] constexpr T* before(std::size_t n = 1) const noexcept {
        return block_ + slot(less(full_at(), n));
    }

    constexpr void opened_back(std::size_t n = 1) noexcept { raise(tail_, tail_laps_, n); }
    constexpr void closed_back(std::size_t n = 1) noexcept { lower(tail_, tail_laps_, n); }
    constexpr void opened_front(std::size_t n = 1) noexcept { lower(full_at_, full_laps_, n); }
    constexpr void closed_front(std::size_t n = 1) noexcept { raise(full_at_, full_laps_, n); }
    constexpr void turned(std::size_t n) noexcept {
        opened_front(n);
        closed_back(n);
    }
    /// All slots are in use, and the element in the first one was replaced: it now is the last.
    constexpr void stepped_forward() noexcept {
        opened_back();
        full_at_ = tail_;
        full_laps_ = tail_laps_;
    }
    /// The reverse: the element in the last slot was replaced, and now is the first.
    constexpr void stepped_back() noexcept {
        opened_front();
        tail_ = full_at_;
        tail_laps_ = full_laps_;
    }

    /// As masked_window. Without a block, `slots` is the bound.
    constexpr void adopted(T* block, std::size_t slot_count, std::size_t first,
                           std::size_t n) noexcept {
        *this = exact_window(block == nullptr ? slot_count : 0);
        if (block == nullptr) return;
        block_ = block;
        slots_ = ring_position{slot_count};
        full_at_ = ring_position{first + slot_count};
        tail_ = ring_position{first + n};
    }

    template <class U>
    [[nodiscard]] constexpr iterator<U> begin() const noexcept {
        return iterator<U>(exact_cursor<U>(block_, block_ + slot_count(), front(),
                                           full_at() + full_laps_ - slot_count()));
    }
    template <class U>
    [[nodiscard]] constexpr iterator<U> end() const noexcept {
        return iterator<U>(
            exact_cursor<U>(block_, block_ + slot_count(), behind(), tail() + tail_laps_));
    }

    [[nodiscard]] constexpr bool invariant() const noexcept {
        if (block_ == nullptr) return slot_count() == 0 && full() && full_laps_ == tail_laps_;
        return slot_count() != 0 && size() <= slot_count() && full_at() < 2 * slot_count() &&
               tail() < 2 * slot_count();
    }

private:
    constexpr std::size_t full_at() const noexcept { return static_cast<std::size_t>(full_at_); }
    constexpr std::size_t tail() const noexcept { return static_cast<std::size_t>(tail_); }
    constexpr std::size_t slot(std::size_t place) const noexcept {
        return place >= slot_count() ? place - slot_count() : place;
    }
    constexpr std::size_t less(std::size_t place, std::size_t n) const noexcept {
        return place >= n ? place - n : place + 2 * slot_count() - n;
    }
    constexpr void raise(ring_position& place, std::size_t& laps, std::size_t n) noexcept {
        std::size_t next = static_cast<std::size_t>(place) + n;
        if (rarely(next >= 2 * slot_count())) {
            next -= 2 * slot_count();
            laps += 2 * slot_count();
        }
        place = ring_position{next};
    }
    constexpr void lower(ring_position& place, std::size_t& laps, std::size_t n) noexcept {
        const auto old = static_cast<std::size_t>(place);
        if (rarely(old < n)) laps -= 2 * slot_count();
        place = ring_position{less(old, n)};
    }

    // The two places are not neighbours: g++ 12 would make one 16-byte store of two equal values,
    // and the 8-byte loads of the next push would wait for it three times as long.
    T* block_ = nullptr;
    ring_position full_at_{};   // of the first element, + slots
    ring_position slots_{};     // 0, or the bound
    ring_position tail_{};      // of the last element, + 1
    std::size_t full_laps_ = 0; // to be added to full_at_, or the bound
    std::size_t tail_laps_ = 0; // to be added to tail_, or the bound
};

} // namespace cairn::inline CAIRN_ABI::detail

#endif // CAIRN_DETAIL_RING_WINDOW_HPP
