// SPDX-License-Identifier: BSL-1.0
// web/client.hpp -- Flask's test client: requests to an application without a socket
//
//     client browser(app);
//     browser.get("/tasks/1").status;                                     // 200
//     browser.post("/login", "username=test&password=password");          // a cookie from now on
//     browser.header("X-CSRF-Token", token).post("/tasks", R"({"title":"Buy milk"})");

#ifndef DEMO_WEB_CLIENT_HPP
#define DEMO_WEB_CLIENT_HPP

#include "web/application.hpp"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace demo {

class client {
public:
    explicit client(application& app, std::string peer = "127.0.0.1")
        : app_(app), peer_(std::move(peer)) {}

    response get(std::string_view target) { return send(method::get, target, {}); }
    response head(std::string_view target) { return send(method::head, target, {}); }
    response options(std::string_view target) { return send(method::options, target, {}); }
    response del(std::string_view target) { return send(method::del, target, {}); }
    /// A body that begins with { or [ is JSON, another one a form, unless Content-Type was set.
    response post(std::string_view target, std::string_view body) {
        return send(method::post, target, body);
    }
    response put(std::string_view target, std::string_view body) {
        return send(method::put, target, body);
    }
    response patch(std::string_view target, std::string_view body) {
        return send(method::patch, target, body);
    }

    /// With the next request only.
    client& header(std::string name, std::string value);
    /// With every request.
    client& always(std::string name, std::string value);
    /// Cookies that answers have set are sent back, as browsers do.
    void forget_cookies() { cookies_.clear(); }
    [[nodiscard]] std::string cookie(std::string_view name) const;

    response send(method verb, std::string_view target, std::string_view body);

private:
    application& app_;
    std::string peer_;
    std::vector<std::pair<std::string, std::string>> once_, always_, cookies_;
};

/// Runs what is waiting for the pool, until nothing is; returns how many tasks that were.
std::size_t run_tasks(application& app);

} // namespace demo

#endif // DEMO_WEB_CLIENT_HPP
