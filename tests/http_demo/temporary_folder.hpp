// SPDX-License-Identifier: BSL-1.0
// http_demo/temporary_folder.hpp -- a folder that goes with the test

#ifndef DEMO_TESTS_TEMPORARY_FOLDER_HPP
#define DEMO_TESTS_TEMPORARY_FOLDER_HPP

#include <filesystem>
#include <stdexcept>
#include <string>
#include <system_error>

#include <stdlib.h>

namespace demo_test {

/// In memory where there is such a place: a new database waits for its disk several times.
class temporary_folder {
public:
    temporary_folder() {
        const std::filesystem::path memory = "/dev/shm";
        const auto base =
            std::filesystem::exists(memory) ? memory : std::filesystem::temp_directory_path();
        std::string pattern = (base / "cairn-XXXXXX").string();
        if (!mkdtemp(pattern.data())) throw std::runtime_error("no temporary folder");
        path_ = pattern;
    }
    ~temporary_folder() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    temporary_folder(const temporary_folder&) = delete;
    temporary_folder& operator=(const temporary_folder&) = delete;

    [[nodiscard]] const std::filesystem::path& path() const noexcept { return path_; }
    [[nodiscard]] std::string file(const char* name = "demo.db") const {
        return (path_ / name).string();
    }

private:
    std::filesystem::path path_;
};

} // namespace demo_test

#endif // DEMO_TESTS_TEMPORARY_FOLDER_HPP
