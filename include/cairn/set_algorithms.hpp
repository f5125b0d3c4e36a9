// SPDX-License-Identifier: BSL-1.0
// cairn/set_algorithms.hpp -- std::ranges::set_intersection and its kin, for ranges of any two sizes.
//
//     std::vector<int> a{1, 3, 3, 5}, b{3, 4, 5}, out;
//     cairn::set_intersection(a, b, std::back_inserter(out));  // 3 5
//     cairn::intersection_size(a, b);                          // 2, without output
//     cairn::includes(a, std::array{3, 3});                    // true: as many as that
//
// Shape       sorted ranges; equivalent elements are counted: of k in a and m in b, min(k, m) are in both
//
// Synopsis    set_intersection            what both have: a's elements
//             set_union                   what either has: a's, and what b has beyond
//             set_difference              what a has beyond b
//             set_symmetric_difference    what one of them has beyond the other
//             includes                    whether a has all that b has
//             intersection_size           how much both have
//             O(n + m); O(m log(n / m)) comparisons where one range is much larger, as a whole or in places
// Arguments   Those of std::ranges: two ranges, or two pairs of iterator and sentinel; where the elements go;
//             then a comparator and two projections. Stable; results as in std::ranges.
// Speed       Ranges of random access are searched in leaps where runs of one have no place in the other.
//             Arrays of numbers under < or > are merged without a branch on the outcome.
// Validity    nothing is invalidated. The output may overwrite no input, but for set_intersection and
//             set_difference, which may write to where a begins.
// Exceptions  What a comparator, a projection, an iterator or an assignment throws goes through: the inputs
//             are as they were, and what was written stays written.
// Source      [set.operations]; J. Bentley and A. Yao, "An almost optimal algorithm for unbounded searching"
//             (1976); E. Demaine, A. Lopez-Ortiz, J. I. Munro, "Adaptive set intersections, unions, and
//             differences" (2000); R. Baeza-Yates, "A fast set intersection algorithm for sorted sequences"
//             (2004); T. Peters, Objects/listsort.txt in CPython

#ifndef CAIRN_SET_ALGORITHMS_HPP
#define CAIRN_SET_ALGORITHMS_HPP

#include <cairn/detail/contract.hpp>
#include <cairn/detail/set_gallop.hpp>
#include <cairn/detail/set_numbers.hpp>

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <memory>
#include <type_traits>
#include <utility>

