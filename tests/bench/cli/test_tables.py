import re
from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest

from bench.analysis.analysis import Analysis
from bench.cli import tables
from bench.model.types import Cell, Outcome, Run, Status
from tests.bench.analysis.growth.sweeps import MAIN, SIZES, a_dataset, a_size, a_sweep, with_data
from tests.bench.builders import BASELINE, DATA, a_row, a_run
from tests.bench.twins import a_twin_run


@pytest.fixture(autouse=True)
def _wide(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "120")


def shown(capsys: pytest.CaptureFixture[str], run: Run) -> str:
    tables.show(Analysis(run))
    return capsys.readouterr().out


def in_folder(run: Run, folder: str = "mine_hdfs", *, all_rows: bool = True) -> Run:
    """Return a run whose rows, or the baseline alone, are from a folder of the user's own."""

    def moved(cell: Cell) -> Cell:
        return replace(cell, origin=folder) if all_rows or cell.implementation == BASELINE else cell

    def row(outcome: Outcome) -> Outcome:
        samples = tuple(replace(each, cell=moved(each.cell)) for each in outcome.samples)
        return replace(outcome, cell=moved(outcome.cell), samples=samples)

    plan = replace(run.plan, cells=tuple(map(moved, run.plan.cells)))
    items = tuple(replace(each, origin=folder) for each in run.implementations)
    return replace(run, plan=plan, outcomes=tuple(map(row, run.outcomes)), implementations=run.implementations + items)


def laws(capsys: pytest.CaptureFixture[str], **peaks: Sequence[float]) -> list[str]:
    """Return what is said about the memory of rows with these peaks, in MiB, the last at the main size."""
    sizes = [a_dataset(lines) for lines in (*SIZES, MAIN)]
    data = sizes[-max(map(len, peaks.values())) :]
    rows = [a_size(name, *at) for name, row in peaks.items() for at in zip(data, row, strict=True)]
    return [
        said
        for said in shown(capsys, with_data(a_run(*rows), data)).splitlines()
        if said.startswith("memory growth of")
    ]


def test_a_failed_row_has_a_reason_instead_of_figures(capsys: pytest.CaptureFixture[str]) -> None:
    failed = replace(a_row("broken", status=Status.CRASH), reason="ended by SIGSEGV\nbroken.py, line 7, in run")

    text = shown(capsys, a_run(a_row(), a_row(control=True), failed))

    assert re.search(r"broken: crash: .*SIGSEGV\n    broken\.py, line 7", text)


def test_a_note_of_many_rows_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    spent, own = "Traced memory: not available (skipped: the budget was spent).", "left 2 processes"
    rows = [replace(a_row(f"row_{number}"), notes=(spent,)) for number in range(6)]
    rows[1] = replace(rows[1], notes=(own, spent))

    for count, named in ((6, "all rows"), (5, "row_0, row_1, row_2, row_3 and 1 more")):
        of_less = [row if number < count else replace(row, notes=()) for number, row in enumerate(rows)]
        said = shown(capsys, a_run(*of_less)).splitlines()
        assert [line for line in said if spent in line] == [f"{named}: {spent}"]
        assert f"row_1: {own}" in said


def test_a_caution_says_which_workload_and_which_python_it_concerns(capsys: pytest.CaptureFixture[str]) -> None:
    rows = [a_row(), a_row("x"), a_row(control=True)]
    older = [replace(row, cell=replace(row.cell, interpreter="3.10.13", workload="countdown")) for row in rows]
    few = [replace(row, samples=row.samples[:3]) for row in (*rows, *older)]

    text = shown(capsys, a_run(*few))

    assert "caution: countdown/readlines_objects on Python 3.10.13: 3 " in text


