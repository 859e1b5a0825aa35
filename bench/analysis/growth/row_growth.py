"""How a row's memory grows over the sizes of a sweep, and what it needs at sizes that were not measured. Pure.

The largest size is held out: the law is fitted to the others, and its forecast for the largest is held to what was
measured there. A law whose forecast missed is shown, and forecasts nothing.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from math import log10
from typing import Final

from bench.analysis.growth import points
from bench.analysis.growth.fitting import drifting, fit
from bench.analysis.growth.laws import Forecast, GrowthKind, Law, SizePoint
from bench.analysis.growth.refusal import refusal
from bench.model import formatting
from bench.model.sweep import is_swept
from bench.model.types import Cell, Outcome, Run, Status

FEWEST_SIZES: Final = 3  # one to start from, and two to fit a rate to; a further one is held out
LARGE_FILE: Final = 10 * 10**9
MANY: Final = 10**8
LIMITLESS: Final = 10**12  # bytes of a file, or a number: what fits more than that is not limited by memory
REACHED: Final = (Status.OK, Status.SKIPPED)
ENTRIES: Final = "entries of the answer"


@dataclass(frozen=True, slots=True)
class Check:
    """The size that was held out, and what the law had forecast for it."""

    held: SizePoint
    forecast: Forecast

    @property
    def hit(self) -> bool:
        """Whether the measured peak lies within the forecast interval."""
        return self.forecast.low <= self.held.peak <= self.forecast.high


@dataclass(frozen=True, slots=True, kw_only=True)
class RowGrowth:
    """How the memory of one row grows.

    Args:
        cell: the row, at its main size.
        lines: of that size.
        points: every size, the smallest first, the held-out one last.
        law: of all but the last.
        check: the outcome of the forecast for the last; None where there is no law.
        unit: what the data consist of, such as `line`.
        entries: what the answer consists of, such as `distinct messages`.
        bytes_per_line: of the data; 0 where there is no file.
        failed: lines and status of each size at which the row failed.
    """

    cell: Cell
    lines: int
    points: tuple[SizePoint, ...]
    law: Law
    check: Check | None
    unit: str = "line"
    entries: str = ENTRIES
    bytes_per_line: float = 0.0
    failed: tuple[tuple[int, str], ...] = ()

    @property
    def trusted(self) -> bool:
        """Whether there is a law, and its forecast for the size that was held out was right."""
        return self.check is not None and self.check.hit

    @property
    def grown(self) -> float:
        """Bytes of the forecast for the main size that depend on the size."""
        forecast = self.law.at(self.lines)
        return forecast.value - self.law.start.peak if forecast else 0.0

    @property
    def power(self) -> float:
        """With which power of the size these bytes grow."""
        return self.law.newcomers[0] if self.law.newcomers else 1.0

    @property
    def words(self) -> str:
        """The growth model: `grows by 826 bytes a line`."""
        rate, since = formatting.significant(self.law.rate.value), formatting.count(self.law.start.lines)
        late = self.law.start.lines > self.points[1].lines if self._is_level else self.law.start != self.points[0]
        match self.law.kind:
            case GrowthKind.CONSTANT:
                return f"constant from {since} {self.unit}s on" if late else "constant"
            case GrowthKind.LINES:
                return f"grows by {rate} bytes a {self.unit}{f' beyond {since}' if late else ''}"
            case GrowthKind.ENTRIES:
                return f"grows with {self.entries}, by {rate} bytes each, and not with {self.unit}s"
            case GrowthKind.REFUSED:
                return f"{self.law.kind} ({self.law.reason})"
            case _:
                return str(self.law.kind)

    @property
    def verdict(self) -> str:
        """What became of the forecast for the largest size, and where the row failed, in words; may be empty."""
        failed = [f"at {formatting.count(lines)} {self.unit}s: {status}" for lines, status in self.failed]
        return "; ".join([*self._describe_check(), *failed])

    def at(self, lines: int) -> Forecast | None:
        """Forecast the peak at a size; None without a law, or if the law missed the size that was held out."""
        return self.law.at(lines) if self.trusted else None

    def of_file(self, size: float) -> Forecast | None:
        """Forecast the peak for a file of so many bytes; None also where there is no file."""
        return self.at(round(size / self.bytes_per_line)) if self.bytes_per_line else None

    def largest(self, memory: float) -> int | None:
        """Return the most lines that surely fit into so many bytes; None if nothing is forecast, or without limit."""
        return self.law.lines_within(memory) if self.trusted else None

    def outlook(self, memory: int) -> str:
        """Say what a large file needs, and how large one may be on a machine of so many bytes of memory."""
        large = round(LARGE_FILE / self.bytes_per_line) if self.bytes_per_line else MANY
        forecast = self.at(large)
        if forecast is None:
            return "no forecast"
        what = "10 GB of this data" if self.bytes_per_line else f"{formatting.count(MANY)} {self.unit}s"
        needs = "needs" if self.bytes_per_line else "need"
        return f"{what} {needs} {between(forecast)}{self._condition}; {self._limit(memory)}"

    def _describe_check(self) -> Iterator[str]:
        if self.check:
            held, result = self.check.held, "hit" if self.check.hit else "missed"
            yield (
                f"forecast for {formatting.count(held.lines)} {self.unit}s {result}: {between(self.check.forecast)}, "
                f"measured {formatting.amount(held.peak)}"
            )

    @property
    def _is_level(self) -> bool:
        return self.law.kind is GrowthKind.CONSTANT

    @property
    def _condition(self) -> str:
        """Say what the interval of a constant takes for granted: growth too small to be seen may be large by then."""
        return ", if it stays constant" if self._is_level and self.law.drift <= 0 else ""

    def _limit(self, memory: int) -> str:
        most, room = self.largest(memory), formatting.amount(memory)
        if most is None or most * (self.bytes_per_line or 1) > LIMITLESS:
            return f"{room} of memory sets no limit"
        if not self.bytes_per_line:
            return f"{room} of memory is enough for {formatting.significant(_down(most))} {self.unit}s"
        return f"{room} of memory is enough for a file of {formatting.size(_down(most * self.bytes_per_line))}"


def between(forecast: Forecast) -> str:
    """Write a forecast: 18.4 GiB (17.9 to 19.0)."""
    unit = formatting.amount_unit(forecast.value)
    return f"{unit.text(forecast.value)} ({unit.number(forecast.low)} to {unit.number(forecast.high)})"


def growths(run: Run) -> dict[Cell, RowGrowth]:
    """Return how each row of a run grows, by the cell of its main size; rows without any peak are left out."""
    rows: dict[Cell, list[Outcome]] = {}
    for outcome in run.outcomes:
        if not outcome.cell.control and outcome.cell.data != run.twin_beside:
            rows.setdefault(replace(outcome.cell, data=""), []).append(outcome)
    found = (_growth(run, sizes) for sizes in rows.values())
    return {growth.cell: growth for growth in found if growth}


def _down(value: float) -> float:
    """Round down to three digits: what is said to fit has to."""
    unit = 10.0 ** max(0, int(log10(max(value, 1))) - 2)
    return value // unit * unit


def _growth(run: Run, rows: list[Outcome]) -> RowGrowth | None:
    """Fit a row's law to all sizes but the largest."""
    rows = sorted(rows, key=lambda row: run.data[row.cell.data].lines)
    own = [row for row in rows if run.data[row.cell.data].copies == 1]
    main = [row for row in own if not is_swept(run.plan, row.cell)]
    found = points.points(run, own)
    if not main or not found:
        return None
    *known, held = found
    cell = main[-1].cell
    data, workload = run.data[cell.data], run.workloads.get(cell.workload)
    unit = "number" if data.kind == "number" else "line"
    if len(known) < FEWEST_SIZES:
        law = Law(kind=GrowthKind.UNKNOWN, start=found[0], largest=held.lines)
    elif reason := refusal(found, unit):
        law = Law(kind=GrowthKind.REFUSED, start=found[0], largest=held.lines, reason=reason)
    else:
        law = fit(known, horizon=held.lines, twice=points.twice(run, rows, known), accuracy=points.accuracy(own))
    forecast = law.at(held.lines)
    return RowGrowth(
        cell=cell,
        lines=data.lines,
        points=tuple(found),
        law=drifting(law, found),
        check=Check(held, forecast) if forecast else None,
        unit=unit,
        entries=(workload.entries if workload else "") or ENTRIES,
        bytes_per_line=data.bytes / data.lines if data.lines else 0.0,
        failed=tuple((run.data[row.cell.data].lines, str(row.status)) for row in own if row.status not in REACHED),
    )
