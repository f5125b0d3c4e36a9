// SPDX-License-Identifier: BSL-1.0
// http_demo/page.cpp -- the home page and its files, without a socket

#include "http_demo/support.hpp"
#include "live/assets.hpp"
#include "live/page_routes.hpp"
#include "web/json.hpp"

#include <algorithm>
#include <regex>
#include <string>
#include <string_view>
#include <vector>

using namespace demo;

namespace {

/// What the pattern's group matches, wherever it does.
std::vector<std::string> all_of(std::string_view text, const std::string& pattern) {
    const std::regex compiled(pattern);
    std::vector<std::string> out;
    const char* const end = text.data() + text.size();
    for (std::cregex_iterator at(text.data(), end, compiled), last; at != last; ++at) {
        out.push_back((*at)[1]);
    }
    return out;
}

bool contains(std::string_view text, std::string_view part) { return text.find(part) != text.npos; }

std::string_view home() { return find_asset("index.html")->text; }

} // namespace

// -- the page and its files -------------------------------------------------------------------------------

TEST_CASE("A4: the test client gets a home page that welcomes") {
    demo_test::running_service service;
    const response page = service.browser().get("/");
    CHECK(page.status == 200);
    CHECK(page.content_type == "text/html; charset=utf-8");
    CHECK(contains(page.text(), "Welcome to the home page"));
}

TEST_CASE("B9: a first application has at most ten lines") {
    const int before = __LINE__;
    application app({});
    app.get("/", [](request&) { return plain("Hello, World!"); });
    app.get("/hello/<name>", [](request& in) {
        return json(
            json_writer().begin_object().member("hello", in.param("name")).end_object().take());
    });
    const int after = __LINE__;
    CHECK(after - before - 1 <= 10);

    client browser(app);
    CHECK(browser.get("/").status == 200);
    CHECK(browser.get("/").text() == "Hello, World!");
    CHECK(browser.get("/hello/Ada").text() == R"({"hello":"Ada"})");
}

TEST_CASE("B9: the service has a hello too") {
    demo_test::running_service service;
    const response hello = service.browser().get("/hello");
    CHECK(hello.status == 200);
    CHECK(hello.text() == R"({"message":"Hello, World!"})");
}

// -- the files ------------------------------------------------------------------------------------------

TEST_CASE("page: what the page and its scripts mention is served, and nothing is left over") {
    application app({});
    page(app);
    client browser(app);
    std::vector<std::string> mentioned = all_of(home(), R"re("/static/([^"]+)")re");
    for (const asset& each : all_assets()) {
        for (std::string& name : all_of(each.text, R"re(from "\./([^"]+)")re")) {
            mentioned.push_back(std::move(name));
        }
    }
    std::ranges::sort(mentioned);
    mentioned.erase(std::ranges::unique(mentioned).begin(), mentioned.end());
    CHECK(mentioned.size() + 1 == all_assets().size()); // index.html is /

    for (const std::string& name : mentioned) {
        INFO(name);
        const response file = browser.get("/static/" + name);
        CHECK(file.status == 200);
        REQUIRE(find_asset(name));
        CHECK(file.text() == find_asset(name)->text);
        CHECK(file.content_type == find_asset(name)->type);
        CHECK(file.header("Cache-Control") == "no-cache");
    }
    CHECK(browser.get("/static/app.js").content_type == "text/javascript; charset=utf-8");
    CHECK(browser.get("/static/app.css").content_type == "text/css; charset=utf-8");
    CHECK(browser.get("/static/cairn.svg").content_type == "image/svg+xml");
}

TEST_CASE("page: what the page links to answers") {
    demo_test::running_service service;
    client visitor = service.browser();
    client user = service.logged_in();
    const auto links = all_of(home(), R"re(<a href="(/[^"]*)")re");
    CHECK(links.size() >= 8);
    for (const std::string& link : links) {
        INFO(link);
        const bool personal = link == "/dashboard" || link.starts_with("/user/");
        CHECK(visitor.get(link).status == (personal ? 401 : 200));
        CHECK(user.get(link).status == 200);
    }
    for (const std::string& id : all_of(home(), R"re(href="#([^"]*)")re")) {
        INFO(id);
        CHECK(contains(home(), "id=\"" + id + "\""));
    }
}

TEST_CASE("page: who has a file need not get it again") {
    application app({});
    page(app);
    client browser(app);
    for (const char* const path : {"/", "/static/app.css"}) {
        INFO(path);
        const response first = browser.get(path);
        const std::string etag(first.header("ETag"));
        REQUIRE(etag.size() > 2);
        CHECK(etag.starts_with('"')); // a strong one
        const response again = browser.header("If-None-Match", etag).get(path);
        CHECK(again.status == 304);
        CHECK(again.text().empty());
        CHECK(again.header("ETag") == etag);
        CHECK(browser.header("If-None-Match", "\"other\"").get(path).status == 200);
        CHECK(browser.head(path).status == 200);
    }
    CHECK(browser.get("/").header("ETag") != browser.get("/static/app.css").header("ETag"));
}

TEST_CASE("page: there are no other files") {
    application app({});
    page(app);
    client browser(app);
    for (const char* const path :
         {"/static/", "/static/nothing.js", "/static/APP.CSS", "/static/../web/json.hpp",
          "/static/%2e%2e%2fsettings.hpp", "/static/app.css/", "/static"}) {
        INFO(path);
        CHECK(browser.get(path).status == 404);
        CHECK(contains(browser.get(path).text(), R"({"error":)"));
    }
    CHECK(browser.post("/", "").status == 405);
    CHECK(browser.del("/static/app.css").status == 405);
}

// -- hostile titles stay text ----------------------------------------------------------------------------

TEST_CASE("page: nothing runs that is not one of its own files") {
    demo_test::running_service service;
    const response page = service.browser().get("/");
    const std::string_view rules = page.header("Content-Security-Policy");
    CHECK(rules.starts_with("default-src 'self'"));
    CHECK(contains(rules, "object-src 'none'"));
    CHECK(contains(rules, "frame-ancestors 'none'"));
    CHECK_FALSE(contains(rules, "unsafe"));
    CHECK(page.header("X-Content-Type-Options") == "nosniff");

    // and it does not need more than that
    CHECK_FALSE(contains(home(), "<style"));
    CHECK(all_of(home(), R"re(\s(style|on[a-z]+)=)re").empty());
    for (const std::string& script : all_of(home(), R"re(<script([^>]*)>)re")) {
        CHECK(contains(script, "src=\"/static/"));
    }
    for (const asset& each : all_assets()) {
        INFO(each.name);
        for (const std::string& address : all_of(each.text, R"re((https?://[^"'\s)]*))re")) {
            CHECK(address == "http://www.w3.org/2000/svg"); // a name, which nobody loads
        }
        CHECK_FALSE(contains(each.text, "@import"));
    }
}

TEST_CASE("page: its scripts make text of what the server sends, and never markup") {
    for (const asset& each : all_assets()) {
        if (!each.name.ends_with(".js")) continue;
        INFO(each.name);
        const auto found = all_of(
            each.text,
            R"re((\.innerHTML|outerHTML|insertAdjacentHTML|document\.write|DOMParser|\beval\b|new Function|srcdoc))re");
        CHECK(found.empty());
    }
}

TEST_CASE("page: each of its files is short enough to be read") {
    for (const asset& each : all_assets()) {
        INFO(each.name);
        CHECK(std::ranges::count(each.text, '\n') <= 300);
        CHECK(contains(each.text.substr(0, 100), "SPDX-License-Identifier: BSL-1.0") ==
              !each.name.ends_with(".svg"));
    }
}
