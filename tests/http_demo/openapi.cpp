// SPDX-License-Identifier: BSL-1.0
// The description of the interface: it has every route, and says what really happens.

#include "web/openapi.hpp"
#include "http_demo/support.hpp"
#include "web/json.hpp"

#include <cstddef>
#include <regex>
#include <set>
#include <string>
#include <string_view>

namespace {

using demo::json_object;

/// "/tasks/{id}" for "/tasks/<int:id>".
std::string described(const std::string& pattern) {
    static const std::regex capture("<(?:int:)?([^>]*)>");
    return std::regex_replace(pattern, capture, "{$1}");
}

std::string verb_of(const demo::route& of) {
    std::string out(demo::name_of(of.verb));
    for (char& each : out)
        each = static_cast<char>(each - 'A' + 'a');
    return out;
}

class description {
public:
    explicit description(std::string text) : text_(std::move(text)), all_(text_) {}

    [[nodiscard]] bool has(const std::string& path, const std::string& verb) const {
        const json_object paths(all_.raw("paths"));
        return paths.contains(path) && json_object(paths.raw(path)).contains(verb);
    }
    [[nodiscard]] json_object operation(const std::string& path, const std::string& verb) const {
        return json_object(json_object(json_object(all_.raw("paths")).raw(path)).raw(verb));
    }
    [[nodiscard]] bool answers(const std::string& path, const std::string& verb, int status) const {
        return json_object(operation(path, verb).raw("responses")).contains(std::to_string(status));
    }
    [[nodiscard]] const std::string& text() const { return text_; }

private:
    std::string text_;
    json_object all_;
};

std::size_t count(std::string_view text, std::string_view part) {
    std::size_t found = 0;
    for (std::size_t at = text.find(part); at != text.npos; at = text.find(part, at + 1))
        ++found;
    return found;
}

} // namespace

TEST_CASE("I1: every route is in /openapi.json, and nothing else") {
    demo_test::running_service service;
    const demo::response answer = service.browser().get("/openapi.json");
    REQUIRE(answer.status == 200);
    const description document(answer.text());
    std::set<std::string> ids;
    const auto& routes = service.app().routes().routes();
    for (const demo::route& each : routes) {
        const std::string path = described(each.pattern), verb = verb_of(each);
        CAPTURE(path, verb);
        REQUIRE(document.has(path, verb));
        const json_object operation = document.operation(path, verb);
        CHECK(ids.insert(operation.text("operationId")).second);
        CHECK_FALSE(operation.text("summary").empty()); // whoever adds a route says what it is for
        CHECK(operation.contains("parameters") == (path != each.pattern));
        CHECK(operation.contains("requestBody") == !each.accepts.empty());
    }
    CHECK(count(document.text(), R"("operationId")") == routes.size());
}

