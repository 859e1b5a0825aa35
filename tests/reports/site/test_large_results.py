"""What one result may take of a machine that builds a site: memory is read from real processes."""

import json
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

import pytest

from bench.model.errors import ResultError
from bench.model.types import MOST_SAMPLES as MOST_OF_A_ROW
from bench.results import result_file
from reports.site.runs import MOST_SAMPLES, MOST_VALUES, gather_one
from tests.reports.builders import a_run, an_outcome

MOST: Final = 100 << 20
GATHERED: Final = """
import sys
from pathlib import Path
from reports.site import folder
def peak():
    return int(next(line for line in open("/proc/self/status") if line.startswith("VmHWM")).split()[1]) << 10
before = peak()
facts = folder.gather([Path(sys.argv[1])], Path(sys.argv[2]))
print(peak() - before)
"""


def _bare(number: int) -> dict[str, Any]:
    return {"instrument": "timing", "process": number}


def _full(number: int) -> dict[str, Any]:
    return _bare(number) | {"values": {f"v{each}": {"value": 1, "unit": "1"} for each in range(1000)}}


SHAPES: Final[Mapping[str, tuple[Callable[[int], dict[str, Any]], int]]] = {
    "samples without a figure": (_bare, 23_400),
    "samples of a thousand figures": (_full, 262),
}


def _written(folder: Path, shape: Callable[[int], dict[str, Any]], count: int) -> Path:
    starts = range(0, count, MOST_OF_A_ROW)
    run = json.loads(result_file.to_json(a_run(*(an_outcome(f"row_{at}") for at in starts))))
    for row, at in zip(run["outcomes"], starts, strict=True):
        numbers = range(at, min(at + MOST_OF_A_ROW, count))
        row["samples"] = [{"cell": row["cell"]} | shape(number) for number in numbers]
    path = folder / "result.json"
    path.write_text(json.dumps(run, separators=(",", ":")))
    return path


@pytest.mark.parametrize("shape", SHAPES)
def test_a_result_just_below_the_limits_is_read_and_written_in_bounded_memory(shape: str, tmp_path: Path) -> None:
    path = _written(tmp_path, *SHAPES[shape])

    done = subprocess.run(
        [sys.executable, "-c", GATHERED, path, tmp_path / "site"], capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, done.stderr
    assert int(done.stdout) < MOST
    assert result_file.values_in(result_file.to_json(result_file.read(path))) > 0.95 * MOST_VALUES


@pytest.mark.parametrize(("shape", "count"), [(_bare, MOST_SAMPLES + 1), (_full, 270)])
def test_a_result_that_a_site_would_refuse_later_is_not_put_in(
    shape: Callable[[int], dict[str, Any]], count: int, tmp_path: Path
) -> None:
    path = _written(tmp_path, shape, count)

    with pytest.raises(ResultError, match="a site takes") as caught:
        gather_one(path)

    assert str(path) in str(caught.value)
    assert "several runs" in caught.value.hint


def test_a_result_of_four_hundred_rows_is_far_below_the_limits() -> None:
    run = a_run(*(an_outcome(f"row_{number}") for number in range(10)))

    assert 40 * result_file.values_in(result_file.to_json(run)) < 0.7 * MOST_VALUES
    assert 40 * sum(len(row.samples) for row in run.outcomes) < 0.7 * MOST_SAMPLES
