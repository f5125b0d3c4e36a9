// SPDX-License-Identifier: BSL-1.0
// cairn/bisect.hpp -- Python's bisect: positions in what is sorted, in any range of random access.
//
//     std::vector<int> v{10, 20, 20, 30};
//     cairn::bisect_left(v, 20);               // 1
//     cairn::bisect_right(v, 20);              // 3
//     cairn::insort(v, 25);                    // 10 20 20 25 30
//     cairn::binary_search(v, 25);             // 3, as an optional; there is none for 26
//     *cairn::lower_bound(v, 11);              // 20
//
//     cairn::bisect_by(0.0, 2.0, [](double x) { return x * x >= 2; });    // the square root of 2
//
// Shape       sorted ranges: with regard to the value that is looked up, first all elements before it,
//             then the others
//
// Synopsis    positions   bisect_left  bisect_right  bisect                              O(log n)
//                         binary_search                        a position, or none       O(log n)
//                         gallop_left  gallop_right            from a hint at distance d O(log d)
//             iterators   lower_bound  upper_bound  equal_range, as in std::ranges       O(log n)
//             insertion   insort_left  insort_right  insort                              O(n) moves
//             numbers     bisect_by                            any monotone predicate    O(log n)
// Arguments   A range, or two iterators, the value, and with a range where to begin and where to end; then a
//             comparator and a projection, which is Python's key. Comparators see a key and the value: they
//             need not take two of either.
// Speed       Numbers under < or > are compared without a branch on the outcome; everything else with one.
// Validity    that of the container, for insort; nothing else changes anything
// Exceptions  A comparator or projection that throws changes nothing. insort is as safe as the container's
//             insert.
// Source      CPython Lib/bisect.py, Modules/_bisectmodule.c and Objects/listobject.c (behaviour);
//             P.-V. Khuong and P. Morin, "Array layouts for comparison-based searching" (2017)

#ifndef CAIRN_BISECT_HPP
#define CAIRN_BISECT_HPP

#include <cairn/detail/bisect_search.hpp>
#include <cairn/detail/bisect_values.hpp>
#include <cairn/detail/contract.hpp>
#include <cairn/detail/sorted_range.hpp>

#include <concepts>
#include <cstddef>
#include <iterator>
#include <optional>
#include <type_traits>
#include <utility>

namespace cairn::inline CAIRN_ABI {

namespace detail {

/// A position or a count, as callers have it: of any integer type.
template <class T>
concept bisect_index = std::integral<T> && !std::is_same_v<T, bool>;

template <class It, class S>
[[nodiscard, gnu::always_inline]] constexpr std::size_t bisect_distance(It first, S last) {
    return static_cast<std::size_t>(std::ranges::distance(first, last));
}
template <class R>
[[nodiscard, gnu::always_inline]] constexpr std::size_t bisect_size(R& range) {
    return detail::bisect_distance(std::ranges::begin(range), std::ranges::end(range));
}

/// How many of n elements are before x (or not after it, if Upper), in a range that is sorted.
template <bool Upper, class It, class X, class Compare, class Projection>
[[nodiscard, gnu::always_inline]] constexpr std::size_t
bisect_sorted(It first, std::size_t n, const X& x, Compare& compare, Projection& projection) {
    if constexpr (hardened >= 2) {
        [[maybe_unused]] const bisect_test<Upper, X, Compare, Projection> test{x, compare,
                                                                               projection};
        CAIRN_EXPECTS(detail::bisect_is_monotone(first, n, test)); // the range is sorted
    }
    return detail::bisect_count<Upper>(first, n, x, compare, projection);
}

/// The same of the elements from lo to hi, as a position in the whole range of n. If lo is not less than
/// hi, lo.
template <bool Upper, class It, class X, class Compare, class Projection>
[[nodiscard]] constexpr std::size_t bisect_between([[maybe_unused]] std::size_t n, It first,
                                                   std::size_t lo, std::size_t hi, const X& x,
                                                   Compare& compare, Projection& projection) {
    CAIRN_EXPECTS(lo <= n && hi <= n);
    if (lo >= hi) return lo;
    return lo + detail::bisect_sorted<Upper>(detail::bisect_at(first, lo), hi - lo, x, compare,
                                             projection);
}

/// The same of all n elements, probably about `hint`.
template <bool Upper, class It, class X, class Compare, class Projection>
[[nodiscard]] constexpr std::size_t bisect_near(It first, std::size_t n, std::size_t hint,
                                                const X& x, Compare& compare,
                                                Projection& projection) {
    CAIRN_EXPECTS(hint <= n);
    const bisect_test<Upper, X, Compare, Projection> test{x, compare, projection};
    if constexpr (hardened >= 2)
        CAIRN_EXPECTS(detail::bisect_is_monotone(first, n, test)); // the range is sorted
    return detail::bisect_gallop(first, n, hint, test);
}

// The functions are objects, as in std::ranges: argument-dependent look-up does not find them, so that an
// unqualified lower_bound(d.begin(), d.end(), x) of a cairn container is the one that its caller sees.

// -- positions -------------------------------------------------------------------------------------------

template <bool Upper>
struct bisect_position {
    template <std::ranges::random_access_range R, class X, class Compare = std::less<>,
              class Projection = std::identity>
        requires bisect_decides<Upper, std::ranges::iterator_t<R>, X, Compare, Projection>
    [[nodiscard, gnu::always_inline]] constexpr std::size_t
    operator()(R&& range, const X& x, Compare compare = {}, Projection projection = {}) const {
        return detail::bisect_sorted<Upper>(std::ranges::begin(range), detail::bisect_size(range),
                                            x, compare, projection);
    }
    template <class It, std::sentinel_for<It> S, class X, class Compare = std::less<>,
              class Projection = std::identity>
        requires bisect_decides<Upper, It, X, Compare, Projection>
    [[nodiscard, gnu::always_inline]] constexpr std::size_t
    operator()(It first, S last, const X& x, Compare compare = {},
               Projection projection = {}) const {
        return detail::bisect_sorted<Upper>(first, detail::bisect_distance(first, last), x, compare,
                                            projection);
    }

