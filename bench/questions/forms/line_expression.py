"""Write the regular expression of a template's lines that holds a record to what a question names of it.

What the question names is captured and has to be there; the rest is only read over. The expression means the same to
`re` on text and on bytes, and to the engines of Polars and DuckDB.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from bench.formats.expression import parts
from bench.formats.field_types import escape_bytes, portable
from bench.formats.pieces import DROPPED, FieldPiece, Optional, Piece, fields

LONGEST: Final = 100  # characters of a row
_OFTEN: Final = 3  # times that a class is in an expression which it is the rule of
_CODES: Final = {"r": "\r", "n": "\n", "t": "\t"}
_EXCLUDING: Final = re.compile(r"\[\^(?:[^\]\\]|\\.)+\]\*")
_SHORT: Final = 20  # of a row to which a captured field is added
_NUMERIC: Final = frozenset({"int", "float"})
_NAMED: Final = re.compile(r"\(\?P<\w+>")
_OPTIONAL: Final = re.compile(r"(\\.|\[\^?(?:[^\]\\]|\\.)*\])|\)\?")  # which `re` repeats in more time than it branches
_TIME_END: Final = re.compile(
    r"(\(\?:\[\.,\]\[0-9\]\{1,9\})\|\)(\(\?:Z\|\[\+-\]\[0-9\]\{2\}:\?\[0-9\]\{2\})\|\)(?=\)?\n?(?: |\\|\[ ))"
)
"""A fraction and an offset, either of which may be missing, before a blank or a delimiter."""
_CLASS: Final = re.compile(r"(?<!\\)\[\^?(?:[^\]\\]|\\.)*\]")


@dataclass(frozen=True, slots=True)
class LineExpression:
    """The expression of a line.

    Args:
        rows: its parts, as they are written below each other.
        groups: the captured fields in their order.
        whole: those of them that are whole numbers by their type.
    """

    rows: tuple[str, ...]
    groups: tuple[str, ...]
    whole: frozenset[str]


def line_expression(
    pieces: Sequence[Piece], needed: frozenset[str], numbers: frozenset[str], equal: Mapping[str, str]
) -> LineExpression:
    """Return the expression of lines that hold what is needed.

    Args:
        pieces: of the template.
        needed: the fields that have to be there.
        numbers: those of them that have to be numbers.
        equal: field -> the text that it has to be, which is written into the expression instead of a group.

    Raises:
        TemplateError: if a field cannot be checked as a number.
    """
    strict = list(_strict(pieces, needed, numbers))
    rows, groups = [""], []
    for piece, code in zip(strict, parts(strict), strict=True):
        name = piece.name if isinstance(piece, FieldPiece) else DROPPED
        body = _portable(code)
        if name in equal and re.fullmatch(body, equal[name]):
            body = escape_bytes(equal[name]).decode()
        elif name != DROPPED:
            groups.append(name)
            if len(rows[-1]) > _SHORT:
                rows.append("")
        if rows[-1] and len(rows[-1]) + len(body) > LONGEST:
            rows.append("")
        rows[-1] += body
    whole = {each.name for each in fields(strict) if each.type == "int"}
    return LineExpression(tuple(each for row in rows for each in _split(row)), tuple(groups), frozenset(whole))


def begin_rows(begins: re.Pattern[bytes]) -> tuple[str, ...]:
    """Return the expression of what a record begins with, in the rows in which it is written."""
    return tuple(_split(_NAMED.sub("(?:", portable(begins.pattern).decode())))


def repeated_class(expression: str) -> str:
    """Return the class of characters, with its star, that a line between delimiters is made of; empty if it is not."""
    found = Counter(_EXCLUDING.findall(expression)).most_common(1)
    return found[0][0] if found and found[0][1] >= _OFTEN and "%" not in expression else ""


def possessive(rows: Sequence[str]) -> list[str]:
    """Return an expression that reads the end of a time in one way, so that no shorter one is tried if a line fails."""
    return _TIME_END.sub(r"\1+)?+\2)?+", "\n".join(rows)).split("\n")


def positive(excluding: str) -> str:
    """Return a class of all other bytes, which `re` turns into one bitmap, and tests in less time than one with `^`."""
    excluded = set(re.sub(r"\\(.)", lambda found: _CODES.get(found[1], found[1]), excluding[2:-2]))
    taken = [code for code in range(256) if chr(code) not in excluded]
    runs = [(code, code) for code in taken[:1]]
    for code in taken[1:]:
        runs = [*runs[:-1], (runs[-1][0], code)] if code == runs[-1][1] + 1 else [*runs, (code, code)]
    shown = (_shown(first) + (f"-{_shown(last)}" if last > first else "") for first, last in runs)
    return f"[{''.join(shown)}]*"


def _shown(code: int) -> str:
    character = chr(code)
    return character if (character.isalnum() and character.isascii()) or character in "{}~ !" else f"\\x{code:02x}"


def _strict(pieces: Sequence[Piece], needed: frozenset[str], numbers: frozenset[str]) -> Iterator[Piece]:
    """Yield pieces in which what is needed cannot be missing, and what is not needed has no name."""
    for piece in pieces:
        if isinstance(piece, Optional):
            inner = list(_strict(piece.pieces, needed, numbers))
            if any(each.name in needed for each in fields(piece.pieces)):
                yield from inner
            else:
                yield Optional(piece.at, inner)
        elif isinstance(piece, FieldPiece) and piece.name in needed:
            is_text = piece.name in numbers and piece.type not in _NUMERIC
            yield FieldPiece(piece.name, "float" if is_text else piece.type, "", piece.at)
        elif isinstance(piece, FieldPiece):
            yield FieldPiece(DROPPED, piece.type, piece.none, piece.at)
        else:
            yield piece


def _portable(code: bytes) -> str:
    """Return the expression of a piece without names, and without brackets that part nothing."""
    text = _CLASS.sub(lambda found: found[0].replace(r"\|", "|"), _NAMED.sub("(", portable(code).decode()))
    text = _OPTIONAL.sub(lambda found: found[1] or "|)", text)
    return text[3:-1] if text.startswith("(?:") and _is_one_group(text) and "|" not in _outside(text[3:-1]) else text


def _is_one_group(text: str) -> bool:
    """Return whether the bracket at the start is closed at the end, and nowhere before."""
    return text.endswith(")") and not _outside(text)


def _outside(text: str) -> str:
    """Return what of an expression is in no bracket and no class."""
    plain = re.sub(r"\\.", "", _CLASS.sub("", text))
    while (inner := re.sub(r"\([^()]*\)[?*+]?(?:\{\d+\})?", "", plain)) != plain:
        plain = inner
    return plain


def _split(row: str) -> Iterator[str]:
    """Yield a row in parts that fit a line, none of which has both kinds of quotes or ends within an escape."""
    start = at = 0
    while at < len(row):
        step = 2 if row[at] == "\\" else 1
        taken = row[start:at]
        if taken and (len(taken) + step > LONGEST + _SHORT // 2 or _clash(taken, row[at : at + step])):
            yield taken
            start = at
        at += step
    if row[start:]:
        yield row[start:]


def _clash(taken: str, further: str) -> bool:
    return ("'" in taken and '"' in further) or ('"' in taken and "'" in further)
