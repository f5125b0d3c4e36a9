// SPDX-License-Identifier: BSL-1.0
// web/openapi.hpp -- the description of the interface, made from the routes themselves

#ifndef DEMO_WEB_OPENAPI_HPP
#define DEMO_WEB_OPENAPI_HPP

#include "web/application.hpp"
#include "web/router.hpp"

#include <functional>
#include <string>
#include <string_view>

namespace demo {

/// Whether only those who are logged in may use a route.
using needs_identity = std::function<bool(const route&)>;

/// An OpenAPI 3.1 document of all routes: what they are called, capture, accept and answer.
[[nodiscard]] std::string openapi_of(const router& routes, std::string_view title,
                                     const needs_identity& guarded = {});

/// GET /openapi.json. It describes the routes that are there when it is first asked for, also itself.
void openapi(application& app, std::string title, needs_identity guarded = {});

} // namespace demo

#endif // DEMO_WEB_OPENAPI_HPP
