"""Start one measured process through the monitor, and turn what happens to it into a status with figures.

A worker may print, raise, be killed for memory, or never return. All of these are ordinary results here: this module
raises only if the process could not be started. Nothing that a measured process leaves behind (children, files in its
home, temporary or working folder) outlives `launch`, even if the harness itself is killed meanwhile.
"""

import contextlib
import marshal
import os
import secrets
import select
import signal
import subprocess
import sys
import tempfile
from collections.abc import Collection
from dataclasses import replace
from pathlib import Path
from time import monotonic
from typing import IO, Any, Final, Self, cast

from bench.host import removal
from bench.host.cache import watching
from bench.measured.sandbox import group
from bench.model.errors import BenchError
from bench.model.types import REPEATING, Instrument, Status
from bench.process import guards, inherited, sampling, visible, worker_kit
from bench.process.finished import describe
from bench.process.inherited import Inherited
from bench.process.job import Finished, Job, Source, variables

__all__ = ["Finished", "Job", "Launched", "Source", "launch", "wait_for_one"]

POLL: Final = 0.005  # seconds between two looks at the memory of a resident process
POLL_SELDOM: Final = 0.1  # of any other, not to be disturbed and only held to its limit; sooner if that is near
PATIENCE: Final = 30.0  # seconds that the monitor may take to end once it is told to, or the limit is over
MEDDLED: Final = "while it ran, these of the run itself were changed: {}"
GLANCE: Final = 0.5  # seconds between two looks at whether the monitor was stopped
INHERITED: Final = ("PATH", "LANG", "LANGUAGE", "TZ", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")


def launch(job: Job) -> Finished:
    """Measure one process and describe how it ended.

    Raises:
        BenchError: if it could not be started, or what it changed of the harness cannot be put back.
        CacheChangedError: if it failed, and what it ran from is no longer what it was.
    """
    with Launched(job) as process:
        return process.finish()


class Launched:
    """A process that was started; leaving its block ends what still runs of it.

    Its monitor sees the end of its standard input then, as it does if this process is interrupted or killed, and cleans
    up.

    Args:
        job: what it is to do.
        before: what it inherits, where another process that runs may have changed that; None for what there is now.
    """

    def __init__(self, job: Job, before: Inherited | None = None) -> None:
        self._job = job
        self._folder = Path(tempfile.gettempdir()).absolute() / f"leanlines-{secrets.token_hex(6)}"
        orders = _orders(self._folder, job)
        self._before = before or inherited.now()
        self._until = monotonic() + orders["seconds"] + PATIENCE
        self._complaint = os.fdopen(os.memfd_create("complaint"), "w+b")
        self._monitor = _start_monitor(self._complaint)
        self.changed: tuple[str, ...] = ()
        with contextlib.suppress(BrokenPipeError):  # it reports nothing then
            content = marshal.dumps(orders, 2)
            self._asked.write(len(content).to_bytes(4, "big") + content)
            self._asked.flush()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.end()

    def fileno(self) -> int:
        """Return what can be read once it has ended."""
        return self._said.fileno()

    @property
    def is_lost(self) -> bool:
        """Whether its monitor was stopped from outside, or is far beyond its time."""
        return monotonic() >= self._until or _is_stopped(self._monitor.pid)

    def finish(self) -> Finished:
        """Wait until it has ended and describe how; `changed` is what it, or one beside it, changed of the harness.

        Raises:
            BenchError: if it could not be started, or what was changed of the harness cannot be put back.
            CacheChangedError: if it failed, and what it ran from is no longer what it was.
        """
        report, job = self._report(), self._job
        complaint = self._read_complaint()
        self.end()
        try:
            self.changed = inherited.put_back(self._before)  # first: without open files nothing is found to clear up
        finally:
            if "code" not in report or self._folder.exists():
                _clear_up(self._folder)
        if "failed" in report:
            watching.check()
            raise BenchError(f"{job.python} cannot be started: {report['failed']}", "Is it a Python interpreter?")
        finished = describe(job, self._folder, report)
        if self.changed:
            finished = replace(finished, notes=(*finished.notes, MEDDLED.format(", ".join(self.changed))))
        if finished.status is not Status.OK:
            watching.check()  # what it ran from may be to blame, and not the implementation
        sys.stderr.write(complaint)
        return finished

    def end(self) -> None:
        """End what still runs of it."""
        with contextlib.suppress(BrokenPipeError):
            self._asked.close()
        self._said.close()
        self._complaint.close()
        _await(self._monitor)

    def _report(self) -> dict[str, Any]:
        """Return what its monitor says, empty if that did not live to say anything."""
        try:
            return dict(marshal.loads(self._read()))  # noqa: S302  our own monitor
        except (EOFError, ValueError, TypeError):
            return {}

    def _read_complaint(self) -> str:
        """Return what its monitor wrote as it failed; where the cache was removed under it, nobody is shown that."""
        self._complaint.seek(0)
        return self._complaint.read().decode(errors="replace")

    def _read(self) -> bytes:
        content = bytearray()
        while not self.is_lost:
            if _wait([self]):
                block = os.read(self.fileno(), 1 << 20)
                if not block:
                    return bytes(content)
                content += block
        self._monitor.kill()
        return b""

    @property
    def _asked(self) -> IO[bytes]:
        return cast("IO[bytes]", self._monitor.stdin)

    @property
    def _said(self) -> IO[bytes]:
        return cast("IO[bytes]", self._monitor.stdout)


def wait_for_one(processes: Collection[Launched]) -> Launched:
    """Wait until one of several processes has ended, or is lost, and return it."""
    while True:
        ended = _wait(processes)
        for process in processes:
            if process in ended or process.is_lost:
                return process


def _wait(processes: Collection[Launched]) -> list[Launched]:
    """Wait a moment and return those that have something to read, without `poll`.

    Of a harness that may open no file any more, because one of them saw to that, `poll` is refused.
    """
    return select.select(processes, [], [], GLANCE)[0]


def _is_stopped(child: int) -> bool:
    """Return whether a child was stopped by a signal, without a file of /proc: there may be none left to open."""
    try:
        return os.waitid(os.P_PID, child, os.WSTOPPED | os.WNOHANG | os.WNOWAIT) is not None
    except ChildProcessError:  # it has ended
        return False


def _orders(folder: Path, job: Job) -> dict[str, Any]:
    token, kit = secrets.token_hex(8), worker_kit.folder(job.python)
    source = next((str(source.absolute()) for source in job.sources if isinstance(source, Path)), None)
    allowed = job.allowed or group.allowance(job.limits.memory)
    resident = job.instrument in {Instrument.RESIDENT, Instrument.RESIDENT_CURVE}
    return {
        "folder": str(folder),
        "job": marshal.dumps(_describe(job, token), 2),
        "token": token,
        "kit": str(kit),
        "python": str(job.python.absolute()),
        "environment": _environment(folder, job),
        "poll": POLL if resident else POLL_SELDOM,
        "proportional": resident,
        "curve": job.instrument is Instrument.RESIDENT_CURVE,
        "seconds": job.limits.seconds,
        "memory": job.limits.memory,
        "source": source,
        "cache": _cache_state(job) if source else "",
        "stack_signal": int(signal.SIGUSR2),
        "edits": [] if isinstance(job.change, int) else [(each.offset, each.old, each.new) for each in job.change],
        "number": job.change if isinstance(job.change, int) else None,
        "sampler": sampling.command(job, kit),
        "several": job.instrument is Instrument.ANSWER,
        "instructions": job.instrument is Instrument.RESIDENT,  # a timed process is left alone
        "view": visible.to_job(folder, job) if guards.is_in_force(guards.VIEW) else {},
        "group": guards.group_for(secrets.token_hex(6), allowed) if guards.is_in_force(guards.KERNEL) else (),
    }


def _describe(job: Job, token: str) -> dict[str, Any]:
    """Return what the worker needs to know, in plain values that every version of Python reads."""
    return {
        "token": token,
        "instrument": str(job.instrument),
        "module": str(job.module.absolute()),
        "function": job.function,
        "sources": [
            ("path", str(source.absolute())) if isinstance(source, Path) else ("value", source)
            for source in job.sources
        ],
        "options": dict(job.options),
        "answers": str(job.answers.absolute()) if job.answers else None,
        "stack_signal": int(signal.SIGUSR2),
    }


def _cache_state(job: Job) -> str:
    if job.options.get("cold"):
        return "cold"
    # A control group counts file pages for the process that touches them first, which has to be the monitor.
    counted = job.instrument is Instrument.RESIDENT and guards.is_in_force(guards.KERNEL)
    return "warm" if counted or job.instrument is Instrument.TIMING else ""


def _environment(folder: Path, job: Job) -> dict[str, str]:
    """Return a clean environment: what decides how text is read is passed on, what could change a figure is not."""
    passed = {name: value for name, value in os.environ.items() if name in INHERITED or name.startswith("LC_")}
    passed |= {"HOME": str(folder / "home"), "TMPDIR": str(folder / "tmp"), **variables(job.python)}
    seed = 0 if job.hash_seed is None and job.instrument in REPEATING else job.hash_seed
    return passed if seed is None else passed | {"PYTHONHASHSEED": str(seed)}


def _start_monitor(complaint: IO[bytes]) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-S", "-E", "-I", "-B", str(worker_kit.folder(Path(sys.executable)) / "monitor.py")]
    pipe = subprocess.PIPE
    return subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=complaint, start_new_session=True)


def _await(monitor: subprocess.Popen[bytes]) -> None:
    try:
        monitor.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        monitor.kill()
        monitor.wait()


def _clear_up(folder: Path) -> None:
    """End what a monitor did not that was killed, or failed: every process whose home is in the private folder."""
    marks = [f"HOME={folder}/home".encode()]
    for environment in Path("/proc").glob("[0-9]*/environ"):
        with contextlib.suppress(OSError):
            if any(mark in environment.read_bytes() for mark in marks):
                os.kill(int(environment.parent.name), signal.SIGKILL)
    guards.sweep()
    removal.remove(folder)
