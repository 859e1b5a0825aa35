"""Python's heap over time, of real processes."""

import time
import tracemalloc
from pathlib import Path

import pytest

from bench.measured.curve import Curve
from bench.measured.instruments import traced_curve
from bench.model.types import Instrument, Status
from tests.bench.process.launching import MIB, measured

STAIRS = """
    import time
    def run(n):
        held = []
        for _ in range(20):
            held.append(bytes(1 << 20))
            time.sleep(0.01)
        return n
"""
SPIKE = """
    def run(n):
        held = bytes(1 << 10)
        brief = bytes(32 << 20)
        del brief
        total = 0
        for number in range(300_000):
            total += number
        return total
"""


def test_the_heap_over_time_rises_to_what_is_held(tmp_path: Path) -> None:
    finished = measured(tmp_path, STAIRS, Instrument.TRACED_CURVE)

    seconds, sizes = zip(*finished.curve, strict=True)
    assert finished.status is Status.OK, finished
    assert list(seconds) == sorted(seconds)
    assert (seconds[0], sizes[0]) == (pytest.approx(0.0, abs=0.001), 0)
    assert max(sizes) == pytest.approx(20 * MIB, rel=0.01)


def test_nothing_is_drawn_before_the_call_however_late_that_begins(monkeypatch: pytest.MonkeyPatch) -> None:
    restart = Curve.restart

    def late(curve: Curve) -> None:
        restart(curve)
        time.sleep(10 * traced_curve.PAUSE)  # the other thread would draw meanwhile

    monkeypatch.setattr(Curve, "restart", late)
    drawing = traced_curve._Drawing()
    drawing.end()
    tracemalloc.stop()

    assert drawing.curve.points[0] == (0.0, 0)


def test_no_peak_lies_between_two_points(tmp_path: Path) -> None:
    finished = measured(tmp_path, SPIKE, Instrument.TRACED_CURVE)

    assert max(size for _, size in finished.curve) == pytest.approx(32 * MIB, rel=0.01)
    assert finished.curve[-1][1] < MIB


def test_drawing_takes_no_memory_of_what_is_drawn(tmp_path: Path) -> None:
    code = "import time\ndef run(n):\n    time.sleep(4)\n    return n"  # a busy machine looks less often

    finished = measured(tmp_path, code, Instrument.TRACED_CURVE)

    assert len(finished.curve) > 100
    assert max(size for _, size in finished.curve) < 1024


def test_whoever_fails_leaves_no_thread_behind(tmp_path: Path) -> None:
    finished = measured(tmp_path, "def run(n):\n    raise ValueError('no')", Instrument.TRACED_CURVE)

    assert (finished.status, finished.notes) == (Status.ERROR, ())


@pytest.mark.parametrize("name", ["reset_peak", "clear_traces", "stop"])
def test_whoever_resets_the_records_has_no_curve(tmp_path: Path, name: str) -> None:
    code = f"import tracemalloc\ndef run(n):\n    tracemalloc.{name}()\n    return n"

    finished = measured(tmp_path, code, Instrument.TRACED_CURVE)

    assert (finished.status, finished.curve) == (Status.SUSPECT, ())
    assert name in finished.reason
