"""Show what fewer rounds of rows that are far from all others cost: `python -m tests.studies.statistics.fewer`.

Each experiment is a run: a baseline that takes three times as long as all else, in six, seven or eight rounds, and
other rows in eight. Who runs twice is the baseline in its rounds, or one of the others in theirs. It says how often

- `far`: the baseline is told from a row that takes a third of its time;
- `equal`: two other rows of equal code are called different, and (`no floor`) would be without the noise floor;
- `found`: a difference as large as the run says that nine of ten runs find is found in a further run.

Given results that have eight rounds of every row, it says instead what else their ranks, verdicts and fronts would be
if the rows that are far from all others had fewer: `python -m tests.studies.statistics.fewer out/*/result.json`.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from math import log
from pathlib import Path
from statistics import fmean, median
from typing import Final

from bench.analysis.analysis import Analysis
from bench.analysis.forecast.costs import Costs, list_well
from bench.analysis.forecast.uneven_rounds import take_fewer_rounds
from bench.analysis.statistics import times
from bench.analysis.statistics.planning import smallest_found
from bench.analysis.statistics.times import Floor, Rounds
from bench.model.cells import name
from bench.model.sweep import is_swept
from bench.model.types import Run, Sample
from bench.results import result_file
from tests.studies import command
from tests.studies.statistics.simulate import NO_FLOOR, SHAPES, World, draw, firsts

USUAL: Final = 8
FEWER: Final = (6, 7, USUAL)
THREEFOLD: Final = -2 / 3  # how much slower a row is that takes a third of the time


@dataclass(frozen=True)
class Fewer:
    """What one run claimed, and the difference that it said nine of ten runs find."""

    far: bool
    equal: bool
    no_floor: bool
    found: bool
    named: float


def experiment(shape: str, scatter: float, rounds: int, rng: random.Random, *, near: bool = True) -> Fewer:
    """Simulate a run whose baseline has so many rounds, and another in which two rows differ by what it named.

    Args:
        shape: of the noise.
        scatter: of the processes.
        rounds: of the baseline.
        rng: draws it all.
        near: whether it is one of the other rows that runs twice.
    """
    far = draw(World(shape, scatter, THREEFOLD), rng, USUAL)
    pair, floor = _pair(World(shape, scatter, 0.0), rng)
    if not near:
        floor = _floor(_rounds(far.base, rounds), _rounds(far.control, rounds))
    distant = times.compare(_rounds(far.base, rounds), _rounds(far.other, USUAL), floor=floor)
    beside = times.compare(*pair, floor=floor) if near else distant
    named = smallest_found(log(1 + floor.half_width), [log((beside.high or 1) / (beside.low or 1)) / 2])
    later, later_floor = _pair(World(shape, scatter, named), rng)
    if not near:
        again = draw(World(shape, scatter, THREEFOLD), rng, USUAL)
        later_floor = _floor(_rounds(again.base, rounds), _rounds(again.control, rounds))
    return Fewer(
        far=distant.claimed,
        equal=times.compare(*pair, floor=floor).claimed,
        no_floor=times.compare(*pair, floor=NO_FLOOR).claimed,
        found=times.compare(*later, floor=later_floor).claimed,
        named=named,
    )


def _pair(world: World, rng: random.Random) -> tuple[tuple[Rounds, Rounds], Floor]:
    """Return two rows that have all rounds, and the noise floor where the first of them runs twice."""
    drawn = draw(world, rng, USUAL)
    first = _rounds(drawn.base, USUAL)
    return (first, _rounds(drawn.other, USUAL)), _floor(first, _rounds(drawn.control, USUAL))


def _rounds(processes: list[list[float]], rounds: int) -> Rounds:
    return dict(enumerate(firsts(processes)[:rounds]))


def _floor(base: Rounds, control: Rounds) -> Floor:
    floor = times.noise_floor(base, control)
    assert floor
    return floor


def lines(experiments: int, seed: int) -> Iterator[str]:
    """Yield the lines of the table as they become known."""
    yield "| noise | scatter | rounds of the baseline | runs twice | far | equal | no floor | named, median | found |"
    yield "| --- | --- | --- | --- | --- | --- | --- | --- | --- |"
    for shape in SHAPES:
        for scatter in (0.02, 0.08):
            for rounds, near in ((USUAL, False), (USUAL - 1, False), *((each, True) for each in FEWER)):
                rng = random.Random(f"{shape} {scatter} {rounds} {seed}")
                found = [experiment(shape, scatter, rounds, rng, near=near) for _ in range(experiments)]
                shares = (fmean(getattr(each, name) for each in found) for name in ("far", "equal", "no_floor"))
                figures = [*shares, median(each.named for each in found), fmean(each.found for each in found)]
                twice = "another row" if near else "the baseline"
                cells = [shape, f"{scatter:.0%}", str(rounds), twice, *(f"{each:.1%}" for each in figures)]
                yield " | ".join(["", *cells, ""]).strip().replace("%", " %")


def cut(run: Run, rounds: int) -> Run:
    """Return a run without the later rounds of the rows that are far from all others."""
    plan, samples = replace(run.plan, long_rounds=rounds), [each for row in run.outcomes for each in row.samples]
    known = Costs(sizes={key: data.lines for key, data in run.data.items()}).after(samples)
    well = [cell for cell in list_well(plan, samples) if not cell.control and not is_swept(plan, cell)]
    far = take_fewer_rounds(plan, well, known.runs)
    rows = [row if row.cell not in far else replace(row, samples=_first(row.samples, rounds)) for row in run.outcomes]
    return replace(run, plan=plan, outcomes=tuple(rows))


def _first(samples: Sequence[Sample], rounds: int) -> tuple[Sample, ...]:
    return tuple(each for each in samples if each.round is None or each.round < rounds)


def differences(run: Run, rounds: int) -> list[str]:
    """Return what would be said otherwise: ranks, verdicts and the front."""
    (before, after) = (_said(Analysis(each)) for each in (run, cut(run, rounds)))
    return [f"{what}: {before[what]}, then {after[what]}" for what in before if before[what] != after[what]]


def _said(analysis: Analysis) -> dict[str, str]:
    found = {f"rank of {name(cell)}": str(rank) for each in analysis.sections for cell, rank in each.ranks.items()}
    found |= {f"verdict on {name(cell)}": str(each.verdict) for cell, each in analysis.comparisons.items()}
    return found | {"front": ", ".join(sorted(map(name, analysis.front)))}


def stored(paths: Sequence[Path]) -> Iterator[str]:
    """Yield what fewer rounds would have changed in each result that has all of them."""
    for path in paths:
        run = result_file.read(path)
        if (run.plan.rounds, run.plan.long_rounds, run.plan.budget) == (USUAL, 0, None):
            for rounds in FEWER[:-1]:
                yield f"{path}, {rounds} rounds: {'; '.join(differences(run, rounds)) or 'the same'}"


def main() -> None:
    """Print the table, or what became of results."""
    parser = command.parser(__doc__)
    parser.add_argument("--experiments", type=int, default=2000, help="runs per row (2000)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("results", type=Path, nargs="*", help="result.json of runs with eight rounds")
    chosen = parser.parse_args()
    for line in stored(chosen.results) if chosen.results else lines(chosen.experiments, chosen.seed):
        print(line, flush=True)


if __name__ == "__main__":
    main()