def test_what_differs_between_a_log_and_its_twin_says_which_data_it_concerns(
    capsys: pytest.CaptureFixture[str],
) -> None:
    rows = [a_row(), a_row("x"), a_row(control=True)]
    few = [replace(row, samples=row.samples[:3]) for row in rows]
    same, fewer = (
        [replace(row, cell=replace(row.cell, data="twin"), samples=row.samples[:rounds]) for row in rows]
        for rounds in (3, 2)
    )

    data = [replace(DATA, id=each) for each in ("d", "twin")]

    once, apart = (shown(capsys, with_data(a_run(*few, *twin), data)) for twin in (same, fewer))

    assert re.findall("caution: (.*): [23] rounds", once) == ["readlines_objects"]
    assert re.findall("caution: (.*): [23] rounds", apart) == ["readlines_objects on d", "readlines_objects on twin"]


@pytest.mark.parametrize("width", [40, 80])
def test_no_line_is_wider_than_the_terminal(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, width: int
) -> None:
    monkeypatch.setenv("COLUMNS", str(width))

    text = shown(capsys, a_run())

    assert all(len(line) <= width for line in text.splitlines())
    assert ("┃" in text) is (width == 80)
    assert "times as fast, between" in " ".join(text.split()) or width == 80


@pytest.mark.parametrize("made", [a_run, a_twin_run])
def test_a_folder_that_all_rows_are_from_is_named_once_above_them(
    capsys: pytest.CaptureFixture[str], made: Callable[[], Run]
) -> None:
    text = shown(capsys, in_folder(made()))

    titles = [line for line in text.splitlines() if "mine_hdfs" in line]
    assert len(titles) == text.count("mine_hdfs") == text.count("error_counts on ")
    assert "@" not in text


@pytest.mark.parametrize("width", [80, 100, 130])
@pytest.mark.parametrize("made", [a_run, a_twin_run])
def test_a_name_in_a_table_breaks_before_its_folder_or_not_at_all(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, made: Callable[[], Run], width: int
) -> None:
    monkeypatch.setenv("COLUMNS", str(width))

    rows = [line for line in shown(capsys, in_folder(made(), all_rows=False)).splitlines() if line.startswith("│")]

    cells = {cell.strip() for row in rows for cell in row.split("│")}
    assert cells >= {"generator_chain"}
    assert cells >= {"readlines_objects@mine_hdfs"} or cells >= {"readlines_objects", "@mine_hdfs"}


def test_a_row_without_a_law_or_with_one_that_missed_is_not_passed_over(capsys: pytest.CaptureFixture[str]) -> None:
    said = laws(capsys, wild=[11, 30, 90, 300, 9000], late=[11.0, 11.1, 11.1, 11.2, 40.0])

    assert said[0].startswith("memory growth of wild: ")
    assert said[1].startswith("memory growth of late: ")
    assert "1,000,000 lines" in said[1]


def test_a_row_of_which_no_law_may_be_claimed_says_why(capsys: pytest.CaptureFixture[str]) -> None:
    tables.show(Analysis(a_sweep([17.0, 18.0, 20.0, 20.0, 20.0], processes=(2, 2, 3, 3, 3))))

    said = " ".join(capsys.readouterr().out.split())
    assert "memory growth of x: " in said
    assert re.search(r"\b2 processes .*50,000 .*\b3 .*100,000", said)


@pytest.mark.parametrize(("sizes", "said"), [(1, 0), (2, 1)])
def test_sizes_too_few_for_a_law_are_said_to_be_where_they_were_asked_for(
    capsys: pytest.CaptureFixture[str], sizes: int, said: int
) -> None:
    assert len(laws(capsys, a=[11.0] * sizes)) == said


def test_the_last_line_counts_what_failed_at_several_sizes_once() -> None:
    crashed = a_row("broken", status=Status.CRASH)
    smaller = replace(crashed, cell=replace(crashed.cell, data="smaller"))

    said = tables.failures(a_run(a_row(), crashed, smaller))

    assert said.startswith("1 of 2 ")
    assert said.count("broken (crash)") == 1


def test_a_run_without_a_failure_ends_without_such_a_line() -> None:
    assert tables.failures(a_run(a_row(), a_row("absent", status=Status.SKIPPED))) == ""
