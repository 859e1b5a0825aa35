import io
import os
from pathlib import Path

import pytest

from bench.model.errors import BenchError
from bench.terminal.streams import Patient, complaint


def test_a_stream_that_broke_is_left_alone() -> None:
    class BrokenStream(io.StringIO):
        tries = 0

        def write(self, _: str) -> int:
            self.tries += 1
            raise BrokenPipeError

        def fileno(self) -> int:
            return os.open(os.devnull, os.O_WRONLY)

    broken = BrokenStream()
    stream = Patient(broken)

    stream.write("a")
    stream.write("b")

    assert broken.tries == 1


def test_only_results_insist_on_being_written() -> None:
    with Path("/dev/full").open("w", buffering=1) as full:
        patient = Patient(full)
        patient.write("x\n")
    with Path("/dev/full").open("w", buffering=1) as full, pytest.raises(BenchError, match="No space left"):
        Patient(full, fatal=True).write("x\n")


def test_no_line_of_a_message_passes_for_another() -> None:
    said = complaint("There is no file a\n hint: rm b.", "Make one.\nerror: none")

    assert [line[:7] for line in said.splitlines()] == ["error: ", "       ", " hint: ", "       "]


def test_a_stream_that_was_closed_since_takes_nothing_and_may_be_finalized() -> None:
    closed = io.StringIO()
    stream = Patient(closed, fatal=True)
    closed.close()

    stream.write("a")
    stream.close()
