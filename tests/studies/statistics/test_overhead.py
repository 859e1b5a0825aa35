from dataclasses import replace

from bench.model.types import Instrument
from tests.bench.builders import a_cell, a_row_of, a_run, quantities, resident
from tests.studies.statistics.overhead import overhead


def test_what_is_not_measured_is_overhead() -> None:
    first, second = (
        replace(
            sample, started=f"2026-11-22T10:00:{second:02}.000+00:00", values=quantities({"process_seconds": (4, "s")})
        )
        for sample, second in zip(resident(a_cell(), (10.0, 10.0)), (5, 10), strict=True)
    )
    run = a_run(a_row_of(first, second))
    plan = replace(run.plan, started="2026-11-22T10:00:00+00:00")

    found = overhead(replace(run, plan=plan, ended="2026-11-22T10:00:16+00:00"))

    assert (found.processes, found.measured, found.whole) == (2, 8, 16)
    assert (found.before, found.between, found.spent) == (5, (1.0,), 8)
    assert found.allowed == 0.8 + 0.4
    assert found.parts == (("readlines_objects", Instrument.RESIDENT, 8.0, 2),)


def test_two_processes_at_a_time_are_busy_once() -> None:
    processes = (
        replace(
            sample, started=f"2026-11-22T10:00:0{at}.000+00:00", values=quantities({"process_seconds": (took, "s")})
        )
        for sample, at, took in zip(resident(a_cell(), (10.0,) * 3), (1, 2, 9), (6.0, 2.0, 1.0), strict=True)
    )
    run = a_run(a_row_of(*processes))
    plan = replace(run.plan, started="2026-11-22T10:00:00+00:00")

    found = overhead(replace(run, plan=plan, ended="2026-11-22T10:00:12+00:00"))

    assert (found.measured, found.busy, found.between, found.spent) == (9.0, 7.0, (0.0, 2.0), 5.0)
