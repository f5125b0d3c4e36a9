// SPDX-License-Identifier: BSL-1.0
// live/latencies.hpp -- how long requests take: exact percentiles of the latest, and a histogram of all
//
//     the latest, as they came     cairn::bounded_deque   the one that leaves is at the front     O(1)
//     the same ones in order       cairn::sorted_list     percentiles are positions               O(log n)
//     bounds of the histogram      cairn::bisect_left     the first bound that is not below       O(log n)

#ifndef DEMO_LIVE_LATENCIES_HPP
#define DEMO_LIVE_LATENCIES_HPP

#include "web/clock.hpp"

#include <cairn/deque.hpp>
#include <cairn/sorted_list.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace demo {

class latencies {
public:
    static constexpr std::size_t window = 4096;
    /// Upper ends of the histogram's buckets; one more bucket takes what is above.
    static constexpr std::array<clock::duration, 16> bounds = [] {
        using std::chrono::microseconds;
        return std::array<clock::duration, 16>{
            microseconds(5),        microseconds(10),      microseconds(25),
            microseconds(50),       microseconds(100),     microseconds(250),
            microseconds(500),      microseconds(1'000),   microseconds(2'500),
            microseconds(5'000),    microseconds(10'000),  microseconds(25'000),
            microseconds(50'000),   microseconds(100'000), microseconds(500'000),
            microseconds(2'500'000)};
    }();

    /// Complexity  O(log window)
    void add(clock::duration took);

    /// How many of the latest there are: at most `window`.
    [[nodiscard]] std::size_t size() const noexcept { return latest_.size(); }
    /// The smallest time within which this share of the latest was answered: 0.5 is the median. 0 if there are none.
    /// Complexity  O(log window)
    [[nodiscard]] clock::duration percentile(double share) const;
    [[nodiscard]] clock::duration slowest() const { return percentile(1); }

    /// Of all requests, not only the latest: how many there were between each bound and the one before.
    [[nodiscard]] std::span<const std::uint64_t> buckets() const noexcept { return buckets_; }
    [[nodiscard]] clock::duration sum() const noexcept { return sum_; }

private:
    cairn::bounded_deque<clock::rep> latest_{window};
    cairn::sorted_list<clock::rep> ordered_;
    std::array<std::uint64_t, bounds.size() + 1> buckets_{};
    clock::duration sum_{};
};

} // namespace demo

#endif // DEMO_LIVE_LATENCIES_HPP
