// SPDX-License-Identifier: BSL-1.0
// auth/secrets.hpp -- random tokens, digests, and texts that are wiped when they are done with

#ifndef DEMO_AUTH_SECRETS_HPP
#define DEMO_AUTH_SECRETS_HPP

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace demo {

/// 32 random bytes as base64url: 43 characters that nobody guesses.
[[nodiscard]] std::string random_token();

/// BLAKE2b, 32 bytes: what is kept of a token, so that who reads the memory of the server cannot use it.
[[nodiscard]] std::string digest_of(std::string_view token);

/// A signature of 32 bytes that only who has the key can make (RFC 2104); the key may have any length.
[[nodiscard]] std::string hmac_sha256(std::string_view text, std::string_view key);

/// Takes the same time wherever two texts of the same length differ.
[[nodiscard]] bool same_secret(std::string_view a, std::string_view b) noexcept;

/// RFC 4648 §5 without padding. Of all ways to write the same bytes only one is read.
[[nodiscard]] std::string to_base64url(std::string_view bytes);
[[nodiscard]] std::optional<std::string> from_base64url(std::string_view text);

/// A password on its way through the program: overwritten with zeros in the end.
class secret_text {
public:
    explicit secret_text(std::string&& text) noexcept;
    ~secret_text();
    secret_text(const secret_text&) = delete;
    secret_text& operator=(const secret_text&) = delete;
    [[nodiscard]] std::string_view view() const noexcept { return text_; }

private:
    std::string text_;
};

/// A hash for keys that clients choose: SipHash with a key of this process, so that nobody can prepare keys
/// that all fall into one place.
struct keyed_hash {
    using is_transparent = void;
    [[nodiscard]] std::size_t operator()(std::string_view key) const noexcept;
};

} // namespace demo

#endif // DEMO_AUTH_SECRETS_HPP
