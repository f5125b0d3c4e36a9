#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Records what Python's containers do, as traces that the C++ tests replay (README.md)."""

import argparse
import importlib.util
import pathlib
import sys
import time

sys.dont_write_bytecode = True

HERE = pathlib.Path(__file__).resolve().parent
SEED = 1
OPERATIONS = 200_000


def fail(message):
    print(f"oracle.py: {message}", file=sys.stderr)
    sys.exit(2)


class Parser(argparse.ArgumentParser):
    def error(self, message):
        fail(message)


def natural(text):
    try:
        number = int(text, 0)
    except ValueError:
        number = -1
    if not 0 <= number < 2**63:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number from 0 to 2^63 - 1")
    return number


def source(name):
    """Loads sources/NAME.py by its path: its name may be that of a standard module."""
    path = HERE / "sources" / f"{name}.py"
    spec = importlib.util.spec_from_file_location(f"sources_{name}", path)
    module = importlib.util.module_from_spec(spec)
    try:
        spec.loader.exec_module(module)
    except ModuleNotFoundError as missing:
        fail(f"{name} needs a Python module that is not installed: {missing.name}")
    return module.SOURCE


def main():
    known = sorted(path.stem for path in (HERE / "sources").glob("*.py"))
    parser = Parser(prog="oracle.py", description=__doc__)
    parser.add_argument("types", nargs="*", metavar="TYPE", help=f"what to record: {', '.join(known)} (default: all)")
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 when a file differs from a fresh run")
    parser.add_argument("--operations", type=natural, default=OPERATIONS, metavar="N",
                        help="at least N operations for each type (default: %(default)s)")
    parser.add_argument("--seed", type=natural, default=SEED, help="of the generator (default: %(default)s)")
    parser.add_argument("--output", type=pathlib.Path, default=HERE, metavar="DIR",
                        help="where the traces are (default: beside this file)")
    arguments = parser.parse_args()
    for name in arguments.types:
        if name not in known:
            fail(f"no such type: {name!r} (there are {', '.join(known)})")
    if arguments.operations == 0:
        fail("--operations must be at least 1")
    if not arguments.output.is_dir():
        fail(f"no such directory: {arguments.output}")
    if sys.implementation.name != "cpython" or sys.version_info < (3, 10):
        fail("needs CPython 3.10 or newer")

    from recording import Recorder

    differs = False
    for name in arguments.types or known:
        started = time.monotonic()
        trace = Recorder(source(name), arguments.seed, arguments.operations).trace()
        path = arguments.output / f"{name}.trace"
        try:
            if arguments.check:
                same = path.read_bytes() == trace
                differs |= not same
                verdict = "is what CPython does" if same else "DIFFERS from a fresh run"
            else:
                path.write_bytes(trace)
                verdict = "written"
        except OSError as error:
            fail(f"{path}: {error.strerror}")
        print(f"{path.name}: {len(trace)} bytes, {verdict} ({time.monotonic() - started:.1f} s)")
    return 1 if differs else 0


if __name__ == "__main__":
    sys.exit(main())
