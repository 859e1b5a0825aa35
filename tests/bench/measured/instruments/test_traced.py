from pathlib import Path

import pytest

from bench.model.types import Instrument, Status
from bench.process.job import Finished
from tests.bench.process.launching import MIB, measured

SQUARES = "def run(n):\n    return sum([i * i for i in range(100_000)])"
TAMPERING = {
    "reset_peak": "import tracemalloc\n\ndef run(n):\n    tracemalloc.reset_peak()\n    return n",
    "clear_traces": "from tracemalloc import clear_traces\n\ndef run(n):\n    clear_traces()\n    return n",
    "stop": "import tracemalloc\n\ndef run(n):\n    tracemalloc.stop()\n    return n",
    "stop and start": "import tracemalloc\n\ndef run(n):\n"
    "    tracemalloc.stop()\n    tracemalloc.start()\n    return n",
    "the functions below": "import _tracemalloc\n\ndef run(n):\n    _tracemalloc.reset_peak()\n    return n",
}


def peak(finished: Finished) -> float:
    assert finished.status is Status.OK, finished
    return finished.values["traced_peak"].value


def test_the_peak_is_the_same_to_the_byte_in_five_of_five_runs(tmp_path: Path) -> None:
    peaks = {peak(measured(tmp_path, SQUARES, Instrument.TRACED)) for _ in range(5)}

    assert len(peaks) == 1
    assert 3 * MIB < peaks.pop() < 5 * MIB


def test_a_known_piece_of_memory_is_traced_and_little_else(tmp_path: Path) -> None:
    empty = measured(tmp_path, "def run(n):\n    held = b''\n    return n", Instrument.TRACED)
    full = measured(tmp_path, "def run(n):\n    held = bytes(n << 20)\n    return n", Instrument.TRACED)

    assert peak(empty) <= 128
    assert MIB + 33 <= peak(full) - peak(empty) <= MIB + 128


def test_the_answer_that_is_still_held_is_the_current_size(tmp_path: Path) -> None:
    finished = measured(tmp_path, "def run(n):\n    return 'x' * (n << 20)", Instrument.TRACED)

    assert MIB <= finished.values["traced_current"].value <= MIB + 256


def test_what_the_import_holds_is_not_part_of_run(tmp_path: Path) -> None:
    finished = measured(tmp_path, "KEPT = bytes(1 << 20)\n\ndef run(n):\n    return n", Instrument.TRACED)

    assert peak(finished) < 256


@pytest.mark.parametrize("code", TAMPERING.values(), ids=TAMPERING)
@pytest.mark.parametrize("instrument", [Instrument.TRACED, Instrument.LINES])
def test_tampering_with_the_trace_is_flagged(tmp_path: Path, code: str, instrument: Instrument) -> None:
    finished = measured(tmp_path, code, instrument)

    assert (finished.status, finished.phase) == (Status.SUSPECT, "run"), finished
    assert "it called tracemalloc." in finished.reason
    assert "traced_peak" not in finished.values
