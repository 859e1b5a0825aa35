import json
import re
from dataclasses import replace
from pathlib import Path

from bench.model.types import Run
from reports.exporters import as_csv, as_json
from reports.html.render import html
from reports.site.runs import gather_one
from reports.view.page_view import view
from tests.reports.builders import a_change, a_run, saved


def of_two_workloads() -> Run:
    """Return a change of rows of two questions."""
    rows = a_change().outcomes
    more = [
        replace(
            row,
            cell=replace(row.cell, workload="failed_requests"),
            samples=tuple(replace(each, cell=replace(each.cell, workload="failed_requests")) for each in row.samples),
        )
        for row in rows
        if row.cell.implementation == "quicker"
    ]
    return a_run(*rows, *more, before=a_change().before)


def test_the_headline_of_a_report_on_a_change_is_the_verdict_and_comes_before_the_table() -> None:
    page = html(view(a_change()))

    (headline,) = [part.partition("</h1>")[0] for part in page.split("<h1")[1:]]
    assert re.findall(r"\d rows?|\d worse|\d better", headline) == ["2 rows", "1 worse", "1 better", "3 rows"]
    places = [
        page.index(each) for each in ("<h1", "--fail-on</span> memory:10% ", "wasteful: worse", "quicker: better")
    ]
    assert places == sorted(places)
    assert places[-1] < page.index("Removed since main") < page.index("<table")


def test_which_row_to_take_is_not_what_such_a_run_was_to_find_out() -> None:
    (section,) = view(a_change()).sections

    assert section.choice is None
    assert section.lesson == ""


def test_each_of_several_tables_has_the_verdict_on_its_own_rows() -> None:
    page = view(of_two_workloads())

    assert [section.headline for section in page.sections] == [
        "2 rows changed: 1 worse, 1 better.",
        "1 row changed: 1 better.",
    ]
    assert "3 rows changed" in html(page).partition("<h1")[2].partition("</h1>")[0]


def test_a_run_that_measured_no_change_has_no_verdict() -> None:
    assert view(a_run()).verdict is None
    assert json.loads(as_json.render(a_run()))["before"] is None


def test_a_summary_has_the_verdict_and_the_origin_of_every_row() -> None:
    found = json.loads(as_json.render(a_change()))

    assert [(row["row"], row["sense"]) for row in found["before"]["rows"]] == [
        ("error_counts/wasteful", "worse"),
        ("error_counts/quicker", "better"),
    ]
    assert found["before"]["broken"] == [{"limit": "memory:10%", "row": "error_counts/wasteful"}]
    assert {row["origin"] for row in found["sections"][0]["rows"]} == {"main", "mine"}
    assert "origin" in as_csv.render(a_change()).partition("\n")[0].split(",")


def finding_of(run: Run) -> str:
    found = view(run).verdict
    assert found
    return found.headline


def test_a_site_lists_the_verdict(tmp_path: Path) -> None:
    run = a_change()

    assert gather_one(saved(run, tmp_path)).entry.finding == finding_of(run)
