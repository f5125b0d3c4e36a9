// SPDX-License-Identifier: BSL-1.0
// Background jobs in virtual time: nothing here waits for a clock.

#include "http_demo/support.hpp"
#include "jobs/job_queue.hpp"
#include "jobs/job_routes.hpp"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <functional>
#include <random>
#include <stdexcept>
#include <string>
#include <string_view>
#include <sys/stat.h>
#include <tuple>
#include <vector>

using namespace std::chrono_literals;
using demo::job_state;

namespace {

/// A queue of an application, whose pool is this thread.
class workshop {
public:
    explicit workshop(demo::job_limits limits = {}) : queue(app, limits) {}

    demo::application app{demo::application::options{}};
    demo::job_queue queue;
    std::vector<std::int64_t> ran; // which, in order

    /// Work that notes that it ran.
    std::int64_t submit(demo::job_terms terms = {}) {
        return queue.submit("note", note(queue_number++), terms);
    }
    std::size_t run() { return demo::run_tasks(app); }
    /// It is so much later, and all that is due by then has run.
    void pass(demo::clock::duration time) {
        demo::clock::advance(time);
        app.tick();
        run();
    }
    [[nodiscard]] job_state state(std::int64_t id) const { return queue.find(id)->state; }

private:
    demo::job_queue::work note(std::int64_t id) {
        return [this, id] {
            ran.push_back(id);
            return std::string("null");
        };
    }
    std::int64_t queue_number = 1;
};

demo::job_queue::work failing(int times, int& attempts) {
    return [times, &attempts] {
        if (attempts++ < times) throw std::runtime_error("the disk is on fire");
        return std::string("true");
    };
}

bool has(const demo::response& answer, std::string_view part) {
    return answer.text().find(part) != std::string::npos;
}

/// The routes of jobs alone, open to everybody.
class job_service {
public:
    explicit job_service(const std::filesystem::path& folder = {}) {
        demo::job_routes(app, queue, demo::standard_kinds(folder),
                         [](demo::handler inner) { return inner; });
    }
    demo::application app{demo::application::options{}};
    demo::job_queue queue{app};
    demo::client browser{app};

    int post(std::string_view body) { return browser.post("/jobs", body).status; }
};

} // namespace

// -- the queue ----------------------------------------------------------------------------------------

TEST_CASE("A8: a job runs on the pool, and its result is kept") {
    workshop here;
    const std::int64_t id = here.queue.submit("sum", [] { return std::to_string(2 + 3); });
    CHECK(id == 1);
    CHECK(here.state(id) == job_state::running);
    CHECK(here.run() == 1);
    CHECK(here.state(id) == job_state::done);
    CHECK(here.queue.find(id)->result == "5");
    CHECK(here.queue.find(id)->attempts == 1);
    CHECK(here.queue.find(2) == nullptr);
}

TEST_CASE("A8: a delayed job runs after its time, and not before") {
    workshop here;
    const std::int64_t id = here.submit({.delay = 60s});
    here.pass(59s);
    CHECK(here.state(id) == job_state::queued);
    CHECK(here.queue.waiting() == 1);
    here.pass(1s);
    CHECK(here.state(id) == job_state::done);
    CHECK(here.queue.waiting() == 0);

    const std::int64_t past = here.submit({.delay = -5s});
    here.run();
    CHECK(here.state(past) == job_state::done);
}

TEST_CASE("A8: of those that are due the highest priority runs first, then the longest due") {
    workshop here;
    here.submit(); // 1 runs at once, and the others have to wait for it
    here.submit({.priority = 1});
    here.submit({.priority = 5});
    here.submit({.delay = 1s, .priority = 9});
    here.submit({.priority = 5});
    here.submit({.priority = -1});
    here.submit({.delay = 100s, .priority = 1000}); // urgent, but not now
    here.pass(2s);
    CHECK(here.ran == std::vector<std::int64_t>{1, 4, 3, 5, 2, 6});
    here.pass(98s);
    CHECK(here.ran.back() == 7);
}

TEST_CASE("A8: no more than so many run at once") {
    workshop here({.at_once = 2});
    for (int i = 0; i != 5; ++i)
        here.submit();
    CHECK(here.queue.running() == 2);
    CHECK(here.queue.waiting() == 3);
    here.app.tick();
    CHECK(here.queue.running() == 2);
    here.run();
    CHECK(here.queue.running() == 0);
    CHECK(here.ran.size() == 5);
}

