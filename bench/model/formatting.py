"""Format figures the same way in console and report: 1.24 s, 318 MiB, 2.40 times as fast, saved 98.7 %.

Every figure has three significant digits and comes without exponent or locale. A column keeps one unit: ask for it
once with all the column's values (`seconds_unit`, `memory_unit`), print it in the head, and let it
write every cell. A figure that is not there is None and reads "not available", never 0.
"""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:  # a program that only counts in words needs none of the types
    from bench.model.types import FailedEdgeCases, Guard

NOT_AVAILABLE: Final = "not available"
DIGITS: Final = 3
MOST_DIGITS: Final = 7
ROUGHLY: Final = 2  # digits of what is not tested
ROUND_FROM: Final = 100
NEAR_ONE: Final = 0.1
FACTOR_FROM: Final = 1.5  # beyond that, percent are hard to picture
ABOUT_EQUAL: Final = "about as fast"
BEFORE_UNIT: Final = re.compile(r"(?<=\d) (?=(?:[kKMGT]?i?B|%|h|min|s|[mµn]s)(?![\w%]))")
"""The space between a figure and its unit, at which no line ends."""


@dataclass(frozen=True, slots=True)
class Unit:
    """How a column writes its figures.

    Args:
        name: such as `ms` or `MiB`.
        size: how many base units (seconds, bytes, ...) make one.
    """

    name: str
    size: float

    def number(self, value: float | None) -> str:
        """Write a value given in base units, without the unit."""
        return NOT_AVAILABLE if value is None else significant(value / self.size)

    def text(self, value: float | None) -> str:
        """Write a value given in base units, with the unit."""
        return NOT_AVAILABLE if value is None else f"{self.number(value)} {self.name}"


SECONDS: Final = (Unit("s", 1), Unit("ms", 1e-3), Unit("µs", 1e-6), Unit("ns", 1e-9))
MIB: Final = Unit("MiB", 2**20)
KIB: Final = Unit("KiB", 2**10)
GIB: Final = Unit("GiB", 2**30)
BYTES_PER_SECOND: Final = Unit("MB/s", 1e6)

SMALLEST_SHOWN: Final = 0.01  # 0.0123 s is still read at a glance, 0.00123 s is not
LEAST_TOLD: Final = 0.001  # a factor closer to 1 says less than the bytes
LEAST_SHARE: Final = 0.0005  # anything smaller would print as 0.0 %, and what is left of it as 100.0 %
KIB_BELOW: Final = MIB.size


def significant(value: float, digits: int = DIGITS) -> str:
    """Write a number with that many significant digits, thousands separated: 0.0800, 1.24, 83.2, 1,230."""
    if value == 0:
        return "0"
    rounded = Decimal(f"{value:.{digits - 1}e}")
    return f"{rounded:,.{max(0, digits - 1 - rounded.adjusted())}f}"


def seconds_unit(values: Iterable[float | None]) -> Unit:
    """Choose the unit of a column of seconds: the one that suits the largest, or smaller until the least is legible."""
    present = sorted(float(f"{value:.{DIGITS - 1}e}") for value in values if value)
    if not present:
        return SECONDS[0]
    legible = (unit for unit in SECONDS if present[-1] >= unit.size and present[0] >= SMALLEST_SHOWN * unit.size)
    return next(legible, SECONDS[-1])


def memory_unit(values: Iterable[float | None]) -> Unit:
    """Choose the unit of a column of bytes: MiB, or KiB if all of it is below 1 MiB."""
    largest = max((value for value in values if value is not None), default=KIB_BELOW)
    return MIB if largest >= KIB_BELOW else KIB


def seconds(value: float | None) -> str:
    """Write a time that stands alone: 1.24 s, 83.2 ms, 41.0 µs."""
    return seconds_unit([value]).text(value)


def memory(value: float | None) -> str:
    """Write an amount of memory that stands alone: 318 MiB, or 24.0 KiB below 1 MiB."""
    return memory_unit([value]).text(value)


def amount_unit(value: float) -> Unit:
    """Choose the unit of an amount of any order, such as a machine's memory or a forecast: KiB, MiB or GiB."""
    return GIB if value >= GIB.size else memory_unit([value])


def amount(value: float) -> str:
    """Write an amount of memory of any order: 18.4 GiB, 318 MiB."""
    return amount_unit(value).text(value)


