#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Check the house rules: floors, mirrors, guards, macros, contracts, and the manners of every file.

    house.py [ROOT]        prints one line per breach, `path:line: rule: text`

Exit status: 0 the house is in order, 1 some breach, 2 ROOT is not a cairn tree.
"""

from __future__ import annotations

import dataclasses
import os
import pathlib
import re
import sys
from collections.abc import Callable, Iterator

# -- what the tree looks like ------------------------------------------------------------------------

# A header includes cairn headers of a strictly lower floor, and no others. A mezzanine is 5.5.
FLOORS = {
    "version": 0,
    "detail/config": 1,
    "detail/contract": 2, "fwd": 2, "detail/merge_sort": 2,
    "detail/entry": 3, "detail/iterator": 3, "detail/storage": 3, "detail/hash": 3, "detail/kernels": 3, "detail/ring_window": 3,
    "detail/entry_parts": 3, "detail/sorted_range": 3,
    "detail/bisect_values": 3, "detail/search_node": 3, "detail/heap_sift": 3, "detail/word_sort": 3, "detail/select_words": 3,
    "detail/copy_fields": 3, "detail/cache_flight": 3,
    "detail/hash_index": 4, "detail/word_keys": 4, "detail/ring": 4, "detail/ordering": 4,
    "detail/search_tree": 4, "detail/quick_pool": 4, "detail/addressable_memory": 4, "detail/merge_cascade": 4, "detail/merge_runs": 4,
    "detail/value_owner": 4, "detail/copy_kind": 4,
    "detail/table_entry": 5, "detail/ring_sequence": 5, "detail/tree_node": 5, "detail/sorted_input": 5,
    "detail/quick_bucket": 5, "detail/quick_record": 5, "detail/addressable_core": 5, "detail/heap_order": 5,
    "detail/bisect_search": 5, "detail/select": 5, "detail/merge_tree": 5, "detail/value_held": 5, "detail/copy_dynamic": 5,
    "detail/search_store": 6, "detail/quick_core": 6, "detail/merge_order": 6, "detail/copy_release": 6,
    "detail/ordered_table": 6, "detail/tree_core": 6, "detail/tree_search": 6,
    "detail/set_gallop": 6, "detail/set_numbers": 6.5,
    "detail/ordered_container": 7, "detail/tree_bulk": 7, "detail/copy_engine": 7,
    "bisect": 7, "heapq": 7, "merge": 7, "value": 7,
    "deque": 8, "dict": 8, "heap": 8, "quick_heap": 8, "addressable_heap": 8, "search_index": 8, "set_algorithms": 8, "detail/tree": 8,
    "detail/copy_walk": 8,
    "detail/sorted_core": 8.5, "detail/sorted_container": 9, "detail/cache_policy": 8.5, "detail/cache_parts": 8.6, "detail/cache_core": 9,
    "counter": 9, "copy": 9,
    "sorted_list": 10, "sorted_set": 10, "sorted_map": 10, "cache": 10,
    "format": 11, "sharded_cache": 11, "memoize": 11,
    "cairn": 12,
}

# Public headers that hold no room of their own.
WITHOUT_MIRRORS = {"version", "fwd", "cairn"}

# include/cairn/X.hpp is mirrored by each of these.
MIRRORS = ["tests/{}", "benchmarks/{}.cpp", "examples/{}.cpp", "examples/{}.out", "docs/reference/{}.md"]

# tests/X holds the same files for every X.
TEST_FILES = ["allocators", "api", "concepts", "constexpr", "exceptions", "model", "python", "ranges",
              "validity"]

# What may be missing from the two lists above, and why.
ABSENCES = {
    "benchmarks/format.cpp": "printing is no contest",
    "tests/format/allocators.cpp": "format.hpp allocates nothing of its own",
    "tests/format/concepts.cpp": "format.hpp declares no container",
    "tests/format/constexpr.cpp": "streams and std::format are not constexpr in C++20",
    "tests/format/exceptions.cpp": "the stream's state is the only thing that can fail",
    "tests/format/model.cpp": "there is no state to model",
    "tests/format/ranges.cpp": "format.hpp declares no range",
    "tests/format/validity.cpp": "printing changes nothing",
    "tests/bisect/allocators.cpp": "bisect.hpp allocates nothing",
    "tests/bisect/validity.cpp": "only the container's own insert changes anything",
    "tests/set_algorithms/allocators.cpp": "set_algorithms.hpp allocates nothing",
    "tests/set_algorithms/python.cpp": "Python's sets are not sorted ranges; the definition itself is tested in model.cpp",
    "tests/set_algorithms/validity.cpp": "nothing is changed but what the output iterator writes",
    "tests/memoize/allocators.cpp": "all memory is the cache's",
    "tests/memoize/concepts.cpp": "what may be memoised is in compile_fail/memoize.cpp",
    "tests/memoize/constexpr.cpp": "caches are not constexpr",
    "tests/memoize/exceptions.cpp": "what f throws is in api.cpp, and all else is the cache's",
    "tests/memoize/model.cpp": "python.cpp is one: functools.lru_cache",
    "tests/memoize/ranges.cpp": "a function is no range",
    "tests/memoize/validity.cpp": "results are copies",
    "tests/sharded_cache/constexpr.cpp": "no constant evaluation has threads",
    "tests/sharded_cache/python.cpp": "Python has one lock for everything",
    "tests/sharded_cache/ranges.cpp": "nothing that could be iterated leaves a lock",
    "tests/sharded_cache/validity.cpp": "values leave as copies",
    "tests/cache/constexpr.cpp": "entries lie in unions in raw memory, and a cache that is a constant forgets nothing",
    "tests/cache/python.cpp": "functools.lru_cache is memoize, which replays its traces",
    "tests/search_index/constexpr.cpp": "keys lie in raw cache lines, which no constant evaluation may reinterpret",
    "tests/search_index/python.cpp": "Python has no such index; bisect replays its traces",
    "tests/copy/ranges.cpp": "copy.hpp declares no range",
    "tests/heapq/allocators.cpp": "what heapq.hpp returns is a std::vector of its own",
    "tests/heapq/validity.cpp": "the sequences are the caller's, and so is what invalidates",
    "tests/merge/allocators.cpp": "a merge holds no elements, and takes no allocator",
    "tests/quick_heap/constexpr.cpp": "records are raw memory, which no constant evaluation may reinterpret",
    "tests/quick_heap/python.cpp": "heapq's traces compare positions of a list, and a quick_heap has none",
    "tests/quick_heap/ranges.cpp": "a quick_heap is no range",
    "tests/sorted_list/constexpr.cpp": "nodes are raw memory, which no constant evaluation may reinterpret",
    "tests/sorted_set/constexpr.cpp": "nodes are raw memory, which no constant evaluation may reinterpret",
    "tests/sorted_map/constexpr.cpp": "nodes are raw memory, which no constant evaluation may reinterpret",
}

# Folders of tests/ that mirror no header.
TEST_FOLDERS = {"support", "support_test", "meta", "compile_fail", "package", "traces", "fuzz", "detail", "http_demo"}

# The macros that users may see, each with the header that defines it. Six at most, for good.
PUBLIC_MACROS = {
    "CAIRN_VERSION_MAJOR": "version",
    "CAIRN_VERSION_MINOR": "version",
    "CAIRN_VERSION_PATCH": "version",
    "CAIRN_HARDENED": "detail/config",
    "CAIRN_ABI": "detail/config",
    "CAIRN_EXPECTS": "detail/contract",
}
MAX_PUBLIC_MACROS = 6

MAX_HEADER_LINES = 1000
MAX_DEMO_LINES = 300 # of a file in examples/http_demo, which is read by learners

# What no coroutine of the demo says, and why.
COROUTINE_RULES = [
    (r"auto\s*&{0,2}\s*\[[^\]]*\]\s*=\s*co_await\b",
     "name the awaited result: g++ 15 forgets the destructors of a structured binding (PR 124584)"),
    (r"co_await\b[^;{]*\[[&=\w][^\]]*\]\s*(\(|\{|mutable)",
     "name what captures before the co_await: g++ 12 destroys it twice"),
]

# What no header says (comments and literals aside), why, and which headers are the exception.
BANNED = [
    (r"\b(throw|try|catch)\b", "write a guard; only detail/contract.hpp throws", {"detail/contract"}),
    (r"\b(typeid|dynamic_cast)\b", "the library builds with -fno-rtti", {"detail/copy_dynamic"}),
    (r"(?<!\()\bstd::(ranges::)?(min|max)\s*\(", "write (std::min)(a, b): windows.h has macros of that name",
     set()),
    (r"::(min|max)\s*\(\s*\)", "write (limits::max)(): windows.h has macros of that name", set()),
    (r"\busing\s+namespace\b", "it would reach the includer", set()),
    (r"#\s*pragma\s+once\b", "use an include guard", set()),
    (r"\bassert\s*\(", "use CAIRN_EXPECTS or check_invariants()", set()),
    (r"#\s*include\s*<(iostream|ostream|istream|sstream|random|regex|cassert|iomanip)>",
     "too heavy, or with effects", set()),
    (r"#\s*include\s*<format>", "only format.hpp knows std::format", {"format"}),
    (r"__builtin_(unreachable|assume)\b", "a precondition is no optimiser assumption", set()),
]

# The labels of a documentation comment, in the order in which they may appear.
LABELS = ["Shape", "Units", "Expects", "Throws", "Complexity", "Exceptions", "Validity", "Python", "Source"]

# What the first comment of a header with a container says, beside the drawing and the synopsis.
HEADINGS = ["Validity", "Exceptions"]

# -- what every file observes ------------------------------------------------------------------------

LICENSED = {".hpp", ".cpp", ".py", ".cmake", ".yml", ".txt", ""}
TEXTS = LICENSED | {".md", ".json", ".in", ".out"}
SKIPPED_FOLDERS = {".git", "build", "site", "__pycache__", "node_modules", "data"}
MARKS = re.compile(r"\b(T[O]DO|F[I]XME|X[X]X|H[A]CK)\b")
MACHINE_PATHS = re.compile(r"(?<![\w./}])/(work|home|root|Users|build)/\w")


@dataclasses.dataclass(frozen=True, order=True)
class Breach:
    path: str
    line: int
    rule: str
    text: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.rule}: {self.text}"


class Header:
    """A header of the library: its name (`detail/config`), its text, and its text without comments."""

    def __init__(self, root: pathlib.Path, path: pathlib.Path) -> None:
        self.name = path.relative_to(root / "include/cairn").with_suffix("").as_posix()
        self.path = path.relative_to(root).as_posix()
        self.text = path.read_text(encoding="utf-8")
        self.lines = self.text.splitlines()
        self.code = without_comments(self.text)
        self.guard = "CAIRN_" + re.sub(r"\W", "_", self.name).upper() + "_HPP"

    def is_room(self) -> bool:
        return "/" not in self.name and self.name not in WITHOUT_MIRRORS

    def line_of(self, offset: int) -> int:
        return self.code.count("\n", 0, offset) + 1

    def breach(self, line: int, rule: str, text: str) -> Breach:
        return Breach(self.path, line, rule, text)


def without_comments(text: str) -> str:
    """Return TEXT with comments and the contents of literals blanked, every line in its place."""
    token = re.compile(r'//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])\'', re.DOTALL)

    def blank(match: re.Match[str]) -> str:
        return re.sub(r"[^\n]", " ", match.group())

    return token.sub(blank, text)


# -- the rules for headers ---------------------------------------------------------------------------


def check_floor(header: Header) -> Iterator[Breach]:
    if header.name not in FLOORS:
        yield header.breach(1, "floor", "has no floor; add it to FLOORS in tools/house.py")
        return
    floor = FLOORS[header.name]
    for match in re.finditer(r"#\s*include\s*<cairn/([\w/]+)\.hpp>", header.code):
        used = match.group(1)
        used_floor = FLOORS.get(used)
        if used_floor is None or used_floor >= floor:
            yield header.breach(header.line_of(match.start()), "floor",
                                f"stands on floor {floor} and includes {used} of floor {used_floor}")


def check_guard(header: Header) -> Iterator[Breach]:
    opening = f"#ifndef {header.guard}\n#define {header.guard}\n"
    closing = f"#endif // {header.guard}\n"
    if opening not in header.text or not header.text.endswith(closing):
        yield header.breach(1, "guard", f"the include guard is not {header.guard}, from top to bottom")


def check_length(header: Header) -> Iterator[Breach]:
    if len(header.lines) > MAX_HEADER_LINES:
        yield header.breach(len(header.lines), "length", f"longer than {MAX_HEADER_LINES} lines")


def check_first_screen(header: Header) -> Iterator[Breach]:
    expected = f"// cairn/{header.name}.hpp -- "
    if len(header.lines) < 2 or not header.lines[1].startswith(expected):
        yield header.breach(2, "first-screen", f"the second line does not begin with '{expected}'")
    if not header.is_room() or header.name == "format":
        return
    banner = header.text.split("#ifndef", 1)[0]
    for heading in HEADINGS:
        if not re.search(rf"^// {heading}\b", banner, re.MULTILINE):
            yield header.breach(1, "first-screen", f"the first comment does not say '{heading}'")


def check_macros(header: Header) -> Iterator[Breach]:
    for match in re.finditer(r"#\s*define\s+(\w+)", header.code):
        macro, line = match.group(1), header.line_of(match.start())
        temporary = re.search(rf"#\s*undef\s+{macro}\b", header.code)
        if macro == header.guard:
            continue
        if not macro.startswith("CAIRN_"):
            yield header.breach(line, "macro", f"{macro} does not begin with CAIRN_")
        elif not temporary and PUBLIC_MACROS.get(macro) != header.name:
            yield header.breach(line, "macro", f"{macro} is not one of the public macros of this header")


def check_banned(header: Header) -> Iterator[Breach]:
    for pattern, reason, exceptions in BANNED:
        if header.name in exceptions:
            continue
        for match in re.finditer(pattern, header.code):
            yield header.breach(header.line_of(match.start()), "banned", f"{match.group().strip()}: {reason}")


def check_includes(header: Header) -> Iterator[Breach]:
    seen: set[str] = set()
    standard_came = False
    for number, line in enumerate(header.lines, start=1):
        match = re.match(r"\s*#\s*include\s*(\S+)", line)
        if not match:
            continue
        included = match.group(1)
        if included in seen:
            yield header.breach(number, "include", f"{included} is included twice")
        seen.add(included)
        if included.startswith('"'):
            yield header.breach(number, "include", "write <cairn/...>: quotes search the includer's folder")
        elif not included.startswith("<cairn/"):
            standard_came = True
        elif standard_came:
            yield header.breach(number, "include", f"{included} stands after a standard header")


def check_labels(header: Header) -> Iterator[Breach]:
    """The labels of each `///` comment are known, and come in the fixed order."""
    last = -1
    for number, line in enumerate(header.lines, start=1):
        if not line.lstrip().startswith("///"):
            last = -1
            continue
        match = re.match(r"\s*/// ([A-Z][a-z]+) {2,}\S", line)
        if not match:
            continue
        if match.group(1) not in LABELS:
            yield header.breach(number, "contract", f"unknown label {match.group(1)}")
            continue
        position = LABELS.index(match.group(1))
        if position <= last:
            yield header.breach(number, "contract", f"{match.group(1)} comes after {LABELS[last]}")
        last = position


HEADER_RULES: list[Callable[[Header], Iterator[Breach]]] = [
    check_floor, check_guard, check_length, check_first_screen, check_macros, check_banned, check_includes,
    check_labels,
]

# -- the rules for the tree --------------------------------------------------------------------------


def check_public_macros(root: pathlib.Path, headers: list[Header]) -> Iterator[Breach]:
    if len(PUBLIC_MACROS) > MAX_PUBLIC_MACROS:
        yield Breach("tools/house.py", 1, "macro", f"more than {MAX_PUBLIC_MACROS} public macros")


def check_mirrors(root: pathlib.Path, headers: list[Header]) -> Iterator[Breach]:
    """Every room has its mirrors, and every mirror its room."""
    rooms = {header.name for header in headers if header.is_room()}
    for room in sorted(rooms):
        wanted = [mirror.format(room) for mirror in MIRRORS]
        wanted += [f"tests/{room}/{name}.cpp" for name in TEST_FILES]
        for path in wanted:
            if not (root / path).exists() and path not in ABSENCES:
                yield Breach(f"include/cairn/{room}.hpp", 1, "mirror", f"{path} is missing")

    mirrors = [("tests", "*/"), ("benchmarks", "*.cpp"), ("examples", "*.cpp"), ("docs/reference", "*.md")]
    for folder, pattern in mirrors:
        for path in sorted((root / folder).glob(pattern)):
            stranger = path.stem not in rooms | WITHOUT_MIRRORS | {"index", "README"}
            if folder == "tests":
                stranger = path.is_dir() and path.name not in rooms | TEST_FOLDERS | SKIPPED_FOLDERS
            if stranger:
                name = path.relative_to(root).as_posix()
                yield Breach(name, 1, "mirror", "mirrors no header")


def check_file_set(root: pathlib.Path, headers: list[Header]) -> Iterator[Breach]:
    """The headers that CMake installs are those on disk."""
    text = (root / "CMakeLists.txt").read_text(encoding="utf-8")
    listed = set(re.findall(r"include/cairn/[\w/]+\.hpp", text))
    present = {header.path for header in headers}
    for path in sorted(present - listed):
        yield Breach("CMakeLists.txt", 1, "file-set", f"{path} is not in the file set, so not installed")
    for path in sorted(listed - present):
        yield Breach("CMakeLists.txt", 1, "file-set", f"{path} is in the file set, but not on disk")


def source_files(root: pathlib.Path) -> Iterator[pathlib.Path]:
    """Every file that people write: no build trees, no data."""
    for folder, subfolders, names in os.walk(root):
        if "CMakeCache.txt" in names:
            subfolders.clear()
            continue
        subfolders[:] = sorted(name for name in subfolders if name not in SKIPPED_FOLDERS)
        for name in sorted(names):
            path = pathlib.Path(folder, name)
            if path.suffix in TEXTS and path.is_file() and not path.is_symlink():
                yield path


def check_files(root: pathlib.Path, headers: list[Header]) -> Iterator[Breach]:
    """Licence ids, executable bits, white space, leftovers, paths of one machine."""
    for path in source_files(root):
        name = path.relative_to(root).as_posix()
        text = path.read_text(encoding="utf-8")
        lines = text.splitlines()
        if not lines:
            yield Breach(name, 1, "empty", "has no content")
            continue
        script = lines[0].startswith("#!")
        if path.suffix in LICENSED and path.name not in {"LICENSE", ".gitignore", ".gitattributes"}:
            line = lines[1] if script and len(lines) > 1 else lines[0]
            if not re.fullmatch(r"(//|#) SPDX-License-Identifier: BSL-1\.0", line):
                yield Breach(name, 1, "licence", "does not begin with the licence id")
        if script and not os.access(path, os.X_OK):
            yield Breach(name, 1, "executable", "is a script, but not executable")
        if not text.endswith("\n") or text.endswith("\n\n"):
            yield Breach(name, len(lines), "white-space", "does not end with one newline")
        for number, line in enumerate(lines, start=1):
            if line != line.rstrip() and path.suffix not in {".md", ".out"}:
                yield Breach(name, number, "white-space", "ends with white space")
            if "\t" in line:
                yield Breach(name, number, "white-space", "has a tab")
            if mark := MARKS.search(line):
                yield Breach(name, number, "unfinished", f"says {mark.group()}")
            if machine := MACHINE_PATHS.search(line):
                yield Breach(name, number, "machine-path", f"names a path of one machine: {machine.group()}")


def check_demo(root: pathlib.Path, headers: list[Header]) -> Iterator[Breach]:
    """The demo's files are short, and its coroutines keep clear of what compilers get wrong."""
    folder = root / "examples/http_demo"
    for path in source_files(folder):
        name = path.relative_to(root).as_posix()
        text = path.read_text(encoding="utf-8")
        if (lines := text.count("\n")) > MAX_DEMO_LINES:
            yield Breach(name, lines, "length", f"longer than {MAX_DEMO_LINES} lines")
        if path.suffix in {".hpp", ".cpp"}:
            code = without_comments(text)
            for pattern, reason in COROUTINE_RULES:
                for match in re.finditer(pattern, code):
                    yield Breach(name, code.count("\n", 0, match.start()) + 1, "coroutine", reason)


