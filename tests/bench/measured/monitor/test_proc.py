import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from bench.measured.monitor import proc
from tests.needs import denied

MIB = 1 << 20
pytestmark = pytest.mark.skipif(not proc.AVAILABLE, reason="there is no /proc here")
WAIT = "import sys; sys.stdin.read()"


@pytest.fixture
def child() -> "Iterator[subprocess.Popen[bytes]]":
    with subprocess.Popen([sys.executable, "-c", WAIT], stdin=subprocess.PIPE) as process:
        yield process
        process.stdin.close()


def test_the_mark_of_this_process_is_at_least_what_it_holds() -> None:
    memory = proc.memory_of(os.getpid())

    assert memory.high >= memory.resident - MIB
    assert memory.resident == pytest.approx(memory.anonymous + memory.file, abs=2 * MIB)


def test_a_reset_brings_the_mark_down_to_what_is_held() -> None:
    held = bytearray(64 * MIB)
    held[::4096] = b"x" * len(held[::4096])
    before = proc.memory_of(os.getpid())
    del held

    assert proc.reset_high_water(os.getpid())

    after = proc.memory_of(os.getpid())
    assert before.high - after.high > 60 * MIB


def test_a_child_is_found_and_a_zombie_is_told_from_the_living(child: "subprocess.Popen[bytes]") -> None:
    assert child.pid in proc.descendants(os.getpid())
    assert not proc.is_zombie(child.pid)

    child.kill()
    os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)

    assert child.pid in proc.descendants(os.getpid())
    assert proc.is_zombie(child.pid)
    assert child.pid not in proc.living()


def test_grandchildren_are_descendants_too() -> None:
    code = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {WAIT!r}])"
    with subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE) as process:
        while len(found := proc.descendants(process.pid)) < 1:
            pass

        assert set(found) <= set(proc.descendants(os.getpid()))
        process.stdin.close()


STARTS = """
import os, shutil
held = bytearray(b"x") * (64 << 20)
detour = [(os.POSIX_SPAWN_DUP2, 0, 100)] * 50_000
while True:
    os.waitpid(os.posix_spawn(shutil.which("true"), ["true"], {}, file_actions=detour), 0)
"""


def test_a_child_that_has_yet_to_become_a_program_of_its_own_is_no_second_memory() -> None:
    with subprocess.Popen([sys.executable, "-c", STARTS]) as process:
        counts: set[int] = set()
        sizes: list[int] = []
        while len(sizes) < 300 or len(counts) < 2:
            counts.add(len(proc.descendants(process.pid)))
            sizes.append(sum(memory.resident for memory in proc.living().values()))
        process.kill()

    assert counts == {0, 1}
    assert 64 * MIB < max(sizes) < 100 * MIB


def test_pages_that_a_machine_sets_aside_as_huge_are_held_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "7").mkdir()
    sizes = {"VmHWM": 9 << 10, "VmRSS": 8 << 10, "RssAnon": 6 << 10, "RssFile": 2 << 10, "HugetlbPages": 64 << 10}
    (tmp_path / "7" / "status").write_text(
        "Name:\tx\n" + "".join(f"{name}:\t{size} kB\n" for name, size in sizes.items())
    )
    monkeypatch.setattr(proc, "ROOT", str(tmp_path))

    memory = proc.memory_of(7)

    held = memory.high, memory.mark, memory.resident, memory.private
    assert held == (73 * MIB, 9 * MIB, 72 * MIB, 70 * MIB)


ALIKE = "import os, sys; os.fork(); sys.stdin.read()"


def test_a_copy_that_is_of_the_same_sizes_is_a_second_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    if proc.share_memory(os.getpid(), os.getpid()) is None:
        denied("the kernel does not say which processes have one memory")
    monkeypatch.setattr(proc, "_seem_one", lambda *_: True)
    with subprocess.Popen([sys.executable, "-c", ALIKE], stdin=subprocess.PIPE) as process:
        while not proc.descendants(process.pid):
            pass

        assert {process.pid, *proc.descendants(process.pid)} <= proc.living().keys()


HEADLESS = """
import ctypes, sys, threading
held = bytearray(b"x") * (64 << 20)
threading.Thread(target=lambda: (print(flush=True), sys.stdin.read())).start()
ctypes.CDLL(None).pthread_exit(None)
"""


def test_a_process_whose_first_thread_has_ended_is_measured_by_another() -> None:
    with subprocess.Popen([sys.executable, "-c", HEADLESS], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        process.stdout.readline()
        while not proc.read(f"/proc/{process.pid}/stat").rpartition(b")")[2].startswith(b" Z"):
            pass

        assert proc.living()[process.pid].resident > 64 * MIB
        assert sum(proc.proportional(process.pid) or ()) > 64 * MIB
        assert proc.reset_high_water(process.pid)
        assert not proc.is_zombie(process.pid)
        process.send_signal(signal.SIGSTOP)
        while proc.can_run(process.pid):
            pass
        process.kill()


def test_shared_pages_are_divided_among_those_that_share() -> None:
    share = proc.proportional(os.getpid())
    memory = proc.memory_of(os.getpid())

    assert share is not None
    anonymous, file = share
    assert anonymous <= memory.anonymous + MIB
    assert file <= memory.file + MIB


def test_a_process_that_is_gone_has_no_figures(child: "subprocess.Popen[bytes]") -> None:
    child.kill()
    child.wait()

    assert proc.memory_of(child.pid) is None
    assert proc.proportional(child.pid) is None
    assert proc.descendants(child.pid) == {}
    assert not proc.reset_high_water(child.pid)
    assert proc.is_zombie(child.pid)