namespace cairn::inline CAIRN_ABI {

namespace detail {

using set_intersects = set_operation<false, true, false>;
using set_unites = set_operation<true, true, true>;
using set_subtracts = set_operation<true, false, false>;
using set_separates = set_operation<true, false, true>;
using set_subtracts_from = set_operation<false, false, true>;

/// Two arrays of the same type of numbers, under < or >.
template <class A, class EndA, class B, class EndB, class Compare, class ProjectionA,
          class ProjectionB>
concept set_of_numbers =
    std::contiguous_iterator<A> && std::contiguous_iterator<B> &&
    std::sized_sentinel_for<EndA, A> && std::sized_sentinel_for<EndB, B> &&
    std::is_same_v<std::iter_value_t<A>, std::iter_value_t<B>> && number<std::iter_value_t<A>> &&
    !std::is_volatile_v<std::remove_reference_t<std::iter_reference_t<A>>> &&
    !std::is_volatile_v<std::remove_reference_t<std::iter_reference_t<B>>> &&
    direction<Compare, std::iter_value_t<A>> != 0 && bisect_is_identity<ProjectionA> &&
    bisect_is_identity<ProjectionB>;

/// A sink that takes numbers from wherever they lie.
template <class Sink, class T>
concept set_takes = requires(Sink& sink, const T* at) { sink.put(at); };

/// Combines two ranges into a sink. Afterwards `a` and `b` are where the combination ended, and the rests hold
/// nothing that is wanted.
template <class Operation, class A, class EndA, class B, class EndB, class Sink, class Compare,
          class ProjectionA, class ProjectionB>
constexpr void set_run(A& a, const EndA& a_end, B& b, const EndB& b_end, Sink& sink,
                       Compare& compare, ProjectionA& projection_a, ProjectionB& projection_b) {
    if constexpr (hardened >= 2) {
        if constexpr (std::forward_iterator<A>)
            CAIRN_EXPECTS(detail::set_is_sorted(a, a_end, compare, projection_a));
        if constexpr (std::forward_iterator<B>)
            CAIRN_EXPECTS(detail::set_is_sorted(b, b_end, compare, projection_b));
    }
    if constexpr (set_of_numbers<A, EndA, B, EndB, Compare, ProjectionA, ProjectionB>) {
        using value = std::iter_value_t<A>;
        if constexpr (set_takes<Sink, value>) {
            if (!std::is_constant_evaluated()) {
                const auto n = a_end - a;
                const auto m = b_end - b;
                const value* const first_a = std::to_address(a);
                const value* const first_b = std::to_address(b);
                set_numbers<Operation, (direction<Compare, value> < 0), value, Sink>(
                    first_a, first_a + n, first_b, first_b + m, sink)
                    .run();
                a += n;
                b += m;
                return;
            }
        }
    }
    detail::set_combine<Operation>(
        a, a_end, b, b_end, sink,
        set_order<Compare, ProjectionA, ProjectionB>{compare, projection_a, projection_b});
}

/// set_intersection, set_union and set_symmetric_difference. Result is std::ranges::in_in_out_result.
template <class Operation>
struct set_function {
    template <std::input_iterator A, std::sentinel_for<A> EndA, std::input_iterator B,
              std::sentinel_for<B> EndB, std::weakly_incrementable Out,
              class Compare = std::ranges::less, class ProjectionA = std::identity,
              class ProjectionB = std::identity>
        requires std::mergeable<A, B, Out, Compare, ProjectionA, ProjectionB>
    constexpr std::ranges::set_union_result<A, B, Out>
    operator()(A first1, EndA last1, B first2, EndB last2, Out out, Compare compare = {},
               ProjectionA projection1 = {}, ProjectionB projection2 = {}) const {
        set_output<Out> sink{std::move(out)};
        detail::set_run<Operation>(first1, last1, first2, last2, sink, compare, projection1,
                                   projection2);
        return {std::ranges::next(std::move(first1), last1),
                std::ranges::next(std::move(first2), last2), std::move(sink.out)};
    }
    template <std::ranges::input_range A, std::ranges::input_range B, std::weakly_incrementable Out,
              class Compare = std::ranges::less, class ProjectionA = std::identity,
              class ProjectionB = std::identity>
        requires std::mergeable<std::ranges::iterator_t<A>, std::ranges::iterator_t<B>, Out,
                                Compare, ProjectionA, ProjectionB>
    constexpr std::ranges::set_union_result<std::ranges::borrowed_iterator_t<A>,
                                            std::ranges::borrowed_iterator_t<B>, Out>
    operator()(A&& a, B&& b, Out out, Compare compare = {}, ProjectionA projection1 = {},
               ProjectionB projection2 = {}) const {
        return (*this)(std::ranges::begin(a), std::ranges::end(a), std::ranges::begin(b),
                       std::ranges::end(b), std::move(out), std::move(compare),
                       std::move(projection1), std::move(projection2));
    }
};

struct set_difference_function {
    template <std::input_iterator A, std::sentinel_for<A> EndA, std::input_iterator B,
              std::sentinel_for<B> EndB, std::weakly_incrementable Out,
              class Compare = std::ranges::less, class ProjectionA = std::identity,
              class ProjectionB = std::identity>
        requires std::mergeable<A, B, Out, Compare, ProjectionA, ProjectionB>
    constexpr std::ranges::set_difference_result<A, Out>
    operator()(A first1, EndA last1, B first2, EndB last2, Out out, Compare compare = {},
               ProjectionA projection1 = {}, ProjectionB projection2 = {}) const {
        set_output<Out> sink{std::move(out)};
        detail::set_run<set_subtracts>(first1, last1, first2, last2, sink, compare, projection1,
                                       projection2);
        return {std::ranges::next(std::move(first1), last1), std::move(sink.out)};
    }
    template <std::ranges::input_range A, std::ranges::input_range B, std::weakly_incrementable Out,
              class Compare = std::ranges::less, class ProjectionA = std::identity,
              class ProjectionB = std::identity>
        requires std::mergeable<std::ranges::iterator_t<A>, std::ranges::iterator_t<B>, Out,
                                Compare, ProjectionA, ProjectionB>
    constexpr std::ranges::set_difference_result<std::ranges::borrowed_iterator_t<A>, Out>
    operator()(A&& a, B&& b, Out out, Compare compare = {}, ProjectionA projection1 = {},
               ProjectionB projection2 = {}) const {
        return (*this)(std::ranges::begin(a), std::ranges::end(a), std::ranges::begin(b),
                       std::ranges::end(b), std::move(out), std::move(compare),
                       std::move(projection1), std::move(projection2));
    }
};

/// includes and intersection_size: a number of elements, that of b's which a has not, or of those in both.
template <class Operation, bool Any>
struct set_measure {
    using result = std::conditional_t<Any, bool, std::size_t>;

