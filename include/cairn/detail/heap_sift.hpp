// SPDX-License-Identifier: BSL-1.0
// cairn/detail/heap_sift.hpp -- how elements move in an implicit heap of any arity.
//
//     sift_up            an element that is new at the bottom rises to its place
//     sift_down          an element sinks to its place, comparing with it on the way
//     sift_to_leaf       the same for an element that belongs near the bottom
//     pop_to_back        the top goes behind the heap, and the heap closes
//     build_heap         makes a heap of any elements
//     extend_heap        makes a heap of one and elements behind it
//     heap_until         how far the elements are one
//
// The children of position i are at Arity * i + 1 and after: with Arity 2 the heap of Python's heapq, to
// the position, also among equivalent elements. `less(a, b)` says that a belongs nearer to the top; it
// may be a comparator with its projection, may be const or not, and may throw.
//
// An element on its way is held outside of the range, so that each step is one move, not a swap. Its
// place is guarded: where moves cannot throw, a comparison that does leaves the range as it was; where
// they can, every element is still there, in an order that need not be a heap's.
// A comparator that contradicts itself makes no heap, and nothing worse.

#ifndef CAIRN_DETAIL_HEAP_SIFT_HPP
#define CAIRN_DETAIL_HEAP_SIFT_HPP

#include <cairn/detail/config.hpp>

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <memory>
#include <type_traits>
#include <utility>

namespace cairn::inline CAIRN_ABI::detail {

// -- positions -------------------------------------------------------------------------------------------

template <std::size_t Arity>
[[nodiscard]] constexpr std::size_t heap_parent(std::size_t child) noexcept {
    return (child - 1) / Arity;
}
template <std::size_t Arity>
[[nodiscard]] constexpr std::size_t heap_first_child(std::size_t parent) noexcept {
    return Arity * parent + 1;
}

/// How many parents have all their children among n elements; the next one may have some.
template <std::size_t Arity>
[[nodiscard]] constexpr std::size_t heap_full_parents(std::size_t n) noexcept {
    return n == 0 ? 0 : (n - 1) / Arity;
}

template <class It>
[[nodiscard, gnu::always_inline]] constexpr It heap_at(It first, std::size_t i) {
    return first + static_cast<std::iter_difference_t<It>>(i);
}

// -- the element on its way ------------------------------------------------------------------------------

template <class It>
inline constexpr bool moves_safely =
    std::is_nothrow_constructible_v<std::iter_value_t<It>, std::iter_rvalue_reference_t<It>> &&
    std::is_nothrow_assignable_v<std::iter_reference_t<It>, std::iter_rvalue_reference_t<It>> &&
    std::is_nothrow_assignable_v<std::iter_reference_t<It>, std::iter_value_t<It>>;

/// Holds an element outside of a heap, and knows the hole that waits for it. A scope left by an exception
/// puts everything back.
template <std::size_t Arity, class It>
class heap_hole {
public:
    /// Takes out the element at `at`.
    constexpr heap_hole(It first, std::size_t at)
        : first_(first), origin_(at), start_(at), at_(at),
          value_(std::ranges::iter_move(heap_at(first, at))) {}
    /// Takes out the element at `origin`, and puts the one at `at` into its place.
    constexpr heap_hole(It first, std::size_t origin, std::size_t at) : heap_hole(first, origin) {
        relocate(origin,
                 at); // the destructor runs if this throws, for one constructor has finished
        start_ = at_ = at;
    }
    heap_hole(const heap_hole&) = delete;
    heap_hole& operator=(const heap_hole&) = delete;
    constexpr ~heap_hole() {
        if (open_) undo();
    }

    [[nodiscard]] constexpr std::size_t at() const noexcept { return at_; }
    [[nodiscard]] constexpr const std::iter_value_t<It>& value() const noexcept { return value_; }

    /// The element at `from`, parent or child of the hole, moves into it and leaves one.
    [[gnu::always_inline]] constexpr void draw(std::size_t from) {
        relocate(at_, from);
        at_ = from;
    }
    /// The element comes to rest in the hole.
    [[gnu::always_inline]] constexpr void close() {
        *heap_at(first_, at_) = std::move(value_);
        open_ = false;
    }

private:
    [[gnu::always_inline]] constexpr void relocate(std::size_t to, std::size_t from) {
        *heap_at(first_, to) = std::ranges::iter_move(heap_at(first_, from));
    }
    [[gnu::cold, gnu::noinline]] constexpr void undo() {
        if constexpr (moves_safely<It>) {
            while (at_ > start_)
                draw(heap_parent<Arity>(at_));
            if (at_ < start_) lower_ancestors();
            if (start_ != origin_) draw(origin_);
        }
        close();
    }
    /// What moved down a level, from the hole above to where it began, moves up again.
    constexpr void lower_ancestors() {
        const std::size_t top = at_;
        at_ = start_;
        std::iter_value_t<It> carried(std::ranges::iter_move(heap_at(first_, at_)));
        for (std::size_t i = start_; i != top;) {
            i = heap_parent<Arity>(i);
            if (i == top) {
                *heap_at(first_, i) = std::move(carried);
            } else {
                std::iter_value_t<It> next(std::ranges::iter_move(heap_at(first_, i)));
                *heap_at(first_, i) = std::move(carried);
                carried = std::move(next);
            }
        }
    }

