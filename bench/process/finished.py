"""Read how a measured process ended: the monitor's report and the worker's result, together.

Pure. The monitor is believed in everything that it saw from outside; the worker's result is the word of a process that
ran foreign code, so it is read with care: anything malformed counts as no result.
"""

import json
import os
import re
import signal
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from bench.host import process_notes
from bench.model.types import Instrument, LineShare, Quantity, Status
from bench.model.types.ranges import CALL, CHANGE, COUNT, MOMENT, SIZE
from bench.process import kernel, sampling, stacks
from bench.process.contradictions import find_contradiction
from bench.process.figures import (
    LONGEST,
    PHASES,
    read_allocation,
    read_digests,
    read_figure,
    read_values,
    require_few,
)
from bench.process.job import Finished, Job
from bench.process.redaction import LINGERED, Redactor, publish_timings, redactor

BROKEN: Final = "BrokenProcessPool:"
CACHED_FACTOR: Final = 5  # times as long as the others that a first call takes before it is worth a note
CACHED_SECONDS: Final = 0.005  # below this any first call is slower
STOOD: Final = 0.01  # of its time that a timed process may stand still before it is worth a note
_TAKES_THE_GIL: Final = re.compile(r"The global interpreter lock \(GIL\) has been enabled to load module '([\w.]+)'")
MOST_VALUES: Final = 1 << 16  # of a result; its text could be of millions, each of which takes 60 bytes here
PHASES_SAID: Final = ("start", "import", "run", "done")
PIECES: Final = 16  # of a reason: its first line, and a few lines of a stack
SAID: Final = (  # by a worker; of any other end only the monitor and the harness can know
    *(Status.OK, Status.ERROR, Status.EXIT, Status.BAD_RETURN_TYPE),
    *(Status.LOAD_ERROR, Status.MISSING_DEPENDENCY, Status.SUSPECT),
)


def describe(job: Job, folder: Path, report: Mapping[str, Any]) -> Finished:
    """Turn a report into the outcome of the job.

    Args:
        job: what was asked.
        folder: the private folder of the process; its name must not get out.
        report: what the monitor said; empty if it did not live to say anything.
    """
    result = _result(report.get("result", b""))
    try:
        return _describe(job, folder, report, result)
    except (TypeError, ValueError, KeyError, AttributeError):  # a result of the right syntax and the wrong shape
        return _describe(job, folder, report, {})


def _describe(job: Job, folder: Path, report: Mapping[str, Any], result: Mapping[str, Any]) -> Finished:
    redacted = redactor(job, folder)
    status, reason = _status(job, report, result, redacted)
    spent, sampled = _sampled(job, report)
    return Finished(
        status=status,
        phase=str(result.get("phase") or report.get("phase", "start")),
        reason=reason,
        notes=tuple(redacted(note)[:LONGEST] for note in _notes(job, report, result)),
        values=read_values(job, status, report, result) | sampled,
        calls=tuple(read_figure(CALL, seconds) for seconds in require_few(result.get("calls", ()))),
        allocations=tuple(read_allocation(each, SIZE, COUNT) for each in require_few(result.get("allocations", ()))),
        growth=tuple(read_allocation(each, CHANGE, CHANGE) for each in require_few(result.get("growth", ()))),
        curve=tuple(
            (read_figure(MOMENT, at), int(read_figure(SIZE, size)))
            for at, size in require_few(report.get("curve") or result.get("curve", ()))
        ),
        spent=spent,
        sampler=str(job.options.get("sampler", sampling.PY_SPY)) if spent else "",
        answers=read_digests(job, result.get("answers", ())),
        output=redacted(_output(report)),
        pyperf=publish_timings(report.get("pyperf", b""), result.get("calls", ())) if status is Status.OK else "",
        stamps=tuple(map(tuple, report.get("stamps", ()))),
    )


def _sampled(job: Job, report: Mapping[str, Any]) -> tuple[tuple[LineShare, ...], dict[str, Quantity]]:
    """Return the lines that a sampler saw, and how often it saw `run`, where one looked."""
    if job.instrument is not Instrument.LINE_SECONDS or not report.get("stacks"):
        return (), {}
    spent, seen = sampling.read(report["stacks"], job.module)
    return spent, {"line_samples": Quantity(seen, "1")}


