"""Find the Pareto front: the rows that no other beats in both time and memory, by claimed differences alone. Pure.

A row is faster than another if its rank is better, and uses less memory if `bench.analysis.statistics.memory` tells
their peaks apart. Of rows whose memory does not differ measurably the fastest is on the front, and of rows that share a
rank the one with the least memory, which comes first among them.
"""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import TypeVar

from bench.analysis.statistics import times as stats
from bench.analysis.statistics.memory import differ
from bench.analysis.statistics.ranking import ranks
from bench.model.cells import Group, first_copy, group
from bench.model.types import Cell, Instrument, Sample, Status

K = TypeVar("K", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Standing:
    """What decides whether a row is on the front.

    Args:
        rank: by time; rows that cannot be distinguished share one.
        peaks: bytes, of one or more processes.
        several: whether they add up several processes.
    """

    rank: int
    peaks: tuple[float, ...]
    several: bool = False


def unbeaten(rows: Mapping[K, Standing]) -> list[K]:
    """Return the rows of one front, given all of a section in the order of their ranks."""
    found: list[K] = []
    for _, tied in groupby(rows, key=lambda key: rows[key].rank):
        keys = list(tied)
        lean = [key for key in keys if not any(uses_less_memory(rows[other], rows[key]) for other in keys)]
        found += [key for key in lean if not found or uses_less_memory(rows[key], rows[found[-1]])][:1]
    return found


def uses_less_memory(row: Standing, other: Standing) -> bool:
    """Return whether a row may be said to need less memory than another."""
    several = row.several or other.several
    return max(row.peaks) < max(other.peaks) and differ(other.peaks, row.peaks, several=several)


def front(cells: Iterable[Cell], samples: Iterable[Sample], confidence: float = stats.CONFIDENCE) -> list[Cell]:
    """Return the rows of every front, the fastest of each first; a row without time or peak is on none."""
    own: dict[Cell, list[Sample]] = {}
    for sample in samples:
        own.setdefault(sample.cell, []).append(sample)
    groups: dict[Group, list[Cell]] = {}
    for cell in cells:
        groups.setdefault(group(cell), []).append(cell)
    return [cell for rows in groups.values() for cell in unbeaten(_standings(rows, own, confidence))]


def choose_curves(
    cells: Sequence[Cell], samples: Sequence[Sample], baselines: Iterable[Cell], confidence: float = stats.CONFIDENCE
) -> list[Cell]:
    """Return the rows whose memory over time is worth recording: those of the fronts, and the baselines beside them.

    A front of flat curves alone would show nothing, and of code in two states both are of interest.
    """
    return _with(front(cells, samples, confidence), cells, baselines)


def plan_curves(figures: Mapping[Cell, tuple[float, float]], baselines: Iterable[Cell]) -> list[Cell]:
    """Return the rows that will be worth recording, given the seconds and the bytes that each is expected to need."""
    groups: dict[Group, dict[Cell, Standing]] = {}
    for rank, (cell, (_, size)) in enumerate(sorted(figures.items(), key=lambda item: item[1])):
        groups.setdefault(group(cell), {})[cell] = Standing(rank, (size,))
    fronts = [cell for rows in groups.values() for cell in unbeaten(rows)]
    return _with(fronts, figures, baselines)


def _with(rows: Iterable[Cell], cells: Iterable[Cell], baselines: Iterable[Cell]) -> list[Cell]:
    """Add the baselines, and what has the name of one in another folder: the same code in another state."""
    names = {replace(cell, origin="") for cell in baselines}
    return list(dict.fromkeys((*rows, *(cell for cell in cells if replace(cell, origin="") in names))))


def _standings(
    rows: Iterable[Cell], samples: Mapping[Cell, Sequence[Sample]], confidence: float
) -> dict[Cell, Standing]:
    """Return the standings of the rows of a section that have a time and a peak, in the order of their times."""
    peaks = {cell: found for cell in rows if (found := _values(samples.get(cell, ()), "peak"))}
    times = {cell: stats.by_round(samples[cell]) for cell in peaks}
    largest = {cell: max(found) for cell, found in peaks.items()}
    ranked = ranks(times, floor=_floor(samples, times, confidence), confidence=confidence, peaks=largest)
    several = {cell: max(_values(samples[cell], "processes"), default=1) > 1 for cell in ranked}
    return {cell: Standing(rank.tier, peaks[cell], several[cell]) for cell, rank in ranked.items()}


def _floor(
    samples: Mapping[Cell, Sequence[Sample]], times: Mapping[Cell, stats.Rounds], confidence: float
) -> stats.Floor | None:
    """Return how much the row that runs twice differs from its second copy; None if that is not known."""
    controls = {first_copy(cell): cell for cell in samples if cell.control}
    pairs = [(times[cell], stats.by_round(samples[controls[cell]])) for cell in times if cell in controls]
    return stats.noise_floor(*pairs[0], confidence) if pairs else None


def _values(samples: Iterable[Sample], name: str) -> tuple[float, ...]:
    known = (each for each in samples if each.instrument is Instrument.RESIDENT and each.status is Status.OK)
    return tuple(each.values[name].value for each in known if name in each.values)
