"""When a line was written: a closed form of its number, so that any line can be dated without the ones before it.

A day holds a fixed number of lines. They are spread over its seconds by a profile that rises and falls with the hours;
the sums of the profile are whole numbers, so a line's second is found by search and is the same everywhere.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

import numpy as np
from numpy.typing import NDArray

DAY: Final = 86_400

LOAD: Final = (22, 14, 8, 4, 1, 0, 5, 18, 40, 66, 84, 93, 88, 86, 94, 100, 97, 88, 76, 70, 74, 72, 56, 36)
"""How busy each hour is, from 0 (quietest) to 100 (busiest): people asleep, at work, at lunch, and in the evening."""


class Clock:
    """The seconds of a dataset.

    Args:
        start: the first day, ISO 8601.
        per_day: lines of a day.
        swing: how many times busier the busiest hour is than the quietest, at least 1.
    """

    def __init__(self, start: str, per_day: int, swing: int) -> None:
        self._start = date.fromisoformat(start)
        self._per_day = per_day
        weights = np.repeat(np.array(hour_weights(swing), dtype=np.int64), 3600)
        sums = np.concatenate(([0], np.cumsum(weights)))
        self._before = np.array([int(s) * per_day // int(sums[-1]) for s in sums], dtype=np.int64)

    def seconds(self, first: int, last: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return the seconds (since the start) in which the lines from `first` to `last` fall, and how many in each."""
        days = range(first // self._per_day, (last - 1) // self._per_day + 1)
        parts = [self._of_day(day, first, last) for day in days]
        return np.concatenate([part[0] for part in parts]), np.concatenate([part[1] for part in parts])

    def _of_day(self, day: int, first: int, last: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        low = max(first - day * self._per_day, 0)
        high = min(last - day * self._per_day, self._per_day)
        start = int(np.searchsorted(self._before, low, side="right")) - 1
        stop = int(np.searchsorted(self._before, high, side="left"))
        counts = np.diff(np.clip(self._before[start : stop + 1], low, high))
        used = np.flatnonzero(counts)
        return used + (start + day * DAY), counts[used]

    def date(self, second: int) -> date:
        """Return the day on which a second falls."""
        return self._start + timedelta(days=second // DAY)


def hour_weights(swing: int) -> Sequence[int]:
    """Return the weight of each hour of the day, for a ratio of busiest to quietest."""
    return [100 + load * (swing - 1) for load in LOAD]
