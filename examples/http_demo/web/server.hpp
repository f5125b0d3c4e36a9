// SPDX-License-Identifier: BSL-1.0
// web/server.hpp -- HTTP/1.1 over TCP in front of an application
//
//     server http(app, {.port = 8080});      // listens from here on
//     http.run();                            // until SIGTERM or SIGINT
//
// One thread runs the event loop: it owns sockets and application, and answers most requests by itself.
// Handlers run on a pool of threads and come back to it.

#ifndef DEMO_WEB_SERVER_HPP
#define DEMO_WEB_SERVER_HPP

#include "web/application.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

namespace demo {

class server {
public:
    struct options {
        std::string host = "127.0.0.1";
        std::uint16_t port = 8080; // 0 takes a free one
        unsigned workers = 2;
        std::size_t connections = 10'000; // more than these are answered with 503
        std::chrono::milliseconds deadline{
            10'000}; // for a request to arrive, and for an answer to leave

        /// All are called on the loop's thread.
        std::function<void()> hang_up{}; // SIGHUP: reopen the log
        std::function<void(const exchange&)>
            refused{}; // a request so broken that no application saw it
    };

    struct counts {
        std::size_t open = 0;          // connections, now
        std::uint64_t accepted = 0;    // since the start
        std::uint64_t refused = 0;     // requests that were malformed, too large or too slow
        std::uint64_t turned_away = 0; // connections beyond the limit
    };

    /// Throws std::runtime_error that says in one line why it cannot listen there.
    server(application& app, options how);
    ~server();
    server(const server&) = delete;
    server& operator=(const server&) = delete;

    /// Answers requests on this thread, until SIGTERM, SIGINT or stop(); then lets those that have arrived be
    /// answered, for at most ten seconds. A second signal ends it as soon as
    /// the handlers that run have returned.
    void run();
    /// From any thread: what SIGTERM does.
    void stop();

    [[nodiscard]] std::uint16_t port() const;
    /// It goes: /healthz should say so. On the loop's thread.
    [[nodiscard]] bool draining() const;
    /// On the loop's thread.
    [[nodiscard]] counts statistics() const;

private:
    class engine;
    std::unique_ptr<engine> engine_;
};

} // namespace demo

#endif // DEMO_WEB_SERVER_HPP
