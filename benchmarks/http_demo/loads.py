# SPDX-License-Identifier: BSL-1.0
"""The load generators: wrk for as much as goes, h2load for a fixed rate, sockets for all at once."""
import bisect
import dataclasses
import http.client
import itertools
import pathlib
import random
import selectors
import signal
import socket
import subprocess
import tempfile
import time

from processes import LOAD_CORE, BenchmarkError, pinned

SCRIPT = pathlib.Path(__file__).resolve().parent / "paths.lua"


def run(command):
    result = subprocess.run([str(part) for part in command], stdin=subprocess.DEVNULL,
                            capture_output=True, text=True, check=False,
                            preexec_fn=pinned(LOAD_CORE))
    if result.returncode != 0:
        words = (result.stderr or result.stdout).strip().splitlines()
        raise BenchmarkError(f"{command[0]} failed: {words[-1] if words else 'it said nothing'}")
    return result.stdout


# -- what is asked for ------------------------------------------------------------------------------

def zipf(paths, count=1 << 16, exponent=1.0, seed=1):
    """A sample of the paths in which the one of rank r is asked for in proportion to 1/r**exponent."""
    weights = list(itertools.accumulate(1 / rank**exponent for rank in range(1, len(paths) + 1)))
    source = random.Random(seed)
    return [paths[bisect.bisect_left(weights, source.random() * weights[-1])] for _ in range(count)]


def write_paths(paths, folder):
    """A file for wrk; the sample is drawn before the clock runs, and the same for all contestants."""
    with tempfile.NamedTemporaryFile("w", dir=folder, suffix=".paths", delete=False) as file:
        file.write("\n".join(paths) + "\n")
    return file.name


def warm(port, paths):
    """Asks for each path once, so that what is measured is not the first time."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    for path in paths:
        connection.request("GET", path)
        answer = connection.getresponse()
        answer.read()
        if answer.status != 200:
            raise BenchmarkError(f"port {port} answers GET {path} with {answer.status}")
    connection.close()


# -- as much as goes --------------------------------------------------------------------------------

@dataclasses.dataclass
class Rate:
    per_second: float
    errors: int  # answers that were not 2xx, and broken connections
    p50: float   # microseconds
    p99: float
    cost: float  # microseconds of the server's processor for each request


def wrk(server, path="/", paths_file=None, connections=64, seconds=2.0):
    """One path again and again, or those of a file in turn."""
    # wrk takes whole seconds only; its own clock gives the exact figure.
    command = ["wrk", "-t1", f"-c{connections}", f"-d{max(1, round(seconds))}s", "--timeout", "10s",
               "-s", SCRIPT, server.url(path)]
    before = server.processor_seconds()
    output = run(command + (["--", paths_file] if paths_file else []))
    used = server.processor_seconds() - before
    for line in output.splitlines():
        if line.startswith("RESULT "):
            requests, microseconds, bad, p50, p99 = map(float, line.split()[1:])
            return Rate(requests / microseconds * 1e6, int(bad), p50, p99, used / max(1, requests) * 1e6)
    raise BenchmarkError(f"wrk said something else: {output.strip()[-200:]}")


# -- a fixed rate -----------------------------------------------------------------------------------

@dataclasses.dataclass
class Latency:
    per_second: float
    p50: float  # microseconds
    p99: float
    p999: float


def fixed_rate(server, path, per_second=20_000, connections=16, seconds=4, folder=None):
    """Requests leave when they are due, however late the answers are: what users see."""
    with tempfile.NamedTemporaryFile("r", dir=folder, suffix=".log") as log:
        run(["h2load", "--h1", "-t1", f"-c{connections}", f"--rps={per_second / connections:g}",
             f"-D{seconds}", "--warm-up-time=1", f"--log-file={log.name}", server.url(path)])
        times = []
        for line in log:
            _, status, microseconds = line.split("\t")[:3]
            if status != "200":
                raise BenchmarkError(f"{server.name} answers GET {path} with {status} under h2load")
            times.append(int(microseconds))
    if not times:
        raise BenchmarkError(f"{server.name} answered nothing under h2load")
    times.sort()
    at = lambda share: times[min(len(times) - 1, int(share * len(times)))]  # noqa: E731
    return Latency(len(times) / seconds, at(0.5), at(0.99), at(0.999))


# -- all at once ------------------------------------------------------------------------------------

def stampede(server, path, clients=64):
    """Seconds until that many clients, who all ask at the same time, have their answers."""
    request = f"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode()
    sockets = [socket.create_connection(("127.0.0.1", server.port), timeout=30) for _ in range(clients)]
    time.sleep(0.05)  # all of them have been accepted
    server.process.send_signal(signal.SIGSTOP)  # so that it finds all requests at once
    for client in sockets:
        client.sendall(request)
    start = time.perf_counter()
    server.process.send_signal(signal.SIGCONT)
    with selectors.DefaultSelector() as ready:
        answers = {client: bytearray() for client in sockets}
        for client in sockets:
            ready.register(client, selectors.EVENT_READ)
        while ready.get_map():
            for key, _ in ready.select(30):
                data = key.fileobj.recv(65536)
                answers[key.fileobj] += data
                if not data:
                    ready.unregister(key.fileobj)
    took = time.perf_counter() - start
    for client, answer in answers.items():
        client.close()
        if not answer.startswith(b"HTTP/1.1 200 "):
            raise BenchmarkError(f"GET {path}: {bytes(answer[:40])!r} when {clients} asked at once")
    return took
