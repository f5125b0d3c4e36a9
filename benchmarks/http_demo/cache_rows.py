# SPDX-License-Identifier: BSL-1.0
"""The rows of the table: what the cache does. Stampedes, policies, expiry."""
import itertools
import json
import os
import subprocess

import contestants
import loads
from processes import LOAD_CORE, SERVER_CORE
from session import Running
from table import Row

CLIENTS = 64
POLICIES = ("lru", "lfu", "s3fifo")


def metrics(server):
    return json.loads(server.get("/debug/metrics.json")[2])


def stampede(session):
    """Row 5: many ask for one thing that is not there yet."""
    fresh = itertools.count(1)

    def measure(server):
        before = metrics(server)["outcomes"]
        took = loads.stampede(server, f"/search?q=cold+{next(fresh)}", CLIENTS)
        after = metrics(server)["outcomes"]
        return took, after["miss"] - before["miss"]

    with Running() as up:
        on = up(session.demo())
        off = up(session.demo("--single-flight=off", name="cairn-each"))
        for server in (on, off):
            server.get("/search?q=warm")
            if LOAD_CORE is not None:  # its loop reads on while a handler runs: else some would find what one has made
                os.sched_setaffinity(server.process.pid, {SERVER_CORE, LOAD_CORE})
        values = session.take_turns("stampede", {"on": lambda: measure(on), "off": lambda: measure(off)})
    time = Row(f"{CLIENTS} at once for one cold key, single-flight on / off: time", unit="us", peer="off")
    runs = Row(f"{CLIENTS} at once for one cold key, single-flight on / off: queries", unit="", peer="off",
               target=1 / CLIENTS, at_most=True)
    time.ours, time.theirs = ([took * 1e6 for took, _ in values[name]] for name in ("on", "off"))
    runs.ours, runs.theirs = ([count for _, count in values[name]] for name in ("on", "off"))
    return [runs, time]


def policies(session):
    """Row 7: which answers a small cache should keep. The requests are the same for all."""
    rows = []
    tasks = [f"/tasks/{number}" for number in range(1, 10_001)]
    paths = loads.write_paths(loads.zipf(tasks, count=1 << 17), session.folder)
    for kilobytes in (64, 512):
        hits, entries = {}, 0
        for which in POLICIES:
            session.say(f"hit ratio of {which} in {kilobytes} KiB")
            with Running() as up:
                server = up(session.demo(f"--cache={which}", f"--cache-bytes={kilobytes << 10}"))
                loads.wrk(server, paths_file=paths, seconds=session.seconds)
                before = metrics(server)["cache"]
                loads.wrk(server, paths_file=paths, seconds=2 * session.seconds)
                after = metrics(server)["cache"]
            found = after["hits"] - before["hits"]
            asked = found + after["misses"] - before["misses"]
            hits[which], entries = 100 * found / asked, after["entries"]
        for which in POLICIES[1:]:
            row = Row(f"hit ratio, {which} / lru, {kilobytes} KiB ({entries:,} of 10,000 tasks, Zipf)", unit="%",
                      peer="lru", ours=[hits[which]], theirs=[hits["lru"]])
            missed = (100 - hits[which]) / (100 - hits["lru"])
            row.notes.append(f"{abs(1 - missed):.0%} {'fewer' if missed < 1 else 'more'} queries than with lru")
            rows.append(row)
    return rows


SIMPLE_CACHE = """
import time
from cachelib import SimpleCache
for size in (500, 10_000):
    cache = SimpleCache(threshold=size, default_timeout=300)
    for number in range(size + 1):
        cache.set(str(number), "x" * 100)
    start, count = time.perf_counter(), max(20, 100_000 // size)
    for number in range(count):
        cache.set(f"more{number}", "x" * 100)
    print(size, (time.perf_counter() - start) / count * 1e6)
"""


def expiry(session):
    """In words: what a full cache with expiry costs in Flask-Caching's default, cachelib's SimpleCache."""
    if "cachelib" in session.absent:
        return []
    done = subprocess.run([contestants.PYTHON, "-c", SIMPLE_CACHE], capture_output=True, text=True, check=False)
    costs = [line.split() for line in done.stdout.splitlines()]
    if done.returncode == 0 and costs:
        told = ", ".join(f"{float(cost):,.0f} us with {int(size):,} entries" for size, cost in costs)
        session.notes.append(f"Flask-Caching's SimpleCache, a set when it is full: {told} (it sorts all of them "
                             "by their time; a heap of deadlines looks at those that are due)")
    return []
