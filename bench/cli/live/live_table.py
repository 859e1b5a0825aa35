"""Draw how far a run has come, for a terminal of any width."""

from typing import Final

from rich.console import Group, RenderableType
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from bench.cli.live.run_state import DECIDED, CaseState, Course
from bench.model import formatting

MEMORY_FROM: Final = 52  # columns of the terminal
ROUNDS_FROM: Final = 64
BAR: Final = 40
LEAST_BAR: Final = 8
GAP: Final = "  "
AROUND: Final = 5  # lines that are not rows


def picture(course: Course, width: int, height: int) -> Group:
    """Draw how far a run is, how long it will take, and what is known so far."""
    where = f"{course.where()}: {course.now}" if course.now else course.where()
    parts: list[RenderableType] = [_line(where), _time(course, width)]
    lines = course.lines()
    shown = lines[: max(1, height - AROUND)]
    if shown:
        parts.append(_table(shown, width))
    if len(lines) > len(shown):
        parts.append(_line(f"and {len(lines) - len(shown)} more"))
    return Group(*parts)


def clock(course: Course) -> str:
    """Say how much time has passed, and how much is left as far as that is known."""
    left = course.left()
    passed = f"{formatting.duration(course.passed())} elapsed"
    return passed if left is None else f"{passed}, about {formatting.duration(left)} left"


def _time(course: Course, width: int) -> RenderableType:
    """Draw how much is done, as far as there is room beside the words."""
    words = clock(course)
    passed, left = course.passed(), course.left()
    room = min(BAR, width - len(words) - 2)
    if left is None or room < LEAST_BAR:
        return _line(words)
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_row(ProgressBar(total=passed + left, completed=passed, width=room), _line(words))
    return grid


def _line(text: str) -> Text:
    return Text(text, no_wrap=True, overflow="crop")


def _table(lines: tuple[CaseState, ...], width: int) -> Text:
    """Draw the rows in columns; written here because a table of rich takes ten times as long, once a second."""
    memory = formatting.memory_unit(line.peak for line in lines)
    seconds = formatting.seconds_unit(line.seconds for line in lines)
    columns = [["implementation", *(", ".join(filter(None, (line.name, line.failed))) for line in lines)]]
    if width >= MEMORY_FROM:
        columns.append([f"memory {memory.name}", *(_figure(memory, line.peak) for line in lines)])
    columns.append([f"time {seconds.name}", *(_figure(seconds, line.seconds) for line in lines)])
    columns.append(["times as fast" if width >= MEMORY_FROM else "ratio", *map(_ratio, lines)])
    if width >= ROUNDS_FROM:
        columns.append(["rounds", *map(_rounds, lines)])
    names, *figures = [[cell.rjust(max(map(len, column))) for cell in column] for column in columns]
    room = max(1, width - sum(len(column[0]) + len(GAP) for column in figures))
    names = [_shortened(name.strip(), room).ljust(min(room, len(name))) for name in names]
    return _line("\n".join(GAP.join(cells) for cells in zip(names, *figures, strict=True)))


def _shortened(name: str, room: int) -> str:
    """Cut a name that has no room, and show that it is cut."""
    return name if len(name) <= room else f"{name[: room - 1]}…"


def _figure(unit: formatting.Unit, value: float | None) -> str:
    return "" if value is None else unit.number(value)


def _ratio(line: CaseState) -> str:
    if line.ratio is None:
        return line.state
    return formatting.ratio(line.ratio) if line.state == DECIDED else formatting.estimated(line.ratio)


def _rounds(line: CaseState) -> str:
    return f"{line.rounds}, decided" if line.state == DECIDED else f"{line.rounds}"
