// SPDX-License-Identifier: BSL-1.0
// web/failures.cpp -- answers to requests that nobody handles, or that a handler could not

#include "web/failures.hpp"

#include <cstdio>
#include <exception>

namespace demo {

response without_route(const request& in, const std::string& allow) {
    if (allow.empty()) return error(404, "Not found");
    response out = in.verb == method::options ? no_content() : error(405, "Method not allowed");
    out.headers.add("Allow", allow);
    return out;
}

response answer_of_exception(const request& in) {
    try {
        throw;
    } catch (const http_error& refused) {
        return refused.answer();
    } catch (const std::exception& unexpected) {
        const std::string route(in.route.empty() ? "(no route)" : in.route);
        std::fprintf(stderr, "error: %s: %s\n", route.c_str(), unexpected.what());
        return error(500, "Internal server error");
    } catch (...) {
        return error(500, "Internal server error");
    }
}

} // namespace demo
