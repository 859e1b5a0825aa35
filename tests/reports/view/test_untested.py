"""Too few rounds test nothing: every form of a report shows the ratio as an estimate, and none as a claim."""

import csv
import io
import json
import re
from typing import Any

import pytest

from bench.model.types import Run
from reports.exporters import as_csv, as_json, as_markdown
from reports.html.render import html
from reports.view.page_view import view
from reports.view.sections import UNTESTED
from reports.view.sentences import untold
from tests.reports.builders import a_control, a_run, an_outcome

CLAIM = re.compile(r"(?<![\d.,])(?<!about )\d[\d.,]* times as (?:fast|long)")
ROUNDS = 3


@pytest.fixture(scope="module")
def few() -> Run:
    base = (an_outcome("readlines_objects", peak=634, seconds=2.0, rounds=ROUNDS), a_control(rounds=ROUNDS))
    return a_run(*base, an_outcome("other", seconds=0.125, rounds=ROUNDS))


def equal(count: int) -> Run:
    """Return a run of so many rows of equal code, whose times scatter by as much as 8 %."""
    base = (an_outcome("readlines_objects", rounds=ROUNDS, spread=0.08), a_control(seconds=0.47, rounds=ROUNDS))
    return a_run(*base, *(an_outcome(f"row_{number}", rounds=ROUNDS, spread=0.08) for number in range(count)))


def rows(run: Run) -> list[dict[str, Any]]:
    return list(json.loads(as_json.render(run))["sections"][0]["rows"])


def test_of_rows_of_unequal_rounds_those_that_are_too_few_are_named() -> None:
    base = (an_outcome("readlines_objects", rounds=ROUNDS), a_control(rounds=ROUNDS))
    (section,) = view(a_run(*base, an_outcome("other", seconds=0.125, rounds=2 * ROUNDS))).sections

    assert untold(section).startswith(f"{ROUNDS} ")


def test_every_form_says_the_same_of_it(few: Run) -> None:
    markdown = as_markdown.render(few)
    (first, *_), (row, *_) = rows(few), csv.DictReader(io.StringIO(as_csv.render(few)))

    assert "| 1? | other |" in markdown
    assert "16 (in 3 of 3 rounds" in markdown
    assert UNTESTED.partition(";")[0] in markdown
    assert (first["rank"], first["verdict"], first["rounds_to_tell"]) == ("1?", "untested", None)
    assert (row["rank"], row["verdict"]) == ("1?", "untested")
    assert first["times_as_fast"] == pytest.approx(16, rel=0.1)
    assert first["times_as_fast_low"] is None


def test_no_form_claims_a_difference_between_forty_equal_rows_of_few_rounds() -> None:
    many = equal(40)

    for text in (as_markdown.render(many), html(view(equal(3)))):
        assert "about 1.1" in text  # what is claimed of nothing is shown
        assert CLAIM.findall(text) == []
    assert {row["verdict"] for row in rows(many) if not row["baseline"]} == {"untested"}
    assert {row["rank"][-1] for row in rows(many)} == {"?"}


def test_six_rounds_test_it(few: Run) -> None:
    base = (an_outcome("readlines_objects", peak=634, seconds=2.0, rounds=6), a_control(rounds=6))
    run = a_run(*base, an_outcome("other", seconds=0.125, rounds=6))

    (section,) = view(run).sections

    assert [row.rank for row in section.rows] == ["1", "2"]
    assert section.order != view(few).sections[0].order


def test_what_is_too_noisy_says_in_every_form_how_many_rounds_would_tell() -> None:
    base = (an_outcome("readlines_objects", rounds=8, spread=0.3), a_control(seconds=0.47, rounds=8, spread=0.3))
    run = a_run(*base, an_outcome("other", rounds=8, spread=0.3))

    enough = {row["rounds_to_tell"] for row in rows(run) if not row["baseline"]}.pop()

    assert enough > 8
    assert "rounds would tell" in as_markdown.render(run)
