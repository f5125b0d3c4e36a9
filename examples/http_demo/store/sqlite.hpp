// SPDX-License-Identifier: BSL-1.0
// store/sqlite.hpp -- SQLite's C functions as three small classes
//
//     auto rows = c.query("SELECT id, title FROM tasks WHERE id > ? ORDER BY id LIMIT ?", after, 100);
//     while (rows.step()) add(rows.integer(0), rows.text(1));
//     c.run("DELETE FROM tasks WHERE id = ?", id);
//
// A statement is prepared once for each connection and kept; what it is about is bound to its question marks.

#ifndef DEMO_STORE_SQLITE_HPP
#define DEMO_STORE_SQLITE_HPP

#include "web/message.hpp"

#include <cairn/dict.hpp>

#include <atomic>
#include <concepts>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

struct sqlite3;
struct sqlite3_stmt;

namespace demo {

/// The text of a statement: a literal, because only the compiler can make one. SQL with a user's words in it
/// does not compile, which is all there is to SQL injection.
class sql {
public:
    consteval sql(const char* literal) : text_(literal) {}
    [[nodiscard]] constexpr const char* text() const noexcept { return text_; }

private:
    const char* text_;
};

/// Answered as 503 if the database is locked, read-only or out of reach, 507 if the disk is full, 409 if a
/// constraint does not hold, else 500. The message says no more than that; the rest is for the log.
class sqlite_error : public http_error {
public:
    sqlite_error(int code, std::string detail);
    /// SQLite's extended result code.
    [[nodiscard]] int code() const noexcept { return code_; }
    [[nodiscard]] const std::string& detail() const noexcept { return detail_; }

private:
    int code_;
    std::string detail_;
};

/// A statement that runs. At its end the statement is ready for the next who asks; there can be one at a time
/// of each text on a connection.
class cursor {
public:
    cursor(cursor&& other) noexcept;
    cursor& operator=(cursor&&) = delete;
    ~cursor();

    /// Goes to the next row; false if there is none.
    [[nodiscard]] bool step();
    [[nodiscard]] std::int64_t integer(int column) const noexcept;
    [[nodiscard]] double real(int column) const noexcept;
    [[nodiscard]] bool boolean(int column) const noexcept { return integer(column) != 0; }
    /// Text or bytes. Good until the next step.
    [[nodiscard]] std::string_view text(int column) const noexcept;
    [[nodiscard]] bool is_null(int column) const noexcept;

private:
    friend class connection;
    explicit cursor(sqlite3_stmt* statement) noexcept : statement_(statement) {}
    void bind(int at, std::int64_t value);
    void bind(int at, double value);
    void bind(int at, std::string_view value); // has to live as long as the cursor
    void bind(int at, std::nullptr_t);
    template <std::integral Integer>
    void bind(int at, Integer value) {
        bind(at, static_cast<std::int64_t>(value));
    }
    sqlite3_stmt* statement_;
};

/// One connection to one database; for one thread at a time.
class connection {
public:
    /// Opens the file, makes it if need be. `executed` counts statements, and outlives this.
    connection(const std::string& path, std::atomic<std::uint64_t>& executed);
    connection(const connection&) = delete;
    connection& operator=(const connection&) = delete;
    ~connection();

    /// Binds the values to the question marks from left to right. A text has to live as long as the cursor.
    template <class... Values>
    [[nodiscard]] cursor query(sql what, const Values&... values) {
        cursor result(prepared(what));
        [[maybe_unused]] int at = 0;
        (result.bind(++at, values), ...);
        return result;
    }
    /// A statement without rows. Returns how many rows it changed.
    template <class... Values>
    std::int64_t run(sql what, const Values&... values) {
        cursor result = query(what, values...);
        while (result.step()) {
        }
        return changes();
    }
    /// How SQLite would find the rows: EXPLAIN QUERY PLAN, a line for each step.
    [[nodiscard]] std::string plan(sql what);
    /// Several statements, run once and not kept: what migrations are made of.
    void run_script(sql script);

    [[nodiscard]] std::int64_t last_id() const noexcept;
    [[nodiscard]] bool in_transaction() const noexcept;
    /// A number that the file carries, 0 at first: the last migration that it has seen.
    [[nodiscard]] int version();
    void set_version(int number);

private:
    struct closer {
        void operator()(sqlite3* database) const noexcept;
        void operator()(sqlite3_stmt* statement) const noexcept;
    };
    using owned_statement = std::unique_ptr<sqlite3_stmt, closer>;

    [[nodiscard]] owned_statement prepare(const std::string& text, unsigned flags = 0);
    [[nodiscard]] sqlite3_stmt* prepared(sql what);
    [[nodiscard]] std::int64_t changes() const noexcept;

    std::unique_ptr<sqlite3, closer> database_;
    cairn::dict<const char*, owned_statement> statements_; // by the address of their text
    std::atomic<std::uint64_t>& executed_;
};

/// All or nothing: what was written since is undone unless commit() was called. Waits for other writers.
class transaction {
public:
    explicit transaction(connection& on);
    transaction(const transaction&) = delete;
    transaction& operator=(const transaction&) = delete;
    ~transaction();
    void commit();

private:
    connection* on_; // null once committed
};

} // namespace demo

#endif // DEMO_STORE_SQLITE_HPP
