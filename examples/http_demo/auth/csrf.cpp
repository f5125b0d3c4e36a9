// SPDX-License-Identifier: BSL-1.0
// auth/csrf.cpp -- requests that a browser was tricked into sending

#include "auth/csrf.hpp"

#include "auth/secrets.hpp"

namespace demo {

namespace {

[[nodiscard]] bool changes_something(method verb) noexcept {
    return verb != method::get && verb != method::head && verb != method::options;
}

[[nodiscard]] std::string token_of(const request& in) {
    if (const auto sent = in.header("X-CSRF-Token"); !sent.empty()) return std::string(sent);
    return in.form("csrf_token").value_or("");
}

} // namespace

void csrf(application& app) {
    app.before([](request& in) -> std::optional<response> {
        if (!in.who || !in.who->cookie || !changes_something(in.verb)) return std::nullopt;
        if (in.path == "/login")
            return std::nullopt; // does nothing in the name of who is logged in
        if (same_secret(token_of(in), in.who->csrf)) return std::nullopt;
        return error(403, "The X-CSRF-Token header is missing or wrong: GET /session tells it");
    });
}

} // namespace demo
