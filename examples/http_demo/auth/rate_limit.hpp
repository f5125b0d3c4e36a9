// SPDX-License-Identifier: BSL-1.0
// auth/rate_limit.hpp -- so many requests in so much time from one client, and then 429 Too Many Requests
//
// A window that slides: the times of a client's last n requests stand in a cairn::bounded_deque of n. If
// it is full and the oldest of them is younger than the window, the client has to wait until it is not.
// The deques lie in a cairn::ttl_cache: who asks no more is forgotten, and memory has a bound.

#ifndef DEMO_AUTH_RATE_LIMIT_HPP
#define DEMO_AUTH_RATE_LIMIT_HPP

#include "auth/secrets.hpp"
#include "web/application.hpp"

#include <cairn/cache.hpp>
#include <cairn/deque.hpp>

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace demo {

/// Belongs to the thread of the event loop.
class rate_limiter {
public:
    /// Throws std::invalid_argument if requests or window are zero.
    rate_limiter(std::size_t requests, std::chrono::seconds window, std::size_t clients);

    /// Nothing if this request is within the limit, and counted; otherwise how long to wait.
    [[nodiscard]] std::optional<std::chrono::seconds> admit(std::string_view client);
    [[nodiscard]] std::size_t clients() const noexcept { return recent_.size(); }

private:
    using times = cairn::bounded_deque<clock::time_point>;
    std::size_t requests_;
    std::chrono::seconds window_;
    cairn::ttl_cache<std::string, times, cairn::lru_policy, clock, keyed_hash> recent_;
};

struct rate_limit_options {
    std::size_t requests = 20;
    std::chrono::seconds window{60};
    std::vector<std::string> paths{}; // exactly these; empty: all
    bool changes_only = true;         // POST, PUT, PATCH and DELETE
    bool behind_proxy = false;        // the client is whom X-Forwarded-For names last
    std::size_t clients = 10'000;     // remembered at once
};

/// Extension: answers 429 with Retry-After to who asks too often; refused requests do not count.
void rate_limit(application& app, rate_limit_options how);

} // namespace demo

#endif // DEMO_AUTH_RATE_LIMIT_HPP
