// SPDX-License-Identifier: BSL-1.0
// cache/etag.cpp -- entity tags: made, and looked for in what a client sends

#include "cache/etag.hpp"

#include <sodium.h>

#include <array>
#include <cstddef>

namespace demo {

namespace {

constexpr std::size_t digest_bytes = 16; // the least that libsodium gives, and plenty

[[nodiscard]] std::string_view without_leading(std::string_view text,
                                               std::string_view these) noexcept {
    const std::size_t first = text.find_first_not_of(these);
    return first == std::string_view::npos ? std::string_view() : text.substr(first);
}

[[nodiscard]] bool is_tag_character(char c) noexcept {
    const auto code = static_cast<unsigned char>(c);
    return code == 0x21 || (code >= 0x23 && code != 0x7f);
}

/// Takes an entity tag, without W/, from the front of a list; empty if what stands there is none.
[[nodiscard]] std::string_view take_tag(std::string_view& list) noexcept {
    if (list.starts_with("W/")) list.remove_prefix(2);
    if (!list.starts_with('"')) return {};
    std::size_t end = 1;
    while (end < list.size() && is_tag_character(list[end]))
        ++end;
    if (end == list.size() || list[end] != '"') return {};
    const std::string_view tag = list.substr(0, end + 1);
    list.remove_prefix(end + 1);
    return tag;
}

} // namespace

std::string etag_of(std::string_view body) {
    [[maybe_unused]] static const int ready =
        sodium_init(); // it chooses the code for this processor
    std::array<unsigned char, digest_bytes> digest{};
    crypto_generichash(digest.data(), digest.size(),
                       reinterpret_cast<const unsigned char*>(body.data()), body.size(), nullptr,
                       0);
    std::array<char, 2 * digest_bytes + 1> hex{};
    sodium_bin2hex(hex.data(), hex.size(), digest.data(), digest.size());
    return '"' + std::string(hex.data()) + '"';
}

bool etag_matches(std::string_view if_none_match, std::string_view etag) noexcept {
    if (etag.empty()) return false;
    if (etag.starts_with("W/")) etag.remove_prefix(2);
    std::string_view rest = without_leading(if_none_match, " \t");
    if (rest.starts_with('*')) return without_leading(rest.substr(1), " \t").empty();
    for (;;) {
        rest = without_leading(rest, " \t,"); // also empty elements: RFC 9110, 5.6.1.2
        const std::string_view tag = take_tag(rest);
        if (tag.empty()) return false;
        if (tag == etag) return true;
        rest = without_leading(rest, " \t");
        if (!rest.starts_with(',')) return false;
    }
}

} // namespace demo
