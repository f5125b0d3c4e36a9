// SPDX-License-Identifier: BSL-1.0
// auth/sessions.hpp -- who is logged in: a cookie with a random token, and what the server knows of it
//
// cairn::ttl_cache holds them: a session that nobody uses for half an hour is gone, and however many
// people log in, there are never more than so many (those used longest ago leave).

#ifndef DEMO_AUTH_SESSIONS_HPP
#define DEMO_AUTH_SESSIONS_HPP

#include "web/clock.hpp"
#include "web/message.hpp"

#include <cairn/cache.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace demo {

/// Belongs to the thread of the event loop.
class sessions {
public:
    static constexpr std::string_view cookie_name = "session";

    struct options {
        std::size_t most = 10'000;
        std::chrono::minutes idle{30};  // without a request
        std::chrono::hours longest{12}; // whatever happens
    };
    explicit sessions(options how);

    /// Returns the token for the cookie. The server keeps only its digest.
    [[nodiscard]] std::string open(std::int64_t user, std::string_view name);
    /// Who has this token, if anybody; counts as a use.
    [[nodiscard]] std::shared_ptr<const identity> find(std::string_view token);
    void close(std::string_view token);

    /// Values of Set-Cookie: out of the reach of scripts, and not sent along with other sites' forms. If the
    /// client came over TLS the cookie will never travel without it.
    [[nodiscard]] static std::string cookie(std::string_view token, bool over_tls = false);
    [[nodiscard]] static std::string no_cookie();

    /// Gives back those that have ended.
    void expire_due() { known_.expire_due(); }
    [[nodiscard]] std::size_t size() const noexcept { return known_.size(); }

private:
    struct session {
        std::shared_ptr<const identity> who;
        clock::time_point opened;
    };
    options how_;
    cairn::ttl_cache<std::string, session, cairn::lru_policy, clock> known_; // by digest
};

} // namespace demo

#endif // DEMO_AUTH_SESSIONS_HPP
