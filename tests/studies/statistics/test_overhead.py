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
