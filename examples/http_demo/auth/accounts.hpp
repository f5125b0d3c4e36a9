// SPDX-License-Identifier: BSL-1.0
// auth/accounts.hpp -- users and their passwords, in the database

#ifndef DEMO_AUTH_ACCOUNTS_HPP
#define DEMO_AUTH_ACCOUNTS_HPP

#include "auth/passwords.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace demo {

class database;   // store/database.hpp
struct migration; // there, too

/// The table of users.
[[nodiscard]] std::span<const migration> user_migrations() noexcept;

struct account {
    std::int64_t id = 0;
    std::string name;
    std::string created; // 2026-01-31T12:00:00Z
};

/// May be used by several threads; every member blocks, so it belongs on the pool.
class accounts {
public:
    accounts(database& db, password_cost cost);

    /// Throws http_error 422 for a malformed name or a weak password, 409 if the name is taken. Upper and
    /// lower case letters are the same in names.
    account add(std::string_view name, std::string_view password);
    /// The same for the demo's own user, with whatever password; nothing happens if the name is taken.
    void add_unchecked(std::string_view name, std::string_view password);
    /// The user of this name, if that is the password. Unknown names take the same time as wrong passwords,
    /// so that nobody finds out by a clock who has an account.
    [[nodiscard]] std::optional<account> check(std::string_view name, std::string_view password);
    [[nodiscard]] std::optional<account> find(std::int64_t id);

    [[nodiscard]] const passwords& hasher() const noexcept { return hasher_; }

private:
    account insert(std::string_view name, std::string_view password);

    database& db_;
    passwords hasher_;
    std::string nobody_; // a hash that stands for those who have none
};

} // namespace demo

#endif // DEMO_AUTH_ACCOUNTS_HPP
