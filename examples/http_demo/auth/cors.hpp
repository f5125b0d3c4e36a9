// SPDX-License-Identifier: BSL-1.0
// auth/cors.hpp -- Cross-Origin Resource Sharing: whose pages may read our answers
//
//     cors(app, {"https://app.example.org"});

#ifndef DEMO_AUTH_CORS_HPP
#define DEMO_AUTH_CORS_HPP

#include "web/application.hpp"

#include <chrono>
#include <string>
#include <vector>

namespace demo {

struct cors_options {
    bool credentials = false; // cookies, too
    std::string methods = "GET, POST, PUT, PATCH, DELETE";
    std::string headers = "Authorization, Content-Type, If-None-Match, X-CSRF-Token";
    std::string exposed = "ETag, Location, Retry-After, X-Cache"; // what scripts may read
    std::chrono::seconds remember{600};                           // a preflight's answer
};

/// Extension, before all others that answer: preflight requests get 204, and answers to these origins say that
/// their pages may read them. "*" stands for all origins.
/// Throws std::invalid_argument for what is no origin (scheme://host or scheme://host:port), and for "*"
/// together with credentials.
void cors(application& app, std::vector<std::string> origins, cors_options how = {});

} // namespace demo

#endif // DEMO_AUTH_CORS_HPP
