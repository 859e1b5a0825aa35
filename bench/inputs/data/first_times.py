"""Find the first time in a log, to put the files of one into their order.

A time without an offset is taken as UTC: what counts is the order of files of one program.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Final

from bench.formats.log_format import LogFormat
from bench.formats.reading import Value

LINES: Final = 200  # that are looked at
TIME: Final = "time"
MONTHS: Final = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
EPOCH_UNITS: Final = ((1e17, 1e9), (1e14, 1e6), (1e11, 1e3))  # from which number on -> how many make a second
LEAST_EPOCH: Final = 1e8
_CLOCK: Final = r"(?P<H>\d\d):(?P<M>\d\d):(?P<S>\d\d)(?:[.,](?P<f>\d{1,9}))?"
_OFFSET: Final = r"(?: ?(?P<z>Z|[+-]\d\d:?\d\d))?"
FORMS: Final = tuple(
    re.compile(form, re.ASCII)
    for form in (
        rf"(?P<Y>\d{{4}})[-/](?P<m>\d\d)[-/](?P<d>\d\d)[T \t]+{_CLOCK}{_OFFSET}",
        rf"(?P<d>\d\d)/(?P<b>[A-Z][a-z]{{2}})/(?P<Y>\d{{4}}):{_CLOCK}{_OFFSET}",
        rf"(?P<b>[A-Z][a-z]{{2}}) (?P<d>[ 0-9]\d) {_CLOCK}(?: (?P<Y>\d{{4}})\b)?",
    )
)


def find_first_time(head: bytes, form: LogFormat | None, changed: float) -> float | None:
    """Return the first time in the lines that a file begins with, in seconds since 1970; None if it has none.

    Args:
        head: how it begins.
        form: what reads its lines; None looks for a time anywhere in them.
        changed: when it was last written to: a time without a year is not later.
    """
    lines = head.split(b"\n")[:LINES]
    latest = datetime.fromtimestamp(changed, UTC)
    return next((time for text in _times(lines, form) if (time := _read(text, latest)) is not None), None)


def _times(lines: Sequence[bytes], form: LogFormat | None) -> Iterator[Value]:
    """Yield what may be a time: first where the format has it, then whole lines."""
    if form:
        reading = form.reading()
        reading.see(lines)  # a header may say where the time is
        for line in lines:
            fields = reading.split(line.removesuffix(b"\r"))
            if fields and (value := fields.get(TIME)) is not None:
                yield value
    yield from (line.decode("utf-8", "replace") for line in lines)


def _read(value: Value, latest: datetime) -> float | None:
    if isinstance(value, str):
        for form in FORMS:
            if found := form.search(value):
                return _moment({key: part for key, part in found.groupdict().items() if part}, latest)
        value = float(value) if re.fullmatch(r"[0-9]{9,19}(\.[0-9]+)?", value) else None
    if isinstance(value, bool) or not isinstance(value, int | float) or value < LEAST_EPOCH:
        return None
    return value / next((unit for least, unit in EPOCH_UNITS if value >= least), 1)


def _moment(parts: dict[str, str], latest: datetime) -> float | None:
    """Return a time by its parts; None if there is no such day or hour."""
    try:
        month = int(parts["m"]) if "m" in parts else MONTHS.index(parts["b"]) + 1
        day, hour, minute, second = (int(parts[name]) for name in "dHMS")
        year = int(parts.get("Y", latest.year))
        when = datetime(year, month, day, hour, minute, min(second, 59), tzinfo=UTC)  # 60 is a leap second
        if "Y" not in parts and when > latest + timedelta(days=1):
            when = when.replace(year=year - 1)
    except ValueError:
        return None
    return when.timestamp() + float(f"0.{parts.get('f', '0')}") - _offset(parts.get("z", "Z"))


def _offset(text: str) -> int:
    """Return the seconds by which a clock is ahead of UTC."""
    if text == "Z":
        return 0
    digits = text[1:].replace(":", "")
    return (-1 if text[0] == "-" else 1) * (3600 * int(digits[:2]) + 60 * int(digits[2:]))
