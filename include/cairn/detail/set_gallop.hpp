// SPDX-License-Identifier: BSL-1.0
// cairn/detail/set_gallop.hpp -- two sorted ranges of any kind, combined as multisets.
//
//     set_call           what std::invoke does, for comparators and projections
//     set_order          which of two elements is first
//     set_combine        the combination: element by element, and in leaps over long runs
//
// A range that is ahead for some elements in a row is probably ahead for more: then the distance to the end of
// the run is doubled until it is passed, and searched, as Python's sort does when it merges. Elements of a
// range with few of the other between them cost a comparison or two each, as in std.

#ifndef CAIRN_DETAIL_SET_GALLOP_HPP
#define CAIRN_DETAIL_SET_GALLOP_HPP

#include <cairn/detail/bisect_search.hpp>
#include <cairn/detail/ordering.hpp>

#include <cstddef>
#include <iterator>
#include <string_view>
#include <type_traits>
#include <utility>

namespace cairn::inline CAIRN_ABI::detail {

// -- what orders -------------------------------------------------------------------------------------------

/// std::invoke(f, x, y...), without <functional>.
template <class F, class X, class... Y>
[[nodiscard, gnu::always_inline]] constexpr decltype(auto) set_call(F& f, X&& x, Y&&... y) {
    if constexpr (std::is_member_object_pointer_v<std::remove_cv_t<F>>) {
        if constexpr (requires { std::forward<X>(x).*f; }) {
            return (std::forward<X>(x).*f);
        } else {
            return ((*std::forward<X>(x)).*f);
        }
    } else if constexpr (std::is_member_function_pointer_v<std::remove_cv_t<F>>) {
        if constexpr (requires { (std::forward<X>(x).*f)(std::forward<Y>(y)...); }) {
            return (std::forward<X>(x).*f)(std::forward<Y>(y)...);
        } else {
            return ((*std::forward<X>(x)).*f)(std::forward<Y>(y)...);
        }
    } else {
        return f(std::forward<X>(x), std::forward<Y>(y)...);
    }
}

/// What a projection makes of an element.
template <class Projection, class X>
[[nodiscard, gnu::always_inline]] constexpr decltype(auto) set_key(Projection& projection, X&& x) {
    if constexpr (bisect_is_identity<Projection>) {
        return static_cast<X&&>(x);
    } else {
        return detail::set_call(projection, std::forward<X>(x));
    }
}

/// How elements of two ranges compare.
template <class Compare, class ProjectionA, class ProjectionB>
struct set_order {
    Compare& compare;
    ProjectionA& projection_a;
    ProjectionB& projection_b;

    template <class X, class Y>
    [[nodiscard, gnu::always_inline]] constexpr bool a_before_b(X&& x, Y&& y) const {
        return static_cast<bool>(
            detail::set_call(compare, detail::set_key(projection_a, std::forward<X>(x)),
                             detail::set_key(projection_b, std::forward<Y>(y))));
    }
    template <class X, class Y>
    [[nodiscard, gnu::always_inline]] constexpr bool b_before_a(Y&& y, X&& x) const {
        return static_cast<bool>(
            detail::set_call(compare, detail::set_key(projection_b, std::forward<Y>(y)),
                             detail::set_key(projection_a, std::forward<X>(x))));
    }

    /// Strings under < or > are compared once and not twice, most of them by their first eight characters.
    template <class A, class B>
    static constexpr bool texts = bisect_texts<A, std::iter_value_t<B>, Compare, ProjectionA> &&
                                  bisect_texts<B, std::iter_value_t<A>, Compare, ProjectionB>;

    /// Negative if *a is before *b, positive if *b is before *a, 0 if neither is.
    template <class A, class B>
    [[nodiscard, gnu::always_inline]] constexpr int operator()(const A& a, const B& b) const {
        if constexpr (texts<A, B>) {
            if (!std::is_constant_evaluated()) {
                constexpr bool descending = direction<Compare, std::iter_value_t<A>> < 0;
                const digest_word x = digest_of(std::string_view(*a)),
                                  y = digest_of(std::string_view(*b));
                if (x != y) [[likely]]
                    return (x < y) != descending ? -1 : 1;
                const int rest = std::string_view(*a).compare(std::string_view(*b));
                return descending ? static_cast<int>(rest < 0) - static_cast<int>(rest > 0) : rest;
            }
        }
        return a_before_b(*a, *b) ? -1 : static_cast<int>(b_before_a(*b, *a));
    }

