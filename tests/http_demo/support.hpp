// SPDX-License-Identifier: BSL-1.0
// http_demo/support.hpp -- the service, or parts of it, for one test: with a database of its own, without a socket

#ifndef CAIRN_TESTS_HTTP_DEMO_SUPPORT_HPP
#define CAIRN_TESTS_HTTP_DEMO_SUPPORT_HPP

#include "http_demo/temporary_folder.hpp"
#include "service.hpp"
#include "support/catch.hpp"
#include "web/client.hpp"

#include <filesystem>
#include <string>
#include <utility>

namespace demo_test {

/// The whole service with cheap passwords and, unless the test says otherwise, the first two tasks only.
class running_service {
public:
    running_service() : running_service(demo::settings()) {}
    explicit running_service(demo::settings how, std::size_t tasks = 0)
        : service_(complete(std::move(how), tasks, folder_.path())) {}

    [[nodiscard]] demo::application& app() noexcept { return service_.app(); }
    [[nodiscard]] demo::service& all() noexcept { return service_; }
    [[nodiscard]] demo::client browser() { return demo::client(app()); }
    [[nodiscard]] const std::filesystem::path& folder() const noexcept { return folder_.path(); }

    /// A browser that is logged in as the demo's user, and sends the token with every request.
    [[nodiscard]] demo::client logged_in() {
        demo::client out(app());
        const demo::response welcome = out.post("/login", "username=test&password=password");
        REQUIRE(welcome.status == 200);
        const std::string& text = welcome.text();
        const std::string before = R"("csrf":")";
        const std::size_t at = text.find(before);
        REQUIRE(at != text.npos);
        const std::size_t start = at + before.size();
        out.always("X-CSRF-Token", text.substr(start, text.find('"', start) - start));
        return out;
    }

private:
    [[nodiscard]] static demo::settings complete(demo::settings how, std::size_t tasks,
                                                 const std::filesystem::path& folder) {
        how.database = (folder / "tasks.db").string();
        how.data = folder.string();
        how.tasks = tasks;
        how.fast_passwords = true;
        if (how.login_limit == demo::settings().login_limit) how.login_limit = 1000;
        return how;
    }

    temporary_folder folder_;
    demo::service service_;
};

} // namespace demo_test

#endif // CAIRN_TESTS_HTTP_DEMO_SUPPORT_HPP