TEST_CASE("A8: what fails is tried again after 1, 2 and 4 seconds, and then has failed") {
    workshop here;
    int attempts = 0;
    const std::int64_t id = here.queue.submit("doomed", failing(100, attempts));
    here.run();
    CHECK(attempts == 1);
    CHECK(here.state(id) == job_state::queued);
    CHECK(here.queue.find(id)->error == "the disk is on fire");
    int expected = 1;
    for (const auto pause : {1s, 2s, 4s}) {
        here.pass(pause - 500ms);
        CHECK(attempts == expected);
        CHECK(here.state(id) == job_state::queued);
        here.pass(500ms);
        CHECK(attempts == ++expected);
    }
    CHECK(here.state(id) == job_state::failed);
    CHECK(here.queue.find(id)->attempts == 4);
    CHECK(here.queue.find(id)->error == "the disk is on fire");
    here.pass(1h);
    CHECK(attempts == 4);
}

TEST_CASE("A8: a job that fails twice is done at the third attempt") {
    workshop here;
    int attempts = 0;
    const std::int64_t id = here.queue.submit("flaky", failing(2, attempts));
    here.run();
    here.pass(1s);
    here.pass(2s);
    CHECK(here.state(id) == job_state::done);
    CHECK(here.queue.find(id)->result == "true");
    CHECK(here.queue.find(id)->error.empty());
}

TEST_CASE("A8: nothing is tried again without retries, or where that is hopeless") {
    workshop here;
    int attempts = 0;
    const std::int64_t once = here.queue.submit("once", failing(100, attempts), {.retries = 0});
    const std::int64_t hopeless = here.queue.submit(
        "hopeless", []() -> std::string { throw demo::http_error(422, "no such column"); });
    const std::int64_t busy = here.queue.submit(
        "busy", []() -> std::string { throw demo::http_error(503, "the database is locked"); });
    const std::int64_t odd = here.queue.submit("odd", []() -> std::string { throw 7; });
    here.run();
    CHECK(here.state(once) == job_state::failed);
    CHECK(here.state(hopeless) == job_state::failed);
    CHECK(here.queue.find(hopeless)->error == "no such column");
    CHECK(here.state(busy) == job_state::queued);
    CHECK(here.state(odd) == job_state::queued);
    CHECK(here.queue.find(odd)->error == "unknown error");
}

TEST_CASE(
    "A8: a job that waits can be cancelled, be it for its time, its turn or its next attempt") {
    workshop here;
    int attempts = 0;
    const std::int64_t again = here.queue.submit("again", failing(100, attempts));
    here.run();
    const std::int64_t running = here.submit();
    const std::int64_t later = here.submit({.delay = 10s});
    const std::int64_t ready = here.submit();
    for (const std::int64_t id : {again, later, ready}) {
        CHECK(here.queue.cancel(id));
        CHECK(here.queue.find(id) == nullptr);
        CHECK_FALSE(here.queue.cancel(id));
    }
    CHECK_FALSE(here.queue.cancel(running));
    CHECK_FALSE(here.queue.cancel(1000));
    here.pass(1h);
    CHECK(here.ran == std::vector<std::int64_t>{1});
    CHECK(attempts == 1);
    CHECK_FALSE(here.queue.cancel(running));
}

TEST_CASE("A8: only so many may wait, and only so many are remembered") {
    workshop here({.waiting = 5, .remembered = 3});
    for (int i = 0; i != 6; ++i)
        here.submit(); // one runs
    try {
        here.submit();
        FAIL("the seventh was taken");
    } catch (const demo::http_error& refused) {
        CHECK(refused.status() == 503);
        CHECK(refused.answer().header("Retry-After") == "10");
    }
    here.run();
    std::vector<std::int64_t> known;
    for (const demo::job* const each : here.queue.recent(100))
        known.push_back(each->id);
    CHECK(known == std::vector<std::int64_t>{6, 5, 4});
    CHECK(here.queue.recent(2).size() == 2);
    CHECK(here.queue.find(3) == nullptr);
    here.submit();
    here.run();
    CHECK(here.queue.find(4) == nullptr);
    CHECK(here.queue.recent(100).size() == 3);
}

