// SPDX-License-Identifier: BSL-1.0
// cairn/detail/bisect_search.hpp -- how many elements of a range come before a value.
//
//     bisect_test        what decides: comparator, projection and value as one monotone test
//     bisect_costs_little  whether asking it costs less than a branch that is predicted wrongly
//     bisect_count       the answer, for any range of random access
//     bisect_gallop      the same from a hint, in steps that double
//
// A test is true for the elements at the front and false from some element on. For elements in no such
// order every function here ends with some number within the range, and reads nothing else.

#ifndef CAIRN_DETAIL_BISECT_SEARCH_HPP
#define CAIRN_DETAIL_BISECT_SEARCH_HPP

#include <cairn/detail/contract.hpp>
#include <cairn/detail/ordering.hpp>

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <memory>
#include <string_view>
#include <type_traits>
#include <utility>

namespace cairn::inline CAIRN_ABI::detail {

// -- what decides ----------------------------------------------------------------------------------------

template <class Projection>
inline constexpr bool bisect_is_identity =
    std::is_same_v<std::remove_cv_t<Projection>, std::identity>;

/// std::invoke(projection, x), for an x that may be a temporary and a projection that may change.
template <class Projection, class X>
    requires bisect_is_identity<Projection> || std::is_invocable_v<Projection&, X>
[[nodiscard, gnu::always_inline]] constexpr decltype(auto) bisect_key(Projection& projection,
                                                                      X&& x) {
    if constexpr (bisect_is_identity<Projection>) {
        return static_cast<X&&>(x);
    } else if constexpr (std::is_member_pointer_v<std::remove_cv_t<Projection>>) {
        return detail::key_of(projection, x);
    } else {
        return projection(std::forward<X>(x));
    }
}

/// Elements have a key.
template <class It, class Projection>
concept bisect_projects =
    std::random_access_iterator<It> &&
    (bisect_is_identity<Projection> || std::is_invocable_v<Projection&, std::iter_reference_t<It>>);

/// Elements can be asked whether they are before a value of type X; or, if Upper, values whether they are
/// before elements.
template <bool Upper, class It, class X, class Compare, class Projection>
concept bisect_decides = bisect_projects<It, Projection> &&
                         requires(Compare& compare, Projection& projection, It at, const X& x) {
                             requires Upper || requires {
                                 static_cast<bool>(compare(detail::bisect_key(projection, *at), x));
                             };
                             requires !Upper || requires {
                                 static_cast<bool>(compare(x, detail::bisect_key(projection, *at)));
                             };
                         };

/// An element is before x, or not after it if Upper.
template <bool Upper, class X, class Compare, class Projection>
struct bisect_test {
    const X& x;
    Compare& compare;
    Projection& projection;

    template <class Element>
    [[nodiscard, gnu::always_inline]] constexpr bool operator()(Element&& element) const {
        if constexpr (Upper) {
            return !static_cast<bool>(
                compare(x, detail::bisect_key(projection, std::forward<Element>(element))));
        } else {
            return static_cast<bool>(
                compare(detail::bisect_key(projection, std::forward<Element>(element)), x));
        }
    }
};

/// The same for what costs little: it holds what it needs, so that registers can.
template <bool Upper, class X, class Compare, class Projection>
struct bisect_little_test {
    X x;
    [[no_unique_address]] Compare compare;
    [[no_unique_address]] Projection projection;

    template <class Element>
    [[nodiscard, gnu::always_inline]] constexpr bool operator()(Element&& element) const {
        Compare before = compare;
        Projection key = projection;
        return bisect_test<Upper, X, Compare, Projection>{x, before,
                                                          key}(std::forward<Element>(element));
    }
};

/// Strings under < or > that are looked for by a string.
template <class It, class X, class Compare, class Projection>
concept bisect_texts = bisect_is_identity<Projection> && is_text<std::iter_value_t<It>> &&
                       direction<Compare, std::iter_value_t<It>> != 0 &&
                       std::is_convertible_v<const X&, std::string_view> &&
                       std::is_lvalue_reference_v<decltype(*std::declval<It&>())>;

/// The same test of strings, most of which the first eight characters decide.
template <bool Upper, class X, class Compare, bool Descending>
struct bisect_text_test {
    const X& x;
    Compare& compare;
    digest_word word; // of x

