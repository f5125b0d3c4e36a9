// SPDX-License-Identifier: BSL-1.0
// live/cached_queries.cpp -- TechEmpower's "cached queries": rows of a table by random ids, out of a cache of objects

#include "live/cached_queries.hpp"

#include <cairn/cache.hpp>

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <memory>
#include <random>
#include <string>
#include <string_view>
#include <utility>

namespace demo {

namespace {

constexpr int rows = 10'000;
constexpr int most = 500; // in one request

constexpr migration steps[] = {{3, R"(
    CREATE TABLE world (id INTEGER PRIMARY KEY, random_number INTEGER NOT NULL);
    WITH RECURSIVE ids (id) AS (VALUES (1) UNION ALL SELECT id + 1 FROM ids WHERE id < 10000)
        INSERT INTO world (id, random_number) SELECT id, abs(random() % 10000) + 1 FROM ids;
)"}};

struct world {
    int id = 0;
    int random_number = 0;
};

[[nodiscard]] world read(database& data, int id) {
    const auto held = data.connect();
    auto row = held->query("SELECT random_number FROM world WHERE id = ?", id);
    if (!row.step()) throw http_error(500, "A row of the table is missing");
    return {id, static_cast<int>(row.integer(0))};
}

/// 1 where there is no number, and the nearest that is allowed where there is another one.
[[nodiscard]] int count_of(const request& in) {
    std::optional<std::string> text = in.argument("count");
    if (!text) text = in.argument("queries");
    if (!text) return 1;
    int count = 1;
    const char* const end = text->data() + text->size();
    const auto [stop, failure] = std::from_chars(text->data(), end, count);
    if (stop != end || failure == std::errc::invalid_argument) return 1;
    if (failure == std::errc::result_out_of_range) return text->front() == '-' ? 1 : most;
    return std::clamp(count, 1, most);
}

/// Text at the front of a buffer that is large enough for it.
char* write(char* to, std::string_view text) noexcept { return std::ranges::copy(text, to).out; }
char* write(char* to, int number) noexcept { return std::to_chars(to, to + 11, number).ptr; }

char* write(char* to, const world& row) noexcept {
    to = write(write(to, R"({"id":)"), row.id);
    to = write(write(to, R"(,"randomNumber":)"), row.random_number);
    return write(to, "},");
}
constexpr std::size_t row_size = 48; // of the text of a row, at most

/// What the handler keeps between requests: the loop's, as the handler is.
struct worlds {
    explicit worlds(database& from) : data(from) {}

    database& data;
    cairn::lru_cache<int, world> cache{rows};
    std::mt19937 random{std::random_device()()};

    [[nodiscard]] int random_id() {
        return static_cast<int>((random() * std::uint64_t{rows}) >> 32) + 1;
    }

    /// A row that is not there yet is read now, on the loop's thread. It is the one place where the loop waits for the
    /// database: a row by its primary key takes 4 us, less than the way to the pool and back.
    [[nodiscard]] const world& find(int id) {
        return cache.get_or_compute(id, [&] { return read(data, id); });
    }

    [[nodiscard]] std::string some(int count) {
        std::string out(static_cast<std::size_t>(count) * row_size + 2, '\0');
        char* end = write(out.data(), "[");
        for (int i = 0; i != count; ++i)
            end = write(end, find(random_id()));
        end[-1] = ']'; // in place of the last comma
        out.resize(static_cast<std::size_t>(end - out.data()));
        return out;
    }
};

} // namespace

std::span<const migration> world_migrations() noexcept { return steps; }

void cached_queries(application& app, database& data) {
    const auto all = std::make_shared<worlds>(data);
    app.get("/cached-queries", [all](request& in) { return json(all->some(count_of(in))); })
        .on_loop()
        .describe("Rows of a table by random ids, out of a cache of objects");
}

} // namespace demo
