from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.analysis.analysis import Analysis
from bench.analysis.claims.findings import Claim, ClaimVerdict, Figure, findings, judge
from bench.model.types import Outcome, Run, Status
from tests.reports.builders import a_cell, a_failure, a_run, an_outcome

MB = 1e6
MIB = 2**20


def a_figure(**changes: Any) -> Figure:
    return replace(Figure(name="peak", unit="MB", published=10.0, rows=("error_counts/generator_chain",)), **changes)


def a_claim(*figures: Figure, **changes: Any) -> Claim:
    plain = Claim(
        id="C1", says="It needs 10 MB.", how="Traced.", figures=figures or (a_figure(),), tolerance=5, why="Because."
    )
    return replace(plain, **changes)


def needing(megabytes: float, python: str = "3.11.7") -> Outcome:
    return an_outcome(traced=megabytes * MB / MIB, cell=a_cell(interpreter=python))


def a_run_on(**pythons: float) -> Run:
    return a_run(*(needing(megabytes, f"3.{name.removeprefix('py')}.1") for name, megabytes in pythons.items()))


@pytest.mark.parametrize(
    ("measured", "verdict"),
    [
        (10.0, ClaimVerdict.CONFIRMED),
        (9.5, ClaimVerdict.CONFIRMED),
        (10.5, ClaimVerdict.CONFIRMED),
        (10.51, ClaimVerdict.NOT_REPRODUCED),
        (9.49, ClaimVerdict.NOT_REPRODUCED),
        (None, ClaimVerdict.NOT_MEASURED),
    ],
)
def test_a_figure_is_confirmed_within_its_tolerance(measured: float | None, verdict: ClaimVerdict) -> None:
    assert judge(a_figure(), measured, 5) is verdict


def test_nothing_is_a_figure_too() -> None:
    assert [judge(a_figure(published=0.0), each, 5) for each in (0.0, 1.0)] == [
        ClaimVerdict.CONFIRMED,
        ClaimVerdict.NOT_REPRODUCED,
    ]


@pytest.mark.parametrize(
    ("better", "measured", "verdict"),
    [
        ("more", 20, ClaimVerdict.EXCEEDED),
        ("more", 5, ClaimVerdict.NOT_REPRODUCED),
        ("less", 5, ClaimVerdict.EXCEEDED),
        ("less", 20, ClaimVerdict.NOT_REPRODUCED),
        ("", 20, ClaimVerdict.NOT_REPRODUCED),
        ("", 5, ClaimVerdict.NOT_REPRODUCED),
    ],
)
def test_a_figure_is_exceeded_on_its_better_side_only(better: str, measured: float, verdict: ClaimVerdict) -> None:
    assert judge(a_figure(better=better), measured, 5) is verdict


@pytest.mark.parametrize(
    ("sense", "measured", "verdict"),
    [
        ("at least", 1000, ClaimVerdict.CONFIRMED),
        ("at least", 9, ClaimVerdict.NOT_REPRODUCED),
        ("at most", 0, ClaimVerdict.CONFIRMED),
        ("at most", 11, ClaimVerdict.NOT_REPRODUCED),
    ],
)
def test_a_limit_is_kept_or_broken(sense: str, measured: float, verdict: ClaimVerdict) -> None:
    assert judge(a_figure(sense=sense), measured, 0) is verdict


def test_a_range_is_widened_by_the_tolerance_at_both_ends() -> None:
    figure = a_figure(unit="%", published=(50.0, 60.0))

    assert judge(figure, 47, 3) is ClaimVerdict.CONFIRMED
    assert judge(figure, 63, 3) is ClaimVerdict.CONFIRMED
    assert judge(figure, 63.1, 3) is ClaimVerdict.NOT_REPRODUCED


def test_a_percentage_has_its_tolerance_in_points() -> None:
    assert judge(a_figure(unit="%", published=95.0), 94, 1) is ClaimVerdict.CONFIRMED


def test_a_figure_that_only_explains_has_no_verdict() -> None:
    assert judge(a_figure(published=None), 3, 5) is None


@given(st.floats(0.01, 1e6), st.floats(0, 100), st.sampled_from(["more", "less", ""]))
def test_what_was_published_confirms_itself(published: float, tolerance: float, better: str) -> None:
    assert judge(a_figure(published=published, better=better), published, tolerance) is ClaimVerdict.CONFIRMED


def test_a_claim_is_as_good_as_its_worst_figure() -> None:
    good, better, bad = a_figure(), a_figure(published=12.0, better="less"), a_figure(published=99.0)

    verdicts = [
        findings(Analysis(a_run(needing(10))), [a_claim(*figures)])[0].verdict
        for figures in ([good], [good, better], [good, better, bad])
    ]

    assert verdicts == [ClaimVerdict.CONFIRMED, ClaimVerdict.EXCEEDED, ClaimVerdict.NOT_REPRODUCED]


def test_each_python_has_a_verdict_and_the_oldest_comes_first() -> None:
    (finding,) = findings(Analysis(a_run_on(py13=20, py9=10, py10=10)), [a_claim()])

    assert [trial.python for trial in finding.trials] == ["3.9", "3.10", "3.13"]
    assert [trial.verdict for trial in finding.trials] == [
        ClaimVerdict.CONFIRMED,
        ClaimVerdict.CONFIRMED,
        ClaimVerdict.NOT_REPRODUCED,
    ]
    assert finding.verdict is ClaimVerdict.SOME_PYTHONS


def test_a_claim_exceeds_over_all_only_if_it_does_on_every_python() -> None:
    claim = a_claim(a_figure(better="less"))

    assert findings(Analysis(a_run_on(py10=1, py11=2)), [claim])[0].verdict is ClaimVerdict.EXCEEDED
    assert findings(Analysis(a_run_on(py10=1, py11=10)), [claim])[0].verdict is ClaimVerdict.CONFIRMED


@pytest.mark.parametrize("row", [a_failure("generator_chain", Status.TIMEOUT), an_outcome("another")])
def test_a_claim_whose_row_failed_or_is_missing_is_not_measured(row: Outcome) -> None:
    (finding,) = findings(Analysis(a_run(row)), [a_claim()])

    assert finding.verdict is ClaimVerdict.NOT_MEASURED


def test_a_verdict_that_is_not_the_recorded_one_is_a_change() -> None:
    recorded = {"3.10": ClaimVerdict.CONFIRMED, "3.11": ClaimVerdict.CONFIRMED}

    (finding,) = findings(Analysis(a_run_on(py10=10, py11=40, py12=40)), [a_claim(recorded=recorded)])

    assert [trial.python for trial in finding.changed] == ["3.11"]


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({}, True),
        ({"of": "traced_current"}, True),
        ({"of": "peak"}, False),
        ({"measure": "tracing"}, False),
        ({"measure": "distinct errors"}, False),
        ({"published": None}, False),
    ],
)
def test_a_caution_about_a_figure_is_named_beside_the_claim_that_rests_on_it(
    changes: dict[str, Any], *, named: bool
) -> None:
    contradicting, plain = (
        an_outcome(peak=peak, traced=10 * MB / MIB, cell=a_cell(interpreter=f"3.{minor}.1"))
        for peak, minor in ((11.2, 10), (21.0, 11))
    )
    other = a_figure(name="other", of="peak")

    (finding,) = findings(Analysis(a_run(contradicting, plain)), [a_claim(a_figure(**changes), other)])

    said = ("error_counts/generator_chain on 3.10: instruments contradict each other",)
    assert finding.cautions == (said if named else ())
