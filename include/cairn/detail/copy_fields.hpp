// SPDX-License-Identifier: BSL-1.0
// cairn/detail/copy_fields.hpp -- the members of an aggregate: how many, of which types, and each of them.
//
// A structured binding names the members of any aggregate, if one knows their number; and the number is that
// of the initialisers that the aggregate takes, corrected for members that are arrays, which take several.
// All of it is decided at compile time; visiting the members costs nothing.

#ifndef CAIRN_DETAIL_COPY_FIELDS_HPP
#define CAIRN_DETAIL_COPY_FIELDS_HPP

#include <cairn/detail/config.hpp>

#include <cstddef>
#include <cstdlib>
#include <type_traits>
#include <utility>

namespace cairn::inline CAIRN_ABI::detail {

template <class...>
struct copy_types {};

/// The members that structured bindings below can name.
inline constexpr std::size_t copy_most_fields = 32;

// -- counting --------------------------------------------------------------------------------------

/// Initialises a member of any type, in expressions that are never evaluated.
struct copy_any_value {
    template <class T>
    operator T() const noexcept {
        std::abort(); // a body, since T may be of an unnamed namespace
    }
};

/// Initialises members that are lvalue references as well, though not whatever cannot be copied.
struct copy_any_reference {
    template <class T>
    operator T&() const noexcept {
        std::abort();
    }
};

/// Initialises the first base class of T, and nothing else.
template <class T>
struct copy_any_base {
    template <class Base>
        requires(std::is_base_of_v<Base, T> && !std::is_same_v<Base, T>)
    operator Base() const noexcept {
        std::abort();
    }
};

template <class T, class Any, class Indices>
inline constexpr bool copy_takes = false;

template <class T, class Any, std::size_t... Index>
inline constexpr bool copy_takes<T, Any, std::index_sequence<Index...>> =
    requires { T{(static_cast<void>(Index), Any{})...}; };

/// Whether T takes something, empty braces, something; and something, braces around one, something.
template <class T, class Before, class After>
inline constexpr bool copy_takes_nothing = false;

template <class T, std::size_t... B, std::size_t... A>
inline constexpr bool copy_takes_nothing<T, std::index_sequence<B...>, std::index_sequence<A...>> =
    requires {
        T{(static_cast<void>(B), copy_any_value{})...,
          {},
          (static_cast<void>(A), copy_any_value{})...};
    };

template <class T, class Before, class After>
inline constexpr bool copy_takes_braced = false;

template <class T, std::size_t... B, std::size_t... A>
inline constexpr bool copy_takes_braced<T, std::index_sequence<B...>, std::index_sequence<A...>> =
    requires {
        T{(static_cast<void>(B), copy_any_value{})...,
          {copy_any_value{}},
          (static_cast<void>(A), copy_any_value{})...};
    };

inline constexpr std::size_t copy_uncounted = static_cast<std::size_t>(-1);

/// The largest number of initialisers, up to a limit beyond the members that can be named, since arrays take
/// several: all the bytes of T, or twice the members.
template <class T, class Any, std::size_t N>
consteval std::size_t copy_count_initialisers() {
    if constexpr (copy_takes<T, Any, std::make_index_sequence<N>>)
        return N;
    else if constexpr (N == 0)
        return copy_uncounted;
    else
        return copy_count_initialisers<T, Any, N - 1>();
}

template <class T>
inline constexpr std::size_t copy_initialisers = copy_count_initialisers<
    T, copy_any_value, (sizeof(T) < 2 * copy_most_fields ? sizeof(T) : 2 * copy_most_fields)>();

template <class T, std::size_t At, std::size_t After>
consteval std::size_t copy_array_extent() {
    constexpr std::size_t all = copy_initialisers<T>;
    if constexpr (copy_takes_braced<T, std::make_index_sequence<At>,
                                    std::make_index_sequence<After>>)
        return all - At - After;
    else if constexpr (After == 0)
        return 1;
    else
        return copy_array_extent<T, At, After - 1>();
}

/// How many of the initialisers of T belong to the member that the one at `At` begins.
template <class T, std::size_t At>
consteval std::size_t copy_extent() {
    constexpr std::size_t after = copy_initialisers<T> - At - 1;
    if constexpr (copy_takes_nothing<T, std::make_index_sequence<At>,
                                     std::make_index_sequence<after>>)
        return 1;
    else
        return copy_array_extent<T, At, after>();
}

template <class T, std::size_t At, std::size_t Members>
consteval std::size_t copy_count_members() {
    if constexpr (At >= copy_initialisers<T>)
        return Members;
    else
        return copy_count_members<T, At + copy_extent<T, At>(), Members + 1>();
}

/// Whether an aggregate has base classes, which no structured binding reaches.
template <class T>
inline constexpr bool copy_has_bases = requires { T{copy_any_base<T>{}}; };

template <class T>
consteval std::size_t copy_count_fields() {
    if constexpr (copy_initialisers<T> != copy_uncounted)
        return copy_count_members<T, 0, 0>();
    else
        return copy_count_initialisers<T, copy_any_reference, copy_most_fields>();
}

/// The members of the aggregate T; copy_uncounted if they cannot be counted.
template <class T>
inline constexpr std::size_t copy_fields = copy_count_fields<T>();

/// Whether each member takes one initialiser, so that braces around as many values build a T.
template <class T>
inline constexpr bool copy_braceable = copy_fields<T> == copy_initialisers<T>;

// -- naming ----------------------------------------------------------------------------------------

/// Returns f(x's members...).
template <class T, class F>
constexpr decltype(auto) copy_with_fields(T& x, F&& f) {
    constexpr std::size_t N = copy_fields<std::remove_cv_t<T>>;
    static_assert(N <= copy_most_fields, "an aggregate of more members than cairn can name");
    if constexpr (N == 0) {
        static_cast<void>(x);
        return f();
    } else if constexpr (N == 1) {
        auto& [a0] = x;
        return f(a0);
    } else if constexpr (N == 2) {
        auto& [a0, a1] = x;
        return f(a0, a1);
    } else if constexpr (N == 3) {
        auto& [a0, a1, a2] = x;
        return f(a0, a1, a2);
    } else if constexpr (N == 4) {
        auto& [a0, a1, a2, a3] = x;
        return f(a0, a1, a2, a3);
    } else if constexpr (N == 5) {
        auto& [a0, a1, a2, a3, a4] = x;
        return f(a0, a1, a2, a3, a4);
    } else if constexpr (N == 6) {
        auto& [a0, a1, a2, a3, a4, a5] = x;
        return f(a0, a1, a2, a3, a4, a5);
    } else if constexpr (N == 7) {
        auto& [a0, a1, a2, a3, a4, a5, a6] = x;
        return f(a0, a1, a2, a3, a4, a5, a6);
    } else if constexpr (N == 8) {
        auto& [a0, a1, a2, a3, a4, a5, a6, a7] = x;
        return f(a0, a1, a2, a3, a4, a5, a6, a7);
    } else if constexpr (N == 9) {
        auto& [a0, a1, a2, a3, a4, a5, a6, a7, a8] = x;
        return f(a0, a1, a2, a3, a4, a5, a6, a7, a8);
    } else if constexpr (N == 10) {
        auto& [a0, a1, a2, a3, a4, a5, a6, a7, a8, a9] = x;
        return f(a0, a1, a2, a3, a4, a5, a6, a7, a8, a9);
    } else if constexpr (N == 11) {
        auto& [a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, b0] = x;
        return f(a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, b0);
    } else if constexpr (N == 12) {
        auto& [a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, b0, b1] = x;
        return f(a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, b0, b1);
    } else if constexpr (N == 13) {
        auto& [a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, b0, b1, b2] = x;
        return f(a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, b0, b1, b2);
    } else if constexpr (N == 14) {
        auto& [a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, b0, b1, b2, b3] = x;
        return f(a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, b0, b1, b2, b3);
    } else if constexpr (N == 15) {
        auto& [a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, b0, b1, b2, b3, b4] = x;
        return f(a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, b0, b1, b2, b3, b4);
    } else if constexpr (N == 16) {
        auto& [a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, b0, b1, b2, b3, b4, b5] = x;
        return f(a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, b0, b1, b2, b3, b4, b5);
    } else if constexpr (N == 17) {
        auto& [a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, b0, b1, b2, b3, b4, b5, b6] = x;
        return f(a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, b0, b1, b2, b3, b4, b5, b6);
    } else if constexpr (N == 18) {
        auto& [a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, b0, b1, b2, b3, b4, b5, b6, b7] = x;
        return f(a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, b0, b1, b2, b3, b4, b5, b6, b7);
    } else if constexpr (N == 19) {
        auto& [a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, b0, b1, b2, b3, b4, b5, b6, b7, b8] = x;
        return f(a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, b0, b1, b2, b3, b4, b5, b6, b7, b8);
    } else if constexpr (N == 20) {
        auto& [a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, b0, b1, b2, b3, b4, b5, b6, b7, b8, b9] = x;
        return f(a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, b0, b1, b2, b3, b4, b5, b6, b7, b8, b9);
    } else if constexpr (N == 21) {
        auto& [a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, b0, b1, b2, b3, b4, b5, b6, b7, b8, b9, c0] =
            x;
        return f(a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, b0, b1, b2, b3, b4, b5, b6, b7, b8, b9,
                 c0);
    } else if constexpr (N == 22) {
        auto& [a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, b0, b1, b2, b3, b4, b5, b6, b7, b8, b9, c0,
               c1] = x;
        return f(a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, b0, b1, b2, b3, b4, b5, b6, b7, b8, b9, c0,
                 c1);
    } else if constexpr (N == 23) {
        auto& [a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, b0, b1, b2, b3, b4, b5, b6, b7, b8, b9, c0,
               c1, c2] = x;
        return f(a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, b0, b1, b2, b3, b4, b5, b6, b7, b8, b9, c0,
                 c1, c2);
    } else if constexpr (N == 24) {
        auto& [a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, b0, b1, b2, b3, b4, b5, b6, b7, b8, b9, c0,
               c1, c2, c3] = x;
        return f(a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, b0, b1, b2, b3, b4, b5, b6, b7, b8, b9, c0,
                 c1, c2, c3);
    } else if constexpr (N == 25) {
        auto& [a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, b0, b1, b2, b3, b4, b5, b6, b7, b8, b9, c0,
               c1, c2, c3, c4] = x;
        return f(a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, b0, b1, b2, b3, b4, b5, b6, b7, b8, b9, c0,
                 c1, c2, c3, c4);
    } else if constexpr (N == 26) {
        auto& [a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, b0, b1, b2, b3, b4, b5, b6, b7, b8, b9, c0,
               c1, c2, c3, c4, c5] = x;
        return f(a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, b0, b1, b2, b3, b4, b5, b6, b7, b8, b9, c0,
                 c1, c2, c3, c4, c5);
    } else if constexpr (N == 27) {
        auto& [a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, b0, b1, b2, b3, b4, b5, b6, b7, b8, b9, c0,
               c1, c2, c3, c4, c5, c6] = x;
        return f(a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, b0, b1, b2, b3, b4, b5, b6, b7, b8, b9, c0,
                 c1, c2, c3, c4, c5, c6);
    } else if constexpr (N == 28) {
        auto& [a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, b0, b1, b2, b3, b4, b5, b6, b7, b8, b9, c0,
               c1, c2, c3, c4, c5, c6, c7] = x;
        return f(a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, b0, b1, b2, b3, b4, b5, b6, b7, b8, b9, c0,
                 c1, c2, c3, c4, c5, c6, c7);
    } else if constexpr (N == 29) {
        auto& [a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, b0, b1, b2, b3, b4, b5, b6, b7, b8, b9, c0,
               c1, c2, c3, c4, c5, c6, c7, c8] = x;
        return f(a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, b0, b1, b2, b3, b4, b5, b6, b7, b8, b9, c0,
                 c1, c2, c3, c4, c5, c6, c7, c8);
    } else if constexpr (N == 30) {
        auto& [a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, b0, b1, b2, b3, b4, b5, b6, b7, b8, b9, c0,
               c1, c2, c3, c4, c5, c6, c7, c8, c9] = x;
        return f(a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, b0, b1, b2, b3, b4, b5, b6, b7, b8, b9, c0,
                 c1, c2, c3, c4, c5, c6, c7, c8, c9);
    } else if constexpr (N == 31) {
        auto& [a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, b0, b1, b2, b3, b4, b5, b6, b7, b8, b9, c0,
               c1, c2, c3, c4, c5, c6, c7, c8, c9, d0] = x;
        return f(a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, b0, b1, b2, b3, b4, b5, b6, b7, b8, b9, c0,
                 c1, c2, c3, c4, c5, c6, c7, c8, c9, d0);
    } else if constexpr (N == 32) {
        auto& [a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, b0, b1, b2, b3, b4, b5, b6, b7, b8, b9, c0,
               c1, c2, c3, c4, c5, c6, c7, c8, c9, d0, d1] = x;
        return f(a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, b0, b1, b2, b3, b4, b5, b6, b7, b8, b9, c0,
                 c1, c2, c3, c4, c5, c6, c7, c8, c9, d0, d1);
    }
}

/// The types of the members as declared: references are references.
template <class T>
constexpr auto copy_declared_types(T& x) {
    constexpr std::size_t N = copy_fields<T>;
    if constexpr (N == 0) {
        static_cast<void>(x);
        return copy_types<>{};
    } else if constexpr (N == 1) {
        auto& [a0] = x;
        return copy_types<decltype(a0)>{};
    } else if constexpr (N == 2) {
        auto& [a0, a1] = x;
        return copy_types<decltype(a0), decltype(a1)>{};
    } else if constexpr (N == 3) {
        auto& [a0, a1, a2] = x;
        return copy_types<decltype(a0), decltype(a1), decltype(a2)>{};
    } else if constexpr (N == 4) {
        auto& [a0, a1, a2, a3] = x;
        return copy_types<decltype(a0), decltype(a1), decltype(a2), decltype(a3)>{};
    } else if constexpr (N == 5) {
        auto& [a0, a1, a2, a3, a4] = x;
        return copy_types<decltype(a0), decltype(a1), decltype(a2), decltype(a3), decltype(a4)>{};
    } else if constexpr (N == 6) {
        auto& [a0, a1, a2, a3, a4, a5] = x;
        return copy_types<decltype(a0), decltype(a1), decltype(a2), decltype(a3), decltype(a4),
                          decltype(a5)>{};
    } else if constexpr (N == 7) {
        auto& [a0, a1, a2, a3, a4, a5, a6] = x;
        return copy_types<decltype(a0), decltype(a1), decltype(a2), decltype(a3), decltype(a4),
                          decltype(a5), decltype(a6)>{};
    } else if constexpr (N == 8) {
        auto& [a0, a1, a2, a3, a4, a5, a6, a7] = x;
        return copy_types<decltype(a0), decltype(a1), decltype(a2), decltype(a3), decltype(a4),
                          decltype(a5), decltype(a6), decltype(a7)>{};
    } else if constexpr (N == 9) {
        auto& [a0, a1, a2, a3, a4, a5, a6, a7, a8] = x;
        return copy_types<decltype(a0), decltype(a1), decltype(a2), decltype(a3), decltype(a4),
                          decltype(a5), decltype(a6), decltype(a7), decltype(a8)>{};
    } else if constexpr (N == 10) {
        auto& [a0, a1, a2, a3, a4, a5, a6, a7, a8, a9] = x;
        return copy_types<decltype(a0), decltype(a1), decltype(a2), decltype(a3), decltype(a4),
                          decltype(a5), decltype(a6), decltype(a7), decltype(a8), decltype(a9)>{};
    } else if constexpr (N == 11) {
        auto& [a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, b0] = x;
        return copy_types<decltype(a0), decltype(a1), decltype(a2), decltype(a3), decltype(a4),
                          decltype(a5), decltype(a6), decltype(a7), decltype(a8), decltype(a9),
                          decltype(b0)>{};
    } else if constexpr (N == 12) {
        auto& [a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, b0, b1] = x;
        return copy_types<decltype(a0), decltype(a1), decltype(a2), decltype(a3), decltype(a4),
                          decltype(a5), decltype(a6), decltype(a7), decltype(a8), decltype(a9),
                          decltype(b0), decltype(b1)>{};
    } else if constexpr (N == 13) {
        auto& [a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, b0, b1, b2] = x;
        return copy_types<decltype(a0), decltype(a1), decltype(a2), decltype(a3), decltype(a4),
                          decltype(a5), decltype(a6), decltype(a7), decltype(a8), decltype(a9),
                          decltype(b0), decltype(b1), decltype(b2)>{};
    } else if constexpr (N == 14) {
        auto& [a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, b0, b1, b2, b3] = x;
        return copy_types<decltype(a0), decltype(a1), decltype(a2), decltype(a3), decltype(a4),
                          decltype(a5), decltype(a6), decltype(a7), decltype(a8), decltype(a9),
                          decltype(b0), decltype(b1), decltype(b2), decltype(b3)>{};
    } else if constexpr (N == 15) {
        auto& [a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, b0, b1, b2, b3, b4] = x;
        return copy_types<decltype(a0), decltype(a1), decltype(a2), decltype(a3), decltype(a4),
                          decltype(a5), decltype(a6), decltype(a7), decltype(a8), decltype(a9),
                          decltype(b0), decltype(b1), decltype(b2), decltype(b3), decltype(b4)>{};
    } else if constexpr (N == 16) {
        auto& [a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, b0, b1, b2, b3, b4, b5] = x;
        return copy_types<decltype(a0), decltype(a1), decltype(a2), decltype(a3), decltype(a4),
                          decltype(a5), decltype(a6), decltype(a7), decltype(a8), decltype(a9),
                          decltype(b0), decltype(b1), decltype(b2), decltype(b3), decltype(b4),
                          decltype(b5)>{};
    } else if constexpr (N == 17) {
        auto& [a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, b0, b1, b2, b3, b4, b5, b6] = x;
        return copy_types<decltype(a0), decltype(a1), decltype(a2), decltype(a3), decltype(a4),
                          decltype(a5), decltype(a6), decltype(a7), decltype(a8), decltype(a9),
                          decltype(b0), decltype(b1), decltype(b2), decltype(b3), decltype(b4),
                          decltype(b5), decltype(b6)>{};
    } else if constexpr (N == 18) {
        auto& [a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, b0, b1, b2, b3, b4, b5, b6, b7] = x;
        return copy_types<decltype(a0), decltype(a1), decltype(a2), decltype(a3), decltype(a4),
                          decltype(a5), decltype(a6), decltype(a7), decltype(a8), decltype(a9),
                          decltype(b0), decltype(b1), decltype(b2), decltype(b3), decltype(b4),
                          decltype(b5), decltype(b6), decltype(b7)>{};
    } else if constexpr (N == 19) {
        auto& [a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, b0, b1, b2, b3, b4, b5, b6, b7, b8] = x;
        return copy_types<decltype(a0), decltype(a1), decltype(a2), decltype(a3), decltype(a4),
                          decltype(a5), decltype(a6), decltype(a7), decltype(a8), decltype(a9),
                          decltype(b0), decltype(b1), decltype(b2), decltype(b3), decltype(b4),
                          decltype(b5), decltype(b6), decltype(b7), decltype(b8)>{};
    } else if constexpr (N == 20) {
        auto& [a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, b0, b1, b2, b3, b4, b5, b6, b7, b8, b9] = x;
        return copy_types<decltype(a0), decltype(a1), decltype(a2), decltype(a3), decltype(a4),
                          decltype(a5), decltype(a6), decltype(a7), decltype(a8), decltype(a9),
                          decltype(b0), decltype(b1), decltype(b2), decltype(b3), decltype(b4),
                          decltype(b5), decltype(b6), decltype(b7), decltype(b8), decltype(b9)>{};
    } else if constexpr (N == 21) {
        auto& [a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, b0, b1, b2, b3, b4, b5, b6, b7, b8, b9, c0] =
            x;
        return copy_types<decltype(a0), decltype(a1), decltype(a2), decltype(a3), decltype(a4),
                          decltype(a5), decltype(a6), decltype(a7), decltype(a8), decltype(a9),
                          decltype(b0), decltype(b1), decltype(b2), decltype(b3), decltype(b4),
                          decltype(b5), decltype(b6), decltype(b7), decltype(b8), decltype(b9),
                          decltype(c0)>{};
    } else if constexpr (N == 22) {
        auto& [a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, b0, b1, b2, b3, b4, b5, b6, b7, b8, b9, c0,
               c1] = x;
        return copy_types<decltype(a0), decltype(a1), decltype(a2), decltype(a3), decltype(a4),
                          decltype(a5), decltype(a6), decltype(a7), decltype(a8), decltype(a9),
                          decltype(b0), decltype(b1), decltype(b2), decltype(b3), decltype(b4),
                          decltype(b5), decltype(b6), decltype(b7), decltype(b8), decltype(b9),
                          decltype(c0), decltype(c1)>{};
    } else if constexpr (N == 23) {
        auto& [a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, b0, b1, b2, b3, b4, b5, b6, b7, b8, b9, c0,
               c1, c2] = x;
        return copy_types<decltype(a0), decltype(a1), decltype(a2), decltype(a3), decltype(a4),
                          decltype(a5), decltype(a6), decltype(a7), decltype(a8), decltype(a9),
                          decltype(b0), decltype(b1), decltype(b2), decltype(b3), decltype(b4),
                          decltype(b5), decltype(b6), decltype(b7), decltype(b8), decltype(b9),
                          decltype(c0), decltype(c1), decltype(c2)>{};
    } else if constexpr (N == 24) {
        auto& [a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, b0, b1, b2, b3, b4, b5, b6, b7, b8, b9, c0,
               c1, c2, c3] = x;
        return copy_types<decltype(a0), decltype(a1), decltype(a2), decltype(a3), decltype(a4),
                          decltype(a5), decltype(a6), decltype(a7), decltype(a8), decltype(a9),
                          decltype(b0), decltype(b1), decltype(b2), decltype(b3), decltype(b4),
                          decltype(b5), decltype(b6), decltype(b7), decltype(b8), decltype(b9),
                          decltype(c0), decltype(c1), decltype(c2), decltype(c3)>{};
    } else if constexpr (N == 25) {
        auto& [a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, b0, b1, b2, b3, b4, b5, b6, b7, b8, b9, c0,
               c1, c2, c3, c4] = x;
        return copy_types<decltype(a0), decltype(a1), decltype(a2), decltype(a3), decltype(a4),
                          decltype(a5), decltype(a6), decltype(a7), decltype(a8), decltype(a9),
                          decltype(b0), decltype(b1), decltype(b2), decltype(b3), decltype(b4),
                          decltype(b5), decltype(b6), decltype(b7), decltype(b8), decltype(b9),
                          decltype(c0), decltype(c1), decltype(c2), decltype(c3), decltype(c4)>{};
    } else if constexpr (N == 26) {
        auto& [a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, b0, b1, b2, b3, b4, b5, b6, b7, b8, b9, c0,
               c1, c2, c3, c4, c5] = x;
        return copy_types<decltype(a0), decltype(a1), decltype(a2), decltype(a3), decltype(a4),
                          decltype(a5), decltype(a6), decltype(a7), decltype(a8), decltype(a9),
                          decltype(b0), decltype(b1), decltype(b2), decltype(b3), decltype(b4),
                          decltype(b5), decltype(b6), decltype(b7), decltype(b8), decltype(b9),
                          decltype(c0), decltype(c1), decltype(c2), decltype(c3), decltype(c4),
                          decltype(c5)>{};
    } else if constexpr (N == 27) {
        auto& [a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, b0, b1, b2, b3, b4, b5, b6, b7, b8, b9, c0,
               c1, c2, c3, c4, c5, c6] = x;
        return copy_types<decltype(a0), decltype(a1), decltype(a2), decltype(a3), decltype(a4),
                          decltype(a5), decltype(a6), decltype(a7), decltype(a8), decltype(a9),
                          decltype(b0), decltype(b1), decltype(b2), decltype(b3), decltype(b4),
                          decltype(b5), decltype(b6), decltype(b7), decltype(b8), decltype(b9),
                          decltype(c0), decltype(c1), decltype(c2), decltype(c3), decltype(c4),
                          decltype(c5), decltype(c6)>{};
    } else if constexpr (N == 28) {
        auto& [a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, b0, b1, b2, b3, b4, b5, b6, b7, b8, b9, c0,
               c1, c2, c3, c4, c5, c6, c7] = x;
        return copy_types<decltype(a0), decltype(a1), decltype(a2), decltype(a3), decltype(a4),
                          decltype(a5), decltype(a6), decltype(a7), decltype(a8), decltype(a9),
                          decltype(b0), decltype(b1), decltype(b2), decltype(b3), decltype(b4),
                          decltype(b5), decltype(b6), decltype(b7), decltype(b8), decltype(b9),
                          decltype(c0), decltype(c1), decltype(c2), decltype(c3), decltype(c4),
                          decltype(c5), decltype(c6), decltype(c7)>{};
    } else if constexpr (N == 29) {
        auto& [a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, b0, b1, b2, b3, b4, b5, b6, b7, b8, b9, c0,
               c1, c2, c3, c4, c5, c6, c7, c8] = x;
        return copy_types<decltype(a0), decltype(a1), decltype(a2), decltype(a3), decltype(a4),
                          decltype(a5), decltype(a6), decltype(a7), decltype(a8), decltype(a9),
                          decltype(b0), decltype(b1), decltype(b2), decltype(b3), decltype(b4),
                          decltype(b5), decltype(b6), decltype(b7), decltype(b8), decltype(b9),
                          decltype(c0), decltype(c1), decltype(c2), decltype(c3), decltype(c4),
                          decltype(c5), decltype(c6), decltype(c7), decltype(c8)>{};
    } else if constexpr (N == 30) {
        auto& [a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, b0, b1, b2, b3, b4, b5, b6, b7, b8, b9, c0,
               c1, c2, c3, c4, c5, c6, c7, c8, c9] = x;
        return copy_types<decltype(a0), decltype(a1), decltype(a2), decltype(a3), decltype(a4),
                          decltype(a5), decltype(a6), decltype(a7), decltype(a8), decltype(a9),
                          decltype(b0), decltype(b1), decltype(b2), decltype(b3), decltype(b4),
                          decltype(b5), decltype(b6), decltype(b7), decltype(b8), decltype(b9),
                          decltype(c0), decltype(c1), decltype(c2), decltype(c3), decltype(c4),
                          decltype(c5), decltype(c6), decltype(c7), decltype(c8), decltype(c9)>{};
    } else if constexpr (N == 31) {
        auto& [a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, b0, b1, b2, b3, b4, b5, b6, b7, b8, b9, c0,
               c1, c2, c3, c4, c5, c6, c7, c8, c9, d0] = x;
        return copy_types<decltype(a0), decltype(a1), decltype(a2), decltype(a3), decltype(a4),
                          decltype(a5), decltype(a6), decltype(a7), decltype(a8), decltype(a9),
                          decltype(b0), decltype(b1), decltype(b2), decltype(b3), decltype(b4),
                          decltype(b5), decltype(b6), decltype(b7), decltype(b8), decltype(b9),
                          decltype(c0), decltype(c1), decltype(c2), decltype(c3), decltype(c4),
                          decltype(c5), decltype(c6), decltype(c7), decltype(c8), decltype(c9),
                          decltype(d0)>{};
    } else if constexpr (N == 32) {
        auto& [a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, b0, b1, b2, b3, b4, b5, b6, b7, b8, b9, c0,
               c1, c2, c3, c4, c5, c6, c7, c8, c9, d0, d1] = x;
        return copy_types<decltype(a0), decltype(a1), decltype(a2), decltype(a3), decltype(a4),
                          decltype(a5), decltype(a6), decltype(a7), decltype(a8), decltype(a9),
                          decltype(b0), decltype(b1), decltype(b2), decltype(b3), decltype(b4),
                          decltype(b5), decltype(b6), decltype(b7), decltype(b8), decltype(b9),
                          decltype(c0), decltype(c1), decltype(c2), decltype(c3), decltype(c4),
                          decltype(c5), decltype(c6), decltype(c7), decltype(c8), decltype(c9),
                          decltype(d0), decltype(d1)>{};
    }
}

template <class T>
using copy_field_types = decltype(copy_declared_types(std::declval<T&>()));

/// The argument number Index.
template <std::size_t Index, class First, class... Rest>
constexpr auto copy_pick(First first, Rest... rest) {
    if constexpr (Index == 0)
        return first;
    else
        return copy_pick<Index - 1>(rest...);
}

// An object that is declared and never defined: its members have addresses, whose names compilers print.
#if defined(__clang__)
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wundefined-var-template"
#endif
template <class T>
struct copy_probe {
    static T object;
};

/// The address of the member number Index of no object: as a template argument it shows the member's name.
template <std::size_t Index, class T>
constexpr auto copy_member_address() {
    return copy_with_fields(copy_probe<T>::object,
                            [](auto&... fields) { return copy_pick<Index>(&fields...); });
}
#if defined(__clang__)
#pragma clang diagnostic pop
#endif

} // namespace cairn::inline CAIRN_ABI::detail

#endif // CAIRN_DETAIL_COPY_FIELDS_HPP
