// SPDX-License-Identifier: BSL-1.0
// support/hit_ratios.cpp -- the requests, and the caches that answer them.

#include "support/hit_ratios.hpp"
#include "support/data.hpp"
#include "support/harness.hpp"

#include <cairn/addressable_heap.hpp>
#include <cairn/cache.hpp>
#include <cairn/dict.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace bench {

namespace {

/// Keys as numbers from 0 in the order of their first request: a table can be indexed by them.
struct trace {
    std::vector<std::uint32_t> requests;
    std::size_t keys = 0;
};

template <class Range>
trace numbered(const Range& requests) {
    trace t;
    cairn::dict<typename Range::value_type, std::uint32_t> number;
    for (const auto& key : requests) {
        const auto next = static_cast<std::uint32_t>(number.size());
        t.requests.push_back(number.try_emplace(key, next).first->second);
    }
    t.keys = number.size();
    return t;
}

trace words_of(const std::string& path) {
    text words;
    split_words(read_file(path), words);
    return numbered(words.tokens);
}

/// Requests by the Zipf law for 20,000 keys; after each ten thousand of them someone reads 2,000 others in a
/// row, which nobody asks for again.
trace zipf_and_scans() {
    constexpr std::size_t keys = 20'000, rounds_of_requests = 20;
    zipf draw(keys, 1);
    std::vector<std::uint64_t> requests;
    std::uint64_t unused = keys;
    for (std::size_t round = 0; round != rounds_of_requests; ++round) {
        for (std::size_t i = 0; i != 10'000; ++i)
            requests.push_back(draw());
        for (std::size_t i = 0; i != 2'000; ++i)
            requests.push_back(unused++);
    }
    return numbered(requests);
}

template <class Cache>
std::size_t hits(const trace& t, std::size_t capacity) {
    Cache cache(capacity);
    for (const std::uint32_t key : t.requests) {
        if (cache.get(key) == nullptr) cache.put(key, true);
    }
    return static_cast<std::size_t>(cache.stats().hits);
}

/// Of the keys in the cache the one goes that is asked for last, or never again.
std::size_t optimal_hits(const trace& t, std::size_t capacity) {
    const std::size_t n = t.requests.size();
    std::vector<std::size_t> next(n),
        seen(t.keys, n); // the next request of the same key; n for none
    for (std::size_t i = n; i-- != 0;)
        next[i] = std::exchange(seen[t.requests[i]], i);
    cairn::indexed_heap<std::size_t, std::greater<>> in_cache(t.keys);
    std::size_t found = 0;
    for (std::size_t i = 0; i != n; ++i) {
        if (in_cache.contains(t.requests[i])) {
            ++found;
        } else if (in_cache.size() == capacity) {
            if (in_cache.top().priority <= next[i]) continue; // itself is asked for last
            in_cache.pop();
        }
        in_cache.push_or_update(t.requests[i], next[i]);
    }
    return found;
}

void add_trace(std::string_view name, const std::shared_ptr<const trace>& t,
               const std::vector<std::size_t>& capacities) {
    using count = std::size_t (*)(const trace&, std::size_t);
    constexpr std::pair<std::string_view, count> policies[] = {
        {"lru", hits<cairn::lru_cache<std::uint32_t, bool>>},
        {"lfu", hits<cairn::lfu_cache<std::uint32_t, bool>>},
        {"s3fifo", hits<cairn::s3fifo_cache<std::uint32_t, bool>>},
        {"optimal", optimal_hits},
    };
    for (const auto& [policy, hits_of] : policies) {
        for (const std::size_t capacity : capacities) {
            add({"hit_ratio", name, policy, capacity}, [=](benchmark::State& state) {
                for ([[maybe_unused]] const auto turn : state) {
                    const auto requests = static_cast<double>(t->requests.size());
                    state.counters["percent"] =
                        100 * static_cast<double>(hits_of(*t, capacity)) / requests;
                    state.counters["checksum"] = requests; // all policies were asked the same
                    state.SetIterationTime(1e-9);
                }
            });
        }
    }
}

/// From a hundredth of the keys up to half of them: to the left nothing hits, to the right everything does.
std::vector<std::size_t> capacities_for(const trace& t) {
    std::vector<std::size_t> capacities;
    for (const std::size_t thousandths : {10U, 20U, 50U, 100U, 200U, 500U}) {
        const std::size_t n = t.keys * thousandths / 1000;
        if (n != 0) capacities.push_back(n);
    }
    return capacities;
}

} // namespace

void add_hit_ratios(const options& given) {
    const auto add_one = [](const std::string& name, trace t) {
        const auto capacities = capacities_for(t);
        add_trace(name, std::make_shared<const trace>(std::move(t)), capacities);
    };
    for (const auto& [name, path] : given.texts)
        add_one("words-" + name, words_of(path));
    add_one("zipf-and-scans", zipf_and_scans());
    for (const auto* list : {&given.traces, &given.requests}) {
        for (const auto& [name, path] : *list) {
            trace t = numbered(read_numbers(path));
            // Those at which the ratios of this trace have been published since the ARC paper.
            const bool published = name == "OLTP";
            const auto capacities = published ? std::vector<std::size_t>{250, 500, 1000, 2000, 5000}
                                              : capacities_for(t);
            add_trace(name, std::make_shared<const trace>(std::move(t)), capacities);
        }
    }
}

} // namespace bench
