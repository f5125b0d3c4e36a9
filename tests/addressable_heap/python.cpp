// SPDX-License-Identifier: BSL-1.0
// The priority queue of Python's heapq documentation ("Priority Queue Implementation Notes": a heap, a
// dictionary of entries, and a mark for removed ones), as CPython 3.11 ran it, and the same with handles
// and with ids.

#include <cairn/addressable_heap.hpp>

#include "support/catch.hpp"

#include <cstddef>
#include <unordered_map>
#include <utility>

namespace {

struct call {
    char what; // add_task(task, priority), remove_task(task), or pop_task() and what it returned
    std::size_t task;
    int priority;
};

constexpr call calls[] = {
    {'a', 4, 341}, {'r', 4, 0},   {'a', 4, 838}, {'a', 2, 505}, {'a', 4, 590}, {'p', 2, 505},
    {'a', 7, 192}, {'r', 4, 0},   {'a', 7, 120}, {'p', 7, 120}, {'a', 3, 396}, {'p', 3, 396},
    {'a', 5, 883}, {'a', 5, 160}, {'p', 5, 160}, {'a', 3, 468}, {'a', 2, 383}, {'a', 0, 898},
    {'a', 1, 276}, {'p', 1, 276}, {'p', 2, 383}, {'a', 4, 368}, {'a', 2, 319}, {'p', 2, 319},
    {'p', 4, 368}, {'a', 3, 756}, {'p', 3, 756}, {'a', 6, 366}, {'p', 6, 366}, {'a', 0, 298},
    {'a', 7, 268}, {'a', 5, 417}, {'p', 7, 268}, {'a', 3, 988}, {'a', 3, 849}, {'a', 0, 975},
    {'a', 2, 968}, {'r', 2, 0},   {'p', 5, 417}, {'p', 3, 849}, {'p', 0, 975}, {'a', 3, 618},
    {'a', 7, 354}, {'a', 6, 282}, {'a', 6, 353}, {'p', 6, 353}, {'a', 0, 386}, {'a', 3, 191},
    {'a', 3, 937}, {'a', 4, 986}, {'a', 0, 660}, {'p', 7, 354}, {'p', 0, 660},
};

TEST_CASE("addressable_heap: the recipe of heapq's documentation") {
    using entry = std::pair<int, std::size_t>;
    cairn::addressable_heap<entry> queue;
    std::unordered_map<std::size_t, cairn::heap_handle<entry>> found;
    for (const auto& [what, task, priority] : calls) {
        const auto known = found.find(task);
        if (what == 'a' && known != found.end()) {
            queue.update(known->second, entry(priority, task));
        } else if (what == 'a') {
            found.emplace(task, queue.push({priority, task}));
        } else if (what == 'r') {
            queue.erase(known->second);
            found.erase(known);
        } else {
            REQUIRE(queue.take_top() == entry(priority, task));
            found.erase(known);
        }
        REQUIRE(queue.size() == found.size());
    }
}

TEST_CASE("indexed_heap: the recipe of heapq's documentation") {
    cairn::indexed_heap<int> queue;
    for (const auto& [what, task, priority] : calls) {
        if (what == 'a') {
            queue.push_or_update(task, priority);
        } else if (what == 'r') {
            REQUIRE(queue.erase(task));
        } else {
            const auto top = queue.take_top();
            REQUIRE(top.id == task);
            REQUIRE(top.priority == priority);
        }
    }
}

} // namespace
