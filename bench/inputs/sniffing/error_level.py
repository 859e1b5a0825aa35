"""Say in the words of a log which of its levels is ERROR: `error`, `err`, `E`, `SEVERE`, 50 of 10 to 60, 3 of 0 to 7.

What is more severe has a level of its own, as FATAL has where ERROR is called so: it does not count as ERROR.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final

from bench.formats.reading import Value

ERROR: Final = "ERROR"
NAMES: Final = frozenset({"error", "err", "e", "severe"})
TENS: Final = frozenset(range(10, 70, 10))  # of bunyan and pino: 50 is an error


def error_condition(field: str, values: Iterable[Value]) -> str:
    """Return the condition that a record's level is ERROR."""
    seen = Counter(value for value in values if isinstance(value, str | int) and not isinstance(value, bool))
    numbers = [value for value in seen if isinstance(value, int)]
    if sum(seen[value] for value in numbers) * 2 > seen.total():
        return f"{field} == {_number(numbers)}"
    words = [word for word in sorted(_texts(seen)) if _is_error(word, seen)] or [_find_spelling(_texts(seen))]
    quoted = [f'"{word}"' if word.isdecimal() else word for word in words]  # a bare number is one
    return f"{field} == {quoted[0]}" if len(quoted) == 1 else f"{field} in ({', '.join(quoted)})"


def _is_error(word: str, seen: Counter[str | int]) -> bool:
    return word.lower() in NAMES or (word.isdecimal() and word == _find_spelling(_texts(seen)))


def _number(seen: Sequence[int]) -> int:
    """Return the number of ERROR where levels are numbers."""
    return 50 if set(seen) <= TENS else 3


def _texts(seen: Counter[str | int]) -> list[str]:
    return [value for value in seen if isinstance(value, str) and value]


def _find_spelling(others: Sequence[str]) -> str:
    """Return how ERROR is probably written where a sample has none: as the other levels are."""
    if others and all(each.isdecimal() for each in others):
        return str(_number([int(each) for each in others]))
    if others and all(len(each) == 1 for each in others):
        return "e" if all(map(str.islower, others)) else "E"
    if others and all(map(str.islower, others)):
        return "error"
    return "Error" if others and all(map(str.istitle, others)) else ERROR
