"""When a line was written: a closed form of its number, so that any line is dated without the ones before it.

A day holds a fixed number of lines. They are spread over its seconds by a profile that rises and falls with the hours;
the sums of the profile are whole numbers, so a line's second is found by search and is the same everywhere.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import numpy as np

from bench.errors import UsageError
from generators.drawing import WINDOWS, words
from generators.knobs import Range, knob
from generators.lines import Bytes, Ints

DAY: Final = 86_400
HOUR: Final = 3_600

LOAD: Final = (22, 14, 8, 4, 1, 0, 5, 18, 40, 66, 84, 93, 88, 86, 94, 100, 97, 88, 76, 70, 74, 72, 56, 36)
"""How busy each hour is, from 0 (quietest) to 100 (busiest): people asleep, at work, at lunch, and in the evening."""


@dataclass(frozen=True, kw_only=True)
class Knobs:
    """The settings of time."""

    start: str = knob("2024-01-15", "first day")
    per_day: int = knob(1_000_000, "lines of a day", Range(10_000, 10**12))
    swing: int = knob(20, "how many times busier the busiest hour of a day is than the quietest", Range(1, 1_000))


def hour_weights(swing: int) -> list[int]:
    """Return the weight of each hour of the day, where the busiest has `swing` times that of the quietest."""
    return [100 + load * (swing - 1) for load in LOAD]


def first_day(text: str) -> date:
    """Read the first day of a dataset.

    Raises:
        UsageError: for anything else than a date such as 2024-01-15.
    """
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise UsageError(f"'{text}' is not a day.", "Write it as 2024-01-15.") from error


@dataclass(frozen=True, slots=True)
class Moments:
    """The seconds of a range of lines.

    Args:
        seconds: since midnight of the first day, each in which a line falls, rising.
        counts: how many lines fall in each.
    """

    seconds: Ints
    counts: Ints

    def rows(self) -> Ints:
        """Return, for each line, the index of its second."""
        return np.repeat(np.arange(len(self.counts)), self.counts)

    def until(self, lines: int) -> "Moments":
        """Return the seconds of the first lines only."""
        ends = np.minimum(np.cumsum(self.counts), lines)
        return Moments(self.seconds, np.diff(ends, prepend=0))

    def hours(self) -> Ints:
        """Return how many lines fall in each hour of the day."""
        found = np.zeros(DAY // HOUR, dtype=np.int64)
        np.add.at(found, self.seconds % DAY // HOUR, self.counts)
        return found

    def hour(self, line: int) -> int:
        """Return the hour of the day of one line."""
        second = self.seconds[np.searchsorted(np.cumsum(self.counts), line, side="right")]
        return int(second) % DAY // HOUR


class Clock:
    """The seconds of a dataset."""

    def __init__(self, knobs: Knobs) -> None:
        self._start = first_day(knobs.start)
        self._per_day = per_day = knobs.per_day
        weights = [weight for weight in hour_weights(knobs.swing) for _ in range(HOUR)]
        total = sum(weights)
        sums = np.concatenate(([0], np.cumsum(np.array(weights, dtype=np.int64))))
        self._before = np.array([int(s) * per_day // total for s in sums.tolist()], dtype=np.int64)

    def moments(self, first: int, last: int) -> Moments:
        """Return the seconds of the lines from `first` up to, and without, `last`."""
        days = range(first // self._per_day, (last - 1) // self._per_day + 1)
        parts = [self._of_day(day, first, last) for day in days]
        seconds = np.concatenate([part.seconds for part in parts])
        return Moments(seconds, np.concatenate([part.counts for part in parts]))

    def dates(self, seconds: Ints, form: Callable[[date], str]) -> Bytes:
        """Return the days on which seconds fall as rows of text, each in the same form and length.

        Raises:
            UsageError: for a day after the year 9999.
        """
        days, rows = np.unique(seconds // DAY, return_inverse=True)
        try:
            texts = [form(self._start + timedelta(days=day)) for day in days.tolist()]
        except OverflowError as error:
            raise UsageError("So many lines reach beyond the year 9999.", "Raise --per-day.") from error
        return text_rows(texts)[rows]

    def _of_day(self, day: int, first: int, last: int) -> Moments:
        low = max(first - day * self._per_day, 0)
        high = min(last - day * self._per_day, self._per_day)
        start = int(np.searchsorted(self._before, low, side="right")) - 1
        stop = int(np.searchsorted(self._before, high, side="left"))
        borders = np.clip(self._before[start : stop + 1], low, high)
        counts = borders[1:] - borders[:-1]
        used = np.flatnonzero(counts)
        return Moments(used + (start + day * DAY), counts[used])


def text_rows(texts: list[str]) -> Bytes:
    """Return texts of one length in bytes as the rows of a matrix."""
    return np.frombuffer("".join(texts).encode(), dtype=np.uint8).reshape(len(texts), -1)


def times_of_day() -> Bytes:
    """Return a row of text for each second of a day: `10:30:45`."""
    seconds = np.arange(DAY)
    parts = (seconds // HOUR, seconds // 60 % 60, seconds % 60)
    rows = np.full((DAY, 8), ord(":"), dtype=np.uint8)
    for place, part in zip((0, 3, 6), parts, strict=True):
        rows[:, place] = ord("0") + part // 10
        rows[:, place + 1] = ord("0") + part % 10
    return rows


class Bursts:
    """Minutes in which much goes wrong: one burst at a random place of each window of a day.

    Args:
        secret: the key of the dataset.
        per_day: how many.
        length: of each, in seconds; less than the window, which is a day divided by their number.
    """

    def __init__(self, secret: int, per_day: int, length: int) -> None:
        self._secret = secret
        self._window = DAY // per_day if per_day else 0
        self._length = length

    def active(self, seconds: Ints) -> Ints:
        """Return 1 for each second within a burst, 0 for the others."""
        if not self._window:
            return np.zeros(len(seconds), dtype=np.int64)
        windows, rows = np.unique(seconds // self._window, return_inverse=True)
        starts = np.array([self._start(window) for window in windows.tolist()], dtype=np.int64)[rows]
        return ((seconds >= starts) & (seconds < starts + self._length)).astype(np.int64)

    def _start(self, window: int) -> int:
        free = self._window - self._length + 1
        return window * self._window + (int(words(self._secret, WINDOWS, window, 1)[0]) * free >> 64)
