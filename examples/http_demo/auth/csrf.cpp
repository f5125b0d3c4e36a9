// SPDX-License-Identifier: BSL-1.0
// auth/csrf.cpp -- requests that a browser was tricked into sending

#include "auth/csrf.hpp"

#include "auth/secrets.hpp"

namespace demo {

namespace {

[[nodiscard]] bool changes_something(method verb) noexcept {
    return verb != method::get && verb != method::head && verb != method::options;
}

/// What asks for a password of its own does nothing in the name of who is logged in.
[[nodiscard]] bool asks_for_password(std::string_view path) noexcept {
    return path == "/login" || path == "/token" || path == "/register";
}

[[nodiscard]] std::string token_of(const request& in) {
    if (const auto sent = in.header("X-CSRF-Token"); !sent.empty()) return std::string(sent);
    return in.form("csrf_token").value_or("");
}

} // namespace

void csrf(application& app) {
    app.before([](request& in) -> std::optional<response> {
        if (!in.who || !in.who->cookie) return std::nullopt;
        if (!changes_something(in.verb) || asks_for_password(in.path)) return std::nullopt;
        if (same_secret(token_of(in), in.who->csrf)) return std::nullopt;
        return error(403, "The X-CSRF-Token header is missing or wrong: GET /session tells it");
    });
}

} // namespace demo
