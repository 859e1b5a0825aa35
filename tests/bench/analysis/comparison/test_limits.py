from contextlib import suppress
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.analysis.comparison.before_after import Revised
from bench.analysis.comparison.limits import limit, list_broken
from bench.analysis.statistics.times import Comparison, Floor, TimeVerdict
from bench.model.errors import UsageError
from bench.model.types import Status
from tests.bench.builders import a_row

SLOWER = Comparison(1 / 1.10, 1 / 1.12, 1 / 1.08, 12, TimeVerdict.SLOWER)
FLOOR = Floor(1.01, 0.01, 12)


def a_change(**changes: object) -> Revised:
    row = Revised(
        row="error_counts/mine", before=a_row(), after=a_row(), round_seconds=1.0, floor=FLOOR, peaks=(100.0, 112.0)
    )
    return replace(row, **changes)  # type: ignore[arg-type]


def breaks(text: str, found: Revised) -> bool:
    return bool(list_broken([limit(text)], [found]))


@pytest.mark.parametrize(("text", "hit"), [("slower", True), ("slower:5%", True), ("slower:8.5%", False)])
def test_slower_is_broken_only_by_what_the_whole_interval_shows(text: str, *, hit: bool) -> None:
    assert breaks(text, a_change(time=SLOWER)) is hit


def test_a_noise_floor_that_leaves_room_breaks_nothing() -> None:
    assert not breaks("slower:5%", a_change(time=SLOWER, floor=Floor(1.06, 0.05, 12)))


@pytest.mark.parametrize("verdict", [TimeVerdict.TOO_NOISY, TimeVerdict.SAME, TimeVerdict.UNTESTED, TimeVerdict.FASTER])
def test_what_is_not_claimed_breaks_nothing(verdict: TimeVerdict) -> None:
    assert not breaks("slower", a_change(time=replace(SLOWER, verdict=verdict)))


@pytest.mark.parametrize(("text", "hit"), [("memory", True), ("memory:10%", True), ("memory:12.5%", False)])
def test_memory_is_broken_by_a_claimed_difference_alone(text: str, *, hit: bool) -> None:
    assert breaks(text, a_change(memory_differs=True)) is hit
    assert not breaks(text, a_change(memory_differs=False))
    assert not breaks("memory", a_change(memory_differs=True, peaks=(112.0, 100.0)))


def test_wrong_is_every_row_of_today_that_is_not_ok() -> None:
    assert breaks("wrong", a_change(after=a_row(status=Status.CRASH)))
    assert not breaks("wrong", a_change(before=a_row(status=Status.CRASH)))
    assert not breaks("slower", a_change(after=a_row(status=Status.CRASH)))


@pytest.mark.parametrize(
    "text", ["slow:5%", "slower:", "slower:5", "slower:-5%", "slower:x%", "wrong:5%", "", "memory:1e3%"]
)
def test_what_is_no_limit_is_refused(text: str) -> None:
    with pytest.raises(UsageError) as caught:
        limit(text)

    assert "--fail-on" in caught.value.hint


def test_the_nearest_limit_is_offered() -> None:
    with pytest.raises(UsageError) as caught:
        limit("memry:5%")

    assert "'memory'" in caught.value.hint


@given(st.text(max_size=20))
def test_no_text_makes_it_fail_otherwise(text: str) -> None:
    with suppress(UsageError):
        assert limit(text).share >= 0
