// SPDX-License-Identifier: BSL-1.0
// live/debug_routes.hpp -- what the service says about itself, and the switches of its cache
//
//     GET  /debug/metrics.json   all that the live page shows
//     GET  /debug/metrics        the same for Prometheus
//     POST /debug/cache          {"policy": "lru"}, {"enabled": false}, {"single_flight": true} or {"clear": true}

#ifndef DEMO_LIVE_DEBUG_ROUTES_HPP
#define DEMO_LIVE_DEBUG_ROUTES_HPP

#include "live/metrics.hpp"
#include "web/application.hpp"

namespace demo {

/// The switches work from this machine only, for those whom the guard lets through. The metrics have to live as long
/// as the application answers.
void debug_routes(application& app, metrics& numbers, decorator guard);

} // namespace demo

#endif // DEMO_LIVE_DEBUG_ROUTES_HPP
