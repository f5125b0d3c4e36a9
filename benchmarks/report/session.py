# SPDX-License-Identifier: BSL-1.0
"""A session: every task in a process of its own, containers interleaved, until all is repeated."""
import time

from .programs import quietest_cpu
from .results import Results


def run(plan, progress):
    """Carries the plan out. An interrupt ends it early, with what there is until then."""
    results = Results()
    cpu = quietest_cpu()
    try:
        for repetition in range(plan.mode.repetitions):
            for task in plan.round(repetition):
                left = plan.forecast()
                progress.show(plan.spent / max(1e-9, plan.spent + left), left,
                              f"repetition {repetition + 1} of {plan.mode.repetitions}  "
                              f"{task.program.header} {task.program.profile}  "
                              f"{'/'.join(task.what)} {task.cases[0].container}")
                start = time.monotonic()
                report = task.program.measure(task.cases, plan.min_time, cpu)
                plan.finished(task, time.monotonic() - start)
                results.add(task.program, report)
            if repetition == 0:
                plan.adapt()
    except KeyboardInterrupt:
        results.complete = False
        results.notes.append("interrupted: what follows is part of a session")
    finally:
        progress.close()
    results.notes += plan.notes
    return results