    template <class Text>
    [[nodiscard, gnu::always_inline]] bool operator()(const Text& element) const {
        const digest_word other = digest_of(std::string_view(element));
        if (other != word) [[likely]]
            return Descending ? other > word : other < word;
        return Upper ? !static_cast<bool>(compare(x, element))
                     : static_cast<bool>(compare(element, x));
    }
};

// -- what it costs ---------------------------------------------------------------------------------------

/// What a register holds, and one instruction compares.
template <class T>
inline constexpr bool bisect_is_scalar = std::is_arithmetic_v<T> || std::is_enum_v<T> ||
                                         std::is_pointer_v<T> || std::is_null_pointer_v<T>;
/// std::chrono::duration and time_point, by what they say of themselves.
template <class T>
    requires(sizeof(T) <= 8 && std::is_trivially_copyable_v<T>) && (
        requires { typename T::rep; typename T::period; T::zero(); } ||
        requires { typename T::clock; typename T::duration; typename T::rep; })
inline constexpr bool bisect_is_scalar<T> = true;

/// A projection that reads what lies in the element itself.
template <class Projection>
inline constexpr bool bisect_reads_only =
    bisect_is_identity<Projection> || std::is_member_object_pointer_v<Projection>;

/// A comparison that costs less than half a mispredicted branch: of numbers, under < and > or under a
/// comparator without state; of pointers under < and > only, for another one may look at what they point to.
template <class It, class X, class Compare, class Projection>
inline constexpr bool bisect_costs_little = [] {
    using key = std::remove_cvref_t<decltype(detail::bisect_key(std::declval<Projection&>(),
                                                                *std::declval<It&>()))>;
    if constexpr (!bisect_is_scalar<key> || !bisect_is_scalar<X> ||
                  !std::is_trivially_copyable_v<Compare> ||
                  !std::is_trivially_copyable_v<Projection>) {
        return false;
    } else if constexpr (direction<Compare, key> != 0) {
        return bisect_reads_only<Projection> || std::is_empty_v<Projection>;
    } else {
        return std::is_arithmetic_v<key> && std::is_arithmetic_v<X> && std::is_empty_v<Compare> &&
               (bisect_reads_only<Projection> || std::is_empty_v<Projection>);
    }
}();

// -- the search ------------------------------------------------------------------------------------------

template <class It>
[[nodiscard, gnu::always_inline]] constexpr It bisect_at(It first, std::size_t i) {
    return first + static_cast<std::iter_difference_t<It>>(i);
}

/// How many of n elements pass a monotone test that costs something: a branch at each step, so that the
/// processor goes on with one half before the test is through.
template <class It, class Test>
[[nodiscard]] constexpr std::size_t bisect_branching(It first, std::size_t n, Test test) {
    It base = first;
    while (n != 0) {
        const std::size_t half = n / 2;
        const It middle = detail::bisect_at(base, half);
        if (test(*middle)) {
            base = detail::bisect_at(middle, 1);
            n -= half + 1;
        } else {
            n = half;
        }
    }
    return static_cast<std::size_t>(base - first);
}

// Tests that cost little take as many steps whatever comes out, and no branch on it. Within
// the first level cache, halves are fastest. Beyond, steps wait for memory: quarters ask for three elements at
// once, and where the second level cache ends, all elements that the step after the next may look at are
// fetched ahead. Both take a little less than the half and the quarter, for the middles of
// 2^k elements would share a few cache sets. (Looking where a key should be by its value is 1.5 times as
// fast on evenly spread keys, and half as fast on others.)

/// In bytes, and never fewer than 16 elements.
struct bisect_tuning {
    static constexpr std::size_t quarters = 4096;              // more are searched by quarters
    static constexpr std::size_t ahead = std::size_t{1} << 20; // more are fetched ahead ...
    static constexpr std::size_t ahead_until = 128;            // ... until so few are left
    static constexpr unsigned hot_levels = 6; // but the first, which other searches left in cache

