// SPDX-License-Identifier: BSL-1.0
// SQLite behind its classes: values, statements, transactions, migrations, connections, errors.

#include "http_demo/store_support.hpp"
#include "store/sqlite.hpp"
#include "support/catch.hpp"

#include <atomic>
#include <cstdio>
#include <filesystem>
#include <limits>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

using demo::connection;
using demo::database;
using demo::migration;
using demo::sqlite_error;
using demo_test::temporary_folder;

namespace {

constexpr migration plain[] = {
    {1, "CREATE TABLE things (id INTEGER PRIMARY KEY, name TEXT UNIQUE, size REAL);"}};

std::int64_t count(database& in) {
    const auto held = in.connect();
    auto found = held->query("SELECT count(*) FROM things");
    return found.step() ? found.integer(0) : -1;
}

template <class Work>
int status_of(Work&& work) {
    try {
        work();
        return 200;
    } catch (const sqlite_error& e) {
        return e.status();
    }
}

void add(connection& c, std::string_view name) {
    c.run("INSERT INTO things (name) VALUES (?)", name);
}

} // namespace

TEST_CASE("store: values come back as they were") {
    const temporary_folder folder;
    database data(folder.file(), {plain});
    const std::string hostile("Robert'); DROP TABLE things;--\0x", 33);
    const std::int64_t id = data.write([&](connection& c) {
        c.run("INSERT INTO things (name, size) VALUES (?, ?)", hostile, 1.5);
        c.run("INSERT INTO things (name, size) VALUES (?, ?)", std::string_view(), nullptr);
        c.run("INSERT INTO things (id, name) VALUES (?, ?)",
              std::numeric_limits<std::int64_t>::max(), "last");
        return c.last_id();
    });
    REQUIRE(id == std::numeric_limits<std::int64_t>::max());
    const auto held = data.connect();
    auto found = held->query("SELECT id, name, size FROM things ORDER BY id");
    REQUIRE(found.step());
    REQUIRE(found.text(1) == hostile);
    REQUIRE(found.real(2) == 1.5);
    REQUIRE(found.step());
    REQUIRE(found.text(1).empty());
    REQUIRE_FALSE(found.is_null(1)); // empty, and not NULL
    REQUIRE(found.is_null(2));
    REQUIRE(found.step());
    REQUIRE(found.integer(0) == std::numeric_limits<std::int64_t>::max());
    REQUIRE_FALSE(found.step());
}

TEST_CASE("store: a statement is prepared once, and is ready again after whatever happened") {
    const temporary_folder folder;
    database data(folder.file(), {plain});
    const auto held = data.connect();
    const auto insert = [&](std::string_view name) {
        return held->run("INSERT INTO things (name) VALUES (?)", name);
    };
    REQUIRE(insert("a") == 1);
    REQUIRE(status_of([&] { insert("a"); }) == 409);
    REQUIRE(insert("b") == 1); // the failed one left nothing behind

    const auto look = [&] { return held->query("SELECT name FROM things ORDER BY id"); };
    {
        auto first = look();
        REQUIRE(first.step());
        REQUIRE_THROWS_AS(look(), std::logic_error); // it is running
    }
    auto again = look(); // from the beginning
    REQUIRE(again.step());
    REQUIRE(again.text(0) == "a");
}

TEST_CASE("store: a transaction is all or nothing") {
    const temporary_folder folder;
    database data(folder.file(), {plain});
    REQUIRE_THROWS_AS(data.write([](connection& c) {
        add(c, "a");
        throw std::runtime_error("no");
    }),
                      std::runtime_error);
    REQUIRE(count(data) == 0);
    REQUIRE(status_of([&] {
                data.write([](connection& c) {
                    add(c, "a");
                    add(c, "a");
                });
            }) == 409);
    REQUIRE(count(data) == 0);
    REQUIRE(data.write([](connection& c) {
        add(c, "a");
        return 7;
    }) == 7);
    REQUIRE(count(data) == 1);
}

TEST_CASE("store: readers read while somebody writes, and see what was committed") {
    const temporary_folder folder;
    database data(folder.file(), {plain});
    data.write([&](connection& c) {
        add(c, "a");
        REQUIRE(count(data) == 0); // through another connection
    });
    REQUIRE(count(data) == 1);
}

TEST_CASE("store: writers of one program take turns, and readers do not wait for them") {
    const temporary_folder folder;
    database data(folder.file(), {plain});
    std::atomic<int> failures = 0;
    std::vector<std::thread> threads;
    for (int t = 0; t != 4; ++t)
        threads.emplace_back([&, t] {
            for (int i = 0; i != 50; ++i) {
                try {
                    data.write([&](connection& c) { add(c, std::to_string(t * 1000 + i)); });
                    if (count(data) <= 0) ++failures;
                } catch (const std::exception&) {
                    ++failures;
                }
            }
        });
    for (std::thread& t : threads)
        t.join();
    REQUIRE(failures == 0);
    REQUIRE(count(data) == 200);
}

