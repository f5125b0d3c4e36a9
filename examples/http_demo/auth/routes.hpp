// SPDX-License-Identifier: BSL-1.0
// auth/routes.hpp -- logging in and out, and who may pass

#ifndef DEMO_AUTH_ROUTES_HPP
#define DEMO_AUTH_ROUTES_HPP

#include "auth/accounts.hpp"
#include "auth/jwt.hpp"
#include "auth/sessions.hpp"
#include "web/application.hpp"

#include <memory>
#include <string>

namespace demo {

struct auth_options {
    std::string
        secret; // of the tokens, at least 32 bytes; empty: a random one, which ends with the program
    sessions::options session{};
    std::chrono::seconds token_lifetime = std::chrono::minutes(15);
    wall_clock now = seconds_since_1970;
};

/// Extension: from now on requests have an identity (`in.who`), by the session's cookie or by `Authorization: Bearer`;
/// a token that is not valid is answered 401. Adds
///
///     POST /login      username, password (form or JSON)   200 and a cookie | 401
///     POST /logout                                         200
///     POST /register   username, password                  201 | 409 | 422
///     POST /token      username, password                  200 {"access_token", "token_type", "expires_in"} | 401
///     GET  /session                                        200 {"user": {"id", "name"} | null, "csrf": "..." | null}
///     GET  /dashboard                                      200 | 401
///
/// Returns the sessions; they live as long as the application or longer.
std::shared_ptr<sessions> auth(application& app, accounts& users, auth_options how);

/// Decorator: 401 {"error": "Please log in first!"} unless the request has an identity.
[[nodiscard]] handler login_required(handler inner);
/// Whether login_required is the outermost decorator of a handler: for the API's description.
[[nodiscard]] bool needs_login(const handler& what) noexcept;

/// Routes about the user who asks: GET /profile.
[[nodiscard]] blueprint user_blueprint(accounts& users);

} // namespace demo

#endif // DEMO_AUTH_ROUTES_HPP
