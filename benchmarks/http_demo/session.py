# SPDX-License-Identifier: BSL-1.0
"""What the rows share: effort, the demo's database, who is absent, and taking turns."""
import dataclasses
import pathlib
import sqlite3
import sys

import contestants
from processes import BenchmarkError


@dataclasses.dataclass
class Session:
    program: pathlib.Path
    folder: pathlib.Path
    repetitions: int
    seconds: float
    absent: dict
    h2o_program: pathlib.Path | None
    notes: list = dataclasses.field(default_factory=list)

    def demo(self, *options, name="cairn"):
        return contestants.demo(self.program, self.folder, *options, name=name)

    def make_database(self):
        """The first run seeds it; what others find there is the same for all."""
        self.demo().stop()

    def terms(self, count=1000):
        """Distinct words and numbers out of the titles, so that searches find something."""
        with sqlite3.connect(f"file:{self.folder / 'demo.sqlite3'}?mode=ro", uri=True) as database:
            titles = database.execute("SELECT title FROM tasks ORDER BY id").fetchall()
        found = {}
        for (title,) in titles:
            for word in "".join(c if c.isalnum() and c.isascii() else " " for c in title).split():
                found.setdefault(word)
        words = list(found) + [f"{number:03}" for number in range(count)]
        return list(dict.fromkeys(words))[:count]

    def say(self, text):
        print(f"  {text}", file=sys.stderr, flush=True)

    def take_turns(self, what, measures):
        """{name: values} of the measures, which take turns in every repetition."""
        values = {name: [] for name in measures}
        for repetition in range(self.repetitions):
            self.say(f"{what}: {repetition + 1} of {self.repetitions}")
            order = list(measures.items())
            first = repetition % len(order)  # each repetition begins with another one
            for name, measure in order[first:] + order[:first]:
                values[name].append(measure())
        return values


class Running:
    """with Running() as up: server = up(contestants.nginx(...)): all of them end with the block."""

    def __enter__(self):
        self.servers = []
        return self

    def __call__(self, server):
        self.servers.append(server)
        return server

    def __exit__(self, *_):
        for server in self.servers:
            server.stop()


def rates(row_notes, name, results):
    """Requests per second of wrk's results; what went wrong is noted."""
    errors = sum(result.errors for result in results)
    if errors > sum(result.per_second for result in results) / 100:
        raise BenchmarkError(f"{name}: {errors} requests failed")
    if errors:
        row_notes.append(f"{name}: {errors} errors")
    return [result.per_second for result in results]
