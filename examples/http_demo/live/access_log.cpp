// SPDX-License-Identifier: BSL-1.0
// live/access_log.cpp -- one line of JSON for every request, written by a thread of its own

#include "live/access_log.hpp"

#include "web/json.hpp"

#include <cairn/deque.hpp>

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <condition_variable>
#include <cstring>
#include <ctime>
#include <mutex>
#include <stdexcept>
#include <string_view>
#include <thread>
#include <utility>

namespace demo {

using namespace std::chrono_literals;

namespace {

constexpr auto batch = 100ms; // lines wait at most so long

/// What the loop notes: facts of a fixed size, so that it neither allocates nor formats.
struct fact {
    std::chrono::system_clock::time_point time;
    std::string_view route; // of the application, which outlives the log
    std::size_t bytes = 0;
    std::int64_t microseconds = 0;
    int status = 0;
    method verb = method::get;
    cache_status cache = cache_status::none;
    std::array<char, 46> peer{}; // the longest IPv6 address, and its end
};

[[nodiscard]] std::string iso_time(std::chrono::system_clock::time_point when) {
    const std::time_t seconds = std::chrono::system_clock::to_time_t(when);
    const auto milliseconds =
        std::chrono::duration_cast<std::chrono::milliseconds>(when.time_since_epoch()).count() %
        1000;
    std::tm parts{};
    gmtime_r(&seconds, &parts);
    char text[40];
    const std::size_t size = std::strftime(text, sizeof text, "%FT%T.", &parts);
    const std::string digits = std::to_string(1000 + milliseconds);
    return std::string(text, size) + digits.substr(1) + "Z";
}

void append_line(std::string& out, const fact& one) {
    json_writer line;
    line.begin_object().member("time", iso_time(one.time)).member("method", name_of(one.verb));
    line.member("route", one.route).member("status", one.status).member("bytes", one.bytes);
    line.member("us", one.microseconds).member("cache", name_of(one.cache));
    line.member("peer", std::string_view(one.peer.data())).end_object();
    out.append(line.text()).append("\n");
}

} // namespace

class access_log::writer {
public:
    writer(std::string path, std::size_t queue)
        : path_(std::move(path)), file_(open()), queued_(queue), taken_(queue),
          thread_([this] { write_until_stopped(); }) {}

    ~writer() {
        {
            const std::lock_guard guard(lock_);
            stopped_ = true;
        }
        wake_.notify_one();
        thread_.join();
        close(file_);
    }

    void push(const fact& one) {
        const std::lock_guard guard(lock_);
        if (queued_.full()) { // and would push out the oldest
            ++dropped_;
            return;
        }
        queued_.push_back(one);
        if (2 * queued_.size() == queued_.maxlen()) wake_.notify_one();
    }

    void reopen() { reopen_ = true; }
    [[nodiscard]] std::uint64_t dropped() const { return dropped_; }

private:
    [[nodiscard]] int open() const {
        const int file = ::open(path_.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0640);
        if (file < 0)
            throw std::runtime_error("cannot write " + path_ + ": " + std::strerror(errno));
        return file;
    }

    void write_until_stopped() {
        for (bool last = false; !last;) {
            {
                std::unique_lock guard(lock_);
                wake_.wait_for(guard, batch, [this] {
                    return stopped_ || 2 * queued_.size() >= queued_.maxlen();
                });
                last = stopped_;
                queued_.swap(taken_);
            }
            if (reopen_.exchange(false)) change_file();
            write_taken();
        }
    }

    /// The old file goes on if there can be no new one: a log is no reason to stop.
    void change_file() noexcept {
        try {
            const int file = open();
            close(std::exchange(file_, file));
        } catch (const std::exception& failure) {
            std::fprintf(stderr, "error: access log: %s\n", failure.what());
        }
    }

    void write_taken() {
        text_.clear();
        for (const fact& one : taken_)
            append_line(text_, one);
        for (std::string_view left = text_; !left.empty();) {
            const ssize_t written = ::write(file_, left.data(), left.size());
            if (written < 0 && errno == EINTR) continue;
            if (written < 0) { // no space left, say
                dropped_ += taken_.size();
                break;
            }
            left.remove_prefix(static_cast<std::size_t>(written));
        }
        taken_.clear();
    }

    const std::string path_;
    int file_;
    std::atomic<bool> reopen_ = false;
    std::atomic<std::uint64_t> dropped_ = 0;

    std::mutex lock_; // guards the next two, and is held for a copy or a swap
    cairn::bounded_deque<fact> queued_;
    bool stopped_ = false;
    std::condition_variable wake_;

    cairn::bounded_deque<fact> taken_; // the writer's
    std::string text_;
    std::thread thread_; // last: it uses the others
};

access_log::access_log(application& app, std::string path, std::size_t queue) {
    if (path.empty()) return;
    writer_ = std::make_unique<writer>(std::move(path), queue);
    app.after([this](const exchange& e, response& out) { note(e, out); });
}

access_log::~access_log() = default;

void access_log::note(const exchange& e, const response& answer) {
    if (!writer_) return;
    fact one;
    one.time = std::chrono::system_clock::now();
    one.route = e.in.route;
    one.bytes = answer.text().size();
    one.microseconds =
        std::chrono::duration_cast<std::chrono::microseconds>(clock::now() - e.started).count();
    one.status = answer.status;
    one.verb = e.in.verb;
    one.cache = e.cache;
    e.in.peer.substr(0, one.peer.size() - 1).copy(one.peer.data(), one.peer.size() - 1);
    writer_->push(one);
}

void access_log::reopen() {
    if (writer_) writer_->reopen();
}

std::uint64_t access_log::dropped() const { return writer_ ? writer_->dropped() : 0; }

} // namespace demo
