"""Cautions as footnotes: a number beside the figure that one concerns, its text below the table."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final

from bench.cautions import Caution
from reports.page import Entry, Footnote, Row

COLUMN: Final = {"seconds": "time", "peak": "memory", "traced_peak": "memory"}


def footnotes(cautions: Iterable[tuple[str, Caution]], rows: Sequence[Row]) -> tuple[Footnote, ...]:
    """Number the cautions of a section in the order of its rows; each comes with the key of its row."""
    found = list(cautions)
    ordered = [(row, caution) for row in rows for key, caution in found if key == row.key]
    return tuple(
        Footnote(mark=str(number), key=row.key, name=row.name, column=COLUMN.get(caution.metric, ""), text=caution.text)
        for number, (row, caution) in enumerate(ordered, start=1)
    )


def marked(rows: Iterable[Row], notes: Sequence[Footnote]) -> tuple[Row, ...]:
    """Put the numbers beside the figures."""
    marks: dict[tuple[str, str], list[str]] = {}
    for each in notes:
        marks.setdefault((each.key, each.column), []).append(each.mark)

    def entries(row: Row) -> tuple[Entry, ...]:
        return tuple(replace(each, marks=tuple(marks.get((row.key, each.column), ()))) for each in row.entries)

    return tuple(replace(row, entries=entries(row)) for row in rows)