    template <std::ranges::random_access_range R, class X, bisect_index Lo, bisect_index Hi,
              class Compare = std::less<>, class Projection = std::identity>
        requires bisect_decides<Upper, std::ranges::iterator_t<R>, X, Compare, Projection>
    [[nodiscard]] constexpr std::size_t operator()(R&& range, const X& x, Lo lo, Hi hi,
                                                   Compare compare = {},
                                                   Projection projection = {}) const {
        return detail::bisect_between<Upper>(detail::bisect_size(range), std::ranges::begin(range),
                                             static_cast<std::size_t>(lo),
                                             static_cast<std::size_t>(hi), x, compare, projection);
    }
    template <std::ranges::random_access_range R, class X, bisect_index Lo>
        requires bisect_decides<Upper, std::ranges::iterator_t<R>, X, std::less<>, std::identity>
    [[nodiscard]] constexpr std::size_t operator()(R&& range, const X& x, Lo lo) const {
        return (*this)(range, x, lo, detail::bisect_size(range));
    }
};

struct bisect_find {
    template <class It, std::sentinel_for<It> S, class X, class Compare = std::less<>,
              class Projection = std::identity>
        requires bisect_decides<false, It, X, Compare, Projection> &&
                 bisect_decides<true, It, X, Compare, Projection>
    [[nodiscard]] constexpr std::optional<std::size_t>
    operator()(It first, S last, const X& x, Compare compare = {},
               Projection projection = {}) const {
        const std::size_t n = detail::bisect_distance(first, last);
        const std::size_t at = detail::bisect_sorted<false>(first, n, x, compare, projection);
        const bisect_test<true, X, Compare, Projection> not_after{x, compare, projection};
        if (at == n || !not_after(*detail::bisect_at(first, at))) return std::nullopt;
        return at;
    }
    template <std::ranges::random_access_range R, class X, class Compare = std::less<>,
              class Projection = std::identity>
        requires bisect_decides<false, std::ranges::iterator_t<R>, X, Compare, Projection> &&
                 bisect_decides<true, std::ranges::iterator_t<R>, X, Compare, Projection>
    [[nodiscard]] constexpr std::optional<std::size_t>
    operator()(R&& range, const X& x, Compare compare = {}, Projection projection = {}) const {
        return (*this)(std::ranges::begin(range), std::ranges::end(range), x, std::move(compare),
                       std::move(projection));
    }
};

template <bool Upper>
struct bisect_from_hint {
    template <std::ranges::random_access_range R, class X, bisect_index Hint = std::size_t,
              class Compare = std::less<>, class Projection = std::identity>
        requires bisect_decides<Upper, std::ranges::iterator_t<R>, X, Compare, Projection>
    [[nodiscard]] constexpr std::size_t operator()(R&& range, const X& x, Hint hint = 0,
                                                   Compare compare = {},
                                                   Projection projection = {}) const {
        return detail::bisect_near<Upper>(std::ranges::begin(range), detail::bisect_size(range),
                                          static_cast<std::size_t>(hint), x, compare, projection);
    }
};

} // namespace detail

/// The position of the first element that is not before `x`, or the end: where `x` may be inserted to stand
/// before its equals.
///     (range, x, comparator, projection)
///     (first, last, x, comparator, projection)
///     (range, x, lo)
///     (range, x, lo, hi, comparator, projection)     among the elements from `lo` to `hi`; if lo >= hi, lo
/// Expects     sorted: no element is before `x` that stands after one which is not. 0 <= lo, hi <= size
/// Complexity  at most log2(n) + 1 comparisons; of numbers, up to 2 * log2(n) + 128
/// Exceptions  nothing changes
/// Python      bisect_left(a, x, lo, hi, key=projection) (ValueError for a negative lo)
inline constexpr detail::bisect_position<false> bisect_left{};

/// The position of the first element that is after `x`, or the end: where `x` may be inserted to stand after
/// its equals. The same arguments.
/// Expects     sorted: no element is after `x` that stands before one which is not. 0 <= lo, hi <= size
/// Complexity  at most log2(n) + 1 comparisons; of numbers, up to 2 * log2(n) + 128
/// Exceptions  nothing changes
/// Python      bisect_right(a, x, lo, hi, key=projection) (ValueError for a negative lo)
inline constexpr detail::bisect_position<true> bisect_right{};

/// bisect_right, as Python calls it for short.
inline constexpr detail::bisect_position<true> bisect{};

/// The position of the first element that is neither before nor after `x`, if there is any: what
/// std::ranges::binary_search says, and where.
///     (range, x, comparator, projection)
///     (first, last, x, comparator, projection)
/// Expects     sorted, as for bisect_left and bisect_right
/// Complexity  as bisect_left, and a comparison
/// Exceptions  nothing changes
inline constexpr detail::bisect_find binary_search{};

/// bisect_left from a hint: a position near the answer, the front if none is given. It costs what the distance
/// makes it cost, so that values that come in order are looked up in one pass.
///     (range, x, hint, comparator, projection)
/// Expects     sorted, as for bisect_left; 0 <= hint <= size
/// Complexity  at most 2 * log2(d) + 3 comparisons, for d the distance of the answer from `hint`
/// Exceptions  nothing changes
/// Source      CPython Objects/listobject.c, gallop_left
inline constexpr detail::bisect_from_hint<false> gallop_left{};

/// bisect_right from a hint.
///     (range, x, hint, comparator, projection)
/// Expects     sorted, as for bisect_right; 0 <= hint <= size
/// Complexity  at most 2 * log2(d) + 3 comparisons, for d the distance of the answer from `hint`
/// Exceptions  nothing changes
/// Source      CPython Objects/listobject.c, gallop_right
inline constexpr detail::bisect_from_hint<true> gallop_right{};

// -- iterators -------------------------------------------------------------------------------------------

namespace detail {

template <bool Upper>
struct bisect_iterator {
    template <class It, std::sentinel_for<It> S, class X, class Compare = std::less<>,
              class Projection = std::identity>
        requires bisect_decides<Upper, It, X, Compare, Projection>
    [[nodiscard, gnu::always_inline]] constexpr It operator()(It first, S last, const X& x,
                                                              Compare compare = {},
                                                              Projection projection = {}) const {
        return detail::bisect_at(
            first, detail::bisect_sorted<Upper>(first, detail::bisect_distance(first, last), x,
                                                compare, projection));
    }
    template <std::ranges::random_access_range R, class X, class Compare = std::less<>,
              class Projection = std::identity>
        requires std::ranges::borrowed_range<R> &&
                 bisect_decides<Upper, std::ranges::iterator_t<R>, X, Compare, Projection>
    [[nodiscard, gnu::always_inline]] constexpr std::ranges::iterator_t<R>
    operator()(R&& range, const X& x, Compare compare = {}, Projection projection = {}) const {
        return detail::bisect_at(std::ranges::begin(range),
                                 detail::bisect_sorted<Upper>(std::ranges::begin(range),
                                                              detail::bisect_size(range), x,
                                                              compare, projection));
    }
};

/// Two iterators as a view, and as a pair that a structured binding takes apart.
template <class It>
class bisect_range : public sorted_range<It> {
public:
    using sorted_range<It>::sorted_range;

