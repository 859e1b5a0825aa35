"""When a line was written: a closed form of its number, so that any line is dated without the ones before it.

A day holds a fixed number of lines. They are spread over its seconds by a profile that rises and falls with the hours;
the sums of the profile are whole numbers, so a line's second is found by search and is the same everywhere.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from bench.model.errors import UsageError
from generators.lines.blocks import Bytes, Ints
from generators.lines.random_draws import WINDOWS, words
from generators.lines.settings import SettingRange, setting

DAY: Final = 86_400
HOUR: Final = 3_600
TIME: Final = len("10:30:45")

LOAD: Final = (22, 14, 8, 4, 1, 0, 5, 18, 40, 66, 84, 93, 88, 86, 94, 100, 97, 88, 76, 70, 74, 72, 56, 36)
"""How busy each hour is, from 0 (quietest) to 100 (busiest): people asleep, at work, at lunch, and in the evening."""


@dataclass(frozen=True, kw_only=True)
class ClockSettings:
    """The settings of time."""

    start: str = setting("2024-01-15", "first day")
    per_day: int = setting(1_000_000, "lines per day", SettingRange(10_000, 10**12))
    swing: int = setting(
        20, "how many times busier the busiest hour of a day is than the quietest", SettingRange(1, 1_000)
    )


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

    def lines(self) -> int:
        """Return how many lines there are."""
        return int(self.counts.sum())

    def until(self, lines: int) -> "Moments":
        """Return the seconds of the first lines only."""
        if lines == self.lines():
            return self
        ends = np.minimum(np.cumsum(self.counts), lines)
        return Moments(self.seconds, np.diff(ends, prepend=0))

    def hours(self) -> Ints:
        """Return how many lines fall in each hour of the day."""
        found = np.zeros(DAY // HOUR, dtype=np.int64)
        hours = range(int(self.seconds[0]) // HOUR, int(self.seconds[-1]) // HOUR + 1)
        if len(hours) == 1:
            found[hours[0] % len(found)] = self.lines()
            return found
        borders = np.searchsorted(self.seconds, [hour * HOUR for hour in (*hours, hours.stop)])
        for hour, (start, stop) in zip(hours, pairwise(borders), strict=True):
            found[hour % len(found)] += self.counts[start:stop].sum()
        return found

    def hours_of(self, lines: list[int]) -> list[int]:
        """Return the hour of the day of some lines."""
        rows = np.searchsorted(np.cumsum(self.counts), lines, side="right")
        hours: list[int] = (self.seconds[rows] % DAY // HOUR).tolist()
        return hours


class Clock:
    """The seconds of a dataset."""

    def __init__(self, settings: ClockSettings) -> None:
        self._start = first_day(settings.start)
        self._per_day = per_day = settings.per_day
        self._times = _times_of_day()
        weights = [weight for weight in hour_weights(settings.swing) for _ in range(HOUR)]
        total = sum(weights)
        sums = np.concatenate(([0], np.cumsum(np.array(weights, dtype=np.int64))))
        exact = sums if total * per_day < 1 << 63 else sums.astype(object)  # beyond, in Python's whole numbers
        self._before = (exact * per_day // total).astype(np.int64)

    def moments(self, first: int, last: int) -> Moments:
        """Return the seconds of the lines from `first` up to, and without, `last`."""
        days = range(first // self._per_day, (last - 1) // self._per_day + 1)
        parts = [self._of_day(day, first, last) for day in days]
        if len(parts) == 1:
            return parts[0]
        seconds = np.concatenate([part.seconds for part in parts])
        return Moments(seconds, np.concatenate([part.counts for part in parts]))

    def stamps(self, seconds: Ints, form: Callable[[date], bytes]) -> Bytes:
        """Return for each second a row with its date, in a form of fixed length that ends where the time begins.

        Raises:
            UsageError: for a day after the year 9999.
        """
        low, high = (int(seconds[place]) // DAY for place in (0, -1))
        try:
            dates = [form(self._start + timedelta(days=day)) for day in range(low, high + 1)]
        except OverflowError as error:
            raise UsageError("That many lines reach beyond the year 9999.", "Raise --per-day.") from error
        width = len(dates[0])
        rows = np.empty((len(seconds), width + TIME), dtype=np.uint8)
        borders = np.searchsorted(seconds, [day * DAY for day in range(low, high + 2)]).tolist()
        for text, (start, stop) in zip(dates, pairwise(borders), strict=True):
            rows[start:stop, :width] = np.frombuffer(text, dtype=np.uint8)
        rows[:, width:] = self._times.take(seconds % DAY).view(np.uint8).reshape(-1, TIME)
        return rows

    def _of_day(self, day: int, first: int, last: int) -> Moments:
        low = max(first - day * self._per_day, 0)
        high = min(last - day * self._per_day, self._per_day)
        start = int(np.searchsorted(self._before, low, side="right")) - 1
        stop = int(np.searchsorted(self._before, high, side="left"))
        borders = self._before[start : stop + 1].copy()
        borders[[0, -1]] = low, high  # what is between them is
        counts = borders[1:] - borders[:-1]
        used = counts.nonzero()[0]
        return Moments(used + (start + day * DAY), counts[used])


def _times_of_day() -> NDArray[np.void]:
    """Return the text of each second of a day: `10:30:45`."""
    seconds = np.arange(DAY)
    parts = (seconds // HOUR, seconds // 60 % 60, seconds % 60)
    rows = np.full((DAY, TIME), ord(":"), dtype=np.uint8)
    for place, part in zip((0, 3, 6), parts, strict=True):
        rows[:, place] = ord("0") + part // 10
        rows[:, place + 1] = ord("0") + part % 10
    return rows.view(f"V{TIME}").ravel()


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
        """Return 1 for each second within a burst, 0 for the others; seconds rise."""
        found = np.zeros(len(seconds), dtype=np.int64)
        if self._window:
            for window in range(int(seconds[0]) // self._window, int(seconds[-1]) // self._window + 1):
                start = self._start(window)
                low, high = np.searchsorted(seconds, [start, start + self._length])
                found[low:high] = 1
        return found

    def _start(self, window: int) -> int:
        free = self._window - self._length + 1
        return window * self._window + (int(words(self._secret, WINDOWS, window, 1)[0]) * free >> 64)
