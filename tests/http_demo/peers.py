# SPDX-License-Identifier: BSL-1.0
"""What tests of several processes share: whether a tool is installed, a Redis, clients that count and time.

    @needs("redis-server")
    class Shared(running.Case): ...

    with Redis() as redis, Load(server.port, targets) as load: ...
    print(load.requests, load.failed, load.percentile(99))
"""

import http.client
import itertools
import pathlib
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "examples/http_demo/deploy"))

from instances import Cluster, accepts, find  # noqa: E402 (what a user starts is what is tested)

__all__ = ["ROOT", "Cluster", "Load", "Redis", "accepts", "bearer", "find", "free_port", "needs", "percentile", "skip_unless",
           "until"]


def skip_unless(there, what):
    """Decorates what is tested only if `there`; else says in one line what is not, and why."""

    def decorate(test):
        if not there:
            print(f"skipped: {test.__qualname__}: {what}", file=sys.stderr)
        return unittest.skipUnless(there, what)(test)

    return decorate


def needs(*tools):
    missing = [tool for tool in tools if not find(tool)]
    return skip_unless(not missing, f"not installed: {', '.join(missing)}")


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return probe.getsockname()[1]


def until(true, seconds=10.0):
    """Waits for it; returns the seconds that it took, or None."""
    start = time.monotonic()
    while time.monotonic() < start + seconds:
        if true():
            return time.monotonic() - start
        time.sleep(0.002)
    return None


def percentile(values, percent):
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, len(ordered) * percent // 100)]


def bearer(server, name="test", password="password"):
    """The header of a client that has a token."""
    answer = server.post("/token", {"username": name, "password": password})
    return {"Authorization": f"Bearer {answer.json()['access_token']}"}


class Redis:
    """A Redis on a free port of loopback, which can die, hang and come back."""

    def __init__(self):
        self.folder = tempfile.mkdtemp(prefix="http_demo-redis-")
        self.port = free_port()
        self.address = f"127.0.0.1:{self.port}"
        self.child = None

    def __enter__(self):
        return self.start()

    def __exit__(self, *_):
        self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)

    def start(self):
        self.child = subprocess.Popen(
            [find("redis-server"), "--bind", "127.0.0.1", "--port", str(self.port), "--save", "", "--appendonly", "no",
             "--dir", self.folder, "--logfile", "redis.log"], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
        if until(lambda: accepts(("127.0.0.1", self.port))) is None:
            raise RuntimeError("redis-server does not answer")
        return self

    def kill(self):
        if self.child:
            self.child.kill()
            self.child.wait()
            self.child = None

    def hang(self):
        self.child.send_signal(signal.SIGSTOP)

    def go_on(self):
        self.child.send_signal(signal.SIGCONT)

    def command(self, *words):
        """Its raw answer to one command."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=5) as link:
            link.sendall(b"*%d\r\n" % len(words) + b"".join(b"$%d\r\n%s\r\n" % (len(w), w.encode()) for w in words))
            time.sleep(0.05)
            return link.recv(1 << 20)


class Load:
    """Clients that ask for one target after the other, each on a connection that it keeps."""

    def __init__(self, port, targets, clients=2, pause=0.0, headers=None):
        self.port, self.targets, self.pause = port, itertools.cycle(targets), pause
        self.headers = headers or {}
        self.samples = []  # (when, seconds)
        self.failed = []
        self.ending = threading.Event()
        self.lock = threading.Lock()
        self.threads = [threading.Thread(target=self.ask, daemon=True) for _ in range(clients)]

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self.ending.set()
        for thread in self.threads:
            thread.join()

    def ask(self):
        link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        while not self.ending.is_set():
            with self.lock:
                target = next(self.targets)
            start = time.monotonic()
            try:
                link.request("GET", target, headers=self.headers)
                answer = link.getresponse()
                answer.read()
                if answer.status != 200:
                    self.failed.append(f"{target}: {answer.status}")
            except (OSError, http.client.HTTPException) as error:
                self.failed.append(f"{target}: {error!r}")
                link.close()
            self.samples.append((start, time.monotonic() - start))
            if self.pause:
                time.sleep(self.pause)
        link.close()

    @property
    def requests(self):
        return len(self.samples)

    def percentile(self, percent, since=0.0, until=float("inf")):
        """Of the milliseconds of requests that began in that time."""
        return 1000 * percentile([took for when, took in self.samples if since <= when < until], percent)
