// SPDX-License-Identifier: BSL-1.0
// support/misuse.hpp -- where the test doubles write down what a container did wrong
//
// A double often notices a mistake where it cannot throw (a destructor, a deallocation). It reports
// it here; the test asks for the reports with take_misuses(). A report that no test took is printed
// when the program ends, and the program then aborts: no mistake passes unnoticed.

#ifndef CAIRN_TESTS_SUPPORT_MISUSE_HPP
#define CAIRN_TESTS_SUPPORT_MISUSE_HPP

#include <cstdio>
#include <cstdlib>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace support {

/// Thrown by checkers and by doubles that notice a mistake where throwing is possible.
struct check_failed : std::logic_error {
    using std::logic_error::logic_error;
};

class misuse_log {
public:
    static misuse_log& get() {
        static misuse_log log;
        return log;
    }

    misuse_log(const misuse_log&) = delete;
    misuse_log& operator=(const misuse_log&) = delete;

    ~misuse_log() {
        if (reports_.empty()) return;
        for (const std::string& report : reports_)
            std::fprintf(stderr, "misuse: %s\n", report.c_str());
        std::abort();
    }

    void report(std::string what) {
        if (reports_.size() < limit) reports_.push_back(std::move(what));
    }
    [[nodiscard]] const std::vector<std::string>& reports() const { return reports_; }
    [[nodiscard]] std::vector<std::string> take() { return std::exchange(reports_, {}); }

private:
    // One mistake in a loop makes thousands of reports; the first ones tell the story.
    static constexpr std::size_t limit = 32;

    misuse_log() = default;

    std::vector<std::string> reports_;
};

/// Returns the reports so far and forgets them.
[[nodiscard]] inline std::vector<std::string> take_misuses() { return misuse_log::get().take(); }

/// Returns the reports so far as one text, empty when there are none; forgets nothing.
[[nodiscard]] inline std::string misuses() {
    std::string all;
    for (const std::string& report : misuse_log::get().reports())
        all += report + '\n';
    return all;
}

} // namespace support

#endif // CAIRN_TESTS_SUPPORT_MISUSE_HPP
