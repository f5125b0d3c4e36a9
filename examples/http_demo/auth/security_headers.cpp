// SPDX-License-Identifier: BSL-1.0
// auth/security_headers.cpp -- what browsers are told not to do with our answers

#include "auth/security_headers.hpp"

namespace demo {

namespace {

constexpr std::string_view content_policy =
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'";

} // namespace

void security_headers(application& app) {
    app.after([](const exchange&, response& answer) {
        answer.headers.add("X-Content-Type-Options", "nosniff");
        const std::string_view type =
            answer.stored ? answer.stored->content_type : answer.content_type;
        if (!type.starts_with("text/html")) return; // the rest is for documents; JSON is not one
        answer.headers.add("Content-Security-Policy", content_policy)
            .add("Referrer-Policy", "same-origin")
            .add("Cross-Origin-Opener-Policy", "same-origin");
    });
}

} // namespace demo
