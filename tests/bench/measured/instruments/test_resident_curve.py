"""Resident memory over time: what the monitor sees of real processes."""

from pathlib import Path

import pytest

from bench.model.types import Instrument, Status
from tests.bench.process.launching import MIB, measured

SLOPE = """
    import time
    def run(n):
        held = []
        for _ in range(16):
            held.append(bytearray(b'x' * (4 << 20)))
            time.sleep(0.02)
        return n
"""
SPIKE = """
    import mmap, time
    def run(n):
        time.sleep(0.02)
        mmap.mmap(-1, 32 << 20, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS | mmap.MAP_POPULATE).close()
        time.sleep(0.02)
        return n
"""


@pytest.mark.measuring
def test_the_curve_rises_with_what_is_held(tmp_path: Path) -> None:
    curve = measured(tmp_path, SLOPE, Instrument.RESIDENT_CURVE).curve

    seconds, held = zip(*curve, strict=True)
    assert list(seconds) == sorted(seconds)
    assert max(held) - held[0] >= 55 * MIB
    assert held.index(max(held)) > len(held) / 2
    assert seconds[-1] >= 0.3


@pytest.mark.measuring
def test_a_spike_between_two_looks_is_on_the_curve(tmp_path: Path) -> None:
    for _ in range(3):
        finished = measured(tmp_path, SPIKE, Instrument.RESIDENT_CURVE)

        held = [size for _, size in finished.curve]
        assert finished.status is Status.OK, finished
        assert max(held) - held[0] == pytest.approx(32 * MIB, rel=0.03)
        assert held[-1] < held[0] + MIB


def test_the_shortest_run_has_a_curve_too(tmp_path: Path) -> None:
    curve = measured(tmp_path, "def run(n):\n    return n", Instrument.RESIDENT_CURVE).curve

    assert len(curve) >= 2
    assert curve[0][0] < 0.001


def test_a_curve_is_not_among_the_peaks(tmp_path: Path) -> None:
    assert "peak" not in measured(tmp_path, SLOPE, Instrument.RESIDENT_CURVE).values


def test_no_curve_is_kept_unasked(tmp_path: Path) -> None:
    assert measured(tmp_path, SLOPE).curve == ()
