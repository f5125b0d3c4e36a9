#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Measures the HTTP demo against its peers, and prints one table of ratios.

The server runs on one core and the load generator on another; contestants take turns in every
repetition, and each ratio is that of two neighbours in time. What is printed is the median over the
repetitions, and the spread of the ratios. Peers that are not installed are named and left out.

Exit status: 0 all went well (targets may be missed), 1 a contestant failed, 2 bad input.
"""
import argparse
import json
import os
import pathlib
import sys
import tempfile

import cache_rows
import contestants
import rows
import table
from processes import LOAD_CORE, SERVER_CORE, BenchmarkError
from session import Session

ROWS = {"search": rows.on_and_off, "flask": rows.against_flask, "nginx": rows.against_nginx,
        "rate": rows.fixed_rate, "stampede": cache_rows.stampede, "h2o": rows.against_h2o,
        "policies": cache_rows.policies, "expiry": cache_rows.expiry}


def parse_arguments(argv):
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", required=True, metavar="PATH", help="the demo, built at -O2")
    parser.add_argument("--quick", action="store_true", help="three short repetitions: two minutes")
    parser.add_argument("--json", metavar="FILE", help="write all figures there too")
    parser.add_argument("--row", action="append", choices=ROWS, default=[],
                        help="this part only (may be given again)")
    return parser.parse_args(argv)


def machine():
    model = [line.split(":", 1)[1].strip() for line in open("/proc/cpuinfo", encoding="utf-8")
             if line.startswith("model name")]
    cores = (f"server on core {SERVER_CORE}, load generator on core {LOAD_CORE}" if LOAD_CORE is not None
             else "one core for server and load generator: ratios mean little")
    return f"{model[0] if model else 'unknown processor'}; {cores}"


def measure(arguments, folder):
    h2o_program, h2o_problem = contestants.compile_h2o(folder)
    session = Session(program=pathlib.Path(arguments.program).resolve(), folder=folder,
                      repetitions=3 if arguments.quick else 5, seconds=1 if arguments.quick else 2,
                      absent=contestants.absent_peers(h2o_problem), h2o_program=h2o_program)
    print(machine())
    for peer, reason in session.absent.items():
        print(f"without {peer}: {reason}")
    session.make_database()
    found = []
    for name in arguments.row or ROWS:
        found += ROWS[name](session)
    print()
    print("\n".join(table.lines(found)))
    for note in session.notes:
        print(f"note: {note}")
    return {"machine": machine(), "absent": session.absent, "notes": session.notes,
            "rows": [row.as_json() for row in found]}


def main(argv=None):
    arguments = parse_arguments(argv)
    try:
        if not os.access(arguments.program, os.X_OK):
            raise BenchmarkError(f"no program '{arguments.program}'")
        contestants.need_wrk()
        if arguments.json:
            open(arguments.json, "a", encoding="utf-8").close()  # better now than after six minutes
    except (BenchmarkError, OSError) as error:
        print(f"bench.py: {error}", file=sys.stderr)
        return 2
    if LOAD_CORE is not None:
        os.sched_setaffinity(0, {LOAD_CORE})  # some requests come from here; servers choose their own core
    try:
        with tempfile.TemporaryDirectory(prefix="http_demo-bench-") as folder:
            results = measure(arguments, pathlib.Path(folder))
        if arguments.json:
            pathlib.Path(arguments.json).write_text(json.dumps(results, indent=2) + "\n", encoding="utf-8")
    except BenchmarkError as error:
        print(f"bench.py: {error}", file=sys.stderr)
        return 1
    except OSError as error:
        print(f"bench.py: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
