#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""The second level of the cache: instances that share answers through Redis, and that do without it.

    redis_level.py --program PATH [--quick]
"""

import contextlib
import re
import statistics
import subprocess
import sys
import time

import running
from peers import Load, Redis, bearer, needs, percentile, until


def cache_of(answer):
    return answer.headers.get("X-Cache")


def milliseconds(answer, part):
    """What the Server-Timing header says of a part."""
    found = re.search(rf"\b{part};dur=([0-9.]+)", answer.headers.get("Server-Timing", ""))
    return float(found[1]) if found else None


class Pair(running.Case):
    """Two instances over one database, and a Redis."""

    tasks = 10_000

    def setUp(self):
        with contextlib.ExitStack() as stack:
            self.redis = stack.enter_context(Redis())
            self.one = stack.enter_context(self.instance())
            self.other = stack.enter_context(self.instance(self.one))
            self.addCleanup(stack.pop_all().close)

    def instance(self, beside=None, *args, redis=None):
        address = self.redis.address if redis is None else redis
        arguments = [*(["--redis", address] if address else []), "--tasks", self.tasks, "--login-limit", 1000, "--quiet",
                     *args]
        if beside:
            arguments += ["--database", beside.database]
        secret = {"DEMO_SECRET": "s" * 32}
        return running.Server(running.program(), *arguments, env=secret)

    def add(self, server, title, headers):
        answer = server.post("/tasks", {"title": title}, headers)
        self.assertEqual(answer.status, 201, answer.text)
        return answer.json()["task"]["id"]


@needs("redis-server")
class Shared(Pair):
    def test_I2_two_instances_share_a_value(self):
        for target in ("/search?q=task", "/tasks?limit=7", "/reports/priorities"):
            first = self.one.get(target)
            self.assertEqual((first.status, cache_of(first)), (200, "MISS"), target)
            second = self.other.get(target)
            self.assertEqual((second.status, cache_of(second)), (200, "HIT-L2"), target)
            self.assertEqual(second.body, first.body)
            for name in ("Content-Type", "ETag"):
                self.assertEqual(second.headers[name], first.headers[name])
            self.assertEqual(cache_of(self.other.get(target)), "HIT", "it is in the first level now")

    def test_A2_a_shared_value_is_not_fresh_for_longer_than_it_was(self):
        self.one.get("/tasks?limit=3")
        time.sleep(2.1)
        self.other.get("/tasks?limit=3")
        left = {due["key"]: due["left_ms"] for due in self.other.get("/debug/metrics.json").json()["next_due"]}
        self.assertEqual(len(left), 1)
        self.assertLess(next(iter(left.values())), 28_000, "30 s when it was made, and 2.1 s have passed")

    def test_A2_only_what_is_dearer_than_asking_is_shared(self):
        self.assertEqual(cache_of(self.one.get("/tasks/1")), "MISS")
        self.assertEqual(cache_of(self.other.get("/tasks/1")), "MISS", "a row costs less than Redis")
        spent = [milliseconds(self.one.get(f"/search?q=task&limit={n}"), "db") for n in range(1, 12)]
        shared = []
        for n in range(1, 12):
            answer = self.other.get(f"/search?q=task&limit={n}")
            self.assertEqual(cache_of(answer), "HIT-L2")
            shared.append(milliseconds(answer, "total"))
        print(f"a search takes {statistics.median(spent):.3f} ms, from Redis {statistics.median(shared):.3f} ms")
        self.assertGreater(statistics.median(spent), 0.030)
        self.assertLess(statistics.median(shared), statistics.median(spent))

    def test_A2_the_hit_ratio_of_each_and_what_was_shared_are_shown(self):
        self.one.get("/search?q=a")
        for _ in range(3):
            self.other.get("/search?q=a")
        shown = self.other.get("/debug/metrics.json").json()
        self.assertEqual(shown["outcomes"]["hit_second"], 1)
        self.assertEqual(shown["outcomes"]["hit"], 2)
        self.assertAlmostEqual(shown["cache"]["hit_ratio"], 2 / 3, places=2)
        shared = shown["shared"]
        self.assertEqual((shared["hits"], shared["misses"], shared["hit_ratio"]), (1, 0, 1))
        self.assertEqual(self.one.get("/debug/metrics.json").json()["shared"]["stored"], 1)

    def test_A2_a_write_on_one_is_seen_on_the_other(self):
        headers = bearer(self.one)
        waits = []
        for number in range(5 if running.quick() else 25):
            one, other = (self.one, self.other) if number % 2 else (self.other, self.one)
            title = f"Number {number:03} of the shared ones"
            target = f"/search?q=Number+{number:03}+of"
            for server in (one, other, other):
                self.assertNotIn(title, server.get(target).text)
            self.add(one, title, headers)
            self.assertIn(title, one.get(target).text, "who writes sees it at once")
            took = until(lambda: title in other.get(target).text, 0.2)
            self.assertIsNotNone(took, f"not seen on the other after 200 ms: {title}")
            waits.append(1000 * took)
        print(f"a write is seen on the other instance after {statistics.median(waits):.1f} ms, at most "
              f"{max(waits):.1f} ms ({len(waits)} writes)")

    def test_A2_nobody_finds_an_outdated_page_again(self):
        """Slow readers on both sides, while a task is written: after 200 ms every instance has the last title."""
        headers = bearer(self.one)
        task = self.add(self.one, "Version 0", headers)
        target = "/search?q=Version+"
        with Load(self.one.port, [target, "/reports/words", "/tasks?order=newest"], clients=2), \
                Load(self.other.port, [target, "/reports/words", "/tasks?order=newest"], clients=2):
            for version in range(1, 10 if running.quick() else 40):
                writer = (self.one, self.other)[version % 2]
                answer = writer.request("PUT", f"/tasks/{task}", {"title": f"Version {version}"}, headers)
                self.assertEqual(answer.status, 200, answer.text)
                self.assertIn(f"Version {version}\"", writer.get(target).text)
                time.sleep(0.2)
                for server in (self.one, self.other):
                    for where in (target, "/tasks?order=newest"):
                        self.assertIn(f"Version {version}\"", server.get(where).text)


@needs("redis-server")
class Gone(Pair):
    """Redis dies, hangs, comes back, or was never there. Asking for what nobody has cached goes on all the time."""

    seconds = 2.0 if "--quick" in sys.argv else 4.0

    def misses(self):
        """Searches that nobody has made: each one asks Redis twice, for the answer and to keep it."""
        return (f"/search?q=never+{time.monotonic_ns()}+{n}" for n in range(1_000_000))

    def opened(self, server):
        return server.get("/debug/metrics.json").json()["shared"]["open"]

    def trouble(self, happens):
        """The same load on an instance whose Redis goes and on one that never had any: the machine is as busy
        for both."""
        with self.instance(self.one, redis="") as plain, Load(self.one.port, self.misses(), pause=0.002) as load, \
                Load(plain.port, self.misses(), pause=0.002) as control:
            time.sleep(self.seconds)
            start = time.monotonic()
            happens()
            time.sleep(self.seconds)
            opened = self.opened(self.one)
        self.assertEqual((load.failed, control.failed), ([], []))
        before, after = load.percentile(99, until=start), load.percentile(99, since=start)
        beside, worst = control.percentile(99, since=start), load.percentile(100, since=start)
        print(f"{load.requests} requests, 0 failed; p99 {before:.1f} ms with Redis, {after:.1f} ms when it is gone "
              f"(an instance that never had one: {beside:.1f} ms), the worst {worst:.1f} ms")
        self.assertTrue(opened, "the breaker is open")
        self.assertLess(after, 1.5 * beside + 10)
        self.assertLess(worst, control.percentile(100, since=start) + 400, "three attempts of 50 ms, in each thread")

    def test_A2_redis_is_killed(self):
        self.trouble(self.redis.kill)

    def test_A2_redis_hangs(self):
        """Three attempts of 50 ms, and then nobody asks; one attempt after a second, two, four."""
        self.addCleanup(self.redis.go_on)
        self.trouble(self.redis.hang)

    @running.slow
    def test_A2_redis_comes_back(self):
        self.redis.kill()
        for n in range(10):
            self.assertEqual(cache_of(self.one.get(f"/search?q={n}")), "MISS")
            time.sleep(0.5)  # so long that one attempt after the other fails, and the breaker waits longer and longer
        self.redis.start()
        number = iter(range(1_000_000))

        def shared():
            target = f"/search?q=again+{next(number)}"
            self.one.get(target)
            time.sleep(0.05)
            return cache_of(self.other.get(target)) == "HIT-L2"

        took = until(shared, 5)
        self.assertIsNotNone(took, "answers are not shared again after 5 s")
        print(f"shared again {took:.1f} s after Redis came back")

    def test_A2_what_is_written_while_redis_is_gone_is_seen_when_it_is_back(self):
        headers = bearer(self.one)
        target = "/search?q=Meanwhile"
        self.other.get(target)
        self.redis.kill()
        for n in range(6):  # the breaker opens
            self.one.get(f"/search?q={n}")
        self.add(self.one, "Meanwhile", headers)
        self.assertIn("Meanwhile", self.one.get(target).text, "who writes sees it at once")
        self.redis.start()
        took = until(lambda: "Meanwhile\"" in self.other.get(target).text, 10)
        self.assertIsNotNone(took, "not seen 10 s after Redis came back")
        print(f"seen {took:.1f} s after Redis came back")

    def test_A2_an_instance_starts_and_ends_without_redis(self):
        self.redis.kill()
        with self.instance(self.one) as third:
            self.assertEqual(cache_of(third.get("/search?q=task")), "MISS")
            self.assertEqual(cache_of(third.get("/search?q=task")), "HIT")
            start = time.monotonic()
            self.assertEqual(third.stop(), 0)
            self.assertLess(time.monotonic() - start, 2)

    def test_A2_redis_has_forgotten_everything(self):
        target = "/search?q=task"
        self.one.get(target)
        self.redis.command("FLUSHALL")
        self.assertEqual(cache_of(self.other.get(target)), "MISS")
        self.assertEqual(cache_of(self.other.get(target)), "HIT")

    def test_A2_what_somebody_else_wrote_into_redis_is_no_answer(self):
        first = self.one.get("/tasks?limit=2")
        script = "for _, k in ipairs(redis.call('keys', '*answer*')) do redis.call('set', k, ARGV[1], 'EX', 30) end"
        for junk in ("", "nonsense", "x" * 5000):
            self.redis.command("EVAL", script, "0", junk)
            with self.instance(self.one) as third:
                answer = third.get("/tasks?limit=2")
                self.assertEqual((answer.status, answer.body, cache_of(answer)), (200, first.body, "MISS"))
        self.redis.command("EVAL", "for _, k in ipairs(redis.call('keys', '*')) do redis.call('del', k) "
                                   "redis.call('lpush', k, 'x') end", "0")
        self.assertEqual(self.other.get("/tasks?limit=2").body, first.body)


class Addresses(running.Case):
    def test_I2_a_bad_address_is_said_in_one_line(self):
        for address in ("nonsense", "127.0.0.1:", ":6379", "127.0.0.1:0", "127.0.0.1:65536", "127.0.0.1:6379x"):
            ended = subprocess.run([running.program(), "--port", "0", "--redis", address, "--database", "/nowhere/x"],
                                   capture_output=True, text=True, timeout=10)
            self.assertEqual(ended.returncode, 2, address)
            self.assertEqual(len(ended.stderr.splitlines()), 1, ended.stderr)


@needs("redis-server")
class Latency(Pair):
    @running.slow
    def test_A2_a_hit_in_the_second_level(self):
        times = []
        for n in range(300):
            target = f"/search?q=task&limit=10&n={n}"
            self.one.get(target)
            answer = self.other.get(target)
            self.assertEqual(cache_of(answer), "HIT-L2")
            times.append(milliseconds(answer, "total"))
        print(f"a hit in Redis: p50 {percentile(times, 50):.3f} ms, p99 {percentile(times, 99):.3f} ms in the server")
        self.assertLess(percentile(times, 50), 1.0)


if __name__ == "__main__":
    running.main()