TEST_CASE("A8: the work goes when it has ended, with all that it holds") {
    workshop here;
    const auto held = std::make_shared<int>();
    here.queue.submit("holds", [held] { return std::string("1"); });
    here.run();
    CHECK(held.use_count() == 1);
}

TEST_CASE("A8: whatever is submitted and cancelled, jobs run in the order of time and priority") {
    struct waiting {
        int due;
        int priority;
        std::int64_t id;
    };
    for (unsigned seed = 0; seed != 40; ++seed) {
        std::mt19937 random(seed);
        const auto below = [&](int n) {
            return std::uniform_int_distribution<int>(0, n - 1)(random);
        };
        workshop here({.waiting = 1000});
        std::vector<waiting> model;
        std::vector<std::int64_t> expected;
        int time = 0;                // in steps of ten seconds: the test itself takes no such step
        here.submit({.delay = 24h}); // so that the numbers of the jobs are those of the notes
        for (int round = 0; round != 60; ++round) {
            // The queue is to choose: nothing starts before the next step.
            for (int i = below(12); i > 0; --i) {
                const int delay = 1 + below(6), priority = below(4) - 2;
                const std::int64_t id = here.submit({.delay = delay * 10s, .priority = priority});
                model.push_back({time + delay, priority, id});
            }
            if (!model.empty() && below(3) == 0) {
                const auto victim = model.begin() + below(static_cast<int>(model.size()));
                CHECK(here.queue.cancel(victim->id));
                model.erase(victim);
            }
            const int steps = below(4);
            time += steps;
            std::ranges::sort(model, [](const waiting& a, const waiting& b) {
                return std::tuple(-a.priority, a.due, a.id) < std::tuple(-b.priority, b.due, b.id);
            });
            std::erase_if(model, [&](const waiting& each) {
                if (each.due > time) return false;
                expected.push_back(each.id);
                return true;
            });
            here.pass(steps * 10s);
            REQUIRE(here.ran == expected);
            REQUIRE(here.queue.waiting() == model.size() + 1);
        }
    }
}

// -- the routes ---------------------------------------------------------------------------------------

TEST_CASE("A8: POST /jobs add(2,3) -> 202, and GET /jobs/1 tells that it is 5") {
    job_service here;
    const demo::response taken = here.browser.post("/jobs", R"({"kind":"add","args":[2,3]})");
    CHECK(taken.status == 202);
    CHECK(taken.header("Location") == "/jobs/1");
    CHECK(has(taken, R"({"id":1,"kind":"add","state":"running")"));
    demo::run_tasks(here.app);
    const demo::response done = here.browser.get("/jobs/1");
    CHECK(done.status == 200);
    CHECK(done.text() == R"({"id":1,"kind":"add","state":"done","priority":0,"attempts":1,)"
                         R"("due_in_s":0,"result":5})");
    CHECK(here.browser.get("/jobs/2").status == 404);
    CHECK(here.browser.get("/jobs/99999999999999999999").status == 404);
    CHECK(has(here.browser.get("/jobs"), R"({"jobs":[{"id":1,)"));
}

TEST_CASE("A8: GET /jobs tells of delays and attempts, DELETE cancels what waits") {
    job_service here;
    CHECK(here.post(R"({"kind":"flaky","fails":1,"delay":2.5,"priority":7})") == 202);
    CHECK(has(here.browser.get("/jobs/1"),
              R"("state":"queued","priority":7,"attempts":0,"due_in_s":2.)"));
    demo::clock::advance(2500ms);
    here.app.tick();
    CHECK(here.browser.del("/jobs/1").status == 409);
    demo::run_tasks(here.app);
    const demo::response waits = here.browser.get("/jobs/1");
    CHECK(has(waits, R"("state":"queued")"));
    CHECK(has(waits, R"("attempts":1)"));
    CHECK(has(waits, R"("error":"failed, as it was asked to")"));
    demo::clock::advance(1s);
    here.app.tick();
    demo::run_tasks(here.app);
    CHECK(has(here.browser.get("/jobs/1"), R"("result":"done at last")"));
    CHECK(has(here.browser.del("/jobs/1"), R"({"error":"It is too late: the job is done"})"));

    CHECK(here.post(R"({"kind":"add","args":[],"delay":10})") == 202);
    CHECK(here.browser.del("/jobs/2").status == 204);
    CHECK(here.browser.get("/jobs/2").status == 404);
    CHECK(here.browser.del("/jobs/2").status == 404);
}

