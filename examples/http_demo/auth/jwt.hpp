// SPDX-License-Identifier: BSL-1.0
// auth/jwt.hpp -- JSON Web Tokens (RFC 7519), for programs: signed, not encrypted, good until they expire
//
//     tokens api(secret);
//     api.issue({.user = 7, .name = "test"});   // eyJhbGciOiJIUzI1NiIs...
//     api.check(token);                         // the identity, or nothing
//
// The one algorithm is HS256. What a token says about itself is not believed: "alg":"none" is refused
// like any other that is not HS256.

#ifndef DEMO_AUTH_JWT_HPP
#define DEMO_AUTH_JWT_HPP

#include "web/message.hpp"

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace demo {

/// Seconds since 1970; tests bring their own.
using wall_clock = std::function<std::int64_t()>;
[[nodiscard]] std::int64_t seconds_since_1970();

/// A payload, signed: header.payload.signature (RFC 7515).
[[nodiscard]] std::string sign_jwt(std::string_view payload, std::string_view key);
/// The payload of a token, if its signature is that of this key.
[[nodiscard]] std::optional<std::string> open_jwt(std::string_view token, std::string_view key);

/// Nothing in here changes: any thread may use it.
class tokens {
public:
    /// Throws std::invalid_argument if the secret has less than 32 bytes, as many as the signature.
    explicit tokens(std::string secret, std::chrono::seconds lifetime = std::chrono::minutes(15),
                    wall_clock now = seconds_since_1970);

    [[nodiscard]] std::string issue(const identity& who) const;
    /// Nothing if it is malformed, altered, signed otherwise, expired, or not valid yet.
    [[nodiscard]] std::optional<identity> check(std::string_view token) const;
    [[nodiscard]] std::chrono::seconds lifetime() const noexcept { return lifetime_; }

private:
    std::string secret_;
    std::chrono::seconds lifetime_;
    wall_clock now_;
};

} // namespace demo

#endif // DEMO_AUTH_JWT_HPP
