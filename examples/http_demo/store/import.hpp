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
    explicit csv_reader(std::string_view text) noexcept : rest_(text) {}

    /// The fields of the next record; false at the end. A malformed record has no fields and a problem().
    bool next(std::vector<std::string>& fields);
    /// The line on which the record began, from 1.
    [[nodiscard]] std::size_t line() const noexcept { return line_; }
    [[nodiscard]] std::string_view problem() const noexcept { return problem_; }

private:
    void plain_field(std::string& field);
    bool quoted_field(std::string& field);
    void skip_record();
    bool take_line_end() noexcept;
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

/// Replaces all tasks by those of the file; the same file twice makes no difference. Lines that are no tasks are
/// rejected, the others are loaded. Throws http_error 422, and changes nothing, if the heading is not the one above.
import_result import_csv(std::string_view csv, task_repository& into);

} // namespace demo

#endif // DEMO_STORE_IMPORT_HPP
