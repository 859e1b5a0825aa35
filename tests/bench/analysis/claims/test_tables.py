from dataclasses import replace
from math import inf

import pytest

from bench.analysis.claims.findings import Claim, ClaimVerdict, Figure, findings
from bench.analysis.claims.tables import amount, changes, explanation, page, published
from bench.model.types import Run
from tests.bench.analysis.claims.test_findings import a_claim, a_figure, a_run_on
from tests.reports.builders import a_machine


def drawn(run: Run, *claims: Claim) -> str:
    return page("An article", findings(run, claims), machine=a_machine(), measured="2026-11-22")


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
    assert published(figure) == text


def test_the_page_sets_published_beside_measured_on_every_python() -> None:
    text = drawn(a_run_on(py10=10, py11=20), a_claim())

    assert "| figure | published | Python 3.10 | Python 3.11 |" in text
    assert "| peak | 10 MB | 10.0 MB (confirmed) | 20.0 MB (not reproduced) |" in text
    assert "**on some Pythons only**" in text
    assert "Confirmed by peak 9.50 to 10.5 MB." in text
    assert "Confirmed by peak 10.0 MB exactly." in drawn(a_run_on(py10=10), a_claim(tolerance=0.0))
    assert "AMD EPYC 7B13, 2 cores, Linux 6.18" in text


def test_a_verdict_on_the_page_is_defined_on_it() -> None:
    text = drawn(a_run_on(py10=10), a_claim())

    assert "- **confirmed**: " in text
    assert "- **exceeded**: " not in text


def test_an_explanation_tells_pythons_apart_where_they_differ() -> None:
    claim = a_claim(explains="It needs {peak}.")

    told = [
        explanation(findings(run, [claim])[0]) for run in (a_run_on(py10=9, py11=9), a_run_on(py10=9, py11=8, py12=8))
    ]

    assert told == ["It needs 9.00 MB.", "It needs 9.00 MB on 3.10, 8.00 MB on 3.11 to 3.12."]


def test_an_explanation_says_nothing_of_a_python_that_was_left_out() -> None:
    finding = findings(a_run_on(py10=9, py12=8, py14=8), [replace(a_claim(), explains="It needs {peak}.")])[0]

    assert explanation(finding) == "It needs 9.00 MB on 3.10, 8.00 MB on 3.12 and 3.14."


def test_a_change_says_what_was_recorded() -> None:
    (finding,) = findings(a_run_on(py10=30), [a_claim(recorded={"3.10": ClaimVerdict.CONFIRMED})])

    assert changes(finding) == ("C1 on 3.10: not reproduced, recorded as confirmed",)
    assert "The verdict has changed: C1 on 3.10" in drawn(a_run_on(py10=30), finding.claim)


def test_foreign_text_cannot_break_out_of_the_table() -> None:
    text = drawn(a_run_on(py10=10), a_claim(says="a | b\n\n# <script> [x](y) `c`"))

    assert "a \\| b # \\<script\\> \\[x\\](y) \\`c\\`" in text
    assert "\n# \\<" not in text


def test_equal_findings_give_equal_pages() -> None:
    claim = replace(a_claim(), explains="{peak}")

    assert drawn(a_run_on(py10=10), claim) == drawn(a_run_on(py10=10), claim)
