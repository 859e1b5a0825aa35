from dataclasses import replace

import pytest

from bench.analysis.forecast.costs import Costs, Need
from bench.analysis.forecast.planned_run import PlannedRun
from bench.cli import dry_run_table
from bench.model.types import Limits, Records
from tests.bench.builders import DATA, a_cell, a_row, a_row_of, a_run

MIB = 2**20
NEED = Need(size=1_000_000, start=0.1, run=2.0, base=10 * MIB, peak=600 * MIB, source="a pilot")


def a_planned_run(*, budget: float | None = None, limit: int = 2**32) -> PlannedRun:
    run = a_run(a_row(), a_row("other"), a_row(control=True), budget=budget)
    return PlannedRun(
        run=replace(run, plan=replace(run.plan, limits=Limits(seconds=60, memory=limit))),
        costs=Costs(sizes={"d": 1_000_000}, needs={a_cell(): NEED}),
        unknown={a_cell("other"): "no libraries"},
        available=2**33,
    )


@pytest.fixture(autouse=True)
def _wide(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "120")


def shown(capsys: pytest.CaptureFixture[str], planned: PlannedRun) -> str:
    dry_run_table.show(planned)
    return " ".join(capsys.readouterr().out.split())


def test_the_title_is_one_line_although_it_is_wider_than_the_table(capsys: pytest.CaptureFixture[str]) -> None:
    cell = replace(a_cell(), workload="w" * 80)
    run = a_run(a_row_of(cell=cell))
    costs = Costs(sizes={"d": 1_000_000}, needs={cell: NEED})

    dry_run_table.show(PlannedRun(run=run, costs=costs, unknown={}, available=2**33))

    assert capsys.readouterr().out.splitlines()[0].endswith("Python 3.11.7")


def test_what_was_seen_beyond_the_limit_ends_there_whatever_is_assumed(capsys: pytest.CaptureFixture[str]) -> None:
    usual = a_planned_run(limit=50 * MIB)
    guess = replace(NEED, least=90 * MIB, source="assumed")

    text = shown(capsys, replace(usual, costs=replace(usual.costs, needs={a_cell(): guess})))

    assert f"{dry_run_table.WILL}: readlines_objects." in text


def test_a_log_is_described_once_and_the_sizes_of_its_parts_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    usual = a_planned_run()
    records = Records(whole=60_000, malformed=0, errors=7, messages=3)
    log = replace(DATA, kind="own log", records=records)
    parts = {f"part-{lines}": replace(log, id=f"part-{lines}", lines=lines) for lines in (150, 7_500)}
    cells = (*usual.run.plan.cells, *(replace(a_cell(), data=part) for part in parts))
    plan = replace(usual.run.plan, cells=cells, sweep={"error_counts": tuple(parts)})

    text = shown(capsys, replace(usual, run=replace(usual.run, plan=plan, data={DATA.id: log, **parts})))

    assert text.count("60,000 records") == 1
    assert "2 further cases" in text
    assert "150, 7,500 lines" in text


def test_the_size_that_is_half_of_another_written_twice_is_named_as_that(capsys: pytest.CaptureFixture[str]) -> None:
    usual = a_planned_run()
    sizes = (750, 37_500, 75_000, 150_000, 150_000)
    parts = {f"part-{place}": replace(DATA, id=f"part-{place}", lines=lines) for place, lines in enumerate(sizes)}
    cells = (*usual.run.plan.cells, *(replace(a_cell(), data=part) for part in parts))
    plan = replace(usual.run.plan, cells=cells, sweep={"error_counts": tuple(parts)})

    text = " ".join(
        shown(capsys, replace(usual, run=replace(usual.run, plan=plan, data={DATA.id: DATA, **parts}))).split()
    )

    assert "150,000 lines, and 75,000 lines written" in text


def test_memory_over_time_is_foreseen_for_the_front_and_not_for_a_first_impression(
    capsys: pytest.CaptureFixture[str],
) -> None:
    usual = a_planned_run()
    quick = replace(usual, run=replace(usual.run, plan=replace(usual.run.plan, quick=True)))

    assert "memory over time 2" in shown(capsys, usual)
    assert "memory over time" not in shown(capsys, quick)


def test_a_first_impression_says_where_it_takes_fewer_rounds(capsys: pytest.CaptureFixture[str]) -> None:
    usual = a_planned_run()
    run = replace(usual.run, plan=replace(usual.run.plan, quick=True, rounds=6, long_rounds=3))
    short = Costs(sizes={}, needs={a_cell(): replace(NEED, run=0.1)})
    mixed = Costs(sizes={}, needs={**short.needs, a_cell("other"): NEED})

    assert "3 rounds (" in shown(capsys, replace(usual, run=run))
    assert "6 rounds." in shown(capsys, replace(usual, run=run, costs=short))
    assert "6 rounds (3 " in shown(capsys, replace(usual, run=run, costs=mixed))


def test_a_run_says_that_rows_far_from_all_others_take_fewer_rounds(capsys: pytest.CaptureFixture[str]) -> None:
    usual = a_planned_run()
    run = replace(usual.run, plan=replace(usual.run.plan, rounds=8, long_rounds=6))
    far = Costs(sizes={}, needs={a_cell(): NEED, a_cell("other"): replace(NEED, run=NEED.run / 9)})

    assert "8 rounds (6 " in shown(capsys, replace(usual, run=run, costs=far))
