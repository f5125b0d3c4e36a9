// SPDX-License-Identifier: BSL-1.0
// store/report_routes.cpp -- searches and reports: dear to compute, and worth to be kept

#include "store/task_json.hpp"
#include "store/task_routes.hpp"

#include <cairn/counter.hpp>
#include <cairn/heapq.hpp>

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>

namespace demo {

using namespace std::chrono_literals;

namespace {

/// Without the like a cache would be needless.
response search(request& in, task_repository& tasks) {
    const auto words = in.argument("q");
    if (!words || words->empty()) throw http_error(400, "q is missing: /search?q=words");
    if (words->size() > 200) throw http_error(400, "q is longer than 200 bytes");
    const auto limit = static_cast<std::size_t>(number_argument(in, "limit", 20, 1, 100));
    const auto found =
        in.spent.measure(&stopwatch::db, [&] { return tasks.search(*words, limit); });
    return in.spent.measure(&stopwatch::json, [&] {
        json_writer out;
        out.begin_object().key("results").begin_array();
        for (const task_item& t : found)
            write_task(out, t);
        return json(out.end_array().member("count", found.size()).end_object().take());
    });
}

/// How many tasks there are of each priority, most first.
response priorities(request& in, task_repository& tasks) {
    cairn::counter<int> of_priority, of_state;
    in.spent.measure(&stopwatch::db, [&] {
        tasks.for_each([&](const task_item& t) {
            of_priority.add(t.priority);
            of_state.add(t.done);
        });
    });
    return in.spent.measure(&stopwatch::json, [&] {
        json_writer out;
        out.begin_object().member("total", of_state.total()).member("done", of_state[true]);
        out.key("priorities").begin_array();
        for (const auto& [priority, count] : of_priority.most_common())
            out.begin_object().member("priority", priority).member("count", count).end_object();
        return json(out.end_array().end_object().take());
    });
}

bool is_part_of_word(char c) noexcept {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
           static_cast<unsigned char>(c) >= 0x80;
}

void count_words(cairn::counter<std::string>& words, std::string text) {
    for (char& c : text)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    const auto end = text.end();
    for (auto at = std::find_if(text.begin(), end, is_part_of_word); at != end;) {
        const auto behind = std::find_if_not(at, end, is_part_of_word);
        words.add(std::string_view(at, behind));
        at = std::find_if(behind, end, is_part_of_word);
    }
}

/// The most frequent words of the titles; of equally frequent ones the first in the alphabet.
response words(request& in, task_repository& tasks) {
    const auto limit = static_cast<std::size_t>(number_argument(in, "limit", 10, 1, 100));
    cairn::counter<std::string> counts;
    in.spent.measure(&stopwatch::db, [&] {
        tasks.for_each([&](const task_item& t) { count_words(counts, t.title); });
    });
    const auto rank = [](const auto& entry) { return std::pair(-entry.second, entry.first); };
    const auto top = cairn::nsmallest(limit, counts, std::less<>(), rank);
    return in.spent.measure(&stopwatch::json, [&] {
        json_writer out;
        out.begin_object().key("words").begin_array();
        for (const auto& [word, count] : top)
            out.begin_object().member("word", word).member("count", count).end_object();
        return json(out.end_array().end_object().take());
    });
}

} // namespace

void report_routes(application& app, task_repository& tasks) {
    app.get("/search", [&tasks](request& in) { return search(in, tasks); })
        .cached(60s, 60s)
        .between_instances()
        .describe("Find tasks by words in their titles: ?q=, limit=");
    app.get("/reports/priorities", [&tasks](request& in) { return priorities(in, tasks); })
        .cached(60s)
        .between_instances()
        .describe("Count tasks by priority");
    app.get("/reports/words", [&tasks](request& in) { return words(in, tasks); })
        .cached(60s)
        .between_instances()
        .describe("The most frequent words of the titles: ?limit=");
}

} // namespace demo
