#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Check that code which must not compile does not, and that the compiler says why.

    compile_fail.py SOURCE -- COMPILER [FLAG...]

A case of SOURCE is a block that begins with `#if defined(CASE_NAME)` and, on the next line,
`// fails: REGEX`. With no macro defined the file must compile, so that a failure is the case's own;
with CASE_NAME defined it must not, and the messages must match REGEX. Exit status: 0 all as wanted,
1 some not, 2 bad usage.
"""

import pathlib
import re
import subprocess
import sys

CASE = re.compile(r"^#if defined\((CASE_\w+)\)\n// fails: (.+)$", re.MULTILINE)


def compile_unit(command: list[str], source: pathlib.Path, *flags: str) -> tuple[bool, str]:
    """Return whether SOURCE compiles, and what the compiler said."""
    # Code generation, and not -fsyntax-only: some templates are instantiated at the end of the unit.
    result = subprocess.run([*command, *flags, "-S", "-o", "/dev/null", str(source)],
                            capture_output=True, text=True)
    return result.returncode == 0, result.stderr


def main() -> int:
    if len(sys.argv) < 4 or sys.argv[2] != "--":
        print("usage: compile_fail.py SOURCE -- COMPILER [FLAG...]", file=sys.stderr)
        return 2
    source, command = pathlib.Path(sys.argv[1]), sys.argv[3:]
    cases = CASE.findall(source.read_text(encoding="utf-8"))
    if not cases:
        print(f"{source}: has no case", file=sys.stderr)
        return 2

    compiles, messages = compile_unit(command, source)
    if not compiles:
        print(f"{source}: does not compile even without a case:\n{messages}")
        return 1
    failures = 0
    for name, wanted in cases:
        compiles, messages = compile_unit(command, source, f"-D{name}")
        if compiles:
            print(f"{source}: {name} compiles, but must not")
        elif not re.search(wanted, messages):
            print(f"{source}: {name} fails without the message /{wanted}/:\n{messages}")
        else:
            print(f"{name}: refused as it should be")
            continue
        failures += 1
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
