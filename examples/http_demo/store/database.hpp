// SPDX-License-Identifier: BSL-1.0
// store/database.hpp -- one SQLite file: its schema, its connections, its one writer
//
//     database data("demo.db", {task_migrations(), user_migrations()});
//     auto rows = data.connect()->query("SELECT ...");        // any thread, any number at once
//     data.write([&](connection& c) { c.run("INSERT ..."); });  // one at a time; all or nothing

#ifndef DEMO_STORE_DATABASE_HPP
#define DEMO_STORE_DATABASE_HPP

#include "store/sqlite.hpp"

#include <cairn/deque.hpp>

#include <atomic>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <type_traits>
#include <utility>

namespace demo {

/// A step of the schema. Numbers are those of the whole program: 1, 2, 3 and so on, whichever part a step belongs
/// to. A step that has been released is never changed; what is wrong with it is put right by the next one.
struct migration {
    int number;
    sql script;
};

/// Every member may be called by several threads at once.
class database {
public:
    /// Opens the file and brings its schema up to date. Throws std::runtime_error that says why if it cannot, or if
    /// the file was written by a later program; std::invalid_argument if numbers are missing or there twice.
    database(std::string path, std::initializer_list<std::span<const migration>> parts);
    database(const database&) = delete;
    database& operator=(const database&) = delete;

    /// A connection, for as long as this lives. It goes back before the database does.
    class lease {
    public:
        lease(lease&&) noexcept = default;
        lease& operator=(lease&&) = delete;
        ~lease();
        [[nodiscard]] connection& operator*() const noexcept { return *held_; }
        [[nodiscard]] connection* operator->() const noexcept { return held_.get(); }

    private:
        friend class database;
        lease(database& from, std::unique_ptr<connection> held) noexcept
            : from_(from), held_(std::move(held)) {}
        database& from_;
        std::unique_ptr<connection> held_;
    };
    [[nodiscard]] lease connect();

    /// Calls `work(connection&)` in a transaction, and returns what it returns. What it throws undoes the transaction.
    /// Throws sqlite_error, 503, if others keep writing for longer than a second.
    template <class Work>
    auto write(Work&& work) {
        const auto alone = wait_for_writers();
        const lease held = connect();
        transaction all(*held);
        using result = std::invoke_result_t<Work, connection&>;
        if constexpr (std::is_void_v<result>) {
            std::forward<Work>(work)(*held);
            all.commit();
        } else {
            result done = std::forward<Work>(work)(*held);
            all.commit();
            return done;
        }
    }

    /// Statements run so far, by all connections.
    [[nodiscard]] std::uint64_t executed() const noexcept { return executed_; }
    [[nodiscard]] const std::string& path() const noexcept { return path_; }

private:
    [[nodiscard]] std::unique_lock<std::timed_mutex> wait_for_writers();
    void migrate(std::initializer_list<std::span<const migration>> parts);

    std::string path_;
    std::atomic<std::uint64_t> executed_ = 0;
    std::timed_mutex writing_;
    std::mutex lock_; // guards the next one
    cairn::deque<std::unique_ptr<connection>>
        idle_; // the one used last is the next: its pages are in the caches
};

} // namespace demo

#endif // DEMO_STORE_DATABASE_HPP
