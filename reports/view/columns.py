"""The columns of the first table, and how the figures of a row are written in them.

A column keeps one unit, chosen from all its figures. The figure is split at its decimal point so that the page can
align it. There are no bars in the cells: figures differ by such factors that all but one were slivers, and a
logarithmic bar has no zero to begin at; the picture above the table shows both figures on logarithmic axes.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from bench.analysis.statistics.times import Comparison, TimeVerdict
from bench.model import formatting
from bench.model.cells import shared_folder
from bench.model.formatting import Unit
from reports.page.figures import Interval, RowFigures
from reports.page.parts import BarSpan, Column, TableEntry
from reports.page.section import PageSection, Row

HELP: Final = {
    "answer": "Compared with a slow, obviously correct reference before anything is timed.",
    "memory": "Largest resident memory of a fresh process, from start to exit, with its interpreter and imports. It "
    "includes pages shared with other processes; `enough` reports less, since a limit counts only what a process adds.",
    "saved": "Share of the baseline's memory that is saved.",
    "time": "One call of `run`, from file to answer, without imports: the estimate, and below it its interval.",
    "faster": "Times as fast as the baseline, paired by round; claimed only if the estimate is beyond the noise floor.",
    "rate": "Bytes of data per second of that time.",
    "import": "Time to load the implementation and its libraries; not part of the time of a call.",
    "first": "Import and first call together, estimated like the time: how long a script that runs once waits.",
    "python": "The interpreter that was measured.",
    "needs": "The libraries that it declares.",
}


CORRECT: Final = "correct"
ALIKE: Final = {"answer": "answer {}", "python": "Python {}", "needs": "needs {}"}
RATE: Final = Column(key="rate", head="Throughput", unit=formatting.BYTES_PER_SECOND.name, help=HELP["rate"])


@dataclass(frozen=True, slots=True, kw_only=True)
class Scales:
    """Units of a section's columns, and whether bytes per second make sense."""

    memory: Unit
    time: Unit
    imports: Unit
    first: Unit
    rated: bool


def scales(figures: Sequence[RowFigures]) -> Scales:
    """Choose the scales that suit all figures of a section."""
    peaks = [each.peak.value for each in figures if each.peak]
    times = [each.seconds for each in figures if each.seconds]
    return Scales(
        memory=formatting.memory_unit(peaks),
        time=formatting.seconds_unit(each.value for each in times),
        imports=formatting.seconds_unit(each.import_seconds for each in figures),
        first=formatting.seconds_unit(each.first_answer for each in figures),
        rated=any(each.bytes_per_second for each in figures) or not figures,
    )


def columns(chosen: Scales) -> tuple[Column, ...]:
    """Return the columns of a section."""
    return (
        Column(key="memory", head="Memory", unit=chosen.memory.name, help=HELP["memory"]),
        Column(key="time", head="Time", unit=chosen.time.name, help=HELP["time"]),
        Column(key="saved", head="Saved", unit="%", help=HELP["saved"]),
        Column(key="faster", head="Times as fast", help=HELP["faster"]),
        Column(key="answer", head="Answer", numeric=False, help=HELP["answer"]),
        *([RATE] if chosen.rated else []),
        Column(key="import", head="Import", unit=chosen.imports.name, help=HELP["import"]),
        Column(key="first", head="First answer", unit=chosen.first.name, help=HELP["first"]),
        Column(key="python", head="Python", numeric=False, help=HELP["python"]),
        Column(key="needs", head="Needs", numeric=False, help=HELP["needs"]),
    )


def entries(row: Row, chosen: Scales) -> tuple[TableEntry, ...]:
    """Return one row's cells."""
    own = row.figures
    return (
        _peak(own, chosen),
        _seconds(own.seconds, chosen),
        _entry_saved(own, baseline=row.baseline),
        _faster(own.faster, baseline=row.baseline),
        TableEntry(column="answer", text=CORRECT),
        *([_number("rate", own.bytes_per_second, formatting.BYTES_PER_SECOND)] if chosen.rated else []),
        _number("import", own.import_seconds, chosen.imports),
        _number("first", own.first_answer, chosen.first),
        TableEntry(column="python", text=row.python),
        TableEntry(column="needs", text=row.needs),
    )


