// SPDX-License-Identifier: BSL-1.0
// support/sanitized.hpp -- whether this build runs under the address sanitizer, which takes several times as long

#ifndef CAIRN_TESTS_SUPPORT_SANITIZED_HPP
#define CAIRN_TESTS_SUPPORT_SANITIZED_HPP

namespace support {

#if defined(__SANITIZE_ADDRESS__)
inline constexpr bool sanitized = true;
#elif defined(__has_feature)
inline constexpr bool sanitized = __has_feature(address_sanitizer);
#else
inline constexpr bool sanitized = false;
#endif

} // namespace support

#endif // CAIRN_TESTS_SUPPORT_SANITIZED_HPP
