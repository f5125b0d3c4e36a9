#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""nginx in front of two instances: one of them dies and comes back, and no request fails.

    balancer.py --program PATH [--quick]
"""

import http.cookiejar
import os
import pathlib
import re
import signal
import socket
import subprocess
import tempfile
import time
import unittest
import urllib.error
import urllib.request

import running
from peers import ROOT, Cluster, Load, bearer, find, needs, until

TEMPLATE = ROOT / "examples/http_demo/deploy/nginx.conf"
USUAL = ("--tasks", "1000", "--fast-passwords")


class Address:
    """Where a server is that running.Server has not started, with the same way to ask it."""

    def __init__(self, port):
        self.port = port

    get, post, request = running.Server.get, running.Server.post, running.Server.request


class Browser:
    """A client that keeps its cookies."""

    def __init__(self, url):
        self.url, self.cookies = url, http.cookiejar.CookieJar()
        self.opener = urllib.request.build_opener(urllib.request.ProxyHandler({}),
                                                   urllib.request.HTTPCookieProcessor(self.cookies))

    def get(self, target, form=None):
        try:
            with self.opener.open(self.url + target, form, timeout=10) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()

    def cookie(self, name):
        return next((cookie.value for cookie in self.cookies if cookie.name == name), None)


class Wrk:
    """wrk in the background; afterwards how many requests it made, and how many of them failed."""

    def __init__(self, url, seconds, connections=32):
        self.child = subprocess.Popen([find("wrk"), "-t1", f"-c{connections}", f"-d{seconds}s", url],
                                      stdout=subprocess.PIPE, text=True)

    def result(self):
        text, _ = self.child.communicate()
        requests = int(re.search(r"(\d+) requests in", text)[1])
        errors = re.search(r"Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)", text)
        refused = re.search(r"Non-2xx or 3xx responses: (\d+)", text)
        rate = float(re.search(r"Requests/sec:\s+([\d.]+)", text)[1])
        return requests, sum(map(int, errors.groups())) if errors else 0, int(refused[1]) if refused else 0, rate


@needs("nginx")
class Template(unittest.TestCase):
    def test_I11_nginx_takes_the_template(self):
        with tempfile.TemporaryDirectory() as folder:
            text = TEMPLATE.read_text().replace("@LISTEN@", "127.0.0.1:8080")
            text = text.replace("@SERVERS@", "server 127.0.0.1:8081;\nserver 127.0.0.1:8082;")
            pathlib.Path(folder, "nginx.conf").write_text(text)
            tested = subprocess.run([find("nginx"), "-t", "-e", "stderr", "-p", folder, "-c", "nginx.conf"],
                                    capture_output=True, text=True, timeout=30)
            self.assertEqual(tested.returncode, 0, tested.stderr)
            self.assertNotIn("warn", tested.stderr)


@needs("nginx")
class Balanced(running.Case):
    @classmethod
    def setUpClass(cls):
        cls.cluster = Cluster(running.program(), 2, 0, USUAL)
        cls.cluster.__enter__()
        cls.addClassCleanup(cls.cluster.stop)
        cls.front = Address(cls.cluster.port)

    def asked(self):
        """How many requests each instance has had."""
        return [Address(one.port).get("/debug/metrics.json").json()["requests"] for one in self.cluster.instances]

    def test_I11_requests_go_to_both(self):
        time.sleep(1.5)  # one that has just been killed is left alone for a second
        before = self.asked()
        for _ in range(200):
            self.assertEqual(self.front.get("/tasks/1").status, 200)
        for had, has in zip(before, self.asked()):
            self.assertGreater(has - had, 50)

    def test_I11_a_browser_comes_back_to_its_session(self):
        homes = set()
        for _ in range(10):
            browser = Browser(self.cluster.url)
            status, text = browser.get("/login", b"username=test&password=password")
            self.assertEqual(status, 200, text)
            homes.add(browser.cookie("route"))
            for _ in range(10):
                status, text = browser.get("/dashboard")
                self.assertEqual(status, 200, text)
        self.assertEqual(len(homes), 10, "every browser has a route of its own")

    def test_I2_a_token_is_good_everywhere(self):
        headers = bearer(Address(self.cluster.instances[0].port))
        for address in (self.front, *(Address(one.port) for one in self.cluster.instances)):
            self.assertEqual(address.get("/dashboard", headers).status, 200)

    def test_I11_somebody_who_guesses_passwords_is_slowed_down(self):
        answers = [self.front.post("/token", {"username": "nobody", "password": "guess"}) for _ in range(60)]
        self.assertEqual({answer.status for answer in answers}, {401, 429})
        self.assertIn("error", answers[-1].json())
        self.assertEqual(answers[-1].headers["Retry-After"], "2")
        # The others may go on: the limit is one of addresses, and of these URLs.
        self.assertEqual(self.front.get("/tasks").status, 200)

    def fails(self, number, target):
        """One instance ends under load, and comes back; returns what the clients saw."""
        seconds = 4 if running.quick() else 8
        victim = self.cluster.instances[1]
        load = Wrk(self.cluster.url + target, seconds)
        time.sleep(seconds / 4)
        victim.stop(number)
        self.assertFalse(victim.running())
        time.sleep(seconds / 4)
        victim.start()
        return load.result()

    @needs("wrk")
    def test_I11_one_of_two_is_killed_under_load(self):
        for number in (signal.SIGKILL, signal.SIGTERM):
            for target in ("/tasks/1", "/hello"):
                requests, errors, refused, _ = self.fails(number, target)
                print(f"{number.name} and a new start under wrk, {target}: {requests} requests, "
                      f"{errors + refused} failed")
                self.assertEqual((errors, refused), (0, 0))
                self.assertGreater(requests, 1000)

    def test_I11_one_of_two_is_killed_while_its_answers_are_slow(self):
        targets = (f"/search?q=task+{time.monotonic_ns()}+{n}" for n in range(1_000_000))
        victim = self.cluster.instances[0]
        with Load(self.cluster.port, targets, clients=8) as load:
            for number in (signal.SIGKILL, signal.SIGTERM):
                time.sleep(1)
                victim.stop(number)
                time.sleep(0.5)
                victim.start()
            time.sleep(0.5)
        print(f"killed while it was searching: {load.requests} requests, {len(load.failed)} failed")
        self.assertEqual(load.failed, [])

    def test_I11_nobody_is_left(self):
        with Cluster(running.program(), 1, 0, USUAL, redis=False) as cluster:
            cluster.instances[0].stop()
            answer = Address(cluster.port).get("/tasks")
        self.assertEqual((answer.status, answer.json()), (503, {"error": "No instance answers"}))

    @running.slow
    def test_I11_writes_go_on_when_an_instance_is_told_to_go(self):
        """A POST is not repeated by nginx, so nobody may hang up on one: SIGTERM lets it be answered."""
        headers = bearer(Address(self.cluster.instances[0].port))
        victim, done, failed = self.cluster.instances[0], 0, []
        ending = time.monotonic() + 6
        stops = [time.monotonic() + 1, time.monotonic() + 3]
        while time.monotonic() < ending:
            if stops and time.monotonic() > stops[0]:
                stops.pop(0)
                victim.child.terminate()
            if not victim.running():
                victim.start()
            answer = self.front.post("/tasks", {"title": f"Written {done}"}, headers)
            done += 1
            if answer.status != 201:
                failed.append((answer.status, answer.text))
        print(f"{done} writes while an instance went twice, {len(failed)} failed")
        self.assertEqual(failed, [])


def read(path):
    """What is in a file of /proc, which may go at any time."""
    try:
        return path.read_text(errors="replace")
    except OSError:
        return ""


@needs("nginx")
class Supervised(running.Case):
    """instances.py itself, as ./dev demo --instances starts it."""

    def run_it(self, *arguments):
        script = ROOT / "examples/http_demo/deploy/instances.py"
        return subprocess.Popen(["/usr/bin/env", "python3", str(script), "--program", running.program(), *arguments],
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    def test_I11_it_starts_again_what_dies_and_ends_with_everything(self):
        child = self.run_it("--instances", "2", "--port", "0", *USUAL)
        self.addCleanup(child.stderr.close)
        self.addCleanup(child.stdout.close)

        def end():  # by itself it ends its own children, and SIGKILL would leave them behind
            if child.poll() is None:
                child.terminate()
                child.wait(30)

        self.addCleanup(end)
        pids, port = {}, None
        while port is None:
            line = child.stdout.readline()
            self.assertNotEqual(line, "", "it ended")
            if found := re.match(r"(\S+(?: \d)?) +pid (\d+)", line):
                pids[found[1]] = int(found[2])
            if found := re.match(r"Listening on http://127\.0\.0\.1:(\d+)", line):
                port = int(found[1])
        self.assertEqual(Address(port).get("/healthz").status, 200)
        folder = re.search(r"/http_demo-\w+/", pathlib.Path(f"/proc/{pids['instance 2']}/cmdline").read_text())[0]
        os.kill(pids["instance 1"], signal.SIGKILL)  # a grandchild of ours, named by its parent
        self.assertRegex(child.stdout.readline(), "instance 1 ended with status -9, and is started again")
        self.assertEqual(Address(port).get("/healthz").status, 200)
        child.send_signal(signal.SIGTERM)
        self.assertEqual(child.wait(20), 0)
        left = [path.parent.name for path in pathlib.Path("/proc").glob("[0-9]*/cmdline") if folder in read(path)]
        self.assertEqual(left, [], f"processes of {folder} are still there")

    def test_I11_what_is_wrong_is_said_in_one_line(self):
        with socket.create_server(("127.0.0.1", 0)) as taken:
            for arguments in (["--port", str(taken.getsockname()[1])], ["--instances", "0"], ["--program", "/nowhere"],
                              ["--port", "0", "--cache", "nonsense"]):
                child = self.run_it(*arguments, "--tasks", "10")
                _, errors = child.communicate(timeout=30)
                self.assertEqual(child.returncode, 2, errors)
                self.assertEqual(errors.count("\n"), 1 if "--instances" not in arguments else errors.count("\n"))
                self.assertNotIn("Traceback", errors)


@needs("nginx", "wrk")
class Scaling(running.Case):
    """Horizontal: more processes. Vertical: more workers in one. Measured where it counts: with the cache off."""

    @running.slow
    def test_A3_requests_per_second(self):
        figures = {}
        for processes, workers in ((1, 1), (1, 2), (2, 1)):
            arguments = ["--tasks", "10000", "--cache", "off", "--workers", str(workers)]
            with Cluster(running.program(), processes, 0, arguments, redis=False) as cluster:
                searching = Wrk(cluster.url + "/search?q=task", 4, 16).result()
                hello = Wrk(cluster.url + "/hello", 4, 16).result()
            for requests, errors, refused, _ in (searching, hello):
                self.assertEqual((errors, refused), (0, 0))
                self.assertGreater(requests, 0)
            figures[processes, workers] = searching[3], hello[3]
        print("requests/s through nginx   /search, not cached     /hello")
        base = figures[1, 1]
        for (processes, workers), (searching, hello) in figures.items():
            print(f"{processes} process{'es' * (processes > 1):2}, {workers} worker{'s' * (workers > 1):1}     "
                  f"{searching:12.0f} ({searching / base[0]:.2f}x) {hello:12.0f} ({hello / base[1]:.2f}x)")


if __name__ == "__main__":
    running.main()
