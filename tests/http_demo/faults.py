#!/usr/bin/env python3
# SPDX-License-Identifier: BSL-1.0
"""The demo when things break: the database is locked, full or read-only, and when the process is killed.

    faults.py --program PATH [--quick]
"""
import contextlib
import os
import pathlib
import shutil
import signal
import sqlite3
import subprocess
import tempfile
import time
import unittest

import running
from clients import Readers, Writers, add_task, bearer

NOBODY = 65534


def start(*arguments, program=None, **how):
    return running.Server(program or running.program(), "--login-limit", "10000", *arguments, **how)


@contextlib.contextmanager
def locked(database):
    """Another process writes, and does not finish."""
    connection = sqlite3.connect(database, isolation_level=None, timeout=10)
    try:
        connection.execute("BEGIN EXCLUSIVE")
        yield
    finally:
        connection.close()  # rolls back


class Fault(running.Case):
    def assert_alive(self, server):
        for path in ("/hello", "/", "/debug/metrics.json", "/debug/metrics"):
            self.assertEqual(server.get(path).status, 200, path)

    def assert_error(self, answer, status):
        self.assertEqual(answer.status, status, answer)
        self.assertEqual(list(answer.json()), ["error"])


class Locked(Fault):
    def test_writes_are_put_off_and_reads_go_on(self):
        with start() as server:
            who = bearer(server)
            self.assertEqual(server.get("/tasks/1").headers["X-Cache"], "MISS")
            with locked(server.database):
                refused = add_task(server, "too early", who)
                self.assert_error(refused, 503)
                self.assertGreaterEqual(int(refused.headers["Retry-After"]), 1)
                self.assertEqual(server.get("/tasks/1").headers["X-Cache"], "HIT")
                self.assertEqual(server.get("/tasks/2").status, 200)  # nobody has asked for it before
                self.assert_alive(server)
            self.assertEqual(add_task(server, "now", who).status, 201)
            self.assertNotIn("too early", server.get("/search?q=too+early").text)

    @running.slow
    def test_it_starts_while_another_process_writes(self):
        with start() as server:
            server.stop()
            with locked(server.database):
                server.start()
                self.assertEqual(server.get("/tasks/1").status, 200)
                self.assert_error(add_task(server, "too early", bearer(server)), 503)

    @running.slow
    def test_a_new_database_that_is_locked_is_told_in_one_line(self):
        with tempfile.TemporaryDirectory() as folder:
            server = start(directory=folder)
            with locked(server.database), self.assertRaises(RuntimeError):
                server.start()
            self.assertEqual(len(server.errors.strip().splitlines()), 1, server.errors)
            self.assertIn(str(server.database), server.errors)


class Full(Fault):
    @contextlib.contextmanager
    def small_disk(self, kilobytes):
        folder = tempfile.mkdtemp()
        try:
            mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={kilobytes}k", "tmpfs", folder],
                                     capture_output=True, check=False)
            if mounted.returncode != 0:
                self.skipTest("a small file system cannot be mounted here")
            try:
                yield pathlib.Path(folder)
            finally:
                subprocess.run(["umount", folder], check=True)
        finally:
            os.rmdir(folder)

    def test_nothing_is_lost_when_the_disk_is_full(self):
        with self.small_disk(4096) as folder, start(directory=folder) as server:
            who = bearer(server)
            self.assertEqual(add_task(server, "kept all along", who).status, 201)
            self.fill(folder)
            accepted, refused = [], None
            for number in range(2000):
                answer = add_task(server, f"{number} " + "x" * 190, who)
                if answer.status != 201:
                    refused = answer
                    break
                accepted.append(answer.json()["task"]["id"])
            self.assert_error(refused, 507)
            for path in ("/tasks/1", "/tasks/2", "/search?q=kept+all", "/tasks?order=newest"):
                self.assertEqual(server.get(path).status, 200, path)
            self.assert_alive(server)
            (folder / "filler").unlink()
            self.assertEqual(add_task(server, "after", who).status, 201)
            for number in accepted:
                self.assertEqual(server.get(f"/tasks/{number}").status, 200)
            self.assertEqual(server.get("/search?q=kept+all").json()["count"], 1)
            self.assertEqual(server.stop(), 0)

    def fill(self, folder):
        """Leaves next to nothing."""
        with open(folder / "filler", "wb", buffering=0) as filler:
            with contextlib.suppress(OSError):
                while filler.write(b"x" * 4096):
                    pass
            filler.truncate(max(0, filler.tell() - 16 * 4096))


