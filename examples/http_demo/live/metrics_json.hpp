// SPDX-License-Identifier: BSL-1.0
// live/metrics_json.hpp -- what the live page shows, as JSON

#ifndef DEMO_LIVE_METRICS_JSON_HPP
#define DEMO_LIVE_METRICS_JSON_HPP

#include "live/metrics.hpp"
#include "web/application.hpp"
#include "web/json.hpp"

#include <string>
#include <string_view>

namespace demo {

/// The answer of GET /debug/metrics.json. What clients searched for, and who they are, is private.
[[nodiscard]] std::string metrics_json(application& app, metrics& numbers, bool private_too);

/// Policy, contents and counts of the cache: a part of it, and the answer of POST /debug/cache.
void write_cache(json_writer& out, application& app);

/// `GET /tasks/<int:id>`; `(no route)` for null.
[[nodiscard]] std::string name_of(const route* which);
/// What became of requests in the cache, in lower case: hit, miss ...; `none` is not cached.
[[nodiscard]] std::string_view outcome_name(cache_status status) noexcept;
inline constexpr std::size_t outcome_count = 7;

} // namespace demo

#endif // DEMO_LIVE_METRICS_JSON_HPP