    template <std::input_iterator A, std::sentinel_for<A> EndA, std::input_iterator B,
              std::sentinel_for<B> EndB, class ProjectionA = std::identity,
              class ProjectionB = std::identity,
              std::indirect_strict_weak_order<std::projected<A, ProjectionA>,
                                              std::projected<B, ProjectionB>>
                  Compare = std::ranges::less>
    [[nodiscard]] constexpr result operator()(A first1, EndA last1, B first2, EndB last2,
                                              Compare compare = {}, ProjectionA projection1 = {},
                                              ProjectionB projection2 = {}) const {
        set_counter<Any> sink;
        detail::set_run<Operation>(first1, last1, first2, last2, sink, compare, projection1,
                                   projection2);
        if constexpr (Any) {
            return sink.count == 0;
        } else {
            return sink.count;
        }
    }
    template <
        std::ranges::input_range A, std::ranges::input_range B, class ProjectionA = std::identity,
        class ProjectionB = std::identity,
        std::indirect_strict_weak_order<std::projected<std::ranges::iterator_t<A>, ProjectionA>,
                                        std::projected<std::ranges::iterator_t<B>, ProjectionB>>
            Compare = std::ranges::less>
    [[nodiscard]] constexpr result operator()(A&& a, B&& b, Compare compare = {},
                                              ProjectionA projection1 = {},
                                              ProjectionB projection2 = {}) const {
        return (*this)(std::ranges::begin(a), std::ranges::end(a), std::ranges::begin(b),
                       std::ranges::end(b), std::move(compare), std::move(projection1),
                       std::move(projection2));
    }
};

} // namespace detail

// The functions are objects, as in std::ranges: argument-dependent look-up does not find them.

/// Writes what both ranges have: of k equivalent elements in the first and m in the second, the first min(k, m)
/// of the first.
///     (range1, range2, out, comparator, projection1, projection2)
///     (first1, last1, first2, last2, out, comparator, projection1, projection2)
/// Returns the ends of both ranges, and where the output ends, as std::ranges::set_intersection does.
/// Expects     both sorted; checked at CAIRN_HARDENED=2 where they can be read twice. `out` in neither, unless
///             it is where the first begins
/// Complexity  at most 2.5 (n + m) comparisons; O(m log(n / m)) with random access, for n much larger than m
/// Exceptions  the inputs do not change; what was written stays
/// Python      sorted(set(a) & set(b)); list((Counter(a) & Counter(b)).elements())
inline constexpr detail::set_function<detail::set_intersects> set_intersection{};

/// Writes what either range has: all k of the first, then what m of the second are beyond k. The same
/// arguments and results.
/// Expects     both sorted; `out` in neither
/// Complexity  at most 2.5 (n + m) comparisons; O(m log(n / m)) with random access, for n much larger than m
/// Exceptions  the inputs do not change; what was written stays
/// Python      sorted(set(a) | set(b))
inline constexpr detail::set_function<detail::set_unites> set_union{};

/// Writes what the first range has beyond the second: the last k - m. The same arguments; returns the end of the
/// first, and where the output ends.
/// Expects     both sorted; `out` in neither, unless it is where the first begins
/// Complexity  at most 2.5 (n + m) comparisons; O(m log(n / m)) with random access, for n much larger than m
/// Exceptions  the inputs do not change; what was written stays
/// Python      sorted(set(a) - set(b))
inline constexpr detail::set_difference_function set_difference{};

/// Writes what one of the ranges has beyond the other: the last |k - m| of that one. The arguments and results of
/// set_intersection.
/// Expects     both sorted; `out` in neither
/// Complexity  at most 2.5 (n + m) comparisons; O(m log(n / m)) with random access, for n much larger than m
/// Exceptions  the inputs do not change; what was written stays
/// Python      sorted(set(a) ^ set(b))
inline constexpr detail::set_function<detail::set_separates> set_symmetric_difference{};

/// Whether the first range has all that the second has: k >= m for all elements.
///     (range1, range2, comparator, projection1, projection2)
///     (first1, last1, first2, last2, comparator, projection1, projection2)
/// Expects     both sorted
/// Complexity  at most 2.5 (n + m) comparisons; O(m log(n / m)) with random access, for n much larger than m;
///             fewer where something is missing early
/// Exceptions  nothing changes
/// Python      set(a) >= set(b)
inline constexpr detail::set_measure<detail::set_subtracts_from, true> includes{};

/// How many elements set_intersection would write. The arguments of includes.
/// Expects     both sorted
/// Complexity  at most 2.5 (n + m) comparisons; O(m log(n / m)) with random access, for n much larger than m
/// Exceptions  nothing changes
/// Python      len(set(a) & set(b))
inline constexpr detail::set_measure<detail::set_intersects, false> intersection_size{};

} // namespace cairn::inline CAIRN_ABI

#endif // CAIRN_SET_ALGORITHMS_HPP
