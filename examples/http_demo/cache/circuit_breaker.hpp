// SPDX-License-Identifier: BSL-1.0
// cache/circuit_breaker.hpp -- leaves a server alone that does not answer
//
// Asking a server that is gone costs everybody the time until the question is given up. Like the one in
// a fuse box, the breaker opens after some failures in a row, and for a second nobody asks. Then one
// attempt is let through: if it succeeds all may ask again, if not the pause doubles.

#ifndef DEMO_CACHE_CIRCUIT_BREAKER_HPP
#define DEMO_CACHE_CIRCUIT_BREAKER_HPP

#include "web/clock.hpp"

#include <chrono>
#include <cstdint>
#include <mutex>
#include <optional>

namespace demo {

/// For any number of threads.
class circuit_breaker {
public:
    struct options {
        int failures = 3; // in a row
        std::chrono::milliseconds first_pause{1'000}, longest_pause{30'000};
    };
    /// Tells the attempts of one period from those of the next: what an attempt reports that began
    /// before the breaker opened says nothing about the time after that.
    using period = std::uint64_t;

    circuit_breaker() = default;
    explicit circuit_breaker(options how) noexcept : how_(how), pause_(how.first_pause) {}

    /// Whether to try. Whoever gets a period reports how it went.
    [[nodiscard]] std::optional<period> attempt() noexcept;
    void succeeded(period when) noexcept;
    void failed(period when) noexcept;
    /// Somebody else has found that the server is there again: nobody has to wait any longer.
    void close() noexcept;
    [[nodiscard]] bool open() const noexcept;

private:
    void reset() noexcept; // under the lock

    options how_;
    mutable std::mutex lock_;
    period now_ = 0;
    int failures_ = 0; // in a row
    bool open_ = false, probing_ = false;
    clock::time_point until_{};
    std::chrono::milliseconds pause_ = options{}.first_pause;
};

} // namespace demo

#endif // DEMO_CACHE_CIRCUIT_BREAKER_HPP
