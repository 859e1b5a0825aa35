"""Cautions and notes as footnotes: a number beside the figure that one concerns, its text below the table."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Final

from bench.analysis.cautions.of_run import Caution
from reports.page.page import Row
from reports.page.parts import Entry, Footnote

COLUMN: Final = {"seconds": "time", "peak": "memory", "traced_peak": "memory"}


def footnotes(cautions: Iterable[tuple[str, Caution]], rows: Sequence[Row]) -> tuple[Footnote, ...]:
    """Number what there is to say about the rows, in their order; each caution comes with the key of its row."""
    by_row: dict[str, list[Caution]] = {}
    for key, caution in cautions:
        by_row.setdefault(key, []).append(caution)
    found = ((row, *said) for row in rows for said in _of_row(row, by_row.get(row.key, ())))
    return tuple(
        Footnote(mark=str(number), key=row.key, name=row.name, column=column, text=text)
        for number, (row, column, text) in enumerate(found, start=1)
    )


def _of_row(row: Row, cautions: Iterable[Caution]) -> Iterator[tuple[str, str]]:
    """Yield the column and the text of each: first the cautions, then the notes."""
    for caution in cautions:
        yield COLUMN.get(caution.metric, ""), caution.text
    for note in row.notes:
        yield "answer", note


def marked(rows: Iterable[Row], notes: Sequence[Footnote]) -> tuple[Row, ...]:
    """Put the numbers beside the figures."""
    marks: dict[tuple[str, str], list[str]] = {}
    for each in notes:
        marks.setdefault((each.key, each.column), []).append(each.mark)

    def entries(row: Row) -> tuple[Entry, ...]:
        return tuple(replace(each, marks=tuple(marks.get((row.key, each.column), ()))) for each in row.entries)

    return tuple(replace(row, entries=entries(row)) for row in rows)
