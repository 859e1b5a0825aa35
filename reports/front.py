"""The Pareto front: the rows than which none needs both less memory and less time."""

from collections.abc import Iterable

from reports.page import Row


def placed(rows: Iterable[Row]) -> list[tuple[float, float, Row]]:
    """Return (seconds, bytes, row) of the rows that have both, fastest first."""
    found = [
        (row.figures.seconds.value, row.figures.peak.value, row)
        for row in rows
        if row.figures.seconds and row.figures.peak
    ]
    return sorted(found, key=lambda each: each[:2])


def front(rows: Iterable[Row]) -> list[Row]:
    """Return the rows of the front, fastest first."""
    kept: list[Row] = []
    least = float("inf")
    for _, size, row in placed(rows):
        if size < least:
            kept.append(row)
            least = size
    return kept
