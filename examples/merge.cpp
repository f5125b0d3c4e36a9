// SPDX-License-Identifier: BSL-1.0
// A file is sorted that does not fit into memory: sorted runs go to temporary files, and come back merged,
// one line of each run in memory. cairn on the left, Python on the right.

#include <cairn/merge.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <ranges>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

namespace {

namespace fs = std::filesystem;

/// A folder of its own for as long as it is needed.
class temporary_folder {
public:
    temporary_folder() {
        const fs::path parent = fs::temp_directory_path();
        for (int i = 0; i != 1000; ++i) {
            path_ = parent / ("cairn-merge-" + std::to_string(i));
            if (fs::create_directory(path_)) return; // false if somebody else has it
        }
        throw std::runtime_error("no temporary folder in " + parent.string());
    }
    temporary_folder(const temporary_folder&) = delete;
    temporary_folder& operator=(const temporary_folder&) = delete;
    ~temporary_folder() {
        std::error_code ignored;
        fs::remove_all(path_, ignored);
    }

    [[nodiscard]] const fs::path& path() const { return path_; }

private:
    fs::path path_;
};

/// Words, sorted through runs of at most `most` of them in files.
class external_sorter {
public:
    explicit external_sorter(std::size_t most) : most_(most) {}

    void add(std::string word) {
        words_.push_back(std::move(word));
        if (words_.size() == most_) write_run();
    }

    /// f(word) for each in order, with one word of each run in memory.
    template <class F>
    void for_each(F f) {
        if (!words_.empty()) write_run();
        std::vector<std::ifstream> files; //                     files = [open(run) for run in runs]
        for (const fs::path& run : runs_)
            files.emplace_back(run);
        const auto words_of = [](std::ifstream& file) {
            return std::views::istream<std::string>(file);
        };
        for (const std::string& word : cairn::merge(
                 files | std::views::transform(words_of))) // for word in heapq.merge(*files):
            f(word);
    }

    [[nodiscard]] std::size_t runs() const { return runs_.size(); }

private:
    void write_run() {
        std::ranges::sort(words_); //                            words.sort()
        runs_.push_back(folder_.path() / std::to_string(runs_.size()));
        std::ofstream file(runs_.back());
        std::ranges::copy(words_, std::ostream_iterator<std::string>(file, "\n"));
        if (!file.flush()) throw std::runtime_error("cannot write " + runs_.back().string());
        words_.clear();
    }

    temporary_folder folder_;
    std::size_t most_;
    std::vector<std::string> words_;
    std::vector<fs::path> runs_;
};

void sorted_files() {
    constexpr std::string_view text = "it was the best of times it was the worst of times it was "
                                      "the age of wisdom it was the age of "
                                      "foolishness it was the epoch of belief it was the epoch of "
                                      "incredulity it was the season of "
                                      "light it was the season of darkness it was the spring of "
                                      "hope it was the winter of despair";
    external_sorter sorter(8);
    for (const auto word : text | std::views::split(' '))
        sorter.add(std::string(word.begin(), word.end()));

    // Equal words come one after the other: counting them needs no table.
    std::string last;
    std::size_t count = 0;
    const auto show = [&] {
        if (count > 1) std::printf("%2zu %s\n", count, last.c_str());
    };
    sorter.for_each([&](const std::string& word) {
        if (word != last) {
            show();
            last = word;
            count = 0;
        }
        ++count;
    });
    show();
    std::printf("from %zu runs of at most 8 words\n", sorter.runs());
}

void logs() {
    std::puts("");
    struct event {
        int time;
        const char* what;
    };
    const std::vector<event> server{{5, "start"}, {20, "request"}, {40, "stop"}};
    const std::vector<event> client{{8, "connect"}, {20, "send"}, {35, "receive"}};
    // Of events at the same time the server's come first.
    for (const event& each :
         cairn::merge(server, client, std::less<>(), &event::time)) // heapq.merge(a, b, key=time)
        std::printf("%2d %s\n", each.time, each.what);

    // The latest first, and only three of them: no more are compared.
    const auto backwards = [](const auto& events) { return events | std::views::reverse; };
    for (const event& each : cairn::merge(backwards(server), backwards(client), // heapq.merge(...,
                                          std::greater<>(), &event::time) |     //   reverse=True)
                                 std::views::take(3))
        std::printf("%d %s\n", each.time, each.what);
}

void endless() {
    std::puts("");
    const auto multiples = [](int step) {
        return std::views::iota(1) | std::views::transform([step](int i) { return i * step; });
    };
    int last = 0;
    for (const int each : cairn::merge(multiples(2), multiples(3), multiples(5))) {
        if (each > 20) break; // there is no end
        if (each != last) std::printf("%d ", each);
        last = each;
    }
    std::puts("");
}

void whole_runs() {
    std::puts("");
    const std::vector<std::vector<int>> runs{{1, 5, 9}, {2, 6}, {}, {3, 4, 7, 8}};
    std::vector<int> all;
    cairn::merge_into(std::back_inserter(all), runs); //         all = list(heapq.merge(*runs))
    for (const int each : all)
        std::printf("%d ", each);
    std::puts("");
}

} // namespace

int main() {
    sorted_files();
    logs();
    endless();
    whole_runs();
}
