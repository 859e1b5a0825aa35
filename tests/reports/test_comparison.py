"""The page of a comparison as a browser shows it."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from bench.analysis.comparison.compare import compare
from bench.model.types import Status
from reports.comparison import html, markdown
from tests.bench.analysis.comparison.test_compare import a_result, replaced
from tests.reports.test_browser import shown


@pytest.fixture(scope="module")
def changes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("comparison") / "changes.html"
    new = a_result(2, slower={"bytes_blocks": 1.1}, fatter={"generator_chain": 1.1})
    path.write_text(html(compare(a_result(1), new)), encoding="utf-8")
    return path


@pytest.mark.browser
def test_the_finding_is_read_first_and_each_claim_is_named(browser: Browser, changes: Path) -> None:
    page = shown(browser, changes).page

    assert page.locator("h1").inner_text() == "3 of 8 figures differ."
    assert [claim.split(" 1.")[0] for claim in page.locator("li.claimed").all_inner_texts()] == [
        "generator_chain: memory",
        "generator_chain: traced memory",
        "bytes_blocks: time relative to the baseline",
    ]


BROKEN = """cells => cells.flatMap((cell) => {
  const text = cell.firstChild;
  return [...text.data.matchAll(/[0-9][0-9.,]*/g)].filter((number) => {
    const range = document.createRange();
    range.setStart(text, number.index);
    range.setEnd(text, number.index + number[0].length);
    return range.getClientRects().length > 1;
  }).map(String);
})"""


@pytest.mark.browser
@pytest.mark.parametrize("width", [800, 1440])
def test_no_number_is_broken_over_two_lines(browser: Browser, tmp_path: Path, width: int) -> None:
    path = tmp_path / "noisy.html"
    path.write_text(html(compare(a_result(1), a_result(2, scatter=0.2))), encoding="utf-8")
    page = shown(browser, path, width=width).page

    assert page.locator("td:not(:empty)").evaluate_all(BROKEN) == []


@pytest.mark.browser
def test_a_telephone_shows_the_verdict_without_scrolling_sideways(browser: Browser, changes: Path) -> None:
    page = shown(browser, changes, width=390).page

    ends = page.locator("td[data-head=verdict]").evaluate_all(
        "cells => cells.map((c) => c.getBoundingClientRect().right)"
    )
    assert len(ends) == 9
    assert max(ends) <= 390


def test_markdown_and_html_escape_what_is_not_ours() -> None:
    run = replaced(a_result(), "bytes_blocks", status=Status.ERROR, reason="<script>|*x*")

    compared = compare(a_result(), run)

    assert "\\<script\\>\\|\\*x\\*" in markdown(compared)
    assert "<script>" not in html(compared)
    assert "&lt;script&gt;" in html(compared)
