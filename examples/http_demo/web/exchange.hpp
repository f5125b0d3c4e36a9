// SPDX-License-Identifier: BSL-1.0
// web/exchange.hpp -- a request on its way to its response

#ifndef DEMO_WEB_EXCHANGE_HPP
#define DEMO_WEB_EXCHANGE_HPP

#include "web/message.hpp"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace demo {

struct route;

/// What became of it in the cache; `none` for what is never cached.
enum class cache_status : std::uint8_t { none, hit, miss, coalesced, stale, off, hit_second };

/// The X-Cache header: HIT, MISS, COALESCED, STALE, OFF, HIT-L2.
[[nodiscard]] std::string_view name_of(cache_status status) noexcept;

/// One computation that several requests wait for.
struct flight {
    std::shared_ptr<const stored_response> answer; // set when it has landed
    bool outdated = false; // data changed meanwhile: good for those who wait, not for the cache
    std::vector<std::function<void()>> waiting; // called on the loop's thread when it has landed
};

/// Reused for one request of a connection after the other.
struct exchange {
    request in;
    response out;

    // the application's notes
    const route* matched = nullptr;
    std::string key;                   // in the cache; empty if it is never cached
    std::shared_ptr<flight> waits_for; // the computation that it waits for, or leads
    bool leads = false;
    cache_status cache = cache_status::none;
    std::uint64_t changes = 0;   // of the data, before it was computed
    clock::duration fresh_for{}; // if it was made elsewhere; otherwise as its route says
    clock::time_point started{};

    /// Ready for the next request; keeps its memory.
    void reset();
};

} // namespace demo

#endif // DEMO_WEB_EXCHANGE_HPP
