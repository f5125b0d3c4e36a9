// SPDX-License-Identifier: BSL-1.0
// http_demo/auth.cpp -- logging in, and what is then allowed

#include "auth/csrf.hpp"
#include "auth/rate_limit.hpp"
#include "auth/routes.hpp"
#include "http_demo/auth_support.hpp"
#include "support/catch.hpp"

#include <stdexcept>
#include <string>
#include <vector>

using namespace demo;
using namespace std::chrono_literals;

namespace {

std::int64_t the_time = 1'000'000;

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

} // namespace

// -- decorators -----------------------------------------------------------------------------------------

TEST_CASE(
    "B5: GET /dashboard without a session is 401 'Please log in first!', with one it is 200") {
    site here;
    client browser(here.app);
    const response closed = browser.get("/dashboard");
    CHECK(closed.status == 401);
    CHECK(closed.text() == R"({"error":"Please log in first!"})");
    CHECK(closed.header("WWW-Authenticate") == "Bearer");
    site::log_in(browser);
    const response open = browser.get("/dashboard");
    CHECK(open.status == 200);
    CHECK(open.text().find("Welcome to the dashboard!") != std::string::npos);
}

TEST_CASE("B5: the decorator that is given first is the outermost, as in Python") {
    const auto noting = [](std::string& notes, char name) -> decorator {
        return [&notes, name](handler inner) -> handler {
            return [&notes, name, inner = std::move(inner)](request& in) {
                notes += name;
                response out = inner(in);
                notes += name;
                return out;
            };
        };
    };
    std::string notes;
    blueprint pages;
    pages.decorate(noting(notes, 'a')).decorate(login_required).decorate(noting(notes, 'b'));
    pages.get("/", [&](request&) {
        notes += '!';
        return plain("in");
    });
    application app({});
    app.before([](request& in) -> std::optional<response> {
        if (!in.header("X-User").empty()) in.who = identity{.user = 1, .name = "test", .csrf = {}};
        return std::nullopt;
    });
    app.mount(pages);
    client browser(app);
    CHECK(browser.get("/").status == 401);
    CHECK(notes == "aa"); // b is inside of login_required
    notes.clear();
    CHECK(browser.header("X-User", "test").get("/").status == 200);
    CHECK(notes == "ab!ba");
}

// -- logging in -----------------------------------------------------------------------------------------

TEST_CASE("A5: POST /login with the form test/password is 200 'Welcome test'") {
    site here;
    client browser(here.app);
    const response answer = browser.post("/login", "username=test&password=password");
    CHECK(answer.status == 200);
    CHECK(text_of(answer.text(), "message") == "Welcome test");
    CHECK(browser.post("/login", R"({"username":"test","password":"password"})").status == 200);
}

TEST_CASE("B10: the right password gives a cookie, HttpOnly and SameSite=Lax") {
    site here;
    client browser(here.app);
    const response answer = browser.post("/login", test_login);
    const std::string cookie(answer.header("Set-Cookie"));
    CHECK(cookie.starts_with("session="));
    CHECK(cookie.ends_with("; Path=/; HttpOnly; SameSite=Lax"));
    CHECK(answer.header("Cache-Control") == "no-store");
    CHECK(browser.cookie("session").size() == 43);
    CHECK(here.known->size() == 1);
    CHECK(answer.text().find(browser.cookie("session")) == std::string::npos);

    const response me = browser.get("/session");
    CHECK(me.text() ==
          R"({"user":{"id":1,"name":"test"},"csrf":")" + text_of(answer.text(), "csrf") + "\"}");
}

TEST_CASE("B10: a wrong password and an unknown user are the same 401, without a cookie") {
    site here;
    client browser(here.app);
    const response wrong = browser.post("/login", "username=test&password=Password");
    const response unknown = browser.post("/login", "username=nobody&password=password");
    for (const response* answer : {&wrong, &unknown}) {
        CHECK(answer->status == 401);
        CHECK(answer->text() == R"({"error":"Wrong user name or password"})");
        CHECK_FALSE(answer->headers.contains("Set-Cookie"));
    }
    CHECK(wrong.headers.contains("WWW-Authenticate") ==
          unknown.headers.contains("WWW-Authenticate"));
    CHECK(here.known->size() == 0);
    CHECK(browser.get("/session").text() == R"({"user":null,"csrf":null})");
}

TEST_CASE("B10: what is no log-in is refused with the reason") {
    site here;
    client browser(here.app);
    CHECK(browser.post("/login", "").status == 422);
    CHECK(browser.post("/login", "username=test").status == 422);
    CHECK(browser.post("/login", "{").status == 400);
    CHECK(browser.post("/login", R"({"username":"test"})").status == 422);
    CHECK(browser.post("/login", R"({"username":"test","password":7})").status == 422);
    CHECK(browser.post("/login", R"({"username":"test","password":"password","admin":true})")
              .status == 422);
    CHECK(browser.post("/login", "username=test&password=%00").status == 422);
    CHECK(browser.post("/login", "username=test'--&password=password").status == 401);
    CHECK(browser.get("/login").status == 405);
    CHECK(browser.header("Sec-Fetch-Site", "cross-site").post("/login", test_login).status == 403);
}

