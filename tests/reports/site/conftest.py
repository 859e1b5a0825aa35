from collections.abc import Iterator
from pathlib import Path

import pytest

from reports.html.render import html
from reports.page.page import Page
from reports.site import drawing
from reports.site.build import build
from tests.reports.histories import a_week
from tests.reports.site.test_build import shelved


@pytest.fixture(autouse=True)
def _direct(monkeypatch: pytest.MonkeyPatch) -> None:
    """Reach servers of the tests without a proxy."""
    monkeypatch.setenv("no_proxy", "*")


@pytest.fixture(scope="session", autouse=True)
def _without_charts() -> Iterator[None]:
    """Write reports that only carry their result: the charts of the same few weeks are most of what drawing takes."""

    def carrying(page: Page) -> str:
        return f'<!DOCTYPE html>\n<script type="application/json" id="leanlines-result">{page.result}</script>\n'

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(drawing, "html", carrying)
        yield


@pytest.fixture
def _with_charts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Draw reports as they are, where that is what is tested."""
    monkeypatch.setattr(drawing, "html", html)


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a site of two reports, which nobody changes."""
    folder = tmp_path_factory.mktemp("published")
    build(shelved([a_week(0), a_week(1)], folder / "results"), folder / "site")
    return folder / "site"


@pytest.fixture(scope="session")
def weeks(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Give the results of four weeks."""
    return shelved([a_week(number) for number in range(4)], tmp_path_factory.mktemp("weeks"))


@pytest.fixture(scope="session")
def three(weeks: list[Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a site of the first three, which nobody changes."""
    folder = tmp_path_factory.mktemp("site") / "of three"
    build(weeks[:3], folder)
    return folder
