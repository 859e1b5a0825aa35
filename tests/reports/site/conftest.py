from pathlib import Path

import pytest

from reports.site.build import build
from tests.reports.histories import a_week
from tests.reports.site.test_build import shelved


@pytest.fixture(autouse=True)
def _direct(monkeypatch: pytest.MonkeyPatch) -> None:
    """Reach servers of the tests without a proxy."""
    monkeypatch.setenv("no_proxy", "*")


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a site of two reports, which nobody changes."""
    folder = tmp_path_factory.mktemp("published")
    build(shelved([a_week(0), a_week(1)], folder / "results"), folder / "site")
    return folder / "site"
