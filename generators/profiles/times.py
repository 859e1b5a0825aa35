"""Moments as logs write them: find out how, read them, and know what a writer needs."""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import Final

MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
DAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
SECOND: Final = 1_000_000
DAY: Final = 86_400 * SECOND
YEAR: Final = 2024
"""The year of times that have none."""

WIDTHS: Final = {"Y": 4, "y": 2, "m": 2, "d": 2, "e": 2, "H": 2, "M": 2, "S": 2, "j": 3, "b": 3, "a": 3, "s": 10}
_DIRECTIVE: Final = re.compile(r"%([YymdeHMSjbas]|z|:z|[1-9]f)|(.)", re.DOTALL)
_READ: Final = {
    "Y": r"(?P<Y>[0-9]{4})",
    "y": r"(?P<y>[0-9]{2})",
    "m": r"(?P<m>0[1-9]|1[0-2])",
    "d": r"(?P<d>[0-2][0-9]|3[01])",
    "e": r"(?P<e>[ 1-3][0-9])",
    "H": r"(?P<H>[01][0-9]|2[0-3])",
    "M": r"(?P<M>[0-5][0-9])",
    "S": r"(?P<S>[0-5][0-9]|60)",
    "j": r"(?P<j>[0-9]{3})",
    "b": rf"(?P<b>{'|'.join(MONTHS)})",
    "a": rf"(?P<a>{'|'.join(DAYS)})",
    "s": r"(?P<s>[0-9]{10})",
    "z": r"[+-][0-9]{4}",
    ":z": r"[+-][0-9]{2}:[0-9]{2}",
}
_CLOCKS: Final = ("%H:%M:%S", "%H%M%S", "%H.%M.%S")
_STARTS: Final = (
    *(f"{day}{between}" for day in ("%Y-%m-%d", "%Y/%m/%d", "%y/%m/%d", "%d/%b/%Y") for between in (" ", "T", ":")),
    *("%d.%m.%Y ", "%d.%m.%Y, ", "%m/%d/%Y ", "%d/%m/%Y ", "%b %d, %Y ", "%b %d %Y "),
    *("%Y%m%d ", "%y%m%d ", "%Y%m%d-", "%Y-%m-%d-", "%b %e ", "%b %d ", "%a %b %d ", "%a %b %e ", "%d %b %Y ", ""),
)
_ENDS: Final = ("", "Z", " %z", "%z", "%:z", " %Y")
_FRACTION: Final = re.compile(r"([.,])([0-9]{1,9})")
_WHOLE: Final = (
    "%s",
    *(f"%s{mark}%{places}f" for mark in ".," for places in (3, 6, 1, 2)),
    "%s%3f",
    "%s%6f",
    "%s%9f",
    "%Y-%m-%d",
    "%Y.%m.%d",
    "%d.%m.%Y",
)
_ENOUGH: Final = 0.95
_LOOKED_AT: Final = 200
_TRIED: Final = 5


def pattern(values: Sequence[str]) -> str:
    """Return how moments are written, as directives of `strftime` and `%3f`; empty if these are none."""
    some = list(values[:: max(1, len(values) // _LOOKED_AT)])[:_LOOKED_AT]
    forms = dict.fromkeys(form for value in some[:_TRIED] for form in _candidates(value))
    return next((form for form in forms if _matches(form, some)), "")


def _candidates(value: str) -> Iterator[str]:
    """Yield the patterns by which one value can be read."""
    yield from (form for form in _WHOLE if _compile(form).fullmatch(value))
    for start in _STARTS:
        day = _compile(start).match(value)
        for clock in _CLOCKS if day else ():
            if day and (time := _compile(clock).match(value, day.end())):
                fraction = _FRACTION.match(value, time.end())
                written = f"{fraction[1]}%{len(fraction[2])}f" if fraction else ""
                rest = value[fraction.end() if fraction else time.end() :]
                yield from (start + clock + written + end for end in _ENDS if _compile(end).fullmatch(rest))


def _matches(form: str, values: Sequence[str]) -> bool:
    reads = _compile(form).fullmatch
    return sum(reads(value) is not None for value in values) >= _ENOUGH * len(values)


@cache
def _compile(form: str) -> re.Pattern[str]:
    out = ""
    for directive, other in _DIRECTIVE.findall(form):
        out += (
            re.escape(other)
            if other
            else f"(?P<f>[0-9]{{{directive[0]}}})"
            if directive[-1] == "f"
            else _READ[directive]
        )
    return re.compile(out)


def pieces(form: str) -> list[tuple[str, str]]:
    """Return a pattern as directives and texts, one of each pair empty."""
    return _DIRECTIVE.findall(form)


def moments(form: str, values: Iterable[str]) -> list[int | None]:
    """Return microseconds of each value since some moment, None for what is no such time."""
    reads = _compile(form).fullmatch
    return [_moment(found.groupdict()) if (found := reads(value)) else None for value in values]


def _moment(parts: dict[str, str]) -> int:
    fraction = int((parts.get("f") or "0").ljust(6, "0")[:6])
    if "s" in parts:
        return int(parts["s"]) * SECOND + fraction
    year = int(parts["Y"]) if "Y" in parts else 2000 + int(parts["y"]) if "y" in parts else YEAR
    month = int(parts["m"]) if "m" in parts else MONTHS.index(parts["b"]) + 1 if "b" in parts else 1
    day = int(parts.get("d") or parts.get("e") or 1)
    clock = int(parts.get("H", 0)) * 3600 + int(parts.get("M", 0)) * 60 + int(parts.get("S", 0))
    return _days(year, month, day) * DAY + clock * SECOND + fraction


@cache
def _days(year: int, month: int, day: int) -> int:
    """Return the days since 1970 (Howard Hinnant's algorithm, which a 30th of February does not trouble)."""
    year -= month <= 2  # noqa: PLR2004 - the year of the algorithm begins in March
    era, of_era = divmod(year, 400)
    of_year = (153 * (month + (-3 if month > 2 else 9)) + 2) // 5 + day - 1  # noqa: PLR2004 - likewise
    return era * 146_097 + of_era * 365 + of_era // 4 - of_era // 100 + of_year - 719_468
