import pytest

from bench.analysis.statistics.counts import count_of, counts_of
from bench.model.types import Instrument, Outcome, Sample, Status
from tests.bench.builders import a_cell, a_row_of, quantities


def a_row(*faults: tuple[float, float], status: Status = Status.OK) -> Outcome:
    """Return a row with a timed process for each pair of minor and major faults."""
    values = [quantities({"minor_faults": (minor, "1"), "major_faults": (major, "1")}) for minor, major in faults]
    return a_row_of(
        *(Sample(cell=a_cell("x"), instrument=Instrument.TIMING, status=status, values=each) for each in values),
        cell=a_cell("x"),
    )


def test_a_count_is_the_median_of_the_processes_and_its_parts_are_added() -> None:
    assert count_of(a_row((10, 0), (12, 1), (900, 0)), "page_faults") == 13
    assert count_of(a_row((10, 0), (12, 1), (900, 0)), "major_faults") == 0


@pytest.mark.parametrize("row", [a_row(), a_row((10, 0), status=Status.CRASH)])
def test_what_nobody_counted_is_not_zero(row: Outcome) -> None:
    assert count_of(row, "page_faults") is None
    assert counts_of(row) == {}


def test_a_process_of_an_older_version_counts_nothing() -> None:
    assert counts_of(a_row_of(Sample(cell=a_cell("x"), instrument=Instrument.TIMING))) == {}