    /// How many of n elements of one range, from `first` on, are before *other in the other one.
    template <bool OfA, class It, class Other>
    [[nodiscard]] constexpr std::size_t run(It first, std::size_t n, const Other& other) const {
        if constexpr (texts<It, Other>) {
            if (!std::is_constant_evaluated()) {
                using text = std::iter_value_t<Other>;
                constexpr bool descending = direction<Compare, std::iter_value_t<It>> < 0;
                const text& x = *other;
                return detail::bisect_gallop(first, n, 0,
                                             bisect_text_test<false, text, Compare, descending>{
                                                 x, compare, digest_of(std::string_view(x))});
            }
        }
        return detail::bisect_gallop(first, n, 0, [&](auto&& element) {
            if constexpr (OfA) {
                return a_before_b(std::forward<decltype(element)>(element), *other);
            } else {
                return b_before_a(std::forward<decltype(element)>(element), *other);
            }
        });
    }
};

template <class It, class S, class Compare, class Projection>
[[nodiscard]] constexpr bool set_is_sorted(It first, S last, Compare& compare,
                                           Projection& projection) {
    const set_order<Compare, Projection, Projection> order{compare, projection, projection};
    if (first == last) return true;
    for (It next = first; ++next != last; ++first) {
        if (order.a_before_b(*next, *first)) return false;
    }
    return true;
}

// -- what is wanted ----------------------------------------------------------------------------------------

/// Of k elements of a that are equivalent to m of b: the first min(k, m) of a are in both, and what one of
/// them has beyond is in that one only.
template <bool OnlyA, bool Both, bool OnlyB>
struct set_operation {
    static constexpr bool only_a = OnlyA, both = Both, only_b = OnlyB;
};

/// Elements go to an iterator.
template <class Out>
struct set_output {
    static constexpr bool counts = false, stops = false;
    Out out;

    template <class It>
    [[gnu::always_inline]] constexpr void put(const It& at) {
        *out = *at;
        ++out;
    }
};

/// Elements are counted. If Stops, until there are some.
template <bool Stops>
struct set_counter {
    static constexpr bool counts = true, stops = Stops;
    std::size_t count = 0;

    template <class It>
    [[gnu::always_inline]] constexpr void put(const It&) noexcept {
        ++count;
    }
};

// -- the combination ---------------------------------------------------------------------------------------

struct set_leaps {
    static constexpr unsigned patience = 16; // elements in a row before the first leap
    static constexpr std::size_t short_of =
        32; // fewer elements passed, and patience is needed again
    static constexpr std::size_t lopsided = 16; // times as many elements: leaps from the beginning
};

/// One of the two ranges: how it has fared.
struct set_side {
    unsigned patience = set_leaps::patience;
    unsigned run = 0;
};

/// Consumes the elements of one range that are before the next one of the other, if there may be many.
template <bool OfA, bool Wanted, class It, class S, class Other, class Sink, class Order>
[[gnu::always_inline]] constexpr void set_leap(It& first, const S& last, const Other& other,
                                               Sink& sink, const Order& order, set_side& side) {
    if (++side.run < side.patience) return;
    const std::size_t n =
        order.template run<OfA>(first, static_cast<std::size_t>(last - first), other);
    side.patience = n < set_leaps::short_of ? set_leaps::patience : 1;
    side.run = 0;
    if constexpr (Wanted) {
        for (std::size_t i = 0; i != n; ++i, static_cast<void>(++first))
            sink.put(first);
    } else {
        first += static_cast<std::iter_difference_t<It>>(n);
    }
}

/// Combines two ranges until nothing more is wanted of the others' rests; both iterators advance.
template <class Operation, class A, class EndA, class B, class EndB, class Sink, class Order>
constexpr void set_combine(A& a, const EndA& a_end, B& b, const EndB& b_end, Sink& sink,
                           const Order& order) {
    constexpr bool leaps = std::random_access_iterator<A> && std::sized_sentinel_for<EndA, A> &&
                           std::random_access_iterator<B> && std::sized_sentinel_for<EndB, B>;
    // Comparing strings that are copied anyway costs less than a search that reads them twice.
    constexpr bool texts = Order::template texts<A, B>;
    constexpr bool leaps_in_a = leaps && !(texts && Operation::only_a);
    constexpr bool leaps_in_b = leaps && !(texts && Operation::only_b);
    [[maybe_unused]] set_side of_a, of_b;
    if constexpr (leaps) {
        const auto n = static_cast<std::size_t>(a_end - a), m = static_cast<std::size_t>(b_end - b);
        if (n / set_leaps::lopsided > m) of_a.patience = 1;
        if (m / set_leaps::lopsided > n) of_b.patience = 1;
    }
    while (a != a_end && b != b_end) {
        const int which = order(a, b);
        if (which < 0) {
            if constexpr (Operation::only_a) sink.put(a);
            ++a;
            of_b.run = 0;
            if constexpr (leaps_in_a) {
                detail::set_leap<true, Operation::only_a>(a, a_end, b, sink, order, of_a);
            }
        } else if (which > 0) {
            if constexpr (Operation::only_b) sink.put(b);
            if constexpr (Sink::stops) {
                if (sink.count != 0) return;
            }
            ++b;
            of_a.run = 0;
            if constexpr (leaps_in_b) {
                detail::set_leap<false, Operation::only_b>(b, b_end, a, sink, order, of_b);
            }
        } else {
            if constexpr (Operation::both) sink.put(a);
            ++a, static_cast<void>(++b);
        }
    }
    if constexpr (Operation::only_a) {
        for (; a != a_end; ++a)
            sink.put(a);
    }
    if constexpr (Operation::only_b) {
        for (; b != b_end; ++b) {
            sink.put(b);
            if constexpr (Sink::stops) return;
        }
    }
}

} // namespace cairn::inline CAIRN_ABI::detail

#endif // CAIRN_DETAIL_SET_GALLOP_HPP
