// SPDX-License-Identifier: BSL-1.0
// web/failures.hpp -- answers to requests that nobody handles, or that a handler could not

#ifndef DEMO_WEB_FAILURES_HPP
#define DEMO_WEB_FAILURES_HPP

#include "web/message.hpp"

#include <string>

namespace demo {

/// No such path: 404. No such method: 405, or 204 to OPTIONS, with those that there are.
[[nodiscard]] response without_route(const request& in, const std::string& allow);

/// Inside a catch clause: what an http_error says; of all else the client learns only that something went wrong.
[[nodiscard]] response answer_of_exception(const request& in);

} // namespace demo

#endif // DEMO_WEB_FAILURES_HPP
