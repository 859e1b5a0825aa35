"""A watch over children of this process. What it makes of real measurements is in tests/bench/measured/instruments."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from bench.measured.monitor import proc, tree_memory
from bench.measured.monitor.memory import Watch

MIB = 1 << 20
WAIT = "import sys\nheld = bytearray(b'x' * (32 << 20))\nprint(flush=True)\nsys.stdin.read()"


@pytest.fixture
def worker() -> Iterator[int]:
    command = [sys.executable, "-c", WAIT]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        process.stdout.readline()
        yield process.pid
        process.stdin.close()


def a_watch(worker: int, limit: int = 1 << 40) -> Watch:
    return Watch(worker, proportional=True, limit=limit, curve=False)


def test_a_peak_belongs_to_the_phase_in_which_it_was_reached(worker: int) -> None:
    watch = a_watch(worker)

    watch.enter("import")
    watch.enter("run")
    found = watch.findings()

    assert found["peaks"]["start"] > 64 * MIB  # the bytes and the bytearray made of them
    assert 32 * MIB < found["peaks"]["import"] < 60 * MIB
    assert 32 * MIB < found["starts"]["run"] <= found["peaks"]["import"]
    assert not found["tampered"]


def test_more_than_the_limit_is_over(worker: int) -> None:
    watch = a_watch(worker, limit=16 * MIB)
    before = watch.over

    watch.poll()

    assert (before, watch.over) == (False, True)
    assert watch.margin() < 0


def test_a_mark_that_falls_without_our_doing_is_tampering(worker: int) -> None:
    watch = a_watch(worker)
    watch.poll()

    proc.reset_high_water(worker)
    watch.poll()

    assert watch.findings()["tampered"]


def test_growth_is_that_of_the_first_call_alone() -> None:
    call = "held = bytearray(b'x' * (16 << 20)); held = None; print(flush=True); sys.stdin.readline()"
    code = f"import sys\nprint(flush=True); sys.stdin.readline()\n{call}\n{call.replace('16', '64')}"
    command = [sys.executable, "-c", code]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        process.stdout.readline()
        watch = a_watch(process.pid)
        watch.end_call()  # of no call: it has not begun
        watch.enter("run")
        for _ in range(2):
            process.stdin.write(b"\n")
            process.stdin.flush()
            process.stdout.readline()
            watch.end_call()
        watch.enter("done")

        assert 30 * MIB < watch.findings()["grown"] < 40 * MIB  # the bytes and the bytearray made of them
        process.stdin.close()


def test_the_mark_of_the_end_counts_for_the_phase_that_was_running(worker: int) -> None:
    watch = a_watch(worker)
    watch.enter("import")
    watch.enter("run")

    watch.note_end(200 * MIB)

    assert watch.findings()["peaks"]["run"] == 200 * MIB


def test_a_child_that_no_look_found_counts_by_the_mark_of_the_kernel(worker: int) -> None:
    watch = a_watch(worker)
    for phase in ("import", "run", "done", "bye"):
        watch.poll()
        watch.enter(phase)

    watch.note_end(200 * MIB)

    assert watch.findings()["peaks"]["run"] == 200 * MIB


def test_without_proc_only_the_mark_of_the_end_is_known(
    worker: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(proc, "ROOT", str(tmp_path))
    monkeypatch.setattr(proc, "AVAILABLE", False)
    watch = a_watch(worker)
    for phase in ("import", "run", "done"):
        watch.poll()
        watch.enter(phase)

    watch.note_end(77 * MIB)

    found = watch.findings()
    assert found["peaks"] == {"whole": 77 * MIB}
    assert found["processes"] is None
    assert found["starts"] == found["sampled"] == found["bounds"] == {}
    assert found["resets"]
    assert not watch.over


def test_where_marks_are_not_reset_only_the_highest_phase_is_told(worker: int, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_pid: int) -> bool:
        return False

    monkeypatch.setattr(proc, "reset_high_water", refuse)
    watch = a_watch(worker)
    watch.enter("import")
    watch.enter("run")
    watch.poll()

    found = watch.findings()
    assert list(found["peaks"]) == ["start"]
    assert not found["resets"]
    assert not found["tampered"]


TWO = """
import mmap, os, sys, time
held = mmap.mmap(-1, 64 << 20, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
def touch():
    for at in range(0, len(held), mmap.PAGESIZE):
        held[at] = 1
touch()
if not os.fork():
    print(flush=True)
    sys.stdin.readline()
    touch()
    print(flush=True)
    time.sleep(60)
os.wait()
"""


@pytest.fixture
def two() -> Iterator["subprocess.Popen[bytes]"]:
    """A process that holds 64 MiB, and a child that writes to all of it when it is told to."""
    with subprocess.Popen(
        [sys.executable, "-c", TWO], stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True
    ) as process:
        process.stdout.readline()
        yield process
        os.killpg(process.pid, signal.SIGKILL)


def told(process: "subprocess.Popen[bytes]") -> None:
    process.stdin.write(b"\n")
    process.stdin.flush()
    process.stdout.readline()


@pytest.mark.parametrize("proportional", [True, False])
def test_what_two_share_meets_the_limit_once(two: "subprocess.Popen[bytes]", *, proportional: bool) -> None:
    watch = Watch(two.pid, proportional=proportional, limit=110 * MIB, curve=False)

    for _ in range(5):
        watch.poll()

    assert not watch.over
    assert watch.findings()["bounds"]["tree_high"] > 128 * MIB  # their sum alone does not tell
    assert watch.margin() > 0
    told(two)  # and so it can still go on


@pytest.mark.parametrize("proportional", [True, False])
def test_a_shared_page_that_is_written_to_meets_the_limit_though_no_resident_size_grows(
    two: "subprocess.Popen[bytes]", *, proportional: bool
) -> None:
    watch = Watch(two.pid, proportional=proportional, limit=110 * MIB, curve=False)
    watch.poll()
    high = watch.findings()["bounds"]["tree_high"]

    told(two)
    watch.poll()

    assert watch.over
    assert watch.findings()["bounds"]["tree_high"] < high + 8 * MIB
    assert watch.findings()["peaks"]["start"] > 128 * MIB


GROWS = """
import mmap, os, sys, time
PRIVATE = mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS
held = mmap.mmap(-1, 64 << 20, PRIVATE)
held.write(bytes(len(held)))
if not os.fork():
    print(flush=True)
    sys.stdin.readline()
    if EXCHANGED:
        held.close()
    own = mmap.mmap(-1, 64 << 20, PRIVATE)
    own.madvise(mmap.MADV_HUGEPAGE)
    own.write(bytes(len(own)))
    print(flush=True)
    time.sleep(60)
os.wait()
"""


@pytest.mark.parametrize("exchanged", [True, False], ids=["for what it shared", "beside what it shares"])
def test_huge_pages_meet_the_limit_though_few_were_asked_for(*, exchanged: bool) -> None:
    code = GROWS.replace("EXCHANGED", str(exchanged))
    with subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True
    ) as process:
        process.stdout.readline()
        watch = Watch(process.pid, proportional=False, limit=110 * MIB, curve=False)
        watch.poll()
        before = watch.over, watch.findings()["stood"]

        told(process)
        watch.poll()

        os.killpg(process.pid, signal.SIGKILL)
    assert before[0] is False
    assert watch.over
    assert (watch.findings()["stood"] > before[1]) == exchanged  # what is certainly too much need not be read


def test_what_may_not_be_read_counts_in_full(two: "subprocess.Popen[bytes]", monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(_pid: int) -> None:
        return None

    monkeypatch.setattr(proc, "proportional", refused)
    watch = Watch(two.pid, proportional=False, limit=110 * MIB, curve=False)

    watch.poll()

    assert watch.over


def test_what_comes_while_it_is_read_is_not_counted_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    code = GROWS.replace("EXCHANGED", "False")
    with subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True
    ) as process:
        process.stdout.readline()
        watch = Watch(process.pid, proportional=True, limit=180 * MIB, curve=False)
        proportional, grown = proc.proportional, threading.Event()

        def slow(pid: int) -> tuple[int, int] | None:
            if not grown.is_set():
                told(process)
                grown.set()
            return proportional(pid)

        monkeypatch.setattr(proc, "proportional", slow)
        monkeypatch.setattr(tree_memory, "FASTEST", 1 << 26)  # so that there seems to be time for it
        for _ in range(3):
            watch.poll()
        os.killpg(process.pid, signal.SIGKILL)

    assert grown.is_set()
    assert watch.findings()["bounds"]["tree_high"] > 200 * MIB
    assert not watch.over


LEAVES = """
import mmap, os, sys, time
held = mmap.mmap(-1, 64 << 20, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
held.write(bytes(len(held)))
for _ in range(4):
    os.fork() or time.sleep(60)
print(flush=True)
sys.stdin.readline()
held.close()
print(flush=True)
time.sleep(60)
"""


@pytest.mark.parametrize("first", [True, False], ids=["seen before", "first seen after it"])
def test_what_only_children_have_is_theirs_together(*, first: bool) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", LEAVES], stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True
    ) as process:
        process.stdout.readline()
        watch = Watch(process.pid, proportional=False, limit=110 * MIB, curve=False)
        if first:
            watch.poll()
        told(process)
        for phase in ("import", "run", "done"):
            watch.poll()
            watch.enter(phase)
        os.killpg(process.pid, signal.SIGKILL)

    assert watch.findings()["bounds"]["tree_high"] > 256 * MIB
    assert not watch.over
