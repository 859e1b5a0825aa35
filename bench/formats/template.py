"""Compile the template of a line to one regular expression, and read and write lines by it.

How long that takes, and which templates are refused: `bench.formats.expression`.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from bench.formats.expression import expression
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
