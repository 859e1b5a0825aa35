"""The form of a profile: what is known of a log, in numbers and shapes.

Each number is whole and has three significant digits at most, so that 12,345 is written `123e2`: no run of four digits
of the log is ever in a profile. Shares are in thousandths, exponents in hundredths, times in microseconds. Indices of
values are written in base 36, since the three digits of a number would not do for 4,096 values.
"""

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

import msgspec

SCHEMA: Final = "leanlines.profile"
VERSION: Final = 3
READ: Final = (2, VERSION)
"""Versions of which a twin is made."""

FEW: Final = 5
"""What was seen less often is merged with its like, everywhere."""

POINTS: Final = 33
"""Quantiles, from 1 % to 99 %."""

_DIGITS: Final = "0123456789abcdefghijklmnopqrstuvwxyz"
_SIGNIFICANT: Final = 1000
_SURROGATE: Final = re.compile("[\ud800-\udfff]")
_encode: Final = json.JSONEncoder(ensure_ascii=False).encode
_encode_as_ascii: Final = json.JSONEncoder().encode

Counted = tuple[str, int]
"""A shape, and how often it was seen."""


class RareValues(msgspec.Struct, frozen=True, omit_defaults=True):
    """What is known of the values that are not listed one by one.

    Attributes:
        count: how often one was seen.
        distinct: how many there are.
        drawn_from: from how many equally likely values as many would be drawn; 0 if one hardly ever comes again.
        growth: exponent, in hundredths, by which `drawn_from` grows with the lines.
        repeated: share of them that repeat one shortly before, beyond chance.
        shapes: what they look like.
        points: quantiles of numbers; empty for texts.
    """

    count: int = 0
    distinct: int = 0
    drawn_from: int = 0
    growth: int = 0
    repeated: int = 0
    shapes: list[Counted] = []
    points: list[int] = []


class SlotPool(msgspec.Struct, frozen=True, omit_defaults=True):
    """What varies in one place of a template."""

    heads: list[Counted]
    rare: RareValues = RareValues()


class FrequentValue(msgspec.Struct, frozen=True, omit_defaults=True):
    """A value, or a template of values, that was seen often.

    Attributes:
        shape: of the text; of a template, with a mark for each slot.
        count: how often it was seen.
        slots: what varies, in the order of the marks.
        distinct: how many texts there are of a template.
    """

    shape: str
    count: int
    slots: list[SlotPool] = []
    distinct: int = 0


