"""Forecast 10 GB from measurements of truths that are known, and count how often the interval holds them.

`python -m tests.studies.statistics.growth` prints the table of docs/growth.md (15 s); equal seeds print equal tables.
"""

import sys
from collections.abc import Callable, Mapping, Sequence
from math import log2
from random import Random
from typing import Final

from bench.analysis.growth.laws import Forecast
from bench.analysis.growth.row_growth import growths
from tests.bench.analysis.growth.sweeps import BYTES, MAIN, SIZES, a_sweep
from tests.bench.builders import MIB
from tests.studies import command

FILE: Final = 10 * 10**9
FAR: Final = round(FILE / BYTES)
NOISE: Final = 0.0015  # of the peak, as a standard deviation: VmHWM of equal processes spreads by 0.26 %
RUNS: Final = 200
USUAL: Final = (*SIZES, MAIN)
LONG: Final = (1_000, 50_000, 100_000, 200_000, 400_000, 800_000, 3_200_000)

Truth = Callable[[int], float]


def line(rate: float, *, start: float = 11.0) -> Truth:
    return lambda lines: start * MIB + rate * lines


def log_line(rate: float) -> Truth:
    """Grow as n log n does, by so many bytes a line at 100,000 lines."""
    return lambda lines: 11 * MIB + rate * lines * log2(lines) / log2(100_000)


def forecasts(truth: Truth, sizes: Sequence[int] = USUAL, noise: float = NOISE) -> list[Forecast]:
    """Return what is forecast from measurements of a truth; at the main size the largest of three processes counts."""
    random = Random(7)
    found = []
    for _ in range(RUNS):
        counts = [*([1] * (len(sizes) - 1)), 3]
        factors = [max(random.gauss(1, noise) for _ in range(count)) for count in counts]
        peaks = [truth(lines) * factor / MIB for lines, factor in zip(sizes, factors, strict=True)]
        (growth,) = growths(a_sweep(peaks, sizes=sizes)).values()
        found.append(growth.of_file(FILE))
    return [forecast for forecast in found if forecast]


def held(found: Sequence[Forecast], truth: Truth) -> float:
    return sum(each.low <= truth(FAR) <= each.high for each in found) / len(found)


def main() -> None:
    """Print the table."""
    command.parser(__doc__).parse_args()
    truths: Mapping[str, Truth] = {
        **{f"{rate} n": line(rate) for rate in (0, 0.1, 0.2, 0.3, 1, 2, 5, 30, 826)},
        **{f"{rate} n log n": log_line(rate) for rate in (3, 5, 10, 30, 826)},
    }
    columns = [(sizes, noise) for noise in (NOISE, 2 * NOISE) for sizes in (USUAL, LONG)]
    for name, truth in truths.items():
        shares = [f"{held(forecasts(truth, sizes, noise), truth):.0%}" for sizes, noise in columns]
        sys.stdout.write(f"| {name} | {' | '.join(shares)} |\n")


if __name__ == "__main__":
    main()
