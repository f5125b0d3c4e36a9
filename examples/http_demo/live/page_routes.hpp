// SPDX-License-Identifier: BSL-1.0
// live/page_routes.hpp -- the home page, and the files that it is made of

#ifndef DEMO_LIVE_PAGE_ROUTES_HPP
#define DEMO_LIVE_PAGE_ROUTES_HPP

#include "web/application.hpp"

namespace demo {

/// An extension: GET / is the live page, GET /static/<name> its style and its scripts. Answers carry an ETag.
/// Nothing of it needs script or style within the markup, so that security_headers() can forbid both.
void page(application& app);

} // namespace demo

#endif // DEMO_LIVE_PAGE_ROUTES_HPP