def _output(report: Mapping[str, Any]) -> str:
    """Return what a process printed; the stack that it was asked for when its time was over is told as its reason."""
    output, errors = (str(report.get(stream, b""), "utf-8", "replace") for stream in ("output", "errors"))
    return output + (stacks.without_dumps(errors) if report.get("cause") == "timeout" else errors)


def _result(content: bytes) -> dict[str, Any]:
    """Return what a worker delivered, if that has the shape of a result; nothing else of it is looked at."""
    try:
        result = _encodable(json.loads(content)) if sum(map(content.count, b",[{")) <= MOST_VALUES else {}
    except (ValueError, RecursionError):
        return {}
    is_result = isinstance(result, dict) and result.get("status") in SAID and result.get("phase", "done") in PHASES_SAID
    return result if is_result else {}


def _encodable(value: Any) -> Any:  # noqa: ANN401 - any JSON value
    """Replace lone surrogates, which an exception's text may hold and no file can."""
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode()
    if isinstance(value, list):
        return [_encodable(each) for each in value]
    if isinstance(value, dict):
        return {_encodable(key): _encodable(each) for key, each in value.items()}
    return value


def _status(job: Job, report: Mapping[str, Any], result: Mapping[str, Any], redacted: Redactor) -> tuple[Status, str]:
    if report.get("kernel", {}).get("kills"):
        held, allowed = _mib(report["kernel"]["held"]), _mib(job.allowed or job.limits.memory)
        return Status.MEMORY_LIMIT, f"held {held}, as the kernel counts it, allowed {allowed}"
    if not report:
        return Status.SUSPECT, "its monitor was stopped or ended from outside, so nothing is known about it"
    if report.get("hindered"):
        how = " and ".join(report["hindered"])
        return Status.SUSPECT, f"its monitor was {how} while it ran, so what it held and took is unknown"
    if not result:
        return _explain_no_answer(job, report, redacted)
    if result["status"] == Status.OK:
        return _doubt(job, report, result) or (Status.OK, "")
    return Status(result["status"]), _reason(result["reason"], redacted) + _explain_pool(report, result, redacted)


def _doubt(job: Job, report: Mapping[str, Any], result: Mapping[str, Any]) -> tuple[Status, str] | None:
    """Say why a process that claims to have ended well did not, if so."""
    if report["tampered"]:
        return Status.SUSPECT, "its high-water mark was reset, and not by the monitor: its memory is unknown"
    if report["disorder"]:
        return (
            Status.SUSPECT,
            f"it announced {report['disorder']}, which is not the order of its phases: it sent phases itself",
        )
    if contradiction := find_contradiction(job, report, result):
        return Status.SUSPECT, contradiction
    if _describe_held(report) > job.limits.memory:
        return _too_much(job, report)  # without /proc nobody could end it meanwhile
    return None


def _reason(pieces: str | list[str], redacted: Redactor) -> str:
    """Return what the worker said, each piece redacted before it is cut."""
    each = [pieces] if isinstance(pieces, str) else pieces
    return "\n".join(redacted(str(piece))[:LONGEST] for piece in each[:PIECES])


def _explain_pool(report: Mapping[str, Any], result: Mapping[str, Any], redacted: Redactor) -> str:
    """Return what came last on standard error where a process of a pool ended, whose exception does not say why."""
    if not str(next(iter(result["reason"]), "")).startswith(BROKEN):
        return ""
    errors = report["errors"].decode("utf-8", "replace")
    return "".join(f"\n{line}" for line in stacks.quote_errors(errors, redacted))


def _describe_held(report: Mapping[str, Any]) -> int:
    """Return the highest mark of the implementation; what is held after its call is the harness's own."""
    return max((peak for phase, peak in report["peaks"].items() if phase in PHASES or phase == "whole"), default=0)


def _too_much(job: Job, report: Mapping[str, Any]) -> tuple[Status, str]:
    return Status.MEMORY_LIMIT, f"held {_mib(max(report['peaks'].values()))}, allowed {_mib(job.limits.memory)}"


