// SPDX-License-Identifier: BSL-1.0
// web/wire.cpp -- responses as bytes

#include "web/wire.hpp"

#include "cache/response_cache.hpp"

#include <charconv>

namespace demo {

namespace {

void append_number(std::string& out, std::size_t number) {
    char digits[20];
    const auto written = std::to_chars(digits, digits + sizeof digits, number);
    out.append(digits, written.ptr);
}

/// RFC 9110 §15.3.5 and §15.4.5: these answers have no body, whatever the method.
[[nodiscard]] bool has_body(int status) noexcept {
    return status >= 200 && status != 204 && status != 304;
}

} // namespace

void append_head(std::string& out, int status, std::string_view content_type,
                 std::string_view headers, std::size_t body_size) {
    out.append("HTTP/1.1 ");
    append_number(out, static_cast<std::size_t>(status));
    out.append(" ").append(reason_of(status)).append("\r\n");
    if (has_body(status)) {
        out.append("Content-Type: ").append(content_type).append("\r\nContent-Length: ");
        append_number(out, body_size);
        out.append("\r\n");
    }
    out.append(headers);
}

void append_response(std::string& out, method verb, const response& answer, bool keep_alive) {
    const std::string& body = answer.text();
    if (answer.stored && answer.status == answer.stored->status) {
        out.append(answer.stored->head).append(answer.headers.text());
    } else {
        append_head(out, answer.status, answer.content_type, answer.headers.text(), body.size());
    }
    out.append(keep_alive ? std::string_view("\r\n")
                          : std::string_view("Connection: close\r\n\r\n"));
    if (verb != method::head && has_body(answer.status)) out.append(body);
}

} // namespace demo
