"""Notes with a number: how one process says them, and how a row says the largest of all of its processes once."""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from bench.model import formatting

LEFT: Final = r"left ([\d,]+) (process|thread)(?:es|s)?"
"""The note of what one process left behind; results of earlier releases have no commas in it."""

_KEPT: Final = "times as long as the next: something may be kept between calls"
FIRST_CALL: Final = rf"the first call took ([\d,]+) {_KEPT}"
"""The note of a process whose first call did the work of the others."""

_UP_TO: Final = {LEFT: "left ", FIRST_CALL: "took "}
"""Behind these words a row says "up to"."""

_PLURALS: Final = {"process": "processes", "thread": "threads"}


def left(number: int, what: str) -> str:
    """Return the note of what one process left behind.

    Args:
        number: of what it left, at least one.
        what: "process" or "thread".
    """
    return f"left {formatting.plural(number, what, _PLURALS[what])}"


def first_call(times: float) -> str:
    """Return the note of a process whose first call took so many times as long as the others."""
    return f"the first call took {times:,.0f} {_KEPT}"


def join(notes: Iterable[str]) -> Iterator[str]:
    """Yield the notes of a row: of those that differ in their number only the largest, "left up to 3 threads"."""
    counted: dict[tuple[str, ...], dict[int, str]] = {}
    others: list[str] = []
    for each in dict.fromkeys(notes):
        for pattern, before in _UP_TO.items():
            if found := re.fullmatch(pattern, each):
                number, *what = found.groups()
                counted.setdefault((before, *what), {})[int(number.replace(",", ""))] = each
                break
        else:
            others.append(each)
    for (before, *_), said in counted.items():
        most = said[max(said)]
        yield most if len(said) == 1 else most.replace(before, f"{before}up to ", 1)
    yield from others
