// SPDX-License-Identifier: BSL-1.0
// Tasks with SQL and without: one test suite for both repositories, and one random model.

#include "http_demo/store_support.hpp"
#include "store/memory_tasks.hpp"
#include "support/catch.hpp"
#include "support/random.hpp"

#include <cstdint>
#include <iterator>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

using demo::task_item;
using demo::task_range;
using demo::task_repository;
using demo_test::temporary_folder;

namespace {

/// Both of them, empty.
struct both_repositories {
    temporary_folder folder;
    demo::database data{folder.file(), {demo::task_migrations()}};
    demo::sqlite_tasks in_sqlite{data};
    demo::memory_tasks in_memory;
};

demo::task_source all_of(std::vector<task_item> tasks) {
    return [tasks = std::move(tasks)](std::vector<task_item>& batch) {
        batch = tasks;
        return false;
    };
}

std::vector<task_item> everything(task_repository& in) {
    std::vector<task_item> result;
    in.for_each([&](const task_item& t) { result.push_back(t); });
    return result;
}

std::vector<std::int64_t> ids(const std::vector<task_item>& tasks) {
    std::vector<std::int64_t> result;
    for (const task_item& t : tasks)
        result.push_back(t.id);
    return result;
}

using numbers = std::vector<std::int64_t>;

void keeps_what_it_is_given(task_repository& tasks) {
    REQUIRE(tasks.size() == 0);
    REQUIRE_FALSE(tasks.find(1));
    REQUIRE(tasks.add({0, "spam", false, 0}) == 1);
    REQUIRE(tasks.add({77, "eggs", true, 5}) == 2); // its own id does not matter
    REQUIRE(tasks.find(1) == task_item{1, "spam", false, 0});
    REQUIRE(tasks.find(2) == task_item{2, "eggs", true, 5});
    REQUIRE(tasks.replace({1, "ham", true, 1}));
    REQUIRE_FALSE(tasks.replace({3, "ham", true, 1}));
    REQUIRE(tasks.find(1) == task_item{1, "ham", true, 1});
    REQUIRE(tasks.remove(2));
    REQUIRE_FALSE(tasks.remove(2));
    REQUIRE(tasks.add({0, "toast", false, 0}) == 3); // 2 has had its task
    REQUIRE(ids(everything(tasks)) == numbers{1, 3});
}

void lists_a_part(task_repository& tasks) {
    tasks.replace_all(
        all_of({{3, "c", true, 0}, {1, "a", false, 0}, {7, "d", false, 0}, {9, "e", true, 0}}));
    REQUIRE(ids(tasks.list({})) == numbers{1, 3, 7, 9});
    REQUIRE(ids(tasks.list({.after = 3, .limit = 1, .newest = false, .done = {}})) == numbers{7});
    REQUIRE(ids(tasks.list({.after = 9, .limit = 9, .newest = false, .done = {}})).empty());
    REQUIRE(ids(tasks.list({.after = 0, .limit = 2, .newest = true, .done = {}})) == numbers{9, 7});
    REQUIRE(ids(tasks.list({.after = 7, .limit = 9, .newest = true, .done = {}})) == numbers{3, 1});
    REQUIRE(ids(tasks.list({.after = 0, .limit = 9, .newest = false, .done = true})) ==
            numbers{3, 9});
    REQUIRE(ids(tasks.list({.after = 9, .limit = 9, .newest = true, .done = false})) ==
            numbers{7, 1});
}

void finds_words(task_repository& tasks) {
    tasks.replace_all(all_of({{1, "50% off", false, 0},
                              {2, "500 off", false, 0},
                              {3, "snake_case", false, 0},
                              {4, "snakescase", false, 0},
                              {5, "back\\slash", false, 0},
                              {6, "ABBA", false, 0},
                              {7, "abba", false, 0},
                              {8, "\xC3\x84pfel", false, 0}}));
    REQUIRE(ids(tasks.search("50%", 9)) == numbers{1}); // no wildcard
    REQUIRE(ids(tasks.search("e_c", 9)) == numbers{3});
    REQUIRE(ids(tasks.search("\\", 9)) == numbers{5});
    REQUIRE(ids(tasks.search("bB", 9)) == numbers{6, 7}); // by title, in the order of the bytes
    REQUIRE(ids(tasks.search("\xC3\x84PF", 9)) == numbers{8});
    REQUIRE(ids(tasks.search("\xC3\xA4pf", 9)).empty()); // only ASCII has two cases
    REQUIRE(ids(tasks.search("a", 2)) == numbers{6, 7});
    REQUIRE(ids(tasks.search("nothing", 9)).empty());
}

void replaces_all_or_nothing(task_repository& tasks) {
    demo::seed_tasks(tasks, 2500); // more than two batches
    REQUIRE(tasks.size() == 2502);
    REQUIRE(tasks.find(1) == task_item{1, "Learn Python", false, 0});
    REQUIRE(tasks.find(2) == task_item{2, "Build Flask API", false, 0});
    const auto before = everything(tasks);
    demo::seed_tasks(tasks, 5); // there are tasks
    REQUIRE(everything(tasks) == before);
    int batches = 0;
    const auto breaks = [&](std::vector<task_item>& batch) {
        batch.push_back({10, "new", false, 0});
        if (++batches == 2) throw std::runtime_error("the source is gone");
        return true;
    };
    REQUIRE_THROWS_AS(tasks.replace_all(breaks), std::runtime_error);
    REQUIRE(everything(tasks) == before);
    tasks.replace_all(all_of({{5, "five", false, 0}}));
    REQUIRE(ids(everything(tasks)) == numbers{5});
    REQUIRE(tasks.add({0, "next", false, 0}) == 2503);
}

void with_both(void (*suite)(task_repository&)) {
    both_repositories both;
    suite(both.in_sqlite);
    suite(both.in_memory);
}

} // namespace

