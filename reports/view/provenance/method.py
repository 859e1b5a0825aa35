"""How a result was measured, in words."""

from dataclasses import replace
from typing import Final

from bench.analysis.forecast.uneven_rounds import FEWEST_PEAKS
from bench.model import formatting
from bench.model.cells import list_repeated
from bench.model.types import EdgeCasePolicy, Run, Status
from reports.page.page import Phase
from reports.view.sentences import list_names

PHASES: Final = (
    Phase("start", "Interpreter up, worker loaded", "bare peak", timed=False),
    Phase("import", "The implementation and its libraries are loaded", "import peak, import time", timed=False),
    Phase("collect", "Garbage is collected", "", timed=False),
    Phase("run", "From file to answer, type of the answer checked", "CPU time, peak", timed=True),
    Phase("check", "The answer is written and compared", "", timed=False),
)
METHOD: Final = """
Before anything is timed, every implementation is checked on {checked}, in separate processes.
Each answer is compared with that of a slow, obviously correct reference.{tolerance}

A failed implementation is listed with its status and reason, and is not ranked.{excused}

Memory, time and traced memory are measured in separate fresh processes, because tracing slows code down and takes
memory of its own.

Resident memory is the kernel's high-water mark of the process, read from outside and reset between phases; {processes}.
For several processes it is the sum of their proportional set sizes, which count a shared page once.

Time is the wall-clock time of one call of `run`, taken by pyperf in a fresh process; garbage is collected before it.

In each of up to {rounds}, every implementation runs once, in random order, so that drift of the machine affects all of
them alike.{fewer}

{twice}

Estimates are Hodges-Lehmann estimates over the rounds; intervals are exact signed-rank intervals of paired log ratios.
Rows without a measurable difference in time share a rank.

Memory by line comes from a snapshot near the peak, in a second traced pass over part of the data. Curves of memory over
time come from separate processes, which read only the first lines if the growth model held and no option asked for all.

A process that takes longer than {seconds} or grows beyond {memory} is ended from outside; this happened in {ended}.
"""
TWICE: Final = (
    "A second copy of {} runs in the same rounds, as the A/A control. The difference between the two is the noise "
    "floor. A difference is claimed if its estimate is larger and its interval excludes equality; the interval may "
    "reach below the floor."
)
NONE_TWICE: Final = "No row ran twice, so there is no noise floor, and no difference in time is claimed."
CHECKED: Final = "small data, edge cases and the full data"
FEWER: Final = " A row that takes at least three times as long as every other, or a third at most, runs in {} of them."
ENDED: Final = {Status.TIMEOUT, Status.MEMORY_LIMIT}
EXCUSED: Final = " One that is right on the full data but fails edge cases is ranked, and marked beside its name."


def method(run: Run) -> tuple[str, ...]:
    """Return the method of a run, point by point."""
    plan = run.plan
    ended = len({replace(row.cell, data="", control=False) for row in run.outcomes if row.status in ENDED})
    repeated = {replace(cell, data="") for cell in list_repeated(plan.cells)}
    is_each = repeated == {replace(cell, data="", control=False) for cell in plan.cells} and len(repeated) > 1
    twice = "every row" if is_each else list_names(sorted({cell.implementation for cell in repeated}))
    filled = METHOD.format(
        checked="small data and the full data" if plan.edge_cases is EdgeCasePolicy.OFF else CHECKED,
        tolerance=_tolerance(run),
        excused=EXCUSED if plan.edge_cases is EdgeCasePolicy.WARN else "",
        processes=_count_processes(plan.resident_processes),
        rounds=formatting.plural(plan.rounds, "round"),
        fewer="" if plan.quick or not plan.long_rounds else FEWER.format(plan.long_rounds),
        twice=TWICE.format(twice) if twice else NONE_TWICE,
        seconds=formatting.duration(plan.limits.seconds),
        memory=formatting.amount(plan.limits.memory),
        ended=formatting.plural(ended, "row") if ended else "no row",
    )
    return tuple(" ".join(sentence.split()) for sentence in filled.strip().split("\n\n"))


def _count_processes(most: int) -> str:
    if most == 1:
        return "one process is measured"
    two = ", or of 2 that agree where a call takes a second or more" if most > FEWEST_PEAKS else ""
    return f"the largest of {most} processes counts{two}"


def _tolerance(run: Run) -> str:
    """Return how far numbers may be from the reference's, for each workload with a tolerance; empty without one."""
    stated = {name: each.tolerance for name, each in run.workloads.items() if each.tolerance}
    return "".join(
        f" Fractions in an answer to {name} may differ from the reference's by {share:g} times their value."
        for name, share in sorted(stated.items())
    )
