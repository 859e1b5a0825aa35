import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.model.formatting import MIB
from reports.drawing import frame
from reports.drawing.frame import log_ticks, plain, widen

positive = st.floats(1e-9, 1e12)


def test_a_wide_axis_has_one_tick_per_decade() -> None:
    assert log_ticks(0.5, 2e6, most=8) == [1, 10, 100, 1e3, 1e4, 1e5, 1e6]


def test_so_wide_an_axis_that_decades_are_too_many_has_every_second_of_them() -> None:
    assert log_ticks(0.5, 2e5, most=3) == [1, 100, 10_000]


def test_a_narrow_axis_still_has_ticks() -> None:
    assert len(log_ticks(1.1, 2.3)) >= 2


@given(positive, st.floats(1.5, 1e6))
def test_ticks_lie_within_the_limits_and_are_few(low: float, factor: float) -> None:
    ticks = log_ticks(low, low * factor, most=8)

    assert all(low <= tick <= low * factor for tick in ticks)
    assert len(ticks) <= 8


@given(st.lists(positive, min_size=1, max_size=20))
def test_limits_hold_every_value_and_span_at_least_a_factor_of_two(values: list[float]) -> None:
    low, high = widen(values)

    assert low < min(values)
    assert max(values) < high
    assert high / low >= 2 or math.isclose(high / low, 2)


def test_limits_exist_without_any_value() -> None:
    low, high = widen([])

    assert 0 < low < high


@pytest.mark.parametrize(("value", "text"), [(0.02, "0.02"), (5.0, "5"), (1000.0, "1,000"), (0.1 + 0.2, "0.3")])
def test_ticks_are_written_plainly(value: float, text: str) -> None:
    assert plain(value) == text


def test_no_number_of_a_vertical_axis_touches_the_first_of_the_horizontal_one() -> None:
    axes = frame.axes(frame.figure(370, 400), 66, 46, 20, 14)

    for name in ("x", "y"):
        frame.log_axis(axes, name, (4.9 * MIB.size, 400 * MIB.size), MIB)

    assert [min(axis.get_ticklocs()) / MIB.size for axis in (axes.xaxis, axes.yaxis)] == [5, 10]
