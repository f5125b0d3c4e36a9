# SPDX-License-Identifier: BSL-1.0
"""What is measured in which mode, and how long and how often, so that it fits into the time given."""
from dataclasses import dataclass


# Of the sorted containers: what is measured for every type, what says most of a large container, and
# the trees with a node per element, which take ten times as long to fill as the best.
CORE = frozenset({"insert", "find_hit", "lower_bound", "erase", "iterate", "memory"})
HEADLINES = frozenset({"insert", "find_hit", "rank", "select"})
SLOW_TREES = frozenset({"std_set", "std_map", "std_multiset", "pb_ds_tree"})
MILLION = 1_000_000

# Sizes that are not round, because a layout has its boundaries elsewhere or a shape is costly to build,
# are taken where the round one is that they stand for.
STANDS_FOR = {64: 16, 256: 16, 1 << 10: 1_000, 1 << 12: 1_000, 20_000: 10_000, 1 << 16: 100_000, 200_000: 100_000,
              1 << 20: MILLION, 1 << 22: MILLION, 1 << 24: 10 * MILLION, 1 << 26: 10 * MILLION}


@dataclass(frozen=True)
class Mode:
    """How thorough a session is."""
    name: str
    budget: float          # seconds for everything, building excluded
    repetitions: int       # processes per workload and container
    min_time: float        # seconds per figure, in the first repetition
    sizes: frozenset       # of sequences, tables and streams of integers
    large: frozenset       # further sizes for the type that fits best into memory, u64

    def takes(self, case, header=""):
        """Texts and fixed sizes are always taken; others if the size is one of the mode's. Counting
        one key at a time differs little from counting them all: less of it is enough."""
        if header.startswith("sorted_"):
            return self.takes_sorted(case, header)
        if case.workload == "hit_ratio":
            return True
        single = case.workload == "add"
        if case.type == "words-zipf":
            return case.workload == "build" or self.name == "full" or \
                (self.name == "default" and not single)
        if case.type.startswith(("words", "tokens")) or case.type in ("u8", "u16"):
            return not (single and self.name == "quick")
        if case.workload == "tiny":
            return True
        size = STANDS_FOR.get(case.n, case.n)
        return size in self.sizes or (size in self.large and case.type.startswith(("u32", "u64")) and
                                      not single)

    def takes_sorted(self, case, header):
        """Sets are measured in full; maps and lists, which are the same tree, in less detail where it
        takes long, and the slowest peers among a million keys only by what says most."""
        is_set = header == "sorted_set"
        if case.type.startswith(("words", "keys")):
            return True
        if case.n >= MILLION and case.container in SLOW_TREES and \
                not (is_set and case.workload in HEADLINES):
            return False
        if self.name == "full":
            return case.n in self.sizes or case.n == 100 * MILLION
        if case.n in self.large and case.type == "u64":
            return is_set or header == "sorted_map" and case.workload in CORE
        if case.n not in self.sizes:
            return False
        return case.type == "u64" or case.workload in CORE and is_set or \
            self.name == "default" and (is_set or case.workload in CORE)


QUICK = Mode("quick", 125, 3, 0.001, frozenset({1_000, 100_000}), frozenset())
DEFAULT = Mode("default", 600, 5, 0.003, frozenset({16, 1_000, 10_000, 100_000}),
               frozenset({1_000_000}))
FULL = Mode("full", 5400, 9, 0.02,
            frozenset({16, 1_000, 10_000, 100_000, 1_000_000, 10_000_000}), frozenset())

LEAST = 2  # processes per workload and container, however little time there is


@dataclass
class Task:
    """The sizes of one workload, type and container: what one process measures."""
    program: object
    cases: list
    wanted: int            # processes in all
    done: int = 0          # processes so far
    cost: float = None     # seconds the last of them took

    @property
    def group(self):
        """Tasks that are compared with one another."""
        return (self.program.header, self.program.profile, *self.what)

    @property
    def what(self):
        return (self.cases[0].workload, self.cases[0].type)


class Plan:
    """The tasks of a session and the time they have."""

    def __init__(self, tasks, mode, budget):
        self.groups = {}
        for task in tasks:
            self.groups.setdefault(task.group, []).append(task)
        self.groups = dict(sorted(self.groups.items()))
        self.mode = mode
        self.budget = budget
        self.min_time = mode.min_time
        self.spent = 0.0
        self.notes = []

    @classmethod
    def of(cls, programs, mode, share=1.0):
        """All that the mode takes of some programs, in a share of the mode's time."""
        tasks = {}
        for program in programs:
            for case in program.cases():
                if case.workload == "hit_ratio" and program.profile != programs[0].profile:
                    continue  # every build of a cache hits alike
                if mode.takes(case, program.header):
                    key = (program, case.workload, case.type, case.container)
                    # Bytes and hits are always the same.
                    times = 1 if case.workload.startswith(("memory", "hit_ratio")) else mode.repetitions
                    tasks.setdefault(key, Task(program, [], times)).cases.append(case)
        return cls(tasks.values(), mode, mode.budget * share)

    @property
    def tasks(self):
        return [task for group in self.groups.values() for task in group]

    def round(self, repetition):
        """The tasks of a repetition: the containers of a workload after one another, each
        repetition beginning with another one, so that none is always measured first."""
        for group in self.groups.values():
            turn = repetition % len(group)
            yield from (task for task in group[turn:] + group[:turn] if task.wanted > repetition)

    def finished(self, task, seconds):
        task.cost = seconds
        task.done += 1
        self.spent += seconds

    def left(self, task_left=lambda task: task.wanted - task.done):
        """The seconds that the rest will take, guessed from what is known."""
        known = [task.cost for task in self.tasks if task.cost is not None]
        if not known:
            return self.budget
        average = sum(known) / len(known)
        return sum((task.cost or average) * task_left(task) for task in self.tasks)

    def forecast(self):
        """As left(), but knows that adapt() will cut what does not fit into the time."""
        if all(task.done for task in self.tasks):
            return self.left()
        least = self.left(lambda task: min(task.wanted, LEAST) - task.done)
        return max(least, min(self.left(), self.budget - self.spent))

    def adapt(self):
        """After the first repetition: time that is left makes every figure longer; if there is too
        little, what takes longest is repeated less often."""
        spare = self.budget - self.spent - self.left()
        if spare > 0:
            figures = sum(len(task.cases) * (task.wanted - task.done) for task in self.tasks)
            self.min_time += min(0.1, 0.8 * spare / max(1, figures))
            return
        cut = 0
        for group in sorted(self.groups.values(), key=lambda g: -sum(task.cost for task in g)):
            if self.left() <= self.budget - self.spent:
                break
            for task in group:
                task.wanted = min(task.wanted, max(LEAST, task.done))
            cut += 1
        if cut:
            self.notes.append(f"{cut} of {len(self.groups)} groups of containers were run {LEAST} "
                              f"times instead of {self.mode.repetitions}, to keep to the time")
