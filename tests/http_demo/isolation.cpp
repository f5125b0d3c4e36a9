// SPDX-License-Identifier: BSL-1.0
// What is one user's is never shown to another, nor to nobody, however it was cached or waited for.

#include "http_demo/support.hpp"
#include "web/application.hpp"
#include "web/client.hpp"

#include <cstdlib>
#include <random>
#include <string>
#include <string_view>

namespace {

using namespace std::chrono_literals;

/// Believes the header X-User, and shows everybody their own page.
struct pages {
    demo::application app{{}};
    int made = 0;

    pages() {
        app.before([](demo::request& in) -> std::optional<demo::response> {
            if (const std::string user(in.header("X-User")); !user.empty())
                in.who = demo::identity{std::atoll(user.c_str()), "user" + user, {}, false};
            return std::nullopt;
        });
        app.get("/mine",
                [this](demo::request& in) {
                    ++made;
                    if (!in.who) throw demo::http_error(401, "Please log in first!");
                    return demo::json(in.who->name + " at " + std::string(in.query));
                })
            .cached_per_user(60s, 60s);
        app.get("/cookie",
                [](demo::request&) {
                    demo::response out = demo::json("1");
                    out.headers.add("Set-Cookie", "session=secret; HttpOnly");
                    return out;
                })
            .cached(60s);
        app.get("/plain", [](demo::request&) { return demo::json("the same for all"); });
    }
};

} // namespace

TEST_CASE("isolation: users ask in any order, and each gets their own") {
    pages here;
    demo::client browser(here.app);
    std::mt19937 random(1);
    const std::string users[] = {"1", "2", "11", "12", "111", ""};
    const std::string queries[] = {"", "q=1", "q=11", "1", "11", "q=1%00", "q=1%001"};
    for (int i = 0; i < 5'000; ++i) {
        const std::string& user = users[random() % 6];
        const std::string& query = queries[random() % 7];
        if (!user.empty()) browser.header("X-User", user);
        const demo::response answer = browser.get("/mine" + (query.empty() ? "" : "?" + query));
        if (user.empty()) {
            REQUIRE(answer.status == 401);
            REQUIRE(answer.text().find("user") == std::string::npos);
        } else {
            REQUIRE(answer.text() == "user" + user + " at " + query);
        }
        if (random() % 50 == 0) demo::clock::advance(20s);
        if (random() % 200 == 0) here.app.invalidate("/mine");
        demo::run_tasks(here.app);
    }
    REQUIRE(here.app.cache().statistics().hits > 1'000);
    REQUIRE(here.app.cache().statistics().stale > 0);
}

TEST_CASE("isolation: nobody waits for the page of somebody else") {
    pages here;
    demo::exchange first, second, nobody;
    first.in.path = second.in.path = nobody.in.path = "/mine";
    first.in.headers = {{"X-User", "1"}};
    second.in.headers = {{"X-User", "2"}};
    REQUIRE(here.app.begin(first) == demo::step::run);
    REQUIRE(here.app.begin(second) == demo::step::run);
    REQUIRE(here.app.begin(nobody) == demo::step::run);
    for (demo::exchange* e : {&first, &second, &nobody}) {
        here.app.run(*e);
        here.app.finish(*e);
    }
    REQUIRE(first.out.text() == "user1 at ");
    REQUIRE(second.out.text() == "user2 at ");
    REQUIRE(nobody.out.status == 401);
    REQUIRE(here.made == 3);
}

TEST_CASE("isolation: a cookie is for the one who asked, neither kept nor shared") {
    pages here;
    demo::exchange leader, waiting;
    leader.in.path = waiting.in.path = "/cookie";
    REQUIRE(here.app.begin(leader) == demo::step::run);
    REQUIRE(here.app.begin(waiting) == demo::step::wait);
    waiting.waits_for->waiting.emplace_back([&] { here.app.join(waiting); });
    here.app.run(leader);
    here.app.finish(leader);
    REQUIRE(leader.out.header("Set-Cookie") == "session=secret; HttpOnly");
    REQUIRE(waiting.out.header("Set-Cookie").empty());
    REQUIRE(waiting.out.text() == "1");
    REQUIRE(here.app.cache().size() == 0);
}

TEST_CASE("isolation: caches between us and the browser are told that a page is private") {
    pages here;
    demo::client browser(here.app);
    for (int i = 0; i < 2; ++i) {
        const demo::response answer = browser.header("X-User", "1").get("/mine");
        REQUIRE(answer.header("Cache-Control").find("private") != std::string_view::npos);
    }
    const std::string tag(browser.header("X-User", "1").get("/mine").header("ETag"));
    const demo::response same =
        browser.header("X-User", "1").header("If-None-Match", tag).get("/mine");
    REQUIRE(same.status == 304);
    REQUIRE(same.header("Cache-Control").find("private") != std::string_view::npos);
    const demo::response other =
        browser.header("X-User", "2").header("If-None-Match", tag).get("/mine");
    REQUIRE(other.status == 200);
    REQUIRE(other.text() == "user2 at ");
}

TEST_CASE("isolation: what is not marked as cached is not") {
    pages here;
    demo::client browser(here.app);
    browser.get("/plain");
    REQUIRE(browser.get("/plain").header("X-Cache").empty());
    REQUIRE(here.app.cache().size() == 0);
}

TEST_CASE("isolation: the profile of the service") {
    demo_test::running_service service;
    demo::client first = service.logged_in();
    demo::client second = service.browser(), nobody = service.browser();
    REQUIRE(second.post("/register", "username=second&password=correct+horse+battery").status ==
            201);
    REQUIRE(second.post("/login", "username=second&password=correct+horse+battery").status == 200);
    for (int i = 0; i < 3; ++i) {
        REQUIRE(nobody.get("/user/profile").status == 401);
        REQUIRE(first.get("/user/profile").text().find(R"("name":"test")") != std::string::npos);
        REQUIRE(second.get("/user/profile").text().find(R"("name":"second")") != std::string::npos);
    }
    REQUIRE(first.get("/user/profile").header("X-Cache") == "HIT");
    REQUIRE(first.post("/logout", "").status == 200);
    REQUIRE(first.get("/user/profile").status == 401);
    REQUIRE(nobody.get("/user/profile").status == 401);
}