def size(value: float | None) -> str:
    """Write the size of a file in decimal units, as discs and throughputs are given: 141 MB."""
    units = (Unit("GB", 1e9), Unit("MB", 1e6), Unit("kB", 1e3))
    suited = (unit for unit in units if value and value >= unit.size)
    return next(suited, Unit("bytes", 1)).text(value)


def duration(value: float | None) -> str:
    """Write a time to wait for: 48 s, 5 min, 5 min 12 s, 2 h 05 min; what is zero is left out at the end."""
    if value is None:
        return NOT_AVAILABLE
    minutes, rest = divmod(max(0, round(value)), 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{hours} h {minutes:02} min" if minutes else f"{hours} h"
    if not minutes:
        return f"{rest} s"
    return f"{minutes} min {rest:02} s" if rest else f"{minutes} min"


def count(value: int | None) -> str:
    """Write a number of things exactly: 1,000,000."""
    return NOT_AVAILABLE if value is None else f"{value:,}"


def counted(value: float) -> str:
    """Write a number of events, which is a fraction where it is a mean of several calls: 1,000,000, 0.125, 12.5."""
    return f"{value:,.0f}" if value >= ROUND_FROM or value == int(value) else significant(value)


def per_second(value: float) -> str:
    """Write how many there are a second, in a unit that shows it: 1.44 million, 4.21 thousand, 730."""
    units = (Unit("million", 1e6), Unit("thousand", 1e3))
    suited = next((unit for unit in units if value >= unit.size), None)
    return suited.text(value) if suited else significant(value)


def rounds(counts: Collection[int]) -> str:
    """Write how many rounds rows had: 1 round, 8 rounds, 7 to 8 rounds."""
    least, most = min(counts, default=0), max(counts, default=0)
    return plural(most, "round") if most in {least, 1} else f"{least} to {most} rounds"


def plural(number: int, noun: str, several: str = "") -> str:
    """Write how many things there are: 1 row, 1,200 rows; `several` is the plural that takes more than an s."""
    return f"{count(number)} {noun if number == 1 else several or f'{noun}s'}"


def number_of(number: int, noun: str) -> str:
    """Write the same with a word for nothing: no rows, 1 row, 1,200 rows."""
    return plural(number, noun) if number else f"no {noun}s"


def continued(text: str) -> str:
    """Return a text whose lines after the first are indented, so that they are read as a part of what it says."""
    return text.replace("\n", "\n    ")


def verb(number: int, singular: str, several: str) -> str:
    """Choose the form of a verb for so many things: 1 of 14 lines is, 13 of 14 lines are."""
    return singular if number == 1 else several


def percent(share: float | None) -> str:
    """Write a share (0.006) as 0.6 %, what would read as nothing as "under 0.1 %", as all "over 99.9 %"."""
    if share is None:
        return NOT_AVAILABLE
    if 1 - LEAST_SHARE < share < 1:
        return "over 99.9 %"
    return "under 0.1 %" if 0 < abs(share) < LEAST_SHARE else f"{share:.1%}".replace("%", " %")


def difference(ratio: float) -> str:
    """Write by how much equal things differ, given their ratio of 1 or more: "3.9 %", or "a factor of 9.03"."""
    return f"a factor of {significant(ratio)}" if ratio >= FACTOR_FROM else percent(ratio - 1)


def change(share: float | None) -> str:
    """Write by which share something grew: +1.9 %, -0.1 %; what is nothing when rounded has no minus."""
    return NOT_AVAILABLE if share is None else f"{round(share, 3) + 0.0:+.1%}".replace("%", " %")


def ratio(value: float | None) -> str:
    """Write a quotient with as many digits as keep a difference from 1 in sight: 2.40, 1.05, 1.003; 1.00 is equal."""
    if value is None:
        return NOT_AVAILABLE
    return significant(value, _telling_digits(value))


def grown(before: float, after: float) -> str:
    """Say how a number of bytes changed: "1.20 times as much", or where hardly any digit shows it "1 byte more"."""
    if before and abs(after / before - 1) >= LEAST_TOLD:
        return f"{ratio(after / before)} times as much"
    return f"{plural(abs(round(after - before)), 'byte')} {'more' if after > before else 'less'}"


def ratio_interval(value: float, low: float | None, high: float | None) -> str:
    """Write the interval of a quotient with as many digits: " (1.07 to 1.13)"; empty where nothing of it shows."""
    if low is None or high is None:
        return ""
    ends = [significant(each, _telling_digits(value)) for each in (low, high)]
    return "" if {*ends} == {ratio(value)} else f" ({' to '.join(ends)})"


def _telling_digits(quotient: float) -> int:
    """Return how many digits of a quotient keep its difference from 1 in sight."""
    telling = (digits for digits in range(DIGITS, MOST_DIGITS) if float(f"{quotient:.{digits - 1}e}") != 1)
    return next(telling, DIGITS)


def rounded(value: float) -> str:
    """Write a number as a sentence needs it: two digits, and three from 100 on or near 1: 5.6, 51, 717, 1.04."""
    return (
        significant(value, DIGITS) if value >= ROUND_FROM or abs(value - 1) < NEAR_ONE else significant(value, ROUGHLY)
    )


def times(quotient: float | None) -> str:
    """Say how fast one thing is beside another: "2.40 times as fast", or below 1 "takes 1.43 times as long"."""
    if quotient is None:
        return NOT_AVAILABLE
    return f"{ratio(quotient)} times as fast" if quotient >= 1 else f"takes {ratio(1 / quotient)} times as long"


def between(low: float, high: float) -> str:
    """Format a range of quotients in one unit: "between 0.995 and 2.03 times as fast"."""
    if high < 1:
        return f"takes between {ratio(1 / high)} and {ratio(1 / low)} times as long"
    return f"between {ratio(low)} and {ratio(high)} times as fast"


def estimated(quotient: float) -> str:
    """Write a quotient that nothing has tested: "about 16"."""
    return f"about {significant(quotient, ROUGHLY)}"


def about(quotient: float) -> str:
    """Say the same of an estimate that is not tested: "about 16 times as fast", "takes about 1.4 times as long"."""
    rounded = significant(max(quotient, 1 / quotient), ROUGHLY)
    if float(rounded.replace(",", "")) == 1:
        return ABOUT_EQUAL
    return f"about {rounded} times as fast" if quotient > 1 else f"takes about {rounded} times as long"


def saved(before: float | None, after: float | None) -> str:
    """Say how an amount changed: "saved 98.7 %", "needs 1.20 times as much", or "as much" up to half a percent more.

    Only nothing left is 100 %.
    """
    if not before or after is None:
        return NOT_AVAILABLE
    left = Decimal(after) / Decimal(before)
    if left > 1:
        more = significant(float(left))
        return "as much" if more == "1.00" else f"needs {more} times as much"
    decimals = max(1, -left.adjusted() - 2) if left else 0
    return f"saved {100 - 100 * left:.{decimals}f} %"


def guarded(guards: "Sequence[Guard]") -> str:
    """Return in one line which guards kept the figures of a run from being forged, and which did not and why."""
    held = " · ".join(f"{guard.name} {guard.found}".rstrip() for guard in guards if not guard.missing)
    missing = "; ".join(f"{guard.name}, because {guard.missing}" for guard in guards if guard.missing)
    return " ".join([*([f"Guarded: {held}."] if held else []), *([f"Not guarded: {missing}."] if missing else [])])


def enumerate_names(names: Sequence[str]) -> str:
    """Write all names as a sentence has them: "status, path and duration_ms"."""
    return " and ".join(filter(None, (", ".join(names[:-1]), *names[-1:])))


def listed(names: Sequence[str], most: int) -> str:
    """Write some names and how many more there are: "an empty file; CRLF only; and 3 more"."""
    more = [f"and {len(names) - most} more"] if len(names) > most else []
    return "; ".join([*names[:most], *more])


def edge_cases(failed: "FailedEdgeCases | None", most: int = 0) -> str:
    """Return what a row fails, as a verb that follows its name, naming at most so many edge cases.

    For example: "fails 2 of 27 edge cases: an empty file; CRLF only".
    """
    if failed is None:
        return "fails none"
    number = len(failed.names)
    if not number:
        return f"fails {' and '.join(failed.ordinary)}"
    said = f"fails {number} of {plural(failed.total, 'edge case')}"
    said += f" ({failed.untried} not tried)" if failed.untried else ""
    if most:
        said += f": {listed(failed.names, most)}"
    return "; ".join([said, *(f"also {each}" for each in failed.ordinary)])
