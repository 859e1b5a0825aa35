import re
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest

from bench.analysis.history.change_points import SeriesChange
from bench.analysis.history.series import Metric
from reports.site.history import History
from reports.site.site_pages import TrendFinding
from reports.site.trends.findings import CODE_CHANGED, SAME_COMMIT, change_words, remarks, short_words
from tests.reports.builders import a_machine
from tests.reports.histories import FIGURES, STEP, STEPPED, a_week, recalled, ten_weeks


@pytest.fixture
def past(tmp_path: Path) -> History:
    return recalled(ten_weeks(), tmp_path)


def only(past: History) -> TrendFinding:
    (found,) = remarks(past)
    return found


def test_all_that_changed_of_a_row_at_once_is_one_remark(past: History) -> None:
    found = only(past)

    assert (found.kind, found.row) == ("step", STEPPED)
    assert [part.split()[0].lower() for part in found.what.split("; ")] == ["memory", "traced", "takes"]
    assert found.what.count("1.20") == 2
    assert {"(12.4", "14.9"} <= set(found.what.split())


def test_bytes_that_no_factor_shows_are_told_as_such() -> None:
    one_more = SimpleNamespace(series=SimpleNamespace(metric=Metric.TRACED), before=2**29, after=2**29 + 1, ratio=1.0)

    found = cast("SeriesChange", one_more)

    assert short_words(found) == "+1 B"
    assert "1 byte more" in change_words(found)


def test_it_names_the_two_runs_and_that_the_code_changed(past: History) -> None:
    found, runs = only(past), ten_weeks()

    assert (found.before.run, found.since.run) == (runs[STEP - 1].plan.run_id, runs[STEP].plan.run_id)
    assert found.reasons == (CODE_CHANGED,)


def test_it_names_what_else_changed_there(tmp_path: Path) -> None:
    moved = a_machine(processor="Another", system="Linux 7.0")
    runs = [replace(run, machine=moved) if at >= STEP else run for at, run in enumerate(ten_weeks())]

    reasons = " ".join(only(recalled(runs, tmp_path)).reasons)

    assert "AMD EPYC 7B13, 2 cores, 24 GiB" in reasons
    assert "Linux 6.18, then Linux 7.0" in reasons


def test_a_step_between_two_runs_of_one_commit_says_so(tmp_path: Path) -> None:
    runs = ten_weeks()
    runs[STEP] = replace(runs[STEP], checkout=runs[STEP - 1].checkout)

    assert SAME_COMMIT in only(recalled(runs, tmp_path)).reasons


def test_rows_that_move_together_point_at_the_baseline(tmp_path: Path) -> None:
    others = [name for name in FIGURES if name != "readlines_objects"]
    runs = [a_week(at, slower=dict.fromkeys(others, 1.2) if at >= STEP else {}) for at in range(10)]

    found = remarks(recalled(runs, tmp_path))

    assert {each.row for each in found} == set(others)
    assert all("4 of 4 rows" in " ".join(each.reasons) for each in found)


def test_a_change_of_a_few_bytes_is_told_in_bytes(tmp_path: Path) -> None:
    runs = [a_week(at, fatter={"slots_iterator": 1.0003} if at >= STEP else {}) for at in range(10)]

    assert re.search(r"[\d,]{9} bytes", only(recalled(runs, tmp_path)).what)


def test_the_newest_comes_first(tmp_path: Path) -> None:
    runs = [
        a_week(at, fatter={"slots_iterator": 1.3} if at >= 7 else {}, slower={STEPPED: 1.3} if at >= STEP else {})
        for at in range(10)
    ]

    assert [each.row for each in remarks(recalled(runs, tmp_path))] == ["slots_iterator", STEPPED]
