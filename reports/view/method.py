"""How the figures came about, in ten sentences, and what is inside the timed region."""

from typing import Final

from bench.model import formatting
from bench.model.types import Run
from reports.page.page import Phase

PHASES: Final = (
    Phase("start", "Interpreter up, worker loaded", "bare peak", timed=False),
    Phase("import", "The implementation and its libraries are loaded", "import peak, import time", timed=False),
    Phase("collect", "Garbage is collected", "", timed=False),
    Phase("run", "From file to answer, type of the answer checked", "time, CPU time, peak", timed=True),
    Phase("check", "The answer is written and compared", "", timed=False),
)


METHOD: Final = """
Before anything is timed, every implementation answers small, hostile and full data in a process of its own, and its
answer is compared with that of a slow, plainly right reference.

Whoever is wrong, crashes or breaks a limit gets a status with a reason, and neither rank nor bar nor ratio.

Memory, time and traced memory are measured in separate fresh processes, because tracing slows code down and takes
memory of its own.

Resident memory is the kernel's high-water mark of the process, read from outside and reset between phases; of
{processes} the largest counts. With several processes it is the sum of their proportional sizes, shared pages once.

Time is wall-clock time of one call of `run`, taken by pyperf in a fresh process; garbage is collected before it.

In each of up to {rounds} every implementation runs once, in random order, so that drift of the machine falls on
all of them.

The baseline runs a second time under another name in every round; what these two differ by is the noise floor, and no
difference below it is claimed.

Estimates are Hodges-Lehmann estimates over the rounds, intervals are exact signed-rank intervals of paired log ratios,
and rows that cannot be told apart share a rank.

The lines that hold memory come from a second traced pass over part of the data, by a snapshot near the peak; curves of
memory over time come from processes of their own.

A process that took longer than {seconds}, or grew beyond {memory}, was ended from outside.
"""


def method(run: Run) -> tuple[str, ...]:
    """Return the method of a run, one sentence each."""
    plan = run.plan
    told = METHOD.format(
        processes="one process" if plan.resident_processes == 1 else f"{plan.resident_processes} processes",
        rounds="one round" if plan.rounds == 1 else f"{plan.rounds} rounds",
        seconds=formatting.duration(plan.limits.seconds),
        memory=formatting.memory(plan.limits.memory),
    )
    return tuple(" ".join(sentence.split()) for sentence in told.strip().split("\n\n"))
