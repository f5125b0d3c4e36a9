#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""Several instances of the demo on this machine: Redis, N processes that share a database, nginx before them.

    instances.py --program PATH [--instances N] [--port P] [ARGUMENT OF THE DEMO...]

Everything listens on loopback alone, works in a temporary folder, and ends with SIGINT or SIGTERM. An instance
that dies is started again; meanwhile nginx asks the others. Exit status: 0, or 2 with one line if something that
is needed is missing.
"""

import argparse
import os
import pathlib
import re
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request

TEMPLATE = pathlib.Path(__file__).with_name("nginx.conf")


class Failure(Exception):
    """What keeps the instances from running, in one line."""


class Stopped(Exception):
    """SIGINT or SIGTERM has come. Raised where we wait, and nowhere else: a signal that interrupted the start of a
    process would leave it without anybody who knows it."""

    asked_for = False

    @classmethod
    def note(cls, *_):
        cls.asked_for = True

    @classmethod
    def check(cls):
        if cls.asked_for:
            raise cls


def find(tool):
    """The path of a server's program, or None; Debian keeps some where not everybody looks."""
    return shutil.which(tool, path=os.environ.get("PATH", os.defpath) + ":/usr/sbin:/usr/local/sbin")


def accepts(address):
    """Whether somebody listens at (host, port), or at the path of a socket."""
    family = socket.AF_UNIX if isinstance(address, str) else socket.AF_INET
    with socket.socket(family) as probe:
        probe.settimeout(1)
        return probe.connect_ex(address) == 0


class Process:
    """A child, with what it prints in a file of its own."""

    def __init__(self, folder, name):
        self.log = folder / f"{name.replace(' ', '-')}.log"
        self.name = name
        self.child = None

    def run(self, command, env=None):
        with open(self.log, "w") as log:
            # In a session of its own: Ctrl-C reaches only this program, which ends them in order.
            self.child = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                                          env=env, cwd=self.log.parent, start_new_session=True)

    def wait_until(self, ready, seconds=20.0):
        limit = time.monotonic() + seconds
        while not ready():
            if not self.running():
                raise Failure(f"{self.name} ended with status {self.child.returncode}: {self.said()}")
            if time.monotonic() > limit:
                raise Failure(f"{self.name} does not answer after {seconds:.0f} s: {self.said()}")
            Stopped.check()
            time.sleep(0.02)

    def running(self):
        return self.child is not None and self.child.poll() is None

    def said(self):
        return self.log.read_text(errors="replace").strip()

    def stop(self, number=signal.SIGTERM, patience=15.0):
        """Ends it, and returns its exit status."""
        if self.running():
            self.child.send_signal(number)
            try:
                self.child.wait(patience)
            except subprocess.TimeoutExpired:
                self.child.kill()
                self.child.wait()
        return self.child.returncode if self.child else None


class Instance(Process):
    """One process of the demo. It keeps its port when it is started again: nginx knows it by that."""

    def __init__(self, folder, name, command, env):
        super().__init__(folder, name)
        self.command, self.env, self.port = command, env, 0

    def start(self):
        self.run([*self.command, "--port", str(self.port)], self.env)
        self.wait_until(self.answers)

    def answers(self):
        found = re.search(r"^Listening on http://[^\s:]+:(\d+)$", self.said(), re.MULTILINE)
        if found:
            self.port = int(found[1])
        return bool(found) and accepts(("127.0.0.1", self.port))

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}"


