// SPDX-License-Identifier: BSL-1.0
// store/sqlite_tasks.hpp -- tasks in SQLite

#ifndef DEMO_STORE_SQLITE_TASKS_HPP
#define DEMO_STORE_SQLITE_TASKS_HPP

#include "store/database.hpp"
#include "store/tasks.hpp"

#include <span>
#include <string>

namespace demo {

[[nodiscard]] std::span<const migration> task_migrations() noexcept;

class sqlite_tasks : public task_repository {
public:
    explicit sqlite_tasks(database& in) noexcept : in_(in) {}

    [[nodiscard]] std::vector<task_item> list(const task_range& which) override;
    [[nodiscard]] std::optional<task_item> find(std::int64_t id) override;
    [[nodiscard]] std::vector<task_item> search(std::string_view words, std::size_t limit) override;
    [[nodiscard]] std::size_t size() override;
    void for_each(const std::function<void(const task_item&)>& visit) override;
    std::int64_t add(const task_item& what) override;
    bool replace(const task_item& what) override;
    bool remove(std::int64_t id) override;
    void replace_all(const task_source& next) override;
    bool fill_if_empty(const task_source& next) override;

    /// How SQLite would find what list() asks for: "SEARCH tasks USING ...".
    [[nodiscard]] std::string plan(const task_range& which);

private:
    database& in_;
};

} // namespace demo

#endif // DEMO_STORE_SQLITE_TASKS_HPP