    It first_;
    std::size_t origin_; // where the element was
    std::size_t start_;  // where the hole was first
    std::size_t at_;     // where it is
    std::iter_value_t<It> value_;
    bool open_ = true;
};

// -- which child -----------------------------------------------------------------------------------------

/// Whether to compute which of two elements is less rather than to branch on it. What a branch guesses
/// wrong half of the time costs more than the whole step, unless the comparison costs more than that.
template <class T>
inline constexpr bool chooses_by_arithmetic = std::is_trivially_copy_constructible_v<T> &&
                                              std::is_trivially_destructible_v<T> && // a pair, too
                                              sizeof(T) <= 32;

/// a if `left`, else b: a mask, for a conditional expression may become a branch.
[[nodiscard, gnu::always_inline]] constexpr std::size_t either(bool left, std::size_t a,
                                                               std::size_t b) noexcept {
    return b ^ ((a ^ b) & (std::size_t{0} - static_cast<std::size_t>(left)));
}

/// A comparator that knows an unsigned number for each element, so that a lower number means less. Of
/// equal numbers it has to be asked itself, unless they are exact.
template <class Less, class T>
concept numbering = requires(const Less& less, const T& x) {
    { less.number(x) } -> std::same_as<std::uint64_t>;
    { Less::exact } -> std::convertible_to<bool>;
};

/// The better of some elements. Its number stays in a register, and is not read again at its position.
struct candidate {
    std::size_t at;
    std::uint64_t number;
    bool tied; // two numbers were equal

