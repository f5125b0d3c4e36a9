// SPDX-License-Identifier: BSL-1.0
// http_demo/auth_support.hpp -- a database of users in a temporary directory, and what their tests share

#ifndef DEMO_TESTS_AUTH_SUPPORT_HPP
#define DEMO_TESTS_AUTH_SUPPORT_HPP

#include "auth/accounts.hpp"
#include "store/database.hpp"
#include "web/client.hpp"

#include <filesystem>
#include <stdexcept>
#include <string>
#include <string_view>

#include <stdlib.h>

namespace demo {

struct temporary_directory {
    std::filesystem::path path;

    temporary_directory() {
        std::string pattern =
            (std::filesystem::temp_directory_path() / "cairn-demo-XXXXXX").string();
        if (!mkdtemp(pattern.data())) throw std::runtime_error("no temporary directory");
        path = pattern;
    }
    ~temporary_directory() {
        std::error_code ignored;
        std::filesystem::remove_all(path, ignored);
    }
    temporary_directory(const temporary_directory&) = delete;
    temporary_directory& operator=(const temporary_directory&) = delete;
};

// The database's numbers are those of the whole program: number 1 is the tasks'.
inline constexpr migration before_users[] = {{1, "CREATE TABLE unused (id INTEGER)"}};

/// The demo's user test/password, and whoever else a test adds.
struct some_users {
    temporary_directory folder;
    database data{(folder.path / "users.sqlite3").string(), {before_users, user_migrations()}};
    accounts users;

    explicit some_users(password_cost cost = password_cost::minimum) : users(data, cost) {
        users.add_unchecked("test", "password");
    }
};

/// The text of a member of a flat JSON object; good enough for what tests look at.
[[nodiscard]] inline std::string text_of(std::string_view json, std::string_view name) {
    const std::string start = '"' + std::string(name) + "\":\"";
    const std::size_t at = json.find(start);
    if (at == json.npos) return {};
    const std::string_view rest = json.substr(at + start.size());
    return std::string(rest.substr(0, rest.find('"')));
}

inline constexpr std::string_view test_login = "username=test&password=password";

} // namespace demo

#endif // DEMO_TESTS_AUTH_SUPPORT_HPP
