// SPDX-License-Identifier: BSL-1.0
// web/clock.hpp -- the one clock of the demo: steady time, which tests move forward without waiting

#ifndef DEMO_WEB_CLOCK_HPP
#define DEMO_WEB_CLOCK_HPP

#include <atomic>
#include <chrono>

namespace demo {

/// A clock in the sense of the standard: cairn's caches take it as they take std::chrono::steady_clock.
struct clock {
    using duration = std::chrono::nanoseconds;
    using rep = duration::rep;
    using period = duration::period;
    using time_point = std::chrono::time_point<clock, duration>;
    static constexpr bool is_steady = true;

    [[nodiscard]] static time_point now() noexcept {
        const auto real = std::chrono::steady_clock::now().time_since_epoch();
        return time_point(real + duration(ahead_.load(std::memory_order_relaxed)));
    }
    /// From now on it is this much later, for every thread. For tests.
    static void advance(duration by) noexcept { ahead_ += by.count(); }

private:
    static inline std::atomic<rep> ahead_ = 0;
};

} // namespace demo

#endif // DEMO_WEB_CLOCK_HPP
