// SPDX-License-Identifier: BSL-1.0
// web/wire.hpp -- responses as bytes

#ifndef DEMO_WEB_WIRE_HPP
#define DEMO_WEB_WIRE_HPP

#include "web/message.hpp"

#include <string>
#include <string_view>

namespace demo {

/// The words that go with a status: "Not Found".
[[nodiscard]] std::string_view reason_of(int status) noexcept;

/// Status line and the fields that every answer has (Content-Type, Content-Length and the response's own), each with
/// its CR LF; not the empty line.
void append_head(std::string& out, int status, std::string_view content_type,
                 std::string_view headers, std::size_t body_size);

/// The whole response. HEAD gets the fields that GET would get, and no body; 204 and 304 have none either.
void append_response(std::string& out, method verb, const response& answer, bool keep_alive);

} // namespace demo

#endif // DEMO_WEB_WIRE_HPP
