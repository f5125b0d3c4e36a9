// SPDX-License-Identifier: BSL-1.0
// store/task_routes.cpp -- the REST interface of the tasks, and their import

#include "store/task_routes.hpp"

#include "store/import.hpp"
#include "store/task_json.hpp"

#include <atomic>
#include <memory>
#include <utility>

namespace demo {

using namespace std::chrono_literals;

namespace {

constexpr int most_files = 4; // of imports that wait or run: each is in memory

constexpr const char* schema =
    R"({"type":"object","required":["title"],"additionalProperties":false,"properties":{)"
    R"("title":{"type":"string","minLength":1,"maxLength":200},"done":{"type":"boolean"},)"
    R"("priority":{"type":"integer","minimum":0,"maximum":5}}})";

/// What is no longer true when a task changes.
std::vector<std::string> answers_about_tasks() { return {"/tasks", "/search", "/reports"}; }

/// {"task":{...}}
response answer_with(request& in, const task_item& what, int status = 200) {
    return in.spent.measure(&stopwatch::json, [&] {
        json_writer out;
        write_task(out.begin_object().key("task"), what);
        return json(out.end_object().take(), status);
    });
}

task_range range_from(const request& in) {
    task_range result;
    result.after = number_argument(in, "after", 0, 0, largest_task_id);
    result.limit = static_cast<std::size_t>(number_argument(in, "limit", 100, 1, 1000));
    if (const auto order = in.argument("order")) {
        if (*order != "newest" && *order != "oldest")
            throw http_error(400, "order has to be newest or oldest");
        result.newest = *order == "newest";
    }
    if (const auto done = in.argument("done")) {
        if (*done != "true" && *done != "false")
            throw http_error(400, "done has to be true or false");
        result.done = *done == "true";
    }
    return result;
}

/// One handler for each route. A member function of a small class, so that the repository need not be passed around.
struct task_handlers {
    task_repository& tasks;

    response list(request& in) const {
        const task_range which = range_from(in);
        const auto found = in.spent.measure(&stopwatch::db, [&] { return tasks.list(which); });
        return in.spent.measure(&stopwatch::json, [&] {
            json_writer out;
            out.begin_object().key("tasks").begin_array();
            for (const task_item& t : found)
                write_task(out, t);
            return json(out.end_array().end_object().take());
        });
    }

    response show(request& in) const {
        const std::int64_t id = in.id();
        const auto found = in.spent.measure(&stopwatch::db, [&] { return tasks.find(id); });
        return found ? answer_with(in, *found) : error(404, "Task not found");
    }

    response add(request& in) const {
        task_item what = task_from(in);
        what.id = in.spent.measure(&stopwatch::db, [&] { return tasks.add(what); });
        response out = answer_with(in, what, 201);
        out.headers.add("Location", "/tasks/" + std::to_string(what.id));
        out.outdated = answers_about_tasks();
        return out;
    }

    response replace(request& in) const {
        task_item what = task_from(in);
        what.id = in.id();
        if (!in.spent.measure(&stopwatch::db, [&] { return tasks.replace(what); }))
            return error(404, "Task not found");
        response out = answer_with(in, what);
        out.outdated = answers_about_tasks();
        return out;
    }

    response remove(request& in) const {
        const std::int64_t id = in.id();
        if (!in.spent.measure(&stopwatch::db, [&] { return tasks.remove(id); }))
            return error(404, "Task not found");
        response out = no_content();
        out.outdated = answers_about_tasks();
        return out;
    }
};

} // namespace

void task_routes(application& app, task_repository& tasks, const decorator& guard) {
    const task_handlers on{tasks};
    blueprint routes;
    routes.get("", [on](request& in) { return on.list(in); })
        .cached(30s)
        .between_instances()
        .describe("List tasks: ?after=, limit=, order=newest, done=");
    routes.get("/<int:id>", [on](request& in) { return on.show(in); })
        .cached(30s)
        .describe("Show a task");
    routes.post("", guard([on](request& in) { return on.add(in); }))
        .answers(201)
        .describe("Add a task", schema);
    routes.put("/<int:id>", guard([on](request& in) { return on.replace(in); }))
        .describe("Replace a task", schema);
    routes.del("/<int:id>", guard([on](request& in) { return on.remove(in); }))
        .describe("Remove a task");
    app.mount(routes, "/tasks");
}

void import_routes(application& app, task_repository& tasks, const decorator& guard,
                   submit_job submit) {
    const auto held = std::make_shared<std::atomic<int>>(0); // files in memory
    const auto take_file = [&app, &tasks, held, submit = std::move(submit)](request& in) {
        if (!in.header("Content-Type").starts_with("text/csv"))
            throw http_error(415, "The Content-Type has to be text/csv");
        require_heading(in.body); // the rest is looked at later
        const std::shared_ptr<const std::string> csv(new std::string(in.body),
                                                     [held](const std::string* file) {
                                                         delete file;
                                                         --*held;
                                                     });
        if (++*held > most_files)
            throw http_error(503, "Other imports are waiting", std::chrono::seconds(10));
        response out = json("{}", 202);
        out.then = [&app, &tasks, submit, csv](const request&, response& accepted) {
            const std::int64_t id = submit([&app, &tasks, csv] {
                const import_result result = import_csv(*csv, tasks);
                app.deliver([&app] {
                    for (const std::string& prefix : answers_about_tasks())
                        app.invalidate(prefix);
                });
                return result.to_json();
            });
            accepted.headers.add("Location", "/jobs/" + std::to_string(id));
            accepted.body = json_writer().begin_object().member("job", id).end_object().take();
        };
        return out;
    };
    app.post("/import", guard(take_file))
        .answers(202)
        .body_limit(std::size_t{16} << 20)
        .describe("Replace all tasks by those of a CSV file (text/csv)");
}

} // namespace demo
