// SPDX-License-Identifier: BSL-1.0
// auth/jwt.cpp -- JSON Web Tokens

#include "auth/jwt.hpp"

#include "auth/secrets.hpp"
#include "web/json.hpp"

#include <charconv>
#include <stdexcept>
#include <utility>

namespace demo {

namespace {

constexpr std::string_view header = R"({"alg":"HS256","typ":"JWT"})";
constexpr std::size_t least_secret = 32;
constexpr std::size_t longest_token = 4096;

/// RFC 7515 §4.1.11: a token with critical extensions is not for those who do not know them.
[[nodiscard]] bool is_ours(std::string_view header_text) {
    const json_object fields(header_text);
    return fields.text("alg") == "HS256" && !fields.contains("crit");
}

[[nodiscard]] std::int64_t to_number(std::string_view text) {
    std::int64_t number = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
    if (read.ec != std::errc() || read.ptr != text.data() + text.size() || number <= 0)
        throw http_error(422, "This is no user");
    return number;
}

} // namespace

std::int64_t seconds_since_1970() {
    return std::chrono::duration_cast<std::chrono::seconds>(
               std::chrono::system_clock::now().time_since_epoch())
        .count();
}

std::string sign_jwt(std::string_view payload, std::string_view key) {
    std::string token = to_base64url(header);
    token.append(".").append(to_base64url(payload));
    const std::string signature = to_base64url(hmac_sha256(token, key));
    return token.append(".").append(signature);
}

std::optional<std::string> open_jwt(std::string_view token, std::string_view key) {
    const std::size_t first = token.find('.'), last = token.rfind('.');
    if (token.size() > longest_token || first == token.npos || first == last) return std::nullopt;

    // First the signature: nothing is read out of a text that anybody may have written.
    const auto signature = from_base64url(token.substr(last + 1));
    if (!signature || !same_secret(*signature, hmac_sha256(token.substr(0, last), key)))
        return std::nullopt;
    const auto head = from_base64url(token.substr(0, first));
    if (!head || !is_ours(*head)) return std::nullopt;
    return from_base64url(token.substr(first + 1, last - first - 1));
}

tokens::tokens(std::string secret, std::chrono::seconds lifetime, wall_clock now)
    : secret_(std::move(secret)), lifetime_(lifetime), now_(std::move(now)) {
    if (secret_.size() < least_secret)
        throw std::invalid_argument("the secret needs at least 32 bytes");
}

std::string tokens::issue(const identity& who) const {
    const std::int64_t now = now_();
    json_writer claims;
    claims.begin_object()
        .member("sub", std::to_string(who.user))
        .member("name", who.name)
        .member("iat", now)
        .member("exp", now + lifetime_.count())
        .end_object();
    return sign_jwt(claims.text(), secret_);
}

std::optional<identity> tokens::check(std::string_view token) const {
    try {
        const auto payload = open_jwt(token, secret_);
        if (!payload) return std::nullopt;
        const json_object claims(*payload);
        const auto now = static_cast<double>(now_()); // RFC 7519: times may have fractions
        if (claims.number("exp") <= now) return std::nullopt;
        for (const char* not_before : {"nbf", "iat"})
            if (claims.contains(not_before) && claims.number(not_before) > now) return std::nullopt;
        return identity{
            .user = to_number(claims.text("sub")), .name = claims.text("name"), .csrf = {}};
    } catch (const http_error&) {
        return std::nullopt; // not what a token of ours looks like
    }
}

} // namespace demo
