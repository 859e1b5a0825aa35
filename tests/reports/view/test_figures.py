from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.analysis.statistics import times
from bench.model.types import Instrument, Outcome, Quantity, Status
from reports.page.figures import RowFigures
from reports.view import figures
from tests.reports.builders import MIB, a_dataset, an_outcome
from tests.reports.view.details.test_detail import a_family


def a_yardstick(**changes: Any) -> figures.Yardstick:
    stick = figures.Yardstick(dataset=a_dataset(), peak=634.0 * MIB, comparisons={}, confidence=0.95, mapped=5.5 * MIB)
    return replace(stick, **changes)


def of(outcome: Outcome, **changes: Any) -> RowFigures:
    return figures.of(outcome, a_yardstick(**changes), baseline=False)


def sizes(found: RowFigures) -> dict[str, float]:
    return {part.role: part.size / MIB for part in found.parts}


@given(
    peak=st.floats(10, 5000),
    imported=st.floats(9.2, 300),
    traced=st.floats(0, 9000),
    file=st.floats(0, 5000),
)
def test_the_parts_of_a_peak_add_up_to_it(peak: float, imported: float, traced: float, file: float) -> None:
    outcome = an_outcome(peak=peak, imported=imported, traced=traced)
    samples = tuple(
        replace(each, values={**each.values, "run_file": Quantity(round(file * MIB), "B")})
        if each.instrument is Instrument.RESIDENT
        else each
        for each in outcome.samples
    )

    found = of(replace(outcome, samples=samples))

    assert found.peak is not None
    assert sum(part.size for part in found.parts) == pytest.approx(found.peak.value)
    assert all(part.size >= 0 for part in found.parts)


def test_the_peak_is_the_largest_of_the_processes() -> None:
    found = of(an_outcome(peak=100))

    assert found.peak is not None
    assert found.peak.low < found.peak.value == found.peak.high


def test_memory_mapped_from_a_file_is_a_part_of_its_own() -> None:
    outcome = an_outcome(peak=60, traced=0.5)
    samples = tuple(
        replace(each, values={**each.values, "run_file": Quantity(45 * MIB, "B")})
        if each.instrument is Instrument.RESIDENT
        else each
        for each in outcome.samples
    )

    assert sizes(of(replace(outcome, samples=samples)))["file"] == pytest.approx(39.5)


def test_what_tracemalloc_does_not_see_is_native() -> None:
    assert of(an_outcome(peak=180, imported=55, traced=0.1)).untraced == "native"
    assert not of(an_outcome(peak=180, imported=55, traced=110)).untraced


def test_what_child_processes_hold_is_a_part_of_its_own() -> None:
    found = of(a_family())

    assert not found.untraced
    assert sizes(found)["children"] == pytest.approx(20.4 - 9.5 - 1, abs=0.05)
    assert sizes(found)["rest"] == pytest.approx(1 - 0.2, abs=0.05)


def test_savings_are_told_against_the_baseline() -> None:
    saved = of(an_outcome(peak=63.4)).saved

    assert saved == pytest.approx(0.9, abs=0.001)


def test_a_baseline_is_not_compared_with_itself() -> None:
    found = figures.of(an_outcome(), a_yardstick(), baseline=True)

    assert found.saved is None
    assert found.faster is None


def test_what_was_not_measured_is_absent() -> None:
    found = of(replace(an_outcome(), samples=()))

    assert (found.peak, found.seconds, found.traced, found.saved, found.import_seconds) == (None,) * 5
    assert found.first_answer is None
    assert found.parts == ()


def test_processes_that_failed_give_no_figure() -> None:
    outcome = an_outcome()
    samples = tuple(replace(each, status=Status.TIMEOUT) for each in outcome.samples)

    assert of(replace(outcome, samples=samples)).peak is None


def test_throughput_is_that_of_the_estimate() -> None:
    found = of(an_outcome(seconds=0.5, spread=0.0))

    assert found.lines_per_second == pytest.approx(2_000_000)
    assert found.bytes_per_second == pytest.approx(166_000_000)


def test_the_first_answer_is_estimated_as_the_time_is_so_that_the_two_can_be_compared() -> None:
    outcome, second = an_outcome(), Quantity(1.0, "s")
    samples = [
        replace(each, values={**each.values, "import_seconds": second, "first_call_seconds": each.values["seconds"]})
        for each in outcome.samples_of(Instrument.TIMING)
    ]
    seconds = outcome.figures("seconds", Instrument.TIMING)
    expected = times.estimate(each + 1.0 for each in seconds)

    assert expected
    assert min(seconds) + 1.0 < expected.value == of(replace(outcome, samples=tuple(samples))).first_answer


@pytest.mark.parametrize("name", ["import_seconds", "first_call_seconds"])
def test_there_is_no_first_answer_where_a_part_of_it_is_unknown(name: str) -> None:
    outcome = an_outcome()
    samples = tuple(
        replace(each, values={key: value for key, value in each.values.items() if key != name})
        for each in outcome.samples
    )

    assert of(replace(outcome, samples=samples)).first_answer is None


def test_how_many_processes_a_row_had_is_the_most_of_any() -> None:
    assert [figures.processes_of(row) for row in (a_family(), an_outcome())] == [3, 1]


def test_without_files_nothing_of_the_peak_is_mapped() -> None:
    outcome = an_outcome(peak=60)
    samples = (
        replace(each, values={key: value for key, value in each.values.items() if key != "run_file"})
        for each in outcome.samples
    )

    assert sizes(of(replace(outcome, samples=tuple(samples)), mapped=0.0))["file"] == 0


def test_what_is_mapped_from_files_is_none_of_what_child_processes_hold() -> None:
    family = a_family()
    mapped = {"run_file": Quantity(6 * MIB, "B")}
    samples = (
        replace(each, values={**each.values, **mapped}) if each.instrument is Instrument.RESIDENT else each
        for each in family.samples
    )

    found = sizes(of(replace(family, samples=tuple(samples)), mapped=0.0))

    assert found["file"] == 6
    assert found["rest"] == pytest.approx(0)
    assert sum(found.values()) == pytest.approx(20.4, abs=0.05)