TREE_RULES: list[Callable[[pathlib.Path, list[Header]], Iterator[Breach]]] = [
    check_public_macros, check_mirrors, check_file_set, check_files, check_demo,
]

# -- the whole ---------------------------------------------------------------------------------------


def read_headers(root: pathlib.Path) -> list[Header]:
    return [Header(root, path) for path in sorted((root / "include/cairn").rglob("*.hpp"))]


def inspect(root: pathlib.Path) -> list[Breach]:
    """Return every breach of the house rules under ROOT, in order of path and line."""
    headers = read_headers(root)
    breaches = [breach for header in headers for rule in HEADER_RULES for breach in rule(header)]
    breaches += [breach for rule in TREE_RULES for breach in rule(root, headers)]
    return sorted(breaches)


def measure(headers: list[Header]) -> str:
    """Return one line of figures: size, and the proportion of comments, which is reported only."""
    comment = code = 0
    for header in headers:
        for line, bare in zip(header.lines, header.code.splitlines()):
            code += bool(bare.strip())
            comment += bool(line.strip()) and not bare.strip()
    longest = max(headers, key=lambda header: len(header.lines))
    return (f"{len(headers)} headers, {code:,} lines of code, comment : code {comment / max(code, 1):.2f}, "
            f"longest {longest.name} with {len(longest.lines)} lines, {len(PUBLIC_MACROS)} public macros")


def main() -> int:
    if len(sys.argv) > 2 or sys.argv[1:2] in (["-h"], ["--help"]):
        print(__doc__.strip())
        return 0 if len(sys.argv) == 2 else 2
    root = pathlib.Path(sys.argv[1] if len(sys.argv) == 2 else pathlib.Path(__file__).parents[1]).resolve()
    if not (root / "include/cairn/version.hpp").is_file() or not (root / "CMakeLists.txt").is_file():
        print(f"house.py: {root} is not a cairn tree", file=sys.stderr)
        return 2
    breaches = inspect(root)
    for breach in breaches:
        print(breach)
    print(measure(read_headers(root)))
    return 1 if breaches else 0


if __name__ == "__main__":
    sys.exit(main())
