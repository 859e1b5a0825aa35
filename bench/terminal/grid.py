"""Draw a table in which names and figures stay whole: prose wraps first, and a name breaks only before its folder."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from rich.cells import cell_len
from rich.table import Table
from rich.text import Text

from bench.model.formatting import BEFORE_UNIT

BORDERS: Final = 3  # characters beside each column, and one more at the end
LEAST_PROSE: Final = 20  # characters; in less, it is read word by word
GLUE: Final = "\N{NO-BREAK SPACE}"
WORDS: Final = re.compile("(?<= )")
PIECES: Final = re.compile("(?<= )|(?=@)|(?<=/)")


@dataclass(frozen=True, slots=True)
class GridColumn:
    """A column: its head, and what it holds, which decides where its cells may break."""

    head: str
    holds: Literal["figures", "names", "prose"] = "figures"

    def split(self, line: str) -> list[str]:
        """Return the pieces of a line between which it may break; a figure stays with its unit."""
        pieces = (PIECES if self.holds == "names" else WORDS).split(BEFORE_UNIT.sub(GLUE, line))
        return [piece for piece in pieces if piece]


def draw(columns: Sequence[GridColumn], rows: Sequence[Sequence[str]], width: int) -> Table | None:
    """Draw a table.

    Args:
        columns: from left to right.
        rows: a cell for each column; a cell may have several lines.
        width: of the terminal, in characters.

    Returns:
        The table; None if its words have no room in that width.
    """
    cells = [[column.head, *(row[at] for row in rows)] for at, column in enumerate(columns)]
    widths = _widths(columns, cells, width - 1 - BORDERS * len(columns))
    if widths is None:
        return None
    table = Table()
    for column, own in zip(columns, widths, strict=True):
        justify: Literal["left", "right"] = "right" if column.holds == "figures" else "left"
        table.add_column(Text(_wrap(column, column.head, own)), width=own, justify=justify, overflow="fold")
    for row in rows:
        table.add_row(*(Text(_wrap(*each)) for each in zip(columns, row, widths, strict=True)))
    return table


def sentence(text: str, width: int) -> Text:
    """Return a text in lines of that many characters at most, of which none ends between a figure and its unit."""
    return Text(_wrap(GridColumn("", "prose"), text, width))


def _widths(columns: Sequence[GridColumn], cells: Sequence[Sequence[str]], room: int) -> list[int] | None:
    """Narrow the widest column until all fit: first heads and figures, then prose, last names; None if they cannot."""
    widths = [max(map(cell_len, "\n".join(column).split("\n"))) for column in cells]
    least = list(map(_least, columns, cells, widths))
    whole = [
        max(width, *(cell_len(cell.partition("\n")[0]) for cell in own)) if column.holds == "names" else width
        for column, own, width in zip(columns, cells, least, strict=True)
    ]
    figures = [
        max(low, width // 2 + 2 if width > LEAST_PROSE else 0)  # words take two lines
        if column.holds == "figures"
        else width
        for column, low, width in zip(columns, least, widths, strict=True)
    ]
    for floor in (figures, whole, least):
        while sum(widths) > room and (able := [at for at, width in enumerate(widths) if width > floor[at]]):
            widths[max(able, key=widths.__getitem__)] -= 1
    return widths if sum(widths) <= room else None


def _least(column: GridColumn, cells: Sequence[str], width: int) -> int:
    """Return the width of the longest piece, or for prose what lets it be read."""
    longest = max(
        cell_len(piece.strip()) for cell in cells for line in cell.split("\n") for piece in column.split(line)
    )
    return max(longest, min(width, LEAST_PROSE)) if column.holds == "prose" else longest


def _wrap(column: GridColumn, text: str, width: int) -> str:
    lines: list[str] = []
    for line in text.split("\n"):
        lines.append("")
        for piece in column.split(line):
            if lines[-1] and cell_len((lines[-1] + piece).rstrip(" ")) > width:
                lines.append("")
            lines[-1] += piece
    return "\n".join(line.rstrip(" ").replace(GLUE, " ") for line in lines)
