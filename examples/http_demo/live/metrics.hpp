// SPDX-License-Identifier: BSL-1.0
// live/metrics.hpp -- what the service has been doing: counted with every request, on the loop's thread
//
//     metrics numbers(app);                          // an extension: from now on it counts
//     numbers.times().percentile(0.99);
//     numbers.requests().most_common(3);             // the routes most in demand
//
//     routes, states, clients     cairn::counter, with keys of which there are only so many: a route, never a URL
//     the last minute             a counter for each second; a new one is added, the one of a minute ago subtracted
//     the latest requests         cairn::bounded_deque
//     percentiles                 cairn::sorted_list (see latencies.hpp)

#ifndef DEMO_LIVE_METRICS_HPP
#define DEMO_LIVE_METRICS_HPP

#include "live/latencies.hpp"
#include "web/application.hpp"

#include <cairn/counter.hpp>
#include <cairn/deque.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>

namespace demo {

class metrics {
public:
    static constexpr std::size_t seconds_shown = 120;
    static constexpr std::size_t requests_shown = 100;
    static constexpr std::size_t most_clients = 1000; // the rest are counted together
    static constexpr std::size_t longest_path = 100;

    /// By route, of which there are as many as the program has; null is what had none.
    using by_route = cairn::counter<const route*>;

    /// Counts every answer but those of /debug/: who watches does not want to see the watching.
    /// Register it first: its hook is then the last, and sees the time that all the others took.
    explicit metrics(application& app);
    metrics(const metrics&) = delete; // the application refers to it
    metrics& operator=(const metrics&) = delete;

    // -- all of them --------------------------------------------------------------------------------

    [[nodiscard]] std::uint64_t total() const noexcept { return total_; }
    [[nodiscard]] clock::duration uptime(clock::time_point now) const { return now - started_; }
    [[nodiscard]] const latencies& times() const noexcept { return times_; }
    [[nodiscard]] const by_route& requests() const noexcept { return requests_; }
    [[nodiscard]] const by_route& nanoseconds() const noexcept { return nanoseconds_; }
    /// Requests that asked the cache, and those of them for which no handler ran.
    [[nodiscard]] const by_route& looked_up() const noexcept { return looked_up_; }
    [[nodiscard]] const by_route& found() const noexcept { return found_; }
    [[nodiscard]] const cairn::counter<int>& statuses() const noexcept { return statuses_; }
    [[nodiscard]] const cairn::counter<std::string>& clients() const noexcept { return clients_; }
    [[nodiscard]] std::uint64_t outcome(cache_status which) const noexcept {
        return outcomes_[static_cast<std::size_t>(which)];
    }

    // -- lately ---------------------------------------------------------------------------------------

    struct second {
        std::uint64_t requests = 0, looked_up = 0, found = 0;
        clock::duration p99{}; // of the latest requests, when it ended
    };
    struct recent {
        clock::time_point at;
        method verb = method::get;
        int status = 0;
        cache_status cache = cache_status::none;
        clock::duration took{};
        std::size_t bytes = 0;
        std::string path; // without the query: what is in there may be private
    };

    /// Ends the seconds that are over. Before each look at what follows.
    void catch_up(clock::time_point now);
    /// Of the last whole minute.
    [[nodiscard]] const by_route& last_minute() const noexcept { return last_minute_; }
    /// The last whole seconds, the oldest one first.
    [[nodiscard]] const cairn::bounded_deque<second>& seconds() const noexcept { return seconds_; }
    /// What happened in the last few of them, all together.
    [[nodiscard]] second in_last(std::size_t seconds) const;
    /// The latest requests, the oldest one first.
    [[nodiscard]] const cairn::bounded_deque<recent>& latest() const noexcept { return latest_; }

private:
    void record(const exchange& e, const response& answer);
    void remember(const exchange& e, const response& answer, clock::time_point now);
    void count_client(std::string_view peer);
    void end_second();

    clock::time_point started_ = clock::now();
    clock::time_point next_second_ = started_ + std::chrono::seconds(1);

    std::uint64_t total_ = 0;
    latencies times_;
    by_route requests_, nanoseconds_, looked_up_, found_;
    cairn::counter<int> statuses_;
    cairn::counter<std::string> clients_;
    std::array<std::uint64_t, 7> outcomes_{}; // by cache_status

    second this_second_;
    cairn::bounded_deque<second> seconds_{seconds_shown};
    by_route routes_this_second_, last_minute_;
    cairn::bounded_deque<by_route> minute_{60}; // the seconds that last_minute_ is the sum of
    cairn::bounded_deque<recent> latest_{requests_shown};
};

} // namespace demo

#endif // DEMO_LIVE_METRICS_HPP
