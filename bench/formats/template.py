"""Compile the template of a line to one regular expression, and read and write lines by it.

How long that takes, and which templates are refused: `bench.formats.expression`.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import takewhile
from typing import Final

from bench.formats.expression import expression, parts
from bench.formats.field_types import TYPES
from bench.formats.pieces import (
    DROPPED,
    Blanks,
    FieldPiece,
    Optional,
    Piece,
    TemplateError,
    Text,
    fields,
    optionals,
    parse,
)

MOST_OPTIONAL: Final = 8  # groups: each doubles what may have to be tried
EXAMPLE: Final = datetime(2026, 1, 5, 10, tzinfo=UTC)
SHOWN: Final = 40  # characters of a line, from where it ceases to fit


@dataclass(frozen=True, slots=True)
class TemplateStop:
    """Where a line ceases to fit a template.

    Args:
        pieces: how many pieces of the template it fits.
        at: how many of its characters fit.
        expected: what the template has next.
        found: what the line has there; empty at its end.
    """

    pieces: int
    at: int
    expected: str
    found: str

    def words(self, *, with_data: bool) -> str:
        """Say where it is; what the line has there only if its content may be shown."""
        has = f"has {self.found[:SHOWN]!r}{' ...' if len(self.found) > SHOWN else ''}" if self.found else "ends"
        said = f" and the line {has}" if with_data or not self.found else ""
        wanted = self.found.lstrip(" \t")
        if wanted != self.found and (self.expected.startswith("{") or wanted.startswith(self.expected.strip("'"))):
            said += "; write { } before it for one blank or more"
        return f"at character {self.at + 1}, where {self.expected} is expected{said}"


@dataclass(frozen=True, slots=True)
class Template:
    """A compiled template.

    Args:
        source: as it was written.
        pieces: what it is made of.
        pattern: what matches a whole line, its line end apart.
        begins: what matches how a record begins: all up to its time; None if it has none.
    """

    source: str
    pieces: tuple[Piece, ...]
    pattern: re.Pattern[bytes]
    begins: re.Pattern[bytes] | None

    @property
    def fields(self) -> tuple[FieldPiece, ...]:
        """The fields that are kept, in their order."""
        return tuple(piece for piece in fields(self.pieces) if piece.name != DROPPED)

    def texts(self, line: bytes) -> dict[str, str | None] | None:
        """Return the text of each field, None for what is missing or stands for nothing; None for another line."""
        found = self.pattern.fullmatch(line)
        if not found:
            return None
        return {piece.name: _text(found[piece.name], piece.none) for piece in self.fields}

    def stop(self, line: bytes) -> TemplateStop | None:
        """Return where a line ceases to fit, read as far as it does; None if it fits."""
        if self.pattern.fullmatch(line):
            return None
        codes, count, end = list(parts(self.pieces)), 0, 0
        for number in range(len(codes), 0, -1):
            if found := re.match(b"".join(codes[:number]), line):
                count, end = number, found.end()
                break
        read, rest = (raw.decode("utf-8", "replace") for raw in (line[:end], line[end:]))
        following = self.pieces[count] if count < len(codes) else None
        expected = _shown(following) if following else "the end of the line"
        if isinstance(following, Text):
            shared = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(following.text, rest, strict=False)))
            read, rest, expected = read + rest[:shared], rest[shared:], repr(following.text[shared:])
        return TemplateStop(count, len(read), expected, rest)

    def write(self, values: Mapping[str, str | None]) -> bytes:
        """Return a line of these fields; an optional group is in it if it has something to say.

        Raises:
            ValueError: if no line would be read as these fields.
        """
        line = _write(self.pieces, values).encode("utf-8", "surrogateescape")
        if self.texts(line) != {piece.name: values.get(piece.name) for piece in self.fields}:
            raise ValueError(f"No line of the template {self.source} would be read as {dict(values)}.")
        return line


def compile_template(source: str) -> Template:
    """Compile a template.

    Raises:
        TemplateError: if it is not written as one, or a line could be read in two ways.
    """
    pieces = parse(source)
    _check_names(pieces)
    if len(groups := list(optionals(pieces))) > MOST_OPTIONAL:
        raise TemplateError(f"it has {len(groups)} optional groups; {MOST_OPTIONAL} are the most", groups[-1].at)
    head = _head(pieces)
    return Template(
        source,
        tuple(pieces),
        re.compile(expression(pieces)),
        re.compile(expression(head, pieces[len(head) :])) if head else None,
    )


def _check_names(pieces: Sequence[Piece]) -> None:
    names = [piece.name for piece in fields(pieces) if piece.name != DROPPED]
    if not names:
        raise TemplateError("it has no field; a field is written {name}", 0)
    for piece in fields(pieces):
        if names.count(piece.name) > 1:
            second = [each for each in fields(pieces) if each.name == piece.name][1]
            raise TemplateError(f"two fields are called {piece.name}", second.at)

    http = [piece for piece in fields(pieces) if piece.type == "http"]
    taken = {"method", "path", "protocol"} & set(names) if http else set()
    if taken or len(http) > 1:
        what = f"and {min(taken)} is also a field" if taken else "so there can be one"
        raise TemplateError(f"{http[-1].shown} gives method, path and protocol, {what}", http[-1].at)


def _head(pieces: list[Piece]) -> list[Piece]:
    """Return the pieces up to the time; empty if there is none."""
    named = [isinstance(piece, FieldPiece) and piece.name == "time" for piece in pieces]
    return pieces[: named.index(True) + 1] if True in named else []


def _shown(piece: Piece) -> str:
    """Return what a piece that no line has expects: a field with an example, or a blank."""
    if not isinstance(piece, FieldPiece):
        return "a blank or a tab"
    example = TYPES[piece.type].example if piece.type in TYPES else ""
    if "%" in piece.type:
        example = EXAMPLE.strftime(piece.type)
    return f"{piece.shown}{f', such as {example},' if example else ''}"


def _text(raw: bytes | None, none: str) -> str | None:
    if raw is None or (none and raw == none.encode()):
        return None
    return raw.decode("utf-8", "surrogateescape")


def _write(pieces: Sequence[Piece], values: Mapping[str, str | None]) -> str:
    out = ""
    for piece in pieces:
        if isinstance(piece, Text):
            out += piece.text
        elif isinstance(piece, Blanks):
            out += " "
        elif isinstance(piece, Optional):
            inner = [each for each in fields(piece.pieces) if each.name != DROPPED]
            if any(values.get(each.name) is not None for each in inner):
                out += _write(piece.pieces, values)
        else:
            value = " " if piece.name == DROPPED else values.get(piece.name)
            out += piece.none if value is None else value
    return out
