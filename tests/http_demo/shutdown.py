# SPDX-License-Identifier: BSL-1.0
"""How the program starts, ends, and says why it cannot.

    python3 tests/http_demo/shutdown.py --program PATH [--quick]
"""

import collections
import http.client
import json
import os
import pathlib
import signal
import socket
import subprocess
import tempfile
import threading
import time

import running


class Load:
    """Threads that ask over and over, each on a connection that it keeps, until the server is gone."""

    def __init__(self, port, targets, threads=8):
        self.outcomes = collections.Counter()
        self.broken = []
        self._port, self._targets, self._lock = port, targets, threading.Lock()
        self._threads = [threading.Thread(target=self._ask, args=(n,)) for n in range(threads)]
        for thread in self._threads:
            thread.start()

    def _ask(self, number):
        counts, broken = collections.Counter(), []
        connection = None
        for turn in range(10_000_000):
            try:
                if connection is None:
                    connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=15)
                    connection.connect()
            except OSError:
                break  # nobody listens any more: the end
            try:
                connection.request("GET", self._targets[(turn + number) % len(self._targets)])
                answer = connection.getresponse()
                answer.read()
                counts[answer.status] += 1
                if answer.will_close:
                    connection.close()
                    connection = None
            except (OSError, http.client.HTTPException) as error:
                broken.append(repr(error))
                connection = None
        with self._lock:
            self.outcomes += counts
            self.broken += broken

    def join(self):
        for thread in self._threads:
            thread.join(30)


class Ending(running.Case):
    def end_under_load(self, number):
        with running.Server(running.program(), "--quiet") as server:
            load = Load(server.port, ["/hello", "/search?q=a", "/tasks/1", "/search?q=milk&limit=3"])
            time.sleep(0.5)
            began = time.monotonic()
            server.signal(number)
            self.assertEqual(server.wait(), 0)
            self.assertLess(time.monotonic() - began, 5)
            load.join()
            self.assertEqual(load.broken, [])
            self.assertEqual(set(load.outcomes), {200})
            self.assertGreater(load.outcomes[200], 100)
            self.assertEqual(server.errors, "")

    def test_sigterm_under_load_breaks_no_answer(self):
        self.end_under_load(signal.SIGTERM)

    @running.slow
    def test_sigint_under_load_breaks_no_answer(self):
        for _ in range(3):
            self.end_under_load(signal.SIGINT)

    def test_idle_connections_do_not_hold_it_back(self):
        with running.Server(running.program()) as server:
            idle = [socket.create_connection(("127.0.0.1", server.port)) for _ in range(20)]
            began = time.monotonic()
            self.assertEqual(server.stop(), 0)
            self.assertLess(time.monotonic() - began, 4)
            for one in idle:
                with one:
                    self.assertEqual(one.recv(100), b"")

    def test_health_says_that_it_goes(self):
        """A request that has begun to arrive is answered; the balancer learns that no other should come."""
        with running.Server(running.program()) as server:
            with socket.create_connection(("127.0.0.1", server.port), timeout=10) as wire:
                wire.sendall(b"GET /healthz HTTP/1.1\r\nHost: a\r\n")
                time.sleep(0.1)
                server.signal(signal.SIGTERM)
                time.sleep(0.2)
                with self.assertRaises(OSError):
                    socket.create_connection(("127.0.0.1", server.port), timeout=1).close()
                wire.sendall(b"\r\n")
                answer = b""
                while part := wire.recv(4096):
                    answer += part
            self.assertTrue(answer.startswith(b"HTTP/1.1 503 "), answer)
            self.assertIn(b"\r\nConnection: close\r\n", answer)
            self.assertEqual(server.wait(), 0)

    def test_a_second_signal_ends_it_at_once(self):
        with running.Server(running.program()) as server:
            with socket.create_connection(("127.0.0.1", server.port)) as wire:
                wire.sendall(b"GET /hello HTTP/1.1\r\n")  # would be waited for
                time.sleep(0.1)
                server.signal(signal.SIGTERM)
                time.sleep(0.1)
                began = time.monotonic()
                server.signal(signal.SIGTERM)
                self.assertEqual(server.wait(), 0)
                self.assertLess(time.monotonic() - began, 1)


