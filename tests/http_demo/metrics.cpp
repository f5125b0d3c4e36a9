// SPDX-License-Identifier: BSL-1.0
// What the service says about itself: percentiles, counts, what became of requests, and the switches of the cache.

#include "live/metrics.hpp"
#include "http_demo/support.hpp"
#include "live/debug_routes.hpp"
#include "live/latencies.hpp"
#include "web/json.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <deque>
#include <map>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace {

using namespace std::chrono_literals;
using demo::latencies;
using demo_test::running_service;

/// The milliseconds of a part of a Server-Timing header; negative if it is not there.
double timing(std::string_view header, const std::string& part) {
    std::string field(header);
    field.insert(0, ", ");
    const std::size_t at = field.find(", " + part + ";dur=");
    if (at == std::string::npos) return -1;
    return std::strtod(field.c_str() + at + part.size() + 7, nullptr);
}

/// A few requests of every kind; counts what they were told of the cache.
std::map<std::string, std::uint64_t> tally(demo::application& app, int n) {
    demo::client browser(app);
    std::mt19937 random(7);
    std::map<std::string, std::uint64_t> told;
    for (int i = 0; i < n; ++i) {
        const std::string number = std::to_string(random() % 9);
        const std::string targets[] = {"/tasks/" + number, "/search?q=" + number, "/hello",
                                       "/tasks", "/nothing/" + number};
        ++told[std::string(browser.get(targets[random() % 5]).header("X-Cache"))];
        demo::run_tasks(app); // renewals of stale answers
        if (random() % 20 == 0) demo::clock::advance(30s);
    }
    return told;
}

demo::json_object numbers_of(demo::client& browser) {
    const demo::response answer = browser.get("/debug/metrics.json");
    REQUIRE(answer.status == 200);
    return demo::json_object(answer.text());
}

} // namespace

TEST_CASE("metrics: percentiles against a sorted vector") {
    latencies times;
    std::deque<std::int64_t> all;
    std::mt19937_64 random(3);
    REQUIRE(times.percentile(0.5) == 0ns);
    for (int i = 0; i < 10'000; ++i) {
        const auto took =
            static_cast<std::int64_t>(std::exp2(static_cast<double>(random() % 3000) / 100));
        times.add(demo::clock::duration(took));
        all.push_back(took);
        if (all.size() > latencies::window) all.pop_front();
        if (i % 97 != 0 && i > 10) continue;
        std::vector<std::int64_t> sorted(all.begin(), all.end());
        std::ranges::sort(sorted);
        for (const int percent : {1, 50, 95, 99, 100}) {
            const std::size_t rank = (sorted.size() * static_cast<std::size_t>(percent) + 99) / 100;
            REQUIRE(times.percentile(percent / 100.0).count() == sorted[rank - 1]);
        }
        REQUIRE(times.slowest().count() == sorted.back());
        REQUIRE(times.size() == sorted.size());
    }
}

TEST_CASE("metrics: the histogram counts up to its bounds, and what is above") {
    latencies times;
    const std::size_t n = latencies::bounds.size();
    for (std::size_t i = 0; i != n; ++i) {
        times.add(latencies::bounds[i]); // within
        times.add(latencies::bounds[i] + 1ns);
    }
    REQUIRE(times.buckets().size() == n + 1);
    REQUIRE(times.buckets()[0] == 1);
    for (std::size_t i = 1; i != n; ++i)
        REQUIRE(times.buckets()[i] == 2);
    REQUIRE(times.buckets()[n] == 1);
    REQUIRE(std::ranges::is_sorted(latencies::bounds));
}

TEST_CASE("A1: the parts of Server-Timing are no more than the whole") {
    running_service service;
    demo::client browser = service.browser();
    for (const auto* target :
         {"/tasks", "/tasks", "/tasks/1", "/search?q=a", "/search?q=a", "/hello", "/none"}) {
        CAPTURE(target);
        const demo::response answer = browser.get(target);
        const std::string header(answer.header("Server-Timing"));
        CAPTURE(header);
        const double cache = timing(header, "cache"), total = timing(header, "total");
        REQUIRE(cache >= 0);
        REQUIRE(total >= 0);
        const double sum =
            cache + std::max(timing(header, "db"), 0.0) + std::max(timing(header, "json"), 0.0);
        REQUIRE(sum <= total + 1e-9);
    }
    REQUIRE(timing(browser.get("/tasks/2").header("Server-Timing"), "db") >= 0);
    REQUIRE(timing(browser.get("/tasks/2").header("Server-Timing"), "db") < 0); // out of the cache
}

TEST_CASE("A1: /debug/metrics.json shows p50, p95 and p99") {
    running_service service;
    demo::client browser = service.browser();
    for (int i = 0; i < 50; ++i)
        browser.get("/hello");
    const demo::json_object times(numbers_of(browser).raw("latency_ms"));
    REQUIRE(times.number("p50") > 0);
    REQUIRE(times.number("p50") <= times.number("p95"));
    REQUIRE(times.number("p95") <= times.number("p99"));
    REQUIRE(times.number("p99") <= times.number("max"));
    REQUIRE(times.integer("window") == 50);
}

