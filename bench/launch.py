"""Start one measured process through the monitor, and turn what happens to it into a status with figures.

A worker may print, raise, be killed for memory, or never return. All of these are ordinary results here: this module
raises only if the process could not be started. Nothing that a measured process leaves behind (children, files in its
home, temporary or working folder) outlives `launch`, even if the harness itself is killed meanwhile.
"""

import json
import marshal
import os
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from bench import kit
from bench.errors import BenchError
from bench.model import Allocation, Instrument, Limits, Quantity, Scalar, Status

Source = Path | Scalar | list[Any] | dict[str, Any]

POLL: Final = {Instrument.RESIDENT: 0.005}  # seconds between two looks at the memory; any other instrument:
POLL_OTHERS: Final = 0.05
LARGEST_RESULT: Final = 64 << 20  # bytes
PATIENCE: Final = 30.0  # seconds that the monitor may take beyond the limit before it is given up
INHERITED: Final = ("PATH", "LANG", "LANGUAGE", "TZ", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "SYSTEMROOT")


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One process to be measured.

    Args:
        python: the interpreter to run it in.
        module: file of the implementation, or of the workload for its `reference`.
        function: what to call in it.
        instrument: what to measure.
        sources: what `run` gets: one, or several for `answer`.
        options: of the runner, and of the monitor: `curve` (bool), `cold` (bool).
        limits: seconds from spawn to exit, bytes of the whole process tree.
        hash_seed: PYTHONHASHSEED; None is 0 for traced instruments, whose figures repeat to the byte, and random else.
        answers: folder for the canonical answers, `answer-0.json` and on; None keeps the digests only.
    """

    python: Path
    module: Path
    function: str = "run"
    instrument: Instrument
    sources: tuple[Source, ...]
    options: Mapping[str, Scalar] = field(default_factory=dict)
    limits: Limits
    hash_seed: int | None = None
    answers: Path | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Finished:
    """What became of one measured process.

    Args:
        status: how it ended.
        phase: where it stood then: `start`, `import`, `run` or `done`.
        reason: why it is not ok, in words.
        notes: what a reader should know and that does not change the status.
        values: figures of the monitor and the runner, by name; what could not be had is absent.
        calls: seconds of each timed value, per call.
        allocations: lines that hold most at the traced peak.
        growth: the same beyond what was held before `run`.
        curve: (seconds since `run` began, bytes).
        answers: sha-256 of each canonical answer.
        output: the ends of what it printed.
        pyperf: the timed values as a pyperf benchmark (JSON), empty for other instruments.
    """

    status: Status
    phase: str = "done"
    reason: str = ""
    notes: tuple[str, ...] = ()
    values: Mapping[str, Quantity] = field(default_factory=dict)
    calls: tuple[float, ...] = ()
    allocations: tuple[Allocation, ...] = ()
    growth: tuple[Allocation, ...] = ()
    curve: tuple[tuple[float, int], ...] = ()
    answers: tuple[str, ...] = ()
    output: str = ""
    pyperf: str = ""


def launch(job: Job) -> Finished:
    """Measure one process and describe how it ended.

    Raises:
        BenchError: if it could not be started.
    """
    folder = Path(tempfile.mkdtemp(prefix="leanlines-"))
    try:
        _furnish(folder, job)
        report = _monitored(folder, job)
        if "failed" in report:
            raise BenchError(f"{job.python} cannot be started: {report['failed']}")
        return _Ending(job, folder, report).described()
    finally:
        _remove(folder)


def _furnish(folder: Path, job: Job) -> None:
    for name in ("control", "work", "home", "tmp"):
        (folder / name).mkdir()
    os.mkfifo(folder / "control" / "phases")
    os.mkfifo(folder / "control" / "acks")
    token = secrets.token_hex(8)
    described = {
        "token": token,
        "instrument": str(job.instrument),
        "module": str(job.module.absolute()),
        "function": job.function,
        "sources": [_described(source) for source in job.sources],
        "options": dict(job.options),
        "answers": str(job.answers.absolute()) if job.answers else None,
        "stack_signal": int(signal.SIGUSR2),
    }
    (folder / "control" / "job").write_bytes(marshal.dumps(described, 2))
    (folder / "control" / "token").write_text(token)


def _described(source: Source) -> tuple[str, Any]:
    return ("path", str(source.absolute())) if isinstance(source, Path) else ("value", source)


def _monitored(folder: Path, job: Job) -> dict[str, Any]:
    """Run the monitor; if this process is interrupted, the end of its standard input makes it clean up."""
    content = marshal.dumps(_orders(folder, job), 2)
    monitor = subprocess.Popen(
        [sys.executable, "-S", "-E", "-I", kit.folder() / "monitor.py"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        start_new_session=True,
    )
    assert monitor.stdin is not None
    assert monitor.stdout is not None
    try:
        monitor.stdin.write(len(content).to_bytes(4, "big") + content)
        monitor.stdin.flush()
        report = monitor.stdout.read()
        return marshal.loads(report) if report else {"lost": True}  # type: ignore[no-any-return]  # noqa: S302  our own
    finally:
        monitor.stdin.close()
        monitor.stdout.close()
        _wait(monitor)


def _wait(monitor: subprocess.Popen[bytes]) -> None:
    try:
        monitor.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        monitor.kill()
        monitor.wait()


def _orders(folder: Path, job: Job) -> dict[str, Any]:
    source = next((str(source.absolute()) for source in job.sources if isinstance(source, Path)), None)
    resident = job.instrument is Instrument.RESIDENT
    return {
        "token": (folder / "control" / "token").read_text(),
        "folder": str(folder),
        "kit": str(kit.folder()),
        "python": str(job.python),
        "environment": _environment(folder, job),
        "poll": POLL.get(job.instrument, POLL_OTHERS),
        "proportional": resident,
        "curve": bool(job.options.get("curve")),
        "seconds": job.limits.seconds,
        "memory": job.limits.memory,
        "source": source,
        "cache": _cache_state(job) if source else "",
        "stack_signal": int(signal.SIGUSR2),
    }


def _cache_state(job: Job) -> str:
    if job.options.get("cold"):
        return "cold"
    return "warm" if job.instrument is Instrument.TIMING else ""


def _environment(folder: Path, job: Job) -> dict[str, str]:
    passed = {name: value for name, value in os.environ.items() if name in INHERITED or name.startswith("LC_")}
    passed |= {"HOME": str(folder / "home"), "TMPDIR": str(folder / "tmp")}
    seed = job.hash_seed
    if seed is None and job.instrument in {Instrument.TRACED, Instrument.LINES}:
        seed = 0
    if seed is not None:
        passed["PYTHONHASHSEED"] = str(seed)
    return passed


def _remove(folder: Path) -> None:
    """Remove what was private to the process, even what it made unwritable."""

    def reopen(_function: object, path: str, _error: object) -> None:
        Path(path).parent.chmod(0o700)
        Path(path).chmod(0o700)

    shutil.rmtree(folder, onerror=reopen)
    shutil.rmtree(folder, ignore_errors=True)


class _Ending:
    """The monitor's report and the worker's result, read together."""

    def __init__(self, job: Job, folder: Path, report: dict[str, Any]) -> None:
        self.job = job
        self.folder = folder
        self.report = report
        self.result = _result(folder / "control" / "result.json")

    def described(self) -> Finished:
        status, reason = self._status()
        result = self.result
        return Finished(
            status=status,
            phase=self._phase(),
            reason=self._clean(reason),
            notes=tuple(self._notes()),
            values=self._values(status),
            calls=tuple(result.get("calls", ())),
            allocations=tuple(Allocation(**entry) for entry in result.get("allocations", ())),
            growth=tuple(Allocation(**entry) for entry in result.get("growth", ())),
            curve=tuple((seconds, size) for seconds, size in self.report.get("curve", ())),
            answers=tuple(result.get("answers", ())),
            output=self._clean(self.report.get("output", b"").decode("utf-8", "replace")),
            pyperf=self._pyperf(),
        )

    def _status(self) -> tuple[Status, str]:
        result, report = self.result, self.report
        if report.get("lost"):
            return Status.SUSPECT, "the monitor ended before the process did"
        if result:
            if report["tampered"] and result["status"] == "ok":
                return Status.SUSPECT, "its memory marks were reset by someone else than the monitor"
            return Status(result["status"]), result["reason"]
        if report["cause"] == "timeout":
            return Status.TIMEOUT, f"still running after {self.job.limits.seconds:g} s{self._stack()}"
        if report["cause"] == "memory-limit":
            return Status.MEMORY_LIMIT, f"held more than {self.job.limits.memory:,} bytes"
        code = report["code"]
        if os.WIFSIGNALED(code):
            return Status.CRASH, f"ended by {signal.Signals(os.WTERMSIG(code)).name}{self._stack()}"
        return Status.EXIT, f"ended with exit code {os.WEXITSTATUS(code)} and delivered no answer"

    def _phase(self) -> str:
        return str(self.result.get("phase") or self.report.get("phase", "start"))

    def _notes(self) -> list[str]:
        notes = [*self.report.get("notes", ()), *self.result.get("notes", ())]
        if left := self.report.get("left", 0):
            notes.append(f"left {left} process{'es' if left > 1 else ''}")
        if threads := self.result.get("threads", 0):
            notes.append(f"left {threads} thread{'s' if threads > 1 else ''} running")
        return notes

    def _values(self, status: Status) -> dict[str, Quantity]:
        report = self.report
        if report.get("lost"):
            return {}
        values = {
            "process_seconds": Quantity(report["seconds"], "s"),
            "monitor_cpu_seconds": Quantity(report["cpu"], "s"),
        }
        if report["processes"] is not None:
            values["processes"] = Quantity(report["processes"], "1")
            values["left_behind"] = Quantity(report["left"], "1")
        if report["cached"] is not None:
            values["page_cache_resident"] = Quantity(report["cached"], "1")
        values |= self._memory(status)
        values |= {name: Quantity(value, unit) for name, (value, unit) in self.result.get("values", {}).items()}
        return values

    def _memory(self, status: Status) -> dict[str, Quantity]:
        peaks = self.report["peaks"]
        names = {"start": "bare_peak", "import": "import_peak", "run": "run_peak"}
        sizes = {name: peaks[phase] for phase, name in names.items() if phase in peaks}
        if sizes:
            sizes["peak"] = max(sizes.values())
        if "run" in self.report["starts"]:
            sizes["run_start"] = self.report["starts"]["run"]
        sizes |= self.report["sampled"]
        sizes |= self.report["bounds"]
        if self.job.instrument is not Instrument.RESIDENT:
            sizes = {"peak": sizes["peak"]} if status is not Status.OK and "peak" in sizes else {}
        return {name: Quantity(size, "B") for name, size in sizes.items()}

    def _stack(self) -> str:
        try:
            text = (self.folder / "control" / "stack").read_text(errors="replace")
        except OSError:
            return ""
        return "\n" + text if text else ""

    def _pyperf(self) -> str:
        try:
            return (self.folder / "control" / "pyperf.json").read_text()
        except OSError:
            return ""

    def _clean(self, text: str) -> str:
        """Take the paths of this machine out of what may be published."""
        roots = {self.folder: "TMP", self.job.module.absolute().parent: ""}
        for root, shown in roots.items():
            text = text.replace(f"{root}/", f"{shown}/" if shown else "")
        return text


def _result(path: Path) -> dict[str, Any]:
    try:
        if path.stat().st_size > LARGEST_RESULT:
            return {}
        return json.loads(path.read_bytes())  # type: ignore[no-any-return]
    except (OSError, ValueError):
        return {}
