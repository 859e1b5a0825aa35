from dataclasses import replace
from math import inf
from typing import Any

import pytest

from bench.analysis.claims.figures import Measure, measure, pythons
from bench.model.types import Allocation, Instrument, Outcome, Quantity, Run, Status
from tests.reports.builders import a_cell, a_control, a_dataset, a_failure, a_run, an_outcome

MIB = 2**20
STEP_1, STEP_3 = "error_counts/readlines_objects", "error_counts/slots_iterator"
SMALL = a_dataset(id="small", lines=1000)
LARGE = a_dataset(id="large", lines=5000)


def asked(kind: Any = "value", *rows: str, **changes: Any) -> Measure:
    return replace(Measure(measure=kind, rows=rows or (STEP_1, STEP_3)), **changes)


def a_row(name: str, traced: float, data: str = "large", **changes: Any) -> Outcome:
    return an_outcome(name, traced=traced, cell=a_cell(name, data=data), **changes)


def a_run_of(*rows: Outcome) -> Run:
    return a_run(*rows, data={"small": SMALL, "large": LARGE})


def figure(run: Run, how: Measure, unit: str = "B") -> float | None:
    return measure(run, how, "3.11", unit)


TWO_STEPS = a_run_of(a_row("readlines_objects", 100, seconds=2.0), a_row("slots_iterator", 4, seconds=0.5))


def test_a_value_is_that_of_the_first_row_in_its_unit() -> None:
    assert figure(TWO_STEPS, asked("value", STEP_1)) == 100 * MIB
    assert figure(TWO_STEPS, asked("value", STEP_1), "MB") == 100 * MIB / 1e6
    assert figure(TWO_STEPS, asked("value", STEP_1), "KB") == 100 * MIB / 1e3


def test_resident_memory_is_the_largest_of_its_processes() -> None:
    peaks = [each.values["peak"].value for each in TWO_STEPS.outcomes[0].samples if "peak" in each.values]

    assert figure(TWO_STEPS, asked("value", STEP_1, of="peak")) == max(peaks)


def test_rows_are_compared_as_ratio_and_as_saving() -> None:
    assert figure(TWO_STEPS, asked("ratio"), "times") == 25
    assert figure(TWO_STEPS, asked("saved"), "%") == 96


def test_times_are_compared_by_pairs_of_rounds() -> None:
    assert figure(TWO_STEPS, asked("ratio", of="seconds"), "times") == pytest.approx(4, rel=0.05)
    assert figure(TWO_STEPS, asked("value", STEP_1, of="seconds"), "s") == pytest.approx(2, rel=0.05)


def test_what_an_item_takes_is_a_difference_divided_by_their_number() -> None:
    assert figure(TWO_STEPS, asked("per item")) == 96 * MIB / 5000
    assert figure(TWO_STEPS, asked("per item", STEP_1)) == 100 * MIB / 5000


def test_the_memory_of_a_line_is_found_by_how_it_begins() -> None:
    row = a_row("readlines_objects", 100)
    lines = (Allocation(file="x.py", line=3, size=70, count=1, source="    numbers = list(range(9))"),)
    samples = tuple(
        replace(each, allocations=lines) if each.instrument is Instrument.LINES else each for each in row.samples
    )
    run = a_run_of(replace(row, samples=samples))

    assert figure(run, asked("line", STEP_1, line="numbers =")) == 70
    assert figure(run, asked("line", STEP_1, line="members =")) is None


def test_room_carries_the_need_of_the_second_row_on_as_a_line() -> None:
    flat = [a_row("slots_iterator", 4, "small"), a_row("slots_iterator", 4, "large")]
    growing = [a_row("slots_iterator", 1, "small"), a_row("slots_iterator", 5, "large")]
    step_1 = [a_row("readlines_objects", 20, "small"), a_row("readlines_objects", 105, "large")]

    assert figure(a_run_of(*step_1, *flat), asked("room"), "times") == inf
    assert figure(a_run_of(*step_1, *growing), asked("room"), "times") == pytest.approx(21, rel=1e-6)
    assert figure(a_run_of(step_1[1], growing[1]), asked("room"), "times") is None


def test_growth_goes_from_the_smallest_size_to_the_largest() -> None:
    run = a_run_of(a_row("readlines_objects", 100, "large"), a_row("readlines_objects", 20, "small"))

    assert figure(run, asked("growth", STEP_1), "times") == pytest.approx(5)
    assert figure(a_run_of(a_row("readlines_objects", 100)), asked("growth", STEP_1), "times") is None


def test_tracing_is_compared_over_whole_processes() -> None:
    row = a_row("readlines_objects", 100)
    traced = tuple(
        replace(each, values={**each.values, "process_seconds": Quantity(0.3, "s")})
        if each.instrument is Instrument.TRACED
        else each
        for each in row.samples
    )

    assert figure(a_run_of(replace(row, samples=traced)), asked("tracing", STEP_1), "times") == pytest.approx(5)


def test_distinct_errors_are_what_the_generator_counted() -> None:
    assert figure(TWO_STEPS, asked("distinct errors", STEP_1), "1") == 127


@pytest.mark.parametrize("kind", ["value", "ratio", "saved", "per item", "line", "room", "growth", "tracing"])
@pytest.mark.parametrize(
    "rows",
    [
        [a_row("another", 1)],
        [a_failure("readlines_objects", Status.CRASH), a_failure("slots_iterator")],
        [a_control("readlines_objects"), a_control("slots_iterator")],
        [an_outcome(name, cell=a_cell(name, interpreter="3.12.1")) for name in ("readlines_objects", "slots_iterator")],
    ],
)
def test_a_figure_without_its_rows_is_not_there(kind: str, rows: list[Outcome]) -> None:
    assert figure(a_run(*rows), asked(kind)) is None


def test_a_row_of_the_same_name_from_elsewhere_or_of_cold_data_stands_in_for_no_other() -> None:
    """Whoever names a file like a published row would decide what is published of that."""
    own = a_row("readlines_objects", 100)
    others = [replace(own, cell=replace(own.cell, origin=origin), samples=()) for origin in ("mine", "yours")]
    cold = replace(own, cell=replace(own.cell, cache="cold"), samples=())

    assert figure(a_run_of(own, others[0], cold), asked("value", STEP_1)) == 100 * MIB
    assert figure(a_run_of(*[replace(each, samples=own.samples) for each in others]), asked("value", STEP_1)) is None
    assert figure(a_run_of(replace(others[0], samples=own.samples)), asked("value", STEP_1)) == 100 * MIB


def test_a_figure_that_an_instrument_did_not_give_is_not_there() -> None:
    row = a_row("readlines_objects", 100)
    bare = replace(row, samples=tuple(each for each in row.samples if each.instrument is Instrument.TIMING))

    for kind in ("value", "ratio", "saved", "per item", "line", "room", "growth", "tracing"):
        for other in (replace(bare, cell=a_cell("slots_iterator", data="large")), a_row("slots_iterator", 4)):
            assert figure(a_run_of(bare, other), asked(kind)) is None


def test_pythons_are_told_by_their_minor_version() -> None:
    rows = [
        an_outcome(cell=a_cell(interpreter=version)) for version in ("3.13.0", "3.13.0+jit", "3.9.18", "pypy 3.10.14")
    ]

    assert pythons(a_run(*rows)) == ("3.9", "pypy 3.10", "3.13", "3.13+jit")
