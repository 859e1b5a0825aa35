"""What the peak of each implementation is made of: parts that add up to it.

The interpreter and the imports are there before `run` begins. What `run` adds is split into the heap that Python
traces, pages mapped from files, what its child processes hold, and the rest: native memory of libraries, and what the
allocator keeps.
"""

from typing import Final

from matplotlib.figure import Figure

from bench.model import formatting
from reports.drawing.bars import Bar, draw_bars
from reports.page.figures import Part
from reports.page.parts import Table
from reports.page.section import PageSection, Row
from reports.view.sentences import list_names

TITLE = "Where does the memory go?"
NAMES: Final = {
    "interpreter": "interpreter",
    "imports": "imports",
    "traced": "traced Python heap",
    "rest": "native and allocator",
    "file": "file-backed (sampled)",
    "children": "child processes",
}
SAID: Final = NAMES | {
    "interpreter": "the interpreter",
    "imports": "what the imports hold",
    "rest": "native memory and the allocator's",
    "file": "file-backed (sampled)",
    "children": "memory of child processes",
}
"""The same in a sentence."""
UNSEEN: Final = {"native": "Native memory", "mapped files": "Mapped files"}
MOST: Final = 40
UNTRACED: Final = "memory of `run`, which was not traced"


def draw(section: PageSection, *, narrow: bool = False) -> Figure:
    """Draw the section."""
    bars = [
        Bar(row.key, row.name, tuple((part.role, part.size) for part in row.figures.parts), _describe(row))
        for row in _rows(section)
    ]
    return draw_bars(bars[:MOST], narrow=narrow, label="peak memory, MiB", names=_names(section))


def finding(section: PageSection) -> str:
    """Say what the largest peak is made of, whose memory is native, and whose heap adds less than was traced."""
    rows = _rows(section)
    if not rows:
        return ""
    row = max(rows, key=lambda each: each.figures.peak.value if each.figures.peak else 0)
    part = max(row.figures.parts, key=lambda each: each.size)
    what = UNTRACED if part.role == "rest" and row.figures.traced is None else SAID[part.role]
    whole = sum(each.size for each in row.figures.parts)
    said = f"{formatting.percent(part.size / whole)} of the largest peak, that of `{row.name}`, is {what}."
    unseen = (
        f"{said_of}, not traced: {list_names(names)}."
        for kind, said_of in UNSEEN.items()
        if (names := [each.name for each in rows if each.figures.untraced == kind])
    )
    less = [each.name for each in rows if any(_is_less(each, part) for part in each.figures.parts)]
    reused = f"Where memory was reused or never touched, the peak holds less heap than was traced: {list_names(less)}."
    return " ".join((said, *unseen, *([reused] if less else ())))


def table(section: PageSection) -> Table:
    """Return the parts of every peak."""
    names = _names(section)
    rows = (
        (row.name, *(_say(row, part) for part in row.figures.parts if part.role in names), _describe(row))
        for row in _rows(section)
    )
    return Table(heads=("Implementation", *names.values(), "Peak"), rows=tuple(rows))


def _is_less(row: Row, part: Part) -> bool:
    """Return whether a part is the heap, and smaller than it was when traced: the peak has no room for all of that."""
    return part.role == "traced" and part.size < (row.figures.traced or 0)


def _say(row: Row, part: Part) -> str:
    said = formatting.memory(part.size)
    return f"{said} ({formatting.memory(row.figures.traced)} traced)" if _is_less(row, part) else said


def _names(section: PageSection) -> dict[str, str]:
    """Return role -> name of each part; child processes only where a row has any."""
    found = {part.role for row in section.rows for part in row.figures.parts if part.size}
    return {role: name for role, name in NAMES.items() if role != "children" or role in found}


def _rows(section: PageSection) -> list[Row]:
    rows = [row for row in section.rows if row.figures.parts]
    return sorted(rows, key=lambda row: sum(part.size for part in row.figures.parts))


def _describe(row: Row) -> str:
    return formatting.memory(row.figures.peak.value if row.figures.peak else None)
