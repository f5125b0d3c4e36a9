// SPDX-License-Identifier: BSL-1.0
// Which route answers which path: captures, methods, blueprints, decorators.

#include "web/router.hpp"
#include "support/catch.hpp"

#include <stdexcept>
#include <string>

using namespace demo;

namespace {

handler says(std::string what) {
    return [what](request&) { return plain(what); };
}

/// What answers a path: the handler's words, or the methods that would be allowed, in brackets.
std::string ask(const router& routes, std::string_view path, method verb = method::get) {
    request in;
    in.verb = verb;
    in.path = path;
    const router::match found = routes.find(in);
    if (!found.found) return "[" + found.allow + "]";
    std::string out = found.found->answer(in).body;
    for (const auto& [name, value] : in.params)
        out.append(" ").append(name).append("=").append(value);
    return out;
}

} // namespace

TEST_CASE("the most literal route wins, and captures take what is left") {
    blueprint some;
    some.get("/", says("home"));
    some.get("/tasks", says("list"));
    some.get("/tasks/<int:id>", says("one"));
    some.get("/tasks/latest", says("latest"));
    some.get("/tasks/<int:id>/notes/<name>", says("note"));
    router routes;
    routes.mount(some);

    CHECK(ask(routes, "/") == "home");
    CHECK(ask(routes, "/tasks") == "list");
    CHECK(ask(routes, "/tasks/7") == "one id=7");
    CHECK(ask(routes, "/tasks/latest") == "latest");
    CHECK(ask(routes, "/tasks/7/notes/a b") == "note id=7 name=a b");
    for (const char* nowhere :
         {"/tasks/", "//", "/tasks/seven", "/tasks/-7", "/tasks/7/", "/tasks/7/notes",
          "/tasks/7/notes/", "/Tasks", "", "tasks", "/tasks/7x"})
        CHECK(ask(routes, nowhere) == "[]");
}

TEST_CASE("I1: a path that is known has its methods named") {
    blueprint some;
    some.get("/tasks", says("list"));
    some.post("/tasks", says("add"));
    some.del("/tasks/<int:id>", says("remove"));
    router routes;
    routes.mount(some);

    CHECK(ask(routes, "/tasks", method::post) == "add");
    CHECK(ask(routes, "/tasks", method::head) == "list");
    CHECK(ask(routes, "/tasks", method::put) == "[GET, HEAD, POST, OPTIONS]");
    CHECK(ask(routes, "/tasks/3", method::get) == "[DELETE, OPTIONS]");
}

TEST_CASE("B11: a blueprint is mounted under a prefix, also under two") {
    blueprint user;
    user.get("/profile", says("User profile page"));
    router routes;
    routes.mount(user, "/user");
    routes.mount(user, "/v2/user");
    CHECK(ask(routes, "/user/profile") == "User profile page");
    CHECK(ask(routes, "/v2/user/profile") == "User profile page");
    CHECK(ask(routes, "/profile") == "[]");
}

TEST_CASE("B5: decorators wrap from the outside in, also routes that come later") {
    const auto around = [](std::string mark) -> decorator {
        return [mark](handler inner) -> handler {
            return [mark, inner](request& in) {
                response out = inner(in);
                out.body = mark + "(" + out.body + ")";
                return out;
            };
        };
    };
    blueprint some;
    some.get("/early", says("x"));
    some.decorate(around("a")).decorate(around("b"));
    some.get("/late", around("c")(says("y")));
    router routes;
    routes.mount(some);
    CHECK(ask(routes, "/early") == "a(b(x))");
    CHECK(ask(routes, "/late") == "a(b(c(y)))");
}

TEST_CASE("patterns that cannot work are refused when they are added") {
    router routes;
    const auto add = [&](method verb, std::string pattern) {
        blueprint one;
        one.add(verb, std::move(pattern), says(""));
        routes.mount(one);
    };
    add(method::get, "/tasks/<int:id>");
    add(method::post, "/tasks/<int:id>");
    CHECK_THROWS_AS(add(method::get, "/tasks/<int:id>"), std::invalid_argument);   // twice
    CHECK_THROWS_AS(add(method::put, "/tasks/<int:task>"), std::invalid_argument); // another name
    CHECK_THROWS_AS(add(method::put, "/tasks/<id>"), std::invalid_argument);       // another type
    CHECK_THROWS_AS(add(method::get, "tasks"), std::invalid_argument);
    CHECK_THROWS_AS(add(method::get, "/files/<name"), std::invalid_argument);
    CHECK_THROWS_AS(add(method::get, "/files/<>"), std::invalid_argument);
    CHECK_THROWS_AS(routes.add(route()), std::invalid_argument);
}
