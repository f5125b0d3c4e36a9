// SPDX-License-Identifier: BSL-1.0
// auth/secrets.cpp -- libsodium does the work

#include "auth/secrets.hpp"

#include <sodium.h>

#include <array>
#include <cstdint>
#include <stdexcept>
#include <utility>

namespace demo {

namespace {

constexpr std::size_t token_bytes = 32;
constexpr int url_safe = sodium_base64_VARIANT_URLSAFE_NO_PADDING;

// Before the first use of the library; it may be called again, by any thread.
void prepare() {
    static const bool ready = sodium_init() >= 0;
    if (!ready) throw std::runtime_error("libsodium finds no source of random numbers");
}

[[nodiscard]] const unsigned char* bytes_of(std::string_view text) noexcept {
    return reinterpret_cast<const unsigned char*>(text.data());
}

} // namespace

std::string random_token() {
    prepare();
    std::string bytes(token_bytes, '\0');
    randombytes_buf(bytes.data(), bytes.size());
    std::string token = to_base64url(bytes);
    sodium_memzero(bytes.data(), bytes.size());
    return token;
}

std::string digest_of(std::string_view token) {
    prepare();
    std::string digest(crypto_generichash_BYTES, '\0');
    crypto_generichash(reinterpret_cast<unsigned char*>(digest.data()), digest.size(),
                       bytes_of(token), token.size(), nullptr, 0);
    return digest;
}

std::string hmac_sha256(std::string_view text, std::string_view key) {
    prepare();
    crypto_auth_hmacsha256_state state;
    crypto_auth_hmacsha256_init(&state, bytes_of(key), key.size());
    crypto_auth_hmacsha256_update(&state, bytes_of(text), text.size());
    std::string code(crypto_auth_hmacsha256_BYTES, '\0');
    crypto_auth_hmacsha256_final(&state, reinterpret_cast<unsigned char*>(code.data()));
    sodium_memzero(&state, sizeof state);
    return code;
}

bool same_secret(std::string_view a, std::string_view b) noexcept {
    return a.size() == b.size() && sodium_memcmp(a.data(), b.data(), a.size()) == 0;
}

std::string to_base64url(std::string_view bytes) {
    std::string text(sodium_base64_encoded_len(bytes.size(), url_safe), '\0');
    sodium_bin2base64(text.data(), text.size(), bytes_of(bytes), bytes.size(), url_safe);
    text.pop_back(); // the NUL that is counted
    return text;
}

std::optional<std::string> from_base64url(std::string_view text) {
    std::string bytes(text.size(), '\0');
    std::size_t size = 0;
    if (sodium_base642bin(reinterpret_cast<unsigned char*>(bytes.data()), bytes.size(), text.data(),
                          text.size(), nullptr, &size, nullptr, url_safe) != 0) {
        return std::nullopt;
    }
    bytes.resize(size);
    return bytes;
}

secret_text::secret_text(std::string&& text) noexcept : text_(std::move(text)) {
    // A short string is copied by the move, and its source keeps the characters.
    text.resize(text.capacity());
    sodium_memzero(text.data(), text.size());
    text.clear();
}

secret_text::~secret_text() { sodium_memzero(text_.data(), text_.size()); }

std::size_t keyed_hash::operator()(std::string_view key) const noexcept {
    static const auto secret = [] {
        prepare();
        std::array<unsigned char, crypto_shorthash_KEYBYTES> random;
        crypto_shorthash_keygen(random.data());
        return random;
    }();
    std::uint64_t hash = 0;
    crypto_shorthash(reinterpret_cast<unsigned char*>(&hash), bytes_of(key), key.size(),
                     secret.data());
    return static_cast<std::size_t>(hash);
}

} // namespace demo
