// SPDX-License-Identifier: BSL-1.0
// auth/security_headers.cpp -- what browsers are told not to do with our answers

#include "auth/security_headers.hpp"

namespace demo {

namespace {

// Written once, as they go over the wire: answers out of the cache pass here, too.
constexpr std::string_view for_all = "X-Content-Type-Options: nosniff\r\n"
                                     "Referrer-Policy: same-origin\r\n";
constexpr std::string_view for_pages =
    "Content-Security-Policy: default-src 'self'; img-src 'self' data:; object-src 'none'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'\r\n"
    "Cross-Origin-Opener-Policy: same-origin\r\n";

} // namespace

void security_headers(application& app) {
    app.after([](const exchange&, response& answer) {
        answer.headers.add_lines(for_all);
        const std::string_view type =
            answer.stored ? answer.stored->content_type : answer.content_type;
        if (type.starts_with("text/html")) answer.headers.add_lines(for_pages);
    });
}

} // namespace demo
