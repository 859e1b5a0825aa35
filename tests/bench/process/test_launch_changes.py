"""What a measured process meets at the moment it calls `run`, and what the monitor sees of its calls."""

import json
import os
from dataclasses import replace
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest

from bench.model.types import Instrument, Limits, Status
from bench.process.job import Edit, Finished
from tests.bench.process.launching import ENOUGH, measured

CALLED = (
    Instrument.RESIDENT,
    Instrument.TIMING,
    Instrument.TRACED,
    Instrument.RESIDENT_CURVE,
    Instrument.TRACED_CURVE,
    Instrument.ANSWER,
)
READS_TWICE = """
    import pathlib
    import sys
    [path] = pathlib.Path(__file__).parent.glob("data/*")
    at_import = path.read_text()
    def run(path):
        return [at_import, path.read_text()]
"""


def answer(folder: Path, code: str, instrument: Instrument, **more: Any) -> tuple[Finished, object]:
    kept = folder / "answers"
    kept.mkdir()
    finished = measured(folder, code, instrument, answers=kept, **more)
    assert finished.status is Status.OK, finished
    return finished, json.loads((kept / "answer-0.json").read_bytes())


@pytest.mark.parametrize("instrument", CALLED)
def test_a_file_is_another_one_when_it_is_measured_than_when_the_module_was_imported(
    instrument: Instrument, tmp_path: Path
) -> None:
    data = tmp_path / "data" / "log"
    data.parent.mkdir()
    data.write_text("one\nsix\n")

    finished, given = answer(
        tmp_path, READS_TWICE, instrument, sources=(data,), change=(Edit(0, b"one", b"two"), Edit(4, b"six", b"ten"))
    )

    assert given == ["list", "one\nsix\n", "two\nten\n"]
    assert data.read_text() == "one\nsix\n"
    before, changed, over, after = finished.stamps
    assert changed == over
    assert before != changed
    assert after[:3] == before[:3]


ASKS = """
    import ctypes
    def run(path):
        whole, found = (ctypes.c_uint64 * 2)(0, 0), (ctypes.c_uint64 * 5)(9, 9, 9)
        with open(path, "rb") as file:
            ctypes.CDLL(None).syscall(451, file.fileno(), whole, found, 0)
        return [found[1] + found[2], found[0]]
"""
UNTOLD = 9


def test_nobody_is_told_by_the_kernel_which_pages_were_changed(tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.write_text("one\n" * 30_000)
    with data.open("rb") as file:
        os.fsync(file.fileno())

    _, given = answer(tmp_path, ASKS, Instrument.TIMING, sources=(data,), change=(Edit(60_000, b"one", b"two"),))

    assert isinstance(given, list)
    waiting, pages = given[1:]
    assert waiting in (0, pages) or pages == UNTOLD  # on a tmpfs all of them wait for ever


@pytest.mark.parametrize("instrument", [each for each in CALLED if each is not Instrument.ANSWER])
def test_a_number_is_another_one_than_the_job_says(instrument: Instrument, tmp_path: Path) -> None:
    _, given = answer(tmp_path, "def run(number): return [number]", instrument, sources=(7,), change=8)

    assert given == ["list", 8]


IN_TIME = pytest.mark.measuring  # within its second, the process has to come as far as its loop


@pytest.mark.parametrize(
    ("ending", "limits"),
    [
        ("raise SystemExit(3)", ENOUGH),
        ("import os; os.kill(os.getpid(), 9)", ENOUGH),
        pytest.param("while True: pass", replace(ENOUGH, seconds=1), marks=IN_TIME),
    ],
    ids=["exits", "is killed", "takes too long"],
)
def test_the_file_is_put_back_however_the_process_ends(ending: str, limits: Limits, tmp_path: Path) -> None:
    data = tmp_path / "log"
    data.write_text("one\n")
    code = dedent(f"def run(path):\n    assert path.read_text() == 'two\\n'\n    {ending}\n")

    finished = measured(tmp_path, code, sources=(data,), change=(Edit(0, b"one", b"two"),), limits=limits)

    assert finished.status is not Status.OK
    assert data.read_text() == "one\n"
    assert len(finished.stamps) == 4


def test_a_process_that_never_calls_leaves_the_file_unchanged(tmp_path: Path) -> None:
    data = tmp_path / "log"
    data.write_text("one\n")

    finished = measured(tmp_path, "raise ValueError", sources=(data,), change=(Edit(0, b"one", b"two"),))

    assert finished.stamps == ()
    assert data.read_text() == "one\n"
