// SPDX-License-Identifier: BSL-1.0
// Requests from begin to finish: hooks, errors, the cache in front of handlers, and changes that outdate it.

#include "support/catch.hpp"
#include "web/client.hpp"

#include <atomic>
#include <stdexcept>
#include <string>

using namespace demo;
using namespace std::chrono_literals;

namespace {

/// An application with one cached route that counts how often its handler ran.
struct counting {
    application app{{}};
    int ran = 0;
    int status = 200;
    counting() {
        app.get("/page",
                [this](request& in) {
                    ++ran;
                    return status == 200 ? plain("page " + in.argument("n").value_or(""))
                                         : error(status, "no");
                })
            .cached(60s, 60s);
        app.post("/page", [](request&) {
            response out = json("{}", 201);
            out.outdated = {"/page"};
            return out;
        });
    }
};

std::string cache_of(const response& out) { return std::string(out.header("X-Cache")); }

} // namespace

TEST_CASE("a second request is answered out of the cache") {
    counting it;
    client browser(it.app);
    CHECK(cache_of(browser.get("/page?n=1")) == "MISS");
    clock::advance(3s);
    const response second = browser.get("/page?n=1");
    CHECK(cache_of(second) == "HIT");
    CHECK(second.text() == "page 1");
    CHECK(second.header("Age") == "3");
    CHECK(it.ran == 1);
    CHECK(cache_of(browser.get("/page?n=2")) == "MISS");
    CHECK(cache_of(browser.head("/page?n=1")) == "HIT");
    CHECK(browser.get("/page?n=1&a=2").text() == "page 1");
    CHECK(cache_of(browser.get("/page?a=2&n=1")) == "HIT"); // the same arguments in another order
}

TEST_CASE("arguments whose names are encoded keep their order") {
    counting it;
    client browser(it.app);
    CHECK(browser.get("/page?n=1&%6e=2").text() == "page 1");
    CHECK(browser.get("/page?%6e=2&n=1").text() == "page 2");
    CHECK(browser.get("/page?a=1&a=2&n=3").text() == "page 3");
    CHECK(it.ran == 3);
}

TEST_CASE("who has it already is told so") {
    counting it;
    client browser(it.app);
    const std::string etag(browser.get("/page").header("ETag"));
    REQUIRE(etag.size() > 2);
    const response same = browser.header("If-None-Match", etag).get("/page");
    CHECK(same.status == 304);
    CHECK(same.header("ETag") == etag);
    CHECK(browser.header("If-None-Match", "\"other\"").get("/page").status == 200);
}

TEST_CASE("a change outdates what was kept, and only that") {
    counting it;
    it.app.get("/pages", [](request&) { return plain("many"); }).cached(60s);
    it.app.get("/other", [](request&) { return plain("other"); }).cached(60s);
    client browser(it.app);
    browser.get("/page?n=1");
    browser.get("/other");
    CHECK(browser.post("/page", "{}").status == 201);
    CHECK(cache_of(browser.get("/page?n=1")) == "MISS");
    CHECK(cache_of(browser.get("/other")) == "HIT");
}

TEST_CASE("a stale answer is given once more, while a new one is made") {
    counting it;
    client browser(it.app);
    browser.get("/page");
    clock::advance(70s);
    CHECK(cache_of(browser.get("/page")) == "STALE");
    CHECK(cache_of(browser.get("/page")) == "STALE");
    CHECK(it.ran == 1);
    CHECK(run_tasks(it.app) == 1); // one refresh for both
    CHECK(it.ran == 2);
    CHECK(cache_of(browser.get("/page")) == "HIT");
    clock::advance(200s);
    CHECK(cache_of(browser.get("/page")) == "MISS");
}

TEST_CASE("while the source fails, stale answers go on") {
    counting it;
    client browser(it.app);
    browser.get("/page");
    clock::advance(70s);
    it.status = 503;
    CHECK(browser.get("/page").status == 200);
    run_tasks(it.app);
    CHECK(browser.get("/page").status == 200);
    CHECK(cache_of(browser.get("/page")) == "STALE");
}

