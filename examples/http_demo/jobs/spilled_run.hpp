// SPDX-License-Identifier: BSL-1.0
// jobs/spilled_run.hpp -- words with their counts, sorted, in a temporary file: written once, then read in order

#ifndef DEMO_JOBS_SPILLED_RUN_HPP
#define DEMO_JOBS_SPILLED_RUN_HPP

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <iterator>
#include <memory>
#include <string_view>

namespace demo {

/// Longer words are cut, so that one byte tells their length and no file can fill the memory with one word.
inline constexpr std::size_t longest_word = 255;

/// A word, and how often it was met.
struct counted {
    std::string_view word;
    std::int64_t count = 0;
};

/// A file without a name: the system removes it with its last user, also if that is killed.
class spilled_run {
public:
    /// Throws std::runtime_error if no file can be made there.
    explicit spilled_run(const std::filesystem::path& folder);
    spilled_run(spilled_run&&) noexcept = default;
    spilled_run&
    operator=(spilled_run&&) = delete; // would free the buffer of a file that is still open

    /// Appends a word that comes after all before it. Throws std::runtime_error if there is no room.
    void add(counted next);

    /// What cairn::merge needs of an input: a single-pass range. Its words live until the next step.
    class iterator {
    public:
        using iterator_concept = std::input_iterator_tag;
        using value_type = counted;
        using difference_type = std::ptrdiff_t;

        const counted& operator*() const noexcept { return from_->current_; }
        iterator& operator++() {
            from_->read();
            return *this;
        }
        void operator++(int) { ++*this; }
        friend bool operator==(const iterator& i, std::default_sentinel_t) noexcept {
            return i.ended();
        }

    private:
        friend spilled_run;
        explicit iterator(spilled_run& from) noexcept : from_(&from) {}
        [[nodiscard]] bool ended() const noexcept { return from_->current_.count == 0; }
        spilled_run* from_;
    };
    /// Reads from the start. Throws std::runtime_error if the file cannot be read, as every step may.
    [[nodiscard]] iterator begin();
    [[nodiscard]] static std::default_sentinel_t end() noexcept { return {}; }

private:
    static constexpr std::size_t widest_record = 1 + longest_word + sizeof(std::int64_t);
    struct closes {
        void operator()(std::FILE* file) const noexcept { std::fclose(file); }
    };

    void read();

    std::unique_ptr<char[]> buffer_; // of the file, which goes first
    std::unique_ptr<std::FILE, closes> file_;
    std::unique_ptr<char[]> record_;
    counted current_; // a count of 0: the end
};

} // namespace demo

#endif // DEMO_JOBS_SPILLED_RUN_HPP
