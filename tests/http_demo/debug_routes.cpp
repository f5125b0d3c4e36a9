// SPDX-License-Identifier: BSL-1.0
// What monitoring reads, and the switches of the cache: who may turn them, and what they do.

#include "http_demo/support.hpp"
#include "live/latencies.hpp"
#include "web/json.hpp"

#include <algorithm>
#include <map>
#include <sstream>
#include <string>
#include <string_view>

namespace {

using demo::latencies;
using demo_test::running_service;

/// The lines of the text format: name and labels, and the value.
std::map<std::string, double> samples_of(const std::string& text) {
    std::map<std::string, double> all;
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) {
        REQUIRE_FALSE(line.empty());
        if (line.front() == '#') continue;
        const std::size_t at = line.rfind(' ');
        REQUIRE(at != std::string::npos);
        REQUIRE(all.emplace(line.substr(0, at), std::stod(line.substr(at + 1))).second);
    }
    return all;
}

} // namespace

TEST_CASE("metrics: Prometheus can read them") {
    running_service service;
    demo::client browser = service.browser();
    for (int i = 0; i < 50; ++i) {
        for (const auto* target : {"/hello", "/tasks", "/tasks/1", "/search?q=a"})
            browser.get(target);
    }
    const demo::response answer = browser.get("/debug/metrics");
    REQUIRE(answer.content_type == "text/plain; version=0.0.4; charset=utf-8");
    const std::string& text = answer.text();
    REQUIRE(text.back() == '\n');
    const auto samples = samples_of(text);
    const std::string name = "demo_request_duration_seconds";
    double before = 0;
    for (const auto bound : latencies::bounds) {
        std::ostringstream le;
        le << std::chrono::duration<double>(bound).count();
        CAPTURE(le.str());
        const auto at = std::ranges::find_if(samples, [&](const auto& sample) {
            return sample.first.starts_with(name + "_bucket{le=\"") &&
                   std::stod(sample.first.substr(name.size() + 12)) == Approx(std::stod(le.str()));
        });
        REQUIRE(at != samples.end());
        REQUIRE(at->second >= before);
        before = at->second;
    }
    REQUIRE(samples.at(name + "_bucket{le=\"+Inf\"}") == 200);
    REQUIRE(samples.at(name + "_count") == 200);
    REQUIRE(samples.at(name + "_sum") > 0);
    REQUIRE(samples.at("demo_requests_total{method=\"GET\",route=\"/hello\"}") > 0);
    REQUIRE(samples.at("demo_cache_requests_total{outcome=\"hit\"}") > 0);
    REQUIRE(samples.at("demo_cache_max_bytes") == double(64 << 20));
    for (const auto& [sample, value] : samples) {
        const std::string family = sample.substr(0, sample.find('{'));
        CAPTURE(family);
        const bool part = family.starts_with(name + "_");
        REQUIRE(text.find("# TYPE " + (part ? name : family) + " ") != std::string::npos);
    }
}

TEST_CASE("metrics: the switches of the cache") {
    running_service service;
    demo::client browser = service.logged_in();
    demo::application& app = service.app();
    const auto turn = [&](std::string_view body) {
        return browser.post("/debug/cache", body).status;
    };
    browser.get("/tasks/1");

    SECTION("another policy keeps the entries") {
        for (const auto* name : {"lru", "lfu", "s3fifo"}) {
            REQUIRE(turn(R"({"policy":")" + std::string(name) + "\"}") == 200);
            REQUIRE(demo::name_of(app.cache().current_policy()) == name);
            REQUIRE(browser.get("/tasks/1").header("X-Cache") == "HIT");
        }
        const std::string text = browser.post("/debug/cache", R"({"policy":"lru"})").text();
        REQUIRE(demo::json_object(text).text("policy") == "lru");
    }
    SECTION("off, and on again with the policy of before") {
        REQUIRE(turn(R"({"policy":"lfu"})") == 200);
        REQUIRE(turn(R"({"enabled":false})") == 200);
        REQUIRE(browser.get("/tasks/1").header("X-Cache") == "OFF");
        REQUIRE(browser.get("/tasks/1").header("X-Cache") == "OFF");
        REQUIRE(turn(R"({"enabled":true})") == 200);
        REQUIRE(app.cache().current_policy() == demo::policy::lfu);
        REQUIRE(browser.get("/tasks/1").header("X-Cache") == "MISS");
        REQUIRE(browser.get("/tasks/1").header("X-Cache") == "HIT");
    }
    SECTION("clear") {
        REQUIRE(turn(R"({"clear":true})") == 200);
        REQUIRE(app.cache().size() == 0);
    }
    SECTION("single flight") {
        REQUIRE(turn(R"({"single_flight":false})") == 200);
        REQUIRE_FALSE(app.single_flight());
        REQUIRE(turn(R"({"single_flight":true})") == 200);
        REQUIRE(app.single_flight());
    }
    SECTION("what is wrong is said") {
        for (const auto* body :
             {"{}", R"({"policy":"fifo"})", R"({"policy":1})", R"({"enabled":"yes"})",
              R"({"enabled":true,"policy":"lru"})", R"({"clear":false})", R"({"other":1})", "[]"})
            REQUIRE(turn(body) == 422);
        REQUIRE(turn("{") == 400);
        REQUIRE(app.cache().current_policy() == demo::policy::s3fifo);
        REQUIRE(app.cache().size() == 1);
    }
    SECTION("not for everybody, and not from everywhere") {
        demo::client nobody = service.browser();
        REQUIRE(nobody.post("/debug/cache", R"({"clear":true})").status == 401);
        for (const auto* peer : {"10.0.0.1", "::2", "128.0.0.1", ""}) {
            demo::client elsewhere(app, peer);
            REQUIRE(elsewhere.post("/login", "username=test&password=password").status == 200);
            const std::string csrf =
                demo::json_object(elsewhere.get("/session").text()).text("csrf");
            REQUIRE(elsewhere.header("X-CSRF-Token", csrf)
                        .post("/debug/cache", R"({"clear":true})")
                        .status == 403);
        }
        REQUIRE(app.cache().size() == 1);
    }
}
