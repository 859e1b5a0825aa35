"""Whoever keeps the monitor from seeing is suspect, and ends no run."""

import errno
import os
import signal
from pathlib import Path

import pytest

from bench.measured.monitor.own_state import OwnState
from bench.model.types import Status
from bench.process.job import Edit
from tests.bench.process.launching import measured

CODE = """
    import os, resource, time

    def run(n):
        monitor = os.getppid()
        limit = resource.prlimit(monitor, resource.RLIMIT_NOFILE)
        {before}
        child = os.fork()
        if not child:
            held = bytearray(100 << 20)
            for at in range(0, len(held), 4096):
                held[at] = 1
            os._exit(0)
        os.waitpid(child, 0)
        {after}
        return [n]
"""
LESS = "resource.prlimit(monitor, resource.RLIMIT_NOFILE, ({}))"
AGAIN_AND_AGAIN = f"for _ in range(200_000): {LESS.format('3, limit[1]')}"


@pytest.mark.parametrize(
    ("before", "after", "how"),
    [
        (f"os.kill(monitor, {signal.SIGSTOP})", f"os.kill(monitor, {signal.SIGCONT})", "stopped"),
        (LESS.format("6, limit[1]"), "time.sleep(0.1)", "kept from opening files"),
        (LESS.format("3, limit[1]"), "time.sleep(0.1)", "kept from opening files"),
        (AGAIN_AND_AGAIN, "pass", "kept from opening files"),  # before its `poll` too, which is refused then
        ("resource.prlimit(monitor, resource.RLIMIT_FSIZE, (0, 0))", "pass", "kept from writing files"),
        ("resource.prlimit(monitor, resource.RLIMIT_NPROC, (0, 0))", "pass", "kept from starting processes"),
        ("resource.prlimit(monitor, resource.RLIMIT_CPU, (60, 60))", "pass", "limited in processor time"),
        ("resource.prlimit(monitor, resource.RLIMIT_AS, (1 << 40, 1 << 40))", "pass", "kept from taking memory"),
    ],
)
def test_whoever_blinds_its_monitor_for_a_moment_is_suspect(before: str, after: str, how: str, tmp_path: Path) -> None:
    finished = measured(tmp_path, CODE.format(before=before, after=after))

    assert finished.status is Status.SUSPECT
    assert how in finished.reason


@pytest.mark.parametrize(
    "deed",
    [
        "resource.prlimit(monitor, resource.RLIMIT_NOFILE, (3, 3))",
        "resource.prlimit(monitor, resource.RLIMIT_AS, (3, 3))",
        f"os.kill(monitor, {signal.SIGINT})",
    ],
)
def test_whoever_takes_from_its_monitor_what_it_needs_is_suspect_and_leaves_nothing(
    deed: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    code = CODE.format(before="open('left', 'w').close()", after=deed)

    finished = measured(tmp_path, code)

    assert finished.status is Status.SUSPECT
    assert list(tmp_path.glob("leanlines-*")) == []
    assert capfd.readouterr().err == ""


@pytest.mark.parametrize("ending", ["os._exit(0)", "pass"])
def test_whoever_keeps_its_monitor_from_putting_the_file_back_is_suspect(ending: str, tmp_path: Path) -> None:
    data = tmp_path / "log"
    data.write_text("one\n")
    code = CODE.format(before="resource.prlimit(monitor, resource.RLIMIT_FSIZE, (0, 0))", after=ending)

    finished = measured(tmp_path, code, sources=(data,), change=(Edit(0, b"one", b"two"),))

    assert finished.status is Status.SUSPECT
    assert "kept from writing files" in finished.reason


def test_what_a_refusal_tells_is_known_although_the_limit_is_as_before() -> None:
    kept = signal.getsignal(signal.SIGCONT)
    states = [OwnState(), OwnState()]
    signal.signal(signal.SIGCONT, kept)
    states[0].explain(OSError(errno.EMFILE, "refused"))
    states[1].explain(MemoryError())

    assert states[0].findings()["hindered"] == ["kept from opening files"]
    assert not states[1].is_hindered


def test_other_turns_at_the_processors_are_named_and_hinder_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    kept = signal.getsignal(signal.SIGCONT)
    state = OwnState()
    state.look()
    before = state.findings()
    monkeypatch.setattr(os, "getpriority", lambda *_: 19)
    state.look()
    signal.signal(signal.SIGCONT, kept)

    assert before == {"hindered": [], "changed": []}
    assert state.findings() == {"hindered": [], "changed": ["priority"]}