TEST_CASE("B12: SQL or not, tasks are kept") { with_both(keeps_what_it_is_given); }
TEST_CASE("B12: SQL or not, lists are parts in order") { with_both(lists_a_part); }
TEST_CASE("B12: SQL or not, a search finds words") { with_both(finds_words); }
TEST_CASE("B12: SQL or not, all tasks are replaced or none") { with_both(replaces_all_or_nothing); }

TEST_CASE("B12: both repositories agree on whatever is asked of them") {
    both_repositories both;
    task_repository& a = both.in_sqlite;
    task_repository& b = both.in_memory;
    support::generator random(support::seed(12));
    const auto below = [&](std::uint64_t n) { return random() % n; };
    const auto some_task = [&] {
        constexpr std::string_view letters[] = {"a", "B", "b", "%", "_", "\xC3\xA9", " "};
        std::string title = "t";
        for (std::uint64_t n = below(6); n != 0; --n)
            title += letters[below(std::size(letters))];
        return task_item{static_cast<std::int64_t>(below(60)), title, below(2) == 0,
                         static_cast<int>(below(6))};
    };
    for (int round = 0; round < 600; ++round) {
        const task_item t = some_task();
        switch (below(6)) {
        case 0:
        case 1:
            REQUIRE(a.add(t) == b.add(t));
            break;
        case 2:
            REQUIRE(a.replace(t) == b.replace(t));
            break;
        case 3:
            REQUIRE(a.remove(t.id) == b.remove(t.id));
            break;
        case 4:
            REQUIRE(a.search(t.title.substr(1), 5) == b.search(t.title.substr(1), 5));
            break;
        default: {
            const task_range part{t.id, below(7), below(2) == 0,
                                  below(2) == 0 ? std::optional(t.done) : std::nullopt};
            REQUIRE(a.list(part) == b.list(part));
        }
        }
    }
    REQUIRE(everything(a) == everything(b));
}
