from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.model.errors import UsageError
from generators.content.clock import DAY, HOUR, Bursts, Clock, ClockSettings, Moments, first_day, hour_weights

DAYS = st.integers(10_000, 3_000_000)


def iso(day: date) -> bytes:
    return day.isoformat().encode() + b" "


@settings(max_examples=25)
@given(DAYS, st.integers(0, 10**8), st.integers(1, 3000))
def test_a_line_has_its_second_whichever_range_it_is_made_in(per_day: int, first: int, count: int) -> None:
    clock = Clock(replace(ClockSettings(), per_day=per_day))
    whole = np.repeat(*vars_of(clock.moments(first, first + count)))
    cut = first + count // 2 + 1

    halves = [np.repeat(*vars_of(clock.moments(*borders))) for borders in ((first, cut), (cut - 1, first + count))]

    assert whole.tolist() == [*halves[0].tolist()[:-1], *halves[1].tolist()]
    assert (np.diff(whole) >= 0).all()


def vars_of(moments: Moments) -> tuple[np.ndarray, np.ndarray]:
    return moments.seconds, moments.counts


def test_a_day_holds_its_lines_and_hours_follow_their_weights() -> None:
    clock = Clock(ClockSettings(per_day=1_000_000, swing=20))

    moments = clock.moments(3_000_000, 4_000_000)

    assert moments.seconds.min() // DAY == moments.seconds.max() // DAY == 3
    shares = moments.hours() / moments.lines()
    weights = np.array(hour_weights(20))
    assert shares == pytest.approx(weights / weights.sum(), rel=1e-4)
    assert max(hour_weights(20)) == 20 * min(hour_weights(20))


def test_counts_beyond_64_bits_are_exact_too() -> None:
    clock = Clock(ClockSettings(per_day=10**12, swing=1000))

    assert clock.moments(10**12 - 5, 10**12 + 5).seconds.tolist() == [DAY - 1, DAY]


def test_a_stamp_has_the_date_before_the_time() -> None:
    clock = Clock(ClockSettings(start="2024-02-28"))

    rows = clock.stamps(np.array([0, DAY - 1, DAY, 2 * DAY + HOUR + 61]), iso)

    assert [bytes(row).decode() for row in rows] == [
        "2024-02-28 00:00:00",
        "2024-02-28 23:59:59",
        "2024-02-29 00:00:00",
        "2024-03-01 01:01:01",
    ]


def test_every_second_of_a_day_is_written_as_a_clock_shows_it() -> None:
    seconds = np.arange(0, DAY, 61)
    rows = Clock(ClockSettings()).stamps(seconds, lambda _: b"")

    assert [bytes(row).decode() for row in rows] == [f"{timedelta(seconds=int(each))!s:0>8}" for each in seconds]


def test_no_day_comes_after_the_year_9999() -> None:
    with pytest.raises(UsageError, match="beyond the year 9999"):
        Clock(ClockSettings(start="9999-12-31")).stamps(np.array([DAY]), iso)


def test_a_first_day_is_a_date() -> None:
    with pytest.raises(UsageError, match=r"'31\.12\.' is not a day"):
        first_day("31.12.")


def test_the_hours_of_some_lines_and_of_the_first_ones() -> None:
    moments = Moments(np.array([HOUR - 1, HOUR, DAY + HOUR]), np.array([2, 3, 4]))

    assert moments.hours()[:3].tolist() == [2, 7, 0]
    assert moments.until(4).hours()[:3].tolist() == [2, 2, 0]
    assert moments.until(9) is moments
    assert moments.hours_of([0, 1, 2, 8]) == [0, 0, 1, 1]
    assert moments.rows().tolist() == [0, 0, 1, 1, 1, 2, 2, 2, 2]


def test_each_window_of_a_day_has_one_burst() -> None:
    bursts = Bursts(99, 6, 300)

    active = bursts.active(np.arange(2 * DAY))

    assert active.reshape(12, -1).sum(axis=1).tolist() == [300] * 12
    assert active.tolist()[70_000:90_000] == bursts.active(np.arange(70_000, 90_000)).tolist()


def test_a_burst_as_long_as_its_window_fills_it() -> None:
    assert Bursts(99, 6, DAY // 6).active(np.arange(DAY)).all()


def test_no_bursts_are_asked_for() -> None:
    assert not Bursts(99, 0, 300).active(np.arange(DAY)).any()
