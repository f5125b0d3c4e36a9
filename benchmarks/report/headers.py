#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Which headers are meant by what one asks for: by its name, by how its name begins, or by a family's.

As a program, prints the benchmarks there are for each argument, one per line.  Exit status 2 if there
are none for one of them.
"""
import pathlib
import sys

# What one asks for by one name, though not all of their names begin with it.
FAMILIES = {
    "cache": {"memoize", "sharded_cache"},
    "copy": {"value"},
    "heap": {"addressable_heap", "merge", "quick_heap"},
    "search": {"bisect", "set_algorithms"},
}


def is_asked_for(header, name):
    return header.startswith(name) or header in FAMILIES.get(name, ())


def main(names):
    headers = sorted(path.stem for path in pathlib.Path(__file__).resolve().parent.parent.glob("*.cpp"))
    asked = set()
    for name in names:
        found = [header for header in headers if is_asked_for(header, name)]
        if not found:
            print(f"there is no benchmark of '{name}'; there are {', '.join(headers)}", file=sys.stderr)
            return 2
        asked.update(found)
    print("\n".join(sorted(asked)))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
