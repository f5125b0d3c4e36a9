// SPDX-License-Identifier: BSL-1.0
// Many requests for one thing that is not there yet: it is computed once.

#include "support/catch.hpp"
#include "web/application.hpp"
#include "web/client.hpp"

#include <deque>
#include <set>
#include <stdexcept>
#include <string>
#include <string_view>

namespace {

using namespace std::chrono_literals;
using demo::cache_status;
using demo::step;

/// Requests that are under way at the same time, as a server with many connections has them.
class crowd {
public:
    explicit crowd(demo::application& app) : app_(app) {}

    /// One more GET; returns what the server would do now.
    step ask(std::string path) {
        person& one = people_.emplace_back();
        one.path = std::move(path);
        one.e.in.path = one.path;
        one.next = app_.begin(one.e);
        if (one.next == step::wait)
            one.e.waits_for->waiting.push_back([this, &one] {
                app_.join(one.e);
                one.next = step::answered;
            });
        return one.next;
    }
    /// Runs the handlers whose turn it is.
    void run() {
        for (person& one : people_)
            if (one.next == step::run) run(one);
    }
    void run(std::size_t which) { run(people_[which]); }

    [[nodiscard]] std::size_t size() const { return people_.size(); }
    [[nodiscard]] std::size_t count(step next) const {
        return count_if([&](const person& one) { return one.next == next; });
    }
    [[nodiscard]] std::size_t count(cache_status status) const {
        return count_if([&](const person& one) { return one.e.cache == status; });
    }
    [[nodiscard]] const demo::exchange& operator[](std::size_t i) const { return people_[i].e; }
    [[nodiscard]] std::set<std::string> texts() const {
        std::set<std::string> all;
        for (const person& one : people_)
            all.insert(one.e.out.text());
        return all;
    }
    [[nodiscard]] std::set<int> statuses() const {
        std::set<int> all;
        for (const person& one : people_)
            all.insert(one.e.out.status);
        return all;
    }

private:
    struct person {
        std::string path;
        demo::exchange e;
        step next = step::answered;
    };
    template <class Predicate>
    [[nodiscard]] std::size_t count_if(Predicate is) const {
        std::size_t n = 0;
        for (const person& one : people_)
            n += is(one) ? 1u : 0u;
        return n;
    }
    void run(person& one) {
        one.next = step::answered;
        app_.run(one.e);
        app_.finish(one.e);
    }

    demo::application& app_;
    std::deque<person> people_; // of which callbacks keep the addresses
};

/// An application with one expensive page, which says how often it was made.
struct expensive {
    demo::application app{{}};
    int made = 0;

    expensive() {
        app.get("/page/<name>",
                [this](demo::request&) { return demo::json(std::to_string(++made)); })
            .cached(60s, 60s);
    }
};

} // namespace

TEST_CASE("single flight: 64 simultaneous requests for one cold key run the handler once") {
    expensive here;
    crowd people(here.app);
    for (int i = 0; i < 64; ++i)
        people.ask("/page/1");
    REQUIRE(people.count(step::run) == 1);
    REQUIRE(people.count(step::wait) == 63);
    REQUIRE(here.app.flights() == 1);
    people.run();
    REQUIRE(here.made == 1);
    REQUIRE(people.count(step::answered) == 64);
    REQUIRE(people.texts() == std::set<std::string>{"1"});
    REQUIRE(people.count(cache_status::miss) == 1);
    REQUIRE(people.count(cache_status::coalesced) == 63);
    REQUIRE(here.app.cache().statistics().coalesced == 63);
    REQUIRE(here.app.flights() == 0);
    REQUIRE(demo::client(here.app).get("/page/1").header("X-Cache") == "HIT");
}

TEST_CASE("single flight: off, each of them runs it") {
    expensive here;
    here.app.set_single_flight(false);
    crowd people(here.app);
    for (int i = 0; i < 64; ++i)
        people.ask("/page/1");
    REQUIRE(people.count(step::run) == 64);
    people.run();
    REQUIRE(here.made == 64);
}

TEST_CASE("single flight: different keys do not wait for one another") {
    expensive here;
    crowd people(here.app);
    REQUIRE(people.ask("/page/1") == step::run);
    REQUIRE(people.ask("/page/2") == step::run);
    REQUIRE(people.ask("/page/1") == step::wait);
    people.run(1);
    REQUIRE(people.count(step::wait) == 1);
    people.run(0);
    REQUIRE(people.count(step::answered) == 3);
}

