// SPDX-License-Identifier: BSL-1.0
// http_demo/csrf.cpp -- changes by cookie and by token: what each of them has to bring along

#include "http_demo/auth_support.hpp"
#include "support/catch.hpp"

#include <stdexcept>
#include <string>

using namespace demo;
using namespace std::chrono_literals;

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
    REQUIRE(altered.size() > 100);
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