TEST_CASE("B10: each log-in has a new token, and the old one ends") {
    site here;
    client browser(here.app);
    site::log_in(browser);
    const std::string first = browser.cookie("session");
    site::log_in(browser);
    CHECK(browser.cookie("session") != first);
    CHECK(here.known->size() == 1);
    client thief(here.app);
    CHECK(thief.header("Cookie", "session=" + first).get("/dashboard").status == 401);
    CHECK(thief.header("Cookie", "session=chosen-by-me")
              .post("/login", test_login)
              .header("Set-Cookie")
              .find("chosen-by-me") == std::string_view::npos);
}

TEST_CASE("B10: after POST /logout the session is gone, whoever still has its cookie") {
    site here;
    client browser(here.app);
    const std::string token = site::log_in(browser);
    const std::string cookie = browser.cookie("session");
    CHECK(browser.post("/logout", "").status == 403); // CSRF: not by another site's form
    CHECK(browser.header("X-CSRF-Token", token).post("/logout", "").status == 200);
    CHECK(browser.cookie("session").empty());
    CHECK(here.known->size() == 0);
    CHECK(browser.header("Cookie", "session=" + cookie).get("/dashboard").status == 401);
    CHECK(browser.post("/logout", "").status == 200);
}

TEST_CASE("B10: half an hour without a request ends a session") {
    site here;
    client browser(here.app);
    site::log_in(browser);
    clock::advance(29min);
    CHECK(browser.get("/dashboard").status == 200);
    clock::advance(30min);
    CHECK(browser.get("/dashboard").status == 401);
    here.app.tick();
    CHECK(here.known->size() == 0);
}

TEST_CASE("B10: POST /register adds a user, who can then log in") {
    site here;
    client browser(here.app);
    const response added =
        browser.post("/register", "username=grace&password=a+nanosecond+is+a+foot");
    CHECK(added.status == 201);
    CHECK(added.text() == R"({"user":{"id":2,"name":"grace"}})");
    CHECK(browser.post("/register", "username=grace&password=a+nanosecond+is+a+foot").status ==
          409);
    CHECK(browser.post("/register", "username=ada&password=password").status == 422);
    CHECK(browser.post("/register", "username=a+b&password=a+nanosecond+is+a+foot").status == 422);
    CHECK(browser.post("/login", "username=grace&password=password").status == 401);
    site::log_in(browser, "username=grace&password=a+nanosecond+is+a+foot");
    CHECK(browser.get("/user/profile").text().find("grace") != std::string::npos);
}

// -- blueprints -----------------------------------------------------------------------------------------

