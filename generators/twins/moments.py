"""Write the moments of a block's lines: as far apart as those of the log, in the same form, from 2024 on."""

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from generators.lines.blocks import BLOCK, Ints
from generators.lines.random_draws import words
from generators.profiles import times
from generators.profiles.schema import FieldFacts

BEGIN: Final = 1_704_067_200 * times.SECOND
"""The first of January 2024, a Monday: no moment of a log is in its profile."""

_STEPS: Final = 5
"""Stream of the twin's key."""

_GROUP: Final = 64
"""Lines of which one is preceded by a pause, since the longest steps of a log are not in its profile."""

_PLACE: Final = _GROUP.bit_length() - 1
_PLACES: Final = np.arange(BLOCK) % _GROUP
_FIRSTS: Final = np.arange(BLOCK) - _PLACES

_SLOWEST: Final = times.DAY
_NEAR: Final = (9, 10)
_SCALE: Final = 16
_UNIT: Final = 1 << 20
_CIVIL: Final = 719_468
_ERA: Final = 146_097
_DAYS_BEFORE: Final = np.array([0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334])
_WIDE: Final = 10
"""Digits of a number that may be too large for 32 bits."""

_CONSTANT: Final = {"z": b"+0000", ":z": b"+00:00"}

Chunks = NDArray[np.void]
"""A few bytes for each moment."""


