from dataclasses import replace
from math import inf

import pytest

from bench.analysis.analysis import Analysis
from bench.analysis.claims.findings import Claim, ClaimVerdict, Figure, findings
from bench.analysis.claims.tables import amount, changes, describe_published, explanation, page
from bench.model.types import Run
from tests.bench.analysis.claims.test_findings import a_claim, a_figure, a_run_on
from tests.gold import Gold
from tests.reports.builders import a_machine


def drawn(run: Run, *claims: Claim) -> str:
    return page("An article", findings(Analysis(run), claims), machine=a_machine(), measured="2026-11-22")


@pytest.mark.parametrize(
    ("unit", "value", "text"),
    [
        ("MB", 40.4483, "40.4 MB"),
        ("KB", 0.528, "0.528 KB"),
        ("B", 152.0, "152 B"),
        ("times", 19.94, "19.9 times"),
        ("times", inf, "without limit"),
        ("%", 99.9987, "99.999 %"),
        ("%", 30.31, "30.3 %"),
        ("%", -20.0, "needs 1.20 times as much"),
        ("1", 127.0, "127"),
        ("MB", None, "not available"),
    ],
)
def test_an_amount_reads_well(unit: str, value: float | None, text: str) -> None:
    assert amount(a_figure(unit=unit), value) == text


@pytest.mark.parametrize(
    ("figure", "text"),
    [
        (a_figure(published=8.45), "8.45 MB"),
        (a_figure(published=99.0, unit="%", sense="at least"), "at least 99 %"),
        (a_figure(published=(50.0, 60.0), unit="%"), "50 to 60 %"),
        (a_figure(published=1_000_000, unit="1"), "1,000,000"),
        (a_figure(published=None), ""),
    ],
)
def test_what_was_published_is_written_as_it_was(figure: Figure, text: str) -> None:
    assert describe_published(figure) == text


def test_a_page_and_its_sentences_read_as_agreed(gold: Gold) -> None:
    claim = a_claim(explains="It needs {peak}.", recorded={"3.10": ClaimVerdict.CONFIRMED})
    pages = (
        drawn(a_run_on(py10=10, py11=20), claim),
        drawn(a_run_on(py10=30), a_claim(recorded=claim.recorded, tolerance=0.0)),
    )
    on = ({"py10": 9, "py11": 9}, {"py10": 9, "py11": 8, "py12": 8}, {"py10": 9, "py12": 8, "py14": 8})
    told = [found for each in on for found in findings(Analysis(a_run_on(**each)), [claim])]

    gold("claims", "pages", "\n\n".join(pages))
    gold("claims", "explanations", "\n".join(map(explanation, told)))
    assert [len(changes(found)) for found in findings(Analysis(a_run_on(py10=30)), [claim])] == [1]


def test_a_verdict_on_the_page_is_defined_on_it() -> None:
    text = drawn(a_run_on(py10=10), a_claim())

    assert "- **confirmed**: " in text
    assert "- **exceeded**: " not in text


def test_foreign_text_cannot_break_out_of_the_table() -> None:
    text = drawn(a_run_on(py10=10), a_claim(says="a | b\n\n# <script> [x](y) `c`"))

    assert "a \\| b # \\<script\\> \\[x\\](y) \\`c\\`" in text
    assert "\n# \\<" not in text


def test_equal_findings_give_equal_pages() -> None:
    claim = replace(a_claim(), explains="{peak}")

    assert drawn(a_run_on(py10=10), claim) == drawn(a_run_on(py10=10), claim)
