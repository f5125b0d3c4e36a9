// SPDX-License-Identifier: BSL-1.0
// live/cached_queries.hpp -- TechEmpower's "cached queries": rows of a table by random ids, out of a cache of objects
//
// What the benchmark's rules ask for: a table of 10,000 rows, `count` (or `queries`) of them for each request, between 1
// and 500, chosen at random; a real cache of objects that reads through and replaces; no cache of the response, which
// is written anew each time.

#ifndef DEMO_LIVE_CACHED_QUERIES_HPP
#define DEMO_LIVE_CACHED_QUERIES_HPP

#include "store/database.hpp"
#include "web/application.hpp"

#include <span>

namespace demo {

/// The table `world` with its 10,000 rows.
[[nodiscard]] std::span<const migration> world_migrations() noexcept;

/// Registers GET /cached-queries?count=20. The database has to outlive the application.
void cached_queries(application& app, database& data);

} // namespace demo

#endif // DEMO_LIVE_CACHED_QUERIES_HPP