class Cluster:
    """Redis (if it is installed), instances, nginx (if a port for it is given): what a `with` starts, it ends."""

    def __init__(self, program, instances=2, port=None, arguments=(), redis=True):
        self.program, self.count, self.port = program, instances, port
        self.arguments, self.wants_redis = list(arguments), redis
        self.redis = self.nginx = None
        self.instances = []

    def __enter__(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="http_demo-"))
        self.folder.chmod(0o711)  # started by root, nginx works as somebody else
        try:
            self.start()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, *_):
        self.stop()

    def start(self):
        if self.wants_redis and find("redis-server"):
            self.redis = Process(self.folder, "redis")
            self.start_redis()
        # One secret for all: a token that one has signed holds with the others.
        env = {**os.environ, "DEMO_SECRET": os.environ.get("DEMO_SECRET") or secrets.token_hex(32)}
        env.pop("PORT", None)
        command = [self.program, "--database", str(self.folder / "demo.sqlite3"), "--data", str(self.folder),
                   "--login-limit", "1000", "--quiet", *self.arguments]
        if self.redis:
            command += ["--redis", self.redis_address]
        for number in range(1, self.count + 1):
            self.instances.append(Instance(self.folder, f"instance {number}", command, env))
            self.instances[-1].start()  # one after the other: the first one makes the database
        if self.port is not None:
            self.start_nginx()

    @property
    def redis_address(self):
        return str(self.folder / "redis.sock")

    def start_redis(self):
        # Nothing is kept on disk: what is lost is computed again.
        self.redis.run([find("redis-server"), "--port", "0", "--unixsocket", self.redis_address,
                        "--save", "", "--appendonly", "no", "--maxmemory", "64mb",
                        "--maxmemory-policy", "allkeys-lru", "--dir", str(self.folder)])
        self.redis.wait_until(lambda: accepts(self.redis_address))

    def start_nginx(self):
        if self.port == 0:
            with socket.create_server(("127.0.0.1", 0)) as free:
                self.port = free.getsockname()[1]
        elif accepts(("127.0.0.1", self.port)):
            raise Failure(f"port {self.port} is taken")
        text = TEMPLATE.read_text().replace("@LISTEN@", f"127.0.0.1:{self.port}")
        servers = [f"        server 127.0.0.1:{one.port} max_fails=1 fail_timeout=1s;" for one in self.instances]
        (self.folder / "nginx.conf").write_text(text.replace("@SERVERS@", "\n".join(servers)))
        self.nginx = Process(self.folder, "nginx")
        self.nginx.run([find("nginx"), "-e", "stderr", "-p", str(self.folder), "-c", "nginx.conf"])
        self.nginx.wait_until(lambda: accepts(("127.0.0.1", self.port)))
        direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))  # http_proxy is not for loopback
        try:
            direct.open(f"{self.url}/healthz", timeout=10).close()
        except OSError as error:
            raise Failure(f"nginx does not answer: {error}") from error

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}"

    def stop(self):
        """nginx first, so that nobody asks an instance that has gone; then the instances, all at once."""
        if self.nginx:
            self.nginx.stop(signal.SIGQUIT, 5)  # after the requests that it has
        for one in self.instances:
            if one.running():
                one.child.terminate()
        for one in self.instances:
            one.stop()
        if self.redis:
            self.redis.stop()
        shutil.rmtree(self.folder, ignore_errors=True)


def report(cluster):
    for one in filter(None, [cluster.redis, *cluster.instances, cluster.nginx]):
        where = f"{one.url:<24}" if isinstance(one, Instance) else ""
        print(f"{one.name:<12} pid {one.child.pid:<8} {where}".rstrip())
    if not cluster.redis:
        print("no redis-server here: every instance caches for itself, up to two minutes behind the others")
    print(f"Listening on {cluster.url} (Ctrl-C ends all of it)", flush=True)


def supervise(cluster):
    """Starts again what dies, until a signal says otherwise."""
    while True:
        Stopped.check()
        time.sleep(0.2)
        if not cluster.nginx.running():
            raise Failure(f"nginx ended: {cluster.nginx.said()}")
        for one in cluster.instances:
            if not one.running():
                print(f"{one.name} ended with status {one.child.returncode}, and is started again", flush=True)
                one.start()


def main():
    parser = argparse.ArgumentParser(description="Several instances of the HTTP demo behind nginx.")
    parser.add_argument("--program", required=True, help="the demo")
    parser.add_argument("--instances", type=int, default=2, choices=range(1, 17), metavar="N", help="1 to 16")
    parser.add_argument("--port", type=int, default=8080, help="nginx's; 0 takes a free one")
    known, arguments = parser.parse_known_args()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, Stopped.note)
    try:
        if not os.access(known.program, os.X_OK):
            raise Failure(f"no program at {known.program}")
        if not find("nginx"):
            raise Failure("nginx is not installed (Debian: nginx-light)")
        program = str(pathlib.Path(known.program).resolve())
        with Cluster(program, known.instances, known.port, arguments) as cluster:
            report(cluster)
            supervise(cluster)
    except Failure as failure:
        print(f"instances.py: {failure}", file=sys.stderr)
        return 2
    except Stopped:
        print("stopped")
    return 0


if __name__ == "__main__":
    sys.exit(main())
