#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Runs the benchmark programs of a build and reports how cairn compares with its peers.

Each workload and container runs in a process of its own, several times, the containers of a workload
taking turns.  Prints a table of ratios per header and writes results.json, results.csv and
index.html.  Exit status: 0 all went well, 1 two containers did not do the same work, 2 bad input.
"""
import argparse
import gzip
import os
import pathlib
import re
import shutil
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

from report import plan, session, terminal  # noqa: E402
from report.headers import is_asked_for  # noqa: E402
from report.programs import BenchmarkError, find_programs  # noqa: E402

HERE = pathlib.Path(__file__).resolve().parent
SHIPPED_TEXT = HERE / "data" / "holmes.txt"


def parse_arguments(argv):
    parser = argparse.ArgumentParser(description="Profile cairn's containers against their peers.")
    parser.add_argument("--build-dir", required=True, metavar="DIR",
                        help="build with the programs bench_*, usually at -O2")
    parser.add_argument("--native-build-dir", metavar="DIR",
                        help="a second build, for this machine only (not used by --quick)")
    effort = parser.add_mutually_exclusive_group()
    effort.add_argument("--quick", action="store_const", dest="mode", const=plan.QUICK,
                        help="two sizes, three repetitions: about two minutes")
    effort.add_argument("--full", action="store_const", dest="mode", const=plan.FULL,
                        help="all sizes, nine repetitions: an hour and a half")
    parser.add_argument("--only", action="append", default=[], metavar="HEADER",
                        help="benchmark this header only, or those whose names begin so, as sorted, "
                        "or a family: cache, copy, heap, search (may be given again)")
    parser.add_argument("--text", metavar="FILE", help="count the words of this file")
    parser.add_argument("--data", metavar="DIR", default=os.environ.get("CAIRN_DATA"),
                        help="larger inputs, such as text/big.txt (default: $CAIRN_DATA)")
    parser.add_argument("--output", metavar="DIR", help="where the report goes "
                        "(default: report, beside the build directory)")
    arguments = parser.parse_args(argv)
    arguments.mode = arguments.mode or plan.DEFAULT
    if arguments.output is None:
        arguments.output = pathlib.Path(arguments.build_dir).resolve().parent / "report"
    return arguments


# -- the texts --------------------------------------------------------------------------------------

def check_readable(path):
    """Reads a byte, so that a folder, a missing file and a forbidden one are told at once."""
    try:
        with open(path, "rb") as file:
            file.read(1)
    except OSError as error:
        raise BenchmarkError(f"cannot read '{path}': {error.strerror}") from None


def text_name(path):
    """What a text is called in the names of workloads."""
    return re.sub(r"[^A-Za-z0-9_.]+", "_", pathlib.Path(path).stem).strip("_") or "text"


def find_texts(text, data, scratch):
    """[(name, path)]: the user's text or the shipped one, then what the data folder has."""
    texts = [(text_name(text), text)] if text else [("holmes", SHIPPED_TEXT)]
    if data:
        folder = pathlib.Path(data)
        if not folder.is_dir():
            raise BenchmarkError(f"no data folder '{data}'")
        plain, packed = folder / "text" / "big.txt", folder / "text" / "big.txt.gz"
        if plain.exists():
            texts.append(("big", plain))
        elif packed.exists():
            texts.append(("big", unpack(packed, pathlib.Path(scratch) / "big.txt")))
    for _, path in texts:
        check_readable(path)
    return texts


def find_traces(data):
    """[(name, path)]: what the data folder has of keys, a number in each line."""
    path = pathlib.Path(data or "") / "traces" / "cloudPhysicsIO.txt"
    if not data or not path.exists():
        return []
    check_readable(path)
    return [(text_name(path), path)]


def find_requests(data, scratch):
    """[(name, path)]: the OLTP trace of the ARC paper, if the data folder has it: a key in each line."""
    packed = pathlib.Path(data or "") / "traces" / "OLTP.lis.gz"
    if not data or not packed.exists():
        return []
    path = pathlib.Path(scratch) / "OLTP.txt"
    try:
        with gzip.open(packed, "rt", encoding="ascii") as source, open(path, "w", encoding="ascii") as target:
            for line in source:
                first, count = map(int, line.split()[:2])
                target.writelines(f"{key}\n" for key in range(first, first + count))
    except (OSError, EOFError, ValueError) as error:
        raise BenchmarkError(f"cannot unpack '{packed}': {error}") from None
    return [("OLTP", path)]


