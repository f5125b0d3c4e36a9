// SPDX-License-Identifier: BSL-1.0
// cairn/detail/merge_order.hpp -- by what elements are merged: a comparator and a projection as one function.

#ifndef CAIRN_DETAIL_MERGE_ORDER_HPP
#define CAIRN_DETAIL_MERGE_ORDER_HPP

#include <cairn/detail/merge_cascade.hpp>
#include <cairn/detail/merge_tree.hpp>

#include <concepts>
#include <cstddef>
#include <iterator>
#include <ranges>
#include <type_traits>
#include <utility>
#include <vector>

namespace cairn::inline CAIRN_ABI::detail {

/// Whether a comparator and a projection are for elements that are seen as `Reference`.
template <class Compare, class Projection, class Reference>
concept merge_orders =
    requires(Compare& compare, Projection& projection, Reference (*reference)()) {
        {
            compare(detail::call(projection, reference()), detail::call(projection, reference()))
        } -> std::convertible_to<bool>;
    };

/// The order of a merge as a function of two elements.
template <class Compare, class Projection>
class projected_before {
public:
    constexpr projected_before(Compare& compare, Projection& projection) noexcept
        : compare_(&compare), projection_(&projection) {}

    template <class T>
    [[gnu::always_inline]] constexpr bool operator()(const T& a, const T& b) const {
        return static_cast<bool>(
            (*compare_)(detail::call(*projection_, a), detail::call(*projection_, b)));
    }

private:
    Compare* compare_;
    Projection* projection_;
};

/// The order of pairs of integers, as one comparison of twice the width.
template <bool Descending>
struct pair_before {
    template <class A, class B>
    [[gnu::always_inline]] constexpr bool operator()(const std::pair<A, B>& a,
                                                     const std::pair<A, B>& b) const noexcept {
        return Descending ? word(b) < word(a) : word(a) < word(b);
    }

private:
    template <class A, class B>
    [[gnu::always_inline]] static constexpr wide_head word(const std::pair<A, B>& x) noexcept {
        return detail::make_wide(detail::digest_of(x.first), detail::digest_of(x.second));
    }
};

/// The cheapest function that orders elements T.
template <class T, class Compare, class Projection>
[[nodiscard]] constexpr auto before_of(Compare& compare, Projection& projection) noexcept {
    if constexpr (std::same_as<Projection, std::identity> && direction<Compare, T> != 0 &&
                  number<T>) {
        return number_before<(direction<Compare, T> < 0)>();
    } else if constexpr (std::same_as<Projection, std::identity> && direction<Compare, T> != 0 &&
                         integer_pair<T>) {
        return pair_before<(direction<Compare, T> < 0)>();
    } else {
        return projected_before<Compare, Projection>(compare, projection);
    }
}

/// An iterator that writes to memory.
template <class Out, class T>
concept memory_for = std::contiguous_iterator<Out> && std::same_as<std::iter_value_t<Out>, T>;

/// Whether the last of the runs, of this size, is sorted. None has been added if the size is 0.
template <class T, class Before>
[[nodiscard]] constexpr bool is_sorted_run(const std::vector<run_of<T>>& runs, std::size_t size,
                                           const Before& before) {
    for (std::size_t i = 1; i < size; ++i) {
        const T* const at = runs.back().first + i;
        if (before(at[0], at[-1])) return false;
    }
    return true;
}

/// Whether no run lies in the memory of [to, to + count).
template <class T>
[[nodiscard]] bool is_apart(const std::vector<run_of<T>>& runs, const T* to, std::size_t count) {
    const std::less<const T*> before; // in an order of all pointers
    for (const run_of<T>& run : runs) {
        if (before(run.first, to + count) && before(to, run.last)) return false;
    }
    return true;
}

} // namespace cairn::inline CAIRN_ABI::detail

#endif // CAIRN_DETAIL_MERGE_ORDER_HPP
