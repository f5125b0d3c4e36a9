// SPDX-License-Identifier: BSL-1.0
// live/metrics_json.cpp -- what the live page shows, as JSON

#include "live/metrics_json.hpp"

#include "cache/answers.hpp"

#include <unistd.h>

#include <array>

namespace demo {

namespace {

using milliseconds = std::chrono::duration<double, std::milli>;

[[nodiscard]] double in_ms(clock::duration time) { return milliseconds(time).count(); }

[[nodiscard]] double ratio(std::int64_t part, std::int64_t whole) {
    return whole == 0 ? 0 : static_cast<double>(part) / static_cast<double>(whole);
}
[[nodiscard]] double ratio(std::uint64_t part, std::uint64_t whole) {
    return ratio(static_cast<std::int64_t>(part), static_cast<std::int64_t>(whole));
}

void write_latencies(json_writer& out, const latencies& times) {
    out.key("latency_ms").begin_object();
    out.member("p50", in_ms(times.percentile(0.50)));
    out.member("p95", in_ms(times.percentile(0.95)));
    out.member("p99", in_ms(times.percentile(0.99)));
    out.member("max", in_ms(times.slowest()));
    out.member("window", times.size());
    out.end_object();
}

void write_next_due(json_writer& out, const response_cache& cache, bool private_too) {
    out.key("next_due").begin_array();
    for (const auto& [key, left] : cache.next_due(10)) {
        const std::string shown = readable_key(key);
        out.begin_object().member("key", private_too ? shown : shown.substr(0, shown.find('?')));
        out.member("left_ms", in_ms(left));
        out.end_object();
    }
    out.end_array();
}

void write_routes(json_writer& out, const metrics& numbers) {
    const auto all = static_cast<std::int64_t>(numbers.total());
    out.key("routes").begin_array();
    for (const auto& [which, n] : numbers.requests().most_common(10)) {
        const auto spent = clock::duration(numbers.nanoseconds()[which]);
        out.begin_object().member("route", name_of(which)).member("requests", n);
        out.member("last_minute", numbers.last_minute()[which]).member("share", ratio(n, all));
        out.member("mean_ms", in_ms(spent) / static_cast<double>(n));
        out.member("hit_ratio", ratio(numbers.found()[which], numbers.looked_up()[which]));
        out.end_object();
    }
    out.end_array();
}

/// An array of a counter's `n` most common keys.
template <class Counter>
void write_counts(json_writer& out, std::string_view name, std::string_view key,
                  const Counter& counts, std::ptrdiff_t n) {
    out.key(name).begin_array();
    for (const auto& [what, count] : counts.most_common(n))
        out.begin_object().member(key, what).member("requests", count).end_object();
    out.end_array();
}

/// What the instances share, as far as this one has asked for it.
void write_shared(json_writer& out, const second_level* level) {
    if (level == nullptr) return;
    const second_level::counts counted = level->statistics();
    out.key("shared").begin_object().member("hits", counted.hits).member("misses", counted.misses);
    out.member("stored", counted.stored).member("invalidated", counted.invalidated);
    out.member("failures", counted.failures).member("open", counted.open);
    out.member("hit_ratio", ratio(counted.hits, counted.hits + counted.misses)).end_object();
}

void write_outcomes(json_writer& out, const metrics& numbers) {
    out.key("outcomes").begin_object();
    for (std::size_t i = 0; i != outcome_count; ++i) {
        const auto which = static_cast<cache_status>(i);
        out.member(outcome_name(which), numbers.outcome(which));
    }
    out.end_object();
}

void write_series(json_writer& out, const metrics& numbers) {
    out.key("series").begin_object().member("seconds", metrics::seconds_shown);
    out.key("requests").begin_array();
    for (const auto& second : numbers.seconds())
        out.value(second.requests);
    out.end_array().key("hit_ratio").begin_array();
    for (const auto& second : numbers.seconds()) {
        if (second.looked_up == 0) {
            out.null(); // a gap in the line
        } else {
            out.value(ratio(second.found, second.looked_up));
        }
    }
    out.end_array().key("p99_ms").begin_array();
    for (const auto& second : numbers.seconds()) {
        if (second.requests == 0) {
            out.null();
        } else {
            out.value(in_ms(second.p99));
        }
    }
    out.end_array().end_object();
}

void write_latest(json_writer& out, const metrics& numbers, clock::time_point now) {
    out.key("last").begin_array();
    const auto& latest = numbers.latest();
    for (auto one = latest.rbegin(); one != latest.rend(); ++one) {
        out.begin_object()
            .member("ago_ms", in_ms(now - one->at))
            .member("method", name_of(one->verb));
        out.member("path", one->path).member("status", one->status).member("ms", in_ms(one->took));
        out.member("cache", name_of(one->cache)).member("bytes", one->bytes).end_object();
    }
    out.end_array();
}

} // namespace

std::string name_of(const route* which) {
    if (which == nullptr) return "(no route)";
    return std::string(name_of(which->verb)) + ' ' + which->pattern;
}

std::string_view outcome_name(cache_status status) noexcept {
    constexpr std::array<std::string_view, outcome_count> names = {
        "none", "hit", "miss", "coalesced", "stale", "off", "hit_second"};
    return names[static_cast<std::size_t>(status)];
}

void write_cache(json_writer& out, application& app) {
    const response_cache& cache = app.cache();
    const response_cache::counts& counted = cache.statistics();
    out.begin_object().member("enabled", cache.enabled());
    out.member("policy", name_of(cache.current_policy()));
    out.key("policies").begin_array();
    for (const policy one : {policy::off, policy::lru, policy::lfu, policy::s3fifo})
        out.value(name_of(one));
    out.end_array().member("single_flight", app.single_flight());
    out.member("entries", cache.size()).member("bytes", cache.bytes());
    out.member("max_bytes", cache.max_bytes()).member("hits", counted.hits);
    out.member("misses", counted.misses).member("stale", counted.stale);
    out.member("coalesced", counted.coalesced).member("stored", counted.stored);
    out.member("refused", counted.refused).member("evicted", counted.evicted);
    out.member("expired", counted.expired).member("invalidated", counted.invalidated);
    out.member("hit_ratio", counted.hit_ratio()).end_object();
}

std::string metrics_json(application& app, metrics& numbers, bool private_too) {
    const clock::time_point now = clock::now();
    numbers.catch_up(now);
    const metrics::second lately = numbers.in_last(10);
    json_writer out;
    out.begin_object().member("instance", ::getpid());
    out.member("uptime_s", in_ms(numbers.uptime(now)) / 1000).member("requests", numbers.total());
    out.member("rate", static_cast<double>(lately.requests) / 10);
    out.member("recent_hit_ratio", ratio(lately.found, lately.looked_up));
    out.member("in_flight_computations", app.flights());
    write_latencies(out, numbers.times());
    write_cache(out.key("cache"), app);
    write_shared(out, app.shared());
    write_next_due(out, app.cache(), private_too);
    write_routes(out, numbers);
    write_counts(out, "statuses", "status", numbers.statuses(), 20);
    write_counts(out, "clients", "client", numbers.clients(), private_too ? 5 : 0);
    write_outcomes(out, numbers);
    write_series(out, numbers);
    write_latest(out, numbers, now);
    return out.end_object().take();
}

} // namespace demo
