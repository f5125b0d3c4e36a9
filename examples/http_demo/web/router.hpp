// SPDX-License-Identifier: BSL-1.0
// web/router.hpp -- which function answers which URL, in the words of Flask
//
//     blueprint tasks;
//     tasks.get("/<int:id>", show_task).cached(30s);
//     tasks.post("", login_required(add_task));
//     router routes;
//     routes.mount(tasks, "/tasks");

#ifndef DEMO_WEB_ROUTER_HPP
#define DEMO_WEB_ROUTER_HPP

#include "web/message.hpp"

#include <cstddef>
#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace demo {

/// Answers a request: runs on a thread of the pool and may block, unless its route says on_loop().
using handler = std::function<response(request&)>;

/// Python's decorator: takes a function and returns one that does more.
using decorator = std::function<handler(handler)>;

enum class share { nobody, everybody, user }; // with whom a cached answer is shared

/// A method and a pattern with their handler, and what the application should know about them.
struct route {
    method verb = method::get;
    std::string pattern; // "/tasks/<int:id>", "/files/<name>"
    handler answer;

    share cache = share::nobody;
    std::chrono::seconds ttl{};   // how long an answer is fresh
    std::chrono::seconds stale{}; // and how long after that it is better than none
    bool shared = false; // with other instances: worth more than the 30 us that asking them takes
    bool loop = false;
    std::size_t max_body = 64 * 1024;
    std::string summary; // of the API's description
    std::string accepts; // a JSON schema of the body, empty if it takes none
    std::string group;   // a heading there
    int success = 0;     // the status of its answers there; 0: what is usual with its method

    route() = default;
    route(method of, std::string at, handler with)
        : verb(of), pattern(std::move(at)), answer(std::move(with)) {}

    /// Keeps answers for all; when they are no longer fresh the old answer is given until a new one has
    /// been made, as long as `old` has not passed too.
    route& cached(std::chrono::seconds fresh, std::chrono::seconds old = {});
    /// Keeps answers for the user who asked, and nobody else.
    route& cached_per_user(std::chrono::seconds fresh, std::chrono::seconds old = {});
    /// Other instances' answers are used, too, where there is a second level of the cache.
    route& between_instances();
    /// It never blocks, and uses what belongs to the event loop.
    route& on_loop();
    /// How many bytes a body may have.
    route& body_limit(std::size_t bytes);
    /// For the API's description.
    route& describe(std::string what, std::string schema = {});
    /// For the description too: 201, 202 or whatever it answers if all goes well. 204 is usual for DELETE, else 200.
    route& answers(int status);
};

/// Routes that belong together, and can be mounted under any prefix, also twice.
class blueprint {
public:
    route& get(std::string pattern, handler answer);
    route& post(std::string pattern, handler answer);
    route& put(std::string pattern, handler answer);
    route& patch(std::string pattern, handler answer);
    route& del(std::string pattern, handler answer);
    route& add(method verb, std::string pattern, handler answer);

    /// Applies to every route, also to those that come later. The first one given is the outermost.
    blueprint& decorate(decorator with);

    [[nodiscard]] const std::deque<route>& routes() const noexcept { return routes_; }
    [[nodiscard]] handler decorated(handler answer) const;

private:
    std::deque<route> routes_; // references to routes stay valid
    std::vector<decorator> decorators_;
};

/// Finds the route of a path: one step per part of the path, whatever the number of routes.
class router {
public:
    router();
    router(const router&) = delete; // nodes refer to routes
    router& operator=(const router&) = delete;
    ~router();

    /// Throws std::invalid_argument if a pattern is malformed, is there already, or captures under another name
    /// what an earlier one captures at the same place.
    void mount(const blueprint& routes, std::string_view prefix = {});
    route& add(route what);

    struct match {
        const route* found = nullptr; // null: no such path, or not with this method
        std::string allow; // if the path is known, but not with this method: those that are
    };
    /// Fills in `params` and `route` of the request.
    [[nodiscard]] match find(request& in) const;

    [[nodiscard]] const std::deque<route>& routes() const noexcept { return routes_; }

private:
    struct node;
    [[nodiscard]] const node* walk(request& in) const;
    std::deque<route> routes_;
    std::unique_ptr<node> root_;
};

} // namespace demo

#endif // DEMO_WEB_ROUTER_HPP
