# SPDX-License-Identifier: BSL-1.0
"""The benchmark programs: where they are, what they offer, and one run of one of them."""
import json
import os
import pathlib
import shutil
import subprocess
from dataclasses import dataclass


class BenchmarkError(Exception):
    """Something that the user has to know, in one line."""


@dataclass(frozen=True)
class Case:
    """One figure to be measured: workload/type/container/n."""
    workload: str
    type: str
    container: str
    n: int

    @classmethod
    def parse(cls, name):
        parts = name.split("/")
        if len(parts) < 4 or not parts[3].isdigit():
            raise BenchmarkError(f"'{name}' is not workload/type/container/n")
        return cls(parts[0], parts[1], parts[2], int(parts[3]))


@dataclass(frozen=True)
class Program:
    """A benchmark executable `bench_HEADER` of one build."""
    header: str
    profile: str
    path: pathlib.Path
    arguments: tuple = ()

    def cases(self):
        lines = self._run(["--benchmark_list_tests"]).splitlines()
        return [Case.parse(line) for line in lines if line]

    def measure(self, cases, min_time, cpu=None):
        """Runs `cases`, which share workload, type and container, in one process of their own.

        Returns what Google Benchmark reports: {"context": ..., "benchmarks": [...]}.
        """
        first = cases[0]
        sizes = "|".join(str(case.n) for case in cases)
        wanted = "/".join((first.workload, first.type, first.container)).replace(".", "[.]")
        environment = dict(os.environ)
        if first.workload.startswith("memory"):
            # Blocks in malloc's per-thread cache would count as in use.
            environment["GLIBC_TUNABLES"] = "glibc.malloc.tcache_count=0"
        output = self._run([f"--benchmark_filter=^{wanted}/({sizes})(/|$)",
                            "--benchmark_format=json", "--min-time", f"{min_time:.6f}"],
                           pinned(cpu), environment)
        try:
            return json.loads(output)
        except ValueError:
            raise BenchmarkError(f"{self.path.name} did not write JSON for {wanted}") from None

    def _run(self, arguments, prefix=(), environment=None):
        command = [*prefix, str(self.path), *arguments, *self.arguments]
        try:
            done = subprocess.run(command, capture_output=True, text=True, env=environment)
        except OSError as error:
            raise BenchmarkError(f"cannot run {self.path}: {error.strerror}") from None
        if done.returncode != 0:
            said = done.stderr.strip().splitlines()
            raise BenchmarkError(f"{self.path.name}: " +
                                 (said[-1] if said else f"ended with status {done.returncode}"))
        return done.stdout


def quietest_cpu():
    """The processor to pin to: the last one we may use, as interrupts tend to go to the first."""
    return max(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else None


def pinned(cpu):
    return () if cpu is None or not shutil.which("taskset") else ("taskset", "-c", str(cpu))


def find_programs(build_dir, profile, arguments):
    """All bench_X of a build, in the order of their names."""
    build_dir = pathlib.Path(build_dir)
    if not build_dir.is_dir():
        raise BenchmarkError(f"no build in '{build_dir}'")
    found = [path for path in sorted(build_dir.rglob("bench_*"))
             if path.is_file() and os.access(path, os.X_OK) and "." not in path.name]
    if not found:
        raise BenchmarkError(f"no benchmark programs in '{build_dir}'")
    return [Program(path.name.removeprefix("bench_"), profile, path, arguments) for path in found]