    /// The better one, the other one if they tie.
    [[nodiscard, gnu::always_inline]] candidate or_better(const candidate& other) const noexcept {
        candidate best = *this;
        bool equal;
#if defined(__x86_64__) && defined(__LP64__) && defined(__GNUC__)
        // One comparison and two conditional moves; from a conditional expression g++ makes a branch.
        asm("cmpq %[theirs], %[number]\n\t"
            "cmovaeq %[theirs], %[number]\n\t"
            "cmovaeq %[there], %[at]"
            : [number] "+&r"(best.number), [at] "+r"(best.at), "=@cce"(equal)
            : [theirs] "r"(other.number), [there] "r"(other.at));
#else
        const bool left = number < other.number;
        best.at = detail::either(left, at, other.at);
        best.number = left ? number : other.number;
        equal = number == other.number;
#endif
        best.tied = static_cast<bool>(tied | other.tied | equal);
        return best;
    }
};
/// The best of Count elements from `c` on, as their numbers say.
template <std::size_t Count, class It, class Less>
[[nodiscard, gnu::always_inline]] inline candidate least_number_of(It first, std::size_t c,
                                                                   const Less& less) {
    if constexpr (Count == 1) {
        return {c, less.number(*heap_at(first, c)), false};
    } else {
        return detail::least_number_of<Count / 2>(first, c, less)
            .or_better(detail::least_number_of<Count - Count / 2>(first, c + Count / 2, less));
    }
}

/// The position of the first to go up among Count elements from `c` on, as the comparator says.
template <std::size_t Count, class It, class Less>
[[nodiscard, gnu::always_inline]] constexpr std::size_t least_compared_of(It first, std::size_t c,
                                                                          Less& less) {
    if constexpr (Count == 1) {
        return c;
    } else {
        const std::size_t a = detail::least_compared_of<Count / 2>(first, c, less);
        const std::size_t b =
            detail::least_compared_of<Count - Count / 2>(first, c + Count / 2, less);
        const bool left = static_cast<bool>(less(*heap_at(first, a), *heap_at(first, b)));
        if constexpr (!chooses_by_arithmetic<std::iter_value_t<It>>) {
            return left ? a : b;
        } else if constexpr (Count == 2) {
            return b - static_cast<std::size_t>(left);
        } else {
            return detail::either(left, a, b);
        }
    }
}

/// The same among those with a certain number, where some have it: they alone are compared. A call, so
/// that it takes no registers from what goes on.
template <std::size_t Count, class It, class Less>
[[nodiscard, gnu::noinline]] std::size_t least_of_tied(It first, std::size_t c, Less& less,
                                                       std::uint64_t number) {
    if constexpr (chooses_by_arithmetic<std::iter_value_t<It>>)
        return detail::least_compared_of<Count>(first, c, less);
    std::size_t best = c;
    const std::size_t end = c + Count;
    while (best != end - 1 && less.number(*heap_at(first, best)) != number)
        ++best;
    for (std::size_t i = best + 1; i != end; ++i) {
        if (less.number(*heap_at(first, i)) == number &&
            !static_cast<bool>(less(*heap_at(first, best), *heap_at(first, i))))
            best = i;
    }
    return best;
}

/// Of two elements with exact numbers, one comparison of what lies there is as good.
template <std::size_t Count, class Less, class T>
inline constexpr bool worth_numbering = false;
template <std::size_t Count, class Less, class T>
    requires numbering<Less, T>
inline constexpr bool worth_numbering<Count, Less, T> = Count > 2 || !Less::exact;

/// The position of the first to go up among Count elements from `c` on; the last of equivalent ones.
/// Never outside of them, whatever the comparator says.
template <std::size_t Count, class It, class Less>
[[nodiscard, gnu::always_inline]] constexpr std::size_t least_of(It first, std::size_t c,
                                                                 Less& less) {
    if constexpr (worth_numbering<Count, Less, std::iter_value_t<It>>) {
        if (!std::is_constant_evaluated()) {
            const auto best = detail::least_number_of<Count>(first, c, less);
            if constexpr (!Less::exact) {
                if (best.tied) [[unlikely]]
                    return detail::least_of_tied<Count>(first, c, less, best.number);
            }
            return best.at;
        }
    }
    return detail::least_compared_of<Count>(first, c, less);
}

/// The same among the elements of [c, n), which are fewer than a parent may have.
/// Expects c < n
template <class It, class Less>
[[nodiscard]] constexpr std::size_t least_of_rest(It first, std::size_t c, std::size_t n,
                                                  Less& less) {
    std::size_t best = c;
    for (++c; c < n; ++c) {
        if (!static_cast<bool>(less(*heap_at(first, best), *heap_at(first, c)))) best = c;
    }
    return best;
}

// -- up and down -----------------------------------------------------------------------------------------

/// Moves the hole up while its element is less than the parent, not above position `top`.
template <std::size_t Arity, class It, class Less>
[[gnu::always_inline]] constexpr void raise_hole(heap_hole<Arity, It>& hole, It first,
                                                 std::size_t top, Less& less) {
    while (hole.at() > top) {
        const std::size_t parent = heap_parent<Arity>(hole.at());
        if (!static_cast<bool>(less(hole.value(), *heap_at(first, parent)))) break;
        hole.draw(parent);
    }
}

/// Lets the element at `at` rise to its place. The others are a heap.
/// Complexity  O(log n); constant on average for random elements
template <std::size_t Arity, class It, class Less>
constexpr void sift_up(It first, std::size_t at, Less&& less) {
    if (at == 0) return;
    const std::size_t parent = heap_parent<Arity>(at);
    if (!static_cast<bool>(less(*heap_at(first, at), *heap_at(first, parent)))) return;
    heap_hole<Arity, It> hole(first, at);
    hole.draw(parent);
    detail::raise_hole(hole, first, 0, less);
    hole.close();
}

/// Asks for the grandchildren of a position, so that they come while its children are compared. Where a
/// branch chooses, the processor guesses the next ones itself; here it cannot.
template <std::size_t Arity, class It>
[[gnu::always_inline]] constexpr void prefetch_grandchildren(It first, std::size_t n,
                                                             std::size_t at) {
#if defined(__GNUC__)
    if constexpr (std::contiguous_iterator<It> && chooses_by_arithmetic<std::iter_value_t<It>>) {
        constexpr std::size_t bytes = sizeof(std::iter_value_t<It>), line = 64;
        constexpr std::size_t cached = std::size_t{1} << 16; // what the first-level cache may hold
        if (std::is_constant_evaluated() || n <= cached / bytes) return;
        const std::size_t grandchild = heap_first_child<Arity>(heap_first_child<Arity>(at));
        if (grandchild + Arity * Arity > n) return;
        const auto* const from = std::to_address(heap_at(first, grandchild));
        for (std::size_t i = 0; i < Arity * Arity; i += line / bytes)
            __builtin_prefetch(from + i);
        __builtin_prefetch(from + (Arity * Arity - 1));
    }
#endif
}

/// Moves the hole down to where its element belongs, which is compared on every level.
template <std::size_t Arity, class It, class Less>
[[gnu::always_inline]] constexpr void lower_hole(heap_hole<Arity, It>& hole, It first,
                                                 std::size_t n, Less& less) {
    const std::size_t full = heap_full_parents<Arity>(n);
    while (hole.at() < full) {
        detail::prefetch_grandchildren<Arity>(first, n, hole.at());
        const std::size_t child =
            detail::least_of<Arity>(first, heap_first_child<Arity>(hole.at()), less);
        if (static_cast<bool>(less(hole.value(), *heap_at(first, child)))) {
            hole.close();
            return;
        }
        hole.draw(child);
    }
    if (hole.at() == full) {
        if (const std::size_t rest = heap_first_child<Arity>(full); rest < n) {
            const std::size_t child = detail::least_of_rest(first, rest, n, less);
            if (!static_cast<bool>(less(hole.value(), *heap_at(first, child)))) hole.draw(child);
        }
    }
    hole.close();
}

/// Moves the hole to a leaf, always to the least child, and back up to where its element belongs: for
/// one that belongs near the bottom, half of the comparisons (Floyd; Wegener's bottom-up heapsort).
template <std::size_t Arity, class It, class Less>
[[gnu::always_inline]] constexpr void sink_hole(heap_hole<Arity, It>& hole, It first, std::size_t n,
                                                Less& less) {
    const std::size_t top = hole.at();
    const std::size_t full = heap_full_parents<Arity>(n);
    while (hole.at() < full)
        hole.draw(detail::least_of<Arity>(first, heap_first_child<Arity>(hole.at()), less));
    if (hole.at() == full) {
        if (const std::size_t rest = heap_first_child<Arity>(full); rest < n)
            hole.draw(detail::least_of_rest(first, rest, n, less));
    }
    detail::raise_hole(hole, first, top, less);
    hole.close();
}

/// Lets the element at `at` sink to its place among n. The parts below it are heaps.
/// Complexity  as many levels as it sinks, Arity comparisons for each
template <std::size_t Arity, class It, class Less>
constexpr void sift_down(It first, std::size_t n, std::size_t at, Less&& less) {
    heap_hole<Arity, It> hole(first, at);
    detail::lower_hole(hole, first, n, less);
}

/// sift_down for an element that was at the bottom, and likely returns there.
/// Complexity  Arity comparisons at most for each level below `at`
template <std::size_t Arity, class It, class Less>
constexpr void sift_to_leaf(It first, std::size_t n, std::size_t at, Less&& less) {
    heap_hole<Arity, It> hole(first, at);
    detail::sink_hole(hole, first, n, less);
}

/// Moves the top to position n - 1, and makes a heap of the n - 1 elements before it.
/// Expects n > 0
/// Complexity  O(log n)
template <std::size_t Arity, class It, class Less>
constexpr void pop_to_back(It first, std::size_t n, Less&& less) {
    if (n < 2) return;
    heap_hole<Arity, It> hole(first, n - 1, 0);
    // One branch that is hard to predict, or few comparisons: what costs more decides.
    if constexpr (chooses_by_arithmetic<std::iter_value_t<It>>) {
        detail::lower_hole(hole, first, n - 1, less);
    } else {
        detail::sink_hole(hole, first, n - 1, less);
    }
}

// -- whole ranges ----------------------------------------------------------------------------------------

/// Makes a heap of n elements. Parents are taken from the last to the first (Floyd, 1964).
/// Complexity  O(n)
/// Exceptions  every element is still there, in any order
template <std::size_t Arity, class It, class Less>
constexpr void build_heap(It first, std::size_t n, Less&& less) {
    if (n < 2) return;
    for (std::size_t i = heap_parent<Arity>(n - 1) + 1; i-- != 0;)
        detail::sift_to_leaf<Arity>(first, n, i, less);
}

/// Makes a heap of n elements of which the first `ordered` are one.
/// Complexity  linear in those behind, and O(log^2 n)
/// Exceptions  every element is still there, in any order
template <std::size_t Arity, class It, class Less>
constexpr void extend_heap(It first, std::size_t ordered, std::size_t n, Less&& less) {
    if (ordered == n || n < 2) return;
    // Level by level, the parents of what may have changed; what two levels share is done once.
    std::size_t low = ordered == 0 ? 0 : heap_parent<Arity>(ordered);
    std::size_t high = heap_parent<Arity>(n - 1);
    for (;;) {
        for (std::size_t i = high + 1; i-- != low;)
            detail::sift_down<Arity>(first, n, i, less);
        if (low == 0) return;
        high = heap_parent<Arity>(high) < low ? heap_parent<Arity>(high) : low - 1;
        low = heap_parent<Arity>(low);
    }
}

/// The first position whose element is less than its parent; n if the elements are a heap.
template <std::size_t Arity, class It, class Less>
[[nodiscard]] constexpr std::size_t heap_until(It first, std::size_t n, Less&& less) {
    for (std::size_t i = 1; i < n; ++i) {
        if (static_cast<bool>(less(*heap_at(first, i), *heap_at(first, heap_parent<Arity>(i))))) {
            return i;
        }
    }
    return n;
}

} // namespace cairn::inline CAIRN_ABI::detail

#endif // CAIRN_DETAIL_HEAP_SIFT_HPP
