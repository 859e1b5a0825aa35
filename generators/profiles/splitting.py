"""Split a line into fields and what is between them, so that both together are the line again, byte for byte.

`bench.formats` reads values; to write a line like another one, its form is needed too: which optional parts it has,
in which order its keys come, where it has blanks.
"""

import re
from collections.abc import Sequence
from typing import Final, NamedTuple, Protocol

from bench.formats.by_template import request_parts
from bench.formats.log_format import LogFormat
from bench.formats.pieces import Text
from bench.formats.template import Template

OTHER: Final = "other"
"""The one field of a line of another form."""

_JSON: Final = re.compile(
    r'[ \t]*(?:("(?:[^"\\]|\\.)*")[ \t]*(:?)|([{}\[\],])|(-?[0-9][0-9.eE+-]*|true|false|null))[ \t]*', re.DOTALL
)
_PAIR: Final = re.compile(r'([^\s="]+)=("(?:[^"\\]|\\.)*"|[^\s"]*)|(\s+|[^\s="]+)')
_DEEPEST: Final = 8
_MOST_PARTS: Final = 500


class Split(NamedTuple):
    """A line, taken apart.

    Attributes:
        texts: what is before each field, and behind the last: one more than there are fields.
        names: of the fields.
        values: of the fields, as they are in the line.
    """

    texts: tuple[str, ...]
    names: tuple[str, ...]
    values: tuple[str, ...]


class Splitter(Protocol):
    """Takes the lines of a format apart."""

    def split(self, line: str) -> Split | None:
        """Return the parts of a line, or None if it is of another form; bytes that are no UTF-8 are surrogates."""


def splitter(form: LogFormat) -> Splitter:
    """Return what takes lines of a format apart."""
    if form.template:
        return TemplateSplitter(form.template)
    if form.kind == "json":
        return JsonSplitter()
    return LogfmtSplitter() if form.kind == "logfmt" else ColumnsSplitter(form)


class TemplateSplitter:
    """Takes lines apart by a template; a request of HTTP is split further."""

    def __init__(self, template: Template) -> None:
        self._matches = template.pattern.fullmatch
        self._names = tuple(piece.name for piece in template.fields)
        self._request = next((piece.name for piece in template.fields if piece.type == "http"), None)
        self._between = () if self._request else _between(template)

    def split(self, line: str) -> Split | None:
        """Return the parts of a line."""
        raw = line.encode("utf-8", "surrogateescape")
        found = self._matches(raw)
        if found is None:
            return None
        is_ascii = len(raw) == len(line)
        if is_ascii and self._between:
            return Split(self._between, self._names, tuple([line[start:end] for start, end in found.regs[1:]]))
        of_bytes = line if is_ascii else raw.decode("latin-1")
        texts, names, values, at = [], [], [], 0
        for name, (start, end) in zip(self._names, found.regs[1:], strict=True):
            if start < 0:
                continue
            texts.append(of_bytes[at:start])
            names.append(name)
            values.append(of_bytes[start:end])
            at = end
        texts.append(of_bytes[at:])
        if not is_ascii:
            texts, values = list(map(_text, texts)), list(map(_text, values))
        if self._request in names:
            _split_request(names.index(self._request), texts, names, values)
        return Split(tuple(texts), tuple(names), tuple(values))


def _between(template: Template) -> tuple[str, ...]:
    """Return what is between the fields of every line; empty if lines differ in that."""
    texts = [""]
    for piece in template.pieces:
        if isinstance(piece, Text):
            texts[-1] += piece.text
        elif piece in template.fields:
            texts.append("")
        else:
            return ()
    return tuple(texts)


