// SPDX-License-Identifier: BSL-1.0
// cache/etag.hpp -- names for contents: who has the same name has the same content, and need not get it again

#ifndef DEMO_CACHE_ETAG_HPP
#define DEMO_CACHE_ETAG_HPP

#include <string>
#include <string_view>

namespace demo {

/// The entity tag of a body: 16 bytes of its BLAKE2b as hexadecimal digits, in quotation marks. A hash that
/// nobody can find collisions for: a client cannot be made to keep the wrong body.
/// May be called by several threads at once.
[[nodiscard]] std::string etag_of(std::string_view body);

/// Whether the client has it already: If-None-Match (RFC 9110, 13.1.2) is `*`, or lists the tag. Weak tags count
/// (W/"a" is "a" here). Where the list is malformed, it ends.
[[nodiscard]] bool etag_matches(std::string_view if_none_match, std::string_view etag) noexcept;

} // namespace demo

#endif // DEMO_CACHE_ETAG_HPP
