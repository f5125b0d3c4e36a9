// SPDX-License-Identifier: BSL-1.0
// auth/csrf.hpp -- requests that a browser was tricked into sending
//
// A browser sends its cookies along whoever wrote the form. So who is known by a cookie has to show with
// each change that the page was ours: by the session's token, which other sites cannot read.

#ifndef DEMO_AUTH_CSRF_HPP
#define DEMO_AUTH_CSRF_HPP

#include "web/application.hpp"

namespace demo {

/// Extension, after auth(): whoever is known by a cookie needs the token of that session for everything but GET,
/// HEAD and OPTIONS, in the header X-CSRF-Token or a form's field csrf_token; 403 otherwise. Who sends a
/// Bearer token is exempt, because browsers do not send that by themselves, and so is what asks for a
/// password: /login, /token and /register.
void csrf(application& app);

} // namespace demo

#endif // DEMO_AUTH_CSRF_HPP