class FieldFacts(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """What is known of a field.

    Attributes:
        name: a word that everybody uses, or `f` with a number.
        kind: text, template, number or time.
        distinct: how many values there are in the sample.
        growth: exponent, in hundredths, by which they grow with the lines.
        heads: the frequent ones.
        rare: the others.
        places: decimal places of numbers.
        pattern: how a time is written.
        steps: quantiles of the time between two lines.
        mean: of these times.
        back: share of lines that are earlier than the one before.
        follows: by powers of two, the share of the lines that repeat one so many lines before in which this field does
            so, too.
        again: by powers of two, the share of lines whose value was last seen so many lines before, beyond chance.
        equals: index of an earlier field that has the same value in all lines, but for one in a thousand; -1 for none.
    """

    name: str
    kind: str
    distinct: int = 0
    growth: int = 0
    heads: list[FrequentValue] = []
    rare: RareValues = RareValues()
    places: int = 0
    pattern: str = ""
    steps: list[int] = []
    mean: int = 0
    back: int = 0
    follows: list[int] = []
    again: list[int] = []
    equals: int = -1


class JointFacts(msgspec.Struct, frozen=True):
    """How a field goes with another one, its parent.

    Attributes:
        parent: index of a field.
        child: index of a field.
        distinct: pairs of values, where a line has both.
        pairs: value of the parent, value of the child, count; the index behind the last value means the rare ones, and
            the next one that the line lacks the field.
        merged: value of the parent, lines whose pairs with it were seen too rarely to be listed, number of these pairs.
        others: the same of all values of the parent that have too few such lines to be listed: lines, pairs.
        rare: value of the parent, from how many values its rare ones are drawn, and how many were seen.
    """

    parent: int
    child: int
    distinct: int
    pairs: list[tuple[str, str, int]]
    merged: list[tuple[str, int, int]]
    others: tuple[int, int]
    rare: list[tuple[str, int, int]]


class LineForm(msgspec.Struct, frozen=True):
    """A form of line: shapes of what is between the fields, and indices of fields.

    Attributes:
        parts: texts and fields in their order.
        count: lines of this form.
    """

    parts: list[str | int]
    count: int


class Profile(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of a log.

    Attributes:
        schema: says that this is a profile.
        version: of the schema; a twin follows from it, too.
        hash: SHA-256 of all the rest, in groups of three.
        format: name of the format, or `own`.
        lines: of the whole log, estimated where a sample was read.
        sampled: lines that were read.
        bytes: of the whole log.
        wide: share of lines that are not ASCII.
        crlf: share of lines that end in CR LF.
        unended: 1 if the last line has no end.
        packed: what zlib makes of it, as a share.
        lengths: quantiles of the bytes of a line.
        header: the shape of a first line that names columns.
        forms: of lines.
        fields: what is known of each.
        joint: how fields go together.
        back_by: by powers of two, the share of lines that repeat one so many lines before.
        form_follows: what `follows` is to a field, for the form of a line.
        kept: fields whose values are literal because the owner said so.
    """

    schema: str = SCHEMA
    version: int = VERSION
    hash: str = ""
    format: str
    lines: int
    sampled: int
    bytes: int
    wide: int
    crlf: int
    unended: int
    packed: int
    lengths: list[int]
    header: str = ""
    forms: list[LineForm]
    fields: list[FieldFacts]
    joint: list[JointFacts]
    back_by: list[int]
    form_follows: list[int] = []
    kept: list[str] = []


def base36(number: int) -> str:
    """Write an index in at most three characters, so below 46,656."""
    out = ""
    while number or not out:
        number, digit = divmod(number, 36)
        out = _DIGITS[digit] + out
    return out


def three(number: int) -> int:
    """Return a number rounded to three significant digits."""
    scale = 1
    while abs(number) // scale >= _SIGNIFICANT:
        scale *= 10
    rounded = (2 * abs(number) + scale) // (2 * scale) * scale
    return rounded if number >= 0 else -rounded


def digits(number: int) -> str:
    """Write a number of three significant digits: 12300 is 123e2."""
    number, zeros = three(number), 0
    while abs(number) >= _SIGNIFICANT:
        number, zeros = (abs(number) // 10) * (1 if number >= 0 else -1), zeros + 1
    return f"{number}e{zeros}" if zeros else str(number)


def quantiles(ordered: Sequence[int]) -> list[int]:
    """Return quantiles of sorted numbers, from 1 % to 99 %, by nearest rank."""
    if not ordered:
        return []
    last = len(ordered) - 1
    ranks = (last * (10 + 980 * point // (POINTS - 1)) for point in range(POINTS))
    return [three(ordered[(rank + 500) // 1000]) for rank in ranks]


def text(profile: Profile) -> str:
    """Return a profile as JSON, its hash included."""
    parts = _parts(profile)
    digest_ = _digest(parts)
    grouped = "-".join(digest_[at : at + 3] for at in range(0, len(digest_), 3))
    return _object(parts | {"hash": f'"{grouped}"'}) + "\n"


def digest(profile: Profile) -> str:
    """Return the hash of a profile, which stands for it in recipes."""
    return _digest(_parts(profile))


def _parts(profile: Profile) -> dict[str, str]:
    return {key: _json(value) for key, value in msgspec.to_builtins(profile).items()}


def _digest(parts: Mapping[str, str]) -> str:
    content = {key: part for key, part in parts.items() if key != "hash"}
    return hashlib.sha256(_object(content).encode()).hexdigest()


def _object(parts: Mapping[str, str]) -> str:
    return "{" + ",".join(f'"{key}":{part}' for key, part in parts.items()) + "}"


def _json(value: Any) -> str:  # noqa: ANN401 - plain JSON, whose keys are names of our own
    if isinstance(value, int):
        return str(value) if -_SIGNIFICANT < value < _SIGNIFICANT else digits(value)
    if isinstance(value, list | tuple):
        return "[" + ",".join(map(_json, value)) + "]"
    if isinstance(value, dict):
        return _object({key: _json(each) for key, each in value.items()})
    return _encode_as_ascii(value) if _SURROGATE.search(value) else _encode(value)  # of bytes that are no UTF-8
