"""Peak memory of each step of the story, from zero, and what each saved against the first."""

from matplotlib.figure import Figure

from bench.model import formatting
from reports.charts.tradeoff import uses_less_memory
from reports.drawing.bars import Bar, draw_bars
from reports.page.parts import Table
from reports.page.section import PageSection, Row

TITLE = "Memory by optimisation step"
FEWEST = 2


def draw(section: PageSection, *, narrow: bool = False) -> Figure:
    """Draw the section."""
    bars = [
        Bar(row.key, row.name, ((row.look.role, row.figures.peak.value),), _describe(row))
        for row in _rows(section)
        if row.figures.peak
    ]
    return draw_bars(bars, narrow=narrow, label="peak memory, MiB")


def finding(section: PageSection) -> str:
    """Say what the path from the first step to the last saved, and where it was lower than at its end."""
    rows = _rows(section)
    if len(rows) < FEWEST or not rows[0].figures.peak or not rows[-1].figures.peak:
        return ""
    first, last = rows[0].figures.peak.value, rows[-1].figures.peak.value
    change = f"{formatting.memory(first)} to {formatting.memory(last)} ({formatting.saved(first, last)})"
    least = min(rows, key=_size)
    lower = f"; it was lowest at `{least.name}`, {_peak(least)}" if uses_less_memory(least, rows[-1]) else ""
    return f"From `{rows[0].name}` to `{rows[-1].name}`, the peak goes from {change}{lower}."


def table(section: PageSection) -> Table:
    """Return the peak of each step."""
    rows = _rows(section)
    if len(rows) < FEWEST:
        return Table(heads=(), rows=())
    said = ((str(number), row.name, _peak(row), _change(row)) for number, row in enumerate(rows, start=1))
    return Table(heads=("Step", "Implementation", "Peak memory", "Against the first"), rows=tuple(said))


def _rows(section: PageSection) -> list[Row]:
    by_key = {row.key: row for row in section.rows if row.figures.peak}
    return [by_key[key] for key in section.steps if key in by_key]


def _size(row: Row) -> float:
    return row.figures.peak.value if row.figures.peak else 0.0


def _peak(row: Row) -> str:
    return formatting.memory(row.figures.peak.value if row.figures.peak else None)


def _change(row: Row) -> str:
    return "" if row.figures.saved is None else formatting.saved(1, 1 - row.figures.saved)


def _describe(row: Row) -> str:
    return ", ".join(filter(None, (_peak(row), _change(row))))
