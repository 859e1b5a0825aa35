"""Read lines that have the form of a template, with the lines that belong to the record before them."""

import re
from collections.abc import Iterable, Sequence
from typing import Final

from bench.formats.declaration import MESSAGE
from bench.formats.pieces import FieldPiece
from bench.formats.reading import Fields, LineCounts, Value
from bench.formats.template import Template

FREE: Final = frozenset({"rest", "text"})
NO_REQUEST: Final[Fields] = dict.fromkeys(("method", "path", "protocol"))  # of a line that has none
_METHOD: Final = re.compile(r"[A-Za-z_-]+")


class TemplateReading:
    """One pass over such lines.

    Args:
        template: what a line looks like.
        begins: what the first line of a record begins with; None if each line is a record.
    """

    def __init__(self, template: Template, begins: re.Pattern[bytes] | None) -> None:
        self._template = template
        self._begins = begins
        self._fields = template.fields
        self._within: bool | None = False  # None: nobody knows

    def see(self, lines: Iterable[bytes]) -> LineCounts:
        """Read the next lines."""
        found, fits, begins = LineCounts(), self._template.pattern.fullmatch, self._begins
        for line in lines:
            if begins and not begins.match(line):
                if self._within is not None:
                    found.continued += self._within
                    found.others += not self._within
            elif fits(line):
                self._within = True
                found.records += 1
            else:
                self._within = False
                found.others += 1
        return found

    def end(self) -> LineCounts:
        """Return nothing: every line is decided where it is seen."""
        return LineCounts()

    def skip(self) -> None:
        """Go on where a record may have begun before."""
        self._within = None

    def split(self, record: bytes) -> Fields | None:
        """Return the fields of a line; lines that belong to it are the end of its message."""
        line, _, more = record.partition(b"\n") if self._begins else (record, b"", b"")
        found = self._template.pattern.fullmatch(line)
        if not found:
            return None
        fields: dict[str, Value] = {}
        for piece in self._fields:
            raw = found[piece.name]
            missing = raw is None or (piece.none and raw == piece.none.encode())
            text = None if missing else raw.decode("utf-8", "replace")
            fields[piece.name] = _convert(piece, text)
            if piece.type == "http":
                fields |= NO_REQUEST if text is None else request_parts(text)
        if more and fields.get(MESSAGE) is not None:
            fields[MESSAGE] = f"{fields[MESSAGE]}\n{more.decode('utf-8', 'replace')}"
        return fields

    def named(self) -> Sequence[str]:
        """Return the names of the fields."""
        return [piece.name for piece in self._fields]

    def free(self, record: bytes) -> float:
        """Return the share of fields that take whatever there is."""
        found = self._template.pattern.fullmatch(record)
        if not found or not record:
            return 0.0
        spans = (found.span(piece.name) for piece in self._fields if piece.type in FREE)
        return sum(end - start for start, end in spans) / len(record)


def request_parts(request: str) -> dict[str, Value]:
    """Return method, path and protocol of a request, by the rules of `failed_requests`: `-` is no request of HTTP."""
    method, *between = request.split(" ")
    protocol = between.pop() if between and between[-1].startswith("HTTP/") else ""
    path = " ".join(between).partition("?")[0]
    if not path or not _METHOD.fullmatch(method):
        return {"method": "-", "path": "-", "protocol": ""}
    return {"method": method, "path": path, "protocol": protocol}


def _convert(piece: FieldPiece, text: str | None) -> Value:
    if text is None or piece.type not in {"int", "float"}:
        return text
    try:
        return int(text) if piece.type == "int" else float(text)
    except ValueError:  # more digits than Python turns into a number
        return text
