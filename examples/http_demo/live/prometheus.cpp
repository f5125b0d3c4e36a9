// SPDX-License-Identifier: BSL-1.0
// live/prometheus.cpp -- the numbers in the words of a monitoring system

#include "live/prometheus.hpp"

#include "live/metrics_json.hpp"

#include <array>
#include <charconv>
#include <concepts>
#include <initializer_list>
#include <utility>

namespace demo {

namespace {

using seconds = std::chrono::duration<double>;

/// Writes families of numbers: each begins with what it is, and has a line for every set of labels.
class exposition {
public:
    using labels = std::initializer_list<std::pair<std::string_view, std::string_view>>;

    void begin(std::string_view name, std::string_view type, std::string_view help) {
        name_ = name;
        text_.append("# HELP ").append(name).append(" ").append(help);
        text_.append("\n# TYPE ").append(name).append(" ").append(type).append("\n");
    }
    template <class Number>
    void line(Number value, labels with = {}, std::string_view suffix = {}) {
        text_.append(name_).append(suffix);
        char before = '{';
        for (const auto& [label, is] : with) {
            (text_ += std::exchange(before, ',')).append(label).append("=\"");
            escape(is);
            text_ += '"';
        }
        text_ += with.size() == 0 ? " " : "} ";
        number(value);
        text_ += '\n';
    }
    /// A family of one number.
    template <class Number>
    void single(std::string_view name, std::string_view type, std::string_view help, Number value) {
        begin(name, type, help);
        line(value);
    }
    [[nodiscard]] std::string take() { return std::move(text_); }

private:
    template <class Number>
    void number(Number value) {
        std::array<char, 32> digits{};
        const auto written = std::to_chars(digits.data(), digits.data() + digits.size(), value);
        text_.append(digits.data(), written.ptr);
    }
    void escape(std::string_view text) {
        for (const char c : text) {
            if (c == '\\' || c == '"') text_ += '\\';
            if (c == '\n') {
                text_ += "\\n";
            } else {
                text_ += c;
            }
        }
    }

    std::string text_, name_;
};

[[nodiscard]] std::string text_of(clock::duration time) {
    std::array<char, 32> digits{};
    const auto written =
        std::to_chars(digits.data(), digits.data() + digits.size(), seconds(time).count());
    return {digits.data(), written.ptr};
}

void write_requests(exposition& out, const metrics& numbers) {
    out.begin("demo_requests_total", "counter", "Requests by the route that answered them.");
    for (const auto& [which, n] : numbers.requests()) {
        const std::string_view verb = which ? name_of(which->verb) : "";
        out.line(n, {{"method", verb}, {"route", which ? which->pattern : std::string_view()}});
    }
    out.begin("demo_responses_total", "counter", "Responses by their status.");
    for (const auto& [status, n] : numbers.statuses())
        out.line(n, {{"status", std::to_string(status)}});
}

/// Buckets are cumulative: each counts all that were at most so slow.
void write_durations(exposition& out, const latencies& times) {
    out.begin("demo_request_duration_seconds", "histogram", "Time from a request to its response.");
    std::uint64_t sum = 0;
    for (std::size_t i = 0; i != latencies::bounds.size(); ++i) {
        sum += times.buckets()[i];
        out.line(sum, {{"le", text_of(latencies::bounds[i])}}, "_bucket");
    }
    sum += times.buckets().back();
    out.line(sum, {{"le", "+Inf"}}, "_bucket");
    out.line(seconds(times.sum()).count(), {}, "_sum");
    out.line(sum, {}, "_count");

    out.begin("demo_recent_duration_seconds", "gauge", "Exact percentiles of the latest requests.");
    for (const auto& [name, share] : {std::pair("0.5", 0.5), {"0.95", 0.95}, {"0.99", 0.99}})
        out.line(seconds(times.percentile(share)).count(), {{"quantile", name}});
}

void write_cache(exposition& out, application& app, const metrics& numbers) {
    out.begin("demo_cache_requests_total", "counter",
              "Requests by what became of them in the cache.");
    for (std::size_t i = 0; i != outcome_count; ++i) {
        const auto which = static_cast<cache_status>(i);
        out.line(numbers.outcome(which), {{"outcome", outcome_name(which)}});
    }
    const response_cache& cache = app.cache();
    const response_cache::counts& counted = cache.statistics();
    out.begin("demo_cache_changes_total", "counter", "What became of entries.");
    out.line(counted.stored, {{"what", "stored"}});
    out.line(counted.refused, {{"what", "refused"}});
    out.line(counted.evicted, {{"what", "evicted"}});
    out.line(counted.expired, {{"what", "expired"}});
    out.line(counted.invalidated, {{"what", "invalidated"}});
    out.single("demo_cache_entries", "gauge", "Entries of the cache.", cache.size());
    out.single("demo_cache_bytes", "gauge", "Bytes that they take.", cache.bytes());
    out.single("demo_cache_max_bytes", "gauge", "Bytes that they may take.", cache.max_bytes());
    out.single("demo_computations", "gauge", "Handlers that others wait for.", app.flights());
}

void write_shared(exposition& out, const second_level::counts& counted) {
    out.begin("demo_shared_cache_total", "counter", "What was asked of the shared cache.");
    out.line(counted.hits, {{"what", "hit"}});
    out.line(counted.misses, {{"what", "miss"}});
    out.line(counted.stored, {{"what", "stored"}});
    out.line(counted.invalidated, {{"what", "invalidated"}});
    out.line(counted.failures, {{"what", "failure"}});
    out.single("demo_shared_cache_open", "gauge", "Whether it is left alone after failures.",
               counted.open ? 1 : 0);
}

} // namespace

std::string prometheus_text(application& app, metrics& numbers) {
    exposition out;
    write_requests(out, numbers);
    write_durations(out, numbers.times());
    write_cache(out, app, numbers);
    if (app.shared() != nullptr) write_shared(out, app.shared()->statistics());
    out.single("demo_uptime_seconds", "gauge", "Since the service began.",
               seconds(numbers.uptime(clock::now())).count());
    return out.take();
}

} // namespace demo
