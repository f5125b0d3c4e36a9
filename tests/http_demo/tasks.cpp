// SPDX-License-Identifier: BSL-1.0
// Tasks: one test suite for both repositories, the REST interface, searches and reports, and what SQLite makes of it.

#include "http_demo/store_support.hpp"
#include "store/memory_tasks.hpp"
#include "support/catch.hpp"
#include "support/random.hpp"
#include "web/json.hpp"

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

using demo::task_item;
using demo::task_range;
using demo::task_repository;
using demo_test::scratch;
using demo_test::task_service;

namespace {

/// Both of them, empty.
struct both_repositories {
    scratch folder;
    demo::database data{folder.file(), {demo::task_migrations()}};
    demo::sqlite_tasks in_sqlite{data};
    demo::memory_tasks in_memory;
};

demo::task_source all_of(std::vector<task_item> tasks) {
    return [tasks = std::move(tasks)](std::vector<task_item>& batch) {
        batch = tasks;
        return false;
    };
}

std::vector<task_item> everything(task_repository& in) {
    std::vector<task_item> result;
    in.for_each([&](const task_item& t) { result.push_back(t); });
    return result;
}

std::vector<std::int64_t> ids(const std::vector<task_item>& tasks) {
    std::vector<std::int64_t> result;
    for (const task_item& t : tasks)
        result.push_back(t.id);
    return result;
}

using numbers = std::vector<std::int64_t>;

void keeps_what_it_is_given(task_repository& tasks) {
    REQUIRE(tasks.size() == 0);
    REQUIRE_FALSE(tasks.find(1));
    REQUIRE(tasks.add({0, "spam", false, 0}) == 1);
    REQUIRE(tasks.add({77, "eggs", true, 5}) == 2); // its own id does not matter
    REQUIRE(tasks.find(1) == task_item{1, "spam", false, 0});
    REQUIRE(tasks.find(2) == task_item{2, "eggs", true, 5});
    REQUIRE(tasks.replace({1, "ham", true, 1}));
    REQUIRE_FALSE(tasks.replace({3, "ham", true, 1}));
    REQUIRE(tasks.find(1) == task_item{1, "ham", true, 1});
    REQUIRE(tasks.remove(2));
    REQUIRE_FALSE(tasks.remove(2));
    REQUIRE(tasks.add({0, "toast", false, 0}) == 3); // 2 has had its task
    REQUIRE(ids(everything(tasks)) == numbers{1, 3});
}

void lists_a_part(task_repository& tasks) {
    tasks.replace_all(
        all_of({{3, "c", true, 0}, {1, "a", false, 0}, {7, "d", false, 0}, {9, "e", true, 0}}));
    REQUIRE(ids(tasks.list({})) == numbers{1, 3, 7, 9});
    REQUIRE(ids(tasks.list({.after = 3, .limit = 1, .newest = false, .done = {}})) == numbers{7});
    REQUIRE(ids(tasks.list({.after = 9, .limit = 9, .newest = false, .done = {}})).empty());
    REQUIRE(ids(tasks.list({.after = 0, .limit = 2, .newest = true, .done = {}})) == numbers{9, 7});
    REQUIRE(ids(tasks.list({.after = 7, .limit = 9, .newest = true, .done = {}})) == numbers{3, 1});
    REQUIRE(ids(tasks.list({.after = 0, .limit = 9, .newest = false, .done = true})) ==
            numbers{3, 9});
    REQUIRE(ids(tasks.list({.after = 9, .limit = 9, .newest = true, .done = false})) ==
            numbers{7, 1});
}

void finds_words(task_repository& tasks) {
    tasks.replace_all(all_of({{1, "50% off", false, 0},
                              {2, "500 off", false, 0},
                              {3, "snake_case", false, 0},
                              {4, "snakescase", false, 0},
                              {5, "back\\slash", false, 0},
                              {6, "ABBA", false, 0},
                              {7, "abba", false, 0},
                              {8, "\xC3\x84pfel", false, 0}}));
    REQUIRE(ids(tasks.search("50%", 9)) == numbers{1}); // no wildcard
    REQUIRE(ids(tasks.search("e_c", 9)) == numbers{3});
    REQUIRE(ids(tasks.search("\\", 9)) == numbers{5});
    REQUIRE(ids(tasks.search("bB", 9)) == numbers{6, 7}); // by title, in the order of the bytes
    REQUIRE(ids(tasks.search("\xC3\x84PF", 9)) == numbers{8});
    REQUIRE(ids(tasks.search("\xC3\xA4pf", 9)).empty()); // only ASCII has two cases
    REQUIRE(ids(tasks.search("a", 2)) == numbers{6, 7});
    REQUIRE(ids(tasks.search("nothing", 9)).empty());
}

void replaces_all_or_nothing(task_repository& tasks) {
    demo::seed_tasks(tasks, 2500); // more than two batches
    REQUIRE(tasks.size() == 2502);
    REQUIRE(tasks.find(1) == task_item{1, "Learn Python", false, 0});
    REQUIRE(tasks.find(2) == task_item{2, "Build Flask API", false, 0});
    const auto before = everything(tasks);
    demo::seed_tasks(tasks, 5); // there are tasks
    REQUIRE(everything(tasks) == before);
    int batches = 0;
    const auto breaks = [&](std::vector<task_item>& batch) {
        batch.push_back({10, "new", false, 0});
        if (++batches == 2) throw std::runtime_error("the source is gone");
        return true;
    };
    REQUIRE_THROWS_AS(tasks.replace_all(breaks), std::runtime_error);
    REQUIRE(everything(tasks) == before);
    tasks.replace_all(all_of({{5, "five", false, 0}}));
    REQUIRE(ids(everything(tasks)) == numbers{5});
    REQUIRE(tasks.add({0, "next", false, 0}) == 2503);
}

void with_both(void (*suite)(task_repository&)) {
    both_repositories both;
    suite(both.in_sqlite);
    suite(both.in_memory);
}

} // namespace

