"""Runs on a log and its twin, at the size of a test's point."""

from dataclasses import replace

from bench.model.types import Cell, Dataset, Instrument, Outcome, Quantity, Recipe, Run, Sample, Status, TwinLikeness
from bench.model.types.twin import TwinProperty
from tests.bench.builders import BASELINE, a_run, resident

LOG = Dataset(id="own-log-0123abcd", kind="own log", bytes=9_000, lines=100, sha256="ab")
TWIN = Dataset(
    id="twin-100", kind="synthetic", bytes=9_100, lines=100, recipe=Recipe(generator="twin", version=1, seed=1)
)
PROPERTIES = (
    TwinProperty("level: distinct", 4, 4, aimed_at=True, share=False),
    TwinProperty("message: distinct", 40, 80, aimed_at=True, share=False),
    TwinProperty("size once packed", 0.1, 0.3, aimed_at=False, share=True),
)

Figures = tuple[float, float]
"""CPU seconds and MiB."""


def twin_run(rows: dict[str, tuple[Figures, Figures]], *, again: float = 1.02) -> Run:
    """Return a run of these rows, by name: on the log and on its twin; the first is the baseline.

    Args:
        rows: by name.
        again: how many times as much CPU time the second copies on the log needed.
    """
    found = []
    for name, (log, twin) in rows.items():
        found += [_row(name, LOG, log), _row(name, LOG, (log[0] * again, 0), control=True), _row(name, TWIN, twin)]
    run = a_run(*found, data=LOG)
    workloads = {name: replace(each, baseline=next(iter(rows))) for name, each in run.workloads.items()}
    likeness = TwinLikeness(twin=TWIN.id, log=LOG.id, properties=PROPERTIES)
    return replace(run, data={LOG.id: LOG, TWIN.id: TWIN}, workloads=workloads, likeness=likeness, profile="{}")


def a_twin_run() -> Run:
    """Return a run whose rows rank alike on the twin."""
    return twin_run({BASELINE: ((0.5, 600), (0.54, 606)), "generator_chain": ((0.2, 11), (0.2, 11))})


def _row(name: str, data: Dataset, figures: Figures, *, control: bool = False) -> Outcome:
    cell = Cell(
        workload="error_counts", implementation=name, interpreter="3.11.7", data=data.id, cache="warm", control=control
    )
    cpu, peak = figures
    timed = tuple(_timed(cell, number, cpu) for number in range(3))
    peaks = () if control else resident(cell, (peak, peak * 1.01))
    return Outcome(cell=cell, status=Status.OK, samples=timed + peaks)


def _timed(cell: Cell, number: int, cpu: float) -> Sample:
    figures = {"seconds": cpu * (1 + number / 100), "user_seconds": cpu * 0.75, "system_seconds": cpu * 0.25}
    values = {name: Quantity(value, "s") for name, value in figures.items()}
    return Sample(cell=cell, instrument=Instrument.TIMING, process=number, round=number, values=values)
