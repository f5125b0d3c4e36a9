// SPDX-License-Identifier: BSL-1.0
// jobs/job_routes.hpp -- POST /jobs, and what has become of them

#ifndef DEMO_JOBS_JOB_ROUTES_HPP
#define DEMO_JOBS_JOB_ROUTES_HPP

#include "jobs/job_queue.hpp"
#include "web/application.hpp"
#include "web/json.hpp"

#include <cairn/dict.hpp>

#include <filesystem>
#include <functional>
#include <string>

namespace demo {

/// What a client may ask for, by name: looks at the request's JSON, throws http_error 422 that says what is
/// wrong with it, and returns the work.
///
///     kinds["square"] = [](const json_object& in) {
///         return [n = in.number("n")] { return json_writer().value(n * n).take(); };
///     };
using job_kinds = cairn::dict<std::string, std::function<job_queue::work(const json_object&)>>;

/// add {"args":[2,3]}; flaky {"fails":2}, which fails as often; words {"file":"text.txt","k":10}, the most
/// frequent words of a file of the folder (jobs/words.hpp), unless `stopping` says that nobody waits for them.
[[nodiscard]] job_kinds
standard_kinds(std::filesystem::path folder, std::function<bool()> stopping = [] { return false; });

/// {"id":1,"kind":"add","state":"done","priority":0,"attempts":1,"due_in_s":0,"result":5}; what failed has
/// an "error", and no "result".
[[nodiscard]] std::string json_of(const job& of, clock::time_point now);

/// POST /jobs, GET /jobs, GET and DELETE /jobs/<int:id>. `guard` decorates those that change something.
void job_routes(application& app, job_queue& jobs, job_kinds kinds, const decorator& guard);

} // namespace demo

#endif // DEMO_JOBS_JOB_ROUTES_HPP