    template <class T>
    static constexpr std::size_t elements(std::size_t bytes) noexcept {
        return bytes / sizeof(T) < 16 ? 16 : bytes / sizeof(T);
    }
};

/// next if `passes`, else base. clang makes branches of a plain conditional.
template <class T>
[[nodiscard, gnu::always_inline]] constexpr T* bisect_choose(bool passes, T* next, T* base) {
#if defined(__clang__)
    return __builtin_unpredictable(passes) ? next : base;
#else
    return passes ? next : base;
#endif
}

/// A little less than half of n.
[[nodiscard, gnu::always_inline]] constexpr std::size_t bisect_half(std::size_t n) noexcept {
    return n / 2 - n / 32;
}

/// One step by quarters among n elements at `base`, 16 at least.
template <class T, class Test>
[[gnu::always_inline]] inline void bisect_quarter(const T*& base, std::size_t& n, Test test) {
    const std::size_t quarter = n / 4 - n / 64;
    const T* const a = base + quarter;
    const T* const b = a + quarter;
    const T* const c = b + quarter;
    const bool past_a = test(a[-1]), past_b = test(b[-1]), past_c = test(c[-1]);
    base = detail::bisect_choose(past_a, a, base);
    base = detail::bisect_choose(past_b, b, base);
    base = detail::bisect_choose(past_c, c, base);
    n -= 3 * quarter;
}

/// How many of Width elements pass, in numbers as wide as they are: what vectors are made of.
template <std::size_t Width, class T, class Test>
[[nodiscard, gnu::always_inline]] inline std::size_t bisect_passing(const T* elements, Test test) {
    using counter = std::conditional_t<
        sizeof(T) == 8, std::uint64_t,
        std::conditional_t<sizeof(T) == 4, std::uint32_t,
                           std::conditional_t<sizeof(T) == 2, std::uint16_t, std::uint8_t>>>;
    counter count = 0;
    for (std::size_t i = 0; i != Width; ++i)
        count = static_cast<counter>(count + static_cast<counter>(test(elements[i])));
    return count;
}

/// By halves, rounded down, so that the number of steps depends on n only. The last elements are counted
/// where one instruction compares many. (Steps of powers of two would be a little faster, if x86 could find
/// the first one without waiting for what was in the register before: bsr made each search wait for the last.)
template <bool Counts, class T, class Test>
[[nodiscard, gnu::always_inline]] inline const T* bisect_by_halves(const T* const first,
                                                                   std::size_t n, Test test) {
    if (n == 0) return first;
    const T* base = first;
    if constexpr (Counts) {
        constexpr std::size_t width = 128 / sizeof(T);
        if (n >= width) {
            while (n > width) {
                const T* const next = base + n / 2;
                base = detail::bisect_choose(test(next[-1]), next, base);
                n -= n / 2;
            }
            const std::size_t end = static_cast<std::size_t>(base - first) + n;
            const T* const window = first + (end > width ? end - width : 0);
            return window + detail::bisect_passing<width>(window, test);
        }
    }
    while (n > 1) {
        const T* const next = base + n / 2;
        base = detail::bisect_choose(test(next[-1]), next, base);
        n -= n / 2;
    }
    return base + static_cast<std::ptrdiff_t>(test(*base));
}

/// Narrows n elements, which are many, to a few: returns where these begin, and makes n their number. Not
/// inline, so that the search of small arrays is.
template <class T, class Test>
[[nodiscard, gnu::noinline]] inline const T* bisect_narrow(const T* base, std::size_t& count,
                                                           Test test) {
    std::size_t n = count;
    if (n > bisect_tuning::elements<T>(bisect_tuning::ahead)) {
        const std::size_t top = n >> bisect_tuning::hot_levels;
        while (n > top)
            detail::bisect_quarter(base, n, test);
        while (n > bisect_tuning::elements<T>(bisect_tuning::ahead_until)) {
            const std::size_t half = detail::bisect_half(n);
            const T* const next = base + half;
            n -= half;
            const std::size_t quarter = detail::bisect_half(n),
                              eighth = detail::bisect_half(n - quarter);
            __builtin_prefetch(base + eighth - 1);
            __builtin_prefetch(base + quarter + eighth - 1);
            __builtin_prefetch(next + eighth - 1);
            __builtin_prefetch(next + quarter + eighth - 1);
            base = detail::bisect_choose(test(next[-1]), next, base);
        }
    } else {
        while (n > bisect_tuning::elements<T>(bisect_tuning::quarters))
            detail::bisect_quarter(base, n, test);
    }
    count = n;
    return base;
}

/// The same of elements side by side, for n of any size.
template <bool Counts, class T, class Test>
[[nodiscard, gnu::always_inline]] inline std::size_t bisect_array(const T* first, std::size_t n,
                                                                  Test test) {
    const T* base = first;
    if (n > bisect_tuning::elements<T>(bisect_tuning::quarters)) {
        std::size_t few = n;
        base = detail::bisect_narrow(first, few, test);
        n = few;
    }
    return static_cast<std::size_t>(detail::bisect_by_halves<Counts>(base, n, test) - first);
}

/// The same of any range of random access.
template <class It, class Test>
[[nodiscard, gnu::always_inline]] constexpr std::size_t bisect_steady(It first, std::size_t n,
                                                                      Test test) {
    if (n == 0) return 0;
    std::size_t base = 0;
    while (n > 1) {
        const std::size_t half = n / 2, next = base + half;
        base = test(*detail::bisect_at(first, next - 1)) ? next : base;
        n -= half;
    }
    return base + static_cast<std::size_t>(test(*detail::bisect_at(first, base)));
}

/// Where counting a few elements is faster than searching them. g++ makes more of numbers of 64 bits, and of
/// floating-point numbers, than the comparisons cost; clang of all, for its halves cost less.
template <class T>
inline constexpr bool bisect_counts =
#if defined(__AVX2__) && !defined(__clang__)
    std::is_integral_v<T> && sizeof(T) == 4;
#else
    false;
#endif

template <bool Upper, class It, class X, class Compare, class Projection>
[[nodiscard, gnu::always_inline]] constexpr std::size_t
bisect_count(It first, std::size_t n, const X& x, Compare& compare, Projection& projection) {
    if constexpr (bisect_costs_little<It, X, Compare, Projection>) {
        const bisect_little_test<Upper, X, Compare, Projection> test{x, compare, projection};
        if constexpr (std::contiguous_iterator<It>) {
            using element = std::iter_value_t<It>;
            constexpr bool counts = bisect_counts<element> && bisect_is_identity<Projection> &&
                                    sizeof(X) == sizeof(element);
            if (!std::is_constant_evaluated())
                return detail::bisect_array<counts>(std::to_address(first), n, test);
        }
        return detail::bisect_steady(first, n, test);
    } else {
        if constexpr (bisect_texts<It, X, Compare, Projection>) {
            if (!std::is_constant_evaluated()) {
                constexpr bool descending = direction<Compare, std::iter_value_t<It>> < 0;
                return detail::bisect_branching(first, n,
                                                bisect_text_test<Upper, X, Compare, descending>{
                                                    x, compare, digest_of(std::string_view(x))});
            }
        }
        const bisect_test<Upper, X, Compare, Projection> test{x, compare, projection};
        return detail::bisect_branching(first, n, test);
    }
}

// -- from a hint -----------------------------------------------------------------------------------------

/// How many of n elements pass a monotone test, if that is probably about `hint`: the distance from there
/// doubles until the answer lies between, and is then searched.
/// Expects     hint <= n
/// Complexity  2 * log2(d) + 2 tests at most, for d the distance of the answer from `hint`
template <class It, class Test>
[[nodiscard]] constexpr std::size_t bisect_gallop(It first, std::size_t n, std::size_t hint,
                                                  Test test) {
    std::size_t low, high; // the answer is in [low, high]
    if (hint != n && test(*detail::bisect_at(first, hint))) {
        low = hint + 1;
        std::size_t step = 1;
        while (step < n - low && test(*detail::bisect_at(first, low + step - 1))) {
            low += step;
            step *= 2;
        }
        high = step < n - low ? low + step - 1 : n;
    } else {
        high = hint;
        std::size_t step = 1;
        while (step < high && !test(*detail::bisect_at(first, high - step))) {
            high -= step;
            step *= 2;
        }
        low = step < high ? high - step + 1 : 0;
    }
    return low + detail::bisect_branching(detail::bisect_at(first, low), high - low, test);
}

// -- order, in builds that check it ----------------------------------------------------------------------

/// Whether the elements that pass a test are all in front.
template <class It, class Test>
[[nodiscard]] constexpr bool bisect_is_monotone(It first, std::size_t n, Test test) {
    std::size_t i = 0;
    while (i != n && test(*detail::bisect_at(first, i)))
        ++i;
    while (i != n && !test(*detail::bisect_at(first, i)))
        ++i;
    return i == n;
}

} // namespace cairn::inline CAIRN_ABI::detail

#endif // CAIRN_DETAIL_BISECT_SEARCH_HPP
