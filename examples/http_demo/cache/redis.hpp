// SPDX-License-Identifier: BSL-1.0
// cache/redis.hpp -- the second level kept by a Redis server, which several instances share
//
// Redis is worth asking for what costs much more than the question: a round trip takes some 30 us, a
// hit in the first level 0.1 us, and a row of SQLite 4 us. Its other use is that an instance tells the
// others what has changed.

#ifndef DEMO_CACHE_REDIS_HPP
#define DEMO_CACHE_REDIS_HPP

#include "cache/second_level.hpp"

#include <memory>
#include <string>

namespace demo {

/// The address is HOST:PORT, [IPV6]:PORT or the path of a socket. The server need not be there: until
/// it is, everything is a miss. Its answers are awaited for 50 ms; after three failures in a row nobody
/// asks for a second, then two, up to 30.
/// Throws std::invalid_argument if the address is malformed, std::runtime_error if the program was
/// built without hiredis.
[[nodiscard]] std::shared_ptr<second_level> redis_level(const std::string& address);

} // namespace demo

#endif // DEMO_CACHE_REDIS_HPP
