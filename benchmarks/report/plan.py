# SPDX-License-Identifier: BSL-1.0
"""What is measured in which mode, and how long and how often, so that it fits into the time given."""
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Mode:
    """How thorough a session is."""
    name: str
    budget: float          # seconds for everything, building excluded
    repetitions: int       # processes per workload and container
    min_time: float        # seconds per figure, in the first repetition
    sizes: frozenset       # of sequences, tables and streams of integers
    large: frozenset       # further sizes for the type that fits best into memory, u64

    def takes(self, case):
        """Texts and fixed sizes are always taken; others if the size is one of the mode's."""
        if case.type.startswith(("words", "tokens")) or case.type in ("u8", "u16"):
            return self.name != "quick" or case.workload != "add"
        if case.workload == "tiny":
            return True
        return case.n in self.sizes or (case.n in self.large and case.type.startswith("u64"))


QUICK = Mode("quick", 105, 3, 0.001, frozenset({1_000, 100_000}), frozenset())
DEFAULT = Mode("default", 560, 5, 0.003, frozenset({16, 1_000, 10_000, 100_000}),
               frozenset({1_000_000}))
FULL = Mode("full", 3600, 9, 0.02,
            frozenset({16, 1_000, 10_000, 100_000, 1_000_000, 10_000_000}), frozenset())


@dataclass
class Task:
    """The sizes of one workload, type and container: what one process measures."""
    program: object
    cases: list
    cost: float = None     # seconds its last process took
    repetitions: int = 0   # processes so far

    @property
    def group(self):
        return (self.cases[0].workload, self.cases[0].type)


@dataclass
class Schedule:
    """The tasks of one program, its share of the time, and what the first repetition taught."""
    program: object
    tasks: list
    budget: float
    mode: Mode
    min_time: float = 0.0
    repetitions: int = 0
    spent: float = 0.0
    notes: list = field(default_factory=list)

    def __post_init__(self):
        self.min_time = self.mode.min_time
        self.repetitions = self.mode.repetitions

    def round(self, repetition):
        """The tasks of a repetition: the containers of a workload after one another, each
        repetition beginning with another one, so that none is always measured first."""
        groups = {}
        for task in self.tasks:
            groups.setdefault(task.group, []).append(task)
        for tasks in groups.values():
            turn = repetition % len(tasks)
            yield from tasks[turn:] + tasks[:turn]

    def adapt(self):
        """After the first repetition: uses time that is left to measure longer, and repeats what
        takes too long less often, though twice at least."""
        costs = sum(task.cost for task in self.tasks)
        figures = sum(len(task.cases) for task in self.tasks)
        per_round = (self.budget - self.spent) / max(1, self.repetitions - 1)
        if per_round >= costs:
            self.min_time += min(0.1, (per_round - costs) / (1.15 * figures))
            return
        while self.repetitions > 2 and costs * (self.repetitions - 1) > self.budget - self.spent:
            self.repetitions -= 1
        if self.repetitions < self.mode.repetitions:
            self.notes.append(f"{self.program.header} {self.program.profile}: {self.repetitions} "
                              f"repetitions instead of {self.mode.repetitions}, to keep to the time")


def schedules(programs, mode):
    """One schedule per program; each gets time in proportion to what it has to measure."""
    made = []
    for program in programs:
        tasks = {}
        for case in program.cases():
            if mode.takes(case):
                key = (case.workload, case.type, case.container)
                tasks.setdefault(key, Task(program, [])).cases.append(case)
        made.append(Schedule(program, sorted(tasks.values(), key=lambda task: task.group), 0, mode))
    weights = [sum(len(task.cases) for task in schedule.tasks) for schedule in made]
    for schedule, weight in zip(made, weights):
        schedule.budget = mode.budget * weight / max(1, sum(weights))
    return made
