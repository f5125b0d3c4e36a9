// SPDX-License-Identifier: BSL-1.0
// The REST interface of the tasks: what is answered, with which status.

#include "http_demo/store_support.hpp"
#include "support/catch.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

using demo_test::task_service;
using numbers = std::vector<std::int64_t>;

TEST_CASE("I1: GET /tasks gives the first two tasks") {
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
