"""Find out what a row needs by running it on little data: a process each at two sizes.

Two, because one size cannot tell a row that holds everything from one that holds a block at a time.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bench.analysis.forecast import costs
from bench.analysis.forecast.costs import Need
from bench.model.cells import name
from bench.model.types import Cell, Instrument, Limits, Sample
from bench.process.launch import Job, launch
from bench.session.listener import Display

LINES: Final = (20_000, 80_000)
SHARES: Final = (50, 12)  # of a number: one fiftieth, one twelfth
SECONDS: Final = 60.0
SOURCE: Final = "a pilot"


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """One row to be tried.

    Args:
        cell: the row.
        module: its file.
        python: the interpreter of its environment.
        size: at which it will run.
        sources: size -> small data.
    """

    cell: Cell
    module: Path
    python: Path
    size: int
    sources: Mapping[int, Path | int]


def sizes(size: int, *, number: bool) -> tuple[int, ...]:
    """Return at which sizes a row is tried that will run at a given one."""
    wanted = tuple(size // share for share in SHARES) if number else LINES
    return tuple(sorted({max(1, min(size, each)) for each in wanted}))


def needs(trials: Sequence[Trial], memory: int, display: Display) -> dict[Cell, Need]:
    """Return what each row will need at its size, without those that did not end well on little data.

    Args:
        trials: the rows.
        memory: bytes that a process may hold.
        display: who is told.
    """
    if trials:
        display.stage("Pilot", len(trials))
    found: dict[Cell, Need] = {}
    for trial in trials:
        display.step(name(trial.cell))
        points = [point for size in trial.sources if (point := _point(trial, size, memory))]
        if points:
            found[trial.cell] = costs.scaled(points, trial.size)
    return found


def _point(trial: Trial, size: int, memory: int) -> Need | None:
    job = Job(
        python=trial.python,
        module=trial.module,
        instrument=Instrument.RESIDENT,
        sources=(trial.sources[size],),
        limits=Limits(seconds=SECONDS, memory=memory),
    )
    done = launch(job)
    sample = Sample(cell=trial.cell, instrument=Instrument.RESIDENT, status=done.status, values=done.values)
    return costs.need_of([sample], size, SOURCE)
