// SPDX-License-Identifier: BSL-1.0
// cairn/detail/config.hpp -- what the user may set, and what follows from it.

#ifndef CAIRN_DETAIL_CONFIG_HPP
#define CAIRN_DETAIL_CONFIG_HPP

#include <cairn/version.hpp>

// CAIRN_HARDENED (set by the user, to the same value in every translation unit)
//   0  preconditions are documented, not checked
//   1  every O(1) precondition is checked; a violation prints and aborts
//   2  1, and every mutating member re-verifies the class invariant
#ifndef CAIRN_HARDENED
#ifdef NDEBUG
#define CAIRN_HARDENED 0
#else
#define CAIRN_HARDENED 1
#endif
#endif

// The inline ABI namespace: objects of different hardening levels are different types, so mixing
// levels across translation units is a link error and never a silent ODR violation.
#if CAIRN_HARDENED == 0
#define CAIRN_ABI v0
#elif CAIRN_HARDENED == 1
#define CAIRN_ABI v0_hardened
#else
#define CAIRN_ABI v0_debug
#endif

namespace cairn::inline CAIRN_ABI::detail {

/// The level as a value, so that the code below it uses `if constexpr` and not `#if`.
inline constexpr int hardened = CAIRN_HARDENED;

} // namespace cairn::inline CAIRN_ABI::detail

#endif // CAIRN_DETAIL_CONFIG_HPP