def _split_request(at: int, texts: list[str], names: list[str], values: list[str]) -> None:
    request = values[at]
    parts = request_parts(request)
    if parts["path"] == "-":
        return
    target = request.removeprefix(f"{parts['method']} ")
    protocol = str(parts["protocol"])
    target = target.removesuffix(f" {protocol}") if protocol else target
    path, mark, query = target.partition("?")
    found = [("method", str(parts["method"]), ""), ("path", path, " ")]
    found += [("query", query, mark)] if mark else []
    found += [("protocol", protocol, " ")] if protocol else []
    names[at : at + 1] = [name for name, _, _ in found]
    values[at : at + 1] = [value for _, value, _ in found]
    texts[at + 1 : at + 1] = [before for _, _, before in found[1:]]


class JsonSplitter:
    """Takes objects of JSON apart: keys are between the fields, in their order; each plain value is a field."""

    def split(self, line: str) -> Split | None:
        """Return the parts of a line."""
        if not line.lstrip(" \t\ufeff").startswith("{"):
            return None
        texts, names, values = [""], list[str](), list[str]()
        levels: list[str | None] = []  # the key that is waited for in an object; None in a list
        at = 0
        while at < len(line):
            found = _JSON.match(line, at)
            if found is None or len(names) > _MOST_PARTS or len(levels) > _DEEPEST:
                return None
            string, colon, mark, plain = found.groups()
            if string and colon:
                levels[-1:] = [string[1:-1]]
            elif mark in {"{", "["}:
                levels.append("" if mark == "{" else None)
            elif mark in {"}", "]"} and levels:
                levels.pop()
            if (string and not colon) or plain:
                start, end = found.span(1 if string else 4)
                texts[-1] += line[at:start]
                names.append(_dotted(levels))
                values.append(string or plain)
                texts.append(line[end : found.end()])
            else:
                texts[-1] += found[0]
            at = found.end()
            if not levels and at < len(line):
                return None
        return Split(tuple(texts), tuple(names), tuple(values)) if not levels and names else None


def _dotted(levels: Sequence[str | None]) -> str:
    out = ""
    for key in levels:
        out += "[]" if key is None else f".{key}" if out else key
    return out or "[]"


class LogfmtSplitter:
    """Takes pairs apart: keys are between the fields."""

    def split(self, line: str) -> Split | None:
        """Return the parts of a line."""
        texts, names, values, at = [""], list[str](), list[str](), 0
        while at < len(line):
            found = _PAIR.match(line, at)
            if found is None:
                return None
            if found[1]:
                texts[-1] += f"{found[1]}="
                names.append(found[1])
                values.append(found[2])
                texts.append("")
            else:
                texts[-1] += found[0]
            at = found.end()
        return Split(tuple(texts), tuple(names), tuple(values)) if len(names) > 1 else None


class ColumnsSplitter:
    """Takes rows apart, as long as each is one line; the first line that names columns is none.

    Args:
        form: the format.
    """

    def __init__(self, form: LogFormat) -> None:
        self._reading = form.reading()
        table = form.declared.csv
        self._delimiters = table.delimiters if table else (",",)
        self._cells: dict[str, re.Pattern[str]] = {}

    def split(self, line: str) -> Split | None:
        """Return the parts of a line."""
        raw = line.encode("utf-8", "surrogateescape")
        counts = self._reading.see([raw])
        named = list(self._reading.named())
        if not counts.records or not named:
            return None
        for delimiter in self._delimiters:
            cells = self._pattern(delimiter).findall(line)
            if len(cells) == len(named) or (len(cells) > 1 and len(cells) < len(named)):
                texts = ["", *[delimiter] * (len(cells) - 1), ""]
                return Split(tuple(texts), tuple(named[: len(cells)]), tuple(cells))
        return None

    def _pattern(self, delimiter: str) -> re.Pattern[str]:
        if delimiter not in self._cells:
            cut = re.escape(delimiter)
            self._cells[delimiter] = re.compile(rf'(?:^|(?<={cut}))("(?:[^"]|"")*"|[^{cut}]*)(?={cut}|$)')
        return self._cells[delimiter]


def _text(of_bytes: str) -> str:
    """Return the text of bytes that were read as a character each."""
    return of_bytes.encode("latin-1").decode("utf-8", "surrogateescape")
