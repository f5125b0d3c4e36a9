// SPDX-License-Identifier: BSL-1.0
// Extract, transform, load: CSV files become the tasks.

#include "store/import.hpp"
#include "http_demo/store_support.hpp"
#include "store/memory_tasks.hpp"
#include "support/catch.hpp"
#include "support/random.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

using demo::csv_reader;
using demo::import_csv;
using demo::task_item;
using demo_test::task_service;

namespace {

using records = std::vector<std::vector<std::string>>;

/// What the reader makes of a text; a malformed record is {"!", its line}.
records read(std::string_view text) {
    records result;
    csv_reader lines(text);
    for (std::vector<std::string> fields; lines.next(fields);)
        result.push_back(lines.problem().empty()
                             ? fields
                             : std::vector<std::string>{"!", std::to_string(lines.line())});
    return result;
}

std::string in_quotes(std::string_view field) {
    std::string out = "\"";
    for (const char c : field) {
        if (c == '"') out += '"';
        out += c;
    }
    return out += '"';
}

std::vector<task_item> everything(demo::task_repository& in) {
    std::vector<task_item> result;
    in.for_each([&](const task_item& t) { result.push_back(t); });
    return result;
}

constexpr std::string_view heading = "id,title,done,priority\n";

} // namespace

TEST_CASE("csv: records and fields") {
    REQUIRE(read("").empty());
    REQUIRE(read("\n\r\n\n").empty());
    REQUIRE(read("a,b\nc,d\n") == records{{"a", "b"}, {"c", "d"}});
    REQUIRE(read("a,b\r\nc,d") == records{{"a", "b"}, {"c", "d"}});
    REQUIRE(read("a\n\n\nb\n") == records{{"a"}, {"b"}});
    REQUIRE(read(",\n,,") == records{{"", ""}, {"", "", ""}});
    REQUIRE(read("\xEF\xBB\xBFid\n") == records{{"id"}});
    REQUIRE(read("a\rb,c\n") == records{{"a\rb", "c"}}); // a lone CR ends no line
}

TEST_CASE("csv: quotation marks") {
    REQUIRE(read("\"a,b\",c\n") == records{{"a,b", "c"}});
    REQUIRE(read("\"a\r\nb\",c\r\n\"\"") == records{{"a\r\nb", "c"}, {""}});
    REQUIRE(read("\"say \"\"hi\"\"\",\"\"\"\"\n") == records{{"say \"hi\"", "\""}});
}

TEST_CASE("csv: a malformed record spoils its line only") {
    REQUIRE(read("a\"b,c\nd\n") == records{{"!", "1"}, {"d"}});
    REQUIRE(read("\"a\"b,c\nd\n") == records{{"!", "1"}, {"d"}});
    REQUIRE(read("x\n\"a,b\nc\nd\n") == records{{"x"}, {"!", "2"}, {"c"}, {"d"}}); // never closed
    REQUIRE(read("\"a\nb\nc,\"d\"\ne\n") == records{{"!", "1"}, {"b"}, {"c", "d"}, {"e"}});
    REQUIRE(read("\"") == records{{"!", "1"}});
}

TEST_CASE("csv: lines are counted through line ends in fields") {
    csv_reader lines("a\n\"1\n2\n3\",b\r\n\nc\n");
    std::vector<std::string> fields;
    for (const std::size_t line : {1u, 2u, 6u}) {
        REQUIRE(lines.next(fields));
        REQUIRE(lines.line() == line);
    }
    REQUIRE_FALSE(lines.next(fields));
}

TEST_CASE("csv: whatever was quoted comes back") {
    support::generator random(support::seed(4180));
    for (int round = 0; round < 500; ++round) {
        records expected;
        std::string text;
        for (auto n = random() % 4 + 1; n != 0; --n) {
            auto& record = expected.emplace_back();
            for (auto fields = random() % 3 + 2; fields != 0; --fields) {
                std::string& field = record.emplace_back();
                for (auto size = random() % 5; size != 0; --size)
                    field += "ab,\"\n\r"[random() % 6];
                text += (record.size() > 1 ? "," : "") + in_quotes(field);
            }
            text += random() % 2 == 0 ? "\n" : "\r\n";
        }
        REQUIRE(read(text) == expected);
    }
}

