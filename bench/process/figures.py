"""Read the figures of a measured process: those that the monitor saw, and those that the worker claims. Pure."""

import re
from collections.abc import Mapping
from dataclasses import replace
from importlib import import_module
from typing import Any, Final

import msgspec

from bench.measured.worker import parts
from bench.model.types import MOST_PARTS, Allocation, Instrument, Quantity, Status, ranges
from bench.model.types.ranges import COUNT, FigureRange
from bench.process import kernel
from bench.process.contradictions import (
    believe_imports,
    compare_first_with_witness,
    compare_with_witness,
    find_cpu_before_calls,
)
from bench.process.job import Job

PHASES: Final = {"start": "bare_peak", "import": "import_peak", "run": "run_peak"}
DIGEST: Final = re.compile(r"[0-9a-f]{64}")
LONGEST: Final = 500  # characters of a text that a process says, once it is redacted
GROWING: Final = (Instrument.RESIDENT, Instrument.TIMING, Instrument.TRACED)  # the first calls of whole sources
CLAIMED: Final[Mapping[Instrument, Mapping[str, str]]] = {
    each: import_module(f"bench.measured.instruments.{each}").METRICS for each in Instrument
}
"""The figures that a worker may claim, and their units: those that its own instrument takes. Of all others only the
monitor knows, and a worker that names one wants to be believed in its place."""


def require_few(parts: Any) -> Any:  # noqa: ANN401 - any JSON value
    """Return the parts of a result.

    Raises:
        ValueError: if there are more than any run makes.
    """
    if len(parts) > MOST_PARTS:
        raise ValueError(len(parts))
    return parts


def read_figure(range_: FigureRange, value: Any) -> float:  # noqa: ANN401 - any JSON value
    """Return a figure.

    Raises:
        ValueError: if nothing can be measured as that.
    """
    if range_.complaint(value):
        raise ValueError(value)
    return float(value)


def read_allocation(entry: Mapping[str, Any], size: FigureRange, count: FigureRange) -> Allocation:
    """Return a line that holds memory, its texts no longer than those of a reason.

    Raises:
        ValueError: if one of its figures cannot be, or a part of it is of another type.
    """
    for name, range_ in {"line": COUNT, "size": size, "count": count}.items():
        read_figure(range_, entry[name])
    try:
        found = msgspec.convert(entry, Allocation)
    except msgspec.ValidationError as error:  # no reader would take the result that has it
        raise ValueError(entry) from error
    return replace(found, file=found.file[:LONGEST], source=found.source[:LONGEST])


def read_digests(job: Job, digests: Any) -> tuple[str, ...]:  # noqa: ANN401 - any JSON value
    """Return the digests of the answers.

    Raises:
        ValueError: if one is none, or there are more than sources.
    """
    found = tuple(map(str, digests))
    if len(found) > len(job.sources) or not all(map(DIGEST.fullmatch, found)):
        raise ValueError(len(found))
    return found


def read_values(job: Job, status: Status, report: Mapping[str, Any], result: Mapping[str, Any]) -> dict[str, Quantity]:
    """Return the figures of the monitor and the runner, by name; a figure that is not available is left out."""
    if "code" not in report:  # its monitor did not see its end
        return {}
    known: dict[str, tuple[Any, str]] = {
        "process_seconds": (report["seconds"], "s"),
        "monitor_cpu_seconds": (report["cpu"], "s"),
        "processes": (None if job.instrument is Instrument.LINE_SECONDS else report["processes"], "1"),  # a sampler too
        "single_thread": (int(report["single"]) if report["processes"] else None, "1"),
        "left_behind": (report["left"] if report["processes"] else None, "1"),
        "page_cache_resident": (report["cached"], "1"),
        "instructions": (report.get("instructions"), "1"),
        "first_call_seconds": (_first_call(job, result), "s"),
        "witnessed_first_seconds": (
            compare_first_with_witness(report, result) if job.instrument is Instrument.TIMING else None,
            "s",
        ),
        "witnessed_seconds": (
            compare_with_witness(report, result) if job.instrument is Instrument.TIMING else None,
            "s",
        ),
        **{name: (seconds, "s") for name, seconds in _list_cpu(job, report, result).items()},
        **{name: (size, "B") for name, size in _sizes(job, status, report).items()},
        **_claims(job, report, result),
    }
    quantities = {name: Quantity(value, unit) for name, (value, unit) in known.items() if _is_number(value)}
    return {name: each for name, each in require_few(quantities).items() if not ranges.complaint(name, each)}


def _claims(job: Job, report: Mapping[str, Any], result: Mapping[str, Any]) -> dict[str, tuple[Any, str]]:
    """Return the figures that a worker claims, without those that its instrument does not take."""
    units = {**parts.METRICS, **CLAIMED[job.instrument]}
    claimed = {str(name): (value, str(unit)) for name, (value, unit) in result.get("values", {}).items()}
    if "import_cpu" in claimed:
        claimed["import_cpu"] = believe_imports(report, claimed), claimed["import_cpu"][1]
    return {name: figure for name, figure in claimed.items() if units.get(name) == figure[1]}


def _list_cpu(job: Job, report: Mapping[str, Any], result: Mapping[str, Any]) -> dict[str, float | None]:
    """Return what a timed process spent around its calls."""
    if job.instrument is not Instrument.TIMING:
        return {}
    return {"cpu_before_calls": find_cpu_before_calls(report, result), "cpu_after_calls": report["after"]}


def _first_call(job: Job, result: Mapping[str, Any]) -> Any:  # noqa: ANN401 - any JSON value
    """Return the seconds of a process's very first call; None where it was a part of a loop."""
    if job.instrument is not Instrument.TIMING or not result.get("calls"):
        return None
    first = result.get("alone")
    return result["calls"][0] if first is None and result["values"]["loops"][0] == 1 else first


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _sizes(job: Job, status: Status, report: Mapping[str, Any]) -> dict[str, int]:
    """Return what was resident. Timed and traced processes are not measured for it, except to say how one failed.

    By how much they grew in their first call is known too: it can be held against those that are measured for it.
    """
    peaks = {PHASES[phase]: peak for phase, peak in report["peaks"].items() if phase in PHASES}
    known = [*peaks.values(), *[report["peaks"][phase] for phase in ("whole",) if phase in report["peaks"]]]
    peak = {"peak": max(known)} if known else {}
    if job.instrument in GROWING and status is Status.OK and report["grown"] is not None:
        grown = {"run_growth": report["grown"]}
    else:
        grown = {}
    counted = report.get("kernel", {})
    if job.instrument is Instrument.TIMING and status is Status.OK and "first" in counted:
        return {**grown, "kernel_growth": counted["first"]}
    if job.instrument is not Instrument.RESIDENT:
        return grown if status is Status.OK else peak
    start = {"run_start": report["starts"]["run"]} if "run" in report["starts"] else {}
    held = {"kernel_peak": counted["held"]} if job.allowed and counted else {}
    beside = {"kernel_growth": kernel.growth(counted)} if "marked" in counted else {}
    return {**peaks, **peak, **start, **grown, **report["sampled"], **report["bounds"], **beside, **held}