    template <std::size_t Index>
        requires(Index < 2)
    [[nodiscard]] friend constexpr It get(const bisect_range& range) noexcept {
        return Index == 0 ? range.begin() : range.end();
    }
};

struct bisect_equals {
    template <class It, std::sentinel_for<It> S, class X, class Compare = std::less<>,
              class Projection = std::identity>
        requires bisect_decides<false, It, X, Compare, Projection> &&
                 bisect_decides<true, It, X, Compare, Projection>
    [[nodiscard]] constexpr bisect_range<It> operator()(It first, S last, const X& x,
                                                        Compare compare = {},
                                                        Projection projection = {}) const {
        const std::size_t n = detail::bisect_distance(first, last);
        const std::size_t at = detail::bisect_sorted<false>(first, n, x, compare, projection);
        const It begin = detail::bisect_at(first, at);
        return {begin, detail::bisect_at(begin, detail::bisect_near<true>(begin, n - at, 0, x,
                                                                          compare, projection))};
    }
    template <std::ranges::random_access_range R, class X, class Compare = std::less<>,
              class Projection = std::identity>
        requires std::ranges::borrowed_range<R> &&
                 bisect_decides<false, std::ranges::iterator_t<R>, X, Compare, Projection> &&
                 bisect_decides<true, std::ranges::iterator_t<R>, X, Compare, Projection>
    [[nodiscard]] constexpr bisect_range<std::ranges::iterator_t<R>>
    operator()(R&& range, const X& x, Compare compare = {}, Projection projection = {}) const {
        return (*this)(std::ranges::begin(range), std::ranges::end(range), x, std::move(compare),
                       std::move(projection));
    }
};

} // namespace detail

/// An iterator to the first element that is not before `x`: std::ranges::lower_bound.
///     (range, x, comparator, projection)             no rvalue container, in which it would dangle
///     (first, last, x, comparator, projection)
/// Expects     sorted, as for bisect_left
/// Complexity  at most log2(n) + 1 comparisons; of numbers, up to 2 * log2(n) + 128
/// Exceptions  nothing changes
inline constexpr detail::bisect_iterator<false> lower_bound{};

/// An iterator to the first element that is after `x`: std::ranges::upper_bound. The same arguments.
/// Expects     sorted, as for bisect_right
/// Complexity  at most log2(n) + 1 comparisons; of numbers, up to 2 * log2(n) + 128
/// Exceptions  nothing changes
inline constexpr detail::bisect_iterator<true> upper_bound{};

/// The elements that are neither before nor after `x`, as a view: std::ranges::equal_range. The same arguments.
/// Expects     sorted, as for both
/// Complexity  as bisect_left, and at most 2 * log2(k) + 3 comparisons, for k of them
/// Exceptions  nothing changes
inline constexpr detail::bisect_equals equal_range{};

// -- insertion -------------------------------------------------------------------------------------------

namespace detail {

/// A sequence that elements can be put into anywhere, ordered by what compares two keys.
template <class C, class X, class Compare, class Projection>
concept bisect_sequence =
    std::ranges::random_access_range<C&> &&
    std::constructible_from<std::ranges::range_value_t<C&>, X> &&
    requires(C& container, std::ranges::range_value_t<C&> x) {
        {
            container.insert(container.begin(), std::move(x))
        } -> std::convertible_to<std::ranges::iterator_t<C&>>;
    } && bisect_projects<std::ranges::iterator_t<C&>, Projection> &&
    bisect_projects<const std::ranges::range_value_t<C&>*, Projection> &&
    bisect_decides<
        false, std::ranges::iterator_t<C&>,
        std::remove_cvref_t<decltype(detail::bisect_key(
            std::declval<Projection&>(), std::declval<const std::ranges::range_value_t<C&>&>()))>,
        Compare, Projection> &&
    bisect_decides<
        true, std::ranges::iterator_t<C&>,
        std::remove_cvref_t<decltype(detail::bisect_key(
            std::declval<Projection&>(), std::declval<const std::ranges::range_value_t<C&>&>()))>,
        Compare, Projection>;

template <bool Upper>
struct bisect_insert {
    template <class C, class X, class Compare = std::less<>, class Projection = std::identity>
        requires bisect_sequence<C, X, Compare, Projection>
    constexpr std::ranges::iterator_t<C&> operator()(C& container, X&& x, Compare compare = {},
                                                     Projection projection = {}) const {
        return insert(container, std::forward<X>(x), 0, detail::bisect_size(container), compare,
                      projection);
    }
    template <class C, class X, bisect_index Lo, bisect_index Hi, class Compare = std::less<>,
              class Projection = std::identity>
        requires bisect_sequence<C, X, Compare, Projection>
    constexpr std::ranges::iterator_t<C&> operator()(C& container, X&& x, Lo lo, Hi hi,
                                                     Compare compare = {},
                                                     Projection projection = {}) const {
        return insert(container, std::forward<X>(x), static_cast<std::size_t>(lo),
                      static_cast<std::size_t>(hi), compare, projection);
    }
    template <class C, class X, bisect_index Lo>
        requires bisect_sequence<C, X, std::less<>, std::identity>
    constexpr std::ranges::iterator_t<C&> operator()(C& container, X&& x, Lo lo) const {
        return (*this)(container, std::forward<X>(x), lo, detail::bisect_size(container));
    }

private:
    template <class C, class X, class Compare, class Projection>
    static constexpr std::ranges::iterator_t<C&> insert(C& container, X&& x, std::size_t lo,
                                                        std::size_t hi, Compare& compare,
                                                        Projection& projection) {
        using value = std::ranges::range_value_t<C&>;
        if constexpr (std::is_same_v<std::remove_cvref_t<X>, value>) {
            auto&& key = detail::bisect_key(projection, std::as_const(x));
            const auto first = std::ranges::begin(container);
            const std::size_t at = detail::bisect_between<Upper>(
                detail::bisect_size(container), first, lo, hi, key, compare, projection);
            return container.insert(detail::bisect_at(first, at), std::forward<X>(x));
        } else {
            return insert(container, value(std::forward<X>(x)), lo, hi, compare, projection);
        }
    }
};

} // namespace detail

/// Inserts `x` before its equals. Returns where it is.
///     (container, x, comparator, projection)
///     (container, x, lo)
///     (container, x, lo, hi, comparator, projection) among the elements from `lo` to `hi`; if lo >= hi, at lo
/// Expects     sorted; 0 <= lo, hi <= size
/// Complexity  at most log2(n) + 1 comparisons, or more of numbers, and an insertion; the key of `x` is
///             computed once
/// Exceptions  those of the container's insert; comparisons change nothing
/// Validity    that of the container's insert
/// Python      insort_left(a, x, lo, hi, key=projection) (ValueError for a negative lo)
inline constexpr detail::bisect_insert<false> insort_left{};

/// Inserts `x` after its equals. Returns where it is. The same arguments, the same in every respect.
/// Python      insort_right(a, x, lo, hi, key=projection) (ValueError for a negative lo)
inline constexpr detail::bisect_insert<true> insort_right{};

/// insort_right, as Python calls it for short.
inline constexpr detail::bisect_insert<true> insort{};

// -- numbers ---------------------------------------------------------------------------------------------

/// The least number from `lo` on, and before `hi`, for which a predicate is true; `hi` if there is none.
/// Floating-point numbers are searched down to neighbours, -0.0 and 0.0 being one; infinities are numbers
/// like others. If `lo` is not less than `hi`, `lo`.
/// A predicate that does not stay true is asked no more often: its answer for the result is true, or the
/// result is `hi`, and its answer for the number before is false, or the result is `lo`.
/// Expects     neither `lo` nor `hi` is a NaN
/// Complexity  as many calls as the distance of `lo` and `hi` has bits: at most 64
/// Exceptions  nothing changes
/// Python      bisect_left(range(lo, hi), True, key=predicate), and lo added
template <detail::bisect_value T, class Predicate>
    requires requires(Predicate& predicate, T x) { static_cast<bool>(predicate(x)); }
[[nodiscard]] constexpr T bisect_by(T lo, T hi, Predicate predicate) {
    using word = detail::bisect_word<T>;
    CAIRN_EXPECTS(lo == lo && hi == hi); // numbers
    if (!(lo < hi)) return lo;
    word low = detail::bisect_place(lo);
    word count = static_cast<word>(detail::bisect_place(hi) - low);
    while (count != 0) {
        const word half = static_cast<word>(count / 2), middle = static_cast<word>(low + half);
        if (static_cast<bool>(predicate(detail::bisect_number<T>(middle)))) {
            count = half;
        } else {
            low = static_cast<word>(middle + 1);
            count = static_cast<word>(count - half - 1);
        }
    }
    return detail::bisect_number<T>(low);
}

} // namespace cairn::inline CAIRN_ABI

template <class It>
struct std::tuple_size<cairn::detail::bisect_range<It>> : std::integral_constant<std::size_t, 2> {};
template <std::size_t Index, class It>
struct std::tuple_element<Index, cairn::detail::bisect_range<It>> {
    using type = It;
};
template <class It>
inline constexpr bool std::ranges::enable_view<cairn::detail::bisect_range<It>> = true;
template <class It>
inline constexpr bool std::ranges::enable_borrowed_range<cairn::detail::bisect_range<It>> = true;

#endif // CAIRN_BISECT_HPP
