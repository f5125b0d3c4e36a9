// SPDX-License-Identifier: BSL-1.0
// http_demo/secrecy.cpp -- what neither answers nor logs tell, and the whole service with all its guards

#include "http_demo/auth_support.hpp"
#include "http_demo/support.hpp"
#include "live/access_log.hpp"
#include "options.hpp"
#include "support/catch.hpp"

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>
#include <vector>

#include <getopt.h>

using namespace demo;
using namespace std::chrono_literals;

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

TEST_CASE("I13: the access log holds no password, hash, cookie or token") {
    site here;
    const std::string path = (here.with.folder.path() / "access.log").string();
    the_time = 1'000'000;
    std::vector<std::string> secrets{"password", "nanosecond", "argon2", "my+secret", "sesame"};
    {
        access_log log(here.app, path);
        client browser(here.app);
        secrets.push_back(site::log_in(browser));
        secrets.push_back(browser.cookie("session"));
        secrets.push_back(here.token_for(browser));
        browser.header("Authorization", "Bearer " + secrets.back()).get("/dashboard");
        browser.post("/register", "username=grace&password=a+nanosecond+is+a+foot");
        browser.post("/login", "username=test&password=my+secret+words");
        browser.get("/user/profile?open=sesame");
        browser.get("/nothing/sesame");
    }
    std::ifstream in(path);
    const std::string lines(std::istreambuf_iterator<char>(in), {});
    CHECK(lines.find("/login") != lines.npos);
    CHECK(lines.find("/user/profile") != lines.npos);
    for (const std::string& secret : secrets) {
        CAPTURE(secret);
        CHECK(lines.find(secret) == lines.npos);
    }
}

TEST_CASE("I13: the secret comes from the environment alone, and is refused if it is short") {
    const auto read = [](std::vector<std::string> words) {
        words.insert(words.begin(), "http_demo");
        std::vector<char*> argv;
        for (std::string& word : words)
            argv.push_back(word.data());
        argv.push_back(nullptr);
        optind = 0; // getopt's: it begins anew
        return read_options(static_cast<int>(words.size()), argv.data()).chosen.secret;
    };
    const char* const before = std::getenv("DEMO_SECRET");
    const std::string kept = before ? before : "";
    unsetenv("DEMO_SECRET");
    CHECK(read({}).empty());
    CHECK_THROWS_AS(read({"--secret", std::string(32, 'x')}), option_error);
    setenv("DEMO_SECRET", std::string(32, 'x').c_str(), 1);
    CHECK(read({}) == std::string(32, 'x'));
    setenv("DEMO_SECRET", std::string(31, 'x').c_str(), 1);
    CHECK_THROWS_AS(read({}), option_error);
    if (before) {
        setenv("DEMO_SECRET", kept.c_str(), 1);
    } else {
        unsetenv("DEMO_SECRET");
    }
}

// -- the whole service ----------------------------------------------------------------------------------

TEST_CASE("A5: the service logs test in, and lets them through where nobody may pass") {
    demo_test::running_service all;
    client nobody = all.browser();
    CHECK(nobody.get("/dashboard").text() == R"({"error":"Please log in first!"})");
    CHECK(nobody.post("/tasks", R"({"title":"Buy milk"})").status == 401);
    CHECK(nobody.post("/login", "username=test&password=password").text().find("Welcome test") !=
          std::string::npos);
    CHECK(nobody.post("/tasks", R"({"title":"Buy milk"})").status == 403); // without X-CSRF-Token

    client browser = all.logged_in();
    CHECK(browser.get("/dashboard").status == 200);
    CHECK(browser.get("/user/profile").text().find(R"("name":"test")") != std::string::npos);
    CHECK(browser.post("/tasks", R"({"title":"Buy milk"})").status == 201);
}

TEST_CASE(
    "I2: the service refuses log-ins beyond the limit of a minute, and a weak secret at once") {
    demo::settings how;
    how.login_limit = 6;
    demo_test::running_service all(how);
    client browser = all.browser();
    for (int i = 0; i != 6; ++i)
        CHECK(browser.post("/login", "username=test&password=guess").status == 401);
    const response refused = browser.post("/login", test_login);
    CHECK(refused.status == 429);
    CHECK(refused.header("Retry-After") == "60");
    clock::advance(60s);
    CHECK(browser.post("/login", test_login).status == 200);

    how.secret = "too short";
    CHECK_THROWS_AS(demo_test::running_service(how), std::invalid_argument);
}

TEST_CASE("I3: the service answers the preflight of the configured origin") {
    demo::settings how;
    how.origins = {"https://app.example.org"};
    demo_test::running_service all(how);
    client page = all.browser();
    page.always("Origin", "https://app.example.org");
    const response preflight =
        page.header("Access-Control-Request-Method", "POST").options("/tasks");
    CHECK(preflight.status == 204);
    CHECK(preflight.header("Access-Control-Allow-Origin") == "https://app.example.org");
    for (int i = 0; i != 2; ++i)
        CHECK(page.get("/tasks").header("Access-Control-Allow-Origin") ==
              "https://app.example.org");
    CHECK(all.browser().get("/tasks").header("Vary") == "Origin");
    how.origins = {"everywhere"};
    CHECK_THROWS_AS(demo_test::running_service(how), std::invalid_argument);
}
