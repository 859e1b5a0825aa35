"""Show how often a step is claimed where there is none, and found where there is one.

`python -m tests.studies.statistics.steps` takes a quarter of a minute; it always prints the same.

A history is a dozen rows of one table. Their runs differ by 1 % from each other, and each run is known to 1.2 %, as the
intervals of 12 rounds are; the noise is normal, or Student's t with 3 degrees of freedom, which has many outliers.
"""

import random
import sys
from collections.abc import Callable, Iterator
from math import exp, sqrt
from typing import Final

from bench.analysis.history.change_points import SeriesChangeKind, changes
from bench.analysis.history.series import Metric, RunPoint, Series, Strand
from tests.studies import command

HISTORIES: Final = 300
ROWS: Final = 12
SCATTER: Final = 0.01  # from run to run
HALF: Final = 0.012  # half the interval of a run, and the noise floor
STEP_AT: Final = 4

Noise = Callable[[random.Random], float]


def normal(rng: random.Random) -> float:
    """Return noise without outliers."""
    return rng.gauss(0, 1)


def heavy(rng: random.Random) -> float:
    """Return noise with many."""
    return rng.gauss(0, 1) / sqrt(rng.gammavariate(1.5, 1 / 1.5))


def a_series(rng: random.Random, row: str, runs: int, noise: Noise, step: float = 1.0) -> Series:
    """Return one row over some runs, from the fifth on by a factor higher."""
    values = [exp(SCATTER * noise(rng)) * (step if run >= STEP_AT else 1) for run in range(runs)]
    points = tuple(
        RunPoint(run=run, value=value, low=value * (1 - HALF), high=value * (1 + HALF), floor=1 + HALF, code="")
        for run, value in enumerate(values)
    )
    strand = Strand("workload", "data", "warm")
    return Series(strand=strand, row=row, metric=Metric.TIME, interpreter="3.12", points=points)


def a_history(rng: random.Random, runs: int, noise: Noise, step: float = 1.0) -> list[Series]:
    """Return the rows of one history; the first has the step."""
    return [a_series(rng, f"row {row}", runs, noise, 1.0 if row else step) for row in range(ROWS)]


def steps(history: list[Series]) -> set[tuple[str, int]]:
    """Return the row and the run of every step that is claimed in one history."""
    return {(each.series.row, each.first.run) for each in changes(history) if each.kind is SeriesChangeKind.STEP}


def lines(histories: int) -> Iterator[str]:
    """Yield one line for each question."""
    for noise in (normal, heavy):
        for runs in (5, 10, 30, 60):
            rng = random.Random(1)
            share = sum(bool(steps(a_history(rng, runs, noise))) for _ in range(histories)) / histories
            yield f"{noise.__name__}, {runs} runs, no step: one is claimed in {share:.1%} of the histories"
    for step in (1.04, 1.06, 1.08, 1.10):
        rng, true = random.Random(1), ("row 0", STEP_AT)
        found = [steps(a_history(rng, 10, normal, step)) for _ in range(histories)]
        hit, false = (
            sum(each) / histories for each in ((true in one for one in found), (bool(one - {true}) for one in found))
        )
        yield f"normal, 10 runs, a step of {step - 1:.0%}: found in {hit:.1%}, another claimed in {false:.1%}"


if __name__ == "__main__":
    command.parser(__doc__).parse_args()
    for line in lines(HISTORIES):
        sys.stdout.write(line + "\n")
