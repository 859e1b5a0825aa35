from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from bench.model.types import Run
from reports.site.html import index_html
from reports.site.site_pages import Index, TrendPage
from reports.site.trends import pages as trends
from reports.site.trends.findings import remarks
from tests.reports.builders import a_cell, a_dataset
from tests.reports.histories import STEP, STEPPED, a_week, recalled, ten_weeks


def made(runs: Sequence[Run], folder: Path) -> tuple[Index, tuple[TrendPage, ...]]:
    past = recalled(runs, folder)
    found = remarks(past)
    pages = trends.pages(past, found)
    return trends.index(past, found, pages), pages


def test_runs_of_one_day_are_told_apart_by_their_time(tmp_path: Path) -> None:
    moments = [f"2026-09-21T0{at}:17:00+00:00" for at in range(10)]
    runs = [replace(run, plan=replace(run.plan, started=at)) for run, at in zip(ten_weeks(), moments, strict=True)]

    index, _ = made(runs, tmp_path)

    assert index.finding.endswith("\u201121\xa004:17.")
    assert index_html(index).count(">2026-09-21 04:17</a>") == 1


def test_without_a_step_it_says_why_there_is_none(tmp_path: Path) -> None:
    young, quiet = (made([a_week(number) for number in range(count)], tmp_path)[0] for count in (1, 2))

    assert young.finding != quiet.finding
    assert young.steps == young.others == quiet.steps == quiet.others == ()


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
