// SPDX-License-Identifier: BSL-1.0
// live/access_log.hpp -- one line of JSON for every request, written by a thread of its own
//
//     access_log log(app, "access.log");
//
// The loop's thread only notes facts in a bounded queue (cairn::bounded_deque); the writer takes them out in
// batches and makes lines of them. When the disk is too slow, lines are dropped and counted: requests never wait.

#ifndef DEMO_LIVE_ACCESS_LOG_HPP
#define DEMO_LIVE_ACCESS_LOG_HPP

#include "web/application.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

namespace demo {

class access_log {
public:
    /// An extension: notes each answer of the application, which has to outlive the log. Without a path it does
    /// nothing. Throws std::runtime_error if the file cannot be opened for appending.
    access_log(application& app, std::string path, std::size_t queue = 8192);
    /// Writes what is still queued.
    ~access_log();
    access_log(const access_log&) = delete;
    access_log& operator=(const access_log&) = delete;

    /// On the loop's thread: for what no application saw.
    void note(const exchange& e, const response& answer);
    /// Goes on in a new file of the same name, after somebody has moved the old one away (SIGHUP).
    void reopen();
    /// Lines that had no room in the queue.
    [[nodiscard]] std::uint64_t dropped() const;

private:
    class writer;
    std::unique_ptr<writer> writer_; // null without a path
};

} // namespace demo

#endif // DEMO_LIVE_ACCESS_LOG_HPP
