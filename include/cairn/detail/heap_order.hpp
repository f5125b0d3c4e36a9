// SPDX-License-Identifier: BSL-1.0
// cairn/detail/heap_order.hpp -- a comparator as a heap keeps it, and what heaps know of the type they order.
//
//     heap_order       compares elements, and knows numbers for them
//     default_arity    how many children serve a type best

#ifndef CAIRN_DETAIL_HEAP_ORDER_HPP
#define CAIRN_DETAIL_HEAP_ORDER_HPP

#include <cairn/detail/config.hpp>
#include <cairn/detail/heap_sift.hpp>
#include <cairn/detail/iterator.hpp>
#include <cairn/detail/ordering.hpp>

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <type_traits>
#include <utility>

namespace cairn::inline CAIRN_ABI::detail {

// -- pairs of numbers --------------------------------------------------------------------------------------

template <class T>
inline constexpr bool is_number_pair = false;
template <number A, number B>
inline constexpr bool is_number_pair<std::pair<A, B>> = true;

/// a < b, computed from both members: std's operator branches on the first.
template <class A, class B>
[[nodiscard, gnu::always_inline]] constexpr bool less_pair(const std::pair<A, B>& a,
                                                           const std::pair<A, B>& b) noexcept {
    const unsigned before = a.first < b.first, tied = a.first == b.first;
    return (before | (tied & static_cast<unsigned>(a.second < b.second))) != 0;
}

// -- the comparator ----------------------------------------------------------------------------------------

/// A comparator of elements of type T, which need not be assignable.
template <class T, class Compare>
class heap_order {
    using key = sort_key<T, Compare>;
    static constexpr bool pairs = is_number_pair<T> && direction<Compare, T> != 0;
    static constexpr bool strings = is_text<T> && direction<Compare, T> != 0;
    static constexpr bool known_exactly() noexcept {
        if constexpr (requires { key::exact; }) {
            return key::exact;
        } else {
            return false;
        }
    }

public:
    /// Whether elements with equal numbers are equivalent.
    static constexpr bool exact = known_exactly();

    constexpr heap_order() = default;
    constexpr explicit heap_order(const Compare& compare) : compare_(compare) {}

    [[nodiscard, gnu::always_inline]] constexpr bool operator()(const T& a, const T& b) const
        noexcept(pairs || std::is_nothrow_invocable_v<const Compare&, const T&, const T&>) {
        if constexpr (strings) {
            if (!std::is_constant_evaluated()) {
                const digest_word x = number(a), y = number(b);
                if (x != y) [[likely]]
                    return x < y;
            }
            return static_cast<bool>(compare_(a, b));
        } else if constexpr (!pairs) {
            return static_cast<bool>(compare_(a, b));
        } else if constexpr (direction<Compare, T> > 0) {
            return detail::less_pair(a, b);
        } else {
            return detail::less_pair(b, a);
        }
    }
    /// A number in the order of the elements: numbers themselves, the first member of a pair, the first
    /// letters of a string, and the same of a key function's result.
    [[nodiscard, gnu::always_inline]] constexpr digest_word number(const T& x) const
        noexcept(noexcept(key::digest(std::declval<const Compare&>(), x)))
        requires(key::kind != search::comparing)
    {
        return key::digest(compare_, x);
    }
    [[nodiscard, gnu::always_inline]] constexpr digest_word number(const T& x) const noexcept
        requires(pairs)
    {
        return direction<Compare, T> > 0 ? digest_of(x.first) : ~digest_of(x.first);
    }

    [[nodiscard]] constexpr const Compare& compare() const noexcept { return compare_; }

    /// Takes another one's comparator over.
    constexpr void assign(heap_order&& other) noexcept {
        if constexpr (std::is_nothrow_move_assignable_v<Compare>) {
            compare_ = std::move(other.compare_);
        } else {
            std::destroy_at(std::addressof(compare_));
            std::construct_at(std::addressof(compare_), std::move(other.compare_));
        }
    }

private:
    [[no_unique_address]] Compare compare_{};
};

/// What deduction guides take for a comparator.
template <class F>
concept order_like = !allocator_like<F> && !requires(F& f) { typename F::value_type; };

// -- what is known of types --------------------------------------------------------------------------------

/// Many where comparing costs next to nothing: fewer levels, and the comparisons of a level overlap. Eight
/// where a small element is its number; four where numbers may tie, or elements are larger; two where a
/// comparison costs more than all the rest. Measured on numbers, pairs of them, and strings, for a
/// thousand to a million elements.
template <class T, class Compare>
inline constexpr std::size_t default_arity =
    numbering<heap_order<T, Compare>, T> && heap_order<T, Compare>::exact && sizeof(T) <= 8 ? 8
    : numbering<heap_order<T, Compare>, T> || chooses_by_arithmetic<T>                      ? 4
                                                                                            : 2;

} // namespace cairn::inline CAIRN_ABI::detail

#endif // CAIRN_DETAIL_HEAP_ORDER_HPP
