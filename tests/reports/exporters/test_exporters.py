import csv
import io
import json
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest

from bench.model.errors import ResultError
from bench.model.formatting import edge_cases
from bench.model.types import EdgeCasePolicy, FailedEdgeCases
from reports.exporters import as_csv, as_json, as_markdown, as_png, as_svg
from reports.exporters.registry import EXPORTERS
from reports.exporters.summary import Summary
from tests.reports.builders import a_failure, a_run, an_outcome, the_usual

HOSTILE = "<img src=x> | `code` | =1+1 | [link](javascript:x) @someone #1 \n next"


@pytest.mark.parametrize("form", EXPORTERS)
def test_every_form_is_the_same_twice(form: str) -> None:
    assert EXPORTERS[form].render(a_run()) == EXPORTERS[form].render(a_run())


@pytest.mark.parametrize("form", ["html", "md", "csv", "json"])
def test_every_text_form_can_show_failures_alone(form: str) -> None:
    assert "wrong-answer" in str(EXPORTERS[form].render(a_run(a_failure()))).replace("\\", "")


def test_markdown_escapes_what_the_result_says() -> None:
    text = as_markdown.render(a_run(a_failure(reason=HOSTILE)))

    assert "<img" not in text.replace("\\<", "")
    assert "| 'code' |" not in text
    assert "\\| \\`code\\`" in text


def test_markdown_keeps_the_lines_of_a_reason_apart() -> None:
    text = as_markdown.render(a_run(a_failure(reason="on an empty file: IndexError\nmine.py, line 3, in run")))

    assert "IndexError · mine.py, line 3, in run" in text.replace("\\", "")


def test_csv_has_base_units_and_empty_fields_for_what_is_missing() -> None:
    rows = list(csv.DictReader(io.StringIO(as_csv.render(a_run()))))

    assert len(rows) == 5
    assert float(rows[0]["seconds"]) == pytest.approx(0.08, rel=0.05)
    assert rows[-1]["seconds"] == ""
    assert rows[-1]["status"] == "wrong-answer"


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x"])
def test_csv_holds_nothing_that_a_spreadsheet_would_run(text: str) -> None:
    (row,) = csv.DictReader(io.StringIO(as_csv.render(a_run(a_failure(reason=text)))))

    assert row["reason"] == f"'{text}"


def test_json_is_read_back_by_its_own_type() -> None:
    found = msgspec.json.decode(as_json.render(a_run()), type=Summary)

    assert found.sections[0].rows[0].implementation == "bytes_blocks"
    assert found.sections[0].rows[-1].seconds is None


@pytest.mark.parametrize(
    ("policy", "failed", "count"),
    [
        (EdgeCasePolicy.WARN, FailedEdgeCases(names=("an empty file", "CRLF only"), total=27), 2),
        (EdgeCasePolicy.WARN, None, 0),
        (EdgeCasePolicy.OFF, None, None),
    ],
)
def test_programs_read_how_many_edge_cases_a_row_fails(
    policy: EdgeCasePolicy, failed: FailedEdgeCases | None, count: int | None
) -> None:
    run = a_run(an_outcome(edge_cases=failed))
    run = replace(run, plan=replace(run.plan, edge_cases=policy))

    found = msgspec.json.decode(as_json.render(run), type=Summary).sections[0].rows[0]
    (row,) = csv.DictReader(io.StringIO(as_csv.render(run)))

    assert found.failed_edge_cases == count
    assert found.edge_cases == (edge_cases(failed, 2) if failed else "")
    assert (row["failed_edge_cases"], row["edge_cases"]) == ("" if count is None else str(count), found.edge_cases)


def test_the_published_schema_is_that_of_the_code() -> None:
    published = Path(__file__).parents[3] / "docs" / "summary.schema.json"

    assert json.loads(published.read_text()) == json.loads(as_json.schema())


def test_the_picture_stands_alone() -> None:
    text = as_svg.render(a_run())

    assert text.startswith("<?xml")
    assert "bytes_blocks" in text
    assert "var(--" not in text


def test_the_picture_of_a_run_without_figures_is_refused() -> None:
    with pytest.raises(ResultError, match="nothing to draw"):
        as_svg.render(a_run(a_failure()))


def test_the_png_is_one() -> None:
    assert as_png.render(a_run()).startswith(b"\x89PNG")


def test_several_workloads_stand_in_one_table() -> None:
    second = [replace(row, cell=replace(row.cell, workload="failed_requests")) for row in the_usual()]

    rows = list(csv.DictReader(io.StringIO(as_csv.render(a_run(*the_usual(), *second)))))

    assert {row["workload"] for row in rows} == {"error_counts", "failed_requests"}


def test_a_number_without_requirements_needs_nothing() -> None:
    (row,) = csv.DictReader(io.StringIO(as_csv.render(a_run(an_outcome("readlines_objects")))))

    assert row["needs"] == "nothing"