def find_graphs(data):
    """[(name, path)]: what the data folder has of road maps."""
    paths = sorted(pathlib.Path(data or "", "graph").glob("*.gr")) if data else []
    for path in paths:
        check_readable(path)
    return [(text_name(path), path) for path in paths]


def unpack(packed, path):
    try:
        with gzip.open(packed, "rb") as source, open(path, "wb") as target:
            shutil.copyfileobj(source, target)
    except (OSError, EOFError) as error:
        raise BenchmarkError(f"cannot unpack '{packed}': {error}") from None
    return path


# -- the session ------------------------------------------------------------------------------------

def make_plan(arguments, texts, scratch):
    options = tuple(part for name, path in texts for part in ("--text", f"{name}={path}"))
    options += tuple(part for name, path in find_traces(arguments.data)
                     for part in ("--trace", f"{name}={path}"))
    options += tuple(part for name, path in find_requests(arguments.data, scratch)
                     for part in ("--requests", f"{name}={path}"))
    options += tuple(part for name, path in find_graphs(arguments.data)
                     for part in ("--graph", f"{name}={path}"))
    programs = find_programs(arguments.build_dir, "-O2", options)
    if arguments.native_build_dir and arguments.mode is not plan.QUICK:
        programs += find_programs(arguments.native_build_dir, "native", options)
    headers = sorted({program.header for program in programs})
    for start in arguments.only:
        if not any(is_asked_for(header, start) for header in headers):
            raise BenchmarkError(f"no benchmark of '{start}'; there are {', '.join(headers)}")
    wanted = [p for p in programs if not arguments.only
              or any(is_asked_for(p.header, start) for start in arguments.only)]
    return plan.Plan.of(wanted, arguments.mode, len(wanted) / len(programs))


def empty_texts(planned, texts):
    """The texts without any word, if words are counted at all."""
    if not any(task.program.header == "counter" for task in planned.tasks):
        return []
    types = {case.type for task in planned.tasks for case in task.cases}
    return [path for name, path in texts if f"words-{name}" not in types]


def print_report(results, painter):
    print("\n".join(terminal.machine(results)))
    for header in results.headers():
        for profile in results.profiles():
            print()
            print("\n".join(terminal.table(results, header, profile, painter)))
        if hits := terminal.hit_ratios(results, header):
            print("\n" + "\n".join(hits))
    words = terminal.most_common(results)
    if words:
        print("\n" + "\n".join(words))
    for note in results.notes:
        print(f"note: {note}")


def main(argv=None):
    arguments = parse_arguments(argv)
    try:
        with tempfile.TemporaryDirectory() as scratch:
            texts = find_texts(arguments.text, arguments.data, scratch)
            planned = make_plan(arguments, texts, scratch)
            results = session.run(planned, terminal.Progress())
        output = pathlib.Path(arguments.output)
        output.mkdir(parents=True, exist_ok=True)
    except BenchmarkError as error:
        print(f"run.py: {error}", file=sys.stderr)
        return 2
    except OSError as error:
        print(f"run.py: cannot write '{error.filename}': {error.strerror}", file=sys.stderr)
        return 2
    if not results.figures:
        print("run.py: nothing was measured", file=sys.stderr)
        return 130
    results.notes += [f"'{path}' holds no words: nothing to count"
                      for path in empty_texts(planned, texts)]
    disagreements = results.disagreements()
    results.notes += disagreements
    print_report(results, terminal.Painter())
    results.write(output)
    write_page(results, output / "index.html")
    for sentence in disagreements:
        print(f"run.py: {sentence}", file=sys.stderr)
    return 1 if disagreements else 0 if results.complete else 130


def write_page(results, path):
    """The page needs matplotlib; without it the tables and the files are still there."""
    try:
        from report import page
    except ImportError as error:
        print(f"no index.html: {error}")
        return
    path.write_text(page.render(results), encoding="utf-8")
    print(f"report: {path}")


if __name__ == "__main__":
    sys.exit(main())
