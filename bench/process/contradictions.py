"""Hold what a worker claims to what the monitor saw of it.

A worker runs foreign code, so its result is a claim. The monitor reads its clocks from outside; where the two cannot
both be true, no figure of the process is believed. The bounds leave room for everything that happens between the
monitor's reading and the worker's: no honest process came near them, neither on an idle machine nor on a loaded one.
"""

import os
from collections.abc import Mapping, Sequence
from math import isclose
from typing import Any, Final

from bench.model import formatting
from bench.model.types import Instrument, Quantity
from bench.process.job import Job

EARLY: Final = 0.001  # seconds by which a claimed call may be longer than the monitor saw: clocks differ in their steps
UNCLAIMED: Final = 0.005  # seconds of processor time that belong to no timed part of a call
COLLECTING: Final = 0.03  # seconds of processor time between two calls: 24 ms were seen, with NumPy on a busy machine
PROBE: Final = 0.02  # seconds: a shorter call is repeated (`instruments.timing`)
LET_GO: Final = 0.5  # of a call: what it takes afterwards to let go of its answer
LEAP: Final = 4  # times as many calls as before, at most, that the next look for the number of loops makes
REFERENCE: Final = 8  # bytes: each entry of an answer is one reference at least
FEW: Final = 100  # entries that an object which the interpreter keeps at hand may hold

Clocks = tuple[float, float]
"""Seconds and seconds of processor time of one call, by the clocks of the monitor."""


def find_contradiction(job: Job, report: Mapping[str, Any], result: Mapping[str, Any]) -> str:
    """Return what of a worker's result cannot be; empty if all of it can.

    Args:
        job: what was asked.
        report: what the monitor saw.
        result: what the worker claims, with status `ok`.

    Raises:
        TypeError, ValueError, KeyError: if the result has not the shape that a worker gives it.
    """
    seen = report["calls"]
    if not seen:
        return "it delivered a result without announcing a call"
    if job.instrument is not Instrument.TIMING:
        return ""
    loops, first = (float(result["values"][name][0]) for name in ("loops", "seconds"))
    values = [loops * float(seconds) for seconds in result["calls"]]
    if not values or min(values) <= 0 or loops < 1 or not isclose(values[0], loops * first):
        raise ValueError(result["calls"])
    probes = len(seen) - len(values)
    if not 0 <= probes <= _most_probes(job, result) or len(values) != int(str(job.options.get("calls", 1))):
        return f"it announced {formatting.plural(len(seen), 'call')} and delivered the times of {len(values)}"
    if loops == 1 and values[0] < PROBE and not job.options.get("loops", 1):
        return f"it claims a call of {values[0]:.3g} s, and did not repeat it until it took {PROBE:g} s"
    known = _before_collecting(seen)
    claimed = [*zip(known[probes:], values, strict=True)]
    if probes:
        claimed.append((_without_collecting(seen), float(result["alone"])))
    unclaimed = next(filter(None, map(_of_probe, known[1:probes])), "")
    return next(filter(None, (_of_call(clocks, seconds) for clocks, seconds in claimed)), unclaimed)


def _most_probes(job: Job, result: Mapping[str, Any]) -> int:
    """Return how many calls a worker announces at most beside its values: those that find the number of loops.

    Each at least doubles it, and the first is timed alone. One that is announced within another makes two of that, and
    only the second would be held to what the worker claims.
    """
    loops = int(result["values"]["loops"][0])
    is_looking = not job.options.get("loops", 1) and loops > 1 and result.get("alone") is not None
    return loops.bit_length() if is_looking else 0


def _of_probe(clocks: Clocks) -> str:
    """Hold a call that found the number of loops to what it can take, since the one before it was too short."""
    _, cpu = clocks
    if cpu > LEAP * PROBE * ((os.cpu_count() or 1) + LET_GO) + UNCLAIMED:
        return f"a call that found the number of loops used {cpu:.3g} s of processor time, and {PROBE:g} s are enough"
    return ""


def compare_with_witness(report: Mapping[str, Any], result: Mapping[str, Any]) -> float | None:
    """Return the seconds that the timed values took by the monitor's clock; None where that is not known."""
    values, seen = len(result.get("calls", ())), report["calls"]
    return sum(seconds for seconds, _ in seen[-values:]) if 0 < values <= len(seen) else None


def _before_collecting(seen: Sequence[Clocks]) -> list[Clocks]:
    """Return the clocks of every call without what collecting garbage may take before the next is announced."""
    return [*((seconds, max(0.0, cpu - COLLECTING)) for seconds, cpu in seen[:-1]), *seen[-1:]]


def _without_collecting(seen: Sequence[Clocks]) -> Clocks:
    """Return the clocks of the first call without the processor time that every call but the last is seen to need.

    Garbage is collected between a call and the next announcement, which takes 3 to 20 ms where libraries are loaded:
    more than a short call. A first call that did more than it claims used more than those after it, of which the next
    ones are short: the number of loops is being found.
    """
    seconds, cpu = seen[0]
    return seconds, max(0.0, cpu - min((spent for _, spent in seen[1:-1]), default=0.0))


def compare_first_with_witness(report: Mapping[str, Any], result: Mapping[str, Any]) -> float | None:
    """Return the seconds of a first call by itself, by the monitor's clock; None where it is one of the values.

    What lies between a call and the next announcement is left out, as the least that a later call took.
    """
    values, seen = len(result.get("calls", ())), report["calls"]
    if result.get("alone") is None or len(seen) <= max(values, 2):
        return None
    return max(0.0, float(seen[0][0]) - min(float(seconds) for seconds, _ in seen[1:-1]))


def find_cpu_before_calls(report: Mapping[str, Any], result: Mapping[str, Any]) -> float | None:
    """Return the processor time from the import to the first call (seconds) without what the module itself took.

    The time of its imports and its own statements is separate. None where nothing is seen.
    """
    claimed = result.get("values", {})
    known = believe_imports(report, claimed) + (float(claimed["body_cpu"][0]) if "body_cpu" in claimed else 0.0)
    return None if report["before"] is None else max(0.0, float(report["before"]) - known)


def believe_imports(report: Mapping[str, Any], claimed: Mapping[str, Any]) -> float:
    """Return the processor time that a worker's imports took by its word (seconds).

    It is not more than the monitor saw until the module ran anything of its own: after that it may say anything.
    """
    seconds = float(claimed["import_cpu"][0]) if "import_cpu" in claimed else 0.0
    return seconds if report.get("imported") is None else min(seconds, float(report["imported"]))


def _of_call(clocks: Clocks, claimed: float) -> str:
    """Hold the seconds that one call claims to the clocks of the monitor."""
    seconds, cpu = clocks
    if claimed > seconds + EARLY:
        return f"a call took {seconds:.3g} s by the monitor's clock, but it claims {claimed:.3g} s"
    if cpu > claimed * ((os.cpu_count() or 1) + LET_GO) + UNCLAIMED:
        return f"a call used {cpu:.3g} s of processor time, but it claims that it took {claimed:.3g} s"
    return ""


def too_small(values: Mapping[str, Quantity], entries: int) -> str:
    """Return why a traced process cannot have held the right answer; empty if it can.

    Args:
        values: of the process.
        entries: of the right answer; each is a reference in a container that Python's allocator gave.
    """
    held = values.get("traced_current")
    if held is None or entries <= FEW or held.value >= REFERENCE * entries:
        return ""
    return f"{formatting.memory(held.value)} was traced at the end of its call, but its answer has {entries:,} entries"
