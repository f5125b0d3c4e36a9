# SPDX-License-Identifier: BSL-1.0
"""A session: every task in a process of its own, containers interleaved, until all is repeated."""
import time

from .programs import quietest_cpu
from .results import Results


class Session:
    def __init__(self, schedules, progress):
        self.schedules = schedules
        self.progress = progress
        self.results = Results()
        self.cpu = quietest_cpu()

    def run(self):
        """Fills `results`; an interrupt ends it early, with what there is until then."""
        try:
            for schedule in self.schedules:
                self._run(schedule)
        except KeyboardInterrupt:
            self.results.complete = False
            self.results.notes.append("interrupted: what follows is part of a session")
        finally:
            self.progress.close()
        for schedule in self.schedules:
            self.results.notes += schedule.notes
        return self.results

    def _run(self, schedule):
        program = schedule.program
        repetition = 0
        while repetition < schedule.repetitions:
            for task in schedule.round(repetition):
                container = task.cases[0].container
                self.progress.show(*self._position(),
                                   f"{program.header} {program.profile}  repetition "
                                   f"{repetition + 1} of {schedule.repetitions}  "
                                   f"{'/'.join(task.group)} {container}")
                start = time.monotonic()
                report = program.measure(task.cases, schedule.min_time, self.cpu)
                task.cost = time.monotonic() - start
                task.repetitions += 1
                schedule.spent += task.cost
                self.results.add(program, report)
            if repetition == 0:
                schedule.adapt()
            repetition += 1

    def _position(self):
        """The part of the work that is done, and the seconds that the rest will take."""
        spent = sum(schedule.spent for schedule in self.schedules)
        left = 0.0
        for schedule in self.schedules:
            known = [task.cost for task in schedule.tasks if task.cost is not None]
            if len(known) < len(schedule.tasks):
                left += max(schedule.budget - schedule.spent, 0)  # nothing known yet: the plan
                continue
            left += sum(task.cost * (schedule.repetitions - task.repetitions)
                        for task in schedule.tasks)
        return spent / max(1e-9, spent + left), left
