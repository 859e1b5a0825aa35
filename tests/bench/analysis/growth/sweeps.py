"""Runs of one row at several sizes."""

from collections.abc import Sequence
from dataclasses import replace

from bench.model.types import Dataset, Outcome, Run, Status
from tests.bench.builders import a_cell, a_run, quantities, resident

SIZES = (1_000, 50_000, 100_000, 200_000)
MAIN = 1_000_000
BYTES = 86


def a_dataset(lines: int, *, copies: int = 1) -> Dataset:
    return Dataset(id=f"d-{lines}-{copies}", kind="synthetic", bytes=lines * BYTES, lines=lines, copies=copies)


def a_size(name: str, data: Dataset, peak: float, *, entries: int = 127, processes: int = 1) -> Outcome:
    cell = replace(a_cell(name), data=data.id)
    figures = quantities({"entries": (entries, "1"), "processes": (processes, "1")})
    samples = [replace(each, values={**each.values, **figures}) for each in resident(cell, [peak], imported=10.9)]
    return Outcome(cell=cell, status=Status.OK, samples=tuple(samples))


def a_sweep(
    peaks: Sequence[float],
    *,
    sizes: Sequence[int] = (*SIZES, MAIN),
    entries: float = 0.0,
    processes: Sequence[int] | None = None,
) -> Run:
    """Return a run of one row with these peaks in MiB; the last size is the main one."""
    data = [a_dataset(lines) for lines in sizes]
    measured = zip(data, peaks, processes or [1] * len(data), strict=True)
    rows = [
        a_size("x", each, peak, entries=round(each.lines * entries), processes=count) for each, peak, count in measured
    ]
    return with_data(a_run(*rows), data)


def with_data(run: Run, data: Sequence[Dataset]) -> Run:
    main = max(each.lines for each in data)
    sweep = {"error_counts": tuple(each.id for each in data if each.lines != main)}
    return replace(run, data={each.id: each for each in data}, plan=replace(run.plan, sweep=sweep))
