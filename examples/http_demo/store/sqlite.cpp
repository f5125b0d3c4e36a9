// SPDX-License-Identifier: BSL-1.0
// store/sqlite.cpp -- SQLite's C functions as three small classes

#include "store/sqlite.hpp"

#include <sqlite3.h>

#include <stdexcept>
#include <utility>

namespace demo {

namespace {

using namespace std::chrono_literals;

/// How long SQLite waits for another process that writes. Short: a thread of the pool waits with it.
constexpr int patience_ms = 200;

http_error answer_to(int code) {
    switch (code & 0xff) { // the primary code
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return {503, "The database is busy, please try again", 1s};
    case SQLITE_READONLY:
        return {503, "The database cannot be written at the moment", 1s};
    case SQLITE_CANTOPEN:
    case SQLITE_IOERR:
        return {503, "The database is out of reach at the moment", 1s};
    case SQLITE_FULL:
        return {507, "The database is full", 10s};
    case SQLITE_CONSTRAINT:
        return {409, "This is at odds with what is stored already"};
    default:
        return {500, "The database failed"};
    }
}

[[noreturn]] void fail(sqlite3* database) {
    throw sqlite_error(sqlite3_extended_errcode(database), sqlite3_errmsg(database));
}

void check(int code, sqlite3* database) {
    if (code != SQLITE_OK) fail(database);
}

void check(int code, sqlite3_stmt* statement) { check(code, sqlite3_db_handle(statement)); }

} // namespace

sqlite_error::sqlite_error(int code, std::string detail)
    : http_error(answer_to(code)), code_(code), detail_(std::move(detail)) {}

// -- cursor ---------------------------------------------------------------------------------------

cursor::cursor(cursor&& other) noexcept : statement_(std::exchange(other.statement_, nullptr)) {}

cursor::~cursor() {
    if (!statement_) return;
    sqlite3_reset(statement_); // returns the error of the last step again, which has been thrown
    sqlite3_clear_bindings(statement_);
}

bool cursor::step() {
    const int code = sqlite3_step(statement_);
    if (code == SQLITE_ROW) return true;
    if (code != SQLITE_DONE) fail(sqlite3_db_handle(statement_));
    return false;
}

std::int64_t cursor::integer(int column) const noexcept {
    return sqlite3_column_int64(statement_, column);
}

double cursor::real(int column) const noexcept { return sqlite3_column_double(statement_, column); }

std::string_view cursor::text(int column) const noexcept {
    const void* bytes = sqlite3_column_blob(statement_, column); // null if it is empty
    const int size = sqlite3_column_bytes(statement_, column);
    return bytes ? std::string_view(static_cast<const char*>(bytes), static_cast<std::size_t>(size))
                 : std::string_view();
}

bool cursor::is_null(int column) const noexcept {
    return sqlite3_column_type(statement_, column) == SQLITE_NULL;
}

void cursor::bind(int at, std::int64_t value) {
    check(sqlite3_bind_int64(statement_, at, value), statement_);
}

void cursor::bind(int at, double value) {
    check(sqlite3_bind_double(statement_, at, value), statement_);
}

void cursor::bind(int at, std::string_view value) {
    const char* start = value.data() ? value.data() : ""; // null would bind NULL
    // No destructor, which is SQLITE_STATIC: SQLite reads the text where it is.
    check(sqlite3_bind_text64(statement_, at, start, value.size(), nullptr, SQLITE_UTF8),
          statement_);
}

void cursor::bind(int at, std::nullptr_t) { check(sqlite3_bind_null(statement_, at), statement_); }

// -- connection -----------------------------------------------------------------------------------

void connection::closer::operator()(sqlite3* database) const noexcept { sqlite3_close(database); }

void connection::closer::operator()(sqlite3_stmt* statement) const noexcept {
    sqlite3_finalize(statement);
}

connection::connection(const std::string& path, std::atomic<std::uint64_t>& executed)
    : executed_(executed) {
    sqlite3* opened = nullptr;
    // Without SQLite's own mutex: a connection has one user at a time.
    const int code =
        sqlite3_open_v2(path.c_str(), &opened,
                        SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, nullptr);
    database_.reset(opened); // there even if opening failed: it holds the message
    if (!opened) throw sqlite_error(SQLITE_NOMEM, "out of memory");
    check(code, opened);
    sqlite3_extended_result_codes(opened, 1);
    sqlite3_busy_timeout(opened, patience_ms);
    // The log beside the file lets readers read while one writes. With NORMAL a crash of the program loses nothing
    // that was committed; one of the machine may lose the last moments, and never leaves half a transaction.
    run_script("PRAGMA synchronous = NORMAL;"
               "PRAGMA journal_mode = WAL;"
               "PRAGMA journal_size_limit = 16777216;"
               "PRAGMA foreign_keys = ON;");
}

connection::~connection() = default;

void connection::run_script(sql script) {
    executed_.fetch_add(1, std::memory_order_relaxed);
    check(sqlite3_exec(database_.get(), script.text(), nullptr, nullptr, nullptr), database_.get());
}

std::string connection::plan(sql what) {
    // Of two literals, the second of which the compiler has seen.
    const auto explain = prepare(std::string("EXPLAIN QUERY PLAN ") + what.text());
    cursor steps(explain.get());
    std::string lines;
    while (steps.step())
        lines.append(steps.text(3)).append("\n");
    return lines;
}

connection::owned_statement connection::prepare(const std::string& text, unsigned flags) {
    sqlite3_stmt* made = nullptr;
    const int code = sqlite3_prepare_v3(database_.get(), text.data(),
                                        static_cast<int>(text.size()) + 1, flags, &made, nullptr);
    check(code, database_.get());
    return owned_statement(made);
}

sqlite3_stmt* connection::prepared(sql what) {
    // By the address of the literal: no need to look at the text.
    auto found = statements_.find(what.text());
    if (found == statements_.end())
        found =
            statements_.try_emplace(what.text(), prepare(what.text(), SQLITE_PREPARE_PERSISTENT))
                .first;
    sqlite3_stmt* const statement = found->second.get();
    if (sqlite3_stmt_busy(statement)) throw std::logic_error("this statement is running already");
    executed_.fetch_add(1, std::memory_order_relaxed);
    return statement;
}

std::int64_t connection::changes() const noexcept { return sqlite3_changes64(database_.get()); }

std::int64_t connection::last_id() const noexcept {
    return sqlite3_last_insert_rowid(database_.get());
}

bool connection::in_transaction() const noexcept {
    return sqlite3_get_autocommit(database_.get()) == 0;
}

int connection::version() {
    cursor found = query("PRAGMA user_version");
    return found.step() ? static_cast<int>(found.integer(0)) : 0;
}

void connection::set_version(int number) {
    // A pragma takes no question marks. This one is put together, from a number of our own.
    const std::string text = "PRAGMA user_version = " + std::to_string(number);
    check(sqlite3_exec(database_.get(), text.c_str(), nullptr, nullptr, nullptr), database_.get());
}

// -- transaction ----------------------------------------------------------------------------------

transaction::transaction(connection& on) : on_(&on) {
    // At once: a transaction that begins as a reader can find itself unable to write later on.
    on.run("BEGIN IMMEDIATE");
}

transaction::~transaction() {
    if (!on_) return;
    try {
        on_->run("ROLLBACK");
    } catch (const std::exception&) {
        // SQLite has rolled back by itself: it does when the disk is full.
    }
}

void transaction::commit() {
    on_->run("COMMIT");
    on_ = nullptr;
}

} // namespace demo
