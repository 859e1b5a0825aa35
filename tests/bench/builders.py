"""Runs at the size of a test's point: `a_run(a_row("x", seconds=...))`.

The scatter is drawn with a seed of its own, so that every test sees the same healthy run: 2 % between processes.
"""

import os
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from math import exp
from pathlib import Path
from typing import Literal

from bench.model.types import (
    Cell,
    Dataset,
    Implementation,
    Instrument,
    Limits,
    Machine,
    Outcome,
    Plan,
    Quantity,
    Run,
    Sample,
    Status,
    Workload,
)

MIB = 2**20
BASELINE = "readlines_objects"
DATA = Dataset(id="d", kind="synthetic", bytes=90_000_000, lines=1_000_000)
MACHINE = Machine(system="Linux 6.18", architecture="x86_64", cores=2, memory=16 * 2**30, huge_pages="madvise")
LIMITS = Limits(seconds=60, memory=2**32)
TIMED = (
    '{"benchmarks": [{"runs": [{"metadata": {"date": "2026-11-22 10:00:00", "duration": 1.0}, "values": [1.5]}]}],'
    ' "metadata": {"name": "x", "loops": 1, "unit": "second"}, "version": "1.0"}'
)
UNLIKE_FILES: Mapping[str, Callable[[Path], None]] = {
    "folder": Path.mkdir,
    "pipe": os.mkfifo,
    "link to nothing": lambda path: path.symlink_to(path.with_name("none")),
}
QUIET: Mapping[str, tuple[float, str]] = {
    "steal": (0.1, "%"),
    "others": (3.0, "%"),
    "throttled": (0.0, "%"),
    "cpu_pressure": (4.0, "%"),
    "io_pressure": (0.2, "%"),
    "memory_pressure": (0.0, "%"),
    "swapped": (0, "B"),
    "load": (1.1, "1"),
}


def a_cell(name: str = BASELINE, *, cache: Literal["warm", "cold"] = "warm", control: bool = False) -> Cell:
    return Cell(
        workload="error_counts", implementation=name, interpreter="3.11.7", data="d", cache=cache, control=control
    )


def times(seconds: float, *, rounds: int = 12, scatter: float = 0.02, seed: object = 0) -> list[float]:
    rng = random.Random(f"{seconds} {seed}")
    return [seconds * exp(rng.gauss(0, scatter)) for _ in range(rounds)]


def quantities(values: Mapping[str, tuple[float, str]]) -> dict[str, Quantity]:
    return {name: Quantity(value, unit) for name, (value, unit) in values.items()}


def timed(cell: Cell, seconds: Sequence[float], *, later: float = 0.98, **changes: float) -> tuple[Sample, ...]:
    """Return a process for each round: its later calls are that share of its first, its noise is quiet but for changes.

    `page_cache_resident` among the changes is a figure of the process.
    """
    values = {name: (changes.pop(name), "1") for name in ("page_cache_resident",) if name in changes}
    noise = quantities(dict(QUIET) | {name: (value, QUIET[name][1]) for name, value in changes.items()})
    return tuple(
        Sample(
            cell=cell,
            instrument=Instrument.TIMING,
            process=number,
            round=number,
            values=quantities({"seconds": (value, "s"), **values}),
            calls=(value, value * later, value * later),
            noise=noise,
        )
        for number, value in enumerate(seconds)
    )


def resident(cell: Cell, peaks: Sequence[float], *, bare: float = 9.1, imported: float = 9.6) -> tuple[Sample, ...]:
    """Return a process for each peak, in MiB."""
    return tuple(
        Sample(
            cell=cell,
            instrument=Instrument.RESIDENT,
            process=number,
            values=quantities(
                {
                    "bare_peak": (round(bare * MIB), "B"),
                    "import_peak": (round(imported * MIB), "B"),
                    "run_peak": (round(peak * MIB), "B"),
                    "peak": (round(max(peak, imported) * MIB), "B"),
                }
            ),
        )
        for number, peak in enumerate(peaks)
    )


def traced(cell: Cell, peak: float) -> tuple[Sample, ...]:
    return (Sample(cell=cell, instrument=Instrument.TRACED, values=quantities({"traced_peak": (peak * MIB, "B")})),)


def a_row(name: str = BASELINE, *, seconds: float = 1.0, control: bool = False, status: Status = Status.OK) -> Outcome:
    """Return a healthy row, or one with the same samples and another status."""
    cell = a_cell(name, control=control)
    samples = timed(cell, times(seconds, seed=f"{name} {control}"))
    if not control:
        samples += resident(cell, (634.0, 634.9, 633.8)) + traced(cell, 590.0)
    return Outcome(cell=cell, status=status, samples=samples)


def a_row_of(*samples: Sample, cell: Cell | None = None) -> Outcome:
    """Return an `ok` row that has only these samples."""
    return Outcome(cell=cell or samples[0].cell, status=Status.OK, samples=samples)


def a_run(*rows: Outcome, data: Dataset = DATA, machine: Machine = MACHINE, budget: float | None = None) -> Run:
    """Return a run of these rows, or a healthy one: a baseline, its copy and two rows."""
    healthy = (
        a_row(),
        a_row("generator_chain", seconds=0.47),
        a_row("bytes_blocks", seconds=0.08),
        a_row(control=True),
    )
    outcomes = rows or healthy
    workload = Workload(name="error_counts", title="Errors", source="web_log", size=1_000_000, baseline=BASELINE)
    return Run(
        format=1,
        plan=Plan(run_id="r", started="", limits=LIMITS, budget=budget, cells=tuple(row.cell for row in outcomes)),
        machine=machine,
        workloads={"error_counts": workload},
        implementations=tuple(dict.fromkeys(_described(row.cell) for row in outcomes)),
        data={data.id: data},
        files={},
        environments={},
        outcomes=outcomes,
    )


def _described(cell: Cell) -> Implementation:
    return Implementation(workload=cell.workload, name=cell.implementation, origin=cell.origin)


def on_python(version: str, run: Run) -> Run:
    """Return a run whose every row was measured on one Python."""

    def moved(cell: Cell) -> Cell:
        return replace(cell, interpreter=version)

    rows = tuple(
        replace(row, cell=moved(row.cell), samples=tuple(replace(each, cell=moved(each.cell)) for each in row.samples))
        for row in run.outcomes
    )
    return replace(run, plan=replace(run.plan, cells=tuple(row.cell for row in rows)), outcomes=rows)
