// SPDX-License-Identifier: BSL-1.0
// http_demo/extensions.cpp -- the application works without its extensions, and with any of them, without a socket

#include "auth/cors.hpp"
#include "auth/csrf.hpp"
#include "auth/rate_limit.hpp"
#include "auth/routes.hpp"
#include "auth/security_headers.hpp"
#include "http_demo/auth_support.hpp"
#include "http_demo/support.hpp"
#include "live/metrics.hpp"
#include "support/catch.hpp"

#include <cstddef>
#include <optional>
#include <string>

#include <sys/wait.h>
#include <unistd.h>

#if defined(__linux__)
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#endif

using namespace demo;
using namespace std::chrono_literals;

// -- without any of them, and with all ------------------------------------------------------------------

namespace {

/// What has to hold, whatever extensions there are.
void check_core(application& app) {
    int computed = 0;
    app.get("/", [](request&) { return html("<h1>Hello</h1>"); });
    app.get("/twice/<int:n>",
            [&](request& in) {
                ++computed;
                return json(std::to_string(2 * in.id("n")));
            })
        .cached(60s);
    app.post("/echo", [](request& in) { return plain(std::string(in.body)); });
    app.get("/broken", [](request&) -> response { throw http_error(418, "teapot"); });

    client any(app);
    CHECK(any.get("/").text() == "<h1>Hello</h1>");
    CHECK(any.get("/twice/21").text() == "42");
    CHECK(any.get("/twice/21").header("X-Cache") == "HIT");
    CHECK(any.get("/twice/21").text() == "42");
    CHECK(computed == 1);
    app.invalidate("/twice");
    CHECK(any.get("/twice/21").header("X-Cache") == "MISS");
    CHECK(any.get("/twice/x").status == 404);
    CHECK(any.get("/nothing").text() == R"({"error":"Not found"})");
    CHECK(any.del("/echo").status == 405);
    CHECK(any.del("/echo").header("Allow") == "POST, OPTIONS");
    CHECK(any.post("/echo", "spam=1").text() == "spam=1");
    CHECK(any.get("/broken").text() == R"({"error":"teapot"})");
    CHECK(any.get("/").status == 200);
}

} // namespace

TEST_CASE("A7: the application works with every choice of extensions, and without any") {
    some_users with;
    for (unsigned choice = 0; choice != 64; ++choice) {
        CAPTURE(choice);
        application app({});
        if (choice & 1U) security_headers(app);
        if (choice & 2U) cors(app, {"https://app.example.org"});
        if (choice & 4U) rate_limit(app, {.requests = 100});
        if (choice & 8U) auth(app, with.users, {});
        if (choice & 16U) csrf(app);
        std::optional<metrics> numbers;
        if (choice & 32U) numbers.emplace(app);
        check_core(app);
        CHECK(client(app).get("/dashboard").status == (choice & 8U ? 401 : 404));
        CHECK(client(app).get("/").headers.contains("X-Content-Type-Options") ==
              ((choice & 1U) != 0));
        CHECK(client(app).get("/").headers.contains("Vary") == ((choice & 2U) != 0));
    }
}

TEST_CASE("A7: an extension is a function that takes the application") {
    int seen = 0;
    const auto counting = [&](application& app) {
        app.after([&](const exchange&, response& answer) {
            answer.headers.add("X-Seen", std::to_string(++seen));
        });
    };
    application app({});
    counting(app);
    app.get("/", [](request&) { return plain("Hello"); }).cached(60s);
    client any(app);
    CHECK(any.get("/").header("X-Seen") == "1");
    CHECK(any.get("/").headers.get("X-Seen") == "2"); // cached answers, too
    CHECK(any.get("/nothing").header("X-Seen") == "3");
}

TEST_CASE(
    "Security headers: every answer says its type is its type, pages also what they may load") {
    application app({});
    security_headers(app);
    app.get("/", [](request&) { return html("<h1>Hello</h1>"); }).cached(60s);
    app.get("/data", [](request&) { return json("[]"); });
    client any(app);
    for (int i = 0; i != 2; ++i) { // computed, and out of the cache
        const response page = any.get("/");
        CHECK(page.header("X-Content-Type-Options") == "nosniff");
        const std::string_view policy = page.headers.get("Content-Security-Policy");
        CHECK(policy.find("default-src 'self'") != policy.npos);
        CHECK(policy.find("frame-ancestors 'none'") != policy.npos);
        CHECK(policy.find("unsafe") == policy.npos);
        CHECK(page.headers.get("Referrer-Policy") == "same-origin");
    }
    CHECK(any.get("/data").header("X-Content-Type-Options") == "nosniff");
    CHECK(any.get("/data").header("Referrer-Policy") == "same-origin");
    CHECK_FALSE(any.get("/data").headers.contains("Content-Security-Policy"));
    CHECK(any.get("/nothing").header("X-Content-Type-Options") == "nosniff");
}

// -- without a socket -----------------------------------------------------------------------------------

TEST_CASE("A4: client.get(\"/\") contains 'Welcome to the home page'") {
    demo_test::running_service all;
    const response answer = all.browser().get("/");
    CHECK(answer.status == 200);
    CHECK(answer.text().find("Welcome to the home page") != std::string::npos);
}

#if defined(__linux__)

namespace {

/// From now on the system ends this process if it asks for a socket.
[[nodiscard]] bool forbid_sockets() {
    sock_filter rules[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_socket, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };
    const sock_fprog program{sizeof rules / sizeof rules[0], rules};
    return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
           prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0;
}

/// The exit status of `work` in a process without sockets: -1 if it was killed, 77 if they cannot be forbidden.
template <class Work>
int status_without_sockets(Work work) {
    const pid_t child = fork();
    if (child == 0) _exit(forbid_sockets() ? work() : 77);
    int status = 0;
    waitpid(child, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

} // namespace

TEST_CASE("A4: the test client opens no socket") {
    const int asks =
        status_without_sockets([] { return socket(AF_INET, SOCK_STREAM, 0) < 0 ? 1 : 0; });
    if (asks == 77) {
        WARN("sockets cannot be forbidden here");
        return;
    }
    CHECK(asks == -1); // the trap works
    const int status = status_without_sockets([]() noexcept {
        demo_test::running_service all;
        client browser = all.browser();
        const bool welcome =
            browser.get("/").text().find("Welcome to the home page") != std::string::npos;
        return welcome && browser.get("/tasks").status == 200 &&
                       browser.post("/login", test_login).status == 200 &&
                       browser.get("/user/profile").status == 200
                   ? 0
                   : 1;
    });
    CHECK(status == 0);
}

#endif
