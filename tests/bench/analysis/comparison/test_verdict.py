from dataclasses import replace

import msgspec
import pytest

from bench.analysis.analysis import Analysis
from bench.analysis.comparison.verdict import BrokenLimit, VerdictOnChange, verdict
from bench.model.types import BeforeAfter, Cell, EarlierCode, Outcome, Run, Status
from tests.bench.builders import a_cell, a_run, resident, timed

MAIN = {"main": EarlierCode(origin="impls", name="main (8bffff3)", commit="8" * 40)}


def a_state(name: str, origin: str, peak: float) -> Outcome:
    cell: Cell = replace(a_cell(name), origin=origin)
    return Outcome(cell=cell, status=Status.OK, samples=resident(cell, (peak, peak, peak)))


def a_change(*limits: str) -> Run:
    """Return a run of a row that needs twice the memory now, and of one whose answer is wrong now."""
    wrong = replace(a_state("other", "impls", 20), status=Status.WRONG_ANSWER, reason="it is\nnot right", samples=())
    rows = (a_state("mine", "main", 20), a_state("mine", "impls", 40), a_state("other", "main", 20), wrong)
    return replace(a_run(*rows), before=BeforeAfter(states=MAIN, unchanged=8, remarks=("a remark",), limits=limits))


def judge(run: Run) -> VerdictOnChange:
    found = verdict(Analysis(run))
    assert found is not None
    return found


def test_the_verdict_names_every_row_and_what_it_was_compared_with() -> None:
    found = judge(a_change())

    assert [(each.name, each.commit[:2], each.origin) for each in found.states] == [("main (8bffff3)", "88", "main")]
    assert [(row.row, row.sense) for row in found.rows] == [
        ("error_counts/mine", "worse"),
        ("error_counts/other", "worse"),
    ]
    assert (found.rows[0].peak_bytes_before, found.rows[0].peak_bytes_after) == (20 * 2**20, 40 * 2**20)
    assert (found.unchanged, found.remarks, found.changed) == (8, ("a remark",), True)
    assert found.headline.startswith("Since main (8bffff3), 2 rows ")


def test_a_verdict_on_a_little_slower_row_is_read_as_it_was_written() -> None:
    found = judge(a_change())
    slower = replace(found, rows=(replace(found.rows[0], times_as_fast=0.9, noise_floor=1.01),))

    assert msgspec.convert(msgspec.to_builtins(slower), VerdictOnChange) == slower


@pytest.mark.parametrize(
    ("limit", "rows"), [("memory:50%", ["mine"]), ("memory:100%", []), ("wrong", ["other"]), ("colder:5%", [])]
)
def test_a_limit_of_the_result_is_broken_by_what_is_claimed_and_one_that_is_not_known_by_nothing(
    limit: str, rows: list[str]
) -> None:
    assert judge(a_change(limit)).broken == tuple(BrokenLimit(limit, f"error_counts/{row}") for row in rows)


def test_a_limit_that_this_run_or_no_run_can_hold_is_remarked() -> None:
    cells = [replace(a_cell("mine"), origin=origin) for origin in ("main", "impls")]
    noisy = [1.0 + 0.1 * (n % 3) for n in range(12)]
    rows = [
        Outcome(cell=cell, status=Status.OK, samples=(*resident(cell, (20.0,) * 3), *timed(cell, noisy)))
        for cell in cells
    ]
    control = replace(cells[0], control=True)
    copy = Outcome(cell=control, status=Status.OK, samples=timed(control, noisy[::-1]))
    limits = ("slower:3%", "slower:50%", "slower", "memory:1%", "memory:2%", "memory", "wrong")
    run = replace(a_run(*rows, copy), before=BeforeAfter(states=MAIN, remarks=("a remark",), limits=limits))

    first, *unseen = judge(run).remarks

    assert first == "a remark"
    assert [words.split(" is finer than ")[0] for words in unseen] == ["--fail-on slower:3%", "--fail-on memory:1%"]
    assert "below 2.0 % and 256 KiB" in unseen[1]


@pytest.mark.parametrize(
    ("threaded", "named"), [((), " memory repeats "), (("mine",), " of single-threaded "), (("mine", "other"), "")]
)
def test_a_budget_of_traced_memory_is_advised_only_where_it_repeats_to_the_byte(
    threaded: tuple[str, ...], named: str
) -> None:
    cells = [replace(a_cell(name), origin=origin) for name in ("mine", "other") for origin in ("main", "impls")]
    run = a_run(*(Outcome(cell=cell, status=Status.OK, samples=resident(cell, (20.0,) * 3)) for cell in cells))
    items = tuple(replace(item, sha256="t") if item.name in threaded else item for item in run.implementations)
    change = BeforeAfter(states=MAIN, limits=("memory:1%",))

    (unseen,) = judge(replace(run, implementations=items, files={"t": "import threading\n"}, before=change)).remarks

    assert ("traced_peak" in unseen) is bool(named)
    assert named in unseen


def test_a_run_that_was_to_measure_no_change_has_no_verdict() -> None:
    assert verdict(Analysis(a_run())) is None