TEST_CASE("I4: good lines are loaded, bad ones listed with their numbers") {
    demo::memory_tasks tasks;
    const auto result = import_csv("id,title,done,priority\r\n"
                                   "1,Learn Python,False,0\n"
                                   "two,x,false,0\n"
                                   "3,\"a, \"\"b\"\"\nc\",TRUE,5\n"
                                   "4,,false,0\n"
                                   "5,x,maybe,0\n"
                                   "6,x,1,6\n"
                                   "1,again,0,1\n"
                                   "8,x,false\n"
                                   "9,x\"y,false,1\n"
                                   "4503599627370496,x,false,1\n"
                                   "10,caf\xE9,false,1\n"
                                   "11,ok,0,1",
                                   tasks);
    REQUIRE(everything(tasks) == std::vector<task_item>{{1, "Learn Python", false, 0},
                                                        {3, "a, \"b\"\nc", true, 5},
                                                        {11, "ok", false, 1}});
    REQUIRE(result.loaded == 3);
    REQUIRE(result.rejected == 9);
    std::string lines;
    for (const auto& r : result.rejects)
        lines += std::to_string(r.line) + ": " + r.reason + "\n";
    REQUIRE(lines == "3: the id is not a number from 1 to 2^52 - 1\n"
                     "6: The title is empty\n"
                     "7: done is neither true nor false\n"
                     "8: the priority is not a number from 0 to 5\n"
                     "9: an earlier line has this id\n"
                     "10: there are not four fields\n"
                     "11: a quotation mark stands within a field\n"
                     "12: the id is not a number from 1 to 2^52 - 1\n"
                     "13: The title is not UTF-8\n");
    REQUIRE(result.to_json().starts_with(
        R"({"loaded":3,"rejected":9,"rejects":[{"line":3,"reason":"the id)"));
}

TEST_CASE("I4: without the heading nothing changes") {
    demo::memory_tasks tasks;
    tasks.add({0, "there", false, 0});
    for (const char* bad :
         {"", "1,x,false,0\n", "id,title,done\n1,x,false\n", "\"id,title,done,priority\n"})
        REQUIRE_THROWS_WITH(import_csv(bad, tasks),
                            "The first line has to be: id,title,done,priority");
    REQUIRE(tasks.size() == 1);
    REQUIRE(import_csv("\xEF\xBB\xBF\"id\",title,done,priority", tasks).loaded == 0);
    REQUIRE(tasks.size() == 0); // no lines are no tasks
}

TEST_CASE("I4: only the first hundred rejects are told, all are counted") {
    demo::memory_tasks tasks;
    std::string csv(heading);
    for (int i = 0; i != 1000; ++i)
        csv += "x\n";
    const auto result = import_csv(csv, tasks);
    REQUIRE(result.rejected == 1000);
    REQUIRE(result.rejects.size() == 100);
    REQUIRE(result.rejects.back().line == 101);
}

TEST_CASE("I4: POST /import of 100,000 lines is a job, and the same again makes no difference") {
    task_service service(10);
    std::string csv(heading);
    std::size_t bad = 0;
    constexpr std::size_t lines = 100'000;
    for (std::size_t i = 1; i <= lines; ++i) {
        const bool good = i % 1000 != 0;
        if (!good) ++bad;
        csv.append(std::to_string(i)).append(i % 7 == 0 ? ",\"Task, \"\"no. " : ",Task no. ");
        csv.append(std::to_string(i * 7919 % 1000)).append(i % 7 == 0 ? "\"\"\"" : "");
        csv.append(good ? ",false," : ",perhaps,").append(std::to_string(i % 6)).append("\n");
    }
    const auto send = [&] {
        const auto accepted =
            service.user.header("Content-Type", "text/csv; charset=utf-8").post("/import", csv);
        REQUIRE(accepted.status == 202);
        REQUIRE(accepted.header("Location") == "/jobs/1");
        REQUIRE(accepted.text() == R"({"job":1})");
        return service.run_jobs().at(0);
    };
    REQUIRE(service.guest.get("/tasks/50").status == 404); // for the cache
    const std::string result = send();
    REQUIRE(result.starts_with(
        R"({"loaded":99900,"rejected":100,"rejects":[{"line":1001,"reason":"done is)"));
    REQUIRE(service.tasks.size() == lines - bad);
    REQUIRE(service.tasks.find(14) == task_item{14, "Task, \"no. 866\"", false, 2});
    REQUIRE(service.guest.get("/tasks/50").status == 200); // the cache has been told
    REQUIRE(service.guest.get("/tasks/2000").status == 404);

    const auto before = everything(service.tasks);
    REQUIRE(send() == result);
    REQUIRE(everything(service.tasks) == before);
}

TEST_CASE("I4: what is no CSV, or from nobody, is refused at once") {
    task_service service;
    REQUIRE(service.guest.header("Content-Type", "text/csv").post("/import", heading).status ==
            401);
    REQUIRE(service.user.post("/import", "{}").status == 415);
    REQUIRE(service.user.header("Content-Type", "text/csv").post("/import", "a,b\n").status == 422);
    REQUIRE(service.jobs.empty());
    REQUIRE(service.tasks.size() == 2);
}
