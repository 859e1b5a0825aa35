import ctypes
import math
from pathlib import Path

import pytest

from tests import stalls
from tests.stalls import MOST, StallWatch, attempts

COUNTED = """\
some avg10=1.00 avg60=1.00 avg300=1.00 total={}
full avg10=0.00 avg60=0.00 avg300=0.00 total=0
"""


def stall() -> None:
    """Sleep without letting another thread run."""
    ctypes.PyDLL(None).usleep(round(2e6 * stalls.STALL))


def test_what_fails_while_the_machine_stalls_is_tried_again() -> None:
    tried = 0
    for attempt in attempts():
        with attempt:
            tried += 1
            if tried < 3:
                stall()
            assert tried == 3

    assert tried == 3


def test_a_stall_before_anybody_looks_counts_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stalls, "CROWDED", math.inf)
    watch = StallWatch()
    start = watch._thread.start
    monkeypatch.setattr(watch._thread, "start", lambda: (stall(), start()))

    with watch:
        pass

    assert watch.disturbed


def fail(error: type[Exception], tried: list[int]) -> None:
    for attempt in attempts():
        with attempt:
            tried.append(len(tried))
            raise error


@pytest.mark.parametrize(
    ("threshold", "error", "times"),
    [(math.inf, AssertionError, 1), (-1, AssertionError, MOST), (-1, OSError, 1)],
    ids=["no stall", "always", "an error"],
)
def test_what_fails_on_a_quiet_machine_or_too_often_has_failed(
    threshold: float, error: type[Exception], times: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stalls, "STALL", threshold)
    monkeypatch.setattr(stalls, "CROWDED", math.inf)
    tried: list[int] = []

    with pytest.raises(error):
        fail(error, tried)

    assert len(tried) == times


def test_a_machine_with_other_work_is_crowded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pressure = tmp_path / "cpu"
    monkeypatch.setattr(stalls, "STALL", math.inf)
    monkeypatch.setattr(stalls, "_PRESSURE", pressure)
    seen = []

    for seconds in (0, 60):
        pressure.write_text(COUNTED.format(0))
        with StallWatch() as watch:
            pressure.write_text(COUNTED.format(seconds * 10**6))
        seen.append(watch.disturbed)

    assert seen == [False, True]
