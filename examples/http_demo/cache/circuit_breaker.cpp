// SPDX-License-Identifier: BSL-1.0
// cache/circuit_breaker.cpp -- leaves a server alone that does not answer

#include "cache/circuit_breaker.hpp"

#include <algorithm>

namespace demo {

std::optional<circuit_breaker::period> circuit_breaker::attempt() noexcept {
    const std::scoped_lock guard(lock_);
    if (!open_) return now_;
    if (probing_ || clock::now() < until_) return std::nullopt;
    probing_ = true;
    return ++now_; // nobody else has this one
}

void circuit_breaker::succeeded(period when) noexcept {
    const std::scoped_lock guard(lock_);
    if (when == now_) reset();
}

void circuit_breaker::close() noexcept {
    const std::scoped_lock guard(lock_);
    if (!open_) return;
    reset();
    ++now_; // whoever was asking meanwhile asked too early
}

void circuit_breaker::reset() noexcept {
    open_ = probing_ = false;
    failures_ = 0;
    pause_ = how_.first_pause;
}

void circuit_breaker::failed(period when) noexcept {
    const std::scoped_lock guard(lock_);
    if (when != now_ || (!open_ && ++failures_ < how_.failures)) return;
    if (open_) pause_ = (std::min)(pause_ * 2, how_.longest_pause);
    open_ = true;
    probing_ = false;
    until_ = clock::now() + pause_;
    ++now_;
}

bool circuit_breaker::open() const noexcept {
    const std::scoped_lock guard(lock_);
    return open_;
}

} // namespace demo
