// SPDX-License-Identifier: BSL-1.0
// support/model.hpp -- what every comparison with a simple model shares: how long, and how to compare
//
//     for (std::size_t i = 0; i < support::operations(20'000); ++i) { ... }
//     CHECK(support::same_sequence(d, model));
//
// CAIRN_TEST_OPERATIONS in the environment replaces the usual number, for long runs.

#ifndef CAIRN_TESTS_SUPPORT_MODEL_HPP
#define CAIRN_TESTS_SUPPORT_MODEL_HPP

#include "support/sanitized.hpp"

#include <cstddef>
#include <cstdlib>

namespace support {

/// Returns CAIRN_TEST_OPERATIONS from the environment when it is set, and `usual` otherwise; a quarter of it under
/// the sanitizers.
[[nodiscard]] inline std::size_t operations(std::size_t usual) {
    const char* text = std::getenv("CAIRN_TEST_OPERATIONS");
    return text != nullptr && *text != '\0'
               ? static_cast<std::size_t>(std::strtoull(text, nullptr, 0))
               : (sanitized ? usual / 4 : usual);
}

/// Returns whether both ranges hold equal elements in the same order, walking both from begin to end.
template <class Actual, class Expected>
[[nodiscard]] bool same_sequence(const Actual& actual, const Expected& expected) {
    auto a = actual.begin();
    auto b = expected.begin();
    for (; a != actual.end() && b != expected.end(); ++a, ++b)
        if (!(*a == *b)) return false;
    return a == actual.end() && b == expected.end();
}

/// Returns whether the last `expected.size()` steps back from end() meet the elements in reverse order.
template <class Actual, class Expected>
[[nodiscard]] bool same_sequence_backwards(const Actual& actual, const Expected& expected) {
    auto a = actual.end();
    auto b = expected.end();
    while (a != actual.begin() && b != expected.begin())
        if (!(*--a == *--b)) return false;
    return a == actual.begin() && b == expected.begin();
}

} // namespace support

#endif // CAIRN_TESTS_SUPPORT_MODEL_HPP
