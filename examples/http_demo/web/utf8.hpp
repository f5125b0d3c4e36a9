// SPDX-License-Identifier: BSL-1.0
// web/utf8.hpp -- is it UTF-8, and how many characters are that?

#ifndef DEMO_WEB_UTF8_HPP
#define DEMO_WEB_UTF8_HPP

#include <cstddef>
#include <optional>
#include <string_view>

namespace demo {

/// How many bytes the first character of a text takes, which is not empty; 0 if it is not UTF-8: a stray or missing
/// byte, more bytes than it needs, half of a surrogate pair, or beyond U+10FFFF.
[[nodiscard]] constexpr std::size_t utf8_character(std::string_view text) noexcept {
    const auto byte = [text](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const unsigned char first = byte(0);
    if (first < 0x80) return 1;
    const std::size_t size = first < 0xC2   ? 0
                             : first < 0xE0 ? 2
                             : first < 0xF0 ? 3
                             : first < 0xF5 ? 4
                                            : 0;
    if (size == 0 || text.size() < size) return 0;
    for (std::size_t i = 1; i < size; ++i)
        if ((byte(i) & 0xC0) != 0x80) return 0;
    if (first == 0xE0 && byte(1) < 0xA0) return 0; // two bytes would do
    if (first == 0xED && byte(1) > 0x9F) return 0; // a surrogate
    if (first == 0xF0 && byte(1) < 0x90) return 0; // three bytes would do
    if (first == 0xF4 && byte(1) > 0x8F) return 0; // beyond U+10FFFF
    return size;
}

/// The number of characters, nothing if it is not UTF-8.
[[nodiscard]] constexpr std::optional<std::size_t> utf8_length(std::string_view text) noexcept {
    std::size_t count = 0;
    while (!text.empty()) {
        const std::size_t size = utf8_character(text);
        if (size == 0) return std::nullopt;
        text.remove_prefix(size);
        ++count;
    }
    return count;
}

} // namespace demo

#endif // DEMO_WEB_UTF8_HPP