class LineClock:
    """The clock of a twin. Each block begins where a clock of even steps would be, so that it needs no other.

    Args:
        field: the time of the log.
        secret: key of what is drawn.
    """

    def __init__(self, field: FieldFacts, secret: int) -> None:
        self._points = np.array(field.steps or [0], dtype=np.int64)
        self._rises = np.divmod(np.diff(self._points, append=self._points[-1]), _UNIT)
        self._mean = min(field.mean, _SLOWEST)
        self._pause = max(self._mean - int(self._points.sum()) // len(self._points), 0) * _GROUP
        self._secret = secret

    def moments(self, block: int, lines: int) -> Ints:
        """Return microseconds since 1970 of each line of a block."""
        drawn = (words(self._secret, _STEPS, block, BLOCK) >> np.uint64(32)).astype(np.int64)
        groups = drawn[::_GROUP] % _GROUP + np.arange(0, BLOCK, _GROUP)
        at = _spread(drawn) * (len(self._points) - 1)
        low = at >> 32
        within = at >> 12 & (_UNIT - 1)
        units, rest = (each.take(low) for each in self._rises)
        steps = self._points.take(low) + (units * within + rest * within // _UNIT)
        steps[groups] += self._pause
        passed = steps.cumsum()
        span = BLOCK * self._mean
        scale = (span << _SCALE) // max(int(passed[-1]), 1)
        return BEGIN + block * span + _scale(passed, scale)[:lines]


def _spread(drawn: Ints) -> Ints:
    """Return numbers below 2 ** 32 of which each group has one in each part of the range: long steps are no luck."""
    order = np.sort((drawn << _PLACE | _PLACES).reshape(-1, _GROUP), axis=1).ravel()  # numbers sort faster than indices
    ranks = np.empty_like(order)
    ranks[(order & _GROUP - 1) + _FIRSTS] = _PLACES
    spread: Ints = (ranks << 32) + drawn >> _PLACE
    return spread


def line_clocks(fields: Sequence[FieldFacts], secret: int) -> dict[int, LineClock]:
    """Return a clock for each time of a line; those that go about as fast share one, so that they say the same."""
    clocks: dict[int, LineClock] = {}
    for number, field in enumerate(fields):
        if field.kind == "time":
            shared = (known for known in clocks if _is_as_fast(fields[known].mean, field.mean))
            first = next(shared, None)
            clocks[number] = LineClock(field, secret) if first is None else clocks[first]
    return clocks


def _is_as_fast(one: int, other: int) -> bool:
    return _NEAR[0] * one <= _NEAR[1] * other and _NEAR[0] * other <= _NEAR[1] * one


def _scale(passed: Ints, scale: int) -> Ints:
    """Return numbers times a scale, in two halves that do not overflow."""
    high, low = passed >> _SCALE, passed & ((1 << _SCALE) - 1)
    scaled: Ints = high * scale + (low * scale >> _SCALE)
    return scaled


class MomentWriter:
    """Writes moments by a pattern.

    Args:
        pattern: directives of `strftime`, `%3f`, and what is between them.
        before: a text that is always before them.
    """

    def __init__(self, pattern: str, before: bytes = b"") -> None:
        self._directives: list[tuple[int, str]] = []
        row = before
        for directive, other in times.pieces(pattern):
            if directive and directive not in _CONSTANT:
                self._directives.append((len(row), directive))
                row += bytes(_width(directive))
            else:
                row += _CONSTANT.get(directive, other.encode())
        self._row = row

    def matrix(self, moments: Ints) -> NDArray[np.uint8]:
        """Return a row of bytes for each moment."""
        width = len(self._row)
        rows = bytearray(self._row) * len(moments)
        parts = _Parts(moments)
        for at, directive in self._directives:
            for texts in parts.texts(directive):
                np.ndarray(len(moments), texts.dtype, buffer=rows, offset=at, strides=(width,))[:] = texts
                at += texts.itemsize  # noqa: PLW2901 - the next of this directive is behind it
        return np.frombuffer(rows, dtype=np.uint8).reshape(-1, width)


def _width(directive: str) -> int:
    return int(directive[0]) if directive[-1] == "f" else times.WIDTHS[directive]


class _Parts:
    """The parts of moments that directives name, as texts."""

    def __init__(self, moments: Ints) -> None:
        self._moments = moments
        day = moments // times.DAY
        first = int(day.min())
        self._row = day - first
        self._days = np.arange(first, int(day.max()) + 1)
        self._dates = _civil(self._days)
        clock = moments - day * times.DAY  # numpy multiplies and divides by a constant many times as fast as it
        seconds = clock // times.SECOND  # finds a remainder
        self._micros = clock - seconds * times.SECOND
        minutes = seconds.astype(np.int32) // 60
        hours = minutes // 60
        self._clock = {"H": hours, "M": minutes - hours * 60, "S": seconds.astype(np.int32) - minutes * 60}

    def texts(self, directive: str) -> list[Chunks]:
        """Return what a directive writes for each moment, in pieces of a few bytes."""
        if directive[-1] == "f":
            places = int(directive[0])
            return _digits(self._micros * 1000 // 10 ** (9 - places), places)
        if directive == "s":
            return _digits(self._moments // times.SECOND, times.WIDTHS["s"])
        if directive in "HMS":
            return _digits(self._clock[directive], 2)
        return [texts.take(self._row) for texts in self._of_days(directive)]

    def _of_days(self, directive: str) -> list[Chunks]:
        """Return what a directive of dates writes for each day."""
        year, month, day, of_year = self._dates
        if directive in "ba":
            names = times.MONTHS if directive == "b" else times.DAYS
            table: Chunks = np.frombuffer("".join(names).encode(), dtype="V3")
            return [table.take(month - 1 if directive == "b" else (self._days + 3) % 7)]
        if directive == "e":
            return [_SPACED.take(day)]
        values = {"Y": year, "y": year % 100, "m": month, "d": day, "j": of_year}
        return _digits(values[directive], times.WIDTHS[directive])


def _numbered(form: str, width: int) -> Chunks:
    """Return all numbers of some digits in a form, such as 000 to 999."""
    return np.frombuffer("".join(form % number for number in range(10**width)).encode(), dtype=f"V{width}")


_TABLES: Final = {width: _numbered(f"%0{width}d", width) for width in (1, 2, 3, 4)}
_SPACED: Final = _numbered("%2d", 2)


def _digits(numbers: Ints | NDArray[np.int32], width: int) -> list[Chunks]:
    """Return the digits of numbers, which have no more, up to four in a text."""
    left = numbers.astype(np.int32) if width < _WIDE else numbers
    texts = []
    for behind in range((width - 1) // len(_TABLES) * len(_TABLES), 0, -len(_TABLES)):
        upper = left // 10**behind
        texts.append(_TABLES[min(width - behind, len(_TABLES))].take(upper))
        left = left - upper * 10**behind
    return [*texts, _TABLES[min(width, len(_TABLES))].take(left)]


def _civil(days: Ints) -> tuple[Ints, Ints, Ints, Ints]:
    """Return year, month, day and day of the year (Howard Hinnant's algorithm)."""
    era, of_era = np.divmod(days + _CIVIL, _ERA)
    year = (of_era - of_era // 1460 + of_era // 36_524 - of_era // (_ERA - 1)) // 365
    of_march = of_era - (365 * year + year // 4 - year // 100)
    shifted = (5 * of_march + 2) // 153
    month = np.where(shifted < 10, shifted + 3, shifted - 9)  # noqa: PLR2004 - the year of the algorithm begins in March
    full = year + era * 400 + (month <= 2)  # noqa: PLR2004 - likewise
    leap = (full % 4 == 0) & ((full % 100 != 0) | (full % 400 == 0))
    date = of_march - (153 * shifted + 2) // 5 + 1
    return full, month, date, _DAYS_BEFORE.take(month - 1) + (leap & (month > 2)) + date  # noqa: PLR2004 - likewise
