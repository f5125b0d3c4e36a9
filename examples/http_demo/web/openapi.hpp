// SPDX-License-Identifier: BSL-1.0
// web/openapi.hpp -- the description of the interface, made from the routes themselves

#ifndef DEMO_WEB_OPENAPI_HPP
#define DEMO_WEB_OPENAPI_HPP

#include "web/application.hpp"
#include "web/router.hpp"

#include <string>
#include <string_view>

namespace demo {

/// An OpenAPI 3.0.3 document of all routes: what they are called, capture, accept and answer.
[[nodiscard]] std::string openapi_of(const router& routes, std::string_view title);

/// GET /openapi.json. It describes the routes that are there when it is first asked for, also itself.
void openapi(application& app, std::string_view title);

} // namespace demo

#endif // DEMO_WEB_OPENAPI_HPP
