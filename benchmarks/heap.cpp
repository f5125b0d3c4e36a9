// SPDX-License-Identifier: BSL-1.0
// benchmarks/heap.cpp -- a heap of n elements: u64, pairs of two u64, and strings of 16 to 32 letters.
//
// What each workload is stands in support/heaps.hpp. The peers are std::priority_queue and Boost.Heap; those
// whose elements are nodes take part up to a hundred thousand elements. All give out the least first.
//
// `words-X` are the words of text X in its order: pushed one by one, then popped.

#include "support/data.hpp"
#include "support/harness.hpp"
#include "support/heaps.hpp"
#include "support/main.hpp"

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <cairn/heap.hpp>

namespace bench {

namespace {

template <class T>
struct cairn_heap {
    static constexpr std::string_view name = "cairn";
    static constexpr bool nodes = false;
    using container = cairn::heap<T>;
};

template <class T, class F>
void for_each_queue(F f) {
    f.template operator()<cairn_heap<T>>();
    for_each_queue_peer<T>(f);
}

template <class T>
void register_type(std::initializer_list<std::size_t> sizes) {
    for (const std::size_t n : sizes) {
        for_each_queue<T>([n]<class S>() { queue_workloads<T, S>(n).all(); });
    }
}

/// The words of a text, sorted by a queue.
void register_text(const options::file& file) {
    const auto words = std::make_shared<text>();
    split_words(read_file(file.path), *words);
    if (words->tokens.empty()) {
        return;
    }
    for_each_queue<std::string>([&]<class S>() {
        if (S::nodes) {
            return;
        }
        add({"heapsort", "words-" + file.name, S::name, words->tokens.size()},
            [words](benchmark::State& state) {
                const std::vector<std::string> values(words->tokens.begin(), words->tokens.end());
                measure(
                    state, values.size(), [] {},
                    [&] {
                        return heapsort_loop<typename S::container>(std::span(values),
                                                                    values.size());
                    });
            });
    });
}

} // namespace

void register_workloads(const options& given) {
    register_type<std::uint64_t>({1'000, 10'000, 100'000, 1'000'000});
    register_type<keyed>({1'000, 100'000, 1'000'000});
    register_type<std::string>({1'000, 100'000});
    for (const options::file& file : given.texts) {
        register_text(file);
    }
}

} // namespace bench
