import os
import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bench.model.errors import BenchError, ResultError, UsageError
from bench.model.types import Checkout
from reports.cli import main
from reports.site import build as building
from reports.site import retention
from reports.site.build import build
from reports.site.listing import LARGEST, LARGEST_LIST
from reports.site.retention import Rules
from tests.reports.builders import saved
from tests.reports.histories import BEGAN, STEPPED, a_week
from tests.reports.site.test_build import contents, copied, shelved

INDEX, LIST = "index.html", "results.json"


def test_two_different_results_of_one_run_are_refused_and_both_are_named(weeks: list[Path], tmp_path: Path) -> None:
    other = saved(a_week(0, fatter={STEPPED: 2}), tmp_path, "other.json")

    with pytest.raises(ResultError) as caught:
        build([weeks[0], other], tmp_path / "site")

    assert str(weeks[0]) in str(caught.value)
    assert str(other) in str(caught.value)
    assert not (tmp_path / "site").exists()


@pytest.mark.parametrize("content", [b"", b"{", b"<html></html>", b'{"format": 99}', b"\x00\xff"])
def test_a_foreign_file_is_named_and_nothing_is_written(
    weeks: list[Path], content: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    foreign = tmp_path / "foreign.json"
    foreign.write_bytes(content)

    assert main(["site", str(weeks[0]), str(foreign), "--out", str(tmp_path / "site")]) == 1

    error = capsys.readouterr().err
    assert error.count("error: ") == 1
    assert str(foreign) in error
    assert "Traceback" not in error
    assert not (tmp_path / "site").exists()


def test_a_damaged_result_within_the_site_is_named(weeks: list[Path], tmp_path: Path) -> None:
    build(weeks[:1], tmp_path / "site")
    kept = next(tmp_path.glob("site/reports/*/result.json"))
    kept.write_bytes(kept.read_bytes()[:99])

    with pytest.raises(ResultError, match=re.escape(str(kept))):
        build(weeks[1:2], tmp_path / "site")


def test_a_pipe_in_the_place_of_a_result_is_not_waited_for(weeks: list[Path], tmp_path: Path) -> None:
    build(weeks[:1], tmp_path / "site")
    kept = next(tmp_path.glob("site/reports/*/result.json"))
    kept.unlink()
    os.mkfifo(kept)

    with pytest.raises(ResultError, match="not a regular file"):
        build(weeks[1:2], tmp_path / "site")


def test_an_empty_page_is_drawn_again(weeks: list[Path], three: Path, tmp_path: Path) -> None:
    copied(three, tmp_path / "site")
    next(tmp_path.glob("site/reports/*/index.html")).write_bytes(b"")

    build(weeks[:3], tmp_path / "site")

    assert contents(tmp_path / "site") == contents(three)


def test_what_another_build_put_in_meanwhile_is_not_lost(
    weeks: list[Path], three: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = copied(three, tmp_path / "site")
    allowed = retention.require_history

    def meanwhile(*words: Any) -> None:
        monkeypatch.setattr(building, "require_history", allowed)
        build(weeks[3:4], site)
        allowed(*words)

    monkeypatch.setattr(building, "require_history", meanwhile)

    with pytest.raises(BenchError, match="Another build changed"):
        build([saved(a_week(4), tmp_path)], site, Rules(clock=lambda: BEGAN + timedelta(weeks=9)))

    assert len(list(site.glob("reports/*/result.json"))) == 4
    assert (site / LIST).read_text().count('"run"') == 4


def test_a_folder_that_holds_something_else_is_left_alone(weeks: list[Path], tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("mine")

    with pytest.raises(BenchError, match="site of this project"):
        build(weeks[:1], tmp_path)

    assert contents(tmp_path) == {"index.html": b"mine"}


@pytest.mark.parametrize("name", ["../../out", "", ".hidden", "a/b", "a" * 101, "a b", "-x", "<b>"])
def test_a_run_whose_name_is_no_name_of_a_folder_is_refused(name: str, tmp_path: Path) -> None:
    run = a_week(0)
    result = saved(replace(run, plan=replace(run.plan, run_id=name)), tmp_path)

    with pytest.raises(ResultError, match="valid folder name"):
        build([result], tmp_path / "site")


def test_without_any_result_there_is_nothing_to_build(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no result"):
        build([], tmp_path / "site")


def test_a_result_in_the_folder_of_another_run_is_refused_by_name(
    weeks: list[Path], three: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    copied(three, tmp_path / "site")
    (one, other, _) = sorted(tmp_path.glob("site/reports/*/result.json"))
    one.write_bytes(other.read_bytes())
    before = contents(tmp_path / "site")

    assert main(["site", str(weeks[3]), "--out", str(tmp_path / "site")]) == 1

    error = capsys.readouterr().err
    assert str(one) in error
    assert other.parent.name in error
    assert contents(tmp_path / "site") == before


def test_runs_whose_names_differ_only_by_case_are_refused(tmp_path: Path) -> None:
    first, second = (replace(a_week(at), plan=replace(a_week(at).plan, run_id=name)) for at, name in enumerate("aA"))

    with pytest.raises(ResultError, match="differ"):
        build(shelved([first], tmp_path / "1") + shelved([second], tmp_path / "2"), tmp_path / "site")


@pytest.mark.parametrize(
    "started",
    [
        "",
        "yesterday",
        "2026-11-22",
        "2026-W47-7T09:00:00Z",
        "20261122T090000Z",
        "2026-11-22T09:00:00",
        "2026-11-22T09:00:00+14:00",
        "2026-13-22T09:00:00Z",
        "2026-11-22T25:00:00Z",
        "2026-11-22T09:00:00Z\n",
        "\u0662026-11-22T09:00:00Z",
        "+2026-11-22T09:00:00Z",
        "9" * 9999,
    ],
)
def test_a_result_that_started_at_no_time_is_refused_by_name(
    started: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    week = a_week(0)
    result = saved(replace(week, plan=replace(week.plan, started=started)), tmp_path)

    assert main(["site", str(result), "--out", str(tmp_path / "site")]) == 1

    error = capsys.readouterr().err
    assert str(result) in error
    assert len(error) < 500 + len(str(tmp_path))
    assert not (tmp_path / "site").exists()


@pytest.mark.parametrize(("ahead", "taken"), [(timedelta(hours=23), True), (timedelta(hours=25), False)])
def test_a_result_from_the_future_is_refused_and_pushes_none_out(
    weeks: list[Path], ahead: timedelta, *, taken: bool, tmp_path: Path
) -> None:
    now = BEGAN + timedelta(weeks=2)
    site, week = tmp_path / "site", a_week(2)
    build(weeks[:2], site)
    before = contents(site)
    started = (now + ahead).isoformat()
    late = saved(replace(week, plan=replace(week.plan, started=started)), tmp_path)
    rules = Rules(keep=2, clock=lambda: now)

    if taken:
        assert build([late], site, rules).removed == (a_week(0).plan.run_id,)
    else:
        with pytest.raises(ResultError, match=re.escape(str(late))):
            build([late], site, rules)
        assert contents(site) == before


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{}",
        b"[]",
        b"\xff",
        b"[" * 99_999,
        b" " * (LARGEST_LIST + 1),
        b'{"version": 2, "result_columns": []}',
        b'{"format": 1, "results": [1]}',
        b'{"format": 2, "results": []}',
    ],
)
def test_a_folder_whose_list_is_not_ours_is_left_alone(weeks: list[Path], content: bytes, tmp_path: Path) -> None:
    (tmp_path / LIST).write_bytes(content)
    (tmp_path / INDEX).write_text("mine")

    with pytest.raises(BenchError, match="site of this project"):
        build(weeks[:1], tmp_path)

    assert contents(tmp_path) == {INDEX: b"mine", LIST: content}


def test_a_result_whose_commit_is_longer_than_a_list_takes_is_refused(tmp_path: Path) -> None:
    result = saved(a_week(0, checkout=Checkout(commit="a" * 101, changed=False)), tmp_path)

    with pytest.raises(ResultError, match=re.escape(str(result))):
        build([result], tmp_path / "site")

    assert not (tmp_path / "site").exists()


def test_a_result_that_would_be_too_large_to_be_fetched_again_is_refused(tmp_path: Path) -> None:
    week = a_week(0)
    large = saved(replace(week, plan=replace(week.plan, arguments=("x" * LARGEST,))), tmp_path)

    with pytest.raises(ResultError, match=re.escape(str(large))):
        build([large], tmp_path / "site")

    assert not (tmp_path / "site").exists()
