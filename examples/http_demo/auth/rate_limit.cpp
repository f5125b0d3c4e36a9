// SPDX-License-Identifier: BSL-1.0
// auth/rate_limit.cpp -- so many requests in so much time

#include "auth/rate_limit.hpp"

#include <algorithm>
#include <memory>
#include <stdexcept>
#include <utility>

namespace demo {

using namespace std::chrono_literals;

rate_limiter::rate_limiter(std::size_t requests, std::chrono::seconds window, std::size_t clients)
    : requests_(requests), window_(window), recent_({.capacity = clients, .ttl = window}) {
    if (requests == 0 || window <= 0s) throw std::invalid_argument("a rate limit of nothing");
}

std::optional<std::chrono::seconds> rate_limiter::admit(std::string_view client) {
    const clock::time_point now = clock::now();
    auto known = recent_.take(client);
    times recent = known ? std::move(*known) : times(requests_);

    const bool full = recent.size() == requests_;
    const clock::duration wait = full ? recent.front() + window_ - now : clock::duration::zero();
    const bool admitted = wait <= clock::duration::zero();
    if (admitted) recent.push_back(now);                         // a full one forgets its oldest
    const clock::time_point forgotten = recent.back() + window_; // by then none of them counts
    recent_.put(std::string(client), std::move(recent), forgotten - now);
    if (admitted) return std::nullopt;
    return std::chrono::ceil<std::chrono::seconds>(wait);
}

namespace {

[[nodiscard]] std::string_view client_of(const request& in, bool behind_proxy) noexcept {
    if (!behind_proxy) return in.peer;
    const std::string_view named = in.header("X-Forwarded-For");
    const std::string_view last = named.substr(named.rfind(',') + 1); // all of it without a comma
    const std::size_t start = last.find_first_not_of(' ');
    return start == last.npos ? in.peer : last.substr(start);
}

[[nodiscard]] bool concerns(const rate_limit_options& how, const request& in) {
    const bool reads =
        in.verb == method::get || in.verb == method::head || in.verb == method::options;
    if (how.changes_only && reads) return false;
    return how.paths.empty() || std::ranges::find(how.paths, in.path) != how.paths.end();
}

} // namespace

void rate_limit(application& app, rate_limit_options how) {
    const auto limiter = std::make_shared<rate_limiter>(how.requests, how.window, how.clients);
    app.before([limiter, how = std::move(how)](request& in) -> std::optional<response> {
        if (!concerns(how, in)) return std::nullopt;
        const auto wait = limiter->admit(client_of(in, how.behind_proxy));
        if (!wait) return std::nullopt;
        return http_error(429, "Too many requests: try again later", *wait).answer();
    });
}

} // namespace demo
