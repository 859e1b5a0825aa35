"""What machines of a cluster answer: `answers(run)` are the units of a run that was measured on one of them."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby

from bench.model.request import Request
from bench.model.types import Run
from bench.results import outcomes
from bench.results.journal import JournalEntry
from bench.session.cluster.folder import Matrix, MatrixSection
from bench.session.cluster.messages import MatrixRequest, UnitAnswer


def a_matrix(*pythons: str, machines: int = 1) -> Matrix:
    request = MatrixRequest.of(Request(workloads=("error_counts",), pythons=pythons))
    sections = tuple(MatrixSection("error_counts", python) for python in pythons)
    return Matrix("the-run", "2026-11-28T10:00:00+00:00", request, sections, machines)


def answers(run: Run) -> list[UnitAnswer]:
    """Return what a machine answers that measures a run, unit by unit."""
    begun = replace(outcomes.conclude_run(run, ()), ended="")
    samples = [sample for row in run.outcomes for sample in row.samples]
    samples.sort(key=lambda each: (each.instrument, each.process))
    units: list[Sequence[JournalEntry]] = [
        [JournalEntry(sample) for sample in unit]
        for _, unit in groupby(samples, key=lambda each: (each.instrument, each.process))
    ]
    return [UnitAnswer(begun, tuple(unit), ended=unit is units[-1]) for unit in units]
