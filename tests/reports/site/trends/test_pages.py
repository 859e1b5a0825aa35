from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from bench.model.types import Run
from reports.site.site_pages import Index, TrendPage
from reports.site.trends import pages as trends
from reports.site.trends.findings import remarks
from tests.reports.builders import a_cell, a_dataset
from tests.reports.histories import STEP, STEPPED, a_week, ten_weeks
from tests.reports.site.trends.test_findings import of


def made(runs: Sequence[Run], folder: Path) -> tuple[Index, tuple[TrendPage, ...]]:
    past = of(runs, folder)
    found = remarks(past)
    pages = trends.pages(past, found)
    return trends.index(past, found, pages), pages


def test_the_first_page_says_how_many_reports_and_where_the_step_is(tmp_path: Path) -> None:
    index, (page,) = made(ten_weeks(), tmp_path)

    assert index.headline.replace("\u2011", "-") == "10 reports, from 2026-09-21 to 2026-11-23"
    assert index.finding.replace("\u2011", "-") == f"1 step: `{STEPPED}` in the run of 2026-10-19."
    assert page.said == "10 runs, 5 implementations, 1 step"


@pytest.mark.parametrize(
    ("count", "finding"),
    [(1, "A history begins with the second."), (2, "No figure moved beyond what runs differ by anyway.")],
)
def test_without_a_step_it_says_why_there_is_none(count: int, finding: str, tmp_path: Path) -> None:
    index, _ = made([a_week(number) for number in range(count)], tmp_path)

    assert index.finding == finding
    assert index.steps == index.others == ()


def test_what_one_run_alone_shows_stands_apart_from_the_steps(tmp_path: Path) -> None:
    index, _ = made([a_week(number, slower={STEPPED: 1.5} if number == 9 else {}) for number in range(10)], tmp_path)

    assert index.steps == ()
    assert [each.kind for each in index.others] == ["seen once"]


def test_data_that_go_by_the_same_words_are_told_apart_by_their_hash(tmp_path: Path) -> None:
    other = {a_cell().data: a_dataset(sha256="ff" * 32)}
    runs = [replace(run, data=other) if at >= STEP else run for at, run in enumerate(ten_weeks())]

    _, (page,) = made(runs, tmp_path)

    assert [trend.size.rpartition(", ")[2] for trend in page.trends] == ["data ffffffffff", "data 3f2a9c013f"]
    assert [len(trend.runs) for trend in page.trends] == [6, 4]
    assert page.trends[0].steps == ()
