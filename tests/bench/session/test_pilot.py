import sys
from pathlib import Path

import pytest

from bench.session import pilot
from bench.session.pilot import Trial
from tests.bench.builders import a_cell
from tests.bench.session.listener import Nobody

HOLDS = "def run(n):\n    return len(bytearray(n * 64))\n"


def a_trial(tmp_path: Path, source: str, size: int) -> Trial:
    module = tmp_path / "row.py"
    module.write_text(source)
    sources: dict[int, Path | int] = {each: each for each in (100_000, 400_000)}
    return Trial(cell=a_cell(), module=module, python=Path(sys.executable), size=size, sources=sources)


@pytest.mark.measuring
def test_memory_that_grows_with_the_number_is_foreseen(tmp_path: Path) -> None:
    found = pilot.needs([a_trial(tmp_path, HOLDS, 4_000_000)], 2**32, Nobody())

    need = found[a_cell()]
    assert need.peak - need.base == pytest.approx(256e6, rel=0.1)
    assert need.source == f"assumed: a straight line beyond {pilot.SOURCE} at size 400,000"


@pytest.mark.measuring
def test_a_row_that_fails_on_little_data_is_left_out(tmp_path: Path) -> None:
    assert pilot.needs([a_trial(tmp_path, "def run(n):\n    raise ValueError\n", 10)], 2**32, Nobody()) == {}


def test_no_pilot_is_larger_than_the_run() -> None:
    assert pilot.sizes(1_000_000, number=False) == pilot.LINES
    assert pilot.sizes(500, number=False) == (500,)
    assert pilot.sizes(1200, number=True) == (24, 100)
    assert pilot.sizes(1, number=True) == (1,)
