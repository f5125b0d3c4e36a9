// SPDX-License-Identifier: BSL-1.0
// web/application.cpp -- routes, what happens before and after them, and the cache in front of them

#include "web/application.hpp"

#include "cache/answers.hpp"
#include "web/failures.hpp"

#include <utility>

namespace demo {

namespace {

/// More computations at once than this are not worth remembering: their keys cannot all be popular.
constexpr std::size_t max_flights = 1024;

[[nodiscard]] bool is_read(method verb) noexcept {
    return verb == method::get || verb == method::head;
}

/// A request of our own, made after one that has been answered: it owns what the views of `in` look at.
struct repeated {
    std::string path, query;
    exchange e;

    explicit repeated(const exchange& first) : path(first.in.path), query(first.in.query) {
        e.in.path = path;
        e.in.query = query;
        e.in.who = first.in.who;
        e.key = first.key;
        e.cache = cache_status::miss;
        e.started = clock::now();
    }
};

} // namespace

application::application(options how)
    : cache_(how.cache, how.cache_bytes), single_flight_(how.single_flight),
      shared_(std::move(how.shared)) {
    if (!shared_) return;
    shared_->listen([this](std::string_view prefix) {
        deliver([this, outdated = std::string(prefix)] { forget(outdated); });
    });
}

application::~application() {
    if (shared_) shared_->listen(nullptr);
}

// -- set up -------------------------------------------------------------------------------------------

route& application::add(method verb, std::string pattern, handler answer) {
    return router_.add(route(verb, std::move(pattern), std::move(answer)));
}
void application::mount(const blueprint& routes, std::string_view prefix) {
    router_.mount(routes, prefix);
}

void application::before(std::function<std::optional<response>(request&)> hook) {
    before_.push_back(std::move(hook));
}
void application::after(std::function<void(const exchange&, response&)> hook) {
    after_.push_back(std::move(hook));
}
void application::every_tick(std::function<void(clock::time_point)> hook) {
    ticks_.push_back(std::move(hook));
}

// -- a request ----------------------------------------------------------------------------------------

step application::begin(exchange& e) {
    e.started = clock::now();
    step next = step::answered;
    try {
        next = decide(e);
    } catch (...) {
        e.out = answer_of_exception(e.in);
    }
    if (next != step::answered && !e.key.empty()) e.in.spent.cache = clock::now() - e.started;
    if (next == step::run && e.matched->loop) {
        run(e);
        finish(e);
        return step::answered;
    }
    if (next == step::answered) complete(e);
    return next;
}

step application::decide(exchange& e) {
    const router::match found = router_.find(e.in);
    e.matched = found.found;
    for (const auto& hook : before_) {
        if (auto answer = hook(e.in)) {
            e.out = std::move(*answer);
            return step::answered;
        }
    }
    if (!e.matched) {
        e.out = without_route(e.in, found.allow);
        return step::answered;
    }
    return e.matched->cache != share::nobody && is_read(e.in.verb) ? look_up(e) : step::run;
}

step application::look_up(exchange& e) {
    if (!cache_.enabled()) {
        e.cache = cache_status::off;
        return step::run;
    }
    write_key(e.key, e.in, e.matched->cache);
    if (auto found = cache_.find(e.key, e.started)) {
        const bool fresh = e.started < found->fresh_until;
        e.cache = fresh ? cache_status::hit : cache_status::stale;
        if (!fresh) refresh(e);
        answer_from(e, std::move(found));
        return step::answered;
    }
    e.cache = cache_status::miss;
    e.changes = changes_;
    if (!single_flight_) return step::run;
    if (const auto on_the_way = flights_.find(e.key);
        on_the_way != flights_.end() && !on_the_way->second->outdated) {
        e.waits_for = on_the_way->second;
        return step::wait;
    }
    e.waits_for = lead(e.key);
    e.leads = e.waits_for != nullptr;
    return step::run;
}

/// The computation of this key that others can wait for from now on; null if there are too many.
std::shared_ptr<flight> application::lead(const std::string& key) {
    if (flights_.size() >= max_flights) return nullptr;
    auto started = std::make_shared<flight>();
    flights_[key] = started; // in place of one that is outdated
    return started;
}

void application::run(exchange& e) noexcept {
    try {
        second_level::lookup found;
        const bool ask = shared_ && e.matched->shared && e.cache == cache_status::miss;
        if (ask) found = shared_->get(e.key);
        if (found.answer) {
            e.out = std::move(*found.answer);
            e.fresh_for = found.left;
            e.cache = cache_status::hit_second;
            return;
        }
        e.out = e.matched->answer(e.in);
        if (ask && e.out.status == 200 && !e.out.headers.contains("Set-Cookie"))
            shared_->put(e.key, e.out, e.matched->ttl, found.generation);
        if (shared_)
            for (const std::string& prefix : e.out.outdated)
                shared_->invalidate(prefix);
    } catch (...) {
        e.out = answer_of_exception(e.in);
    }
}

void application::finish(exchange& e) {
    settle(e);
    complete(e);
}

/// What an answer means to the rest: its own wishes, what it outdates, the cache, and those who wait.
void application::settle(exchange& e) {
    try {
        if (const auto then = std::exchange(e.out.then, nullptr)) then(e.in, e.out);
    } catch (...) {
        e.out = answer_of_exception(e.in);
    }
    for (const std::string& prefix : e.out.outdated)
        forget(prefix); // run() told the second level
    if (!e.key.empty()) land(e);
}

void application::land(exchange& e) {
    std::vector<std::string> cookies; // are for this client alone
    while (e.out.headers.contains("Set-Cookie"))
        cookies.push_back(e.out.headers.take("Set-Cookie"));
    auto answer = stored_from(e);
    const bool outdated = e.leads ? e.waits_for->outdated : e.changes != changes_;
    if (is_kept(*answer) && cookies.empty() && !outdated)
        cache_.store(e.key, answer,
                     answer->status == 200 ? e.matched->stale : std::chrono::seconds());
    if (e.leads) {
        const auto landed = std::exchange(e.waits_for, nullptr);
        landed->answer = answer;
        if (const auto at = flights_.find(e.key); at != flights_.end() && at->second == landed)
            flights_.erase(at);
        const auto waiting = std::move(landed->waiting);
        for (const auto& wake : waiting)
            wake();
    }
    answer_from(e, std::move(answer));
    for (const std::string& cookie : cookies)
        e.out.headers.add("Set-Cookie", cookie);
}

void application::join(exchange& e) {
    e.cache = cache_status::coalesced;
    cache_.count_coalesced();
    answer_from(e, e.waits_for->answer);
    e.waits_for.reset();
    complete(e);
}

/// Computes the answer of a key anew, for nobody in particular.
void application::refresh(const exchange& e) {
    if (flights_.contains(e.key)) return;
    auto again = std::make_shared<repeated>(e);
    again->e.matched = router_.find(again->e.in).found;
    again->e.changes = changes_;
    again->e.waits_for = lead(e.key);
    again->e.leads = again->e.waits_for != nullptr;
    if (!again->e.leads) return; // too much is on the way: the old answer will do
    post({[this, again] { run(again->e); }, [this, again] { settle(again->e); }});
}

void application::complete(exchange& e) {
    add_cache_headers(e);
    for (auto hook = after_.rbegin(); hook != after_.rend(); ++hook)
        (*hook)(e, e.out);
}

// -- the rest of the loop -----------------------------------------------------------------------------

void application::tick() {
    take_delivered();
    cache_.expire_due();
    const clock::time_point now = clock::now();
    for (const auto& hook : ticks_)
        hook(now);
}

/// Calls what other threads have delivered.
void application::take_delivered() {
    if (!delivered_.exchange(false)) return;
    std::vector<std::function<void()>> calls;
    {
        const std::lock_guard guard(inbox_lock_);
        calls.swap(inbox_);
    }
    for (const auto& call : calls)
        call();
}

std::optional<task> application::next_task() {
    take_delivered();
    if (tasks_.empty()) return std::nullopt;
    std::optional<task> out(std::move(tasks_.front()));
    tasks_.pop_front();
    return out;
}

void application::deliver(std::function<void()> call) {
    const std::lock_guard guard(inbox_lock_);
    inbox_.push_back(std::move(call));
    delivered_ = true;
    if (wake_) wake_();
}

void application::set_wake(std::function<void()> wake) {
    const std::lock_guard guard(inbox_lock_);
    wake_ = std::move(wake);
}

void application::invalidate(std::string_view prefix) {
    forget(prefix);
    if (!shared_) return;
    const auto both = std::make_shared<const std::string>(prefix);
    post({[level = shared_, both] { level->invalidate(*both); },
          [this, both] { forget(*both); }}); // what came from there meanwhile
}

void application::abandon_flights() noexcept {
    for (const auto& [key, flight] : flights_)
        flight->waiting.clear();
}

/// Of this instance only.
void application::forget(std::string_view prefix) {
    ++changes_;
    cache_.invalidate(prefix);
    for (auto at = flights_.lower_bound(prefix);
         at != flights_.end() && at->first.starts_with(prefix); ++at)
        at->second->outdated = true;
}

} // namespace demo
