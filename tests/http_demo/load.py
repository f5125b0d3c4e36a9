#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""The demo under load: no request fails, memory does not grow, and the statistics are true.

    load.py --program PATH [--quick]

Needs wrk (Debian: wrk); what does not need it runs without.
"""
import collections
import random
import shutil
import subprocess
import time
import unittest

import running
from clients import Pipeline

# Asks for the paths of a file in turn; without a file for /tasks/1?n=1, ?n=2 and so on, which are as many keys.
SCRIPT = """
local requests, last = {}, 0
function init(arguments)
   if arguments[2] then
      for path in io.lines(arguments[2]) do requests[#requests + 1] = wrk.format("GET", path) end
   end
   last = tonumber(arguments[1])
end
function request()
   last = last + 1
   if #requests > 0 then return requests[last % #requests + 1] end
   return wrk.format("GET", "/tasks/1?n=" .. last)
end
function done(summary)
   local wrong = summary.errors
   io.write(string.format("RESULT %d %d %d\\n", summary.requests, wrong.status,
      wrong.connect + wrong.read + wrong.write + wrong.timeout))
end
"""

MIXED = ["/", "/hello", "/healthz", "/tasks", "/tasks?limit=10", "/reports/priorities", "/openapi.json",
         "/cached-queries?count=10", "/debug/metrics.json", "/debug/metrics",
         *(f"/tasks/{number}" for number in range(1, 41)), *(f"/search?q={number}" for number in range(40))]


def wrk(server, seconds, first=0, paths=(), connections=64):
    """(requests, answers that were not 2xx, broken connections)"""
    script = server.directory / "load.lua"
    script.write_text(SCRIPT)
    arguments = [str(first)]
    if paths:
        (server.directory / "load.paths").write_text("\n".join(paths) + "\n")
        arguments.append(str(server.directory / "load.paths"))
    done = subprocess.run(["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--timeout", "10s", "-s", script,
                           server.url, "--", *arguments], capture_output=True, text=True, check=True)
    return tuple(int(word) for word in done.stdout.rsplit("RESULT ", 1)[1].split()[:3])


needs_wrk = unittest.skipUnless(shutil.which("wrk"), "wrk is not installed")


class Load(running.Case):
    @needs_wrk
    def test_every_request_is_answered_well(self):
        with running.Server(running.program(), "--tasks", "1000") as server:
            requests, not_2xx, broken = wrk(server, 1 if running.quick() else 10, paths=MIXED)
            self.assertGreater(requests, 100)
            self.assertEqual((not_2xx, broken), (0, 0))
            self.assertEqual(server.stop(), 0)

    @needs_wrk
    def test_more_connections_than_anyone_needs(self):
        with running.Server(running.program()) as server:
            requests, not_2xx, broken = wrk(server, 1 if running.quick() else 5, paths=["/hello", "/tasks/1"],
                                            connections=512)
            self.assertGreater(requests, 100)
            self.assertEqual((not_2xx, broken), (0, 0))

    @needs_wrk
    @running.slow
    def test_memory_is_flat_whatever_is_asked_for(self):
        """A million distinct keys pass through a cache that has room for a few thousand."""
        with running.Server(running.program(), "--cache-bytes", 4 << 20) as server:
            asked, sizes = 0, []
            end = time.monotonic() + 300
            while asked < 1_300_000 and time.monotonic() < end:
                requests, not_2xx, broken = wrk(server, 2, first=asked)
                self.assertEqual((not_2xx, broken), (0, 0))
                asked += requests + 64  # those that were on the way when wrk stopped
                if asked > 300_000:  # all is allocated by then
                    sizes.append(server.resident())
            cache = server.get("/debug/metrics.json").json()["cache"]
            self.assertGreater(cache["evicted"], 0)
            self.assertLessEqual(cache["bytes"], cache["max_bytes"])
            self.assertGreaterEqual(asked, 1_300_000)
            half = len(sizes) // 2
            first, second = (sum(part) / len(part) for part in (sizes[:half], sizes[half:]))
            self.assertAlmostEqual(second / first, 1, delta=0.05)

    def test_the_statistics_are_what_the_clients_have_seen(self):
        source = random.Random(1)
        paths = [f"/tasks/{number}" for number in range(1, 101)] + [f"/search?q={number}" for number in range(100)]
        with running.Server(running.program(), "--cache-bytes", 64 << 10) as server:
            before = server.get("/debug/metrics.json").json()
            seen = collections.Counter()
            with Pipeline(server) as first, Pipeline(server) as second:
                for _ in range(20 if running.quick() else 200):
                    for connection in (first, second):
                        answers = connection.get(source.choices(paths, k=50))
                        seen.update(headers["x-cache"] for _, headers in answers)
                        self.assertEqual({status for status, _ in answers}, {200})
            after = server.get("/debug/metrics.json").json()
        change = {name: after["cache"][name] - before["cache"][name]
                  for name in ("hits", "misses", "stale", "coalesced")}
        # Who waits for another one has missed, too.
        self.assertEqual(change, {"hits": seen["HIT"], "misses": seen["MISS"] + seen["COALESCED"],
                                  "stale": seen["STALE"], "coalesced": seen["COALESCED"]})
        self.assertGreater(seen["HIT"], 0)
        self.assertGreater(seen["MISS"], 200)  # the cache is too small for all of them
        # Nobody else has asked, so that the ratio since the start is that of these requests.
        self.assertAlmostEqual(after["cache"]["hit_ratio"], 1 - seen["MISS"] / seen.total(), delta=0.002)


if __name__ == "__main__":
    running.main()
