// SPDX-License-Identifier: BSL-1.0
// store/memory_tasks.hpp -- tasks in memory, without SQL: a sorted map of them by id

#ifndef DEMO_STORE_MEMORY_TASKS_HPP
#define DEMO_STORE_MEMORY_TASKS_HPP

#include "store/tasks.hpp"

#include <cairn/sorted_map.hpp>

#include <mutex>

namespace demo {

class memory_tasks : public task_repository {
public:
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

private:
    void take(cairn::sorted_map<std::int64_t, task_item>&& all) noexcept;

    std::mutex lock_; // guards what follows: handlers run on the pool
    cairn::sorted_map<std::int64_t, task_item> tasks_;
    std::int64_t next_id_ = 1;
};

} // namespace demo

#endif // DEMO_STORE_MEMORY_TASKS_HPP
