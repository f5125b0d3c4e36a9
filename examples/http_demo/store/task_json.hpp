// SPDX-License-Identifier: BSL-1.0
// store/task_json.hpp -- tasks as JSON, and numbers in queries

#ifndef DEMO_STORE_TASK_JSON_HPP
#define DEMO_STORE_TASK_JSON_HPP

#include "store/tasks.hpp"
#include "web/json.hpp"
#include "web/message.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace demo {

/// {"id":1,"title":"Learn Python","done":false}, and the priority if it has one.
void write_task(json_writer& out, const task_item& what);

/// The task that a body describes; without an id. Throws http_error 400, 415 or 422 that says what is wrong.
[[nodiscard]] task_item task_from(request& in);

/// A number in the query. Throws http_error 400 if it is none, or out of range.
[[nodiscard]] std::int64_t number_argument(const request& in, std::string_view name,
                                           std::int64_t otherwise, std::int64_t least,
                                           std::int64_t most);

} // namespace demo

#endif // DEMO_STORE_TASK_JSON_HPP