class AccessLog(running.Case):
    def lines(self, path):
        return [json.loads(line) for line in path.read_text().splitlines()]

    def wait_for_lines(self, path, count):
        limit = time.monotonic() + 5
        while time.monotonic() < limit:
            if path.exists() and len(self.lines(path)) >= count:
                return self.lines(path)
            time.sleep(0.02)
        self.fail(f"{path} has no {count} lines: {path.read_text() if path.exists() else 'not there'}")

    def test_B4_the_log_is_appended_to_and_reopened(self):
        with tempfile.TemporaryDirectory() as folder:
            log, old = pathlib.Path(folder, "access.log"), pathlib.Path(folder, "access.log.1")
            with running.Server(running.program(), "--access-log", log) as server:
                server.get("/hello?password=secret")
                server.get("/tasks/1")
                server.get("/tasks/1")
                server.post("/login", "username=test&password=secret",
                            {"Content-Type": "application/x-www-form-urlencoded"})
                lines = self.wait_for_lines(log, 5)
                first = lines[-4]
                self.assertEqual((first["method"], first["route"], first["status"], first["peer"]),
                                 ("GET", "/hello", 200, "127.0.0.1"))
                self.assertGreater(first["bytes"], 10)
                self.assertGreaterEqual(first["us"], 0)
                self.assertRegex(first["time"], r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$")
                self.assertEqual([(line["route"], line["cache"]) for line in lines[-3:-1]],
                                 [("/tasks/<int:id>", "MISS"), ("/tasks/<int:id>", "HIT")])
                self.assertNotIn("secret", log.read_text())

                with socket.create_connection(("127.0.0.1", server.port)) as wire:
                    wire.sendall(b"garbage\r\n\r\n")
                    wire.recv(4096)
                self.assertEqual(self.wait_for_lines(log, 6)[-1]["status"], 400)

                os.rename(log, old)
                server.signal(signal.SIGHUP)
                limit = time.monotonic() + 5
                while not log.exists() and time.monotonic() < limit:
                    time.sleep(0.02)
                server.get("/nowhere")
                self.assertEqual([line["status"] for line in self.wait_for_lines(log, 1)], [404])
                self.assertEqual(len(self.lines(old)), 6)
                server.get("/hello")
                self.assertEqual(server.stop(), 0)
                self.assertEqual(len(self.lines(log)), 2, "the last line has been written at the end")

    @running.slow
    def test_a_full_disk_stops_nobody(self):
        with running.Server(running.program(), "--access-log", "/dev/full") as server:
            for _ in range(100):
                self.assertEqual(server.get("/hello").status, 200)
            self.assertEqual(server.stop(), 0)


class Refusals(running.Case):
    def refused(self, *arguments, says, environment=()):
        """Exit status 2, and one line on stderr that contains `says`."""
        with tempfile.TemporaryDirectory() as folder, self.subTest(arguments):
            ended = subprocess.run(
                [running.program(), "--port", "0", "--database", f"{folder}/x.sqlite3", "--tasks", "1",
                 "--fast-passwords", *map(str, arguments)],
                capture_output=True, text=True, timeout=20, env={**os.environ, **dict(environment)})
            self.assertEqual((ended.returncode, ended.stdout), (2, ""), ended)
            self.assertRegex(ended.stderr, r"\Ahttp_demo: [^\n]+\n\Z")
            self.assertIn(says, ended.stderr)

    def test_options(self):
        self.refused("--nonsense", says="--nonsense")
        self.refused("-x", says="-x")
        self.refused("nonsense", says="nonsense")
        self.refused("--port", says="--port")
        self.refused("--port", "65536", says="--port")
        self.refused("--port", "-1", says="--port")
        self.refused("--port", "80x", says="80x")
        self.refused("--workers", "0", says="--workers")
        self.refused("--cache", "fifo", says="s3fifo")
        self.refused("--cache-bytes", "1e6", says="--cache-bytes")
        self.refused("--single-flight", "perhaps", says="on or off")
        self.refused("--deadline", "0", says="--deadline")
        self.refused("--quiet=yes", says="--quiet")
        self.refused("--host", "nowhere.invalid", says="nowhere.invalid")
        self.refused("--host", "192.0.2.1", says="192.0.2.1")

    def test_environment(self):
        self.refused(says="DEMO_SECRET", environment={"DEMO_SECRET": "short"}.items())
        self.refused(says="PORT", environment={"PORT": "http"}.items())

    def test_port_taken(self):
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            taken.listen()
            port = taken.getsockname()[1]
            self.refused("--port", port, says=f"127.0.0.1:{port}")

    def test_paths(self):
        with tempfile.NamedTemporaryFile() as file:
            self.refused("--access-log", f"{file.name}/log", says=f"{file.name}/log")
            self.refused("--database", f"{file.name}/x.sqlite3", says=f"{file.name}/x.sqlite3")

    def test_help(self):
        ended = subprocess.run([running.program(), "--help"], capture_output=True, text=True, timeout=20)
        self.assertEqual((ended.returncode, ended.stderr), (0, ""))
        for option in ["--port", "--database", "--cache", "--access-log", "DEMO_SECRET"]:
            self.assertIn(option, ended.stdout)

    def test_port_of_the_environment(self):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        server = running.Server(running.program(), env={"PORT": str(port)})
        server.arguments = [a for a in server.arguments if a not in ("--port", "0")]
        with server:
            self.assertEqual(server.port, port)
            self.assertEqual(server.get("/healthz").status, 200)


if __name__ == "__main__":
    running.main()
