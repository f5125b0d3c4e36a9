// SPDX-License-Identifier: BSL-1.0
// store/task_json.cpp -- tasks as JSON, and numbers in queries

#include "store/task_json.hpp"

#include <charconv>

namespace demo {

void write_task(json_writer& out, const task_item& what) {
    out.begin_object();
    out.member("id", what.id).member("title", what.title).member("done", what.done);
    if (what.priority != 0) out.member("priority", what.priority);
    out.end_object();
}

task_item task_from(request& in) {
    if (!is_json(in.header("Content-Type")))
        throw http_error(415, "The Content-Type has to be application/json");
    return in.spent.measure(&stopwatch::json, [&] {
        const json_object body(in.body);
        body.only({"title", "done", "priority"});
        task_item result;
        result.title = body.text("title");
        if (const auto objection = objection_to_title(result.title))
            throw http_error(422, std::string(*objection));
        if (body.contains("done")) result.done = body.boolean("done");
        const std::int64_t priority = body.contains("priority") ? body.integer("priority") : 0;
        if (priority < 0 || priority > lowest_priority)
            throw http_error(422, "\"priority\" has to be a number from 0 to 5");
        result.priority = static_cast<int>(priority);
        return result;
    });
}

std::int64_t number_argument(const request& in, std::string_view name, std::int64_t otherwise,
                             std::int64_t least, std::int64_t most) {
    const auto text = in.argument(name);
    if (!text) return otherwise;
    std::int64_t value = 0;
    const char* const end = text->data() + text->size();
    const auto read = std::from_chars(text->data(), end, value);
    if (read.ec == std::errc() && read.ptr == end && value >= least && value <= most) return value;
    throw http_error(400, std::string(name) + " has to be a number from " + std::to_string(least) +
                              " to " + std::to_string(most));
}

} // namespace demo
