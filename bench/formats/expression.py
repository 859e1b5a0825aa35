"""Write the regular expression of a template's pieces, which reads a line in time that grows with its length alone.

Whatever a field takes cannot belong to what follows it: each field stops at all that may come next, and a template
where a line could be read in two ways is refused. What is left to try are the optional groups, which are few.
"""

import difflib
import re
from collections.abc import Iterator, Sequence
from typing import Final

from bench.formats import field_types
from bench.formats.field_types import DIRECTIVES, TYPES, FieldType
from bench.formats.pieces import DROPPED, Blanks, FieldPiece, Optional, Piece, TemplateError, Text

_BLANKS: Final = frozenset(" \t")
_LATE: Final = rb"(?:[^ \t\r\n][^\r\n]*+)?"  # a rest after blanks, which are all taken before it
_DIRECTIVE: Final = re.compile(r"%(.)|([^%]+)|%", re.DOTALL)


def expression(pieces: Sequence[Piece], after: Sequence[Piece] = ()) -> bytes:
    """Return the expression of pieces.

    Raises:
        TemplateError: if there is no such type of field, or a line could be read in two ways.
    """
    return b"".join(parts(pieces, after))


def parts(pieces: Sequence[Piece], after: Sequence[Piece] = ()) -> Iterator[bytes]:
    """Yield the expression of each of several pieces; arguments and errors are those of `expression`."""
    for number, piece in enumerate(pieces):
        before = pieces[number - 1] if number else None
        if _is_late(before, piece) and isinstance(piece, FieldPiece):
            yield _capture(piece, _LATE)
        else:
            yield _one(piece, [*pieces[number + 1 :], *after], pieces[number + 1 : number + 2])


def _one(piece: Piece, after: Sequence[Piece], directly: Sequence[Piece]) -> bytes:
    """Return the expression of a piece; what follows directly is not beyond the end of its group."""
    if isinstance(piece, Text):
        return field_types.escape_bytes(piece.text)
    if isinstance(piece, Optional):
        return b"(?:" + expression(piece.pieces, after) + b")?"
    if isinstance(piece, FieldPiece):
        return _capture(piece, _field(piece, after))
    shared = _BLANKS & _first(after)
    if shared and not (directly and _is_late(piece, directly[0])):
        raise TemplateError("the blanks of { } could belong to what follows them", piece.at)
    return rb"[ \t]++"


def _capture(piece: FieldPiece, body: bytes) -> bytes:
    return b"(?:" + body + b")" if piece.name == DROPPED else b"(?P<" + piece.name.encode() + b">" + body + b")"


def _is_late(before: Piece | None, piece: Piece | None) -> bool:
    """Return whether a rest follows blanks directly: it begins with what they leave."""
    return isinstance(before, Blanks) and isinstance(piece, FieldPiece) and piece.type == "rest"


def _field(piece: FieldPiece, after: Sequence[Piece]) -> bytes:
    """Return the expression of a field.

    Raises:
        TemplateError: if there is no such type, or the field would take what follows it.
    """
    if not piece.type:
        body = _up_to(piece, after)
    elif piece.type.startswith("[^"):
        body = _custom(piece, after)
    else:
        kind = _kind(piece)
        if shared := kind.continues & _first(after):
            raise TemplateError(f"{piece.shown} would take the {_show(shared)} that follows it", piece.at)
        body = kind.body
    if not piece.none:
        return body
    none = field_types.escape_bytes(piece.none)
    return b"(?:" + (none + b"|" + body if _may_be_empty(piece) else body + b"|" + none) + b")"


def _up_to(piece: FieldPiece, after: Sequence[Piece]) -> bytes:
    """Return what takes all up to what may follow."""
    stops = _first(after)
    if after and not stops:
        raise TemplateError(f"nothing says where {piece.shown} ends; give it a type", piece.at)
    if any(not stop.isascii() for stop in stops):
        raise TemplateError(f"what follows {piece.shown} begins with a character that is not ASCII", piece.at)
    if after and isinstance(after[0], FieldPiece):
        raise TemplateError(f"a field follows {piece.shown} directly; give it a type", piece.at)
    return field_types.excluding("".join(sorted(stops))) + b"*+"


def _custom(piece: FieldPiece, after: Sequence[Piece]) -> bytes:
    """Return what takes all but some characters, one of which has to be in the text that follows."""
    without = piece.type[2:-1]
    if not without.isascii():
        raise TemplateError(f"{piece.shown} excludes a character that is not ASCII", piece.at)
    shared = _first(after) - set(without)
    if not shared:
        return field_types.excluding(without) + b"*+"
    text = after[0].text if after and isinstance(after[0], Text) else ""
    if not any(character in without for character in text):
        raise TemplateError(f"{piece.shown} would take the {_show(shared)} that follows it", piece.at)
    return field_types.excluding(without) + b"*"  # gives back what begins the text: the blank of " ["


def _kind(piece: FieldPiece) -> FieldType:
    if piece.type in TYPES:
        return TYPES[piece.type]
    if "%" in piece.type:
        return FieldType(_time(piece), frozenset(), frozenset(), "")
    if "," in piece.type:
        words = sorted(piece.type.split(","), key=len, reverse=True)
        if not all(words):
            raise TemplateError(f"{piece.shown} has an empty word", piece.at)
        body = b"(?:" + b"|".join(map(field_types.escape_bytes, words)) + b")"
        return FieldType(body, frozenset(word[0] for word in words), frozenset(), words[0])
    near = difflib.get_close_matches(piece.type, TYPES, n=1)
    meant = f"did you mean {near[0]}?" if near else f"types are {', '.join(TYPES)}"
    raise TemplateError(f"{piece.shown}: there is no type {piece.type}; {meant}", piece.at)


def _time(piece: FieldPiece) -> bytes:
    out = b""
    for found in _DIRECTIVE.finditer(re.sub("%S[.,]%f", "%S", piece.type)):
        if found[2]:
            out += field_types.escape_bytes(found[2])
        elif found[1] in DIRECTIVES:
            out += DIRECTIVES[found[1]]
        else:
            known = ", ".join(f"%{each}" for each in DIRECTIVES)
            raise TemplateError(f"{piece.shown}: there is no {found[0]}; there are {known}", piece.at)
    return out


def _first(after: Sequence[Piece]) -> frozenset[str]:
    """Return the characters that may come next."""
    out: frozenset[str] = frozenset()
    for piece in after:
        if isinstance(piece, Text):
            return out | {piece.text[0]}
        if isinstance(piece, Blanks):
            return out | _BLANKS
        if isinstance(piece, Optional):
            out |= _first(piece.pieces)
            continue
        out |= _begins(piece)
        if not _may_be_empty(piece):
            return out
    return out


def _begins(piece: FieldPiece) -> frozenset[str]:
    none = frozenset(piece.none[:1])
    if not piece.type:
        return none | TYPES["rest"].begins
    if piece.type.startswith("[^"):
        return none | (TYPES["rest"].begins - set(piece.type[2:-1]))
    if "%" in piece.type and piece.type not in TYPES:
        return none | TYPES["word"].begins if piece.type[0] == "%" else none | {piece.type[0]}
    return none | _kind(piece).begins


def _may_be_empty(piece: FieldPiece) -> bool:
    return not piece.type or piece.type.startswith("[^") or (piece.type in TYPES and TYPES[piece.type].empty)


def _show(characters: frozenset[str]) -> str:
    first = min(characters)
    return "blank" if first in _BLANKS else f"'{first}'"
