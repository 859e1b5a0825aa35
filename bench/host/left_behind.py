"""Notes of what processes leave behind: how one process says it, and how a row says it of all of its processes."""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from bench.model import formatting

PATTERN: Final = r"left (?P<count>[\d,]+) (?P<what>process|thread)(?:es|s)?"
"""The note of one process; results of earlier releases have no commas in it."""

_PLURALS: Final = {"process": "processes", "thread": "threads"}


def note(number: int, what: str) -> str:
    """Return the note of one process.

    Args:
        number: of what it left, at least one.
        what: "process" or "thread".
    """
    return f"left {formatting.plural(number, what, _PLURALS[what])}"


def join(notes: Iterable[str]) -> Iterator[str]:
    """Yield the notes of a row, of what was left only the most: "left up to 3 threads"."""
    left: dict[str, list[int]] = {}
    others: list[str] = []
    for each in dict.fromkeys(notes):
        if counted := re.fullmatch(PATTERN, each):
            left.setdefault(counted["what"], []).append(int(counted["count"].replace(",", "")))
        else:
            others.append(each)
    for what, numbers in left.items():
        most = note(max(numbers), what)
        yield most if len(numbers) == 1 else most.replace("left", "left up to", 1)
    yield from others
