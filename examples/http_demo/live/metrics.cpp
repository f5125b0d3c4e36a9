// SPDX-License-Identifier: BSL-1.0
// live/metrics.cpp -- what the service has been doing: counted with every request, on the loop's thread

#include "live/metrics.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

namespace demo {

namespace {

/// Whether the cache was asked, and whether it spared a handler.
[[nodiscard]] bool asked(cache_status status) noexcept {
    return status != cache_status::none && status != cache_status::off;
}
[[nodiscard]] bool spared(cache_status status) noexcept {
    return asked(status) && status != cache_status::miss;
}

} // namespace

metrics::metrics(application& app) {
    app.after([this](const exchange& e, const response& answer) {
        if (!e.in.path.starts_with("/debug/")) record(e, answer);
    });
}

void metrics::record(const exchange& e, const response& answer) {
    const clock::time_point now = clock::now();
    const clock::duration took = now - e.started;
    catch_up(now);

    ++total_;
    ++this_second_.requests;
    times_.add(took);
    requests_.add(e.matched);
    nanoseconds_.add(e.matched, took.count());
    routes_this_second_.add(e.matched);
    statuses_.add(answer.status);
    count_client(e.in.peer);

    ++outcomes_[static_cast<std::size_t>(e.cache)];
    if (asked(e.cache)) {
        ++this_second_.looked_up;
        looked_up_.add(e.matched);
    }
    if (spared(e.cache)) {
        ++this_second_.found;
        found_.add(e.matched);
    }
    remember(e, answer, now);
}

/// The memory of the entry that leaves serves the one that comes.
void metrics::remember(const exchange& e, const response& answer, clock::time_point now) {
    recent entry;
    if (latest_.size() == latest_.maxlen()) entry = std::move(latest_.front());
    entry.at = now;
    entry.verb = e.in.verb;
    entry.status = answer.status;
    entry.cache = e.cache;
    entry.took = now - e.started;
    entry.bytes = answer.text().size();
    entry.path.assign(e.in.path.substr(0, longest_path));
    latest_.push_back(std::move(entry));
}

/// Anybody can come from many addresses; they must not fill the memory.
void metrics::count_client(std::string_view peer) {
    const bool known = clients_.size() < most_clients || clients_.contains(peer);
    clients_.add(known ? peer : "others");
}

// -- seconds and minutes ------------------------------------------------------------------------------

void metrics::catch_up(clock::time_point now) {
    constexpr std::chrono::seconds all(seconds_shown);
    if (now - next_second_ > all)
        next_second_ += floor<std::chrono::seconds>(now - next_second_) - all;
    while (next_second_ <= now) {
        end_second();
        next_second_ += std::chrono::seconds(1);
    }
}

void metrics::end_second() {
    this_second_.p99 = times_.percentile(0.99);
    seconds_.push_back(std::exchange(this_second_, second()));

    if (minute_.size() == minute_.maxlen()) last_minute_ -= minute_.front();
    last_minute_ += routes_this_second_;
    minute_.push_back(std::exchange(routes_this_second_, by_route()));
}

metrics::second metrics::in_last(std::size_t seconds) const {
    second sum;
    const std::size_t n = std::min(seconds, seconds_.size());
    for (std::size_t i = seconds_.size() - n; i != seconds_.size(); ++i) {
        sum.requests += seconds_[i].requests;
        sum.looked_up += seconds_[i].looked_up;
        sum.found += seconds_[i].found;
        sum.p99 = seconds_[i].p99;
    }
    return sum;
}

} // namespace demo
