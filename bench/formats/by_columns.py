"""Read values between separators, with columns named by a header: CSV, or the extended log format of W3C.

A row may continue over several lines within quotes. Other lines are recognised by the number of their values; a
quote that is never closed swallows no more than `LONGEST` lines, which are then of another form.
"""

import csv
import re
from collections.abc import Iterable, Sequence
from typing import Final

from bench.formats.declaration import ColumnsTable
from bench.formats.reading import Fields, LineCounts, Value

LONGEST: Final = 200  # lines of a row
MOST_BYTES: Final = 1 << 20  # of a row
MARK: Final = "\ufeff"
_COLUMN: Final = re.compile(r"[^\W\d][\w .()/%#:@-]{0,60}")
_LIMIT: Final = 1 << 24  # characters of a value; the module's own limit is 131,072


class ColumnsReading:
    """One pass over such lines.

    Args:
        layout: how the columns are known.
        begins: what the first line of a row begins with; None if its quotes alone tell.
    """

    def __init__(self, layout: ColumnsTable, begins: re.Pattern[bytes] | None) -> None:
        csv.field_size_limit(_LIMIT)
        self._layout = layout
        self._begins = begins
        self._columns = layout.columns
        self._delimiter = layout.delimiters[0]
        self._seen_header = not layout.header
        self._open: list[bytes] = []
        self._quotes = self._bytes = 0
        self._unknown = False

    def see(self, lines: Iterable[bytes]) -> LineCounts:
        """Read the next lines; a row whose quotes are not closed waits for more."""
        found = LineCounts()
        for line in lines:
            self._line(line, found)
        return found

    def end(self) -> LineCounts:
        """Return what an unclosed quote has swallowed: lines of another form."""
        found = LineCounts()
        self._give_up(found)
        return found

    def skip(self) -> None:
        """Go on where quotes may be open; the columns stay."""
        self._close()
        self._unknown = True

    def split(self, record: bytes) -> Fields | None:
        """Return a row as column -> text, by the columns that are known now."""
        values = self._values(record)
        if values is None or not self._fits(values):
            return None
        fields: dict[str, Value] = dict.fromkeys(self._columns)
        return fields | dict(zip(self._columns, values, strict=False))

    def named(self) -> Sequence[str]:
        """Return the columns, as far as they are known."""
        return self._columns

    @property
    def delimiter(self) -> str:
        """What parts the values."""
        return self._delimiter

    def free(self, record: bytes) -> float:  # noqa: ARG002  every part of it has a name
        """Return 0."""
        return 0.0

    def write(self, fields: Fields) -> bytes:
        """Return a row of these columns."""
        cells = (str(fields.get(name) or "").replace('"', '""') for name in self._columns)
        return self._delimiter.join(f'"{cell}"' for cell in cells).encode()

    def _line(self, line: bytes, found: LineCounts) -> None:
        if self._open:
            if not self._is_too_long() and not (self._begins and self._begins.match(line)):
                self._take(line, found)
                return
            self._give_up(found)
        if self._is_comment(line):
            found.comments += 1
        elif self._unknown and not self._is_start(line):
            return
        else:
            self._unknown = False
            self._take(line, found)

    def _take(self, line: bytes, found: LineCounts) -> None:
        self._open.append(line)
        self._quotes += line.count(b'"')
        self._bytes += len(line)
        if self._quotes % 2 == 0 or self._layout.directive:  # a value of W3C's does not go on
            self._row(found)

    def _is_start(self, line: bytes) -> bool:
        """Return whether a line that may be the middle of a row begins one: without a rule, if it is a whole row."""
        return bool(self._begins.match(line)) if self._begins else self.split(line) is not None

    def _is_too_long(self) -> bool:
        return len(self._open) >= LONGEST or self._bytes > MOST_BYTES

    def _row(self, found: LineCounts) -> None:
        if self.split(b"\n".join(self._open)) is None:
            self._give_up(found)
            return
        found.records += 1
        found.continued += len(self._open) - 1
        self._close()

    def _give_up(self, found: LineCounts) -> None:
        found.others += len(self._open)
        self._close()

    def _close(self) -> None:
        self._open = []
        self._quotes = self._bytes = 0

    def _is_comment(self, line: bytes) -> bool:
        """Take the columns that a header names; return whether a line is a header or a comment."""
        layout = self._layout
        if layout.directive and line.startswith(layout.directive.encode()):
            names = line.decode("utf-8", "replace").removeprefix(layout.directive).strip(" \t\u200b")
            self._columns = tuple(re.split(r"[ \t]+", names))
            self._delimiter = ""
            return True
        if layout.comment and (line.startswith(layout.comment.encode()) or not line.strip()):
            return True
        if self._seen_header:
            return False
        self._seen_header = True
        return self._take_header(line.decode("utf-8", "replace").removeprefix(MARK))

    def _take_header(self, line: str) -> bool:
        self._delimiter = max(self._layout.delimiters, key=line.count)
        names = self._values(line.encode()) or []
        usable = len(names) > 1 and len(set(names)) == len(names) and all(map(_COLUMN.fullmatch, names))
        self._columns = tuple(names) if usable else ()
        return usable

    def _values(self, record: bytes) -> list[str] | None:
        text = record.decode("utf-8", "replace")
        if not self._delimiter:
            self._delimiter = "\t" if "\t" in text else " "
        rows = text.split("\n") if "\n" in text else [text]
        try:
            (values,) = csv.reader([row + "\n" for row in rows], delimiter=self._delimiter, strict=False)
        except (csv.Error, ValueError):  # a lone carriage return, or no row
            return None
        return [value for value in values if value] if self._delimiter == " " else values

    def _fits(self, values: Sequence[str]) -> bool:
        least = self._layout.at_least or len(self._columns)
        return bool(self._columns) and least <= len(values) <= len(self._columns)
