import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from bench.model.types import Limits
from bench.session.forecast import pilot
from bench.session.forecast.pilot import Piloted, PilotTrial
from bench.session.listener import Display
from tests.bench.builders import a_cell

LIMITS = Limits(seconds=300, memory=2**32)
HOLDS = "def run(n):\n    return len(bytearray(n * 64))\n"


def a_trial(tmp_path: Path, source: str, size: int) -> PilotTrial:
    module = tmp_path / "row.py"
    module.write_text(source)
    sources: dict[int, Path | int] = {each: each for each in (100_000, 400_000)}
    return PilotTrial(cell=a_cell(), module=module, python=Path(sys.executable), size=size, sources=sources)


def test_memory_that_grows_with_the_number_is_foreseen(tmp_path: Path) -> None:
    found = pilot.needs([a_trial(tmp_path, HOLDS, 4_000_000)], LIMITS, Display())

    need = found.needs[a_cell()]
    assert need.peak - need.base == pytest.approx(256e6, rel=0.1)
    assert need.source.startswith("assumed: ")
    assert need.source.endswith(f" {pilot.SOURCE} at size 400,000")


def test_a_row_that_fails_on_little_data_is_left_out(tmp_path: Path) -> None:
    found = pilot.needs([a_trial(tmp_path, "def run(n):\n    raise ValueError\n", 10)], LIMITS, Display())

    assert (found.needs, found.failed[a_cell()].split(": ")[1:]) == ({}, ["error"])


HANGS = "import time\n\n\ndef run(n):\n    time.sleep(1000)\n"


def test_a_row_that_hangs_is_tried_once_and_no_longer_than_a_run_would(tmp_path: Path) -> None:
    trial = a_trial(tmp_path, HANGS, 10)
    began = time.monotonic()

    found = pilot.needs([trial], replace(LIMITS, seconds=0.3), Display())

    assert found == Piloted({}, {a_cell(): "it takes more than 0.3 s at size 100,000"})
    assert time.monotonic() - began < pilot.SECONDS


def test_rows_that_hang_cost_a_forecast_little_more_than_its_patience() -> None:
    waited: list[float] = []
    for _ in range(10):
        waited.append(pilot.allowance(pilot.PATIENCE - sum(waited)))

    assert max(waited) == pilot.SECONDS
    assert sum(waited) <= pilot.PATIENCE + 10 * pilot.LEAST
    assert min(waited) == pilot.LEAST


def test_no_pilot_is_larger_than_the_run() -> None:
    assert pilot.sizes(1_000_000, number=False) == pilot.LINES
    assert pilot.sizes(500, number=False) == (500,)
    assert pilot.sizes(1200, number=True) == (24, 100)
    assert pilot.sizes(1, number=True) == (1,)
