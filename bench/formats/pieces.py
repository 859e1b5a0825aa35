"""Take a template of a line apart: `{client} [{time:apache}] "{request:http}"{? {more:rest}}`; see docs/formats.md."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

DROPPED: Final = "_"  # the name of a field that is read and not kept
DEEPEST: Final = 8  # optional groups within each other: as many as there may be at all
_PIECE: Final = re.compile(
    r"\\(?P<brace>[{}])|\{\?|\}|\{ \}|(?P<text>[^{}\\]+|\\)"
    r"|\{(?P<name>[A-Za-z_][A-Za-z0-9_]*)(?::(?P<type>\[\^[^\]]+\]|[^{}|]+))?(?:\|(?P<none>[^{}]+))?\}",
    re.ASCII,
)
_PRINTABLE: Final = re.compile(r"[^\x00-\x08\x0a-\x1f\x7f]*")


class TemplateError(ValueError):
    """A template that cannot be used.

    Args:
        message: what is wrong with it.
        at: the character of the template where that is.
    """

    def __init__(self, message: str, at: int) -> None:
        super().__init__(message)
        self.at = at


@dataclass(frozen=True, slots=True)
class Text:
    """A text that is in every line."""

    text: str
    at: int


@dataclass(frozen=True, slots=True)
class Blanks:
    """One blank or tab, or more."""

    at: int


@dataclass(frozen=True, slots=True)
class FieldPiece:
    """A field.

    Args:
        name: its name, `_` if it is not kept.
        type: its type, a strftime form, words between commas, or `[^...]`; empty is up to what follows it.
        none: what stands for nothing; empty if nothing does.
        at: where it begins in the template.
    """

    name: str
    type: str
    none: str
    at: int

    @property
    def shown(self) -> str:
        """How it is written in the template."""
        kind, none = f":{self.type}" if self.type else "", f"|{self.none}" if self.none else ""
        return f"{{{self.name}{kind}{none}}}"


@dataclass(frozen=True, slots=True)
class Optional:
    """Pieces that may be missing as a whole."""

    at: int
    pieces: list["Piece"] = field(default_factory=list)


Piece = Text | Blanks | FieldPiece | Optional


def parse(template: str) -> list[Piece]:
    """Return the pieces of a template.

    Raises:
        TemplateError: if it is not written as one.
    """
    if (seen := _PRINTABLE.match(template)) and seen.end() < len(template):
        raise TemplateError("a template is one line, and has no control characters but tabs", seen.end())
    levels: list[list[Piece]] = [[]]
    opened: list[Optional] = []
    at = 0
    while at < len(template):
        found = _PIECE.match(template, at)
        if not found:
            raise TemplateError(_unreadable(template[at:]), at)
        if found[0] == "{?":
            if len(opened) == DEEPEST:
                raise TemplateError(f"optional groups are nested more than {DEEPEST} deep", at)
            opened.append(Optional(at))
            levels.append(opened[-1].pieces)
        elif found[0] == "}":
            if not opened:
                raise TemplateError(r"a } closes nothing; a brace is written \}", at)
            levels.pop()
            levels[-1].append(opened.pop())
        else:
            _add(levels[-1], found)
        at = found.end()
    if opened:
        raise TemplateError("a {? is never closed", opened[-1].at)
    return levels[0]


def fields(pieces: Sequence[Piece]) -> Iterator[FieldPiece]:
    """Yield the fields in their order, those of optional groups and those that are dropped included."""
    for piece in pieces:
        if isinstance(piece, Optional):
            yield from fields(piece.pieces)
        elif isinstance(piece, FieldPiece):
            yield piece


def optionals(pieces: Sequence[Piece]) -> Iterator[Optional]:
    """Yield the optional groups, the outer before the inner."""
    for piece in pieces:
        if isinstance(piece, Optional):
            yield piece
            yield from optionals(piece.pieces)


def _add(pieces: list[Piece], found: re.Match[str]) -> None:
    at = found.start()
    if found["name"]:
        pieces.append(FieldPiece(found["name"], found["type"] or "", found["none"] or "", at))
    elif found[0] == "{ }":
        pieces.append(Blanks(at))
    elif pieces and isinstance(before := pieces[-1], Text):
        pieces[-1] = Text(before.text + (found["brace"] or found[0]), before.at)
    else:
        pieces.append(Text(found["brace"] or found[0], at))


def _unreadable(rest: str) -> str:
    """Return why what follows a brace is not a field."""
    shown = rest[: rest.find("}") + 1] if "}" in rest else rest[:20]
    return f"{shown} is no field: write {{name}}, {{name:type}} or {{name:type|-}}, or \\{{ for a brace"
