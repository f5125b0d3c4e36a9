// SPDX-License-Identifier: BSL-1.0
// cairn/detail/bisect_values.hpp -- numbers as consecutive integers, so that a range of them can be halved.
//
//     bisect_value       integers, and floating-point numbers in IEEE format of 32 or 64 bits
//     bisect_place       the place of a number among all of its type: neighbours are one apart
//     bisect_number      the number at a place
//
// Zero is at place 0, once: -0.0 is not a number of its own. Places are unsigned and wrap around, so that
// the distance of any two numbers fits.

#ifndef CAIRN_DETAIL_BISECT_VALUES_HPP
#define CAIRN_DETAIL_BISECT_VALUES_HPP

#include <cairn/detail/config.hpp>

#include <bit>
#include <concepts>
#include <cstdint>
#include <limits>
#include <type_traits>

namespace cairn::inline CAIRN_ABI::detail {

template <class T>
concept bisect_floating = std::floating_point<T> && std::numeric_limits<T>::is_iec559 &&
                          (sizeof(T) == 4 || sizeof(T) == 8);
template <class T>
concept bisect_value =
    (std::integral<T> && !std::is_same_v<std::remove_cv_t<T>, bool>) || bisect_floating<T>;

/// The unsigned integers that count the numbers of a type.
template <class T>
struct bisect_word_of : std::conditional<sizeof(T) == 4, std::uint32_t, std::uint64_t> {};
template <std::integral T>
struct bisect_word_of<T> : std::make_unsigned<T> {};
template <class T>
using bisect_word = typename bisect_word_of<T>::type;

/// Only its sign may be set, to make a negative number.
template <bisect_floating T>
inline constexpr bisect_word<T> bisect_sign = static_cast<bisect_word<T>>(
    bisect_word<T>{1} << (std::numeric_limits<bisect_word<T>>::digits - 1));

template <bisect_value T>
[[nodiscard]] constexpr bisect_word<T> bisect_place(T x) noexcept {
    if constexpr (std::integral<T>) {
        return static_cast<bisect_word<T>>(x);
    } else {
        const auto bits = std::bit_cast<bisect_word<T>>(x);
        return (bits & bisect_sign<T>) != 0 ? bisect_word<T>{0} - (bits ^ bisect_sign<T>) : bits;
    }
}

template <bisect_value T>
[[nodiscard]] constexpr T bisect_number(bisect_word<T> place) noexcept {
    if constexpr (std::integral<T>) {
        return static_cast<T>(place);
    } else {
        return std::bit_cast<T>(
            (place & bisect_sign<T>) != 0 ? (bisect_word<T>{0} - place) | bisect_sign<T> : place);
    }
}

} // namespace cairn::inline CAIRN_ABI::detail

#endif // CAIRN_DETAIL_BISECT_VALUES_HPP
