// SPDX-License-Identifier: BSL-1.0
// settings.hpp -- everything that can be chosen when the program starts

#ifndef DEMO_SETTINGS_HPP
#define DEMO_SETTINGS_HPP

#include "cache/response_cache.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace demo {

struct settings {
    // where it listens, and for how long it is patient
    std::string host = "127.0.0.1"; // 0.0.0.0 in a container, where loopback reaches nobody
    std::uint16_t port = 8080;      // 0 takes a free one
    unsigned workers = 2;           // threads that run handlers
    std::size_t connections = 10'000;
    std::chrono::milliseconds deadline{
        10'000}; // for a request to arrive, and for an answer to leave

    // what it keeps
    std::string database = "demo.sqlite3";
    std::string data;           // where jobs find and leave their files; empty for nowhere
    std::size_t tasks = 10'000; // generated when the database is new, behind the first two
    std::string access_log;     // empty for none

    // the cache
    policy cache = policy::s3fifo;
    std::size_t cache_bytes = std::size_t{64} << 20;
    bool single_flight = true;
    std::string redis; // host:port of the second level, empty for none

    // who may do what
    std::vector<std::string> origins; // pages that may call from elsewhere (CORS)
    std::string secret;               // from DEMO_SECRET alone; empty if it is not set
    std::size_t login_limit = 5;      // attempts per address and minute
    bool behind_proxy = false;        // attempts are those of whom X-Forwarded-For names last
    bool fast_passwords = false;      // for tests: hashes that are cheap, and cheap to crack

    bool quiet = false; // no words on the terminal behind the first line
};

} // namespace demo

#endif // DEMO_SETTINGS_HPP
