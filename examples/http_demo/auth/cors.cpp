// SPDX-License-Identifier: BSL-1.0
// auth/cors.cpp -- Cross-Origin Resource Sharing

#include "auth/cors.hpp"

#include <algorithm>
#include <memory>
#include <stdexcept>
#include <string_view>

namespace demo {

namespace {

/// scheme://host, perhaps with a port, and nothing behind: what browsers send, letter for letter.
[[nodiscard]] bool is_origin(std::string_view text) noexcept {
    for (const std::string_view scheme : {"http://", "https://"}) {
        if (!text.starts_with(scheme)) continue;
        const auto allowed = [](char c) {
            return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-' ||
                   c == ':' || c == '[' || c == ']';
        };
        return text.size() > scheme.size() &&
               std::ranges::all_of(text.substr(scheme.size()), allowed);
    }
    return false;
}

struct rules {
    std::vector<std::string> origins;
    cors_options how;
    bool everybody;

    [[nodiscard]] bool allow(std::string_view origin) const {
        return !origin.empty() &&
               (everybody || std::ranges::find(origins, origin) != origins.end());
    }
};

[[nodiscard]] rules checked(std::vector<std::string> origins, cors_options how) {
    const bool everybody = std::ranges::find(origins, "*") != origins.end();
    if (everybody && how.credentials)
        throw std::invalid_argument("CORS: credentials for the pages of every site");
    for (const std::string& each : origins) {
        if (each != "*" && !is_origin(each))
            throw std::invalid_argument("CORS: not an origin: " + each);
    }
    return {std::move(origins), std::move(how), everybody};
}

} // namespace

void cors(application& app, std::vector<std::string> origins, cors_options how) {
    const auto shared = std::make_shared<const rules>(checked(std::move(origins), std::move(how)));

    app.before([shared](request& in) -> std::optional<response> {
        const bool preflight = in.verb == method::options && !in.header("Origin").empty() &&
                               !in.header("Access-Control-Request-Method").empty();
        if (!preflight) return std::nullopt;
        response answer = no_content();
        if (shared->allow(in.header("Origin"))) {
            answer.headers.add("Access-Control-Allow-Methods", shared->how.methods)
                .add("Access-Control-Allow-Headers", shared->how.headers)
                .add("Access-Control-Max-Age", std::to_string(shared->how.remember.count()));
        }
        return answer;
    });

    app.after([shared](const exchange& e, response& answer) {
        // Also for those who are not allowed: caches on the way have to tell the two apart.
        if (!shared->everybody) answer.headers.add_lines("Vary: Origin\r\n");
        const std::string_view origin = e.in.header("Origin");
        if (!shared->allow(origin)) return;
        answer.headers
            .add("Access-Control-Allow-Origin", shared->everybody ? std::string_view("*") : origin)
            .add("Access-Control-Expose-Headers", shared->how.exposed);
        if (shared->how.credentials) answer.headers.add("Access-Control-Allow-Credentials", "true");
    });
}

} // namespace demo
