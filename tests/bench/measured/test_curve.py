import pytest

from bench.measured import curve as module
from bench.measured.curve import POINTS, Curve


def test_a_curve_stays_bounded_and_keeps_its_peak() -> None:
    curve = Curve()

    for number in range(100 * POINTS):
        curve.add(10**9 if number == 12_345 else number % 1000)

    seconds, sizes = zip(*curve.points, strict=True)
    assert len(curve.points) < POINTS
    assert max(sizes) == 10**9
    assert list(seconds) == sorted(seconds)


def test_a_restarted_curve_is_empty() -> None:
    curve = Curve()
    curve.add(1)

    curve.restart()

    assert curve.points == []


def test_time_begins_with_the_first_point_however_late_that_is(monkeypatch: pytest.MonkeyPatch) -> None:
    moments = iter(range(10))
    monkeypatch.setattr(module, "monotonic", lambda: next(moments))
    curve = Curve()
    curve.restart()
    next(moments)

    curve.add(5)
    curve.add(6)

    assert curve.points == [(0.0, 5), (1.0, 6)]