TEST_CASE("B12: SQL or not, tasks are kept") { with_both(keeps_what_it_is_given); }
TEST_CASE("B12: SQL or not, lists are parts in order") { with_both(lists_a_part); }
TEST_CASE("B12: SQL or not, a search finds words") { with_both(finds_words); }
TEST_CASE("B12: SQL or not, all tasks are replaced or none") { with_both(replaces_all_or_nothing); }

TEST_CASE("B12: both repositories agree on whatever is asked of them") {
    both_repositories both;
    task_repository& a = both.in_sqlite;
    task_repository& b = both.in_memory;
    support::generator random(support::seed(12));
    const auto below = [&](std::uint64_t n) { return random() % n; };
    const auto some_task = [&] {
        constexpr std::string_view letters[] = {"a", "B", "b", "%", "_", "\xC3\xA9", " "};
        std::string title = "t";
        for (std::uint64_t n = below(6); n != 0; --n)
            title += letters[below(std::size(letters))];
        return task_item{static_cast<std::int64_t>(below(60)), title, below(2) == 0,
                         static_cast<int>(below(6))};
    };
    for (int round = 0; round < 600; ++round) {
        const task_item t = some_task();
        switch (below(6)) {
        case 0:
        case 1:
            REQUIRE(a.add(t) == b.add(t));
            break;
        case 2:
            REQUIRE(a.replace(t) == b.replace(t));
            break;
        case 3:
            REQUIRE(a.remove(t.id) == b.remove(t.id));
            break;
        case 4:
            REQUIRE(a.search(t.title.substr(1), 5) == b.search(t.title.substr(1), 5));
            break;
        default: {
            const task_range part{t.id, below(7), below(2) == 0,
                                  below(2) == 0 ? std::optional(t.done) : std::nullopt};
            REQUIRE(a.list(part) == b.list(part));
        }
        }
    }
    REQUIRE(everything(a) == everything(b));
}

