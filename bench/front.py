"""Find the rows than which none needs both less time and less memory, while a run goes on. Pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from statistics import median

from bench import stats
from bench.model import Cell, Instrument, Sample, Status
from bench.rows import Group, group


def front(cells: Iterable[Cell], samples: Iterable[Sample]) -> list[Cell]:
    """Return the rows of every front, the fastest of each first; a row without time or peak stands in none.

    The middle time will do: this chooses what is worth a further look, and claims nothing.
    """
    own: dict[Cell, list[Sample]] = {}
    for sample in samples:
        own.setdefault(sample.cell, []).append(sample)
    known = ((cell, stats.by_round(own.get(cell, ())), _peaks(own.get(cell, ()))) for cell in cells)
    return leanest({cell: (median(times.values()), max(peaks)) for cell, times, peaks in known if times and peaks})


def leanest(figures: Mapping[Cell, tuple[float, float]]) -> list[Cell]:
    """Return the rows of every front, given the seconds and the bytes of each row."""
    groups: dict[Group, list[tuple[float, float, Cell]]] = {}
    for cell, (seconds, size) in figures.items():
        groups.setdefault(group(cell), []).append((seconds, size, cell))
    return [cell for placed in groups.values() for cell in _unbeaten(placed)]


def _peaks(samples: Sequence[Sample]) -> list[float]:
    known = (each for each in samples if each.instrument is Instrument.RESIDENT and each.status is Status.OK)
    return [each.values["peak"].value for each in known if "peak" in each.values]


def _unbeaten(placed: list[tuple[float, float, Cell]]) -> Iterator[Cell]:
    least = float("inf")
    for _, size, cell in sorted(placed):
        if size < least:
            least = size
            yield cell
