"""Gather what was measured of one row at each size. Pure: outcomes in, points for a law out."""

from collections.abc import Iterable, Sequence
from typing import Final

from bench.analysis.growth import laws
from bench.analysis.growth.laws import SizePoint, Twice
from bench.model.types import Dataset, Instrument, Outcome, Run

SMALL: Final = 0.1  # of the next size: a size below that share is where a law starts, and no more


def points(run: Run, rows: Sequence[Outcome]) -> list[SizePoint]:
    """Return a point for each size at which a row's memory is known; what starts the law comes first."""
    found = (_point(row, run.data[row.cell.data]) for row in rows)
    return _with_start([point for point in found if point], rows)


def _point(row: Outcome, data: Dataset) -> SizePoint | None:
    peaks, entries, processes = (_all([row], name) for name in ("peak", "entries", "processes"))
    if not peaks:
        return None
    return SizePoint(
        lines=data.lines,
        peak=max(peaks),
        entries=round(max(entries)) if entries else None,
        processes=round(max(processes, default=1)),
    )


def _with_start(points: list[SizePoint], rows: Iterable[Outcome]) -> list[SizePoint]:
    """Put what the import phase needs before the sizes, unless a size among them is as good as nothing."""
    if len(points) > 1 and points[0].lines <= SMALL * points[1].lines:
        return points
    imported = _all(rows, "import_peak")
    return [SizePoint(lines=0, peak=max(imported), entries=0), *points] if imported else points


def twice(run: Run, rows: Iterable[Outcome], points: Iterable[SizePoint]) -> Twice | None:
    """Find the log that was written twice, and the sizes to hold it to."""
    peaks = {point.lines: point.peak for point in points}
    for row in rows:
        data = run.data[row.cell.data]
        point = _point(row, data) if data.copies > 1 else None
        if point and point.lines in peaks and (half := point.lines // data.copies) in peaks:
            return Twice(peaks[half], point.peak, peaks[point.lines])
    return None


def accuracy(rows: Iterable[Outcome]) -> float:
    """Return how exactly the peaks are known, as a share: less so where several processes add up."""
    several = max(_all(rows, "processes"), default=1) > 1
    return laws.TREE_ACCURACY if several else laws.ACCURACY


def _all(rows: Iterable[Outcome], name: str) -> list[float]:
    return [each for row in rows for each in row.figures(name, Instrument.RESIDENT)]