def _explain_no_answer(job: Job, report: Mapping[str, Any], redacted: Redactor) -> tuple[Status, str]:
    if report["cause"] == "memory-limit":
        return _too_much(job, report)
    if report["cause"] == "timeout":
        return Status.TIMEOUT, f"still running after {job.limits.seconds:g} s{_describe_stacks(job, report, redacted)}"
    code = report["code"]
    if os.WIFSIGNALED(code):
        return Status.CRASH, f"ended by {_signal_name(os.WTERMSIG(code))}{_describe_stacks(job, report, redacted)}"
    return (
        Status.EXIT,
        f"ended with exit code {os.WEXITSTATUS(code)} and delivered no answer{_last_words(report, redacted)}",
    )


def _describe_stacks(job: Job, report: Mapping[str, Any], redacted: Redactor) -> str:
    errors = report["errors"].decode("utf-8", "replace")
    return stacks.describe_stacks(errors, job.module, report["processes"] or 0, redacted)


def _last_words(report: Mapping[str, Any], redacted: Redactor) -> str:
    """Return the last line of standard error, which may tell why even the worker could not continue."""
    said = stacks.last_words(redacted(report["errors"].decode("utf-8", "replace")))
    return f"; its last output: {said[0]}" if said and os.WEXITSTATUS(report["code"]) else ""


def _mib(size: int) -> str:
    return f"{size / 2**20:,.0f} MiB"


def _signal_name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:  # a real-time signal
        return f"signal {number}"


def _notes(job: Job, report: Mapping[str, Any], result: Mapping[str, Any]) -> list[str]:
    notes = [str(note) for note in require_few(result.get("notes", ()))]
    if left := report.get("left", 0):
        notes.append(process_notes.left(left, "process"))
    if threads := result.get("threads", 0):
        notes.append(process_notes.left(threads, "thread"))
    if result.get("gil"):
        notes.append(_who_took_the_gil(report))
    if report.get("cause") == "lingered":
        notes.append(LINGERED)
    elif result and os.WIFSIGNALED(report["code"]) and not report["cause"]:
        notes.append(f"ended by {_signal_name(os.WTERMSIG(report['code']))} after its answer")
    stood = report.get("stood", 0)
    if job.instrument == Instrument.TIMING and result and stood > STOOD * report["seconds"]:
        share = f"{stood:.2f} of its {report['seconds']:.2f} s"
        notes.append(f"so near its memory limit that it was suspended for {share}: its times are too long")
    notes += [f"measured without its {guard}: {reason}" for guard, reason in report.get("refused", {}).items()]
    if (beside := kernel.count_held_beside(job, report)) > 0:
        notes.append(f"{_mib(beside)} {kernel.HELD_BESIDE}")
    if not report.get("resets", True):
        notes.append("high-water marks cannot be reset here, so phases are not told apart")
    return notes + _note_meddling(report) + _note_unseen(job, report, result) + _note_kept(result)


def _note_meddling(report: Mapping[str, Any]) -> list[str]:
    """Say what was done to the monitor that did not keep it from seeing."""
    changed = report.get("changed")
    others = [f"while it ran, these of its monitor were changed: {', '.join(changed)}"] if changed else []
    return [*others, "wrote to the monitor's pipe"] if report.get("strangers") else others


def _who_took_the_gil(report: Mapping[str, Any]) -> str:
    """Say that threads of a build without a GIL took turns, and for which library; CPython names the first of them."""
    named = _TAKES_THE_GIL.search(report["errors"].decode("utf-8", "replace"))
    what = named[1] if named else "a library"
    return f"the GIL was on, for {what} needs it: threads took turns as on an ordinary build"


def _note_unseen(job: Job, report: Mapping[str, Any], result: Mapping[str, Any]) -> list[str]:
    """Say why no sampler saw a process that ended well; what fails may be over before the first look."""
    well = job.instrument is Instrument.LINE_SECONDS and result.get("status") == Status.OK
    return [sampling.explain(report.get("sampler", b""))] if well and not report.get("stacks") else []


def _note_kept(result: Mapping[str, Any]) -> list[str]:
    """Note a first call that took far longer than the rest; a long one is also the first of the values."""
    first, calls = result.get("alone"), list(result.get("calls", ()))
    rest = sorted(calls[1:] if calls[:1] == [first] else calls)
    if first is None or not rest or first < CACHED_SECONDS:
        return []
    usual = rest[(len(rest) - 1) // 2]
    if first < CACHED_FACTOR * usual:
        return []
    return [process_notes.first_call(first / usual)]
