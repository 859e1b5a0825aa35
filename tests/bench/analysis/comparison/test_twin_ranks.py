"""Rows on a log beside the same rows on its twin: their order, their ratios, and what is left without the log."""

import re
from dataclasses import replace

import pytest

from bench.analysis.analysis import Analysis
from bench.analysis.comparison.twin_ranks import HEADS, TwinRanks, alike, table, twin_ranks, without_log
from bench.analysis.repetition import sameness
from bench.model.types import Run, Status
from tests.bench.builders import on_python
from tests.bench.twins import LOG, TWIN, Figures, a_twin_run, twin_run


def only(run: Run) -> TwinRanks:
    (found,) = twin_ranks(Analysis(run))
    return found


def test_each_row_has_its_ratios_and_what_the_same_log_differs_by() -> None:
    found = only(a_twin_run())

    cpu, peak = found.rows[0].cpu, found.rows[0].peak
    assert (round(cpu.difference, 3), round(cpu.again or 0, 3)) == (0.08, 1.02)
    assert (round(peak.difference, 3), round(peak.again or 0, 3)) == (0.01, 1.01)
    assert (found.cpu.tau, found.peak.tau, found.cpu.pairs) == (1.0, 1.0, 1)
    assert "tau 1.00" in found.words
    assert re.findall(r"within (\d+) %", found.words) == ["8", "1"]
    assert [cells for _, cells in table(found)][:2] == [
        ("CPU time", "500 ms", "540 ms", "+8.0 %", "+2.0 %"),
        ("peak", "606 MiB", "612 MiB", "+1.0 %", "+1.0 %"),
    ]
    assert alike(a_twin_run()).startswith("1 of 2 properties")


@pytest.mark.parametrize(
    ("twins", "tau", "pairs", "words"),
    [
        ([1.0, 2.0, 4.0], 1.0, 3, "rank alike"),
        ([2.0, 1.0, 4.0], 1 / 3, 3, "do not rank alike"),
        ([4.0, 2.0, 1.0], -1.0, 3, "do not rank alike"),
        ([1.0, 1.0, 4.0], 2 / 3, 3, "do not rank alike"),
    ],
)
def test_the_order_of_rows_is_held_to_that_on_the_log(twins: list[float], tau: float, pairs: int, words: str) -> None:
    names = dict(zip(("a", "b", "c"), zip((1.0, 2.0, 4.0), twins, strict=True), strict=True))
    found = only(twin_run({name: ((log, 10), (twin, 10)) for name, (log, twin) in names.items()}))

    assert found.cpu.tau == pytest.approx(tau)
    assert found.cpu.pairs == pairs
    assert (found.peak.tau, found.peak.pairs) == (None, 0)
    assert words in found.words


def test_rows_that_are_not_apart_have_no_order() -> None:
    close: Figures = (1.05, 10.5)
    found = only(twin_run({"a": ((1.0, 10.0), close), "b": (close, (1.0, 10.0))}))

    assert (found.cpu.tau, found.peak.tau) == (None, None)
    assert "ranks say nothing" in found.words


def test_a_row_that_failed_on_either_is_no_part_of_it() -> None:
    run = a_twin_run()
    failed = tuple(
        replace(row, status=Status.CRASH)
        if row.cell.data == TWIN.id and row.cell.implementation == "generator_chain"
        else row
        for row in run.outcomes
    )
    found = only(replace(run, outcomes=failed))

    assert (found.rows[1].cpu, found.rows[1].peak) == (None, None)
    assert [cells[1:] for _, cells in table(found)][2:] == [("not available",) * (len(HEADS) - 1)] * 2


def test_a_row_without_a_second_copy_has_no_cpu_time_that_the_same_log_differs_by() -> None:
    run = a_twin_run()
    found = only(replace(run, outcomes=tuple(row for row in run.outcomes if not row.cell.control)))

    assert [(round(row.cpu.difference, 3), row.cpu.again) for row in found.rows] == [(0.08, None), (0.0, None)]


def test_rows_of_each_python_are_held_to_the_twin_on_the_same_one() -> None:
    one, other = a_twin_run(), on_python("3.12.1", a_twin_run())
    plan = replace(one.plan, cells=(*one.plan.cells, *other.plan.cells))
    found = twin_ranks(Analysis(replace(one, plan=plan, outcomes=(*one.outcomes, *other.outcomes))))

    assert [(each.section.interpreter, each.cpu.pairs) for each in found] == [("3.11.7", 1), ("3.12.1", 1)]


def test_what_is_left_without_the_log_is_what_a_stranger_measures() -> None:
    whole = a_twin_run()
    left = without_log(whole)

    assert set(left.data) == {TWIN.id}
    assert {cell.data for cell in left.plan.cells} == {row.cell.data for row in left.outcomes} == {TWIN.id}
    assert LOG.id not in repr(left.plan)
    assert list(sameness.differences(left, left)) == []
    assert list(sameness.differences(whole, left)) != []
    assert twin_ranks(Analysis(left)) == ()
