// SPDX-License-Identifier: BSL-1.0
// live/prometheus.hpp -- the numbers in the words of a monitoring system

#ifndef DEMO_LIVE_PROMETHEUS_HPP
#define DEMO_LIVE_PROMETHEUS_HPP

#include "live/metrics.hpp"
#include "web/application.hpp"

#include <string>
#include <string_view>

namespace demo {

inline constexpr std::string_view prometheus_type = "text/plain; version=0.0.4; charset=utf-8";

/// The answer of GET /debug/metrics: Prometheus' text format, version 0.0.4.
[[nodiscard]] std::string prometheus_text(application& app, metrics& numbers);

} // namespace demo

#endif // DEMO_LIVE_PROMETHEUS_HPP
