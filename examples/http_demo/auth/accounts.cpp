// SPDX-License-Identifier: BSL-1.0
// auth/accounts.cpp -- users and their passwords, in the database

#include "auth/accounts.hpp"

#include "store/database.hpp"

#include <algorithm>

namespace demo {

namespace {

// ASCII letters of both cases are the same in names: nobody calls themselves "Test" beside "test".
constexpr migration steps[] = {
    {2, "CREATE TABLE users (id INTEGER PRIMARY KEY,"
        " name TEXT NOT NULL UNIQUE COLLATE NOCASE,"
        " password TEXT NOT NULL,"
        " created TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now')))"},
};

[[nodiscard]] bool is_name(std::string_view text) noexcept {
    const auto allowed = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '_' || c == '-' || c == '.';
    };
    return !text.empty() && text.size() <= 32 && std::ranges::all_of(text, allowed);
}

[[nodiscard]] account read(connection& from, std::int64_t id) {
    cursor row = from.query("SELECT id, name, created FROM users WHERE id = ?", id);
    if (!row.step()) return {};
    return {row.integer(0), std::string(row.text(1)), std::string(row.text(2))};
}

} // namespace

std::span<const migration> user_migrations() noexcept { return steps; }

accounts::accounts(database& db, password_cost cost)
    : db_(db), hasher_(cost), nobody_(hasher_.hash("nobody has this password")) {}

account accounts::add(std::string_view name, std::string_view password) {
    if (!is_name(name))
        throw http_error(422, "A user name has 1 to 32 of a-z, A-Z, 0-9, '.', '-' and '_'");
    if (const auto weakness = weakness_of(password, name)) throw http_error(422, *weakness);
    return insert(name, password);
}

void accounts::add_unchecked(std::string_view name, std::string_view password) {
    // Looks before it writes: a program must start on a database that nobody may change.
    const auto is_there = [&] {
        const auto c = db_.connect();
        cursor row = c->query("SELECT id FROM users WHERE name = ?", name);
        return row.step();
    };
    if (is_there()) return;
    try {
        insert(name, password);
    } catch (const http_error& taken) { // another program was quicker
        if (taken.status() != 409) throw;
    }
}

account accounts::insert(std::string_view name, std::string_view password) {
    const std::string hash =
        hasher_.hash(password); // before the database is locked: it takes its time
    try {
        return db_.write([&](connection& c) {
            c.run("INSERT INTO users (name, password) VALUES (?, ?)", name, hash);
            return read(c, c.last_id());
        });
    } catch (const sqlite_error& failure) {
        if (failure.status() == 409) throw http_error(409, "This user name is taken");
        throw;
    }
}

std::optional<account> accounts::check(std::string_view name, std::string_view password) {
    account found;
    std::string hash = nobody_;
    {
        const auto c = db_.connect();
        cursor row = c->query("SELECT id, name, created, password FROM users WHERE name = ?", name);
        if (row.step()) {
            found = {row.integer(0), std::string(row.text(1)), std::string(row.text(2))};
            hash = row.text(3);
        }
    } // the connection is free while the password is looked at
    if (!hasher_.matches(hash, password) || found.id == 0) return std::nullopt;
    return found;
}

std::optional<account> accounts::find(std::int64_t id) {
    const auto c = db_.connect();
    account found = read(*c, id);
    if (found.id == 0) return std::nullopt;
    return found;
}

} // namespace demo
