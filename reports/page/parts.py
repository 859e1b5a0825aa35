"""The pieces that a page is put together from: cells, bars, tables, strips, lines of source. All finished text."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class BarSpan:
    """A stretch of a bar in a table's cell, in percent of the cell's width."""

    role: str
    start: str
    width: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column of the first table.

    Args:
        key: short name, also the class of its cells.
        head: what is in the head.
        unit: of every figure in it; empty if there is none.
        help: one sentence on what it means.
        numeric: whether its figures are aligned at the decimal point and sorted as numbers.
    """

    key: str
    head: str
    unit: str = ""
    help: str = ""
    numeric: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class TableEntry:
    """One cell of the first table.

    Args:
        text: the figure, complete.
        whole: what comes before the decimal point, when the column aligns there.
        fraction: the point and what follows.
        note: interval or remark under the figure.
        sort: the number to sort by.
        column: key of its column.
        marks: numbers of the footnotes that concern it.
    """

    column: str
    text: str
    whole: str = ""
    fraction: str = ""
    note: str = ""
    sort: float | None = None
    marks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Footnote:
    """A caution below the table.

    Args:
        mark: its number.
        key: of the row that it concerns.
        name: of that row.
        column: key of the column that it concerns; empty if it concerns the whole row.
        text: what was seen, what it may mean, what to do.
    """

    mark: str
    key: str
    name: str
    column: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A plain table; a chart's data in words, or a list of facts."""

    heads: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Count:
    """How often something occurs."""

    name: str
    text: str
    bar: tuple[BarSpan, ...]


@dataclass(frozen=True, slots=True)
class Counts:
    """A small chart of counts: levels, hours, lengths or messages."""

    title: str
    rows: tuple[Count, ...]


@dataclass(frozen=True, slots=True)
class Stick:
    """A column of a strip, in percent of it."""

    x: str
    y: str
    width: str
    height: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Strip:
    """A small chart of columns.

    Args:
        title: above it.
        said: what it shows.
        sticks: its columns.
        ends: names of the first and the last column.
        table: its data.
    """

    title: str
    said: str
    sticks: tuple[Stick, ...]
    ends: tuple[str, ...]
    table: Table


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceLine:
    """One line of an implementation's file, with the traced bytes that it holds at the peak."""

    number: int
    text: str
    held: str = ""
    bar: tuple[BarSpan, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TimedLine:
    """A source line that takes time, with the traced bytes that it holds at the peak."""

    place: str
    source: str
    seconds: str
    share: str
    held: str
    bar: tuple[BarSpan, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LineDifference:
    """What a source line takes in an implementation and in the baseline; empty where that has no such line."""

    place: str
    source: str
    here: str
    there: str
    change: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldLine:
    """A source line that holds traced memory."""

    place: str
    source: str
    held: str
    blocks: str
    share: str
    bar: tuple[BarSpan, ...] = ()
