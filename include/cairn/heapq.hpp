// SPDX-License-Identifier: BSL-1.0
// cairn/heapq.hpp -- Python's heapq: priority queues in plain sequences, and the first k of anything.
//
//     std::vector<int> heap{5, 1, 4};
//     cairn::heapify(heap);               // 1 5 4
//     cairn::heappush(heap, 2);           // 1 2 4 5
//     cairn::heappop(heap);               // returns 1
//
//     cairn::nlargest(3, words, {}, &word::count);    // the three with the highest counts, highest first
//
// Shape       a d-ary heap: the children of position i are at d * i + 1 to d * i + d, and none of them is
//             less than it. The least element is in front; std::greater<> puts the greatest there.
//             For d = 2, which is the default, every position holds what it does in Python.
//
// Synopsis    whole       heapify is_heap                                        O(n)
//             elements    heappush heappop                                       O(log n)
//                         heappushpop heapreplace                                O(log n), one descent
//             selection   nsmallest nlargest                                     O(n + k log k) on average
// Arguments   Functions on heaps take a random-access range, two iterators, or a container with push_back
//             and pop_back, which they lengthen and shorten. Selection takes any input range. All take a
//             comparator and a projection, which is Python's key.
// Validity    that of the container; elements move within it
// Exceptions  A comparator or projection that throws leaves a heap as it was, if moving elements cannot
//             fail; else every element is still there, in any order. Selection changes nothing before
//             the last comparison.
// Source      CPython Modules/_heapqmodule.c and Lib/heapq.py (behaviour)

#ifndef CAIRN_HEAPQ_HPP
#define CAIRN_HEAPQ_HPP

#include <cairn/detail/contract.hpp>
#include <cairn/detail/heap_sift.hpp>
#include <cairn/detail/iterator.hpp>
#include <cairn/detail/select.hpp>

#include <concepts>
#include <cstddef>
#include <iterator>
#include <type_traits>
#include <utility>
#include <vector>

