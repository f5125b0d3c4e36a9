// SPDX-License-Identifier: BSL-1.0
// jobs/job_queue.hpp -- work that no request waits for: later, by priority, and again if it fails
//
//     job_queue jobs(app);
//     const auto id = jobs.submit("report", [] { return make_report(); }, {.delay = 10min});
//     jobs.find(id)->state;    // queued
//     jobs.cancel(id);         // it will not run
//
// Where the containers stand:
//     cairn::addressable_heap  twice: what is due later, by time; and what is due, by priority. Cancelling
//                              takes a job out of the middle, by the handle that pushing it returned
//     cairn::dict              all jobs by number. It keeps the order of arrival: the latest are at its end
//     cairn::bounded_deque     the finished ones that are still remembered, in the order in which they finished
//
// Jobs live in memory: a restart forgets them. Work that must not be lost belongs into the database.

#ifndef DEMO_JOBS_JOB_QUEUE_HPP
#define DEMO_JOBS_JOB_QUEUE_HPP

#include "web/application.hpp"
#include "web/clock.hpp"

#include <cairn/addressable_heap.hpp>
#include <cairn/deque.hpp>
#include <cairn/dict.hpp>

#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace demo {

enum class job_state : std::uint8_t { queued, running, done, failed };
[[nodiscard]] std::string_view name_of(job_state state) noexcept;

/// What is known of a job.
struct job {
    std::int64_t id = 0;
    std::string kind;
    job_state state = job_state::queued;
    int priority = 0; // a higher one runs first
    int attempts = 0; // that have begun
    clock::time_point due{};
    std::string result; // a JSON text, once it is done
    std::string error;  // of the latest attempt, if that failed
};

/// On which terms a job is taken.
struct job_terms {
    clock::duration delay{};
    int priority = 0;
    int retries = 3; // after 1 s, 2 s, 4 s ...
};

struct job_limits {
    std::size_t at_once = 1;      // running; requests need the other threads of the pool
    std::size_t waiting = 10'000; // more are refused
    std::size_t remembered = 1'000;
};

/// Belongs to the thread of the event loop; the work itself runs on the pool. Lives as long as the application.
class job_queue {
public:
    /// Returns a JSON text. What it throws is the attempt's error; an http_error below 500 says that
    /// another attempt would fail as well.
    using work = std::function<std::string()>;

    explicit job_queue(application& app, job_limits limits = {});
    job_queue(const job_queue&) = delete; // work on its way refers to it
    job_queue& operator=(const job_queue&) = delete;

    /// Takes a job, starts it at once if it is due and its turn, and returns its id: 1, 2, 3 ...
    /// Throws http_error 503 if too many wait. Complexity  O(log n)
    std::int64_t submit(std::string kind, work what, job_terms terms = {});
    /// Forgets a job that waits, be it for another attempt; false if it runs, has finished, or is unknown.
    /// Complexity  O(log n)
    bool cancel(std::int64_t id);

    /// The job, or null if it is unknown by now. Valid until the next change.
    [[nodiscard]] const job* find(std::int64_t id) const;
    /// At most so many, the latest first. Valid until the next change.
    [[nodiscard]] std::vector<const job*> recent(std::size_t most) const;

    [[nodiscard]] std::size_t waiting() const noexcept { return later_.size() + ready_.size(); }
    [[nodiscard]] std::size_t running() const noexcept { return running_; }
    /// Starts what is due, as far as there is room. The application's tick calls it.
    void start_due(clock::time_point now);

private:
    struct by_time {
        clock::time_point due;
        std::int64_t id;
        friend auto operator<=>(const by_time&, const by_time&) = default;
    };
    struct by_priority {
        std::int64_t urgency; // the least comes first: minus the priority
        clock::time_point due;
        std::int64_t id;
        friend auto operator<=>(const by_priority&, const by_priority&) = default;
    };
    /// At any time at most one of the handles names an element.
    struct record {
        job shown;
        std::shared_ptr<const work> what;
        int retries = 0;
        cairn::heap_handle<by_time> later;
        cairn::heap_handle<by_priority> ready;
    };
    struct outcome {
        std::string result, error;
        bool ok = false, hopeless = false;
    };

    [[nodiscard]] static outcome attempt(const work& what) noexcept;
    void wait_until(record& of, clock::time_point due);
    void start(record& of);
    void land(std::int64_t id, outcome&& how);
    void retire(record& of, job_state as);

    application& app_;
    job_limits limits_;
    std::int64_t last_id_ = 0;
    std::size_t running_ = 0;
    cairn::dict<std::int64_t, record> jobs_;
    cairn::addressable_heap<by_time> later_;
    cairn::addressable_heap<by_priority> ready_;
    cairn::bounded_deque<std::int64_t> finished_;
};

} // namespace demo

#endif // DEMO_JOBS_JOB_QUEUE_HPP