def without_alike(section: PageSection) -> PageSection:
    """Name once what is the same in every row, and leave out its column; a column with a footnote stays."""
    found = {column: _in_all(section.rows, column) for column in ALIKE}
    once = {column: text for column, text in found.items() if text and len(section.rows) > 1}
    folder = shared_folder((*section.rows, *section.failed)) if len(section.rows) > 1 else ""
    named = {"python"} if len({row.python for row in section.rows}) > 1 else set()  # beside each name already
    if not once and not folder and not named:
        return section

    def drop_columns(row: Row) -> Row:
        return replace(row, entries=tuple(each for each in row.entries if each.column not in (once.keys() | named)))

    said = [f"folder `{folder}`"] if folder else []
    said += [ALIKE[column].format(text) for column, text in once.items()]
    return replace(
        section,
        columns=tuple(each for each in section.columns if each.key not in (once.keys() | named)),
        rows=tuple(map(drop_columns, section.rows)),
        alike=f"The same in all {'ranked ' if section.failed else ''}rows: {', '.join(said)}." if said else "",
    )


def _in_all(rows: Sequence[Row], column: str) -> str:
    """Return the text that a column has in all rows; empty if it differs or has a footnote."""
    cells = [entry for row in rows for entry in row.entries if entry.column == column]
    texts = {entry.text for entry in cells}
    return texts.pop() if len(texts) == 1 and not any(entry.marks for entry in cells) else ""


def _peak(figures: RowFigures, chosen: Scales) -> TableEntry:
    if figures.peak is None:
        return _absent("memory")
    entry = _number("memory", figures.peak.value, chosen.memory)
    if figures.processes > 1:
        return replace(entry, note=f"sum of {formatting.count(figures.processes)} processes")
    return replace(entry, note=f"{figures.untraced}, not traced" if figures.untraced else "")


def _entry_saved(figures: RowFigures, *, baseline: bool) -> TableEntry:
    if baseline:
        return TableEntry(column="saved", text="baseline", sort=0)
    if figures.saved is None:
        return _absent("saved")
    said = formatting.saved(1, 1 - figures.saved)
    if figures.saved < 0:
        return TableEntry(column="saved", text=said, note=said, sort=figures.saved)
    return _split("saved", said.removeprefix("saved ").removesuffix(" %"), figures.saved)


def _seconds(seconds: Interval | None, chosen: Scales) -> TableEntry:
    if seconds is None:
        return _absent("time")
    low, high = chosen.time.number(seconds.low), chosen.time.number(seconds.high)
    note = "" if seconds.low == seconds.high else f"{low} to {high}"
    return replace(_number("time", seconds.value, chosen.time), note=note)


def _faster(found: Comparison | None, *, baseline: bool) -> TableEntry:
    if baseline:
        return TableEntry(column="faster", text="baseline", sort=1)
    if found is None or found.ratio is None:
        return _absent("faster")
    if found.verdict is TimeVerdict.UNTESTED:
        note = f"{found.seen}; {found.untested}"
        return TableEntry(column="faster", text=formatting.estimated(found.ratio), note=note, sort=found.ratio)
    if not found.claimed or found.low is None or found.high is None:
        text = str(found.verdict)
        return TableEntry(column="faster", text=text, note=found.outlook or text, sort=found.ratio)
    note = f"{formatting.ratio(found.low)} to {formatting.ratio(found.high)}"
    return replace(_split("faster", formatting.ratio(found.ratio), found.ratio), note=note)


def _number(column: str, value: float | None, unit: Unit) -> TableEntry:
    return _absent(column) if value is None else _split(column, unit.number(value), value)


def _absent(column: str) -> TableEntry:
    return TableEntry(column=column, text=formatting.NOT_AVAILABLE, note=formatting.NOT_AVAILABLE)


def _split(column: str, text: str, sort: float) -> TableEntry:
    whole, point, fraction = text.partition(".")
    return TableEntry(column=column, text=text, whole=whole, fraction=point + fraction, sort=sort)


def spans(sizes: Iterable[tuple[str, float]], full: float) -> tuple[BarSpan, ...]:
    """Lay stretches end to end, in percent of the full width."""
    placed: list[BarSpan] = []
    start = 0.0
    for role, size in sizes:
        width = 100 * size / full if full > 0 else 0.0
        if width > 0:
            placed.append(BarSpan(role, f"{start:.2f}%", f"{width:.2f}%"))
        start += width
    return tuple(placed)
