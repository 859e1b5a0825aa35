"""Show how often the rule for differences in time errs, and finds: `python -m tests.studies.statistics.simulate`.

Each experiment is a run: rounds in which the baseline, its copy and another implementation take one process each. The
noise is known, so every claim can be judged. The same figures are shown to pyperf's own test, in the ways it is used:

- `rule`: `bench.analysis.statistics.stopping` as a run with a budget uses it, four looks, nothing claimed within the
  noise floor;
- `interval`: the same without the noise floor;
- `pyperf, 4 looks`: its t-test at the same four looks;
- `pyperf, 20 x 3`: its t-test once, on its default design of 20 processes with 3 values each, pooled.
"""

import os
import random
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from math import exp, log
from statistics import fmean
from typing import Final

from pyperf._utils import is_significant

from bench.analysis.statistics import stopping, times
from bench.analysis.statistics.times import Comparison, Floor, Rounds, TimeVerdict
from tests.studies import command

PROCESSES, VALUES = 20, 3  # pyperf's default design
WITHIN: Final = 0.25  # scatter of the calls within a process, as a share of the scatter between processes
WANDER: Final = 0.5  # how far the machine drifts from one round to the next, as a share of the scatter
BURST_CHANCE, BURST = 0.1, 6  # a disturbed process, and by how many scatters it is slower
NO_FLOOR: Final = Floor(1.0, 0.0, stopping.LOOKS[-1])

Draw = Callable[[random.Random], float]
SHAPES: Final[Mapping[str, Draw]] = {
    "normal": lambda rng: rng.gauss(0, 1),
    "skewed": lambda rng: rng.expovariate(1) - 1,
    "bursts": lambda rng: rng.gauss(0, 1) + BURST * (rng.random() < BURST_CHANCE),
}


@dataclass(frozen=True)
class World:
    """What is true: the shape and size of the noise between processes, and how much longer the other takes."""

    shape: str
    scatter: float
    slower: float


@dataclass(frozen=True)
class Experiment:
    """The values of every process by round: base, control and other."""

    base: list[list[float]]
    control: list[list[float]]
    other: list[list[float]]


@dataclass(frozen=True)
class ErrorTally:
    """How one experiment ended: who claimed a difference, the rule's verdict and the rounds that it took."""

    claims: Mapping[str, bool]
    verdict: TimeVerdict
    rounds: int


def draw(world: World, rng: random.Random, rounds: int = stopping.LOOKS[-1]) -> Experiment:
    """Simulate a run of so many rounds, or of as many as there may be with a budget."""
    level, processes = 0.0, Experiment([], [], [])
    for _ in range(rounds):
        level += rng.gauss(0, WANDER * world.scatter)
        for values, factor in ((processes.base, 1.0), (processes.control, 1.0), (processes.other, 1 + world.slower)):
            centre = level + log(factor) + world.scatter * SHAPES[world.shape](rng)
            values.append([exp(centre + rng.gauss(0, WITHIN * world.scatter)) for _ in range(VALUES)])
    return processes


def judge(experiment: Experiment) -> ErrorTally:
    """Let everyone look at the same figures."""
    base, control, other = (firsts(each) for each in (experiment.base, experiment.control, experiment.other))
    done, comparison = _stopped(base, other, control=control)
    claims = {
        "rule": comparison.claimed,
        "interval": any(_alone(base, other, look).claimed for look in stopping.LOOKS),
        "pyperf, 4 looks": any(_pooled(base[:look], other[:look]) for look in stopping.LOOKS),
        "pyperf, 20 x 3": _pooled(_all(experiment.base), _all(experiment.other)),
    }
    return ErrorTally(claims, comparison.verdict, done)


def tally(world: World, experiments: int, seed: int) -> list[ErrorTally]:
    """Run as many experiments in one world."""
    rng = random.Random(f"{world} {seed}")
    return [judge(draw(world, rng)) for _ in range(experiments)]


def worlds() -> Iterator[World]:
    """Yield what the table is made of."""
    for slower in (0.0, 0.05):
        yield from (World("normal", scatter, slower) for scatter in (0.01, 0.03, 0.05, 0.08))
        yield from (World(shape, 0.05, slower) for shape in ("skewed", "bursts"))


def _stopped(base: list[float], other: list[float], *, control: list[float]) -> tuple[int, Comparison]:
    """Look as a run with a budget does, until it is decided."""
    for look in stopping.LOOKS:
        found = stopping.look(_rounds(base, look), {"other": _rounds(other, look)}, control=_rounds(control, look))
        if stopping.list_decided(found):
            break
    return look, found["other"]


def _alone(base: list[float], other: list[float], look: int) -> Comparison:
    return times.compare(_rounds(base, look), _rounds(other, look), floor=NO_FLOOR, confidence=times.LOOK_CONFIDENCE)


def _pooled(first: list[float], second: list[float]) -> bool:
    return bool(is_significant(first, second)[0])


def firsts(processes: list[list[float]]) -> list[float]:
    """Return the figure of every process: its first call."""
    return [values[0] for values in processes]


def _all(processes: list[list[float]]) -> list[float]:
    return [value for values in processes[:PROCESSES] for value in values]


def _rounds(values: list[float], look: int) -> Rounds:
    return dict(enumerate(values[:look]))


def _row(world: World, tallies: list[ErrorTally]) -> str:
    shares = [fmean(each.claims[name] for each in tallies) for name in tallies[0].claims]
    shares.append(fmean(each.verdict is TimeVerdict.TOO_NOISY for each in tallies))
    known = [world.shape, f"{world.scatter:.0%}", f"{world.slower:.0%}"]
    cells = [*known, *(f"{share:.1%}" for share in shares), f"{fmean(each.rounds for each in tallies):.0f}"]
    return " | ".join(["", *cells, ""]).strip().replace("%", " %")


def lines(experiments: int, seed: int, jobs: int) -> Iterator[str]:
    """Yield the lines of the table as they become known."""
    table = list(worlds())
    with ProcessPoolExecutor(jobs) as pool:
        running = [pool.submit(tally, world, experiments, seed) for world in table]
        names = list(running[0].result()[0].claims)
        columns = ["noise", "scatter", "truly slower", *names, "rule: too noisy", "rule: rounds"]
        yield " | ".join(["", *columns, ""]).strip()
        yield "|" + " --- |" * len(columns)
        yield from (_row(world, each.result()) for world, each in zip(table, running, strict=True))


def main() -> None:
    """Print the table."""
    parser = command.parser(__doc__)
    parser.add_argument("--experiments", type=int, default=2000, help="runs per row (2000)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    chosen = parser.parse_args()
    for line in lines(chosen.experiments, chosen.seed, chosen.jobs):
        print(line, flush=True)


if __name__ == "__main__":
    main()
