"""By how much the memory of a row may differ when it is measured again: its own scatter decides.

Peaks of equal processes differ by what threads, allocators and hash seeds make of them, by 0.1 % in one row and by 5 %
in another. Several processes of a run repeat the same: those whose peak is measured, and those that are timed, of which
it is known by how much each grew in its first call. Their deviations say how much the row scatters, and a true
difference between two runs has no part in them. Only the new run is asked: an older result is not trusted, and
one that stated a wide scatter would be found again whatever else it states.

Where a size has one process, and where few repeat at all, three things speak for it: the row at its other sizes, since
the scatter is counted in units of what the instrument shows at each size (`bench.analysis.statistics.memory`: 2 %, 0.25
MiB at least, or 5 % of a process tree); that spread itself, as if it had been seen in PRIOR more processes (the
moderated variance of Smyth 2004, Linear models and empirical Bayes methods for assessing differential expression); and
Student's t, which is wide where little is known. A row of which ENOUGH was seen is judged by its own scatter
alone where that is wider.

The threads of a library may scatter more at one size than at another (`polars_lazy` by 4.4 % on 25,000 lines, and by
0.2 % on 200,000), so where one process speaks for such a row 5 % are allowed, whatever the others say.

A row that is measured at three sizes or more is judged by the middle one of their differences too, which scatters less.
So a tenth more memory at every size is found even where that much at one size is what the row scatters by.

A run holds dozens of figures, and one that honest code breaks makes it fail. So all figures together, and not each,
have a chance of 5 % to (Bonferroni).
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import fmean
from typing import Final

from bench.analysis.statistics.memory import REPEATS, TREE_REPEATS
from bench.analysis.statistics.planning import student
from bench.model.types import Instrument, Outcome

FALSE_ALARMS: Final = 0.05  # of honest repetitions
PRIOR: Final = 10  # processes in which the instrument's spread is taken to have been seen
ENOUGH: Final = 6  # degrees of freedom from which on a row that scatters more than that is believed for itself
LIBRARY_ONCE: Final = 0.05  # by which one process of a row of libraries differs from another at some sizes, as a share
MEDIAN: Final = 1.2533  # times as much as a mean scatters a median: the root of half pi
SEVERAL_SIZES: Final = 3
SPREAD: Final = 1 / (2 * sqrt(2))  # of one process, in units of what two differ by at most


@dataclass(frozen=True, slots=True)
class Scatter:
    """How much the memory of equal processes of one row differs.

    Args:
        squares: sum of squared deviations, in units of what the instrument shows.
        seen: degrees of freedom of that.
    """

    squares: float
    seen: int

    def within(self, figures: int, sizes: int = 1) -> float:
        """Return by how many units two peaks of equal code may differ.

        Args:
            figures: how many are judged in all.
            sizes: of how many the difference is the middle one.
        """
        confidence = 1 - FALSE_ALARMS / max(1, figures)
        known = _differ(PRIOR * SPREAD**2 + self.squares, PRIOR + self.seen, confidence)
        own = _differ(self.squares, self.seen, confidence) if self.seen >= ENOUGH else 0.0
        return max(1.0, max(known, own) * (MEDIAN / sqrt(sizes) if sizes > 1 else 1.0))


def _differ(squares: float, freedom: int, confidence: float) -> float:
    """Return by how much two processes differ at most, in the unit of the deviations."""
    return student(freedom, confidence) * sqrt(2 * squares / freedom)


def unit(peak: float, *, several: bool) -> float:
    """Return by how many bytes the peaks of two equal processes differ at most, as far as the instrument goes."""
    share, least = REPEATS
    return max((TREE_REPEATS if several else share) * peak, least)


def scatter(outcomes: Iterable[Outcome], *, several: bool) -> Scatter:
    """Return how much a row scatters."""
    groups = [group for outcome in outcomes for group in _groups(outcome, several=several)]
    seen = sum(len(group) - 1 for group in groups)
    squares = sum((each - fmean(group)) ** 2 for group in groups for each in group)
    return Scatter(squares, seen)


def _groups(outcome: Outcome, *, several: bool) -> Iterator[Sequence[float]]:
    """Yield figures of processes that repeat the same, in units of the instrument."""
    peaks = outcome.figures("peak", Instrument.RESIDENT)
    if not peaks:
        return
    size = unit(max(peaks), several=several)
    yield [each / size for each in peaks]
    grown = outcome.figures("run_growth", Instrument.TIMING)
    if grown and not several:  # of a tree it is the worker's alone
        yield [each / size for each in grown]
