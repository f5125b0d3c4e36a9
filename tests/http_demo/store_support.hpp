// SPDX-License-Identifier: BSL-1.0
// http_demo/store_support.hpp -- a database in a temporary directory, and the routes of the tasks over it

#ifndef DEMO_TESTS_STORE_SUPPORT_HPP
#define DEMO_TESTS_STORE_SUPPORT_HPP

#include "store/database.hpp"
#include "store/sqlite_tasks.hpp"
#include "store/task_routes.hpp"
#include "web/client.hpp"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include <stdlib.h>

namespace demo_test {

/// A directory that goes away with this.
class scratch {
public:
    scratch() {
        // In memory where there is such a place: these tests are not about the disk.
        const std::filesystem::path memory = "/dev/shm";
        const auto where =
            std::filesystem::exists(memory) ? memory : std::filesystem::temp_directory_path();
        std::string pattern = (where / "cairn-store-XXXXXX").string();
        if (!mkdtemp(pattern.data())) throw std::runtime_error("no temporary directory");
        path_ = pattern;
    }
    scratch(const scratch&) = delete;
    scratch& operator=(const scratch&) = delete;
    ~scratch() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    [[nodiscard]] std::string file(const char* name = "demo.db") const {
        return (path_ / name).string();
    }

private:
    std::filesystem::path path_;
};

/// Who has the header X-User may write.
inline demo::handler known_users_only(demo::handler inner) {
    return [inner = std::move(inner)](demo::request& in) {
        return in.header("X-User").empty() ? demo::error(401, "Who are you?") : inner(in);
    };
}

/// The tasks of the demo, without the rest of it. Jobs run when run_jobs() is called.
struct task_service {
    scratch folder;
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