// -- the interface --------------------------------------------------------------------------------

TEST_CASE("I1: GET /tasks gives the seed's two tasks") {
    task_service service;
    const auto all = service.guest.get("/tasks");
    REQUIRE(all.status == 200);
    REQUIRE(all.text() == R"({"tasks":[{"id":1,"title":"Learn Python","done":false},)"
                          R"({"id":2,"title":"Build Flask API","done":false}]})");
    const auto one = service.guest.get("/tasks/1");
    REQUIRE(one.status == 200);
    REQUIRE(one.text() == R"({"task":{"id":1,"title":"Learn Python","done":false}})");
    const auto none = service.guest.get("/tasks/99");
    REQUIRE(none.status == 404);
    REQUIRE(none.text() == R"({"error":"Task not found"})");
}

TEST_CASE("I1: a task is added, replaced and removed") {
    task_service service;
    const auto added = service.user.post("/tasks", R"({"title":"Buy milk","priority":2})");
    REQUIRE(added.status == 201);
    REQUIRE(added.header("Location") == "/tasks/3");
    REQUIRE(added.text() == R"({"task":{"id":3,"title":"Buy milk","done":false,"priority":2}})");
    REQUIRE(service.guest.get("/tasks/3").text() == added.text());

    const auto replaced = service.user.put("/tasks/3", R"({"title":"Buy tea","done":true})");
    REQUIRE(replaced.status == 200);
    REQUIRE(replaced.text() == R"({"task":{"id":3,"title":"Buy tea","done":true}})");
    REQUIRE(service.guest.get("/tasks/3").text() == replaced.text()); // not the cached one

    const auto removed = service.user.del("/tasks/3");
    REQUIRE(removed.status == 204);
    REQUIRE(removed.text().empty());
    REQUIRE(service.guest.get("/tasks/3").status == 404);
    REQUIRE(service.user.del("/tasks/3").status == 404);
    REQUIRE(service.user.put("/tasks/3", R"({"title":"x"})").status == 404);
}

TEST_CASE("I1: what is wrong with a request is said with the right status") {
    task_service service;
    struct row {
        std::string_view body;
        int status;
        std::string_view says;
    };
    const std::string too_long(201, 'x'), longest(200, 'x');
    const std::string long_body = R"({"title":")" + too_long + R"("})";
    const std::string full_body = R"({"title":")" + longest + R"("})";
    const row rows[] = {
        {R"({"title":)", 400, "not valid JSON"},
        {"[1]", 422, "has to be a JSON object"},
        {"{}", 422, R"(\"title\" is missing)"},
        {R"({"title":7})", 422, R"(\"title\" has to be a string)"},
        {R"({"title":null})", 422, R"(\"title\" has to be a string)"},
        {R"({"title":""})", 422, "The title is empty"},
        {long_body, 422, "longer than 200"},
        {R"({"title":"a\u0000b"})", 422, "NUL"},
        {R"({"title":"x","done":"yes"})", 422, R"(\"done\" has to be true or false)"},
        {R"({"title":"x","priority":6})", 422, "from 0 to 5"},
        {R"({"title":"x","priority":-1})", 422, "from 0 to 5"},
        {R"({"title":"x","priority":1.5})", 422, "integer"},
        {R"({"title":"x","priority":99999999999999999999})", 422, "integer"},
        {R"({"title":"x","id":5})", 422, R"(\"id\" is not expected)"},
        {full_body, 201, "xxx"},
    };
    for (const row& r : rows) {
        CAPTURE(r.body);
        const auto answer =
            service.user.header("Content-Type", "application/json").post("/tasks", r.body);
        CHECK(answer.status == r.status);
        CHECK(answer.text().find(r.says) != std::string::npos);
    }
    REQUIRE(service.user.header("Content-Type", "text/plain")
                .post("/tasks", R"({"title":"x"})")
                .status == 415);
    REQUIRE(service.user.post("/tasks", "title=x").status == 415); // a form
    REQUIRE(service.guest.post("/tasks", R"({"title":"x"})").status == 401);
    REQUIRE(service.guest.put("/tasks/1", R"({"title":"x"})").status == 401);
    REQUIRE(service.guest.del("/tasks/1").status == 401);

    for (const char* target :
         {"/tasks?limit=0", "/tasks?limit=1001", "/tasks?limit=x",
          "/tasks?limit=", "/tasks?after=-1", "/tasks?order=up", "/tasks?done=1", "/search",
          "/search?q=", "/search?q=a&limit=101", "/reports/words?limit=0"}) {
        CAPTURE(target);
        CHECK(service.guest.get(target).status == 400);
    }
    for (const char* target :
         {"/tasks/", "/tasks/x", "/tasks/-1", "/tasks/1/2", "/tasks/99999999999999999999",
          "/tasks/9007199254740993", "/reports", "/reports/nothing"}) {
        CAPTURE(target);
        CHECK(service.guest.get(target).status == 404);
    }
}