TEST_CASE("single flight: a leader that throws wakes all the others, and nothing is kept") {
    demo::application app({});
    int asked = 0;
    app.get("/odd",
            [&](demo::request&) -> demo::response {
                ++asked;
                throw std::runtime_error("a secret of the implementation");
            })
        .cached(60s);
    app.get("/busy",
            [&](demo::request&) -> demo::response {
                throw demo::http_error(503, "The database is busy", 1s);
            })
        .cached(60s);
    crowd people(app);
    for (int i = 0; i < 8; ++i)
        people.ask("/odd");
    people.run();
    REQUIRE(people.count(step::answered) == 8);
    REQUIRE(people.statuses() == std::set<int>{500});
    REQUIRE(people.texts() == std::set<std::string>{R"({"error":"Internal server error"})"});
    REQUIRE(app.flights() == 0);
    REQUIRE(app.cache().size() == 0);
    REQUIRE(demo::client(app).get("/odd").status == 500);
    REQUIRE(asked == 2);

    crowd others(app);
    others.ask("/busy");
    others.ask("/busy");
    others.run();
    REQUIRE(others.statuses() == std::set<int>{503});
    REQUIRE(others[0].out.header("Retry-After") == "1");
    REQUIRE(others[1].out.header("Retry-After") == "1");
}

TEST_CASE("single flight: what a write has outdated on the way is answered, but not kept") {
    expensive here;
    crowd people(here.app);
    people.ask("/page/1");
    people.ask("/page/1");
    here.app.invalidate("/page");
    REQUIRE(people.ask("/page/1") ==
            step::run); // after the write nobody waits for what began before
    REQUIRE(people.ask("/page/1") == step::wait);

    SECTION("the old one lands first") {
        people.run(0);
        REQUIRE(here.app.cache().size() == 0);
        REQUIRE(people.count(step::wait) == 1);
        people.run(2);
    }
    SECTION("the new one lands first") {
        people.run(2);
        people.run(0);
    }
    const std::string kept(people[2].out.text());
    REQUIRE(people.count(step::answered) == 4);
    REQUIRE(people[1].out.text() == people[0].out.text());
    REQUIRE(people[3].out.text() == kept);
    REQUIRE(people[0].out.text() != kept);
    REQUIRE(demo::client(here.app).get("/page/1").text() == kept);
    REQUIRE(here.app.flights() == 0);
    REQUIRE(here.made == 2);
}

TEST_CASE("single flight: no more than so many are remembered") {
    expensive here;
    crowd people(here.app);
    for (int i = 0; i < 3000; ++i)
        REQUIRE(people.ask("/page/" + std::to_string(i)) == step::run);
    REQUIRE(here.app.flights() <= 1024);
    people.run();
    REQUIRE(here.made == 3000);
    REQUIRE(here.app.flights() == 0);
    REQUIRE(here.app.cache().size() == 3000);
}

TEST_CASE("single flight: one of those who get a stale answer has a new one made") {
    expensive here;
    demo::client(here.app).get("/page/1");
    demo::clock::advance(61s);
    crowd people(here.app);
    for (int i = 0; i < 8; ++i)
        REQUIRE(people.ask("/page/1") == step::answered);
    REQUIRE(people.count(cache_status::stale) == 8);
    REQUIRE(people.texts() == std::set<std::string>{"1"});
    REQUIRE(demo::run_tasks(here.app) == 1);
    REQUIRE(here.made == 2);
    REQUIRE(demo::client(here.app).get("/page/1").text() == "2");
    REQUIRE(here.app.flights() == 0);
}

TEST_CASE("single flight: a renewal that a write has outdated is not kept") {
    expensive here;
    demo::client browser(here.app);
    browser.get("/page/1");
    demo::clock::advance(61s);
    REQUIRE(browser.get("/page/1").header("X-Cache") == "STALE");
    here.app.invalidate("/page");
    demo::run_tasks(here.app);
    REQUIRE(here.app.cache().size() == 0);
    REQUIRE(browser.get("/page/1").header("X-Cache") == "MISS");
}

TEST_CASE("single flight: a renewal that fails leaves the old answer where it is") {
    demo::application app({});
    bool broken = false;
    app.get("/page",
            [&](demo::request&) {
                if (broken) throw demo::http_error(503, "The database is busy", 1s);
                return demo::json("1");
            })
        .cached(10s, 60s);
    demo::client browser(app);
    browser.get("/page");
    broken = true;
    for (int i = 0; i < 3; ++i) {
        demo::clock::advance(15s);
        const demo::response answer = browser.get("/page");
        REQUIRE(answer.status == 200);
        REQUIRE(answer.header("X-Cache") == "STALE");
        REQUIRE(demo::run_tasks(app) == 1);
    }
    REQUIRE(app.flights() == 0);
}