TEST_CASE("metrics: what is counted of the cache is what clients were told") {
    running_service service(demo::settings(), 100);
    demo::client browser = service.browser();
    auto told = tally(service.app(), 2'000);
    const demo::json_object outcomes(numbers_of(browser).raw("outcomes"));
    for (const auto& [name, header] : {std::pair("hit", "HIT"),
                                       {"miss", "MISS"},
                                       {"stale", "STALE"},
                                       {"coalesced", "COALESCED"},
                                       {"off", "OFF"},
                                       {"none", ""}}) {
        CAPTURE(name);
        REQUIRE(outcomes.integer(name) == static_cast<std::int64_t>(told[header]));
    }
    REQUIRE(told["HIT"] > 500);
    const demo::json_object cache(numbers_of(browser).raw("cache"));
    const auto& counted = service.app().cache().statistics();
    REQUIRE(counted.hits == told["HIT"]);
    REQUIRE(counted.misses == told["MISS"]);
    REQUIRE(counted.stale == told["STALE"]);
    const double ratio = static_cast<double>(told["HIT"] + told["STALE"]) /
                         static_cast<double>(told["HIT"] + told["STALE"] + told["MISS"]);
    REQUIRE(cache.number("hit_ratio") == Approx(ratio));
}

TEST_CASE("metrics: routes are counted, never URLs, and who watches is not") {
    demo::application app({});
    demo::metrics numbers(app);
    demo::debug_routes(app, numbers, [](demo::handler next) { return next; });
    app.get("/tasks/<int:id>", [](demo::request&) { return demo::json("1"); });
    demo::client browser(app);
    for (int i = 0; i < 3'000; ++i) {
        browser.get("/tasks/" + std::to_string(i));
        browser.get("/no/such/page/" + std::to_string(i));
    }
    browser.get("/debug/metrics.json");
    REQUIRE(numbers.total() == 6'000);
    REQUIRE(numbers.requests().size() == 2);
    REQUIRE(numbers.requests()[nullptr] == 3'000);
    REQUIRE(numbers.statuses()[200] == 3'000);
    REQUIRE(numbers.statuses()[404] == 3'000);
    const std::string text = browser.get("/debug/metrics.json").text();
    REQUIRE(text.find(R"("route":"GET /tasks/<int:id>","requests":3000)") != std::string::npos);
    REQUIRE(text.find(R"x("route":"(no route)","requests":3000)x") != std::string::npos);
}

TEST_CASE("metrics: clients beyond a thousand are counted together, and paths are cut") {
    demo::application app({});
    demo::metrics numbers(app);
    for (int i = 0; i < 3'000; ++i)
        demo::client(app, "10.0." + std::to_string(i / 256) + "." + std::to_string(i % 256))
            .get("/");
    demo::client(app, "10.0.0.7").get("/" + std::string(5'000, 'x'));
    REQUIRE(numbers.clients().size() == demo::metrics::most_clients + 1);
    REQUIRE(numbers.clients()["others"] == 2'000);
    REQUIRE(numbers.clients()["10.0.0.7"] == 2);
    REQUIRE(numbers.latest().size() == demo::metrics::requests_shown);
    REQUIRE(numbers.latest().back().path.size() == demo::metrics::longest_path);
}

TEST_CASE("metrics: the latest requests do not show what stood behind the question mark") {
    running_service service;
    demo::client browser = service.browser();
    browser.get("/search?q=a+private+word");
    const std::string text = browser.get("/debug/metrics.json").text();
    const std::size_t last = text.find(R"("last":[)");
    REQUIRE(last != std::string::npos);
    REQUIRE(text.find("/search", last) != std::string::npos);
    REQUIRE(text.find("private", last) == std::string::npos);
}

TEST_CASE("metrics: the last minute forgets what came before") {
    demo::application app({});
    demo::metrics numbers(app);
    app.get("/a", [](demo::request&) { return demo::json("1"); }).cached(1000s);
    app.get("/b", [](demo::request&) { return demo::json("1"); });
    demo::client browser(app);
    const auto a = &app.routes().routes()[0];
    const auto b = &app.routes().routes()[1];
    for (int second = 0; second < 100; ++second) {
        for (int i = 0; i < 3; ++i)
            browser.get("/a");
        if (second < 10) browser.get("/b");
        demo::clock::advance(1s);
    }
    numbers.catch_up(demo::clock::now());
    // A machine that stood still for a second in between has one more of them.
    const auto in_minute = numbers.last_minute()[a];
    REQUIRE((in_minute >= 177 && in_minute <= 180));
    REQUIRE(numbers.last_minute()[b] == 0);
    REQUIRE_FALSE(
        numbers.last_minute().contains(b)); // Counter subtraction keeps only what is positive
    REQUIRE(numbers.seconds().size() >= 100);
    REQUIRE((numbers.in_last(10).requests >= 27 && numbers.in_last(10).requests <= 30));
    REQUIRE(numbers.in_last(10).found == numbers.in_last(10).requests);
    REQUIRE(numbers.in_last(120).found == 299);

    demo::clock::advance(24h);
    numbers.catch_up(demo::clock::now());
    REQUIRE(numbers.last_minute().empty());
    REQUIRE(numbers.in_last(120).requests == 0);
    REQUIRE(numbers.seconds().size() == demo::metrics::seconds_shown);
    REQUIRE(numbers.total() == 310);
}
