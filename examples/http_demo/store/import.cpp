// SPDX-License-Identifier: BSL-1.0
// store/import.cpp -- extract, transform, load: a CSV file becomes the tasks

#include "store/import.hpp"
#include "web/json.hpp"
#include "web/message.hpp"

#include <cairn/sorted_set.hpp>

#include <algorithm>
#include <charconv>
#include <concepts>
#include <utility>

namespace demo {

// -- extract --------------------------------------------------------------------------------------

csv_reader::csv_reader(std::string_view text) noexcept : rest_(text) {
    constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF"; // spreadsheets begin with it
    if (rest_.starts_with(byte_order_mark)) rest_.remove_prefix(byte_order_mark.size());
}

bool csv_reader::take(char c) noexcept {
    if (!rest_.starts_with(c)) return false;
    rest_.remove_prefix(1);
    return true;
}

bool csv_reader::take_line_end() noexcept {
    if (rest_.starts_with("\r\n")) rest_.remove_prefix(1);
    if (!take('\n')) return false;
    ++next_line_;
    return true;
}

bool csv_reader::next(std::vector<std::string>& fields) {
    while (take_line_end()) {
    } // empty lines
    fields.clear();
    problem_ = {};
    line_ = next_line_;
    if (rest_.empty()) return false;

    const std::string_view record = rest_;
    read_record(fields);
    if (problem_.empty()) return true;
    fields.clear();
    rest_ = record.substr(std::min(record.find('\n'), record.size()));
    next_line_ = line_;
    static_cast<void>(take_line_end());
    return true;
}

void csv_reader::read_record(std::vector<std::string>& fields) {
    do {
        std::string& field = fields.emplace_back();
        if (take('"'))
            read_quoted(field);
        else
            read_plain(field);
    } while (problem_.empty() && take(','));
    if (problem_.empty() && !rest_.empty() && !take_line_end())
        problem_ = "there is text behind a closing quotation mark";
}

void csv_reader::read_plain(std::string& field) {
    std::size_t n = 0;
    while (n != rest_.size() && rest_[n] != ',' && rest_[n] != '\n' && rest_[n] != '"')
        ++n;
    field = rest_.substr(0, n);
    rest_.remove_prefix(n);
    if (rest_.starts_with('"')) problem_ = "a quotation mark stands within a field";
    if (rest_.starts_with('\n') && field.ends_with('\r')) field.pop_back(); // of CR LF
}

void csv_reader::read_quoted(std::string& field) {
    for (;;) {
        const std::size_t n = rest_.find('"');
        if (n == rest_.npos) {
            problem_ = "a quotation mark is not closed";
            return;
        }
        field += rest_.substr(0, n);
        rest_.remove_prefix(n + 1);
        if (!take('"')) break;
        field += '"';
    }
    next_line_ += static_cast<std::size_t>(std::ranges::count(field, '\n'));
}

// -- transform ------------------------------------------------------------------------------------

namespace {

const std::vector<std::string> heading{"id", "title", "done", "priority"};
constexpr std::size_t most_rejects = 100, batch_size = 1000;

template <std::integral Integer>
std::optional<Integer> number_in(std::string_view text, Integer least, Integer most) {
    Integer value{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
    if (value < least || value > most) return std::nullopt;
    return value;
}

/// As Python, SQL and spreadsheets write them.
std::optional<bool> boolean_in(std::string_view text) {
    for (const std::string_view yes : {"true", "1"})
        if (equals_ignoring_case(text, yes)) return true;
    for (const std::string_view no : {"false", "0"})
        if (equals_ignoring_case(text, no)) return false;
    return std::nullopt;
}

/// Makes tasks out of lines, and keeps book of what is none.
class task_parser {
public:
    explicit task_parser(std::string_view csv) : lines_(csv) {
        lines_.next(fields_);
    } // the heading

    bool fill(std::vector<task_item>& batch) {
        while (batch.size() < batch_size) {
            if (!lines_.next(fields_)) return false;
            task_item t;
            if (const std::string_view reason = read(t); reason.empty())
                batch.push_back(std::move(t));
            else
                reject(reason);
        }
        return true;
    }
    [[nodiscard]] import_result& result() noexcept { return result_; }

private:
    /// Why the fields are no task; empty if they are.
    std::string_view read(task_item& into) {
        if (!lines_.problem().empty()) return lines_.problem();
        if (fields_.size() != heading.size()) return "there are not four fields";
        // The other half of the ids is for tasks to come.
        const auto id = number_in(fields_[0], std::int64_t{1}, largest_task_id / 2);
        if (!id) return "the id is not a number from 1 to 2^52 - 1";
        if (const auto objection = objection_to_title(fields_[1])) return *objection;
        const auto done = boolean_in(fields_[2]);
        if (!done) return "done is neither true nor false";
        const auto priority = number_in(fields_[3], 0, lowest_priority);
        if (!priority) return "the priority is not a number from 0 to 5";
        if (!ids_.insert(*id).second) return "an earlier line has this id";
        into = {*id, std::move(fields_[1]), *done, *priority};
        ++result_.loaded;
        return {};
    }

    void reject(std::string_view reason) {
        ++result_.rejected;
        if (result_.rejects.size() < most_rejects)
            result_.rejects.push_back({lines_.line(), std::string(reason)});
    }

    csv_reader lines_;
    std::vector<std::string> fields_;
    cairn::sorted_set<std::int64_t> ids_;
    import_result result_;
};

} // namespace

void require_heading(std::string_view csv) {
    std::vector<std::string> fields;
    csv_reader(csv).next(fields);
    if (fields != heading)
        throw http_error(422, "The first line has to be: id,title,done,priority");
}

// -- load -----------------------------------------------------------------------------------------

import_result import_csv(std::string_view csv, task_repository& into) {
    require_heading(csv);
    task_parser tasks(csv);
    into.replace_all([&](std::vector<task_item>& batch) { return tasks.fill(batch); });
    return std::move(tasks.result());
}

std::string import_result::to_json() const {
    json_writer out;
    out.begin_object().member("loaded", loaded).member("rejected", rejected);
    out.key("rejects").begin_array();
    for (const reject& r : rejects)
        out.begin_object().member("line", r.line).member("reason", r.reason).end_object();
    return out.end_array().end_object().take();
}

} // namespace demo
