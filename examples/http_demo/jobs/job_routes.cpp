// SPDX-License-Identifier: BSL-1.0
// jobs/job_routes.cpp

#include "jobs/job_routes.hpp"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cmath>
#include <memory>
#include <string_view>
#include <utility>

namespace demo {

namespace {

constexpr std::size_t most_listed = 100;
constexpr std::size_t listed_by_default = 20;
constexpr std::size_t longest_listed =
    1000; // bytes of a result: longer ones are at /jobs/<id> alone
constexpr double longest_delay =
    86'400; // seconds: jobs live in memory, and no process lives for ever
constexpr std::int64_t highest_priority = 1000;

constexpr const char* schema =
    R"({"type":"object","required":["kind"],"properties":{)"
    R"("kind":{"type":"string","examples":["add","flaky","words"]},)"
    R"("args":{"type":"array","items":{"type":"integer"},"examples":[[2,3]]},)"
    R"("fails":{"type":"integer","minimum":0,"maximum":10},)"
    R"("file":{"type":"string","pattern":"^[A-Za-z0-9_-][A-Za-z0-9._-]*\\.txt$"},)"
    R"("k":{"type":"integer","minimum":1,"maximum":1000,"default":10},)"
    R"("delay":{"type":"number","minimum":0,"maximum":86400,"default":0,"description":"seconds"},)"
    R"("priority":{"type":"integer","minimum":-1000,"maximum":1000,"default":0}}})";

[[nodiscard]] job_terms terms_of(const json_object& in) {
    job_terms terms;
    if (in.contains("delay")) {
        const double seconds = in.number("delay");
        if (!(seconds >= 0 && seconds <= longest_delay))
            throw http_error(422, "delay has to be from 0 to 86400 seconds");
        terms.delay = std::chrono::nanoseconds(std::llround(seconds * 1e9));
    }
    if (in.contains("priority")) {
        const std::int64_t priority = in.integer("priority");
        if (priority < -highest_priority || priority > highest_priority)
            throw http_error(422, "priority has to be from -1000 to 1000");
        terms.priority = static_cast<int>(priority);
    }
    return terms;
}

[[nodiscard]] const job& found(const job_queue& jobs, std::int64_t id) {
    const job* const known = jobs.find(id);
    if (known == nullptr) throw http_error(404, "Job not found");
    return *known;
}

void write(json_writer& out, const job& of, clock::time_point now,
           std::size_t longest = std::string::npos) {
    const bool waits = of.state == job_state::queued;
    const std::chrono::duration<double> left =
        waits ? std::max(of.due - now, {}) : clock::duration{};
    out.begin_object().member("id", of.id).member("kind", of.kind);
    out.member("state", name_of(of.state)).member("priority", of.priority);
    out.member("attempts", of.attempts).member("due_in_s", std::round(left.count() * 1e3) / 1e3);
    if (of.state == job_state::done && of.result.size() <= longest)
        out.key("result").raw(of.result);
    if (!of.error.empty()) out.member("error", of.error);
    out.end_object();
}

[[nodiscard]] response submitted(request& in, job_queue& jobs, const job_kinds& kinds) {
    const json_object wish(in.body);
    const std::string kind = wish.text("kind");
    const auto* const make = kinds.get(kind);
    if (make == nullptr) throw http_error(422, "kind is not known");
    const job_terms terms = terms_of(wish);
    const std::int64_t id = jobs.submit(kind, (*make)(wish), terms);
    response answer = json(json_of(*jobs.find(id), clock::now()), 202);
    answer.headers.add("Location", "/jobs/" + std::to_string(id));
    return answer;
}

/// How many the request asks for; what is no number is not.
[[nodiscard]] std::size_t limit_of(const request& in) {
    const std::string text = in.argument("limit").value_or("");
    std::size_t limit = listed_by_default;
    std::from_chars(text.data(), text.data() + text.size(), limit);
    return std::min(limit, most_listed);
}

[[nodiscard]] response listed(const request& in, const job_queue& jobs) {
    json_writer out;
    out.begin_object().key("jobs").begin_array();
    for (const job* const each : jobs.recent(limit_of(in)))
        write(out, *each, clock::now(), longest_listed);
    return json(out.end_array().end_object().take());
}

[[nodiscard]] response cancelled(job_queue& jobs, std::int64_t id) {
    const job& known = found(jobs, id);
    const std::string state(name_of(known.state));
    return jobs.cancel(id) ? no_content() : error(409, "It is too late: the job is " + state);
}

} // namespace

std::string json_of(const job& of, clock::time_point now) {
    json_writer out;
    write(out, of, now);
    return out.take();
}

void job_routes(application& app, job_queue& jobs, job_kinds kinds, const decorator& guard) {
    // All of them on the loop: the queue is its, and nothing here takes long.
    const auto known = std::make_shared<const job_kinds>(std::move(kinds));
    app.post("/jobs", guard([&jobs, known](request& in) { return submitted(in, jobs, *known); }))
        .on_loop()
        .answers(202)
        .describe("Queues a job, of which Location tells more", schema);
    app.get("/jobs", [&jobs](request& in) { return listed(in, jobs); })
        .on_loop()
        .describe("The latest jobs, the last one first");
    app.get("/jobs/<int:id>",
            [&jobs](request& in) { return json(json_of(found(jobs, in.id()), clock::now())); })
        .on_loop()
        .describe("What has become of a job");
    app.del("/jobs/<int:id>", guard([&jobs](request& in) { return cancelled(jobs, in.id()); }))
        .on_loop()
        .describe("Cancels a job that waits; 409 if it runs or has finished");
}

} // namespace demo
