// SPDX-License-Identifier: BSL-1.0
// http_demo/rate_limit.cpp -- a window that slides, and whom it refuses for how long

#include "auth/rate_limit.hpp"

#include "support/catch.hpp"
#include "web/client.hpp"

#include <deque>
#include <map>
#include <optional>
#include <random>
#include <stdexcept>
#include <string>

using namespace demo;
using namespace std::chrono_literals;

TEST_CASE("I2: after so many requests a client waits until the first of them has left the window") {
    rate_limiter limit(3, 60s, 100);
    CHECK_FALSE(limit.admit("a"));
    clock::advance(10s);
    CHECK_FALSE(limit.admit("a"));
    CHECK_FALSE(limit.admit("a"));
    CHECK(limit.admit("a") == 50s);
    CHECK_FALSE(limit.admit("b")); // somebody else
    clock::advance(20s);
    CHECK(limit.admit("a") == 30s); // who was refused does not wait longer for it
    clock::advance(30s);
    CHECK_FALSE(limit.admit("a"));
    CHECK(limit.admit("a") == 10s);
    clock::advance(10s);
    CHECK_FALSE(limit.admit("a"));
    CHECK_FALSE(limit.admit("a"));
    CHECK(limit.admit("a") == 50s);
}

TEST_CASE("I2: the window agrees with one that keeps every request, whatever the times") {
    constexpr std::size_t most = 5;
    constexpr auto window = 30s;
    rate_limiter limit(most, window, 100);
    std::map<std::string, std::deque<clock::time_point>> kept;
    std::mt19937 random(8);
    for (int i = 0; i != 20'000; ++i) {
        clock::advance(std::chrono::milliseconds(random() % 2000));
        const std::string client(1, static_cast<char>('a' + random() % 4));
        auto& times = kept[client];
        const auto before = clock::now();
        const auto wait = limit.admit(client);
        const auto after = clock::now();
        while (!times.empty() && times.front() + window <= before)
            times.pop_front();
        if (wait) {
            REQUIRE(times.size() == most);
            REQUIRE(*wait >= times.front() + window - after);
            REQUIRE(*wait <= times.front() + window - before + 1s);
        } else {
            if (times.size() == most) REQUIRE(times.front() + window <= after); // left just now
            times.push_back(after);
            if (times.size() > most) times.pop_front();
        }
    }
}

TEST_CASE("I2: clients are forgotten after the window, and only so many are remembered") {
    rate_limiter limit(2, 60s, 100);
    for (int i = 0; i != 1000; ++i)
        CHECK_FALSE(limit.admit("10.0.0." + std::to_string(i)));
    CHECK(limit.clients() == 100);
    clock::advance(60s);
    CHECK_FALSE(limit.admit("another"));
    CHECK(limit.clients() == 1);
    CHECK_THROWS_AS(rate_limiter(0, 60s, 1), std::invalid_argument);
    CHECK_THROWS_AS(rate_limiter(1, 0s, 1), std::invalid_argument);
}

TEST_CASE("I2: too many requests are answered 429 with Retry-After") {
    application app({});
    rate_limit(app, {.requests = 2, .window = 60s, .paths = {"/login"}});
    app.post("/login", [](request&) { return plain("in"); }).on_loop();
    app.get("/login", [](request&) { return plain("form"); }).on_loop();
    app.post("/other", [](request&) { return plain("other"); }).on_loop();

    client one(app, "10.0.0.1");
    CHECK(one.post("/login", "x=1").status == 200);
    CHECK(one.post("/%6Cogin", "x=1").status == 200); // the same path
    const response refused = one.post("/login", "x=1");
    CHECK(refused.status == 429);
    CHECK(refused.header("Retry-After") == "60");
    CHECK(refused.text() == R"({"error":"Too many requests: try again later"})");
    CHECK(one.get("/login").status == 200);
    CHECK(one.post("/other", "x=1").status == 200);
    CHECK(client(app, "10.0.0.2").post("/login", "x=1").status == 200);

    clock::advance(45s);
    CHECK(one.post("/login", "x=1").header("Retry-After") == "15");
    clock::advance(15s);
    CHECK(one.post("/login", "x=1").status == 200);
}

TEST_CASE("I2: behind a proxy the client is whom the proxy names, not what the client claims") {
    application app({});
    rate_limit(app, {.requests = 1, .behind_proxy = true});
    app.post("/", [](request&) { return plain("done"); }).on_loop();
    client any(app);
    const auto status_for = [&](const char* forwarded) {
        return any.header("X-Forwarded-For", forwarded).post("/", "x").status;
    };
    CHECK(status_for("10.0.0.1") == 200);
    CHECK(status_for("10.0.0.1") == 429);
    CHECK(status_for("1.2.3.4, 10.0.0.1") == 429);
    CHECK(status_for("10.0.0.1, 10.0.0.2") == 200);
    CHECK(any.post("/", "x").status == 200); // by its address
    CHECK(any.post("/", "x").status == 429);
}
