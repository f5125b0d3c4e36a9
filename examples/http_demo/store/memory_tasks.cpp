// SPDX-License-Identifier: BSL-1.0
// store/memory_tasks.cpp -- tasks in memory

#include "store/memory_tasks.hpp"

#include <cairn/heapq.hpp>

#include <algorithm>
#include <ranges>
#include <tuple>
#include <utility>

namespace demo {

namespace {

using task_map = cairn::sorted_map<std::int64_t, task_item>;

std::string lower(std::string_view text) {
    std::string result(text);
    for (char& c : result)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return result;
}

template <class Range>
std::vector<task_item> first_of(Range&& tasks, const task_range& which) {
    std::vector<task_item> result;
    for (const auto& entry : tasks) {
        if (result.size() == which.limit) break;
        if (!which.done || entry.second.done == *which.done) result.push_back(entry.second);
    }
    return result;
}

task_map all_of(const task_source& next) {
    task_map result;
    std::vector<task_item> batch;
    for (bool more = true; more;) {
        batch.clear();
        more = next(batch);
        for (task_item& t : batch)
            result.insert_or_assign(t.id, std::move(t));
    }
    return result;
}

} // namespace

std::vector<task_item> memory_tasks::list(const task_range& which) {
    const std::scoped_lock guard(lock_);
    if (!which.newest)
        return first_of(std::ranges::subrange(tasks_.upper_bound(which.after), tasks_.end()),
                        which);
    const auto last = which.after == 0 ? tasks_.end() : tasks_.lower_bound(which.after);
    return first_of(std::ranges::subrange(tasks_.begin(), last) | std::views::reverse, which);
}

std::optional<task_item> memory_tasks::find(std::int64_t id) {
    const std::scoped_lock guard(lock_);
    const auto found = tasks_.find(id);
    if (found == tasks_.end()) return std::nullopt;
    return found->second;
}

std::vector<task_item> memory_tasks::search(std::string_view words, std::size_t limit) {
    const std::string wanted = lower(words);
    const std::scoped_lock guard(lock_);
    std::vector<const task_item*> found;
    for (const auto& [id, t] : tasks_)
        if (lower(t.title).find(wanted) != std::string::npos) found.push_back(&t);
    const auto by_title = [](const task_item* t) { return std::tie(t->title, t->id); };
    std::vector<task_item> result;
    for (const task_item* t : cairn::nsmallest(limit, found, std::less<>(), by_title))
        result.push_back(*t);
    return result;
}

std::size_t memory_tasks::size() {
    const std::scoped_lock guard(lock_);
    return tasks_.size();
}

void memory_tasks::for_each(const std::function<void(const task_item&)>& visit) {
    const std::scoped_lock guard(lock_);
    for (const auto& [id, t] : tasks_)
        visit(t);
}

std::int64_t memory_tasks::add(const task_item& what) {
    const std::scoped_lock guard(lock_);
    task_item kept = what;
    kept.id = next_id_++;
    return tasks_.insert_or_assign(kept.id, kept).first->first;
}

bool memory_tasks::replace(const task_item& what) {
    const std::scoped_lock guard(lock_);
    const auto found = tasks_.find(what.id);
    if (found == tasks_.end()) return false;
    found->second = what;
    return true;
}

bool memory_tasks::remove(std::int64_t id) {
    const std::scoped_lock guard(lock_);
    return tasks_.erase(id) == 1;
}

void memory_tasks::replace_all(const task_source& next) {
    task_map all =
        all_of(next); // outside of the lock: readers see the old ones until these are ready
    const std::scoped_lock guard(lock_);
    take(std::move(all));
}

bool memory_tasks::fill_if_empty(const task_source& next) {
    task_map all = all_of(next);
    const std::scoped_lock guard(lock_);
    if (!tasks_.empty()) return false;
    take(std::move(all));
    return true;
}

void memory_tasks::take(task_map&& all) noexcept {
    tasks_ = std::move(all);
    if (!tasks_.empty()) next_id_ = std::max(next_id_, (tasks_.end() - 1)->first + 1);
}

} // namespace demo
