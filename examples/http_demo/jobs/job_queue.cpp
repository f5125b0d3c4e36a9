// SPDX-License-Identifier: BSL-1.0
// jobs/job_queue.cpp

#include "jobs/job_queue.hpp"

#include <algorithm>
#include <chrono>
#include <exception>
#include <utility>

namespace demo {

using namespace std::chrono_literals;

std::string_view name_of(job_state state) noexcept {
    switch (state) {
    case job_state::queued:
        return "queued";
    case job_state::running:
        return "running";
    case job_state::done:
        return "done";
    case job_state::failed:
        return "failed";
    }
    return {};
}

namespace {

/// How long to wait after so many attempts: 1 s, 2 s, 4 s ..., and never longer than about an hour.
clock::duration backoff(int attempts) { return 1s * (1 << std::min(attempts - 1, 12)); }

} // namespace

job_queue::job_queue(application& app, job_limits limits)
    : app_(app), limits_(limits), finished_(std::max<std::size_t>(limits.remembered, 1)) {
    app_.every_tick([this](clock::time_point now) { start_due(now); });
}

std::int64_t job_queue::submit(std::string kind, work what, job_terms terms) {
    if (waiting() >= limits_.waiting) throw http_error(503, "too many jobs are waiting", 10s);
    const clock::time_point now = clock::now();
    const std::int64_t id = ++last_id_;
    record& made = jobs_[id];
    made.shown.id = id;
    made.shown.kind = std::move(kind);
    made.shown.priority = terms.priority;
    made.what = std::make_shared<const work>(std::move(what));
    made.retries = terms.retries;
    wait_until(made, now + std::max(terms.delay, clock::duration::zero()));
    start_due(now);
    return id;
}

bool job_queue::cancel(std::int64_t id) {
    const record* const found = jobs_.get(id);
    if (found == nullptr || found->shown.state != job_state::queued) return false;
    if (later_.contains(found->later)) {
        later_.erase(found->later);
    } else {
        ready_.erase(found->ready);
    }
    jobs_.erase(id);
    return true;
}

const job* job_queue::find(std::int64_t id) const {
    const record* const found = jobs_.get(id);
    return found == nullptr ? nullptr : &found->shown;
}

std::vector<const job*> job_queue::recent(std::size_t most) const {
    std::vector<const job*> found;
    for (auto each = jobs_.rbegin(); each != jobs_.rend() && found.size() != most; ++each)
        found.push_back(&each->second.shown);
    return found;
}

// -- from one heap to the other, to the pool, and back -------------------------------------------------

void job_queue::wait_until(record& of, clock::time_point due) {
    of.shown.state = job_state::queued;
    of.shown.due = due;
    of.later = later_.push({due, of.shown.id});
}

/// Jobs become ready when their time has come, and only then their priority counts: an urgent one that is due
/// tomorrow holds up nobody today.
void job_queue::start_due(clock::time_point now) {
    while (!later_.empty() && later_.top().due <= now) {
        record& due = jobs_.at(later_.take_top().id);
        due.ready = ready_.push({-std::int64_t{due.shown.priority}, due.shown.due, due.shown.id});
    }
    while (!ready_.empty() && running_ < limits_.at_once)
        start(jobs_.at(ready_.take_top().id));
}

void job_queue::start(record& of) {
    of.shown.state = job_state::running;
    ++of.shown.attempts;
    ++running_;
    // Two threads pass the outcome on, one after the other. Neither keeps a reference to the record, which
    // moves when the table grows.
    const auto how = std::make_shared<outcome>();
    app_.post({.run = [what = of.what, how] { *how = attempt(*what); },
               .done = [this, id = of.shown.id, how] { land(id, std::move(*how)); }});
}

job_queue::outcome job_queue::attempt(const work& what) noexcept {
    try {
        return {.result = what(), .error = {}, .ok = true};
    } catch (const http_error& problem) {
        return {.result = {}, .error = problem.what(), .hopeless = problem.status() < 500};
    } catch (const std::exception& problem) {
        return {.result = {}, .error = problem.what()};
    } catch (...) {
        return {.result = {}, .error = "unknown error"};
    }
}

void job_queue::land(std::int64_t id, outcome&& how) {
    const clock::time_point now = clock::now();
    record& of = jobs_.at(id);
    --running_;
    of.shown.error = std::move(how.error);
    if (how.ok) {
        of.shown.result = std::move(how.result);
        retire(of, job_state::done);
    } else if (how.hopeless || of.shown.attempts > of.retries) {
        retire(of, job_state::failed);
    } else {
        wait_until(of, now + backoff(of.shown.attempts));
    }
    start_due(now);
}

void job_queue::retire(record& of, job_state as) {
    of.shown.state = as;
    of.what.reset(); // it may hold much
    const std::int64_t id = of.shown.id;
    if (finished_.full()) jobs_.erase(finished_.take_front());
    finished_.push_back(id);
}

} // namespace demo
