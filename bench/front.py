"""Find the rows than which none needs both less time and less memory, while a run goes on. Pure."""

from collections.abc import Iterable, Sequence
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
    groups: dict[Group, list[tuple[float, float, Cell]]] = {}
    for cell in cells:
        times, peaks = stats.by_round(own.get(cell, ())), _peaks(own.get(cell, ()))
        if times and peaks:
            groups.setdefault(group(cell), []).append((median(times.values()), max(peaks), cell))
    return [cell for placed in groups.values() for cell in _leanest(placed)]


def _peaks(samples: Sequence[Sample]) -> list[float]:
    known = (each for each in samples if each.instrument is Instrument.RESIDENT and each.status is Status.OK)
    return [each.values["peak"].value for each in known if "peak" in each.values]


def _leanest(placed: list[tuple[float, float, Cell]]) -> Iterable[Cell]:
    least = float("inf")
    for _, size, cell in sorted(placed):
        if size < least:
            least = size
            yield cell
