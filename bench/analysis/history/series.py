"""Line up what many runs measured of the same row, one series per metric. Pure: runs in, series out.

A series holds only what may be compared:

- one workload on the same data (by hash), one state of the page cache, one row, one release of Python;
- for times also one machine, and one baseline with the same code. A time is given as its ratio to the baseline of its
  own run, above 1 is faster; a run with too few rounds for an interval has none. Memory is compared across machines.

What a row was not measured in, or failed in, is a gap.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from bench.analysis.analysis import Analysis
from bench.analysis.sections import Section
from bench.analysis.statistics.memory import REPEATS, TREE_REPEATS, is_tree, traced_repeats
from bench.model import formatting
from bench.model.formatting import GIB
from bench.model.types import Cell, Instrument, Machine, Outcome, Run, Status

TRACED_REPEATS: Final = (0.001, 2**10)  # a share and bytes: what a renamed variable or a longer path may add
SAME: Final = 1.0


class Metric(StrEnum):
    """What a series is made of."""

    TRACED = "traced memory"
    RESIDENT = "memory"
    TIME = "time"


@dataclass(frozen=True, slots=True, order=True)
class Strand:
    """What all series of one table have in common: the question, the data by their hash, and the page cache."""

    workload: str
    data: str
    cache: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RunPoint:
    """What one run measured.

    Args:
        value: bytes, or how many times as fast as the baseline.
        low: of its interval, or the smallest of the processes.
        high: likewise.
        floor: the factor that a difference has to exceed, 1 or more.
        code: digest of the implementation's file and its libraries.
        run: place of the run among all, from 0.
    """

    value: float
    low: float
    high: float
    floor: float
    code: str
    run: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """One metric of one row over the runs that may be compared.

    Args:
        strand: what it was measured on.
        row: name of the implementation, with its origin where that is not `impls`.
        metric: what its values are.
        interpreter: release of Python.
        machine: in words; empty for memory, which is compared across machines.
        baseline: name and code of the baseline; empty for memory.
        points: in the order of the runs, at most one a run.
    """

    strand: Strand
    row: str
    metric: Metric
    interpreter: str
    machine: str = ""
    baseline: str = ""
    points: tuple[RunPoint, ...] = ()


Key = tuple[Strand, str, Metric, str, str, str]
Measured = Mapping[Key, RunPoint]
"""The points of one run: all that is kept of it, so that years of results need not be held at once."""


def list_measured(analysis: Analysis) -> Measured:
    """Return what one run measured; its place among the runs is not known yet."""
    return dict(_points(analysis))


def series(runs: Sequence[Measured]) -> tuple[Series, ...]:
    """Return every series, ordered by what it is of; runs have to come in the order of time."""
    found: dict[Key, list[RunPoint]] = {}
    for place, points in enumerate(runs):
        for key, point in points.items():
            found.setdefault(key, []).append(replace(point, run=place))
    return tuple(
        Series(
            strand=strand,
            row=row,
            metric=metric,
            interpreter=interpreter,
            machine=machine,
            baseline=baseline,
            points=tuple(found[strand, row, metric, interpreter, machine, baseline]),
        )
        for strand, row, metric, interpreter, machine, baseline in sorted(found)
    )


def strand_of(run: Run, section: Section) -> Strand:
    """Return what a section was measured on."""
    data = run.data.get(section.data)
    return Strand(section.workload, (data.sha256 if data else "") or section.data, section.cache)


def row_name(cell: Cell) -> str:
    """Name a row whatever run it is in."""
    return cell.implementation if cell.origin == "impls" else f"{cell.implementation}@{cell.origin}"


def machine_name(machine: Machine) -> str:
    """Say what decides the speed of a machine. Its memory is rounded: the kernel keeps a little less or more of it."""
    huge = f", huge pages {machine.huge_pages}" if machine.huge_pages else ""
    cores = formatting.plural(machine.cores, "core")
    return f"{machine.processor or machine.architecture}, {cores}, {machine.memory / GIB.size:.0f} GiB{huge}"


def _points(analysis: Analysis) -> Iterator[tuple[Key, RunPoint]]:
    run = analysis.run
    for section in analysis.sections:
        strand = strand_of(run, section)
        for row in section.rows:
            if row.status is Status.OK:
                for metric, point in _memory(run, row):
                    yield (strand, row_name(row.cell), metric, section.interpreter, "", ""), point
        for cell, point in _times(run, section):
            baseline = section.baseline
            named = f"{row_name(baseline.cell)} {_code(run, baseline)}" if baseline else ""
            machine = machine_name(run.machine)
            yield (strand, row_name(cell), Metric.TIME, section.interpreter, machine, named), point


def _memory(run: Run, row: Outcome) -> Iterator[tuple[Metric, RunPoint]]:
    peaks, traced = row.figures("peak", Instrument.RESIDENT), row.figures("traced_peak", Instrument.TRACED)
    code = _code(run, row)
    if peaks and max(peaks) > 0:
        share = TREE_REPEATS if is_tree(row) else REPEATS[0]
        floor = SAME + max(share, REPEATS[1] / max(peaks))
        yield Metric.RESIDENT, RunPoint(value=max(peaks), low=min(peaks), high=max(peaks), floor=floor, code=code)
    if traced and max(traced) > 0:
        share = max(TRACED_REPEATS[0], traced_repeats(run, row))
        size = max(traced)
        floor = SAME + max(share, TRACED_REPEATS[1] / size)
        yield Metric.TRACED, RunPoint(value=size, low=size, high=size, floor=floor, code=code)


def _times(run: Run, section: Section) -> Iterator[tuple[Cell, RunPoint]]:
    rows = {row.cell: row for row in section.rows}
    for cell, each in section.comparisons.items():
        floor = section.floor
        if floor and each.ratio and each.low and each.high:
            code = _code(run, rows[cell])
            point = RunPoint(value=each.ratio, low=each.low, high=each.high, floor=floor.ratio, code=code)
            yield cell, point


def _code(run: Run, row: Outcome) -> str:
    parts = (run.implementation(row.cell).sha256, *run.environments.get(row.environment, ()))
    return hashlib.sha256("\n".join(parts).encode("utf-8", "replace")).hexdigest()