TEST_CASE("errors are not kept, but that there is nothing is, for a second") {
    counting it;
    client browser(it.app);
    it.status = 500;
    browser.get("/page");
    CHECK(browser.get("/page").status == 500);
    CHECK(it.ran == 2);
    it.status = 404;
    browser.get("/page?n=1");
    CHECK(cache_of(browser.get("/page?n=1")) == "HIT");
    clock::advance(1100ms);
    browser.get("/page?n=1");
    CHECK(it.ran == 4);
}

TEST_CASE("an answer that was computed before a change is not kept") {
    for (const bool single_flight : {true, false}) {
        counting it;
        it.app.set_single_flight(single_flight);
        exchange slow;
        slow.in.path = "/page";
        REQUIRE(it.app.begin(slow) == step::run);
        it.app.run(slow); // it has read; now somebody else writes
        client(it.app).post("/page", "{}");
        it.app.finish(slow);
        CHECK(cache_of(slow.out) == "MISS");
        CHECK(cache_of(client(it.app).get("/page")) == "MISS");
        CHECK(cache_of(client(it.app).get("/page")) == "HIT");
    }
}

TEST_CASE("what sets a cookie is nobody else's") {
    application app{{}};
    app.get("/cookie",
            [](request&) {
                response out = plain("yours");
                out.headers.add("Set-Cookie", "a=1");
                return out;
            })
        .cached(60s);
    CHECK(cache_of(client(app).get("/cookie")) == "MISS");
    CHECK(cache_of(client(app).get("/cookie")) == "MISS");
}

TEST_CASE("with the cache off, every request is computed") {
    counting it;
    it.app.cache().set_policy(policy::off);
    client browser(it.app);
    browser.get("/page");
    CHECK(cache_of(browser.get("/page")) == "OFF");
    CHECK(it.ran == 2);
}

TEST_CASE("hooks: the first answer ends it, and all answers pass those behind") {
    application app{{}};
    std::string seen;
    app.before([&](request& in) -> std::optional<response> {
        seen += 'a';
        if (in.path == "/closed") return error(403, "Closed");
        return std::nullopt;
    });
    app.before([&](request&) -> std::optional<response> {
        seen += 'b';
        return std::nullopt;
    });
    app.after([&](const exchange&, response&) { seen += 'y'; });
    app.after([&](const exchange&, response& out) {
        seen += 'x';
        out.headers.add("X-Seen", "yes");
    });
    app.get("/open", [](request&) { return plain(""); });

    CHECK(client(app).get("/closed").status == 403);
    CHECK(seen == "axy");
    seen.clear();
    CHECK(client(app).get("/open").header("X-Seen") == "yes");
    CHECK(seen == "abxy");
}

TEST_CASE("whatever a handler throws becomes an answer") {
    application app{{}};
    app.get("/known", [](request&) -> response { throw http_error(409, "Taken"); });
    app.get("/unknown", [](request&) -> response { throw std::runtime_error("secret"); });
    app.get("/then", [](request&) {
        response out = plain("");
        out.then = [](const request&, response&) { throw http_error(503, "Full"); };
        return out;
    });
    CHECK(client(app).get("/known").text() == R"({"error":"Taken"})");
    CHECK(client(app).get("/unknown").text() == R"({"error":"Internal server error"})");
    CHECK(client(app).get("/then").status == 503);
}

TEST_CASE("I1: no such path, no such method") {
    counting it;
    client browser(it.app);
    CHECK(browser.get("/nowhere").status == 404);
    const response wrong = browser.put("/page", "{}");
    CHECK(wrong.status == 405);
    CHECK(wrong.header("Allow") == "GET, HEAD, POST, OPTIONS");
    const response asked = browser.options("/page");
    CHECK(asked.status == 204);
    CHECK(asked.header("Allow") == "GET, HEAD, POST, OPTIONS");
}

TEST_CASE("other threads deliver calls to the loop's") {
    application app{{}};
    int woken = 0, called = 0;
    app.set_wake([&] { ++woken; });
    app.deliver([&] { ++called; });
    CHECK(woken == 1);
    CHECK(called == 0);
    app.tick();
    app.tick();
    CHECK(called == 1);
}
