"""Show what the number of rounds is worth that "too noisy to tell" names: `python -m tests.studies.statistics.enough`.

Each experiment is a run of a few rounds. Where it is too noisy to tell, a new run has as many rounds as it names.
"""

import random
from collections.abc import Iterator
from statistics import fmean, quantiles
from typing import Final

from bench.analysis.statistics import times
from bench.analysis.statistics.times import Comparison, TimeVerdict
from tests.studies import command
from tests.studies.statistics.simulate import World, draw, firsts

FIRST: Final = (6, 8, 16)
SHAPES: Final = (("normal", 0.03), ("normal", 0.05), ("normal", 0.08), ("skewed", 0.05), ("bursts", 0.05))
SLOWER: Final = (0.0, 0.05)


Ended = tuple[list[int], list[bool]]
"""The rounds that were named in each experiment that was too noisy, and whether that many told."""


def compared(world: World, rounds: int, rng: random.Random) -> Comparison:
    """Simulate a run of so many rounds and look at it once, as a report does."""
    drawn = draw(world, rng, rounds)
    base, control, other = (dict(enumerate(firsts(each))) for each in (drawn.base, drawn.control, drawn.other))
    return times.compare(base, other, floor=times.noise_floor(base, control))


def experiment(world: World, rounds: int, experiments: int, rng: random.Random) -> Ended:
    """Run so many experiments in one world."""
    found = (compared(world, rounds, rng) for _ in range(experiments))
    named = [each.enough for each in found if each.enough]
    return named, [compared(world, enough, rng).verdict is not TimeVerdict.TOO_NOISY for enough in named]


def lines(experiments: int, seed: int) -> Iterator[str]:
    """Yield the lines of the table as they become known."""
    yield "| noise | scatter | rounds | too noisy | named: 10 %, median, 90 % | tell if equal | tell if 5 % slower |"
    yield "| --- | --- | --- | --- | --- | --- | --- |"
    for shape, scatter in SHAPES:
        for rounds in FIRST:
            rng = random.Random(f"{shape} {scatter} {rounds} {seed}")
            equal, slower = (experiment(World(shape, scatter, each), rounds, experiments, rng) for each in SLOWER)
            yield _row((shape, f"{scatter:.0%}", str(rounds)), equal, slower, experiments)


def _row(known: tuple[str, ...], equal: Ended, slower: Ended, experiments: int) -> str:
    deciles = quantiles(equal[0], n=10)
    named = ", ".join(f"{deciles[at]:.0f}" for at in (0, 4, 8))
    cells = (
        *known,
        f"{len(equal[0]) / experiments:.0%}",
        named,
        *(f"{fmean(told):.0%}" for _, told in (equal, slower)),
    )
    return f"| {' | '.join(cells)} |".replace("%", " %")


def main() -> None:
    """Print the table."""
    parser = command.parser(__doc__)
    parser.add_argument("--experiments", type=int, default=400, help="runs per row (400)")
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    for line in lines(chosen.experiments, chosen.seed):
        print(line, flush=True)


if __name__ == "__main__":
    main()
