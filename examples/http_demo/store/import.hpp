// SPDX-License-Identifier: BSL-1.0
// store/import.hpp -- extract, transform, load: a CSV file becomes the tasks
//
//     id,title,done,priority
//     1,Learn Python,false,0
//     2,"Say ""hello"", twice",true,3

#ifndef DEMO_STORE_IMPORT_HPP
#define DEMO_STORE_IMPORT_HPP

#include "store/tasks.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace demo {

/// Reads CSV as RFC 4180 has it: fields may be in quotation marks, and hold commas, line ends and doubled quotation
/// marks there. Lines end with LF or CR LF; empty ones are passed over.
class csv_reader {
public:
    explicit csv_reader(std::string_view text) noexcept;

    /// The fields of the next record; false at the end. After a malformed record it goes on with the next line: a
    /// quotation mark too many spoils one line, not all those up to the next one.
    bool next(std::vector<std::string>& fields);
    /// The line on which the record began, from 1.
    [[nodiscard]] std::size_t line() const noexcept { return line_; }
    /// What is malformed about the record; empty if nothing is.
    [[nodiscard]] std::string_view problem() const noexcept { return problem_; }

private:
    void read_record(std::vector<std::string>& fields);
    void read_plain(std::string& field);
    void read_quoted(std::string& field);
    [[nodiscard]] bool take(char c) noexcept;
    [[nodiscard]] bool take_line_end() noexcept;

    std::string_view rest_;
    std::size_t line_ = 0, next_line_ = 1;
    std::string_view problem_;
};

struct import_result {
    struct reject {
        std::size_t line;
        std::string reason;
    };
    std::size_t loaded = 0;
    std::size_t rejected = 0;
    std::vector<reject> rejects; // the first hundred

    /// {"loaded":2,"rejected":1,"rejects":[{"line":3,"reason":"..."}]}
    [[nodiscard]] std::string to_json() const;
};

/// Throws http_error 422 unless the text begins with the heading `id,title,done,priority`.
void require_heading(std::string_view csv);

/// Replaces all tasks by those of the file; the same file twice makes no difference. Lines that are no tasks are
/// rejected, the others are loaded. Throws http_error 422, and changes nothing, without the heading.
import_result import_csv(std::string_view csv, task_repository& into);

} // namespace demo

#endif // DEMO_STORE_IMPORT_HPP
