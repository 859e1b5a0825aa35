"""The Pareto front: the rows that no other measurably beats in both time and memory."""

from collections.abc import Iterable

from bench.analysis.pareto import Standing, unbeaten
from bench.analysis.pareto import uses_less_memory as standing_uses_less
from reports.page.section import Row


def place_rows(rows: Iterable[Row]) -> list[tuple[float, float, Row]]:
    """Return (seconds, bytes, row) of the rows that have both, fastest first."""
    found = [
        (row.figures.seconds.value, row.figures.peak.value, row)
        for row in rows
        if row.figures.seconds and row.figures.peak
    ]
    return sorted(found, key=lambda each: each[:2])


def front(rows: Iterable[Row]) -> list[Row]:
    """Return the rows of the Pareto front, fastest first."""
    known = {row.key: row for row in rows if row.rank and row.figures.peak}
    return [known[key] for key in unbeaten({key: _standing(row) for key, row in known.items()})]


def uses_less_memory(row: Row, other: Row) -> bool:
    """Tell whether a row may be said to need less memory than another."""
    return standing_uses_less(_standing(row), _standing(other))


def _standing(row: Row) -> Standing:
    peak = row.figures.peak
    return Standing(row.tier, (peak.low, peak.high) if peak else (0.0,), several=row.figures.processes > 1)
