// SPDX-License-Identifier: BSL-1.0
// store/tasks.hpp -- tasks, and what a place that keeps them has to be able to do

#ifndef DEMO_STORE_TASKS_HPP
#define DEMO_STORE_TASKS_HPP

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace demo {

struct task_item {
    std::int64_t id = 0;
    std::string title;
    bool done = false;
    int priority = 0; // 1 to 5, the most urgent first; 0 is none

    bool operator==(const task_item&) const = default;
};

/// Ids go up to what JavaScript still counts exactly.
inline constexpr std::int64_t largest_task_id = (std::int64_t{1} << 53) - 1;
inline constexpr int lowest_priority = 5;

/// Which part of the tasks: those after an id, in the order of the ids; with `newest` those before it, backwards.
struct task_range {
    std::int64_t after = 0; // 0: from the beginning, or from the end
    std::size_t limit = 100;
    bool newest = false;
    std::optional<bool> done; // only those that are, or only those that are not
};

/// Fills the vector with the next few tasks, which have their ids; false if there are no more.
using task_source = std::function<bool(std::vector<task_item>& batch)>;

/// Keeps tasks. SQL or not: whoever uses one need not know. Every member may be called by several threads at once.
class task_repository {
public:
    virtual ~task_repository() = default;

    [[nodiscard]] virtual std::vector<task_item> list(const task_range& which) = 0;
    [[nodiscard]] virtual std::optional<task_item> find(std::int64_t id) = 0;
    /// Tasks with the words in their title, without regard to ASCII case: by title, then by id.
    [[nodiscard]] virtual std::vector<task_item> search(std::string_view words,
                                                        std::size_t limit) = 0;
    [[nodiscard]] virtual std::size_t size() = 0;
    /// Calls `visit` with every task, by id. It must not call the repository.
    virtual void for_each(const std::function<void(const task_item&)>& visit) = 0;

    /// Keeps it under an id that no task has had before, and returns that. Its own id does not matter.
    virtual std::int64_t add(const task_item& what) = 0;
    /// False if there is no task of this id.
    virtual bool replace(const task_item& what) = 0;
    virtual bool remove(std::int64_t id) = 0;
    /// Puts what comes out of the source, under the ids that it has, in place of all tasks. All or nothing.
    virtual void replace_all(const task_source& next) = 0;
    /// The same, unless there is a task already; false then.
    virtual bool fill_if_empty(const task_source& next) = 0;
};

/// What is wrong with a title; nothing if it is UTF-8 of 1 to 200 characters, none of them NUL.
[[nodiscard]] std::optional<std::string_view> objection_to_title(std::string_view title) noexcept;

/// Two tasks that are always there, then `generated` others, the same ones every time, if there are none at all.
void seed_tasks(task_repository& into, std::size_t generated);

} // namespace demo

#endif // DEMO_STORE_TASKS_HPP
