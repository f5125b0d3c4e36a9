// SPDX-License-Identifier: BSL-1.0
// live/debug_routes.hpp -- what the service says about itself, and the switches of its cache
//
//     GET  /debug/metrics.json   all that the live page shows
//     GET  /debug/metrics        the same for Prometheus, in its text format 0.0.4
//     POST /debug/cache          {"policy": "lru"}, {"enabled": false}, {"single_flight": true}, or {"clear": true}

#ifndef DEMO_LIVE_DEBUG_ROUTES_HPP
#define DEMO_LIVE_DEBUG_ROUTES_HPP

#include "live/metrics.hpp"
#include "web/application.hpp"

#include <string>

namespace demo {

/// The switches work from this machine only, for those whom the guard lets through. The metrics have to outlive the
/// application's last request.
void debug_routes(application& app, metrics& numbers, decorator guard);

/// What the two GETs answer.
[[nodiscard]] std::string json_of(application& app, metrics& numbers);
[[nodiscard]] std::string prometheus_text_of(application& app, metrics& numbers);

} // namespace demo

#endif // DEMO_LIVE_DEBUG_ROUTES_HPP