TEST_CASE("A8: what is wrong with a job is said before it is queued") {
    demo_test::temporary_folder folder;
    job_service here(folder.path());
    CHECK(here.post("{") == 400);
    CHECK(here.post("[]") == 422);
    for (const char* const wrong : {
             R"({})",
             R"({"kind":7})",
             R"({"kind":"rm"})",
             R"({"kind":"add"})",
             R"({"kind":"add","args":"2,3"})",
             R"({"kind":"add","args":[1.5]})",
             R"({"kind":"add","args":[9223372036854775807,1]})",
             R"({"kind":"add","args":[1],"delay":-1})",
             R"({"kind":"add","args":[1],"delay":1e300})",
             R"({"kind":"add","args":[1],"delay":"soon"})",
             R"({"kind":"add","args":[1],"priority":1001})",
             R"({"kind":"add","args":[1],"priority":0.5})",
             R"({"kind":"add","args":[1],"dealy":1})",
             R"({"kind":"flaky","fails":-1})",
             R"({"kind":"flaky","fails":11})",
             R"({"kind":"words"})",
             R"({"kind":"words","file":""})",
             R"({"kind":"words","file":"../secret.txt"})",
             R"({"kind":"words","file":"/etc/x.txt"})",
             R"({"kind":"words","file":".hidden.txt"})",
             R"({"kind":"words","file":"tasks.db"})",
             R"({"kind":"words","file":"a.txt\u0000"})",
             R"({"kind":"words","file":"a.txt","k":0})",
             R"({"kind":"words","file":"a.txt","k":1001})",
         }) {
        CAPTURE(wrong);
        const demo::response refused = here.browser.post("/jobs", wrong);
        CHECK(refused.status == 422);
        CHECK(refused.text().starts_with(R"({"error":")"));
    }
    CHECK(here.queue.recent(10).empty());
    CHECK(job_service().post(R"({"kind":"words","file":"a.txt"})") ==
          422); // no folder, no such kind
}

TEST_CASE("A8: words reads texts of its folder, and follows no links out of it") {
    demo_test::temporary_folder folder, elsewhere;
    std::ofstream(folder.path() / "text.txt") << "to be or not to be";
    std::ofstream(elsewhere.path() / "secret.txt") << "secret";
    std::filesystem::create_symlink(elsewhere.path() / "secret.txt", folder.path() / "link.txt");
    std::filesystem::create_directory(folder.path() / "folder.txt");
    REQUIRE(mkfifo((folder.path() / "pipe.txt").c_str(), 0600) == 0);

    job_service here(folder.path());
    for (const char* const name : {"absent.txt", "link.txt", "folder.txt", "pipe.txt"}) {
        CAPTURE(name);
        CHECK(here.post(std::string(R"({"kind":"words","file":")") + name + R"("})") == 404);
    }
    CHECK(here.post(R"({"kind":"words","file":"text.txt","k":2})") == 202);
    CHECK(here.post(R"({"kind":"words","file":"text.txt","delay":5})") == 202);
    demo::run_tasks(here.app);
    CHECK(has(here.browser.get("/jobs/1"),
              R"("result":{"words":[{"word":"be","count":2},{"word":"to","count":2}],)"
              R"("total":6,"spills":0})"));

    std::filesystem::remove(folder.path() / "text.txt");
    demo::clock::advance(5s);
    here.app.tick();
    demo::run_tasks(here.app);
    CHECK(has(here.browser.get("/jobs/2"), R"("state":"failed")"));
    CHECK(
        has(here.browser.get("/jobs/2"), R"("attempts":1,"due_in_s":0,"error":"File not found")"));
}

TEST_CASE("A8: only who is logged in may queue and cancel; jobs do not survive a restart") {
    demo_test::running_service service;
    demo::client nobody = service.browser();
    CHECK(nobody.post("/jobs", R"({"kind":"add","args":[1]})").status == 401);
    CHECK(nobody.del("/jobs/1").status == 401);
    demo::client user = service.logged_in();
    CHECK(user.post("/jobs", R"({"kind":"add","args":[20,22]})").status == 202);
    demo::run_tasks(service.app());
    CHECK(has(nobody.get("/jobs/1"), R"("result":42)"));

    demo_test::running_service another;
    CHECK(another.browser().get("/jobs/1").status == 404);
}
