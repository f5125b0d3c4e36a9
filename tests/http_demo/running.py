# SPDX-License-Identifier: BSL-1.0
"""Starts the demo's program for a test, and ends it.

    import running

    class Healthy(running.Case):
        def test_it_answers(self):
            with running.Server(running.program(), "--workers", "2") as server:
                self.assertEqual(server.get("/healthz").status, 200)

    if __name__ == "__main__":
        running.main()          # python3 X.py --program PATH [--quick] [unittest's own arguments]
"""

import argparse
import atexit
import http.client
import json
import os
import pathlib
import re
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unittest

_options = argparse.Namespace(program=None, quick=False)


def program():
    """The path that --program gave."""
    return _options.program


def quick():
    """Whether only the fast part is asked for."""
    return _options.quick


class Case(unittest.TestCase):
    """A test case whose failures show long differences, and @slow tests are left out by --quick."""

    maxDiff = None


def slow(test):
    """Decorates a test, or a class of tests, that --quick leaves out."""
    return unittest.skipIf(quick() or "--quick" in sys.argv, "--quick")(test)


def main():
    parser = argparse.ArgumentParser(add_help=False)
    parser.add_argument("--program", required=True, type=lambda text: str(pathlib.Path(text).resolve()))
    parser.add_argument("--quick", action="store_true")
    known, rest = parser.parse_known_args()
    if not os.access(known.program, os.X_OK):
        print(f"{sys.argv[0]}: no program at {known.program}", file=sys.stderr)
        sys.exit(2)
    _options.program, _options.quick = known.program, known.quick
    result = unittest.main(argv=[sys.argv[0], *rest], exit=False).result
    if not result.wasSuccessful():
        sys.exit(1)
    sys.exit(77 if result.testsRun <= len(result.skipped) else 0)  # 77: nothing could be tried here


class Answer:
    """A response that has been read: status, headers (get() in any case), body, text, json()."""

    def __init__(self, response):
        self.status = response.status
        self.headers = response.headers
        self.body = response.read()

    @property
    def text(self):
        return self.body.decode()

    def json(self):
        return json.loads(self.body)

    def __repr__(self):
        return f"<{self.status} {self.body[:200]!r}>"


class Server:
    """A running demo, with a database in a directory of its own. Options given here win over the defaults.

    directory   where to work; kept afterwards. Without it a temporary one, which goes away.
    port        0 takes a free one.
    env         environment variables in addition to the present ones.
    wait        seconds until it has to answer /healthz.
    """

    def __init__(self, program, *args, directory=None, port=0, env=None, wait=20.0):
        self._temporary = directory is None
        self.directory = pathlib.Path(directory or tempfile.mkdtemp(prefix="http_demo-"))
        self.directory.mkdir(parents=True, exist_ok=True)
        self.arguments = [str(program), "--port", str(port), "--database", str(self.database),
                          "--data", str(self.directory), "--tasks", "100", "--fast-passwords",
                          *map(str, args)]
        self.environment = {**os.environ, "DEMO_SECRET": secrets.token_hex(32), **(env or {})}
        self.environment.pop("PORT", None) if "PORT" not in (env or {}) else None
        self.port = port
        self._wait = wait
        self._process = None

    @property
    def database(self):
        return self.directory / "demo.sqlite3"

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}"

    @property
    def pid(self):
        return self._process.pid

    @property
    def output(self):
        """What it has printed so far, and what it has complained about."""
        return self._read("stdout.txt")

    @property
    def errors(self):
        return self._read("stderr.txt")

    def _read(self, name):
        path = self.directory / name
        return path.read_text(errors="replace") if path.exists() else ""

    # -- start and end --------------------------------------------------------------------------------

    def __enter__(self):
        return self.start()

    def __exit__(self, *_):
        self.kill() if self.running() and self.stop() is None else None
        if self._temporary:
            shutil.rmtree(self.directory, ignore_errors=True)

    def start(self):
        with open(self.directory / "stdout.txt", "w") as out, \
                open(self.directory / "stderr.txt", "w") as err:
            self._process = subprocess.Popen(self.arguments, stdin=subprocess.DEVNULL, stdout=out,
                                             stderr=err, env=self.environment, cwd=self.directory)
        atexit.register(self.kill)
        limit = time.monotonic() + self._wait
        while not self._answers():
            if not self.running() or time.monotonic() > limit:
                state = "does not answer" if self.running() else f"ended with {self._process.poll()}"
                errors = self.errors.strip()
                self.kill()
                if self._temporary:
                    shutil.rmtree(self.directory, ignore_errors=True)
                raise RuntimeError(f"{self.arguments[0]} {state}: {errors}")
            time.sleep(0.02)
        return self

    def _answers(self):
        found = re.search(r"^Listening on http://[^\s:]+:(\d+)$", self.output, re.MULTILINE)
        if not found:
            return False
        self.port = int(found[1])
        try:
            return self.get("/healthz", timeout=2).status == 200
        except OSError:
            return False

    def running(self):
        return self._process is not None and self._process.poll() is None

    def wait(self, timeout=20):
        """Its exit status, or None if it still runs after so many seconds."""
        try:
            return self._process.wait(timeout)
        except subprocess.TimeoutExpired:
            return None

    def signal(self, number):
        if self.running():
            self._process.send_signal(number)

    def stop(self, timeout=20):
        """SIGTERM; returns the exit status."""
        self.signal(signal.SIGTERM)
        return self.wait(timeout)

    def kill(self):
        """SIGKILL: no farewell, as if the power went."""
        if self._process is not None:
            self.signal(signal.SIGKILL)
            self._process.wait()
            atexit.unregister(self.kill)

    # -- requests -------------------------------------------------------------------------------------

    def request(self, method, target, body=None, headers=None, timeout=10):
        """One request on a connection of its own; a dict as body is sent as JSON."""
        headers = dict(headers or {})
        if isinstance(body, dict):
            body = json.dumps(body)
            headers.setdefault("Content-Type", "application/json")
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        try:
            connection.request(method, target, body, headers)
            return Answer(connection.getresponse())
        finally:
            connection.close()

    def get(self, target, headers=None, timeout=10):
        return self.request("GET", target, None, headers, timeout)

    def post(self, target, body=b"", headers=None, timeout=10):
        return self.request("POST", target, body, headers, timeout)

    def resident(self):
        """Bytes of memory that it occupies now."""
        with open(f"/proc/{self.pid}/statm") as statm:
            return int(statm.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
