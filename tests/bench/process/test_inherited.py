"""What a measured process changes of the harness reaches no other row: one has few files, processors or patience."""

import os
import resource
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from bench.model.errors import BenchError
from bench.model.types import Instrument, Status
from bench.process import guards, inherited, launch
from tests.bench.process.launching import measured
from tests.needs import denied

MEDDLING = """
    import os, resource
    def run(n):
        with open(f"/proc/{os.getppid()}/stat") as file:
            harness = int(file.read().rpartition(")")[2].split()[1])
        resource.prlimit(harness, resource.RLIMIT_NOFILE, (40, resource.prlimit(harness, resource.RLIMIT_NOFILE)[1]))
        os.sched_setaffinity(harness, {min(os.sched_getaffinity(0))})
        os.setpriority(os.PRIO_PROCESS, harness, os.getpriority(os.PRIO_PROCESS, harness) + 5)
        return n
"""
WAITING = """
    import ctypes, os, struct
    def run(n):
        with open(f"/proc/{os.getppid()}/stat") as file:
            harness = int(file.read().rpartition(")")[2].split()[1])
        libc = ctypes.CDLL(None)
        libc.syscall({ioprio_set}, 1, harness, 3 << 13)
        libc.syscall({setattr}, harness, struct.pack("IIQiIQQQII", 56, 0, 0, 0, 0, 50_000_000, 0, 0, 0, 0), 0)
        return n
"""
BLINDING = """
    import os, resource, time
    def run(n):
        with open(f"/proc/{os.getppid()}/stat") as file:
            harness = int(file.read().rpartition(")")[2].split()[1])
        resource.prlimit(harness, resource.RLIMIT_NOFILE, (0, resource.prlimit(harness, resource.RLIMIT_NOFILE)[1]))
        time.sleep({longer})
        {ends}
        return n
"""
SEEN = """
    import os, resource
    def run(n):
        limit = resource.getrlimit(resource.RLIMIT_NOFILE)
        return [str(limit), sorted(os.sched_getaffinity(0)), os.getpriority(os.PRIO_PROCESS, 0)]
"""


@pytest.fixture
def _as_before(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Keep this very process as it was, whatever becomes of it: it is the harness here.

    In a private view the system refuses most of what is tried on it, so there is none.
    """
    missing = dict.fromkeys((guards.VIEW, guards.KERNEL), "this test leaves it out")
    monkeypatch.setattr(guards, "available", lambda: missing)
    limits, processors = resource.getrlimit(resource.RLIMIT_NOFILE), os.sched_getaffinity(0)
    niceness = os.getpriority(os.PRIO_PROCESS, 0)
    yield
    resource.setrlimit(resource.RLIMIT_NOFILE, limits)
    os.sched_setaffinity(0, processors)
    os.setpriority(os.PRIO_PROCESS, 0, niceness)


@pytest.mark.usefixtures("_as_before")
def test_the_next_process_inherits_what_the_first_did(tmp_path: Path) -> None:
    if os.getuid():
        denied("an ordinary user cannot put a lower priority back")
    expected = measured(tmp_path, SEEN, Instrument.ANSWER)

    meddled = measured(tmp_path, MEDDLING, Instrument.ANSWER)
    after = measured(tmp_path, SEEN, Instrument.ANSWER)

    assert (expected.status, meddled.status, after.answers) == (Status.OK, Status.OK, expected.answers)
    assert all(any(word in note for note in meddled.notes) for word in ("RLIMIT_NOFILE", "niceness"))
    assert after.notes == expected.notes == ()


@pytest.mark.usefixtures("_as_before")
@pytest.mark.parametrize(
    ("ends", "status"), [("pass", Status.OK), (f"os.kill(os.getppid(), {signal.SIGKILL})", Status.SUSPECT)]
)
def test_a_harness_that_may_open_no_file_waits_for_the_end_and_leaves_nothing(
    ends: str, status: Status, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    code = BLINDING.replace("{longer}", str(2 * launch.GLANCE)).replace("{ends}", ends)

    finished = measured(tmp_path, code)

    assert finished.status is status
    assert any("RLIMIT_NOFILE" in note for note in finished.notes)
    assert list(tmp_path.glob("leanlines-*")) == []


@pytest.mark.skipif(os.uname().machine not in inherited.CALLS, reason="the numbers of these calls are not known here")
@pytest.mark.usefixtures("_as_before")
def test_nor_does_the_next_one_wait_longer_for_a_disk_or_a_processor(tmp_path: Path) -> None:
    _, setattr_, _, ioprio_set = inherited.CALLS[os.uname().machine]
    meddling = WAITING.replace("{ioprio_set}", str(ioprio_set)).replace("{setattr}", str(setattr_))
    before = inherited.now()

    finished = measured(tmp_path, meddling, Instrument.ANSWER)

    assert finished.status is Status.OK
    assert [word for note in finished.notes for word in ("scheduling", "disk") if word in note][-1:] == ["disk"]
    assert inherited.now() == before


def test_what_cannot_be_put_back_ends_the_run_before_another_row_has_it(monkeypatch: pytest.MonkeyPatch) -> None:
    before = inherited.now()
    monkeypatch.setattr(resource, "getrlimit", lambda _which: (1, 1))
    monkeypatch.setattr(resource, "setrlimit", lambda _which, _limit: None)

    with pytest.raises(BenchError, match="RLIMIT_NOFILE"):
        inherited.put_back(before)
