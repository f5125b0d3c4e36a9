# SPDX-License-Identifier: BSL-1.0
"""Servers and load generators as processes: on a core each, on free ports of the loopback, ended by pid."""
import http.client
import os
import pathlib
import signal
import socket
import subprocess
import time


class BenchmarkError(Exception):
    """What the user can be told in one line."""


def cores():
    """(server's core, load generator's core), or (None, None) if there is only one to share."""
    usable = sorted(os.sched_getaffinity(0))
    return (usable[0], usable[1]) if len(usable) >= 2 else (None, None)


SERVER_CORE, LOAD_CORE = cores()


def pinned(core):
    """For preexec_fn: the process and all that it starts stay on this core."""
    return None if core is None else lambda: os.sched_setaffinity(0, {core})


def free_port():
    """A port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def get(port, path, headers=None, timeout=10):
    """(status, header fields, body) of one request on a connection of its own."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=timeout)
    try:
        connection.request("GET", path, headers=headers or {})
        answer = connection.getresponse()
        return answer.status, answer.headers, answer.read()
    finally:
        connection.close()


class Server:
    """A contestant. `path` is answered with 200 as soon as it is ready."""

    def __init__(self, name, command, port, path="/", log=None, environment=None):
        self.name, self.port = name, port
        self.log = pathlib.Path(log) if log else None
        output = open(self.log, "wb") if self.log else subprocess.DEVNULL
        try:
            self.process = subprocess.Popen(
                [str(part) for part in command], stdin=subprocess.DEVNULL, stdout=output,
                stderr=subprocess.STDOUT, preexec_fn=pinned(SERVER_CORE),
                env={**os.environ, **(environment or {})})
        finally:
            if self.log:
                output.close()
        try:
            self.wait_until_ready(path)
        except BaseException:
            self.stop()
            raise

    def wait_until_ready(self, path, seconds=30):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if self.process.poll() is not None:
                raise BenchmarkError(f"{self.name} ended with status {self.process.returncode}: "
                                     f"{self.last_words()}")
            try:
                if get(self.port, path)[0] == 200:
                    return
            except (OSError, http.client.HTTPException):
                pass
            time.sleep(0.05)
        raise BenchmarkError(f"{self.name} does not answer GET {path} with 200: {self.last_words()}")

    def last_words(self):
        lines = self.log.read_text(errors="replace").strip().splitlines() if self.log else []
        return lines[-1] if lines else "it said nothing"

    def get(self, path, **how):
        return get(self.port, path, **how)

    def url(self, path=""):
        return f"http://127.0.0.1:{self.port}{path}"

    def processor_seconds(self):
        """What the server and its workers have used of the processor so far."""
        pid = self.process.pid
        workers = pathlib.Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        ticks = 0
        for each in (pid, *workers):
            fields = pathlib.Path(f"/proc/{each}/stat").read_text().rsplit(")", 1)[1].split()
            ticks += int(fields[11]) + int(fields[12])
        return ticks / os.sysconf("SC_CLK_TCK")

    def stop(self):
        """Asks it to end, and ends it after five seconds. Its children are ended by itself."""
        if self.process.poll() is not None:
            return
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(5)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
