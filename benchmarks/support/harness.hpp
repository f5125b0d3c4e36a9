// SPDX-License-Identifier: BSL-1.0
// support/harness.hpp -- how a workload is named, run, timed and checked.
//
//     template <class C>
//     [[gnu::noinline]] std::uint64_t sum(const C& c) { ... }          // the timed loop
//
//     bench::add({"iterate", "u64", "std_deque", n}, [=](benchmark::State& state) {
//         const auto c = ...;
//         bench::measure(state, n, [] {}, [&] { return sum(c); });
//     });
//
// Every timed loop stands in a noinline function template of its own: with all the workloads of a
// container in one function, g++ gives up inlining iterators and `operator[]` somewhere in the
// middle, and the ratios are wrong by up to five times.
// The name is workload/type/container/n. What the loop returns is its checksum: the first run's is
// published, and the runner compares it over all the containers.

#ifndef CAIRN_BENCHMARKS_SUPPORT_HARNESS_HPP
#define CAIRN_BENCHMARKS_SUPPORT_HARNESS_HPP

#include <benchmark/benchmark.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace bench {

/// Bytes that malloc has handed out and not got back, with its own overhead; 0 where unknown.
std::size_t heap_bytes();

/// Whether the results are a table (`--benchmark_format=csv`), whose columns Google Benchmark takes from the
/// first workload: each then publishes the counters of all.
bool tabular();

/// How many seconds each workload is timed: `--min-time SECONDS`.
double min_time();

struct name {
    std::string_view workload;
    std::string_view type;
    std::string_view container;
    std::size_t n;

    std::string str() const {
        std::string text;
        for (const std::string_view part : {workload, type, container}) {
            text.append(part).append("/");
        }
        return text + std::to_string(n);
    }
};

/// Registers `run(state)`, which calls measure() or weigh() once, as a workload of one container.
template <class Run>
void add(const name& id, Run run) {
    benchmark::RegisterBenchmark(id.str().c_str(), [run](benchmark::State& state) { run(state); })
        ->UseManualTime()
        ->Iterations(1)
        ->Unit(benchmark::kMicrosecond);
}

/// How often a loop over `n` elements is repeated inside one timed call, so that reading the clock
/// costs nothing.
inline std::size_t rounds(std::size_t n, std::size_t operations = std::size_t{1} << 16) {
    return std::max<std::size_t>(1, operations / std::max<std::size_t>(1, n));
}

/// Counters are doubles: a checksum is cut to what a double holds exactly.
inline double exact(std::uint64_t checksum) {
    return static_cast<double>(checksum & ((std::uint64_t{1} << 53) - 1));
}

/// Times `kernel()`, which performs `operations` operations, after an untimed `prepare()` each time.
/// The first, untimed run warms up and yields the checksum: `digest(result)`.
/// Publishes the lower quartile of the runs, in nanoseconds per operation, as counter `ns`: what
/// disturbs a run only ever makes it longer, and the shortest one may be an accident.
/// The runs are counted here and not by Google Benchmark, which would build what they run on anew for
/// each number of iterations it tries.
template <class Prepare, class Kernel, class Digest>
void measure(benchmark::State& state, std::size_t operations, Prepare prepare, Kernel kernel,
             Digest digest) {
    using clock = std::chrono::steady_clock;
    using seconds = std::chrono::duration<double>;
    prepare();
    const double checksum = exact(digest(kernel()));
    std::vector<double> times;
    for ([[maybe_unused]] const auto turn : state) {
        const auto start = clock::now();
        seconds timed{0};
        do {
            prepare();
            benchmark::ClobberMemory();
            const auto begin = clock::now();
            auto result = kernel();
            benchmark::DoNotOptimize(result);
            benchmark::ClobberMemory();
            const seconds time = clock::now() - begin;
            times.push_back(time.count());
            timed += time;
        } while (timed < seconds(min_time()) && clock::now() - start < seconds(4 * min_time()));
        const auto quartile = times.begin() + static_cast<std::ptrdiff_t>(times.size() / 4);
        std::nth_element(times.begin(), quartile, times.end());
        state.SetIterationTime(*quartile);
        state.counters["ns"] =
            *quartile * 1e9 / static_cast<double>(std::max<std::size_t>(1, operations));
        state.counters["checksum"] = checksum;
        if (tabular()) {
            state.counters["bytes"] = 0;
        }
    }
}

template <class Prepare, class Kernel>
void measure(benchmark::State& state, std::size_t operations, Prepare prepare, Kernel kernel) {
    measure(state, operations, std::move(prepare), std::move(kernel),
            [](std::uint64_t checksum) { return checksum; });
}

/// Publishes the heap bytes per entry of what `build()` returns, a container of `entries` entries.
template <class Build>
void weigh(benchmark::State& state, std::size_t entries, Build build) {
    for ([[maybe_unused]] const auto turn : state) {
        const std::size_t before = heap_bytes();
        auto container = build();
        benchmark::DoNotOptimize(container);
        const std::size_t after = heap_bytes();
        state.counters["bytes"] = static_cast<double>(after - before) /
                                  static_cast<double>(std::max<std::size_t>(1, entries));
        state.counters["checksum"] = static_cast<double>(container.size());
        if (tabular()) {
            state.counters["ns"] = 0;
        }
        state.SetIterationTime(1e-9);
    }
}

} // namespace bench

#endif // CAIRN_BENCHMARKS_SUPPORT_HARNESS_HPP
