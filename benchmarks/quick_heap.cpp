// SPDX-License-Identifier: BSL-1.0
// benchmarks/quick_heap.cpp -- a quick_heap of n elements: u64, pairs of two u64 in lexicographic order and
// by their first member, and strings of 16 to 32 letters.
//
// What each workload is stands in support/heaps.hpp. The peers are std::priority_queue and Boost.Heap; those
// whose elements are nodes take part up to a hundred thousand elements. All give out the least first.
// `u64_by_key` are pairs that are compared by their first member only, by all contestants.
//
// `words-X` are the words of text X in its order: pushed one by one, then popped.

#include "support/data.hpp"
#include "support/harness.hpp"
#include "support/heaps.hpp"
#include "support/main.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <cairn/quick_heap.hpp>

namespace bench {

/// A pair whose second member is not compared.
struct payload : keyed {
    using keyed::keyed;
    payload(const keyed& other) : keyed(other) {}
    friend bool operator<(const payload& a, const payload& b) { return a.first < b.first; }
    friend bool operator>(const payload& a, const payload& b) { return a.first > b.first; }
};

template <>
struct queued<payload> {
    static constexpr std::string_view name = "u64_by_key";
    static std::vector<payload> random(std::size_t n, std::uint64_t seed) {
        std::vector<payload> values;
        values.reserve(n);
        for (const std::uint64_t key : distinct_integers(n, seed)) {
            values.emplace_back(key, values.size());
        }
        return values;
    }
    static std::uint64_t digest(const keyed& value) { return value.first; }
    static payload made(std::uint64_t key, std::uint64_t i) { return {key, i}; }
    static std::uint64_t key(const keyed& value) { return value.first; }
};

namespace {

template <class T>
struct cairn_quick_heap {
    static constexpr std::string_view name = "cairn";
    static constexpr bool nodes = false;
    using container = cairn::quick_heap<T>;
};
template <>
struct cairn_quick_heap<payload> {
    static constexpr std::string_view name = "cairn";
    static constexpr bool nodes = false;
    using container = cairn::quick_heap<keyed, cairn::by<&keyed::first>>;
};

} // namespace

void register_workloads(const options& given) {
    register_queues<cairn_quick_heap<std::uint64_t>, std::uint64_t>(
        {1'000, 10'000, 100'000, 1'000'000});
    register_queues<cairn_quick_heap<keyed>, keyed>({1'000, 10'000, 100'000, 1'000'000});
    register_queues<cairn_quick_heap<payload>, payload>({1'000, 10'000, 100'000});
    register_queues<cairn_quick_heap<std::string>, std::string>({1'000, 10'000, 100'000});
    for (const options::file& file : given.texts) {
        register_words<cairn_quick_heap<std::string>>(file);
    }
}

} // namespace bench
