// SPDX-License-Identifier: BSL-1.0
// auth/security_headers.hpp -- what browsers are told not to do with our answers

#ifndef DEMO_AUTH_SECURITY_HEADERS_HPP
#define DEMO_AUTH_SECURITY_HEADERS_HPP

#include "web/application.hpp"

namespace demo {

/// Extension: no answer is taken for another type than it says; pages run only scripts and styles that are
/// files of ours, stand in nobody's frame, and tell other sites nothing about the URL.
void security_headers(application& app);

} // namespace demo

#endif // DEMO_AUTH_SECURITY_HEADERS_HPP
