// SPDX-License-Identifier: BSL-1.0
// http_demo/auth_support.hpp -- users, a site where they log in, and what their tests share

#ifndef DEMO_TESTS_AUTH_SUPPORT_HPP
#define DEMO_TESTS_AUTH_SUPPORT_HPP

#include "auth/accounts.hpp"
#include "auth/csrf.hpp"
#include "auth/routes.hpp"
#include "http_demo/support.hpp"
#include "store/database.hpp"
#include "support/catch.hpp"
#include "web/client.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace demo {

// The database's numbers are those of the whole program: number 1 is the tasks'.
inline constexpr migration before_users[] = {{1, "CREATE TABLE unused (id INTEGER)"}};

/// The demo's user test/password, and whoever else a test adds.
struct some_users {
    demo_test::temporary_folder folder;
    database data{(folder.path() / "users.sqlite3").string(), {before_users, user_migrations()}};
    accounts users;

    explicit some_users(password_cost cost = password_cost::minimum) : users(data, cost) {
        users.add_unchecked("test", "password");
    }
};

/// The text of a member of a flat JSON object; good enough for what tests look at.
[[nodiscard]] inline std::string text_of(std::string_view json, std::string_view name) {
    const std::string start = '"' + std::string(name) + "\":\"";
    const std::size_t at = json.find(start);
    if (at == json.npos) return {};
    const std::string_view rest = json.substr(at + start.size());
    return std::string(rest.substr(0, rest.find('"')));
}

inline constexpr std::string_view test_login = "username=test&password=password";

/// What the tokens' clock says.
inline std::int64_t the_time = 1'000'000;

/// An application in which people can log in, and one route that changes something.
struct site {
    some_users with;
    application app{{}};
    std::shared_ptr<sessions> known;
    int changes = 0;

    site() {
        known =
            auth(app, with.users,
                 {.secret = "a secret of at least 32 characters", .now = [] { return the_time; }});
        csrf(app);
        app.mount(user_blueprint(with.users), "/user");
        app.post("/tasks", login_required([this](request&) {
                     ++changes;
                     return json("{}", 201);
                 }));
    }
    /// Returns the CSRF token of the new session.
    static std::string log_in(client& as, std::string_view fields = test_login) {
        const response answer = as.post("/login", fields);
        REQUIRE(answer.status == 200);
        return text_of(answer.text(), "csrf");
    }
    std::string token_for(client& as) {
        return text_of(as.post("/token", test_login).text(), "access_token");
    }
};

} // namespace demo

#endif // DEMO_TESTS_AUTH_SUPPORT_HPP
