// SPDX-License-Identifier: BSL-1.0
// TechEmpower's cached queries, held against the rules of that benchmark.

#include "http_demo/support.hpp"
#include "store/database.hpp"

#include <cstdio>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace {

struct row {
    int id = 0, number = 0;
};

/// The rows of an answer; fails the test if it is anything but an array of them, without a space.
std::vector<row> rows_of(const std::string& text) {
    std::vector<row> all;
    REQUIRE(text.size() >= 2);
    REQUIRE(text.front() == '[');
    const char* at = text.c_str() + 1;
    for (;;) {
        row one;
        int length = 0;
        REQUIRE(std::sscanf(at, R"({"id":%d,"randomNumber":%d}%n)", &one.id, &one.number,
                            &length) == 2);
        all.push_back(one);
        at += length;
        if (*at != ',') break;
        ++at;
    }
    REQUIRE(std::string(at) == "]");
    return all;
}

} // namespace

TEST_CASE("cached queries: as many rows as asked for, between 1 and 500") {
    demo_test::running_service service;
    demo::client browser = service.browser();
    const std::pair<std::string, std::size_t> cases[] = {{"?count=2", 2},
                                                         {"?count=1", 1},
                                                         {"?count=500", 500},
                                                         {"?count=501", 500},
                                                         {"?count=0", 1},
                                                         {"?count=-7", 1},
                                                         {"?count=", 1},
                                                         {"?count=foo", 1},
                                                         {"?count=3x", 1},
                                                         {"?count=+3", 1},
                                                         {"?queries=20", 20},
                                                         {"", 1},
                                                         {"?other=9", 1},
                                                         {"?count=%32%30", 20},
                                                         {"?count=99999999999999999999", 500},
                                                         {"?count=-99999999999999999999", 1}};
    for (const auto& [query, n] : cases) {
        CAPTURE(query);
        const demo::response answer = browser.get("/cached-queries" + query);
        REQUIRE(answer.status == 200);
        REQUIRE(answer.content_type == "application/json");
        REQUIRE(rows_of(answer.text()).size() == n);
    }
}

TEST_CASE("cached queries: rows of the table, at random, never the response out of a cache") {
    demo_test::running_service service;
    demo::client browser = service.browser();
    std::map<int, int> table;
    const auto data = service.all().data().connect();
    auto all = data->query("SELECT id, random_number FROM world");
    while (all.step())
        table[static_cast<int>(all.integer(0))] = static_cast<int>(all.integer(1));
    REQUIRE(table.size() == 10'000);
    REQUIRE(table.begin()->first == 1);
    REQUIRE(table.rbegin()->first == 10'000);

    std::set<std::string> answers;
    std::set<int> ids;
    for (int i = 0; i < 20; ++i) {
        const demo::response answer = browser.get("/cached-queries?count=100");
        REQUIRE(answer.header("X-Cache").empty());
        REQUIRE(answer.header("ETag").empty());
        answers.insert(answer.text());
        for (const auto& [id, number] : rows_of(answer.text())) {
            ids.insert(id);
            REQUIRE(table.at(id) == number);
            REQUIRE((number >= 1 && number <= 10'000));
        }
    }
    REQUIRE(answers.size() == 20);
    REQUIRE(ids.size() > 1'500); // 1813 of 2000 on average
}

TEST_CASE("cached queries: once every row has been read, the database is left alone") {
    demo_test::running_service service;
    demo::client browser = service.browser();
    std::set<int> ids;
    while (ids.size() < 10'000) {
        for (const row& one : rows_of(browser.get("/cached-queries?count=500").text()))
            ids.insert(one.id);
    }
    const auto before = service.all().data().executed();
    for (int i = 0; i < 100; ++i)
        browser.get("/cached-queries?count=500");
    REQUIRE(service.all().data().executed() == before);
}