class ReadOnly(Fault):
    def test_writes_are_refused_and_reads_go_on(self):
        with tempfile.TemporaryDirectory() as folder:
            with start(directory=folder) as server:
                self.assertEqual(server.stop(), 0)
            program = self.as_nobody(pathlib.Path(folder))
            os.chmod(server.database, 0o444)
            with start(program=program, directory=folder) as server:
                self.assertEqual(server.get("/tasks/1").status, 200)
                refused = add_task(server, "no", bearer(server))
                self.assert_error(refused, 503)
                self.assertIn("Retry-After", refused.headers)
                self.assertEqual(server.get("/tasks/2").status, 200)
                self.assert_alive(server)

    def as_nobody(self, folder):
        """A program that runs the demo as somebody whom permissions stop, which root is not."""
        if os.geteuid() != 0:
            return running.program()
        if not shutil.which("setpriv"):
            self.skipTest("root may write everything, and there is no setpriv")
        os.chmod(folder, 0o777)
        for file in folder.iterdir():
            os.chown(file, NOBODY, NOBODY)
        copy = shutil.copy(running.program(), folder / "program")  # its own folder may be closed to nobody
        script = folder / "as-nobody"
        script.write_text(f'#!/bin/sh\nexec setpriv --reuid {NOBODY} --regid {NOBODY} --clear-groups '
                          f'"{copy}" "$@"\n')
        for file in (copy, script):
            os.chmod(file, 0o755)
        return script


class Broken(Fault):
    def test_a_handler_that_throws_is_a_500_and_no_more(self):
        """What no handler expects: the table is gone."""
        with start() as server:
            with contextlib.closing(sqlite3.connect(server.database)) as connection:
                connection.execute("DROP TABLE tasks")
                connection.commit()
            for _ in range(3):
                failed = server.get("/search?q=milk")
                self.assert_error(failed, 500)
                self.assertNotIn("tasks", failed.text)  # details are for the log
            self.assert_alive(server)


class Killed(Fault):
    def test_every_acknowledged_write_is_there_after_a_kill(self):
        with start() as server:
            kept = {}
            for seconds in (0.3,) if running.quick() else (0.2, 0.5, 1.0, 1.7):
                writers = Writers(server)
                time.sleep(seconds)
                server.kill()
                writers.join()
                self.assertEqual(writers.unexpected, [])
                self.assertGreater(len(writers.acknowledged), 0)
                self.assertFalse(kept.keys() & writers.acknowledged.keys())  # no id is used twice
                kept |= writers.acknowledged
                server.start()
                for number, title in kept.items():
                    self.assertEqual(server.get(f"/tasks/{number}").json()["task"]["title"], title)
            with contextlib.closing(sqlite3.connect(server.database)) as connection:
                self.assertEqual(connection.execute("PRAGMA integrity_check").fetchone(), ("ok",))


class Terminated(Fault):
    def test_no_answer_is_broken_when_it_is_asked_to_end(self):
        for _ in range(1 if running.quick() else 5):
            with start() as server:
                readers = Readers(server)
                with self.wrk(server):
                    time.sleep(0.4)
                    server.signal(signal.SIGTERM)
                    self.assertEqual(server.wait(15), 0)
                readers.join()
                self.assertEqual(readers.broken, [])
                self.assertLessEqual(readers.statuses, {200})
                self.assertGreater(readers.whole, 16)

    @contextlib.contextmanager
    def wrk(self, server):
        """More load than the readers make, if wrk is there."""
        if not shutil.which("wrk"):
            yield
            return
        process = subprocess.Popen(["wrk", "-t1", "-c32", "-d1s", server.url + "/tasks/1"],
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            yield
        finally:
            process.wait(20)


@running.slow
class Stale(Fault):
    """An old answer is better than none."""

    @classmethod
    def setUpClass(cls):
        cls.server = start().start()
        cls.addClassCleanup(cls.server.__exit__)
        cls.first = cls.server.get("/search?q=milk")

    def test_an_old_answer_is_served_when_no_new_one_can_be_made(self):
        time.sleep(67)  # it is fresh for 60 seconds at most
        with contextlib.closing(sqlite3.connect(self.server.database)) as connection:
            connection.execute("DROP TABLE tasks")
            connection.commit()
        for _ in range(3):
            answer = self.server.get("/search?q=milk")
            self.assertEqual((answer.status, answer.body), (200, self.first.body))
            self.assertEqual(answer.headers["X-Cache"], "STALE")
        self.assert_error(self.server.get("/search?q=other"), 500)


if __name__ == "__main__":
    running.main()
