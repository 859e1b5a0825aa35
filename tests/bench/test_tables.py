from dataclasses import replace

import pytest

from bench import tables
from bench.model import Run, Status
from tests.bench.builders import a_row, a_run


@pytest.fixture(autouse=True)
def _wide(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "120")


def shown(capsys: pytest.CaptureFixture[str], run: Run) -> str:
    tables.show(run)
    return capsys.readouterr().out


def test_every_row_has_its_figures_and_its_verdict(capsys: pytest.CaptureFixture[str]) -> None:
    text = shown(capsys, a_run())

    assert "readlines_objects" in text
    assert "times as fast, between" in text
    assert "12 rounds, equal code differed by" in text


def test_a_healthy_run_is_shown_without_a_caution(capsys: pytest.CaptureFixture[str]) -> None:
    assert "caution" not in shown(capsys, a_run())


def test_a_failed_row_has_a_reason_instead_of_figures(capsys: pytest.CaptureFixture[str]) -> None:
    failed = replace(a_row("broken", status=Status.CRASH), reason="ended by SIGSEGV")

    text = shown(capsys, a_run(a_row(), a_row(control=True), failed))

    assert "broken: crash. ended by SIGSEGV" in text


def test_a_quick_run_says_that_it_is_one(capsys: pytest.CaptureFixture[str]) -> None:
    run = a_run()

    assert tables.FIRST_IMPRESSION in shown(capsys, replace(run, plan=replace(run.plan, quick=True))).replace("\n", " ")


def test_cautions_stand_under_the_table(capsys: pytest.CaptureFixture[str]) -> None:
    run = a_run(a_row(), a_row("x"), a_row(control=True))
    few = replace(run, outcomes=tuple(replace(each, samples=each.samples[:3]) for each in run.outcomes))

    assert "caution: readlines_objects: 3 rounds are too few" in shown(capsys, few)


def test_a_caution_says_which_workload_and_which_python_it_concerns(capsys: pytest.CaptureFixture[str]) -> None:
    rows = [a_row(), a_row("x"), a_row(control=True)]
    older = [replace(row, cell=replace(row.cell, interpreter="3.10.13", workload="countdown")) for row in rows]
    few = [replace(row, samples=row.samples[:3]) for row in (*rows, *older)]

    text = shown(capsys, a_run(*few))

    assert "caution: countdown/readlines_objects on Python 3.10.13: 3 rounds are too few" in text


@pytest.mark.parametrize("width", [40, 80])
def test_no_line_is_wider_than_the_terminal(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, width: int
) -> None:
    monkeypatch.setenv("COLUMNS", str(width))

    text = shown(capsys, a_run())

    assert all(len(line) <= width for line in text.splitlines())
    assert ("┃" in text) is (width == 80)
    assert "times as fast, between" in " ".join(text.split()) or width == 80