TEST_CASE("I1: a wrong method is 405, and Allow names the right ones") {
    task_service service;
    const auto answer = service.user.patch("/tasks/1", "{}");
    REQUIRE(answer.status == 405);
    const std::string_view allow = answer.header("Allow");
    for (const char* verb : {"GET", "PUT", "DELETE"})
        REQUIRE(allow.find(verb) != std::string_view::npos);
    REQUIRE(service.user.del("/tasks").status == 405);
    REQUIRE(service.user.post("/search?q=a", "").status == 405);
    REQUIRE(service.user.get("/import").status == 405);
}

TEST_CASE("I1: lists come in parts") {
    task_service service(300);
    const auto ids_at = [&](const char* target) {
        const auto answer = service.guest.get(target);
        REQUIRE(answer.status == 200);
        numbers result;
        const std::string& text = answer.text();
        for (std::size_t at = 0; (at = text.find("\"id\":", at)) != text.npos; at += 5)
            result.push_back(std::stoll(text.substr(at + 5)));
        return result;
    };
    REQUIRE(ids_at("/tasks").size() == 100);
    REQUIRE(ids_at("/tasks?limit=3&after=100") == numbers{101, 102, 103});
    REQUIRE(ids_at("/tasks?limit=1000").size() == 302);
    REQUIRE(ids_at("/tasks?after=302").empty());
    REQUIRE(ids_at("/tasks?limit=2&order=newest") == numbers{302, 301});
    REQUIRE(ids_at("/tasks?limit=2&order=newest&after=2") == numbers{1});
    REQUIRE(ids_at("/tasks?limit=2&done=false&order=oldest") == numbers{1, 2});
    REQUIRE(ids_at("/tasks?limit=1000&done=false").size() +
                ids_at("/tasks?limit=1000&done=true").size() ==
            302);
}

TEST_CASE("tasks: searches and reports") {
    task_service service;
    service.user.post("/tasks", R"({"title":"Learn C++, learn Python","done":true,"priority":1})");
    REQUIRE(service.guest.get("/search?q=learn+p").text() ==
            R"({"results":[{"id":3,"title":"Learn C++, learn Python","done":true,"priority":1},)"
            R"({"id":1,"title":"Learn Python","done":false}],"count":2})");
    REQUIRE(service.guest.get("/search?q=%25").text() == R"({"results":[],"count":0})");
    REQUIRE(
        service.guest.get("/reports/priorities").text() ==
        R"({"total":3,"done":1,"priorities":[{"priority":0,"count":2},{"priority":1,"count":1}]})");
    REQUIRE(
        service.guest.get("/reports/words?limit=3").text() ==
        R"({"words":[{"word":"learn","count":3},{"word":"python","count":2},{"word":"api","count":1}]})");
}

// -- B13: what is asked of SQLite -----------------------------------------------------------------

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

// -- I12: hostile titles --------------------------------------------------------------------------

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
