"""Counting allocations; a few lines stand in for memray where it is not memray that is tested."""

import importlib.util
from pathlib import Path

import pytest

from bench.measured.instruments.allocations import LAST, SEVERAL
from bench.model.types import Instrument, Status
from bench.process.job import Finished
from tests.bench.process.launching import measured, stand_in_memray
from tests.needs import lack

MILLION = (
    "import itertools\n\ndef run(n):\n    for _ in itertools.repeat(None, 1_000_000):\n        object()\n    return n"
)
SEEN = 33 + LAST  # bytes, with the head of the object


def counted(folder: Path, code: str, *sizes: int) -> Finished:
    """Count in a process whose memray saw 42 allocations, among them some of these sizes."""
    return measured(folder, code, Instrument.ALLOCATIONS, options={"library": stand_in_memray(folder, 42, sizes)})


def test_a_million_allocations_are_counted_to_one_percent(tmp_path: Path) -> None:
    found = importlib.util.find_spec("memray")
    if found is None or found.origin is None:
        lack("memray is not installed; it is in the dependency group `tests`")
    options = {"library": str(Path(found.origin).parents[1])}

    finished = measured(tmp_path, MILLION, Instrument.ALLOCATIONS, options=options)

    assert finished.values["allocations"].value == pytest.approx(1_000_000, rel=0.01), finished


def test_what_is_allocated_to_see_that_all_was_counted_does_not_count(tmp_path: Path) -> None:
    finished = counted(tmp_path, "def run(n):\n    return n", SEEN)

    assert finished.status is Status.OK, finished
    assert finished.values["allocations"].value == 41


def test_the_process_finds_no_library_of_memray_and_always_the_same_hashes(tmp_path: Path) -> None:
    code = "import os, sys\n\ndef run(n):\n    print(sys.path[-1], os.environ['PYTHONHASHSEED'])\n    return n"

    path, seed = counted(tmp_path, code, SEEN).output.split()

    assert (Path(path).name != "library", seed) == (True, "0")


def test_a_count_that_ended_too_early_is_none(tmp_path: Path) -> None:
    finished = counted(tmp_path, "def run(n):\n    return n")

    assert finished.status is Status.ERROR
    assert "allocations" not in finished.values


def test_what_starts_processes_is_not_counted_and_says_so(tmp_path: Path) -> None:
    code = "import subprocess\n\ndef run(n):\n    return subprocess.call(['true'])"

    finished = counted(tmp_path, code, SEEN)

    assert (finished.status, finished.notes) == (Status.OK, (SEVERAL,))
    assert "allocations" not in finished.values
