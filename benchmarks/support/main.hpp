// SPDX-License-Identifier: BSL-1.0
// support/main.hpp -- what main() and a benchmark file know of each other.

#ifndef CAIRN_BENCHMARKS_SUPPORT_MAIN_HPP
#define CAIRN_BENCHMARKS_SUPPORT_MAIN_HPP

#include <string>
#include <vector>

namespace bench {

struct options {
    struct file {
        std::string name;
        std::string path;
    };
    /// The texts whose words are counted: `--text NAME=PATH`, any number of times.
    std::vector<file> texts;
    /// Traces of keys, one in each line: `--trace NAME=PATH`, any number of times.
    std::vector<file> traces;
    /// More of them, so long that only caches are asked: `--requests NAME=PATH`, any number of times.
    std::vector<file> requests;
    /// Road maps, an arc in each line (`a FROM TO LENGTH`): `--graph NAME=PATH`, any number of times.
    std::vector<file> graphs;
};

/// Registers every workload; each benchmark file defines it once.
void register_workloads(const options& given);

} // namespace bench

#endif // CAIRN_BENCHMARKS_SUPPORT_MAIN_HPP
