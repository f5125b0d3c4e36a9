// SPDX-License-Identifier: BSL-1.0
// What is asked of SQLite: plans, how often, and never with a user's words in the statement.

#include "http_demo/store_support.hpp"
#include "support/catch.hpp"
#include "support/random.hpp"
#include "web/json.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

using demo_test::task_service;

TEST_CASE("B13: the list is found by an index, and in order") {
    task_service service(100);
    for (const bool newest : {false, true}) {
        REQUIRE(service.tasks.plan({.after = 0, .limit = 9, .newest = newest, .done = {}})
                    .starts_with("SEARCH tasks USING INTEGER PRIMARY KEY"));
        REQUIRE(service.tasks.plan({.after = 0, .limit = 9, .newest = newest, .done = true})
                    .starts_with("SEARCH tasks USING INDEX tasks_by_done (done=? AND id"));
        for (const std::optional<bool> done : {std::optional<bool>(), std::optional(true)}) {
            const std::string plan = service.tasks.plan({0, 9, newest, done});
            REQUIRE(plan.find("SCAN") == std::string::npos);
            REQUIRE(plan.find("TEMP B-TREE") == std::string::npos); // nothing is sorted
        }
    }
}

TEST_CASE("B13: a cached repeat runs no SQL statement") {
    task_service service(50);
    for (const char* target :
         {"/tasks", "/tasks/1", "/tasks/999", "/search?q=python", "/reports/words"}) {
        CAPTURE(target);
        const auto first = service.guest.get(target);
        CHECK(first.header("X-Cache") == "MISS");
        const auto executed = service.data.executed();
        const auto second = service.guest.get(target);
        CHECK(second.header("X-Cache") == "HIT");
        CHECK(second.text() == first.text());
        CHECK(service.data.executed() == executed);
    }
    service.user.put("/tasks/1", R"({"title":"new"})"); // from now on they are outdated
    for (const char* target : {"/tasks", "/tasks/1", "/search?q=python", "/reports/words"})
        CHECK(service.guest.get(target).header("X-Cache") == "MISS");
    REQUIRE(service.guest.get("/tasks/1").text().find("new") != std::string::npos);
}

namespace {

/// A line of a source that has SQL in it.
bool is_sql(std::string_view line) {
    constexpr std::string_view words[] = {"SELECT ",  "INSERT INTO ", "UPDATE ",   "DELETE FROM ",
                                          " WHERE ",  "VALUES ",      "ORDER BY ", "PRAGMA ",
                                          "EXPLAIN ", "CREATE TABLE "};
    return line.find('"') != line.npos && std::ranges::any_of(words, [&](std::string_view w) {
               return line.find(w) != line.npos;
           });
}

/// It is put together there, in one of the ways that C++ has.
bool is_joined(std::string_view line) {
    constexpr std::string_view ways[] = {"\" +",    "+ \"", "\") +",   "+ std::", " << ",
                                         "append(", "+= ",  "format(", "printf(", "replace("};
    return std::ranges::any_of(ways, [&](std::string_view w) { return line.find(w) != line.npos; });
}

} // namespace

TEST_CASE("B13, I12: no SELECT *, and no SQL put together at run time, in any source") {
    for (const char* bad :
         {"run(\"DELETE FROM tasks WHERE id = \" + id)", "text += \" WHERE name = '\" + name;",
          "out << \"SELECT id FROM tasks WHERE title = '\" << title;",
          "std::format(\"UPDATE tasks SET done = {}\", done)"})
        REQUIRE((is_sql(bad) && is_joined(bad)));
    // Of a number of ours, and of two literals.
    constexpr std::string_view known[] = {"\"PRAGMA user_version = \" + std::to_string(number)",
                                          "\"EXPLAIN QUERY PLAN \") + what.text()"};
    std::size_t files = 0, statements = 0, joined = 0;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(DEMO_SOURCE_DIR)) {
        const std::string extension = entry.path().extension().string();
        if (extension != ".cpp" && extension != ".hpp") continue;
        ++files;
        std::ifstream file(entry.path());
        for (std::string line; std::getline(file, line);) {
            if (!is_sql(line)) continue;
            ++statements;
            CAPTURE(entry.path().string(), line);
            CHECK(line.find("SELECT *") == line.npos);
            CHECK(line.find(".*") == line.npos);
            if (!is_joined(line)) continue;
            ++joined;
            CHECK(std::ranges::any_of(known, [&](auto k) { return line.find(k) != line.npos; }));
        }
    }
    REQUIRE(files > 20);
    REQUIRE(statements > 20); // it looks at the right ones
    REQUIRE(joined == 2);
}

TEST_CASE("I12: a title that would end the statement is a title") {
    task_service service;
    const std::string title = "Robert'); DROP TABLE tasks;--";
    const auto added = service.user.post("/tasks", R"({"title":")" + title + R"("})");
    REQUIRE(added.status == 201);
    REQUIRE(service.guest.get("/tasks/3").text() ==
            R"({"task":{"id":3,"title":")" + title + R"(","done":false}})");
    REQUIRE(service.guest.get("/tasks").status == 200); // the table is there
    REQUIRE(service.guest.get("/search?q=Robert%27%29%3B%20DROP%20TABLE").text().find(title) !=
            std::string::npos);
    REQUIRE(service.guest.get("/search?q=%27%20OR%201%3D1--").text() ==
            R"({"results":[],"count":0})");
    REQUIRE(service.tasks.size() == 3);
}

TEST_CASE("I12: a thousand random payloads come back as they were") {
    task_service service;
    support::generator random(support::seed(1012));
    constexpr std::string_view parts[] = {"'",
                                          "\"",
                                          "`",
                                          ";",
                                          "--",
                                          "/*",
                                          "*/",
                                          "\\",
                                          "%",
                                          "_",
                                          "?",
                                          "?1",
                                          ":a",
                                          "$x",
                                          "@",
                                          "(",
                                          ")",
                                          "||",
                                          " OR 1=1",
                                          "UNION SELECT",
                                          "DROP TABLE tasks",
                                          "NULL",
                                          "<script>alert(1)</script>",
                                          "${7*7}",
                                          "{{7*7}}",
                                          "\r\nSet-Cookie: a=b",
                                          "\x1B[2J",
                                          "\x7F",
                                          "\xC2\xA0",
                                          "\xE2\x80\xAE",
                                          "\xF0\x9F\x98\x80",
                                          "a",
                                          "0"};
    std::vector<std::string> titles;
    for (int i = 0; i != 1000; ++i) {
        std::string title(parts[random() % std::size(parts)]);
        for (auto n = random() % 8; n != 0; --n)
            title += parts[random() % std::size(parts)];
        titles.push_back(title);
        const auto added = service.user.post(
            "/tasks",
            demo::json_writer().begin_object().member("title", title).end_object().take());
        REQUIRE(added.status == 201);
        REQUIRE(added.header("Set-Cookie").empty());
    }
    for (std::size_t i = 0; i != titles.size(); ++i) {
        const auto id = static_cast<std::int64_t>(i) + 3;
        REQUIRE(service.tasks.find(id)->title == titles[i]);
        const auto answer = service.guest.get("/tasks/" + std::to_string(id));
        const demo::json_object task(demo::json_object(answer.text()).raw("task"));
        REQUIRE(task.text("title") == titles[i]);
    }
    REQUIRE(service.tasks.size() == 1002);
}
