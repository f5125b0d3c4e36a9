// SPDX-License-Identifier: BSL-1.0
// main.cpp -- the program: options, the service, and the server in front of it

#include "live/access_log.hpp"
#include "options.hpp"
#include "service.hpp"
#include "web/server.hpp"

#include <csignal>
#include <cstdio>
#include <exception>

namespace {

[[nodiscard]] demo::server::options server_options(const demo::settings& chosen,
                                                   demo::service& tasks) {
    demo::server::options out;
    out.host = chosen.host;
    out.port = chosen.port;
    out.workers = chosen.workers;
    out.connections = chosen.connections;
    out.deadline = chosen.deadline;
    out.hang_up = [&tasks] { tasks.log().reopen(); };
    out.refused = [&tasks](const demo::exchange& e) { tasks.log().note(e, e.out); };
    return out;
}

void serve(const demo::settings& chosen) {
    std::signal(SIGPIPE, SIG_IGN); // who has gone is noticed where something is written
    demo::service tasks(chosen);
    demo::server http(tasks.app(), server_options(chosen, tasks));
    tasks.set_draining([&http] { return http.draining(); });
    std::printf("Listening on http://%s:%u\n", chosen.host.c_str(), unsigned{http.port()});
    if (!chosen.quiet) std::puts("Ctrl-C ends it.");
    std::fflush(stdout);
    http.run();
}

} // namespace

int main(int argc, char** argv) {
    try {
        const demo::options options = demo::read_options(argc, argv);
        if (options.help) {
            std::fputs(demo::help_text().c_str(), stdout);
        } else {
            serve(options.chosen);
        }
        return 0;
    } catch (const std::exception& failure) {
        std::fprintf(stderr, "http_demo: %s\n", failure.what());
        return 2;
    }
}
