#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Plant one breach of each kind in a copy of the tree, and expect house.py to find each of them.

    house_test.py          exit status 0 if every breach is found, where and as what it is
"""

from __future__ import annotations

import pathlib
import shutil
import sys
import tempfile
import unittest

sys.dont_write_bytecode = True
import house  # noqa: E402  (beside this file)

ROOT = pathlib.Path(__file__).resolve().parents[1]


class Tree(unittest.TestCase):
    """Each test changes one thing; only what that change adds counts."""

    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = pathlib.Path(folder.name, "cairn")
        for path in house.source_files(ROOT):
            copy = self.root / path.relative_to(ROOT)
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, copy)
        self.before = self.breaches()

    def breaches(self) -> set[tuple[str, str, str]]:
        return {(breach.path, breach.rule, breach.text) for breach in house.inspect(self.root)}

    def expect(self, path: str, rule: str) -> None:
        self.assertIn((path, rule), {new[:2] for new in self.breaches() - self.before})

    def expect_nothing_new(self) -> None:
        self.assertEqual(self.breaches() - self.before, set())

    def write(self, path: str, text: str) -> None:
        (self.root / path).parent.mkdir(parents=True, exist_ok=True)
        (self.root / path).write_text(text, encoding="utf-8")

    def replace(self, path: str, old: str, new: str) -> None:
        text = (self.root / path).read_text(encoding="utf-8")
        self.assertIn(old, text)
        self.write(path, text.replace(old, new, 1))

    def write_header(self, name: str, body: str, banner: str = "what it is for") -> str:
        """Write a header that keeps every rule but for BODY and BANNER; return its path."""
        path = f"include/cairn/{name}.hpp"
        guard = f"CAIRN_{name.replace('/', '_').upper()}_HPP"
        self.write(path, f"// SPDX-License-Identifier: BSL-1.0\n// cairn/{name}.hpp -- {banner}\n\n"
                         f"#ifndef {guard}\n#define {guard}\n\n{body}\n\n#endif // {guard}\n")
        return path


class HeaderRules(Tree):
    """One header, `detail/planted`, on a floor that the tool is told of."""

    def setUp(self) -> None:
        house.FLOORS["detail/planted"] = 3
        self.addCleanup(house.FLOORS.pop, "detail/planted")
        super().setUp()
        self.path = self.write_header("detail/planted", "int answer();")
        self.replace("CMakeLists.txt", "include/cairn/version.hpp",
                     "include/cairn/version.hpp include/cairn/detail/planted.hpp")

    def plant(self, body: str) -> None:
        self.write_header("detail/planted", body)

    def test_a_good_header_passes(self) -> None:
        self.plant("#include <cairn/fwd.hpp>\n\n#include <cstddef>\n\n// throw, std::max(1, 2)\n"
                   "/// Says what it does.\n/// Expects     nothing\n/// Complexity  one step\n"
                   'inline const char* text() { return "catch (...) NULL assert(x)"; }')
        self.expect_nothing_new()

    def test_floor(self) -> None:
        for used in ("deque", "detail/storage", "detail/unheard_of"):
            with self.subTest(used):
                self.plant(f"#include <cairn/{used}.hpp>")
                self.expect(self.path, "floor")

    def test_no_floor(self) -> None:
        self.expect(self.write_header("detail/homeless", ""), "floor")

    def test_guard(self) -> None:
        self.replace(self.path, "#define CAIRN_DETAIL_PLANTED_HPP", "#define CAIRN_PLANTED_HPP")
        self.expect(self.path, "guard")

    def test_length(self) -> None:
        self.plant("int x;\n" * house.MAX_HEADER_LINES)
        self.expect(self.path, "length")

    def test_first_screen(self) -> None:
        self.replace(self.path, "// cairn/detail/planted.hpp -- ", "// planted.hpp: ")
        self.expect(self.path, "first-screen")

    def test_macros(self) -> None:
        for macro in ("UNPREFIXED", "CAIRN_SEVENTH", "CAIRN_HARDENED"):
            with self.subTest(macro):
                self.plant(f"#define {macro} 1")
                self.expect(self.path, "macro")

    def test_a_temporary_macro_passes(self) -> None:
        self.plant("#define CAIRN_TEMPORARY 1\n#undef CAIRN_TEMPORARY")
        self.expect_nothing_new()

    def test_banned(self) -> None:
        for code in ("void f() { throw 1; }", "void f() { try { g(); } catch (...) {} }",
                     "auto x = std::max(1, 2);", "auto x = std::numeric_limits<int>::max();",
                     "using namespace std;", "#pragma once", "#include <iostream>", "#include <format>",
                     "auto& t = typeid(int);", "void f(int x) { assert(x); }",
                     "void f() { __builtin_unreachable(); }"):
            with self.subTest(code):
                self.plant(code)
                self.expect(self.path, "banned")

    def test_guarded_min_and_max_pass(self) -> None:
        self.plant("auto x = (std::max)(1, (std::numeric_limits<int>::max)());")
        self.expect_nothing_new()

    def test_includes(self) -> None:
        for includes in ('#include "fwd.hpp"', "#include <cstddef>\n#include <cstddef>",
                         "#include <cstddef>\n#include <cairn/fwd.hpp>"):
            with self.subTest(includes):
                self.plant(includes)
                self.expect(self.path, "include")

    def test_labels(self) -> None:
        for labels in ("/// Complexity  one step\n/// Expects     nothing", "/// Preconditions  none"):
            with self.subTest(labels):
                self.plant(f"/// Does it.\n{labels}\nint f();")
                self.expect(self.path, "contract")

    def test_license(self) -> None:
        self.replace(self.path, "// SPDX-License-Identifier: BSL-1.0\n", "")
        self.expect(self.path, "licence")


class TreeRules(Tree):
    def test_room_without_mirrors(self) -> None:
        path = self.write_header("planted", "")
        self.expect(path, "mirror")
        self.expect(path, "first-screen")

    def test_each_mirror_is_wanted(self) -> None:
        house.FLOORS["planted"] = 6
        self.addCleanup(house.FLOORS.pop, "planted")
        path = self.write_header("planted", "", "a room\n//\n// Validity    none\n// Exceptions  none")
        wanted = [mirror.format("planted") for mirror in house.MIRRORS if mirror != "tests/{}"]
        wanted += [f"tests/planted/{name}.cpp" for name in house.TEST_FILES]
        for mirror in wanted:
            self.write(mirror, "// SPDX-License-Identifier: BSL-1.0\n")
        self.replace("CMakeLists.txt", "include/cairn/version.hpp", f"include/cairn/version.hpp {path}")
        self.expect_nothing_new()
        for mirror in wanted:
            with self.subTest(mirror):
                (self.root / mirror).unlink()
                self.expect(path, "mirror")
                self.write(mirror, "// SPDX-License-Identifier: BSL-1.0\n")

    def test_mirror_without_room(self) -> None:
        for path in ("tests/planted", "benchmarks/planted.cpp", "examples/planted.cpp",
                     "docs/reference/planted.md"):
            with self.subTest(path):
                self.write(f"{path}/api.cpp" if path.startswith("tests") else path,
                           "// SPDX-License-Identifier: BSL-1.0\n")
                self.expect(path, "mirror")

    def test_file_set(self) -> None:
        house.FLOORS["detail/planted"] = 3
        self.addCleanup(house.FLOORS.pop, "detail/planted")
        self.write_header("detail/planted", "")
        self.expect("CMakeLists.txt", "file-set")

    def test_header_not_on_disk(self) -> None:
        self.replace("CMakeLists.txt", "include/cairn/fwd.hpp", "include/cairn/backward.hpp")
        self.expect("CMakeLists.txt", "file-set")

    def test_every_file(self) -> None:
        path = "tools/planted.py"
        licence = "# SPDX-License-Identifier: BSL-1.0\n"
        for rule, text in (("licence", "print()\n"), ("empty", ""), ("executable", f"#!/bin/sh\n{licence}"),
                           ("white-space", f"{licence}x = 1 \n"), ("white-space", f"{licence}x = 1"),
                           ("white-space", f"{licence}\tx = 1\n"), ("unfinished", f"{licence}# TO" "DO: it\n"),
                           ("machine-path", f'{licence}x = "/ho' 'me/someone"\n')):
            with self.subTest(rule):
                self.write(path, text)
                self.expect(path, rule)

    def test_demo(self) -> None:
        path = "examples/http_demo/web/planted.cpp"
        licence = "// SPDX-License-Identifier: BSL-1.0\n"
        for rule, text in (("length", "int x;\n" * house.MAX_DEMO_LINES),
                           ("coroutine", "auto [error, size] = co_await read();\n"),
                           ("coroutine", "co_await run([&app] { app.tick(); });\n")):
            with self.subTest(text[:20]):
                self.write(path, licence + text)
                self.expect(path, rule)
        self.write(path, licence + "auto done = co_await read();\nfor (int i : list[at]) co_await send(i);\n")
        self.expect_nothing_new()

    def test_build_trees_are_not_read(self) -> None:
        self.write("out/CMakeCache.txt", "\t\n")
        self.write("out/planted.cpp", "\t\n")
        self.expect_nothing_new()


if __name__ == "__main__":
    unittest.main()
