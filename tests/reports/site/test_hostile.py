"""Hostile text through every string of a result: nothing of it becomes markup, and nothing leaves the folder."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec
import pytest

from bench.model.types import Run
from reports.site.build import build
from reports.site.history import page_of
from tests.reports.builders import saved
from tests.reports.elements import Elements
from tests.reports.histories import STEPPED, a_week, site_of
from tests.reports.test_hostile import TOGETHER, poisoned


def a_poisoned_week(number: int, poison: str, **changes: Any) -> Run:
    week = a_week(number, **changes)
    made = msgspec.convert(poisoned(msgspec.to_builtins(week), poison), Run)
    return replace(made, plan=replace(made.plan, run_id=week.plan.run_id, started=week.plan.started + poison))


def drawn(poison: str, folder: Path) -> list[Elements]:
    weeks = [a_poisoned_week(number, poison, fatter={STEPPED: 1.2} if number > 1 else {}) for number in range(4)]
    return [Elements(text) for text in site_of(weeks, folder).values()]


@pytest.fixture(scope="module")
def harmless(tmp_path_factory: pytest.TempPathFactory) -> list[Elements]:
    return drawn("harmless", tmp_path_factory.mktemp("harmless"))


@pytest.mark.parametrize("poison", TOGETHER)
def test_no_text_becomes_markup(poison: str, harmless: list[Elements], tmp_path: Path) -> None:
    found = drawn(poison, tmp_path)

    assert len(found) == len(harmless) == 2
    for page, expected in zip(found, harmless, strict=True):
        assert set(page.tags) <= set(expected.tags)
        assert "script" not in page.tags
        assert not {name for name in page.attributes if name.startswith("on")}
        assert all(
            link.startswith(("#", "reports/", "trends/", "../../", "results.json"))
            for link in page.values("href", "src")
        )


@pytest.mark.parametrize("name", ["../../out", "", "a/b", "con:", "<b>", "x" * 65, "\ud800", "Upper"])
def test_a_workload_of_any_name_has_a_page_within_the_folder(name: str) -> None:
    parts = page_of(name).split("/")

    assert parts[0] == "trends"
    assert parts[2:] == ["index.html"]
    assert parts[1].replace("-", "").isalnum()


def test_what_is_written_stays_inside_the_folder(tmp_path: Path) -> None:
    week = a_poisoned_week(0, "/../../x")
    result = saved(replace(week, plan=replace(week.plan, started=a_week(0).plan.started)), tmp_path)

    build([result], tmp_path / "site")

    assert {path.name for path in tmp_path.iterdir()} == {"result.json", "site"}
    assert {path.name for path in (tmp_path / "site").iterdir()} == {"index.html", "results.json", "reports", "trends"}
