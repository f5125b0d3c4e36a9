// SPDX-License-Identifier: BSL-1.0
// http_demo/store_support.hpp -- a database in a temporary directory, and the routes of the tasks over it

#ifndef DEMO_TESTS_STORE_SUPPORT_HPP
#define DEMO_TESTS_STORE_SUPPORT_HPP

#include "http_demo/temporary_folder.hpp"
#include "store/database.hpp"
#include "store/sqlite_tasks.hpp"
#include "store/task_routes.hpp"
#include "web/client.hpp"

#include <cstdint>
#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace demo_test {

/// Who has the header X-User may write.
inline demo::handler known_users_only(demo::handler inner) {
    return [inner = std::move(inner)](demo::request& in) {
        return in.header("X-User").empty() ? demo::error(401, "Who are you?") : inner(in);
    };
}

/// The tasks of the demo, without the rest of it. Jobs run when run_jobs() is called.
struct task_service {
    temporary_folder folder;
    demo::database data{folder.file(), {demo::task_migrations()}};
    demo::sqlite_tasks tasks{data};
    demo::application app;
    demo::client guest{app}, user{app};
    std::vector<std::function<std::string()>> jobs;

    explicit task_service(std::size_t generated = 0, demo::policy cache = demo::policy::s3fifo)
        : app({.cache = cache, .shared = nullptr}) {
        demo::seed_tasks(tasks, generated);
        demo::task_routes(app, tasks, known_users_only);
        demo::report_routes(app, tasks);
        demo::import_routes(app, tasks, known_users_only,
                            [this](std::function<std::string()> work) {
                                jobs.push_back(std::move(work));
                                return static_cast<std::int64_t>(jobs.size());
                            });
        user.always("X-User", "test");
    }
    /// What the jobs gave.
    std::vector<std::string> run_jobs() {
        std::vector<std::string> results;
        for (const auto& work : std::exchange(jobs, {}))
            results.push_back(work());
        app.tick(); // takes what they have delivered
        return results;
    }
};

} // namespace demo_test

#endif // DEMO_TESTS_STORE_SUPPORT_HPP
