from dataclasses import replace
from typing import Any

import pytest

from bench.analysis.claims.file import Claims
from bench.analysis.claims.findings import Claim, Figure
from bench.model.types import Dataset, Run
from reports.charts import claims as chart
from reports.drawing import svg
from reports.html.render import html
from reports.page.figures import Claimed
from reports.page.section import PageSection
from reports.view.page_view import view
from tests.gold import Gold
from tests.reports.builders import DATA, a_dataset, a_failure, a_run, a_workload, an_outcome

BIG, SMALL = "error_counts/readlines_objects", "error_counts/generator_chain"


def a_claim(**changes: Any) -> Claim:
    figure = Figure(name="big to small", unit="times", published=50, measure="ratio", rows=(BIG, SMALL), better="more")
    fields = {"id": "C1", "says": "Step 1 holds 50 times as much.", "how": "", "tolerance": 10, "why": ""}
    return Claim(**{**fields, "figures": (figure,), "explains": "It was {big to small}.", **changes})


def a_measured(*, traced: float = 100.0, **data: Any) -> Run:
    run = a_run(an_outcome("readlines_objects", traced=traced), an_outcome("generator_chain", traced=1.0))
    return run if not data else a_run(*run.outcomes, data={DATA: a_dataset(**data)})


def claims_of(run: Run, *claims: Claim, **fields: Any) -> tuple[Claimed, ...]:
    (section,) = view(run, Claims(title="t", claims=claims or (a_claim(),), **fields)).sections
    return section.claims


def test_a_figure_stands_beside_what_was_published() -> None:
    (claim,) = claims_of(a_measured(traced=100.0))

    (figure,) = claim.figures
    assert (figure.published, figure.measured, figure.verdict) == ("50 times", "100 times", "exceeded")
    assert figure.times == pytest.approx([2.0])
    assert (figure.low, figure.high) == pytest.approx((0.9, 1.1))
    assert claim.explained == "It was 100 times."
    (less,) = claims_of(a_measured(traced=0.5))
    assert less.figures[0].times == pytest.approx([0.01])


def test_a_claim_of_another_size_is_not_held_to_this_file() -> None:
    run = a_measured(lines=5_000_000)

    assert claims_of(run) == ()
    assert len(claims_of(run, sizes={"error_counts": (5_000_000,)})) == 1


def test_a_claim_is_not_held_to_somebodys_own_log() -> None:
    assert claims_of(a_measured(kind="own log")) == ()


def test_what_was_not_measured_is_left_out() -> None:
    run = a_run(an_outcome("readlines_objects"), a_failure("generator_chain"))

    assert claims_of(run) == ()


def test_a_claim_stands_in_the_section_of_its_first_row() -> None:
    elsewhere = Figure(name="x", unit="times", published=1, rows=("countdown/grown_list",))

    assert claims_of(a_measured(), a_claim(figures=(elsewhere,))) == ()


def test_a_run_of_numbers_has_its_claims_too() -> None:
    run = a_run(
        *a_measured().outcomes,
        data={DATA: Dataset(id=DATA, kind="number", lines=7)},
        workloads={"error_counts": a_workload(size=7)},
    )

    assert len(claims_of(run)) == 1


def drawn(*, narrow: bool) -> tuple[PageSection, str]:
    (section,) = view(a_measured(), Claims(title="t", claims=(a_claim(), a_claim(id="C2")))).sections
    with svg.style("test"):
        return section, svg.inline(chart.draw(section, narrow=narrow), "test", label="test")


@pytest.mark.parametrize("narrow", [False, True])
def test_the_chart_says_claims_and_verdicts_in_words(*, narrow: bool) -> None:
    section, text = drawn(narrow=narrow)

    says = a_claim().says
    assert f">{says}</text>" in text
    assert "C1:" not in text
    assert "published 50 times, measured 100 times" in text
    assert text.count("exceeded") == 2
    assert chart.table(section).rows[1][:2] == ("C2", says)


def test_the_finding_counts_the_figures_that_hold(gold: Gold) -> None:
    (section,) = view(a_measured(), Claims(title="t", claims=(a_claim(),))).sections
    (claim,) = section.claims

    def finding(*verdicts: str) -> str:
        figures = tuple(replace(claim.figures[0], verdict=verdict) for verdict in verdicts)
        return chart.finding(replace(section, claims=(replace(claim, figures=figures),)))

    mixed = "not reproduced or exceeded"
    cases = [("exceeded", "confirmed", "not reproduced"), ("confirmed", mixed), ("confirmed", "exceeded")]
    alone = [("confirmed",), ("not reproduced",), (mixed,)]
    gold("claims", "findings", "\n".join(finding(*verdicts) for verdicts in [*alone, *cases]))


def test_the_published_figures_are_folded_away() -> None:
    page = html(view(a_measured(), Claims(title="t", claims=(a_claim(),))))

    assert page.index('<details class="data folded">') < page.index('id="error-counts-warm-claims"')
    assert page.count('<details class="data folded">') == 1


def test_a_figure_of_nothing_is_written_and_has_no_dot() -> None:
    nothing = Figure(name="saved", unit="%", published=50, measure="saved", rows=(SMALL, BIG))
    (claim,) = claims_of(a_measured(), a_claim(figures=(nothing,), explains=""))

    assert claim.figures[0].times == ()
    assert claim.figures[0].verdict == "not reproduced"
