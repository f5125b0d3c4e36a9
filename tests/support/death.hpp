// SPDX-License-Identifier: BSL-1.0
// support/death.hpp -- does a hardened build trap this misuse?
//
//     CHECK(support::traps([&] { d.pop_back(); }));
//
// The misuse runs in a child process, so this needs a Unix; elsewhere CAIRN_TESTS_CAN_TRAP is 0 and so it is
// where preconditions are not checked.

#ifndef CAIRN_TESTS_SUPPORT_DEATH_HPP
#define CAIRN_TESTS_SUPPORT_DEATH_HPP

#include <cairn/detail/config.hpp>

#if defined(__unix__) && CAIRN_HARDENED
#define CAIRN_TESTS_CAN_TRAP 1
#else
#define CAIRN_TESTS_CAN_TRAP 0
#endif

#if CAIRN_TESTS_CAN_TRAP

#include "support/misuse.hpp"

#include <csignal>
#include <cstddef>
#include <string>

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

namespace support {

/// Runs the function in a child process.
/// Returns     true if it was aborted with the line that a broken precondition prints
template <class Function>
[[nodiscard]] bool traps(Function misuse) {
    int ends[2];
    if (::pipe(ends) != 0) throw check_failed("no pipe to a child process");
    const pid_t child = ::fork();
    if (child < 0) throw check_failed("no child process");
    if (child == 0) {
        const rlimit no_core{0, 0};
        ::setrlimit(RLIMIT_CORE, &no_core);
        std::signal(SIGABRT, SIG_DFL); // Catch's handler would report a failed test
        ::dup2(ends[1], STDERR_FILENO);
        ::close(ends[0]);
        misuse();
        ::_exit(0);
    }
    ::close(ends[1]);
    std::string message;
    char buffer[256];
    for (ssize_t n; (n = ::read(ends[0], buffer, sizeof buffer)) > 0;)
        message.append(buffer, static_cast<std::size_t>(n));
    ::close(ends[0]);
    int status = 0;
    ::waitpid(child, &status, 0);
    return WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT &&
           message.find("precondition violated") != std::string::npos;
}

} // namespace support

#endif

#endif // CAIRN_TESTS_SUPPORT_DEATH_HPP
