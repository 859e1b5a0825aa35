"""The pages of a site as a browser shows them: opened from a disc, with the network off."""

from pathlib import Path
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from reports.site import html
from reports.site.history import recall
from reports.site.runs import gather_one
from reports.site.trends import pages as trends
from reports.site.trends.findings import remarks
from tests.reports.builders import a_machine, saved
from tests.reports.histories import STEPPED, a_week, ten_weeks
from tests.reports.test_browser import shown

pytestmark = pytest.mark.browser
OPEN = "document.querySelectorAll('details').forEach((each) => { each.open = true; })"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Draw the pages of ten weeks and of an eleventh on another machine, without their reports."""
    folder = tmp_path_factory.mktemp("site")
    moved = a_week(10, fatter={STEPPED: 1.5}, machine=a_machine(processor="A processor with a rather long name"))
    past = recall(gather_one(saved(run, folder, f"{at}.json")) for at, run in enumerate([*ten_weeks(), moved]))
    found = remarks(past)
    made = trends.pages(past, found)
    texts = {"index": html.index_html(trends.index(past, found, made)), "trend": html.trend_html(made[0])}
    for name, text in texts.items():
        (folder / f"{name}.html").write_text(text, encoding="utf-8")
    return {name: folder / f"{name}.html" for name in texts}


@pytest.mark.parametrize("name", ["index", "trend"])
@pytest.mark.parametrize("width", [1440, 390])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_violation(
    browser: Browser, site: dict[str, Path], name: str, width: int, scheme: Literal["light", "dark"]
) -> None:
    page = shown(browser, site[name], width=width, scheme=scheme).page
    page.evaluate(OPEN)

    found = Axe().run(page)

    assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize("name", ["index", "trend"])
def test_a_page_asks_for_nothing_but_itself_and_says_nothing(
    browser: Browser, site: dict[str, Path], name: str
) -> None:
    seen = shown(browser, site[name])

    assert seen.requests == [site[name].as_uri()]
    assert seen.messages == []


@pytest.mark.parametrize("name", ["index", "trend"])
def test_a_telephone_need_not_scroll_sideways(browser: Browser, site: dict[str, Path], name: str) -> None:
    page = shown(browser, site[name], width=390).page
    page.evaluate(OPEN)

    assert page.evaluate("document.documentElement.scrollWidth") == 390


def test_every_chart_says_what_it_shows_and_has_its_data_as_a_table(browser: Browser, site: dict[str, Path]) -> None:
    page = shown(browser, site["trend"]).page
    charts = page.locator("figure.chart")

    assert charts.count() == 3
    for chart in charts.all():
        assert STEPPED in (chart.locator(".wide svg[role=img]").get_attribute("aria-label") or "")
        chart.locator("summary").click()
        assert chart.locator("table tbody tr:visible").count() == 11


def test_the_pages_are_whole_without_a_script(browser: Browser, site: dict[str, Path]) -> None:
    page = shown(browser, site["index"], script=False).page

    assert page.locator("table.reports tbody tr:visible").count() == 11
    assert page.locator(".remarks li:visible").count() >= 1
