"""What varies within a message from line to line: durations, counts, numbers of orders, identifiers.

A place is `WIDTH` bytes of a message, whatever it holds. In a message that is being composed a character outside the
characters of any language stands for it, one that has `WIDTH` bytes in UTF-8, so that lengths are right from the start.
A duration has one to four digits: what a place of it holds beyond them is the beginning of its unit.
"""

import re
from functools import cache
from itertools import pairwise
from typing import Final

from generators.lines.random_draws import Draws

WIDTH: Final = 4
VALUES: Final = 1 << 12
"""Values that a place chooses from."""

_FIRST: Final = 0xF0000  # a plane for private use
_UNIT: Final = " ms"
_SPREAD: Final = 0x9E35  # odd, and even steps make two hexadecimal digits of three look alike


def _mark(kind: int) -> str:
    return chr(_FIRST + kind)


SERIAL: Final = 0
"""The kind whose values the writer of a block sets: what numbers that count up begin with."""

_DIGITS, _LEADING, _HEX, _PERCENT = range(1, 5)
_DURATIONS: Final = range(5, 9)
KINDS: Final = range(9)

PERSON: Final = _mark(len(KINDS))
"""Stands for the number of the line's user, at the end of a message."""

_DURATION: Final = [_mark(kind) + _UNIT[WIDTH - 1 - digits :] for digits, kind in enumerate(_DURATIONS)]
"""Durations with one digit, with two, ..."""

_USUAL: Final = (1,) * 7 + (2,) * 10 + (0,) * 2 + (3,)
"""Places in `_DURATION`, as often as they come."""


_MARKS: Final = re.compile(f"([{_mark(0)}-{_mark(len(KINDS) - 1)}])")


def filler(place: str, draws: Draws) -> str:
    """Return what a place of a phrase is filled with that varies by line."""
    return _DURATION[draws.pick(_USUAL)] if place == "took" else _FILLERS[place]


_FILLERS: Final = {
    "slow": _DURATION[3],
    "count": _mark(_LEADING),
    "number": _mark(SERIAL) + _mark(_DIGITS),
    "key": _mark(_LEADING) + _mark(_DIGITS),
    "pid": _mark(_LEADING),
    "hex": _mark(_HEX) * 2,
    "percent": _mark(_PERCENT),
    "me": PERSON,
}


def request(text: str) -> str:
    """Return what is said of a request that was answered at once."""
    return f"{text} in {_DURATION[0]}"


def slower(text: str) -> str:
    """Return the same message for a time at which it took a digit longer; the text itself if there is none."""
    for short, long in pairwise(_DURATION):
        if short[0] in text:
            return text.replace(short, long)
    return text


@cache
def values(kind: int) -> bytes:
    """Return what a place of a kind chooses from: `VALUES` texts of `WIDTH` bytes, one after another."""
    return b"".join(_value(kind, number).encode()[:WIDTH] for number in range(VALUES))


def _value(kind: int, number: int) -> str:
    if kind == _HEX:
        return f"{number * _SPREAD & 0xFFFF:04x}"
    if kind == _PERCENT:
        return f"{71 + number * 29 // VALUES} %"
    if kind in _DURATIONS:  # short ones come more often: even steps of the reciprocal
        low = 10 ** _DURATIONS.index(kind)
        high = 10 * low
        return f"{low * high * VALUES // (high * VALUES - (high - low) * number)}{_UNIT}"
    low = 1000 if kind == _LEADING else 0
    return f"{low + number * (10_000 - low) // VALUES:04}"


def fixed(text: str, draws: Draws) -> str:
    """Return a message in which nothing varies any more."""
    for kind in KINDS:
        while (mark := _mark(kind)) in text:
            text = text.replace(mark, _value(kind, draws.below(VALUES))[:WIDTH], 1)
    return text


def places(text: str) -> tuple[bytes, list[tuple[int, int]]]:
    """Return a message with something in each of its places, and for each of these its first byte and its kind."""
    data, found = b"", []
    for part in _MARKS.split(text.removesuffix(PERSON)):
        kind = ord(part) - _FIRST if len(part) == 1 else -1
        if kind in KINDS:
            found.append((len(data), kind))
        data += _value(kind, len(data) * _SPREAD % VALUES).encode()[:WIDTH] if kind in KINDS else part.encode()
    return data, found
