"""Hold the rows on a log to the same rows on its twin: do they rank alike, and how far apart are their figures? Pure.

CPU time is compared and not time by the clock: other programs that compete for the machine lengthen the latter. Beside
each ratio is what the same log differs by from itself (A/A): for CPU time the second copy of the row, for the peak the
processes of the row, the largest by the least.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from math import ceil
from statistics import median
from typing import Final

from bench.analysis.analysis import Analysis
from bench.analysis.sections import Section
from bench.model import formatting
from bench.model.types import Cell, Instrument, Outcome, Run, Status

APART: Final = 0.1
"""Rows that differ by less than this share on the log have no order that a twin would have to keep."""

ALIKE: Final = 0.9
"""The least rank correlation that is called alike."""


HEADS: Final = ("Figure", "Log", "Twin", "Difference", "A/A")

AGAIN: Final = (
    "CPU times are medians of all rounds. A/A is the same log measured again: for CPU times the second copy of each "
    "row, for peaks the largest of its processes by the least."
)


@dataclass(frozen=True, slots=True)
class TwinFigure:
    """A figure of a row on the log and on its twin.

    Args:
        log: in seconds or bytes.
        twin: likewise.
        again: how many times as much it was when the same log was measured again; None where it was not.
    """

    log: float
    twin: float
    again: float | None

    @property
    def difference(self) -> float:
        """By how much the twin's is larger, as a share of the log's."""
        return self.twin / self.log - 1


@dataclass(frozen=True, slots=True, kw_only=True)
class TwinRow:
    """A row on the log and on its twin.

    Args:
        row: on the log.
        cpu: CPU time of a call, the median of all rounds; None where it was not measured on both.
        peak: largest resident memory, likewise.
    """

    row: Outcome
    cpu: TwinFigure | None
    peak: TwinFigure | None


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far the order of rows is the same on both.

    Args:
        tau: Kendall's, of -1 to 1; None where no two rows are apart.
        pairs: of rows that are apart on the log.
        largest: difference of a row, as a share, whatever its sign; None where there is no figure.
    """

    tau: float | None
    pairs: int
    largest: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TwinRanks:
    """The rows of a section on a log beside those on its twin.

    Args:
        section: on the log.
        rows: in its order.
        cpu: how far they agree in CPU time.
        peak: how far they agree in memory.
    """

    section: Section
    rows: tuple[TwinRow, ...]
    cpu: Agreement
    peak: Agreement

    @property
    def words(self) -> str:
        """What became of it, in a sentence."""
        known = [each.tau for each in (self.cpu, self.peak) if each.tau is not None]
        least = min(known, default=None)
        within = " and ".join(
            f"{name} within {_rounded_up(each.largest)}"
            for name, each in (("CPU times", self.cpu), ("peaks", self.peak))
            if each.largest is not None
        )
        if not within:
            return "No row was measured on both the log and its twin."
        if least is None:
            return f"On the twin {within}; no two rows are {100 * APART:.0f} % apart, so that ranks say nothing."
        alike = "rank alike" if least >= ALIKE else "do not rank alike"
        return f"Rows {alike} on the twin (Kendall's tau {least:.2f}): {within}."


def _rounded_up(share: float) -> str:
    return f"{ceil(round(1000 * share, 3)) / 10:g} %"


def twin_ranks(analysis: Analysis) -> tuple[TwinRanks, ...]:
    """Return each section on a log beside that on its twin; nothing where these were not both measured."""
    beside = analysis.run.twin_beside
    if not beside:
        return ()
    found = {_key(each): each for each in analysis.sections if each.data == beside}
    logs = [each for each in analysis.sections if each.data != beside and _key(each) in found]
    return tuple(_ranks(log, found[_key(log)]) for log in logs)


def table(ranks: TwinRanks) -> Iterator[tuple[Cell, tuple[str, ...]]]:
    """Yield two lines for each row, one for its CPU time and one for its peak, with the cells under `HEADS`."""
    for row in ranks.rows:
        yield row.row.cell, ("CPU time", *_cells(row.cpu, formatting.seconds))
        yield row.row.cell, ("peak", *_cells(row.peak, formatting.memory))


def alike(run: Run) -> str:
    """Return how many properties of a log its twin has; empty for other data."""
    return run.likeness.words if run.likeness else ""


def without_log(run: Run) -> Run:
    """Return a run on a log and its twin as if only the twin had been measured; any other as it is."""
    beside = run.twin_beside
    if not beside:
        return run
    cells = tuple(cell for cell in run.plan.cells if cell.data == beside)
    return replace(
        run,
        plan=replace(run.plan, cells=cells),
        data={beside: run.data[beside]},
        outcomes=tuple(row for row in run.outcomes if row.cell.data == beside),
    )


def _cells(found: TwinFigure | None, words: Callable[[float], str]) -> tuple[str, ...]:
    if found is None:
        return (formatting.NOT_AVAILABLE,) * 4
    again = formatting.NOT_AVAILABLE if found.again is None else formatting.change(found.again - 1)
    return words(found.log), words(found.twin), formatting.change(found.difference), again


def _key(section: Section) -> tuple[str, str, str]:
    return section.workload, section.interpreter, section.cache


def _ranks(log: Section, twin: Section) -> TwinRanks:
    others = {replace(row.cell, data=""): row for row in twin.rows}
    rows = tuple(_row(log, row, others.get(replace(row.cell, data=""))) for row in log.rows)
    return TwinRanks(
        section=log,
        rows=rows,
        cpu=_agreement([row.cpu for row in rows if row.cpu]),
        peak=_agreement([row.peak for row in rows if row.peak]),
    )


def _row(log: Section, row: Outcome, twin: Outcome | None) -> TwinRow:
    if twin is None or {row.status, twin.status} != {Status.OK}:
        return TwinRow(row=row, cpu=None, peak=None)
    peaks, control = row.figures("peak", Instrument.RESIDENT), log.controls.get(row.cell)
    repeated = max(peaks) / min(peaks) if len(peaks) > 1 else None
    spent, again = _cpu(row), _cpu(control) if control else None
    return TwinRow(
        row=row,
        cpu=_figure(spent, _cpu(twin), again / spent if again and spent else None),
        peak=_figure(_largest(row), _largest(twin), repeated),
    )


def _figure(log: float | None, twin: float | None, again: float | None) -> TwinFigure | None:
    return TwinFigure(log, twin, again) if log and twin else None


def _largest(row: Outcome) -> float | None:
    return max(row.figures("peak", Instrument.RESIDENT), default=None)


def _cpu(row: Outcome) -> float | None:
    """Return the median of the CPU time of a row's first call in each round, that of the kernel for it included."""
    parts = [row.figures(name, Instrument.TIMING) for name in ("user_seconds", "system_seconds")]
    sums = [user + system for user, system in zip(*parts, strict=False)]
    return median(sums) if sums else None


def _agreement(figures: Sequence[TwinFigure]) -> Agreement:
    pairs = [(a, b) for a, b in combinations(figures, 2) if max(a.log, b.log) > (1 + APART) * min(a.log, b.log)]
    agreeing = sum(_sign(a.log, b.log) * _sign(a.twin, b.twin) for a, b in pairs)
    largest = max((abs(each.difference) for each in figures), default=None)
    return Agreement(agreeing / len(pairs) if pairs else None, len(pairs), largest)


def _sign(one: float, other: float) -> int:
    return (one > other) - (one < other)
