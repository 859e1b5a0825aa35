"""The counter of instructions, with page faults in their place where this machine has no counter of the processor."""

import errno
import os
import subprocess
import sys
from pathlib import Path
from typing import IO, cast

import pytest

from bench.measured.monitor import instructions
from bench.measured.monitor.instructions import READ, InstructionCounter, find_obstacle
from tests.needs import denied

SOFTWARE, PAGE_FAULTS = 1, 2
TOUCH = """
import mmap, os
def touch():
    pages = mmap.mmap(-1, 4096 * mmap.PAGESIZE)
    pages.madvise(mmap.MADV_NOHUGEPAGE)
    for place in range(0, len(pages), mmap.PAGESIZE):
        pages[place] = 1
    pages.close()
while input():
    if not (child := os.fork()):
        touch()
        os._exit(0)
    os.waitpid(child, 0)
    print(flush=True)
"""


def refused(code: int) -> None:
    raise OSError(code, os.strerror(code))


def test_a_call_is_counted_with_what_it_starts_and_nothing_before_or_after(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(instructions, "HARDWARE", SOFTWARE)
    monkeypatch.setattr(instructions, "INSTRUCTIONS", PAGE_FAULTS)
    if find_obstacle():
        denied(f"the kernel counts nothing here: {find_obstacle()}")
    command = [sys.executable, "-c", TOUCH]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as worker:
        counter = InstructionCounter(worker.pid)
        _touch(worker)
        counter.begin()
        _touch(worker)
        counter.end()
        _touch(worker)
        worker.communicate("\n")

    assert 4096 <= (counter.read() or 0) < 2 * 4096


def _touch(worker: subprocess.Popen[str]) -> None:
    asked, said = cast("IO[str]", worker.stdin), cast("IO[str]", worker.stdout)
    asked.write("again\n")
    asked.flush()
    said.readline()


@pytest.mark.parametrize(
    ("count", "wanted", "ran", "expected"),
    [(7_000_000, 500, 500, 7_000_000), (7_000_000, 500, 499, None), (0, 500, 500, None), (0, 500, 0, None)],
)
def test_a_counter_that_was_shared_or_never_ran_counts_nothing(
    monkeypatch: pytest.MonkeyPatch, count: int, wanted: int, ran: int, expected: int | None
) -> None:
    reader, writer = os.pipe()
    os.write(writer, READ.pack(count, wanted, ran))
    os.close(writer)
    monkeypatch.setattr(instructions, "open_counter", lambda _worker: reader)

    assert InstructionCounter(1).read() == expected
    os.close(reader)


def test_where_the_kernel_refuses_nothing_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(instructions, "open_counter", lambda _worker: refused(errno.EACCES))

    counter = InstructionCounter(1)
    counter.begin()
    counter.end()

    assert counter.read() is None


@pytest.mark.parametrize(
    ("code", "level", "said"),
    [
        (errno.EACCES, "4", "perf_event_paranoid is 4"),
        (errno.EACCES, "2", "filter of system calls"),
        (errno.EPERM, None, "filter of system calls"),
        (errno.ENOENT, "2", "the virtual machine"),
        (errno.ENOSYS, "2", "this system"),
    ],
)
def test_the_reason_is_that_of_the_machine(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, code: int, level: str | None, said: str
) -> None:
    if level is not None:
        (tmp_path / "paranoid").write_text(f"{level}\n")
    monkeypatch.setattr(instructions, "PARANOID", str(tmp_path / "paranoid"))
    monkeypatch.setattr(instructions, "open_counter", lambda _process: refused(code))

    assert said in find_obstacle()


def test_a_processor_whose_call_is_not_known_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(instructions, "OPEN", {})

    assert "this system" in find_obstacle()
