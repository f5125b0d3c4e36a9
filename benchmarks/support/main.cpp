// SPDX-License-Identifier: BSL-1.0
// support/main.cpp -- the start of every benchmark program: sets the allocator up, takes the options
// that are not Google Benchmark's, and writes into the result where it comes from.

#include "support/main.hpp"
#include "support/harness.hpp"
#include "support/peers.hpp"

#include <cairn/detail/config.hpp>
#include <cairn/version.hpp>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <string_view>

#ifdef __GLIBC__
#include <malloc.h>
#endif

#ifndef CAIRN_BENCHMARKS_DIR
#error "CAIRN_BENCHMARKS_DIR names the folder that holds data/"
#endif
#ifndef CAIRN_BENCH_FLAGS
#define CAIRN_BENCH_FLAGS "unknown"
#endif

// A benchmark of checked containers would say nothing.
static_assert(CAIRN_HARDENED == 0, "benchmarks are built with NDEBUG or CAIRN_HARDENED=0");

namespace bench {

std::size_t heap_bytes() {
#if defined(__GLIBC__) && (__GLIBC__ > 2 || __GLIBC_MINOR__ >= 33)
    const struct mallinfo2 info = mallinfo2();
    return info.uordblks + info.hblkhd;
#else
    return 0;
#endif
}

namespace {

/// Without this, two thirds of a growing vector's time are page faults: malloc returns every large
/// block to the kernel and fetches it again. CAIRN_BENCH_MALLOC=default leaves malloc as it is.
const char* set_allocator_up() {
#ifdef __GLIBC__
    const char* const wish = std::getenv("CAIRN_BENCH_MALLOC");
    if (wish != nullptr && std::string_view(wish) == "default") {
        return "glibc malloc as it is";
    }
    constexpr int mebibyte = 1 << 20;
    if (mallopt(M_MMAP_THRESHOLD, 32 * mebibyte) == 1 &&
        mallopt(M_TRIM_THRESHOLD, 1024 * mebibyte) == 1 && mallopt(M_TOP_PAD, 16 * mebibyte) == 1) {
        return "glibc malloc that keeps freed memory (mmap above 32 MiB only, no trimming, heap "
               "grown by 16 MiB)";
    }
#endif
    return "the system's malloc as it is";
}

std::string processor() {
    std::ifstream info("/proc/cpuinfo");
    for (std::string line; std::getline(info, line);) {
        if (line.starts_with("model name")) {
            return line.substr(std::min(line.size(), line.find(':') + 2));
        }
    }
    return "unknown";
}

std::string compiler() {
#if defined(__clang__)
    return "clang " __clang_version__;
#elif defined(__GNUC__)
    return "g++ " __VERSION__;
#else
    return "unknown";
#endif
}

std::string joined(const std::vector<std::string>& names) {
    std::string text;
    for (const std::string& name : names) {
        text.append(text.empty() ? "" : ", ").append(name);
    }
    return text.empty() ? "none" : text;
}

void describe(const char* allocator) {
    const peer_list list = peers();
    benchmark::AddCustomContext("compiler", compiler());
    benchmark::AddCustomContext("flags", CAIRN_BENCH_FLAGS);
    benchmark::AddCustomContext("processor", processor());
    benchmark::AddCustomContext("allocator", allocator);
    benchmark::AddCustomContext("cairn", std::to_string(CAIRN_VERSION_MAJOR) + '.' +
                                             std::to_string(CAIRN_VERSION_MINOR) + '.' +
                                             std::to_string(CAIRN_VERSION_PATCH));
    benchmark::AddCustomContext("hardening", std::to_string(CAIRN_HARDENED));
    benchmark::AddCustomContext("peers", joined(list.found));
    benchmark::AddCustomContext("left_out", joined(list.left_out));
}

[[noreturn]] void refuse(const char* program, const std::string& reason) {
    std::fprintf(stderr, "%s: %s\n", program, reason.c_str());
    std::exit(2);
}

double seconds_per_workload = 0.02;
bool as_table = false;

/// Takes our own options out of argv.
options parse(int& argc, char** argv) {
    options given;
    int kept = 1;
    for (int i = 1; i < argc; ++i) {
        const std::string_view option = argv[i];
        as_table |= option == "--benchmark_format=csv" || option == "--benchmark_out_format=csv";
        if (option != "--text" && option != "--trace" && option != "--requests" &&
            option != "--graph" && option != "--min-time") {
            argv[kept++] = argv[i];
            continue;
        }
        const std::string value = ++i < argc ? argv[i] : "";
        if (option == "--min-time") {
            char* end = nullptr;
            seconds_per_workload = std::strtod(value.c_str(), &end);
            if (value.empty() || *end != '\0' || !(seconds_per_workload >= 0)) {
                refuse(argv[0], "--min-time needs a number of seconds");
            }
            continue;
        }
        const std::size_t equals = value.find('=');
        if (equals == 0 || equals == std::string::npos || equals + 1 == value.size()) {
            refuse(argv[0], std::string(option) + " needs NAME=PATH");
        }
        (option == "--text"       ? given.texts
         : option == "--trace"    ? given.traces
         : option == "--requests" ? given.requests
                                  : given.graphs)
            .push_back({value.substr(0, equals), value.substr(equals + 1)});
    }
    argc = kept;
    if (given.texts.empty()) {
        given.texts.push_back({"holmes", CAIRN_BENCHMARKS_DIR "/data/holmes.txt"});
    }
    return given;
}

} // namespace

bool tabular() { return as_table; }
double min_time() { return seconds_per_workload; }

} // namespace bench

int main(int argc, char** argv) {
    const char* const allocator = bench::set_allocator_up();
    const bench::options given = bench::parse(argc, argv);
    benchmark::Initialize(&argc, argv);
    if (argc > 1) {
        bench::refuse(argv[0], std::string("unknown option '") + argv[1] + "'");
    }
    bench::describe(allocator);
    bench::register_workloads(given);
    benchmark::RunSpecifiedBenchmarks();
    benchmark::Shutdown();
}