TEST_CASE("I1: the description says what each part of a path is, and what a body holds") {
    demo::application app{demo::application::options{}};
    const auto nothing = [](demo::request&) { return demo::no_content(); };
    app.get("/a/<int:id>/b/<name>", nothing).describe("Get");
    app.put("/a/<int:id>/b/<name>", nothing).describe("Put", R"({"type":"object"})").answers(204);
    app.post("/import", nothing).describe("Import", R"({"type":"string"})").answers(202);
    app.get("/", nothing).group = "home";
    const auto guarded = [](const demo::route& each) { return each.pattern != "/"; };
    const description document(demo::openapi_of(app.routes(), "A \"title\"", guarded));

    const std::string path = "/a/{id}/b/{name}";
    CHECK(document.operation(path, "get").raw("parameters") ==
          R"([{"name":"id","in":"path","required":true,"schema":{"type":"integer","minimum":0}},)"
          R"({"name":"name","in":"path","required":true,"schema":{"type":"string"}}])");
    CHECK(document.operation(path, "get").raw("tags") == R"(["a"])");
    CHECK(document.operation(path, "put").raw("requestBody") ==
          R"({"required":true,"content":{"application/json":{"schema":{"type":"object"}}}})");
    CHECK(document.operation("/import", "post").raw("requestBody") ==
          R"({"required":true,"content":{"text/csv":{"schema":{"type":"string"}}}})");
    for (const int status : {204, 400, 401, 403, 404, 413, 422})
        CHECK(document.answers(path, "put", status));
    for (const int status : {200, 401, 404})
        CHECK(document.answers(path, "get", status));
    CHECK_FALSE(document.answers(path, "get", 422));
    CHECK(document.answers("/import", "post", 202));
    CHECK(document.operation(path, "get").raw("security") == R"([{"bearer":[]},{"cookie":[]}])");
    CHECK(document.operation(path, "put").raw("security") ==
          R"([{"bearer":[]},{"cookie":[],"csrf":[]}])");
    CHECK_FALSE(document.operation("/", "get").contains("security"));
    CHECK(document.operation("/", "get").raw("tags") == R"(["home"])");
    CHECK(document.text().find(R"("title":"A \"title\"")") != std::string::npos);
}

TEST_CASE("I1: what the service answers is what its description says") {
    demo_test::running_service service;
    demo::client nobody = service.browser(), user = service.logged_in();
    const description document(nobody.get("/openapi.json").text());

    struct call {
        demo::method verb;
        const char* target;
        const char* path; // there
        const char* body;
        int status;
    };
    using demo::method;
    const call calls[] = {
        {method::get, "/", "/", "", 200},
        {method::get, "/hello", "/hello", "", 200},
        {method::get, "/healthz", "/healthz", "", 200},
        {method::get, "/tasks", "/tasks", "", 200},
        {method::get, "/tasks/1", "/tasks/{id}", "", 200},
        {method::get, "/tasks/99", "/tasks/{id}", "", 404},
        {method::post, "/tasks", "/tasks", R"({"title":"Buy milk"})", 201},
        {method::post, "/tasks", "/tasks", R"({"title":7})", 422},
        {method::post, "/tasks", "/tasks", R"({"title":)", 400},
        {method::put, "/tasks/1", "/tasks/{id}", R"({"title":"Buy milk"})", 200},
        {method::put, "/tasks/99", "/tasks/{id}", R"({"title":"Buy milk"})", 404},
        {method::del, "/tasks/1", "/tasks/{id}", "", 204},
        {method::get, "/search?q=milk", "/search", "", 200},
        {method::post, "/jobs", "/jobs", R"({"kind":"add","args":[2,3]})", 202},
        {method::post, "/jobs", "/jobs", R"({"kind":"?"})", 422},
        {method::post, "/import", "/import", "id,title,done,priority\n1,Buy bread,0,0\n", 202},
        {method::get, "/jobs/1", "/jobs/{id}", "", 200},
        {method::get, "/user/profile", "/user/profile", "", 200},
        {method::post, "/register", "/register",
         R"({"username":"ada","password":"a long passphrase of hers"})", 201},
        {method::post, "/token", "/token", R"({"username":"test","password":"password"})", 200},
        {method::get, "/cached-queries?count=3", "/cached-queries", "", 200},
        {method::get, "/openapi.json", "/openapi.json", "", 200},
        {method::post, "/logout", "/logout", "", 200},
    };
    for (const call& each : calls) {
        CAPTURE(each.target, each.body);
        if (std::string_view(each.path) == "/import") user.header("Content-Type", "text/csv");
        const demo::response answer = user.send(each.verb, each.target, each.body);
        CAPTURE(answer.text());
        CHECK((answer.stored ? answer.stored->status : answer.status) == each.status);
        std::string verb(demo::name_of(each.verb));
        for (char& letter : verb)
            letter = static_cast<char>(letter - 'A' + 'a');
        CHECK(document.answers(each.path, verb, each.status));
    }
}

TEST_CASE("I1: the description knows who has to log in") {
    demo_test::running_service service;
    demo::client nobody = service.browser();
    const description document(nobody.get("/openapi.json").text());
    for (const demo::route& each : service.app().routes().routes()) {
        if (each.pattern.find('<') != std::string::npos &&
            each.pattern.find("<int:") == std::string::npos)
            continue;
        const std::string path = described(each.pattern), verb = verb_of(each);
        const std::string target = std::regex_replace(each.pattern, std::regex("<[^>]*>"), "1");
        const demo::response answer =
            nobody.send(each.verb, target, each.accepts.empty() ? "" : "{}");
        CAPTURE(path, verb, answer.text());
        const bool refused = (answer.stored ? answer.stored->status : answer.status) == 401;
        CHECK(document.operation(path, verb).contains("security") == refused);
    }
}
