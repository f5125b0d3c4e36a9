// SPDX-License-Identifier: BSL-1.0
// store/sqlite_tasks.cpp -- tasks in SQLite

#include "store/sqlite_tasks.hpp"

namespace demo {

namespace {

// AUTOINCREMENT: the id of a task that has been removed is not given to another one.
constexpr migration migrations[] = {
    {1, "CREATE TABLE tasks ("
        "    id       INTEGER PRIMARY KEY AUTOINCREMENT,"
        "    title    TEXT    NOT NULL CHECK (length(title) BETWEEN 1 AND 200),"
        "    done     INTEGER NOT NULL CHECK (done IN (0, 1)),"
        "    priority INTEGER NOT NULL CHECK (priority BETWEEN 0 AND 5)"
        ") STRICT;"
        "CREATE INDEX tasks_by_done ON tasks (done, id);"},
};

/// A page of tasks. "After this id" finds its place in an index at once, however far down the list it is; OFFSET would
/// read and throw away all that comes before.
constexpr sql list_of_all[] = {
    "SELECT id, title, done, priority FROM tasks WHERE id > ? ORDER BY id LIMIT ?",
    "SELECT id, title, done, priority FROM tasks WHERE id < ? ORDER BY id DESC LIMIT ?"};
constexpr sql list_by_done[] = {
    "SELECT id, title, done, priority FROM tasks WHERE done = ? AND id > ? ORDER BY id LIMIT ?",
    "SELECT id, title, done, priority FROM tasks WHERE done = ? AND id < ? "
    "ORDER BY id DESC LIMIT ?"};

task_item task_in(const cursor& found) {
    return {found.integer(0), std::string(found.text(1)), found.boolean(2),
            static_cast<int>(found.integer(3))};
}

std::vector<task_item> tasks_in(cursor found) {
    std::vector<task_item> result;
    while (found.step())
        result.push_back(task_in(found));
    return result;
}

/// A pattern for LIKE that stands for nothing but the words themselves, somewhere.
std::string pattern_for(std::string_view words) {
    std::string pattern = "%";
    for (const char c : words) {
        if (c == '%' || c == '_' || c == '\\') pattern += '\\';
        pattern += c;
    }
    return pattern += '%';
}

void replace_all_in(connection& c, const task_source& next) {
    c.run("DELETE FROM tasks");
    std::vector<task_item> batch;
    for (bool more = true; more;) {
        batch.clear();
        more = next(batch);
        for (const task_item& t : batch)
            c.run("INSERT INTO tasks (id, title, done, priority) VALUES (?, ?, ?, ?)", t.id,
                  t.title, t.done, t.priority);
    }
}

} // namespace

std::span<const migration> task_migrations() noexcept { return migrations; }

std::vector<task_item> sqlite_tasks::list(const task_range& which) {
    const auto held = in_.connect();
    const std::int64_t from = which.newest && which.after == 0 ? largest_task_id + 1 : which.after;
    if (which.done)
        return tasks_in(held->query(list_by_done[which.newest], *which.done, from, which.limit));
    return tasks_in(held->query(list_of_all[which.newest], from, which.limit));
}

std::string sqlite_tasks::plan(const task_range& which) {
    return in_.connect()->plan(which.done ? list_by_done[which.newest] : list_of_all[which.newest]);
}

std::optional<task_item> sqlite_tasks::find(std::int64_t id) {
    const auto held = in_.connect();
    cursor found = held->query("SELECT id, title, done, priority FROM tasks WHERE id = ?", id);
    if (!found.step()) return std::nullopt;
    return task_in(found);
}

std::vector<task_item> sqlite_tasks::search(std::string_view words, std::size_t limit) {
    const auto held = in_.connect();
    const std::string pattern = pattern_for(words);
    // No index helps to find words in the middle: this looks at every title, and is what the cache is for.
    return tasks_in(held->query("SELECT id, title, done, priority FROM tasks "
                                "WHERE title LIKE ? ESCAPE '\\' ORDER BY title, id LIMIT ?",
                                pattern, limit));
}

std::size_t sqlite_tasks::size() {
    const auto held = in_.connect();
    cursor found = held->query("SELECT count(*) FROM tasks");
    return found.step() ? static_cast<std::size_t>(found.integer(0)) : 0;
}

void sqlite_tasks::for_each(const std::function<void(const task_item&)>& visit) {
    const auto held = in_.connect();
    cursor found = held->query("SELECT id, title, done, priority FROM tasks ORDER BY id");
    while (found.step())
        visit(task_in(found));
}

std::int64_t sqlite_tasks::add(const task_item& what) {
    return in_.write([&](connection& c) {
        c.run("INSERT INTO tasks (title, done, priority) VALUES (?, ?, ?)", what.title, what.done,
              what.priority);
        if (c.last_id() > largest_task_id) throw http_error(507, "There is no id left");
        return c.last_id();
    });
}

bool sqlite_tasks::replace(const task_item& what) {
    return in_.write([&](connection& c) {
        return c.run("UPDATE tasks SET title = ?, done = ?, priority = ? WHERE id = ?", what.title,
                     what.done, what.priority, what.id) == 1;
    });
}

bool sqlite_tasks::remove(std::int64_t id) {
    return in_.write(
        [&](connection& c) { return c.run("DELETE FROM tasks WHERE id = ?", id) == 1; });
}

void sqlite_tasks::replace_all(const task_source& next) {
    in_.write([&](connection& c) { replace_all_in(c, next); });
}

bool sqlite_tasks::fill_if_empty(const task_source& next) {
    if (size() != 0)
        return false; // without a transaction: one that has its tasks need not be writable
    return in_.write([&](connection& c) {
        cursor first = c.query("SELECT id FROM tasks LIMIT 1");
        if (first.step()) return false; // another program was quicker
        replace_all_in(c, next);
        return true;
    });
}

} // namespace demo
