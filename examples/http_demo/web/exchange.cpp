// SPDX-License-Identifier: BSL-1.0
// web/exchange.cpp -- a request on its way to its response

#include "web/exchange.hpp"

namespace demo {

std::string_view name_of(cache_status status) noexcept {
    switch (status) {
    case cache_status::none:
        break;
    case cache_status::hit:
        return "HIT";
    case cache_status::miss:
        return "MISS";
    case cache_status::coalesced:
        return "COALESCED";
    case cache_status::stale:
        return "STALE";
    case cache_status::off:
        return "OFF";
    case cache_status::hit_second:
        return "HIT-L2";
    }
    return {};
}

void exchange::reset() {
    in.verb = method::get;
    in.path = in.query = in.body = in.route = {};
    in.headers.clear();
    in.params.clear();
    in.who.reset();
    in.spent = {};

    out.status = 200;
    out.body.clear();
    out.content_type = "application/json";
    out.headers.clear();
    out.outdated.clear();
    out.then = nullptr;
    out.stored.reset();

    matched = nullptr;
    key.clear();
    waits_for.reset();
    leads = false;
    cache = cache_status::none;
    changes = 0;
    fresh_for = {};
    started = {};
}

} // namespace demo
