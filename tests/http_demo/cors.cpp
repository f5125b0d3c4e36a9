// SPDX-License-Identifier: BSL-1.0
// http_demo/cors.cpp -- whose pages may read our answers

#include "auth/cors.hpp"

#include "support/catch.hpp"
#include "web/client.hpp"

#include <stdexcept>
#include <string>

using namespace demo;
using namespace std::chrono_literals;

namespace {

constexpr const char* ours = "https://app.example.org";

struct shop {
    application app{{}};

    explicit shop(std::vector<std::string> origins, cors_options how = {}) {
        cors(app, std::move(origins), how);
        app.get("/tasks", [](request&) { return json("[]"); }).cached(60s);
        app.post("/tasks", [](request&) { return json("{}", 201); });
    }
    response preflight(std::string origin) {
        return client(app)
            .header("Origin", std::move(origin))
            .header("Access-Control-Request-Method", "POST")
            .header("Access-Control-Request-Headers", "content-type")
            .options("/tasks");
    }
    response get_from(std::string origin) {
        return client(app).header("Origin", std::move(origin)).get("/tasks");
    }
};

std::size_t times(const response& answer, std::string_view field) {
    const std::string text = (answer.stored ? answer.stored->head : "") + answer.headers.text();
    std::size_t found = 0;
    for (std::size_t at = text.find(field); at != text.npos; at = text.find(field, at + 1))
        ++found;
    return found;
}

} // namespace

TEST_CASE("I3: a preflight from the configured origin is answered 204 with that origin") {
    shop with({"https://other.example.org", ours});
    const response answer = with.preflight(ours);
    CHECK(answer.status == 204);
    CHECK(answer.text().empty());
    CHECK(answer.header("Access-Control-Allow-Origin") == ours);
    CHECK(answer.header("Access-Control-Allow-Methods") == "GET, POST, PUT, PATCH, DELETE");
    CHECK(answer.header("Access-Control-Allow-Headers").find("Content-Type") != std::string::npos);
    CHECK(answer.header("Access-Control-Max-Age") == "600");
    CHECK(answer.header("Vary") == "Origin");
    CHECK_FALSE(answer.headers.contains("Access-Control-Allow-Credentials"));
}

TEST_CASE("I3: other origins get no header") {
    shop with({ours});
    for (const char* origin :
         {"https://evil.example.org", "null", "", "*", "http://app.example.org",
          "https://app.example.org.evil.org", "https://app.example.org:444",
          "https://APP.example.org", "https://app.example.org/"}) {
        CAPTURE(origin);
        const response preflight = with.preflight(origin), answer = with.get_from(origin);
        CHECK(times(preflight, "Access-Control-") == 0);
        CHECK(preflight.header("Vary") == "Origin");
        CHECK(preflight.status == 204);
        CHECK(times(answer, "Access-Control-") == 0);
        CHECK(answer.header("Vary") == "Origin");
        CHECK(answer.status == 200); // it is the browser that keeps it from the page
    }
}

TEST_CASE("I3: cached answers are of no origin, and vary with it") {
    shop with({ours, "https://other.example.org"});
    CHECK(with.get_from("https://other.example.org").header("X-Cache") == "MISS");
    const response ours_too = with.get_from(ours), nobodys = client(with.app).get("/tasks");
    CHECK(ours_too.header("X-Cache") == "HIT");
    CHECK(ours_too.header("Access-Control-Allow-Origin") == ours);
    CHECK(times(ours_too, "Access-Control-Allow-Origin") == 1);
    CHECK(times(ours_too, "Vary") == 1);
    CHECK(nobodys.header("X-Cache") == "HIT");
    CHECK(times(nobodys, "Access-Control-") == 0);
    CHECK(times(nobodys, "Vary") == 1);

    const response unchanged = client(with.app)
                                   .header("Origin", ours)
                                   .header("If-None-Match", std::string(ours_too.header("ETag")))
                                   .get("/tasks");
    CHECK(unchanged.status == 304);
    CHECK(unchanged.headers.get("Vary") == "Origin");
    CHECK(unchanged.headers.get("Access-Control-Allow-Origin") == ours);
}

TEST_CASE("I3: errors can be read by the configured origin, too") {
    shop with({ours});
    CHECK(client(with.app)
              .header("Origin", ours)
              .get("/nothing")
              .header("Access-Control-Allow-Origin") == ours);
    CHECK(client(with.app)
              .header("Origin", ours)
              .del("/tasks")
              .header("Access-Control-Allow-Origin") == ours);
}

TEST_CASE("I3: OPTIONS without an origin is not a preflight") {
    shop with({ours});
    const response answer = client(with.app).options("/tasks");
    CHECK(answer.status == 204);
    CHECK(answer.header("Allow").find("POST") != std::string::npos);
}

TEST_CASE("I3: a star stands for everybody, but never together with credentials") {
    shop open({"*"});
    CHECK(open.get_from("https://anybody.example.org").header("Access-Control-Allow-Origin") ==
          "*");
    CHECK(times(open.get_from("https://anybody.example.org"), "Allow-Credentials") == 0);
    CHECK_THROWS_AS(shop({"*"}, {.credentials = true}), std::invalid_argument);
    CHECK_THROWS_AS(shop({ours, "*"}, {.credentials = true}), std::invalid_argument);

    shop closed({ours}, {.credentials = true});
    CHECK(closed.get_from(ours).header("Access-Control-Allow-Credentials") == "true");
    CHECK(closed.get_from(ours).header("Access-Control-Allow-Origin") == ours);
    CHECK(times(closed.get_from("https://evil.example.org"), "Access-Control-") == 0);
}

TEST_CASE("I3: what is no origin is refused at set-up") {
    for (const char* wrong : {"", "app.example.org", "https://", "https://app.example.org/",
                              "https://app.example.org/path", "https://a.org\r\nX: y", "null",
                              "ftp://a.org", "https://*.example.org", "https://App.example.org"}) {
        CAPTURE(wrong);
        CHECK_THROWS_AS(shop({wrong}), std::invalid_argument);
    }
    CHECK_NOTHROW(shop({"http://localhost:3000", "http://[::1]:3000", "http://127.0.0.1"}));
}
