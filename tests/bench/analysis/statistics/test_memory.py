from dataclasses import replace

import pytest

from bench.analysis.statistics.memory import LIBRARY_REPEATS, THREADS_REPEAT, agree, differ, is_tree, traced_repeats
from bench.model.types import Instrument, Outcome, Quantity, Sample
from tests.bench.builders import a_cell, a_row, a_row_of, a_run

MIB = 2**20


def peaks(*mib: float) -> list[float]:
    return [each * MIB for each in mib]


@pytest.mark.parametrize(
    ("before", "after", "claimed"),
    [
        ((100.0,), (103.0,), True),
        ((100.0,), (102.0,), False),  # just 2 %
        ((5.0,), (5.2,), False),
        ((5.0,), (5.3,), True),
        ((10.9,), (11.1,), False),  # under 0.25 MiB
        ((11.1,), (10.8,), True),
        ((100.0, 110.0), (110.0, 120.0), False),  # the ranges meet
        ((110.0, 120.0), (100.0, 110.0), False),
    ],
)
def test_a_difference_in_memory_is_claimed_beyond_what_equal_code_shows(
    before: tuple[float, ...], after: tuple[float, ...], *, claimed: bool
) -> None:
    assert differ(peaks(*before), peaks(*after)) is claimed


def test_sums_over_several_processes_have_to_differ_by_more() -> None:
    assert differ(peaks(100), peaks(104))
    assert not differ(peaks(100), peaks(104), several=True)
    assert differ(peaks(100), peaks(106), several=True)


@pytest.mark.parametrize(
    ("seen", "near"),
    [
        ((5.0, 5.125), True),  # half of 0.25 MiB
        ((5.0, 5.13), False),
        ((99.0, 100.0), True),  # half of 2 % of the larger
        ((98.9, 100.0), False),
        ((99.0, 99.5, 100.5), False),
        ((7.0,), True),
    ],
)
def test_peaks_agree_that_differ_by_half_of_what_equal_code_shows(seen: tuple[float, ...], *, near: bool) -> None:
    assert agree(peaks(*seen)) is near


def of_processes(*counts: int) -> Outcome:
    """Return a row with so many processes at a time, by sample."""
    return a_row_of(
        *(
            Sample(cell=a_cell(), instrument=Instrument.RESIDENT, values={"processes": Quantity(count, "1")})
            for count in counts
        )
    )


@pytest.mark.parametrize(
    ("rows", "tree"),
    [
        ((a_row(),), False),  # how many it had is not known
        ((of_processes(1, 1),), False),
        ((of_processes(1, 2),), True),
        ((of_processes(1), of_processes(2)), True),
    ],
)
def test_a_row_of_two_processes_at_a_time_is_a_tree(rows: tuple[Outcome, ...], *, tree: bool) -> None:
    assert is_tree(*rows) is tree


@pytest.mark.parametrize(
    ("processes", "requires", "source", "share"),
    [
        (1, (), "import re\n", 0.0),
        (2, (), "", LIBRARY_REPEATS),
        (1, ("numpy",), "", LIBRARY_REPEATS),
        (1, (), "from concurrent import futures\n", THREADS_REPEAT),
        (1, (), "def run(path):\n    import threading\n", THREADS_REPEAT),
    ],
)
def test_traced_memory_repeats_in_one_process_of_one_thread_without_libraries(
    processes: int, requires: tuple[str, ...], source: str, share: float
) -> None:
    row = of_processes(processes)
    run = a_run(row)
    item = replace(run.implementation(row.cell), sha256="1", requires=requires)

    assert traced_repeats(replace(run, implementations=(item,), files={"1": source}), row) == share
