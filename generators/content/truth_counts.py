"""Count the truth about a log while it is written, never by reading it again.

Lines that come from tables are counted by the index that they drew. The few that were damaged are judged by the
grammar.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from generators.content import truths
from generators.content.clock import DAY, HOUR, Moments
from generators.content.damage import record
from generators.content.log_messages import Messages
from generators.content.web.request_numbers import written
from generators.lines.blocks import Ints

_STEP: Final = 16
_COUNTED: Final = 4096
"""Length from which lines are counted by its bound at once: a line of 10 MB would need a table of 80."""


class Common:
    """What every kind of data counts: records by hour, lines by length, and malformed lines."""

    def __init__(self) -> None:
        self._hours = np.zeros(DAY // HOUR, dtype=np.int64)
        self._lengths = np.zeros(_COUNTED + 1, dtype=np.int64)
        self._long: Counter[int] = Counter()
        self._malformed = 0

    def add(self, moments: Moments, ends: Ints) -> None:
        """Count lines that end at these bytes, all of them as records."""
        self._hours += moments.until(len(ends)).hours()
        lengths = ends.copy()
        lengths[1:] -= ends[:-1]
        counts = np.bincount(np.minimum(lengths, _COUNTED), minlength=len(self._lengths))
        self._lengths += counts
        if counts[_COUNTED]:
            self._long.update(map(length_bound, lengths[lengths >= _COUNTED].tolist()))

    def add_malformed(self, hour: int) -> None:
        """Count a line as malformed after all."""
        self.take_back(hour)
        self._malformed += 1

    def take_back(self, hour: int) -> None:
        """Count a line as no record after all."""
        self._hours[hour] -= 1

    def _buckets(self) -> Counter[str]:
        """Return lines by upper bound of their length."""
        found = Counter({str(bound): lines for bound, lines in self._long.items()})
        for length in np.flatnonzero(self._lengths[:_COUNTED]).tolist():
            found[str(length_bound(length))] += int(self._lengths[length])
        return found

    def truth(self) -> dict[str, Any]:
        """Return what was counted, as plain JSON."""
        return {
            "records": int(self._hours.sum()),
            "malformed": self._malformed,
            "hours": self._hours.tolist(),
            "lengths": dict(self._buckets()),
        }


@dataclass(frozen=True, slots=True)
class DrawnLines:
    """What the lines of a span drew.

    Args:
        moments: when they were written.
        messages: index of the message of each.
        requests: request number of each, -1 for none; None if no line has one.
        replaced: damaged lines, as the file has them, with their end.
    """

    moments: Moments
    messages: Ints
    requests: Ints | None
    replaced: Mapping[int, bytes]


class Tally:
    """The counts of a log."""

    def __init__(self, messages: Messages) -> None:
        self._messages = messages
        self._common = Common()
        self._counts = np.zeros(len(messages.texts), dtype=np.int64)
        self._numbered = np.zeros(len(messages.texts), dtype=np.int64)
        self._levels: Counter[str] = Counter()
        self._errors: Counter[str] | None = Counter()

    def add(self, drawn: DrawnLines, ends: Ints) -> None:
        """Count the first lines of a span, as many as ends are given."""
        kept = len(ends)
        self._common.add(drawn.moments, ends)
        self._counts += np.bincount(drawn.messages[:kept], minlength=len(self._counts))
        if drawn.requests is not None:
            self._add_numbered(drawn.messages[:kept], drawn.requests[:kept], drawn.replaced)
        lines = [line for line in drawn.replaced if line < kept]
        for line, hour in zip(lines, drawn.moments.hours_of(lines), strict=True):
            self._counts[drawn.messages[line]] -= 1
            self._judge(drawn.replaced[line].removesuffix(b"\n"), hour)

    def _add_numbered(self, messages: Ints, requests: Ints, replaced: Mapping[int, bytes]) -> None:
        """Count messages that end in a request number: all in one table, those of ERROR records one by one."""
        numbered = requests >= 0
        numbered[[line for line in replaced if line < len(requests)]] = False
        self._numbered += np.bincount(messages[numbered], minlength=len(self._numbered))
        if self._errors is None:
            return
        lines = np.flatnonzero(numbered & self._messages.errors().take(messages))
        texts = self._messages.texts
        drawn = zip(messages[lines].tolist(), requests[lines].tolist(), strict=True)
        self._add_errors(Counter(texts[message] + written(request) for message, request in drawn))

    def _judge(self, text: bytes, hour: int) -> None:
        """Count a damaged line for what it is."""
        fields = record(text)
        if fields is None:
            self._common.add_malformed(hour)
            return
        self._levels[fields[1].decode("utf-8", "replace")] += 1
        if fields[1] == b"ERROR":
            self._add_errors({fields[2].decode("utf-8", "replace"): 1})

    def _add_errors(self, messages: Mapping[str, int]) -> None:
        if self._errors is not None:
            self._errors.update(messages)
            self._errors = self._errors if len(self._errors) <= truths.MOST else None

    def truth(self) -> dict[str, Any]:
        """Return what was counted, as plain JSON; `errors` is missing where there were too many different ones."""
        levels = Counter(self._levels)
        for level, count in zip(self._messages.levels, self._counts.tolist(), strict=True):
            levels[level] += count
        plain = (self._counts - self._numbered).tolist()
        named = zip(self._messages.levels, self._messages.texts, plain, strict=True)
        self._add_errors(Counter({text: count for level, text, count in named if level == "ERROR" and count}))
        errors = {} if self._errors is None else {"errors": dict(self._errors)}
        return self._common.truth() | {"levels": dict(levels)} | errors


def length_bound(length: int) -> int:
    """Return the upper bound by which a line of this length is counted: steps of 16 bytes, doublings from 256 on."""
    step = -(-length // _STEP) * _STEP
    return step if step <= _STEP**2 else 1 << (length - 1).bit_length()
