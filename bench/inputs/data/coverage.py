"""Count how many lines of a log a workload or a named format reads, while its blocks are read for the hash.

Memory stays bounded whatever the log is: of a line that is longer than a block only what decides is kept.
"""

import re
from typing import Final

from bench.formats.log_format import LogFormat
from bench.formats.reading import LineCounts
from bench.inputs.data.log_formats import FORMS, Form
from bench.model.types import Coverage

LONGEST: Final = 1 << 20  # bytes of a line that decide whether it has the form
MOST_FIELDS: Final = 1 << 16  # that are told apart

_QUOTED: Final = rb'"[^"]*+(?:""[^"]*+)*+"'
_FIELD: Final = rb'(?:%b[^,\n]*+|(?:[^",\n][^,\n]*+)?+)' % _QUOTED
_FIELDS: Final = re.compile(rb"(?:%b,)*+" % _FIELD)
_NONE: Final = re.compile(rb"(?!)")
_ROW: Final = re.compile(rb"(?:%b,)*+%b\n" % (_FIELD, _FIELD))


class LineCounter:
    """Splits blocks into lines, and leaves it to each kind to count them."""

    def __init__(self) -> None:
        self._counts = LineCounts()
        self._rest = b""

    def see(self, block: bytes) -> None:
        """Look at the next block; what follows its last line end waits for the next."""
        *lines, rest = (self._rest + block).split(b"\n")
        self._counts += self._count(lines)
        self._rest = rest[:LONGEST]

    def found(self) -> Coverage:
        """Return the counts; the last line may be unended."""
        if self._rest:
            self.see(b"\n")
        return Coverage(self._counts.records, self._counts.others)

    def _count(self, lines: list[bytes]) -> LineCounts:
        raise NotImplementedError


class FormCounter(LineCounter):
    """Counts lines, each of which either has the form or not."""

    def __init__(self, form: Form) -> None:
        super().__init__()
        self._pattern = form.pattern

    def _count(self, lines: list[bytes]) -> LineCounts:
        fits = self._pattern.fullmatch
        fitting = sum(fits(line) is not None for line in lines)
        return LineCounts(records=fitting, others=len(lines) - fitting)


class FormatCounter(LineCounter):
    """Counts records of a format that the user names; lines that continue a record, and comments, count as neither."""

    def __init__(self, counted: LogFormat) -> None:
        super().__init__()
        self._reading = counted.reading()

    def found(self) -> Coverage:
        """Return the counts; the last line may be unended."""
        super().found()
        self._counts += self._reading.end()
        return super().found()

    def _count(self, lines: list[bytes]) -> LineCounts:
        return self._reading.see(line.removesuffix(b"\r") for line in lines)


class RowCounter:
    """Counts rows of comma-separated values below a header: those with as many fields as it, and the others.

    Where the header is not the wanted one, it counts as a row, and no row has the form.
    """

    def __init__(self, form: Form) -> None:
        self._header = form.pattern
        self._fits = _NONE
        self._rows = self._fitting = 0
        self._begun = False
        self._rest = b""

    def see(self, block: bytes) -> None:
        """Look at the next block; a row that has not ended, by its quotes, waits for the next."""
        content, at = self._rest + block, 0
        while row := self._fits.match(content, at) or _ROW.match(content, at):
            self._count(row)
            at = row.end()
        self._rest = _shorten(content[at:])

    def found(self) -> Coverage:
        """Return the counts; the last row may be unended, even within quotes."""
        for end in (b"\n", b'"\n'):
            if self._rest:
                self.see(end)
        self._rest = b""
        return Coverage(self._fitting, self._rows - self._fitting)

    def _count(self, row: re.Match[bytes]) -> None:
        if not self._begun:
            self._begun = True
            if self._header.fullmatch(row[0].removesuffix(b"\n").removesuffix(b"\r")):
                self._fits = re.compile(rb"(?:%b,){%d}%b\n" % (_FIELD, _commas(row[0]), _FIELD))
                return
        self._rows += 1
        self._fitting += row.re is self._fits


def _shorten(row: bytes) -> bytes:
    """Return a short beginning of a row that counts as this one does, whatever follows."""
    if len(row) <= LONGEST:
        return row
    whole = _FIELDS.match(row)
    done = whole.end() if whole else 0
    field = row[done:]
    if not field.startswith(b'"'):
        left = field[:1]
    elif closed := re.match(_QUOTED, field):
        left = b'""' if closed.end() == len(field) else b'""x'
    else:
        left = b'"'
    return b"," * min(_commas(row[:done]), MOST_FIELDS) + left


def _commas(row: bytes) -> int:
    """Return how many commas part fields."""
    return len(re.findall(rb"%b," % _FIELD, row))


def counter(form: str) -> LineCounter | RowCounter:
    """Return what counts the lines of a form, by its name."""
    known = FORMS[form]
    return RowCounter(known) if known.head else FormCounter(known)
