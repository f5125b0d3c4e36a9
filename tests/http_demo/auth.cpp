// SPDX-License-Identifier: BSL-1.0
// http_demo/auth.cpp -- logging in, and what is then allowed

#include "auth/routes.hpp"
#include "http_demo/auth_support.hpp"
#include "support/catch.hpp"

#include <string>
#include <string_view>
#include <utility>

using namespace demo;
using namespace std::chrono_literals;

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

TEST_CASE("B5: a description can tell which routes need somebody logged in") {
    const handler open = [](request&) { return plain("in"); };
    CHECK_FALSE(needs_login(open));
    CHECK(needs_login(login_required(open)));
    some_users with;
    application app({});
    app.mount(user_blueprint(with.users), "/user");
    CHECK(needs_login(app.routes().routes().front().answer));
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

    client over_tls(here.app);
    CHECK(over_tls.header("X-Forwarded-Proto", "https")
              .post("/login", test_login)
              .header("Set-Cookie")
              .ends_with("; Secure"));

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
        CHECK(answer->header("WWW-Authenticate") == "Bearer");
        CHECK_FALSE(answer->headers.contains("Set-Cookie"));
    }
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
