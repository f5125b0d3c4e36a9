// SPDX-License-Identifier: BSL-1.0
// web/application.hpp -- routes, what happens before and after them, and the cache in front of them
//
//     application app({.cache = policy::s3fifo});
//     app.get("/", [](request&) { return html("Hello"); });
//     cors(app, {"https://example.org"});     // an extension is a function that takes the application
//
// One thread, that of the event loop, owns the application, the cache and whatever the extensions keep:
// there are no locks. Only handlers run elsewhere, on the pool. A request takes three steps:
//
//     begin    on the loop: hooks, route, cache. Most requests end here
//     run      on the pool: the handler; it sees its request and nothing of the loop's
//     finish   on the loop: cache what can be kept, drop what is outdated, hooks

#ifndef DEMO_WEB_APPLICATION_HPP
#define DEMO_WEB_APPLICATION_HPP

#include "cache/response_cache.hpp"
#include "cache/second_level.hpp"
#include "web/exchange.hpp"
#include "web/router.hpp"

#include <cairn/deque.hpp>
#include <cairn/sorted_map.hpp>

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace demo {

/// Work for the pool that no client waits for: `run` there, then `done` on the loop's thread.
struct task {
    std::function<void()> run;
    std::function<void()> done;
};

enum class step { answered, run, wait };

class application {
public:
    struct options {
        policy cache = policy::s3fifo;
        std::size_t cache_bytes = std::size_t{64} << 20;
        bool single_flight = true;
        std::shared_ptr<second_level> shared; // none if null
    };
    explicit application(options how);
    ~application();
    application(const application&) = delete;
    application& operator=(const application&) = delete;

    // -- set up: before the first request ---------------------------------------------------------

    route& add(method verb, std::string pattern, handler answer);
    route& get(std::string at, handler answer) {
        return add(method::get, std::move(at), std::move(answer));
    }
    route& post(std::string at, handler answer) {
        return add(method::post, std::move(at), std::move(answer));
    }
    route& put(std::string at, handler answer) {
        return add(method::put, std::move(at), std::move(answer));
    }
    route& del(std::string at, handler answer) {
        return add(method::del, std::move(at), std::move(answer));
    }
    void mount(const blueprint& routes, std::string_view prefix = {});

    /// Called on the loop's thread with every request, in this order; an answer ends it.
    void before(std::function<std::optional<response>(request&)> hook);
    /// Called on the loop's thread with every answer, in the opposite order; also with those of `before`.
    void after(std::function<void(const exchange&, response&)> hook);
    /// Called on the loop's thread a few times a second.
    void every_tick(std::function<void(clock::time_point)> hook);

    // -- a request: what the server and the test client call --------------------------------------

    /// On the loop's thread. `wait`: call `waits_for->waiting.push_back(...)`, and then join.
    [[nodiscard]] step begin(exchange& e);
    /// On any thread; does not throw: what a handler throws becomes an answer.
    void run(exchange& e) noexcept;
    /// On the loop's thread, after run.
    void finish(exchange& e);
    /// On the loop's thread, when the computation that it waited for has landed.
    void join(exchange& e);

    /// On the loop's thread.
    void tick();
    /// The next piece of work for the pool, if there is any.
    [[nodiscard]] std::optional<task> next_task();
    void post(task work) { tasks_.push_back(std::move(work)); }

    /// From any thread: `call` will be called on the loop's.
    void deliver(std::function<void()> call);
    /// What deliver() calls to wake the loop; the loop then calls tick().
    void set_wake(std::function<void()> wake);

    /// After the last request: drops those who still wait, if the end did not wait for them.
    void abandon_flights() noexcept;
    /// From any thread: what takes long should ask whether it is still wanted.
    void stop() noexcept { stopping_ = true; }
    [[nodiscard]] bool stopping() const noexcept { return stopping_; }

    // -- what belongs to it -------------------------------------------------------------------------

    [[nodiscard]] response_cache& cache() noexcept { return cache_; }
    [[nodiscard]] const router& routes() const noexcept { return router_; }
    /// Drops cached answers, here and in the second level, and keeps computations on the way from being cached.
    void invalidate(std::string_view prefix);
    /// Null if there is none.
    [[nodiscard]] second_level* shared() const noexcept { return shared_.get(); }
    [[nodiscard]] bool single_flight() const noexcept { return single_flight_; }
    void set_single_flight(bool on) noexcept { single_flight_ = on; }
    [[nodiscard]] std::size_t flights() const noexcept { return flights_.size(); }

private:
    [[nodiscard]] step decide(exchange& e);
    [[nodiscard]] step look_up(exchange& e);
    [[nodiscard]] std::shared_ptr<flight> lead(const std::string& key);
    void refresh(const exchange& e);
    void settle(exchange& e);
    void land(exchange& e);
    void complete(exchange& e);
    void forget(std::string_view prefix);
    void take_delivered();

    router router_;
    std::vector<std::function<std::optional<response>(request&)>> before_;
    std::vector<std::function<void(const exchange&, response&)>> after_;
    std::vector<std::function<void(clock::time_point)>> ticks_;

    response_cache cache_;
    bool single_flight_;
    std::uint64_t changes_ = 0; // of the data, so far
    std::shared_ptr<second_level> shared_;
    cairn::sorted_map<std::string, std::shared_ptr<flight>> flights_; // by key: a prefix is a range
    cairn::deque<task> tasks_;

    std::atomic<bool> stopping_ = false;
    std::atomic<bool> delivered_ = false;
    std::mutex inbox_lock_; // guards the next two, all that other threads change
    std::vector<std::function<void()>> inbox_;
    std::function<void()> wake_;
};

} // namespace demo

#endif // DEMO_WEB_APPLICATION_HPP