TEST_CASE("store: another program's lock is 503, and goes by") {
    const temporary_folder folder;
    database data(folder.file(), {plain}), other(folder.file(), {plain});
    const auto held = other.connect();
    {
        const demo::transaction writing(*held);
        try {
            data.write([](connection& c) { add(c, "a"); });
            FAIL("it was locked");
        } catch (const sqlite_error& e) {
            REQUIRE(e.status() == 503);
            REQUIRE(e.answer().header("Retry-After") == "1");
            REQUIRE(e.answer().body == R"({"error":"The database is busy, please try again"})");
        }
        REQUIRE(count(data) == 0); // reading goes on
    }
    data.write([](connection& c) { add(c, "a"); });
    REQUIRE(count(data) == 1);
}

TEST_CASE("store: errors become answers that say nothing internal") {
    struct row {
        int code, status;
    };
    // SQLITE_BUSY, BUSY_SNAPSHOT, LOCKED, READONLY, CANTOPEN, IOERR_WRITE, FULL, CONSTRAINT_UNIQUE, CORRUPT, ERROR
    for (const row& r : {row{5, 503}, row{517, 503}, row{6, 503}, row{8, 503}, row{14, 503},
                         row{778, 503}, row{13, 507}, row{2067, 409}, row{11, 500}, row{1, 500}}) {
        const sqlite_error e(r.code, "/secret/path: table users");
        REQUIRE(e.status() == r.status);
        REQUIRE(e.detail() == "/secret/path: table users");
        REQUIRE(std::string_view(e.what()).find("users") == std::string_view::npos);
        REQUIRE(e.answer().header("Retry-After").empty() == (r.status != 503 && r.status != 507));
    }
}

TEST_CASE("store: a full database is 507, and what is there can still be read") {
    const temporary_folder folder;
    database data(folder.file(), {plain});
    data.write([](connection& c) { add(c, "a"); });
    const auto fill = [&] {
        data.write([](connection& c) {
            c.run_script("PRAGMA max_page_count = 8");
            add(c, std::string(100'000, 'x'));
        });
    };
    REQUIRE(status_of(fill) == 507);
    REQUIRE(count(data) == 1);
}

TEST_CASE("store: migrations run in the order of their numbers, each of them once") {
    const temporary_folder folder;
    constexpr migration first[] = {{1, "CREATE TABLE things (id INTEGER); "
                                       "INSERT INTO things VALUES (1);"},
                                   {3, "INSERT INTO things SELECT id + 1 FROM things;"}};
    constexpr migration second[] = {{2, "INSERT INTO things VALUES (10);"}};
    constexpr migration later[] = {{4, "DELETE FROM things WHERE id = 11;"}};
    {
        database data(folder.file(), {first, second});
        REQUIRE(count(data) == 4);
        REQUIRE(data.connect()->version() == 3);
    }
    {
        database again(folder.file(), {second, first});
        REQUIRE(count(again) == 4);
    }
    {
        database newer(folder.file(), {first, second, later});
        REQUIRE(count(newer) == 3);
    }
    REQUIRE_THROWS_WITH(database(folder.file(), {first, second}),
                        Catch::Contains("was written by a later version"));
    REQUIRE_THROWS_AS(database(folder.file("x.db"), {first}), std::invalid_argument); // a gap
    REQUIRE_THROWS_AS(database(folder.file("x.db"), {second}), std::invalid_argument);
    REQUIRE_THROWS_AS(database(folder.file("x.db"), {first, first}), std::invalid_argument);
}

TEST_CASE("store: a migration that fails leaves nothing behind") {
    const temporary_folder folder;
    constexpr migration bad[] = {
        {1, "CREATE TABLE things (id INTEGER);"},
        {2, "INSERT INTO things VALUES (1); INSERT INTO nowhere VALUES (1);"}};
    REQUIRE_THROWS_WITH(database(folder.file(), {bad}), Catch::Contains("nowhere"));
    constexpr migration good[] = {{1, "CREATE TABLE things (id INTEGER);"}};
    database data(folder.file(), {good}); // stands at 1
    REQUIRE(count(data) == 0);
}

TEST_CASE("store: a path that cannot be opened is said in one line") {
    const temporary_folder folder;
    REQUIRE_THROWS_WITH(database("/nowhere/at/all/demo.db", {plain}),
                        "cannot open the database /nowhere/at/all/demo.db: "
                        "unable to open database file");
    REQUIRE_THROWS_WITH(
        database(std::filesystem::path(folder.file()).parent_path().string(), {plain}),
        Catch::Contains("unable to open database file"));
    std::FILE* text = std::fopen(folder.file().c_str(), "w");
    std::fputs(std::string(5000, 'x').c_str(), text);
    std::fclose(text);
    REQUIRE_THROWS_WITH(database(folder.file(), {plain}), Catch::Contains("not a database"));
}

TEST_CASE("store: connections are used again, and statements counted") {
    const temporary_folder folder;
    database data(folder.file(), {plain});
    const connection* first = nullptr;
    {
        const auto held = data.connect();
        first = &*held;
        REQUIRE(&*data.connect() != first); // one user at a time
    }
    const auto before = data.executed();
    REQUIRE(count(data) == 0);
    REQUIRE(data.executed() == before + 1);
    REQUIRE(data.connect()->plan("SELECT name FROM things WHERE id = 1") ==
            "SEARCH things USING INTEGER PRIMARY KEY (rowid=?)\n");
}
