"""Read counts, sizes and durations as people write them: `5M`, `1GiB`, `90s`."""

import re
from typing import Final

from bench.model.errors import UsageError

COUNTS: Final = {"": 1, "k": 10**3, "M": 10**6, "G": 10**9, "B": 10**9}
SIZES: Final = {
    "B": 1,
    "kB": 10**3,
    "MB": 10**6,
    "GB": 10**9,
    "TB": 10**12,
    "KiB": 2**10,
    "MiB": 2**20,
    "GiB": 2**30,
    "TiB": 2**40,
}
TIMES: Final = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0}

LARGEST: Final = 10**15
_EITHER: Final = ("m", "M")  # means a million in one kind of number and a minute in another
_NUMBER: Final = re.compile(r"(\d[\d_]*)(\.\d+)?\s*([A-Za-z]*)", re.ASCII)


def parse_count(text: str, *, or_none: bool = False) -> int:
    """Read a number of things, at least 1, or 0 `or_none`, such as `200k`, `5M` or `1_000_000`.

    Raises:
        UsageError: for anything else, naming the forms that are understood.
    """
    return round(_parse(text, COUNTS, "a count", "5M, 200k or 1_000_000", or_none=or_none))


def parse_counts(text: str, option: str) -> tuple[int, ...]:
    """Read the counts between commas of an option.

    Raises:
        UsageError: if one of them is none, or is missing.
    """
    parts = text.split(",")
    if not all(part.strip() for part in parts):
        raise UsageError(f"{option} '{text}': a count is missing.", "Separate them with commas: 50k,200k,800k.")
    return tuple(map(parse_count, parts))


def parse_size(text: str) -> int:
    """Read a number of bytes, at least 1, such as `1GiB` or `500MB`.

    Raises:
        UsageError: for anything else, naming the forms that are understood.
    """
    return round(_parse(text, SIZES, "a size", "1GiB, 500MB or 64KiB"))


def parse_duration(text: str) -> float:
    """Read a time in seconds, above zero, such as `90s`, `5m` or `250ms`.

    Raises:
        UsageError: for anything else, naming the forms that are understood.
    """
    return _parse(text, TIMES, "a time", "90s, 5m or 1h")


def _parse(
    text: str, units: dict[str, float] | dict[str, int], what: str, forms: str, *, or_none: bool = False
) -> float:
    match = _NUMBER.fullmatch(text.strip())
    if match and match[3] in _EITHER and match[3] not in units and _unit(match[3], units):
        meant = f"{match[1]}{match[2] or ''}{match[3].swapcase()}"
        raise UsageError(f"'{text}' is not {what}: m is for minutes, and M for millions.", f"Write it as {meant}.")
    unit = _unit(match[3], units) if match else None
    if match is None or unit is None:
        raise UsageError(f"'{text}' is not {what}.", f"Write it as {forms}.")
    digits = match[1].replace("_", "")
    whole = int(digits) if len(digits) <= len(str(LARGEST)) else LARGEST * 10
    value = whole * unit + (float(match[2]) * unit if match[2] else 0)
    if value == 0 and not or_none:
        raise UsageError(f"'{text}' is too small for {what}: it must be above zero.", f"Write it as {forms}.")
    if value > LARGEST:
        raise UsageError(f"'{text}' is too large for {what}: the largest is {LARGEST:,}.", f"Write it as {forms}.")
    if units is not TIMES and value != int(value):
        raise UsageError(f"'{text}' is not a whole number.", f"Write it as {forms}.")
    return value


def _unit(text: str, units: dict[str, float] | dict[str, int]) -> float | None:
    """Match a unit whatever its case, so that `5K` lines and `1gib` are read as meant."""
    folded = {name.lower(): factor for name, factor in units.items()}
    return folded.get(text.lower())
