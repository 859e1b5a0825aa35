"""Hold what a worker claims to what the monitor saw of it.

A worker runs foreign code, so its result is a claim. The monitor reads its clocks from outside; where the two cannot
both be true, no figure of the process is believed. The bounds leave room for everything that happens between the
monitor's reading and the worker's: no honest process came near them, neither on an idle machine nor on a loaded one.
"""

import os
from collections.abc import Mapping
from typing import Any, Final

from bench import formatting
from bench.jobs import Job
from bench.model import Instrument, Quantity

EARLY: Final = 0.001  # seconds by which claimed calls may be longer than the monitor saw: clocks differ in their steps
UNCLAIMED: Final = 0.005  # seconds of processor time for each announcement that are not part of a timed call
ANNOUNCED: Final = 40  # announcements beyond the values asked for; to find a number of loops takes half as many
PROBE: Final = 0.02  # seconds that a probe for the number of loops takes at most, but for the last (`runners.timing`)
LAST_PROBE: Final = 2  # times as long as a value that the last one takes at most
REFERENCE: Final = 8  # bytes: each entry of an answer is one reference at least
FEW: Final = 100  # entries that an object which the interpreter keeps at hand may hold


def contradicted(job: Job, report: Mapping[str, Any], result: Mapping[str, Any]) -> str:
    """Say what of a worker's result cannot be; empty if all of it can.

    Args:
        job: what was asked.
        report: what the monitor saw.
        result: what the worker claims, with status `ok`.

    Raises:
        TypeError, ValueError, KeyError: if the result has not the shape that a worker gives it.
    """
    witness = report["witness"]
    if not witness["calls"]:
        return "it delivered a result without announcing a call"
    if job.instrument is not Instrument.TIMING:
        return ""
    loops = float(result["values"]["loops"][0])
    values = [loops * float(seconds) for seconds in result["calls"]]
    if not values or min(values) <= 0 or loops < 1:
        raise ValueError(result["calls"])
    return _of_times(job, witness, values)


def _of_times(job: Job, witness: Mapping[str, Any], values: list[float]) -> str:
    """Hold the seconds of the timed values to the clocks of the monitor."""
    calls, seconds, cpu = witness["calls"], witness["seconds"], witness["cpu"]
    probes, claimed = calls - len(values), sum(values)
    if not 0 <= probes <= ANNOUNCED or len(values) != int(str(job.options.get("calls", 1))):
        return f"it announced {calls} calls and delivered the times of {len(values)}"
    if claimed > seconds + EARLY:
        return f"its calls took {seconds:.3g} s by the monitor's clock, but it claims {claimed:.3g} s"
    probing = PROBE * probes + LAST_PROBE * max(values) if probes else 0.0
    if cpu > (claimed + probing) * (os.cpu_count() or 1) + UNCLAIMED * calls:
        return f"its calls used {cpu:.3g} s of processor time, but it claims that they took {claimed:.3g} s"
    return ""


def too_small(values: Mapping[str, Quantity], entries: int) -> str:
    """Say why a traced process cannot have held the right answer; empty if it can.

    Args:
        values: of the process.
        entries: of the right answer; each is a reference in a container that Python's allocator gave.
    """
    held = values.get("traced_current")
    if held is None or entries <= FEW or held.value >= REFERENCE * entries:
        return ""
    return f"{formatting.memory(held.value)} were traced at the end of its call, but its answer has {entries:,} entries"
