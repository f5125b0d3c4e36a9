// SPDX-License-Identifier: BSL-1.0
// auth/sessions.cpp -- who is logged in

#include "auth/sessions.hpp"

#include "auth/secrets.hpp"

namespace demo {

sessions::sessions(options how) : how_(how), known_({.capacity = how.most, .ttl = how.idle}) {}

std::string sessions::open(std::int64_t user, std::string_view name) {
    std::string token = random_token();
    known_.put(
        digest_of(token),
        session{
            std::make_shared<const identity>(identity{
                .user = user, .name = std::string(name), .csrf = random_token(), .cookie = true}),
            clock::now()});
    return token;
}

std::shared_ptr<const identity> sessions::find(std::string_view token) {
    const std::string digest = digest_of(token);
    const session* known = known_.get(digest);
    if (!known) return nullptr;
    if (clock::now() - known->opened >= how_.longest) {
        known_.erase(digest);
        return nullptr;
    }
    const session renewed = *known;
    known_.put(digest, renewed); // half an hour from now
    return renewed.who;
}

void sessions::close(std::string_view token) { known_.erase(digest_of(token)); }

std::string sessions::cookie(std::string_view token, bool over_tls) {
    std::string text(cookie_name);
    text.append("=").append(token).append("; Path=/; HttpOnly; SameSite=Lax");
    if (over_tls) text.append("; Secure");
    return text;
}

std::string sessions::no_cookie() { return cookie("").append("; Max-Age=0"); }

} // namespace demo
