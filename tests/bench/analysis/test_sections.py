from dataclasses import replace
from math import log
from typing import Any

import pytest

from bench.analysis.sections import sections, times
from bench.analysis.statistics.planning import smallest_found
from bench.analysis.statistics.times import LOOK_CONFIDENCE, TimeVerdict, noise_floor
from bench.model.types import Outcome, Status
from tests.bench.builders import BASELINE, a_cell, a_row, a_run, timed
from tests.bench.builders import times as draws


def moved(row: Outcome, **changes: Any) -> Outcome:
    cell = replace(row.cell, **changes)
    return replace(row, cell=cell, samples=tuple(replace(sample, cell=cell) for sample in row.samples))


def test_a_section_has_its_baseline_among_its_rows_and_the_control_apart() -> None:
    (section,) = sections(a_run())

    assert [row.cell.implementation for row in section.rows] == [BASELINE, "generator_chain", "bytes_blocks"]
    assert section.baseline is section.rows[0]
    assert section.control.cell.control
    assert list(section.seconds.values()) == pytest.approx([1.0, 0.47, 0.08], rel=0.03)
    assert section.apart
    assert 1 < section.apart < 1.2


def test_without_a_second_copy_the_baseline_is_the_one_that_the_workload_names() -> None:
    (section,) = sections(a_run(a_row("bytes_blocks"), a_row()))

    assert section.baseline is section.rows[1]
    assert section.apart is None


def test_the_baseline_is_from_the_folder_whose_copy_ran() -> None:
    mine, copy = (moved(a_row(control=control), origin="mine") for control in (False, True))

    (section,) = sections(a_run(a_row(), mine, copy))

    assert section.baseline is section.rows[1]


def test_another_interpreter_is_another_section() -> None:
    run = a_run(a_row(), moved(a_row(), interpreter="3.13.1"), a_row(control=True))

    assert [(each.interpreter, bool(each.control)) for each in sections(run)] == [("3.11.7", True), ("3.13.1", False)]


def test_the_baseline_is_the_one_that_the_run_names_whichever_row_ran_twice() -> None:
    far, near, other = a_row(seconds=9.0), a_row("near", seconds=0.1), a_row("other", seconds=0.2)
    copy = a_row("near", seconds=0.1, control=True)

    (section,) = sections(a_run(far, near, other, copy))

    assert section.baseline is section.rows[0]
    assert section.control
    assert section.floor == noise_floor(times(near), times(copy))
    assert {cell.implementation: found.verdict for cell, found in section.comparisons.items()} == dict.fromkeys(
        ("near", "other"), TimeVerdict.FASTER
    )


def test_a_run_without_its_named_baseline_is_compared_with_the_row_that_ran_twice() -> None:
    (section,) = sections(a_run(a_row("x"), a_row("y", seconds=0.08), a_row("y", seconds=0.08, control=True)))

    assert section.baseline is section.rows[1]


def test_of_several_controls_the_one_that_was_timed_counts() -> None:
    idle = replace(a_row("other", control=True), samples=())

    (section,) = sections(a_run(a_row(), a_row("other"), idle, a_row(control=True)))

    assert section.control
    assert section.control.cell.implementation == BASELINE


def test_every_other_ok_row_is_compared_with_the_baseline() -> None:
    failed = a_row("broken", status=Status.CRASH)
    (section,) = sections(a_run(a_row(), failed, a_row("bytes_blocks", seconds=0.08), a_row(control=True)))

    found = section.comparisons

    assert list(found) == [a_cell("bytes_blocks")]
    assert found[a_cell("bytes_blocks")].verdict is TimeVerdict.FASTER
    assert found[a_cell("bytes_blocks")].ratio == pytest.approx(12.5, rel=0.02)


def test_the_smallest_difference_that_is_found_follows_the_wider_interval_of_equal_code_and_of_rows() -> None:
    (section,) = sections(a_run())
    rows = [log(each.high / each.low) / 2 for each in section.comparisons.values() if each.low and each.high]

    assert section.finds == smallest_found(log(1 + section.floor.half_width), rows)
    assert section.finds > 2 * section.floor.half_width


def test_the_smallest_difference_has_nothing_to_do_with_a_baseline_in_whose_place_another_row_runs_twice() -> None:
    near = a_row("bytes_blocks", seconds=0.1), a_row("other", seconds=0.11), a_row("bytes_blocks", control=True)
    noisy = replace(a_row(), samples=timed(a_cell(), draws(3.0, rounds=6, scatter=0.5)))

    found = [sections(a_run(base, *near))[0].finds for base in (a_row(seconds=3.0), noisy)]

    assert found[0] == found[1]
    assert found[0]
    assert found[0] < 0.2


def test_nothing_is_found_without_a_control_or_another_row() -> None:
    without, alone = a_run(a_row(), a_row("bytes_blocks")), a_run(a_row(), a_row(control=True))

    assert [sections(run)[0].finds for run in (without, alone)] == [None, None]


def test_rows_are_ranked_the_fastest_first() -> None:
    (section,) = sections(a_run())

    assert [cell.implementation for cell in section.ranks] == ["bytes_blocks", "generator_chain", BASELINE]
    assert list(map(str, section.ranks.values())) == ["1", "2", "3"]


def test_a_failed_baseline_leaves_nothing_to_compare_with() -> None:
    (section,) = sections(a_run(a_row(status=Status.TIMEOUT), a_row("bytes_blocks")))

    assert section.comparisons == {}


def test_a_run_with_a_budget_asks_for_more_confidence() -> None:
    (section,) = sections(a_run(a_row(), a_row(control=True), budget=300.0))

    assert section.confidence == LOOK_CONFIDENCE


def test_a_run_without_rows_has_no_section() -> None:
    assert sections(replace(a_run(), outcomes=())) == ()
