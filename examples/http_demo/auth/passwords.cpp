// SPDX-License-Identifier: BSL-1.0
// auth/passwords.cpp -- argon2id, by libsodium

#include "auth/passwords.hpp"

#include "web/message.hpp"

#include <sodium.h>

#include <algorithm>
#include <array>
#include <stdexcept>

namespace demo {

using namespace std::chrono_literals;

bool turnstile::enter_within(std::chrono::milliseconds limit) {
    std::unique_lock alone(lock_);
    if (!left_.wait_for(alone, limit, [&] { return free_ != 0; })) return false;
    --free_;
    ++entered_;
    peak_ = std::max(peak_, ++inside_);
    return true;
}

void turnstile::leave() {
    {
        const std::scoped_lock alone(lock_);
        ++free_;
        --inside_;
    }
    left_.notify_one();
}

unsigned turnstile::peak() const {
    const std::scoped_lock alone(lock_);
    return peak_;
}

std::uint64_t turnstile::entered() const {
    const std::scoped_lock alone(lock_);
    return entered_;
}

namespace {

struct visit {
    turnstile& gate;
    explicit visit(turnstile& to) : gate(to) {
        if (!gate.enter_within(passwords::longest_wait))
            throw http_error(503, "Too many people log in right now", 1s);
    }
    ~visit() { gate.leave(); }
    visit(const visit&) = delete;
    visit& operator=(const visit&) = delete;
};

} // namespace

std::string passwords::hash(std::string_view password) {
    if (sodium_init() < 0) throw std::runtime_error("libsodium finds no source of random numbers");
    const bool cheap = cost_ == password_cost::minimum;
    const unsigned long long passes = cheap ? crypto_pwhash_OPSLIMIT_MIN : 2;
    const std::size_t memory = cheap ? crypto_pwhash_MEMLIMIT_MIN : std::size_t{19} << 20;

    std::array<char, crypto_pwhash_STRBYTES> text{};
    const visit inside(gate_);
    if (crypto_pwhash_str_alg(text.data(), password.data(), password.size(), passes, memory,
                              crypto_pwhash_ALG_ARGON2ID13) != 0) {
        throw http_error(503, "There is no memory left to hash a password", 1s);
    }
    return text.data();
}

bool passwords::matches(const std::string& hash, std::string_view password) {
    const visit inside(gate_);
    return crypto_pwhash_str_verify(hash.c_str(), password.data(), password.size()) == 0;
}

// -- what is refused ----------------------------------------------------------------------------------

namespace {

constexpr std::size_t least_length = 10;
constexpr std::size_t least_different = 5;

// Those of the lists of leaked passwords that are long enough; in order.
constexpr std::array<std::string_view, 40> common{
    "0123456789",   "1111111111",    "123123123123", "1234512345",   "1234567890",
    "123456789012", "1234567891",    "12345678910",  "123456789a",   "123456789q",
    "12345qwert",   "1q2w3e4r5t",    "1q2w3e4r5t6y", "1qaz2wsx3edc", "9876543210",
    "abcdefghij",   "administrator", "asdfghjkl1",   "asdfghjkl;",   "basketball",
    "changeme123",  "chocolate1",    "dragon12345",  "football123",  "iloveyou123",
    "letmein123",   "liverpool1",    "manchester",   "monkey12345",  "password01",
    "password1!",   "password12",    "password123",  "password1234", "passwordpassword",
    "princess123",  "q1w2e3r4t5",    "qwerty12345",  "qwertyuiop",   "welcome123",
};
static_assert(std::ranges::is_sorted(common));

[[nodiscard]] std::string in_lower_case(std::string_view text) {
    std::string lower(text);
    for (char& c : lower) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    }
    return lower;
}

/// Bytes of UTF-8 that are not a continuation.
[[nodiscard]] std::size_t characters(std::string_view text) noexcept {
    return static_cast<std::size_t>(std::ranges::count_if(
        text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

[[nodiscard]] std::size_t different(std::string text) {
    std::ranges::sort(text);
    return text.size() - std::ranges::unique(text).size();
}

} // namespace

std::optional<std::string> weakness_of(std::string_view password, std::string_view user) {
    if (characters(password) < least_length) return "The password needs at least 10 characters";
    if (password.size() > passwords::max_length) return "The password is longer than 256 bytes";

    const std::string lower = in_lower_case(password);
    if (different(lower) < least_different) return "The password repeats too few characters";
    if (std::ranges::binary_search(common, std::string_view(lower)))
        return "The password is one of those that everybody tries first";
    if (user.size() >= 3 && lower.find(in_lower_case(user)) != lower.npos)
        return "The password contains the name of the user";
    return std::nullopt;
}

} // namespace demo
