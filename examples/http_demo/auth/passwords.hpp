// SPDX-License-Identifier: BSL-1.0
// auth/passwords.hpp -- passwords are kept as argon2id hashes, which are slow to make on purpose
//
//     passwords hasher(password_cost::owasp);
//     const std::string kept = hasher.hash("correct horse");   // $argon2id$v=19$m=19456,t=2,p=1$...
//     hasher.matches(kept, "battery staple");                  // false

#ifndef DEMO_AUTH_PASSWORDS_HPP
#define DEMO_AUTH_PASSWORDS_HPP

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

namespace demo {

enum class password_cost {
    owasp,   // 2 passes over 19 MiB, the least that OWASP recommends: about 40 ms
    minimum, // for tests
};

/// Lets so many in at once. (A std::counting_semaphore with a time limit; that of libstdc++ 12 can miss
/// that somebody has left.)
class turnstile {
public:
    explicit turnstile(unsigned places) noexcept : free_(places) {}
    [[nodiscard]] bool enter_within(std::chrono::milliseconds limit);
    void leave();
    /// The most that were ever inside at once, and how many have entered so far.
    [[nodiscard]] unsigned peak() const;
    [[nodiscard]] std::uint64_t entered() const;

private:
    mutable std::mutex lock_;
    std::condition_variable left_;
    unsigned free_;
    unsigned inside_ = 0, peak_ = 0;
    std::uint64_t entered_ = 0;
};

/// May be used by several threads. Two of them hash at once, the others wait: every hashing takes 19 MiB,
/// and without this bound many logins at once would take all the memory.
class passwords {
public:
    static constexpr unsigned at_once = 2;
    /// While somebody waits, so does a thread of the pool, which others need.
    static constexpr std::chrono::milliseconds longest_wait{1000};
    static constexpr std::size_t max_length = 256; // bytes

    explicit passwords(password_cost cost) noexcept : cost_(cost) {}

    /// Throws http_error 503 if nobody leaves the turnstile within the longest wait.
    [[nodiscard]] std::string hash(std::string_view password);
    /// Throws like hash; takes the same time whether they match or not.
    [[nodiscard]] bool matches(const std::string& hash, std::string_view password);

    [[nodiscard]] const turnstile& gate() const noexcept { return gate_; }

private:
    password_cost cost_;
    turnstile gate_{at_once};
};

/// Why a password is too weak for this user, or nothing: it has at least ten characters, more than a few
/// different ones, not the name of the user, and is not one that everybody tries first.
[[nodiscard]] std::optional<std::string> weakness_of(std::string_view password,
                                                     std::string_view user);

} // namespace demo

#endif // DEMO_AUTH_PASSWORDS_HPP