namespace cairn::inline CAIRN_ABI {

namespace detail {

/// A sequence that elements can be added to and removed from at its end.
template <class C>
concept stack_like = std::ranges::random_access_range<C&> && std::ranges::sized_range<C&> &&
                     requires(C& c, std::ranges::range_value_t<C&> x) {
                         c.push_back(std::move(x));
                         c.pop_back();
                     };

/// A comparator and a projection that fit the elements.
template <class It, class Compare, class Projection>
concept orders =
    std::is_invocable_v<Projection&, const std::iter_value_t<It>&> &&
    requires(Compare& compare, Projection& projection, const std::iter_value_t<It>& x) {
        static_cast<bool>(compare(detail::key_of(projection, x), detail::key_of(projection, x)));
    };

/// What the functions on heaps need of an iterator, its comparator and its projection.
template <class It, class Compare, class Projection>
concept heap_iterator =
    std::random_access_iterator<It> && std::permutable<It> && orders<It, Compare, Projection>;

/// An rvalue of a container: nobody else will see its elements again.
template <class R>
inline constexpr bool gives_elements_away =
    !std::is_reference_v<R> && !std::ranges::borrowed_range<R> && !std::ranges::view<R>;

template <class R>
[[nodiscard]] constexpr std::size_t range_length(R& range) {
    return static_cast<std::size_t>(std::ranges::end(range) - std::ranges::begin(range));
}

} // namespace detail

// -- whole heaps -----------------------------------------------------------------------------------------

/// Makes a heap of any elements.
/// Complexity  O(n)
/// Exceptions  those of comparisons and moves; every element is still there, in any order
/// Python      heapify(heap)
template <std::size_t Arity = 2, class It, std::sized_sentinel_for<It> S,
          class Compare = std::less<>, class Projection = std::identity>
    requires detail::heap_iterator<It, Compare, Projection>
constexpr void heapify(It first, S last, Compare compare = {}, Projection projection = {}) {
    static_assert(Arity >= 2, "a heap needs two children at least");
    detail::build_heap<Arity>(first, static_cast<std::size_t>(last - first),
                              detail::select_order<Compare, Projection>{compare, projection});
}
template <std::size_t Arity = 2, std::ranges::random_access_range R, class Compare = std::less<>,
          class Projection = std::identity>
    requires detail::heap_iterator<std::ranges::iterator_t<R>, Compare, Projection>
constexpr void heapify(R&& range, Compare compare = {}, Projection projection = {}) {
    detail::build_heap<Arity>(std::ranges::begin(range), detail::range_length(range),
                              detail::select_order<Compare, Projection>{compare, projection});
}

/// Whether no element is less than its parent.
/// Complexity  O(n)
template <std::size_t Arity = 2, std::random_access_iterator It, std::sized_sentinel_for<It> S,
          class Compare = std::less<>, class Projection = std::identity>
    requires detail::orders<It, Compare, Projection>
[[nodiscard]] constexpr bool is_heap(It first, S last, Compare compare = {},
                                     Projection projection = {}) {
    const auto n = static_cast<std::size_t>(last - first);
    return detail::heap_until<Arity>(
               first, n, detail::select_order<Compare, Projection>{compare, projection}) == n;
}
template <std::size_t Arity = 2, std::ranges::random_access_range R, class Compare = std::less<>,
          class Projection = std::identity>
    requires detail::orders<std::ranges::iterator_t<R>, Compare, Projection>
[[nodiscard]] constexpr bool is_heap(R&& range, Compare compare = {}, Projection projection = {}) {
    const std::size_t n = detail::range_length(range);
    return detail::heap_until<Arity>(
               std::ranges::begin(range), n,
               detail::select_order<Compare, Projection>{compare, projection}) == n;
}

// -- one element -----------------------------------------------------------------------------------------

/// Makes a heap of [first, last), of which all but the last element are one.
/// Complexity  O(log n); O(1) on average for elements in random order
/// Exceptions  strong, if moves cannot fail
template <std::size_t Arity = 2, class It, std::sized_sentinel_for<It> S,
          class Compare = std::less<>, class Projection = std::identity>
    requires detail::heap_iterator<It, Compare, Projection>
constexpr void heappush(It first, S last, Compare compare = {}, Projection projection = {}) {
    const auto n = static_cast<std::size_t>(last - first);
    if (n < 2) return;
    detail::sift_up<Arity>(first, n - 1,
                           detail::select_order<Compare, Projection>{compare, projection});
}

/// Puts `x` into a heap.
/// Complexity  push_back and O(log n); O(1) on average for elements in random order
/// Exceptions  strong, if moves cannot fail
/// Python      heappush(heap, item)
template <std::size_t Arity = 2, detail::stack_like C, class X, class Compare = std::less<>,
          class Projection = std::identity>
    requires detail::heap_iterator<std::ranges::iterator_t<C>, Compare, Projection> &&
             requires(C& heap, X&& x) { heap.push_back(std::forward<X>(x)); }
constexpr void heappush(C& heap, X&& x, Compare compare = {}, Projection projection = {}) {
    heap.push_back(std::forward<X>(x));
    detail::guard undo([&] {
        if constexpr (detail::moves_safely<std::ranges::iterator_t<C>>) heap.pop_back();
    });
    detail::sift_up<Arity>(std::ranges::begin(heap), detail::range_length(heap) - 1,
                           detail::select_order<Compare, Projection>{compare, projection});
    undo.dismiss();
}

/// Moves the first of the heap [first, last) to the end, and makes a heap of the rest. Returns where it is.
/// Expects     first != last
/// Complexity  O(log n)
/// Exceptions  strong, if moves cannot fail
template <std::size_t Arity = 2, class It, std::sized_sentinel_for<It> S,
          class Compare = std::less<>, class Projection = std::identity>
    requires detail::heap_iterator<It, Compare, Projection>
constexpr It heappop(It first, S last, Compare compare = {}, Projection projection = {}) {
    const auto n = static_cast<std::size_t>(last - first);
    CAIRN_EXPECTS(n != 0);
    detail::pop_to_back<Arity>(first, n,
                               detail::select_order<Compare, Projection>{compare, projection});
    return detail::heap_at(first, n - 1);
}

/// Removes the first of a heap, and returns it.
/// Expects     not empty
/// Complexity  O(log n)
/// Exceptions  strong, if moves cannot fail
/// Python      heappop(heap) (IndexError)
template <std::size_t Arity = 2, detail::stack_like C, class Compare = std::less<>,
          class Projection = std::identity>
    requires detail::heap_iterator<std::ranges::iterator_t<C>, Compare, Projection>
constexpr std::ranges::range_value_t<C> heappop(C& heap, Compare compare = {},
                                                Projection projection = {}) {
    const std::size_t n = detail::range_length(heap);
    CAIRN_EXPECTS(n != 0);
    detail::pop_to_back<Arity>(std::ranges::begin(heap), n,
                               detail::select_order<Compare, Projection>{compare, projection});
    std::ranges::range_value_t<C> first(
        std::ranges::iter_move(detail::heap_at(std::ranges::begin(heap), n - 1)));
    heap.pop_back();
    return first;
}

namespace detail {

/// Puts `item` into the place of the first, which comes out. Where moves cannot fail, a comparison that
/// does puts that back; else it is lost, for nobody knows where the item is.
template <std::size_t Arity, class It, class Less>
constexpr std::iter_value_t<It> exchange_first(It first, std::size_t n,
                                               std::iter_value_t<It>&& item, Less less) {
    std::iter_value_t<It> out(std::ranges::iter_move(first));
    guard undo([&] {
        if constexpr (moves_safely<It>) *first = std::move(out);
    });
    *first = std::move(item);
    sift_to_leaf<Arity>(first, n, 0, less);
    undo.dismiss();
    return out;
}

} // namespace detail

/// The first of a heap, which it takes out, putting `x` in: a heappop and then a heappush, in one descent.
/// Expects     not empty
/// Complexity  O(log n)
/// Exceptions  strong, if moves cannot fail, and `x` is lost; else the first may be lost instead
/// Python      heapreplace(heap, item) (IndexError)
template <std::size_t Arity = 2, std::ranges::random_access_range R, class X,
          class Compare = std::less<>, class Projection = std::identity>
    requires detail::heap_iterator<std::ranges::iterator_t<R>, Compare, Projection> &&
             std::constructible_from<std::ranges::range_value_t<R>, X>
constexpr std::ranges::range_value_t<R> heapreplace(R&& heap, X&& x, Compare compare = {},
                                                    Projection projection = {}) {
    const std::size_t n = detail::range_length(heap);
    CAIRN_EXPECTS(n != 0);
    return detail::exchange_first<Arity>(
        std::ranges::begin(heap), n, std::ranges::range_value_t<R>(std::forward<X>(x)),
        detail::select_order<Compare, Projection>{compare, projection});
}

/// The first of the heap and `x`, the other one of which stays: a heappush and then a heappop, in one descent.
/// Complexity  O(log n); O(1) if it is `x`
/// Exceptions  strong, if moves cannot fail, and `x` is lost; else the first may be lost instead
/// Python      heappushpop(heap, item)
template <std::size_t Arity = 2, std::ranges::random_access_range R, class X,
          class Compare = std::less<>, class Projection = std::identity>
    requires detail::heap_iterator<std::ranges::iterator_t<R>, Compare, Projection> &&
             std::constructible_from<std::ranges::range_value_t<R>, X>
constexpr std::ranges::range_value_t<R> heappushpop(R&& heap, X&& x, Compare compare = {},
                                                    Projection projection = {}) {
    using value = std::ranges::range_value_t<R>;
    const detail::select_order<Compare, Projection> less{compare, projection};
    const std::size_t n = detail::range_length(heap);
    value item(std::forward<X>(x));
    if (n == 0 || !less(static_cast<const value&>(*std::ranges::begin(heap)), item)) return item;
    return detail::exchange_first<Arity>(std::ranges::begin(heap), n, std::move(item), less);
}

// -- selection -------------------------------------------------------------------------------------------

/// The n least elements, or all if they are fewer, in order: what a stable sort would begin with. Elements
/// are copied; those of an rvalue container that owns them are moved.
/// Complexity  O(m + n log n) on average for m elements of random access, in any order; else O(m log n), and
///             about m comparisons where few are among the n least so far. Memory for O(n) records, and
///             for as many elements where the range can be read only once
/// Exceptions  those of comparisons, before anything is moved. What was read from a range that can be
///             read only once is lost.
/// Python      nsmallest(n, iterable, key)
template <std::input_iterator It, std::sentinel_for<It> S, class Compare = std::less<>,
          class Projection = std::identity>
    requires detail::orders<It, Compare, Projection>
[[nodiscard]] constexpr std::vector<std::iter_value_t<It>>
nsmallest(std::size_t n, It first, S last, Compare compare = {}, Projection projection = {}) {
    return detail::select_first<false>(
        n, std::move(first), std::move(last),
        detail::select_order<Compare, Projection>{compare, projection});
}
template <std::ranges::input_range R, class Compare = std::less<>, class Projection = std::identity>
    requires detail::orders<std::ranges::iterator_t<R>, Compare, Projection>
[[nodiscard]] constexpr std::vector<std::ranges::range_value_t<R>>
nsmallest(std::size_t n, R&& range, Compare compare = {}, Projection projection = {}) {
    return detail::select_first<detail::gives_elements_away<R>>(
        n, std::ranges::begin(range), std::ranges::end(range),
        detail::select_order<Compare, Projection>{compare, projection});
}

/// The n greatest elements, greatest first; equivalent ones in the order of the range, as in Python. The
/// same in every other respect.
/// Python      nlargest(n, iterable, key)
template <std::input_iterator It, std::sentinel_for<It> S, class Compare = std::less<>,
          class Projection = std::identity>
    requires detail::orders<It, Compare, Projection>
[[nodiscard]] constexpr std::vector<std::iter_value_t<It>>
nlargest(std::size_t n, It first, S last, Compare compare = {}, Projection projection = {}) {
    return detail::select_first<false>(
        n, std::move(first), std::move(last),
        detail::select_order<Compare, Projection, true>{compare, projection});
}
template <std::ranges::input_range R, class Compare = std::less<>, class Projection = std::identity>
    requires detail::orders<std::ranges::iterator_t<R>, Compare, Projection>
[[nodiscard]] constexpr std::vector<std::ranges::range_value_t<R>>
nlargest(std::size_t n, R&& range, Compare compare = {}, Projection projection = {}) {
    return detail::select_first<detail::gives_elements_away<R>>(
        n, std::ranges::begin(range), std::ranges::end(range),
        detail::select_order<Compare, Projection, true>{compare, projection});
}

} // namespace cairn::inline CAIRN_ABI

#endif // CAIRN_HEAPQ_HPP
