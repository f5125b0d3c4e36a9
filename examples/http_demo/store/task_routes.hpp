// SPDX-License-Identifier: BSL-1.0
// store/task_routes.hpp -- the REST interface of the tasks, searches and reports over them

#ifndef DEMO_STORE_TASK_ROUTES_HPP
#define DEMO_STORE_TASK_ROUTES_HPP

#include "store/tasks.hpp"
#include "web/application.hpp"

#include <cstdint>
#include <functional>
#include <string>

namespace demo {

/// Everybody may read; `guard` decides who may write.
///
///     GET /tasks?after=&limit=&order=newest&done=   GET /tasks/<int:id>   POST   PUT   DELETE
void task_routes(application& app, task_repository& tasks, const decorator& guard);

///     GET /search?q=&limit=   GET /reports/priorities   GET /reports/words?limit=
void report_routes(application& app, task_repository& tasks);

/// Takes work for the pool, whose result is a JSON text; returns the id of its job. Called on the loop's thread.
using submit_job = std::function<std::int64_t(std::function<std::string()> work)>;

///     POST /import: 202, and the job is at Location
void import_routes(application& app, task_repository& tasks, const decorator& guard,
                   submit_job submit);

} // namespace demo

#endif // DEMO_STORE_TASK_ROUTES_HPP
