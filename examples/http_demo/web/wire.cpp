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

std::string_view reason_of(int status) noexcept {
    switch (status) {
    case 100:
        return "Continue";
    case 200:
        return "OK";
    case 201:
        return "Created";
    case 202:
        return "Accepted";
    case 204:
        return "No Content";
    case 302:
        return "Found";
    case 303:
        return "See Other";
    case 304:
        return "Not Modified";
    case 400:
        return "Bad Request";
    case 401:
        return "Unauthorized";
    case 403:
        return "Forbidden";
    case 404:
        return "Not Found";
    case 405:
        return "Method Not Allowed";
    case 408:
        return "Request Timeout";
    case 409:
        return "Conflict";
    case 413:
        return "Content Too Large";
    case 414:
        return "URI Too Long";
    case 415:
        return "Unsupported Media Type";
    case 417:
        return "Expectation Failed";
    case 422:
        return "Unprocessable Content";
    case 429:
        return "Too Many Requests";
    case 431:
        return "Request Header Fields Too Large";
    case 500:
        return "Internal Server Error";
    case 501:
        return "Not Implemented";
    case 503:
        return "Service Unavailable";
    case 505:
        return "HTTP Version Not Supported";
    case 507:
        return "Insufficient Storage";
    default:
        return "Unknown";
    }
}

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
