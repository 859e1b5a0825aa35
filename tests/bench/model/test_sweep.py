from dataclasses import replace

import pytest

from bench.model import sweep
from bench.model.sweep import Sweep, is_swept, of, processes
from bench.model.types import Cell, Instrument, Limits, Plan

PLAN = Plan(
    run_id="r", started="", limits=Limits(seconds=1, memory=1), sweep={"w": ("small",)}, rounds=8, resident_processes=3
)


def a_cell(data: str, *, workload: str = "w", control: bool = False) -> Cell:
    return Cell(workload=workload, implementation="x", interpreter="3.11.7", data=data, control=control)


def test_every_run_sweeps_three_sizes_a_tiny_one_and_one_that_is_written_twice() -> None:
    assert of(1_000_000, None, number=False) == Sweep((1_000, 50_000, 100_000, 200_000), 100_000)
    assert of(5_000_000, None, number=False) == Sweep((1_000, 50_000, 100_000, 200_000), 100_000)


def test_a_smaller_main_size_has_a_smaller_sweep_below_it() -> None:
    assert of(200_000, None, number=False) == Sweep((500, 25_000, 50_000, 100_000), 50_000)
    odd = of(100_007, (50_001,), number=False)
    assert [*map(type, odd.sizes), *of(100_007, None, number=False).sizes] == [int, int, 250, 12_500, 25_001, 50_003]
    assert type(of(100_007, None, number=False).doubled) is int


def test_so_few_lines_that_pages_hide_their_growth_are_not_swept() -> None:
    assert of(sweep.LEAST_LINES - 1, None, number=False) == Sweep()
    assert of(sweep.LEAST_NUMBER - 1, None, number=True) == Sweep()


def test_a_number_is_not_written_twice() -> None:
    assert of(20_000, None, number=True) == Sweep((50, 2_500, 5_000, 10_000), None)
    assert of(20_000, (10_000, 5_000), number=True).doubled is None


def test_sizes_that_were_asked_for_replace_the_usual_ones() -> None:
    found = of(3_200_000, (50_000, 100_000, 200_000, 400_000, 800_000, 3_200_000), number=False)

    assert found == Sweep((250, 50_000, 100_000, 200_000, 400_000, 800_000), 100_000)


@pytest.mark.parametrize(
    ("sizes", "doubled"),
    [((500_000, 1_000_000), 500_000), ((60_000, 100_000), None), ((10_000, 20_000, 40_000), 20_000)],
)
def test_what_is_written_twice_has_its_half_and_its_whole_among_the_sizes(
    sizes: tuple[int, ...], doubled: int | None
) -> None:
    assert of(3_000_000, sizes, number=False).doubled == doubled


def test_no_sweep_is_none() -> None:
    assert of(1_000_000, (), number=False) == Sweep()
    assert of(1_000_000, (1_000_000,), number=False) == Sweep()


def test_data_are_swept_for_their_workload_only() -> None:
    assert is_swept(PLAN, a_cell("small"))
    assert not is_swept(PLAN, a_cell("main"))
    assert not is_swept(PLAN, a_cell("small", workload="other"))


def test_a_size_of_a_sweep_takes_one_process() -> None:
    assert processes(PLAN, a_cell("small")) == {Instrument.RESIDENT: 1, Instrument.TIMING: 0}


def test_the_main_size_takes_all_and_a_control_is_only_timed() -> None:
    assert processes(PLAN, a_cell("main")) == {
        Instrument.RESIDENT: 3,
        Instrument.TIMING: 8,
        Instrument.TRACED: 1,
        Instrument.LINES: 1,
    }
    assert processes(PLAN, a_cell("main", control=True)) == {Instrument.TIMING: 8}
    assert Instrument.LINES not in processes(replace(PLAN, quick=True), a_cell("main"))


def test_allocations_that_are_asked_for_take_a_process_of_every_row() -> None:
    counting = replace(PLAN, count_allocations=True)

    assert processes(counting, a_cell("main"))[Instrument.ALLOCATIONS] == 1
    assert Instrument.ALLOCATIONS not in {*processes(counting, a_cell("small")), *processes(PLAN, a_cell("main"))}
