// SPDX-License-Identifier: BSL-1.0
// live/latencies.cpp -- how long requests take: exact percentiles of the latest, and a histogram of all

#include "live/latencies.hpp"

#include <cairn/bisect.hpp>

#include <algorithm>
#include <cmath>

namespace demo {

void latencies::add(clock::duration took) {
    if (latest_.size() == window) ordered_.erase_one(latest_.front());
    latest_.push_back(took.count()); // where it is full, the oldest one leaves
    ordered_.insert(took.count());

    ++buckets_[static_cast<std::size_t>(cairn::bisect_left(bounds, took))];
    sum_ += took;
}

clock::duration latencies::percentile(double share) const {
    if (ordered_.empty()) return {};
    const auto n = static_cast<double>(ordered_.size());
    const double rank = std::clamp(std::ceil(share * n), 1.0, n); // counted from 1
    return clock::duration(ordered_[static_cast<std::size_t>(rank) - 1]);
}

} // namespace demo
