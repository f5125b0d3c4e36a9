// SPDX-License-Identifier: BSL-1.0
// jobs/job_kinds.cpp -- the kinds of jobs that clients may ask for

#include "jobs/job_routes.hpp"
#include "jobs/words.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <fcntl.h>
#include <memory>
#include <stdexcept>
#include <string_view>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>
#include <utility>
#include <vector>

namespace demo {

namespace {

job_queue::work add(const json_object& in) {
    in.only({"kind", "delay", "priority", "args"});
    const std::vector<std::int64_t> numbers = in.integers("args");
    std::int64_t sum = 0;
    for (const std::int64_t each : numbers)
        if (__builtin_add_overflow(sum, each, &sum)) throw http_error(422, "the sum is too large");
    return [sum] { return std::to_string(sum); };
}

/// Fails as often as it is asked to: for watching attempts.
job_queue::work flaky(const json_object& in) {
    in.only({"kind", "delay", "priority", "fails"});
    const std::int64_t fails = in.integer("fails");
    if (fails < 0 || fails > 10) throw http_error(422, "fails has to be from 0 to 10");
    return [left = std::make_shared<std::int64_t>(fails)] {
        if ((*left)-- > 0) throw std::runtime_error("failed, as it was asked to");
        return std::string(R"("done at last")");
    };
}

// -- words --------------------------------------------------------------------------------------------

/// A text of the folder itself: no separators, no dot in front, and nobody reads the database this way.
[[nodiscard]] bool is_text_name(std::string_view name) {
    const auto allowed = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '.' || c == '_' || c == '-';
    };
    return !name.empty() && name.size() <= 255 && name.front() != '.' && name.ends_with(".txt") &&
           std::ranges::all_of(name, allowed);
}

/// A file that is read from its start.
class input_file {
public:
    /// Links are not followed: they may lead out of the folder. Nor does it wait for the writer of a pipe.
    explicit input_file(const std::filesystem::path& name)
        : descriptor_(open(name.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)) {
        struct stat about{};
        if (descriptor_ >= 0 && (fstat(descriptor_, &about) != 0 || !S_ISREG(about.st_mode)))
            close(std::exchange(descriptor_, -1));
        if (descriptor_ < 0) throw http_error(404, "File not found");
    }
    input_file(const input_file&) = delete;
    input_file& operator=(const input_file&) = delete;
    ~input_file() {
        if (descriptor_ >= 0) close(descriptor_);
    }

    /// What comes next; empty at the end.
    [[nodiscard]] std::string_view read() {
        const ssize_t bytes = ::read(descriptor_, chunk_.data(), chunk_.size());
        if (bytes < 0) throw std::runtime_error("the file cannot be read");
        return {chunk_.data(), static_cast<std::size_t>(bytes)};
    }

private:
    int descriptor_;
    std::vector<char> chunk_ = std::vector<char>(std::size_t{64} << 10);
};

/// A container may have no /tmp.
[[nodiscard]] std::filesystem::path folder_for_temporary_files(std::filesystem::path otherwise) {
    std::error_code missing;
    std::filesystem::path found = std::filesystem::temp_directory_path(missing);
    return missing ? otherwise : found;
}

[[nodiscard]] std::string count_words(const std::filesystem::path& name, std::size_t k,
                                      const std::function<bool()>& stopping) {
    input_file file(name);
    word_limits limits{.folder = folder_for_temporary_files(name.parent_path())};
    word_counter words(std::move(limits));
    for (std::string_view chunk = file.read(); !chunk.empty(); chunk = file.read()) {
        if (stopping()) throw std::runtime_error("the program ends");
        words.read(chunk);
    }
    json_writer out;
    out.begin_object().key("words").begin_array();
    for (const word_count& each : words.top(k))
        out.begin_object().member("word", each.word).member("count", each.count).end_object();
    out.end_array().member("total", words.total()).member("spills", words.spills());
    return out.end_object().take();
}

job_queue::work words(const json_object& in, const std::filesystem::path& folder,
                      std::function<bool()> stopping) {
    in.only({"kind", "delay", "priority", "file", "k"});
    const std::string file = in.text("file");
    if (!is_text_name(file))
        throw http_error(422,
                         "file has to be a name of letters, digits, . _ and -, that begins with no "
                         "dot and ends in .txt");
    const std::int64_t k = in.contains("k") ? in.integer("k") : 10;
    if (k < 1 || k > 1000) throw http_error(422, "k has to be from 1 to 1000");
    const std::filesystem::path path = folder / file;
    input_file{path}; // 404 now and not in a job; which asks again, for files come and go
    return [path, k, stopping = std::move(stopping)] {
        return count_words(path, static_cast<std::size_t>(k), stopping);
    };
}

} // namespace

job_kinds standard_kinds(std::filesystem::path folder, std::function<bool()> stopping) {
    job_kinds kinds;
    kinds["add"] = add;
    kinds["flaky"] = flaky;
    if (!folder.empty())
        kinds["words"] = [folder = std::move(folder), stopping = std::move(stopping)](
                             const json_object& in) { return words(in, folder, stopping); };
    return kinds;
}

} // namespace demo