TEST_CASE("B11: /user/profile is the blueprint's /profile, and each user sees their own") {
    site here;
    here.with.users.add("grace", "a nanosecond is a foot");
    client test(here.app), grace(here.app), nobody(here.app);
    site::log_in(test);
    site::log_in(grace, "username=grace&password=a+nanosecond+is+a+foot");
    CHECK(nobody.get("/user/profile").status == 401);
    const response first = test.get("/user/profile"), hers = grace.get("/user/profile");
    CHECK(first.text().starts_with(R"({"user":{"id":1,"name":"test","created":"20)"));
    CHECK(first.header("X-Cache") == "MISS");
    CHECK(hers.text().starts_with(R"({"user":{"id":2,"name":"grace","created":"20)"));
    CHECK(hers.header("X-Cache") == "MISS");
    CHECK(test.get("/user/profile").header("X-Cache") == "HIT");
    CHECK(test.get("/user/profile").text() == first.text());
    CHECK(test.get("/user/profile").header("Cache-Control").find("private") !=
          std::string_view::npos);
    CHECK(nobody.get("/user/profile").status == 401);
    CHECK(nobody.header("If-None-Match", std::string(first.header("ETag")))
              .get("/user/profile")
              .status == 401);
    clock::advance(11s);
    CHECK(test.get("/user/profile").header("X-Cache") == "MISS");
}

TEST_CASE("B11: the same blueprint works under two prefixes") {
    site here;
    here.app.mount(user_blueprint(here.with.users), "/me");
    client browser(here.app);
    site::log_in(browser);
    CHECK(browser.get("/me/profile").text() == browser.get("/user/profile").text());
    CHECK(browser.get("/profile").status == 404);
}

// -- tokens ---------------------------------------------------------------------------------------------

TEST_CASE("I2: POST /token gives a Bearer token, which needs neither cookie nor CSRF token") {
    site here;
    the_time = 1'000'000;
    client program(here.app);
    const response answer = program.post("/token", R"({"username":"test","password":"password"})");
    CHECK(answer.status == 200);
    CHECK(answer.text().ends_with(R"("token_type":"Bearer","expires_in":900})"));
    CHECK(answer.header("Cache-Control") == "no-store");
    CHECK_FALSE(answer.headers.contains("Set-Cookie"));

    program.always("Authorization", "bearer " + text_of(answer.text(), "access_token"));
    CHECK(program.get("/dashboard").status == 200);
    CHECK(program.post("/tasks", "{}").status == 201);
    CHECK(program.get("/session").text() == R"({"user":{"id":1,"name":"test"},"csrf":null})");
    the_time += 900;
    const response late = program.get("/dashboard");
    CHECK(late.status == 401);
    CHECK(late.header("WWW-Authenticate") == R"(Bearer error="invalid_token")");
    CHECK(program.post("/token", "username=test&password=wrong").status == 401);
}

TEST_CASE(
    "I2: altered, unsigned and foreign tokens are 401, and a cookie beside them does not help") {
    site here;
    the_time = 1'000'000;
    client browser(here.app);
    site::log_in(browser);
    std::string altered = here.token_for(browser);
    altered[altered.find('.') + 5] ^= 1;
    for (const std::string& token : {altered, std::string("eyJhbGciOiJub25lIn0.eyJzdWIiOiIxIn0."),
                                     std::string(), std::string("x")}) {
        CAPTURE(token);
        CHECK(browser.header("Authorization", "Bearer " + token).get("/dashboard").status == 401);
        CHECK(browser.header("Authorization", "Bearer " + token).post("/tasks", "{}").status ==
              401);
    }
    CHECK(here.changes == 0);
    CHECK(browser.header("Authorization", "Basic dGVzdDpwYXNzd29yZA==").get("/dashboard").status ==
          200);
}

TEST_CASE("I13: a secret of less than 32 bytes ends the program before it begins") {
    some_users with;
    application app({});
    CHECK_THROWS_AS(auth(app, with.users, {.secret = "short"}), std::invalid_argument);
}

// -- CSRF -----------------------------------------------------------------------------------------------

TEST_CASE("I14: a change by cookie needs the session's token, and nobody else's") {
    site here;
    client browser(here.app), other(here.app);
    const std::string token = site::log_in(browser), foreign = site::log_in(other);
    CHECK(token != foreign);

    const response without = browser.post("/tasks", "{}");
    CHECK(without.status == 403);
    CHECK(without.text().find("X-CSRF-Token") != std::string::npos);
    CHECK(browser.header("X-CSRF-Token", foreign).post("/tasks", "{}").status == 403);
    CHECK(browser.header("X-CSRF-Token", token + "x").post("/tasks", "{}").status == 403);
    CHECK(browser.header("X-CSRF-Token", "").post("/tasks", "{}").status == 403);
    CHECK(browser.post("/tasks", "csrf_token=" + foreign).status == 403);
    CHECK(here.changes == 0);

    CHECK(browser.header("X-CSRF-Token", token).post("/tasks", "{}").status == 201);
    CHECK(browser.post("/tasks", "title=x&csrf_token=" + token).status == 201);
    CHECK(here.changes == 2);
}

TEST_CASE("I14: every method that changes something is guarded, those that read are not") {
    site here;
    client browser(here.app);
    site::log_in(browser);
    CHECK(browser.put("/tasks", "{}").status == 403);
    CHECK(browser.patch("/tasks", "{}").status == 403);
    CHECK(browser.del("/tasks").status == 403);
    CHECK(browser.send(method::other, "/tasks", "").status == 403);
    CHECK(browser.get("/dashboard").status == 200);
    CHECK(browser.head("/dashboard").status == 200);
    CHECK(browser.options("/dashboard").status == 204);
}

TEST_CASE("I14: Bearer clients are exempt, and who is nobody is 401 rather than 403") {
    site here;
    the_time = 1'000'000;
    client program(here.app), nobody(here.app);
    program.always("Authorization", "Bearer " + here.token_for(program));
    CHECK(program.post("/tasks", "{}").status == 201);
    CHECK(nobody.post("/tasks", "{}").status == 401);
    CHECK(nobody.header("X-CSRF-Token", "whatever").post("/tasks", "{}").status == 401);
    CHECK(here.changes == 1);
}

// -- what must not be told ------------------------------------------------------------------------------

TEST_CASE("I13: no answer holds a password, a hash or a session's token") {
    site here;
    client browser(here.app);
    const std::string csrf_token = site::log_in(browser);
    const std::string cookie = browser.cookie("session");
    for (const char* path : {"/session", "/dashboard", "/user/profile", "/nothing"}) {
        const std::string text = browser.get(path).text();
        CHECK(text.find("argon2") == text.npos);
        CHECK(text.find(cookie) == text.npos);
        CHECK(text.find("\"password\"") == text.npos);
    }
    const response wrong = browser.post("/login", "username=test&password=my+secret+words");
    CHECK(wrong.text().find("secret") == std::string::npos);
}
