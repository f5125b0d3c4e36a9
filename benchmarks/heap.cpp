// SPDX-License-Identifier: BSL-1.0
// benchmarks/heap.cpp -- a heap of n elements: u64, pairs of two u64, and strings of 16 to 32 letters.
//
// What each workload is stands in support/heaps.hpp. The peers are std::priority_queue and Boost.Heap; those
// whose elements are nodes take part up to a hundred thousand elements. All give out the least first.
//
// `words-X` are the words of text X in its order: pushed one by one, then popped.

#include "support/heaps.hpp"
#include "support/main.hpp"

#include <cstdint>
#include <string>
#include <string_view>

#include <cairn/heap.hpp>

namespace bench {

namespace {

template <class T>
struct cairn_heap {
    static constexpr std::string_view name = "cairn";
    static constexpr bool nodes = false;
    using container = cairn::heap<T>;
};

} // namespace

void register_workloads(const options& given) {
    register_queues<cairn_heap<std::uint64_t>, std::uint64_t>({1'000, 10'000, 100'000, 1'000'000});
    register_queues<cairn_heap<keyed>, keyed>({1'000, 100'000, 1'000'000});
    register_queues<cairn_heap<std::string>, std::string>({1'000, 100'000});
    for (const options::file& file : given.texts) {
        register_words<cairn_heap<std::string>>(file);
    }
}

} // namespace bench
