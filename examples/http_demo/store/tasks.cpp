// SPDX-License-Identifier: BSL-1.0
// store/tasks.cpp -- what a title is, and the tasks to begin with

#include "store/tasks.hpp"
#include "web/utf8.hpp"

#include <algorithm>
#include <array>

namespace demo {

namespace {

constexpr std::size_t longest_title = 200;

constexpr std::array verbs{"Write",  "Review", "Test",   "Deploy",   "Measure",
                           "Rename", "Split",  "Repair", "Document", "Simplify"};
constexpr std::array things{"the login page",      "the search index", "the cache",
                            "the release notes",   "the import",       "the router",
                            "the access log",      "the report",       "the load test",
                            "the database schema", "the backup"};
constexpr std::array ends{"for the new office", "before the holidays", "with fewer locks",
                          "for mobile phones",  "in one afternoon",    "without downtime",
                          "for a million users"};

/// Scatters consecutive numbers: the finishing steps of SplitMix64.
std::uint64_t scattered(std::uint64_t n) noexcept {
    n += 0x9E3779B97F4A7C15;
    n = (n ^ (n >> 30)) * 0xBF58476D1CE4E5B9;
    n = (n ^ (n >> 27)) * 0x94D049BB133111EB;
    return n ^ (n >> 31);
}

task_item generated_task(std::int64_t id) {
    const std::uint64_t chance = scattered(static_cast<std::uint64_t>(id));
    std::string title = verbs[chance % verbs.size()];
    title.append(" ").append(things[chance / 16 % things.size()]);
    title.append(" ").append(ends[chance / 256 % ends.size()]);
    title.append(", no. ").append(std::to_string(id));
    return {id, std::move(title), chance / 4096 % 3 == 0, static_cast<int>(chance / 65536 % 5 + 1)};
}

} // namespace

std::optional<std::string_view> objection_to_title(std::string_view title) noexcept {
    if (title.empty()) return "The title is empty";
    if (title.find('\0') != title.npos) return "The title holds a NUL character";
    const auto length = utf8_length(title);
    if (!length) return "The title is not UTF-8";
    if (*length > longest_title) return "The title is longer than 200 characters";
    return std::nullopt;
}

void seed_tasks(task_repository& into, std::size_t generated) {
    constexpr std::size_t batch_size = 1000;
    const auto last = static_cast<std::int64_t>(generated) + 2;
    std::int64_t next_id = 1;
    into.fill_if_empty([&](std::vector<task_item>& batch) {
        if (next_id == 1) {
            batch.push_back({1, "Learn Python", false, 0});
            batch.push_back({2, "Build Flask API", false, 0});
            next_id = 3;
        }
        while (next_id <= last && batch.size() < batch_size)
            batch.push_back(generated_task(next_id++));
        return next_id <= last;
    });
}

} // namespace demo
