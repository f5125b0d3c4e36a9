#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Count the lines that each public header brings into a translation unit, against its budget.

    include_cost.py [--compiler g++] INCLUDE_DIRECTORY

The count is that of `g++ -std=c++20 -E -P`: deterministic for one version of the standard library.
Exit status: 0 within budget, 1 over budget, 2 bad usage.
"""

import argparse
import pathlib
import subprocess
import sys

# Lines, for libstdc++ 12. <memory>, <iterator> and <algorithm> alone cost 45,500; <ranges>,
# <functional> and <memory_resource> would make it 62,000, which the lean headers do not pay.
BUDGETS = {
    "version": 10,
    "fwd": 38_000,
    "deque": 52_000,
    "dict": 52_000,
    "counter": 53_000,
    "sorted_list": 46_000,
    "sorted_set": 46_000,
    "sorted_map": 46_000,
    "bisect": 40_000,
    "search_index": 46_000,
    "set_algorithms": 48_000,
    "heapq": 46_000,
    "merge": 48_000,
    "heap": 46_000,
    "quick_heap": 46_000,
    "addressable_heap": 46_000,
    "value": 41_000,
    "copy": 62_000,
    "cache": 49_000,
    "memoize": 49_000,
    "sharded_cache": 64_000,
    "format": 40_000,
    "cairn": 102_000,
}


def cost(compiler: str, include_directory: pathlib.Path, header: str) -> int:
    """Return the number of preprocessed lines of a unit that includes <cairn/HEADER.hpp> only."""
    command = [compiler, "-std=c++20", "-E", "-P", "-x", "c++", f"-I{include_directory}", "-"]
    unit = f"#include <cairn/{header}.hpp>\n"
    result = subprocess.run(command, input=unit, capture_output=True, text=True)
    if result.returncode != 0:
        sys.exit(f"include_cost.py: {compiler} cannot preprocess cairn/{header}.hpp:\n{result.stderr}")
    return result.stdout.count("\n")


def main() -> int:
    parser = argparse.ArgumentParser(description="Check the include cost of the public headers.")
    parser.add_argument("--compiler", default="g++")
    parser.add_argument("include_directory", type=pathlib.Path)
    arguments = parser.parse_args()

    headers = sorted(path.stem for path in arguments.include_directory.glob("cairn/*.hpp"))
    if not headers:
        print(f"include_cost.py: no headers in {arguments.include_directory}/cairn", file=sys.stderr)
        return 2
    failures = 0
    for header in headers:
        if header not in BUDGETS:
            print(f"{header}: has no budget; add it to {sys.argv[0]}")
            failures += 1
            continue
        lines = cost(arguments.compiler, arguments.include_directory, header)
        over = lines > BUDGETS[header]
        failures += over
        print(f"{header:<20} {lines:>7,} of {BUDGETS[header]:>7,} lines{'  OVER BUDGET' if over else ''}")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
