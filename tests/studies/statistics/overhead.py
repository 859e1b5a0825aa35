"""Show what a run costs beyond the processes that it measures: `python -m tests.studies.statistics.overhead RESULT`.

The wall time of the whole run, from its command to its result, minus the time in which a measured process ran, from its
spawn to its exit; where two ran at a time, that counts once. Allowed are 10 % of it and 0.2 s per process. The check of
the answers counts as overhead, for its processes are not measured; so do data and environments that had to be made.

Beside it the CPU time of the monitors of timed processes, of which 1 % of the time of these is allowed, and where the
seconds went: those of each row (its copy and its further sizes included) by instrument, the largest first.
"""

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import accumulate
from pathlib import Path
from statistics import median
from typing import Final

from bench.model.types import Instrument, Run, Sample
from bench.results import result_file
from tests.studies import command

SHARE: Final = 0.1
PER_PROCESS: Final = 0.2
MONITOR: Final = 0.01
MOST: Final = 20  # parts that are printed


@dataclass(frozen=True)
class Overhead:
    """Seconds of one run.

    Args:
        processes: how many were measured.
        measured: from spawn to exit of each, together.
        busy: in which at least one of them ran.
        whole: of the run.
        before: from its beginning to the first process.
        between: from the end of all processes so far to the start of the next; 0 where one still ran.
        monitored: share of the time of timed processes that their monitors computed.
        parts: seconds from spawn to exit, and processes, of each row and instrument, the largest first.
    """

    processes: int
    measured: float
    busy: float
    whole: float
    before: float
    between: tuple[float, ...]
    monitored: float = 0.0
    parts: tuple[tuple[str, Instrument, float, int], ...] = ()

    @property
    def spent(self) -> float:
        """Seconds in which nothing was measured."""
        return self.whole - self.busy

    @property
    def allowed(self) -> float:
        """Seconds that may be spent so."""
        return SHARE * self.busy + PER_PROCESS * self.processes


def overhead(run: Run) -> Overhead:
    """Add up a finished run."""
    taken = sorted((s for row in run.outcomes for s in row.samples if s.started), key=lambda sample: sample.started)
    starts = [datetime.fromisoformat(sample.started).timestamp() for sample in taken]
    took = [_value(sample, "process_seconds") for sample in taken]
    began, ended = (datetime.fromisoformat(moment).timestamp() for moment in (run.plan.started, run.ended))
    ends = [start + seconds for start, seconds in zip(starts, took, strict=True)]
    gaps = tuple(max(0.0, later - end) for later, end in zip(starts[1:], accumulate(ends, max), strict=False))
    return Overhead(
        processes=len(taken),
        measured=sum(took),
        busy=max(ends) - starts[0] - sum(gaps),
        whole=ended - began,
        before=starts[0] - began,
        between=gaps,
        monitored=_monitored(taken),
        parts=_parts(taken),
    )


def lines(found: Overhead) -> Iterator[str]:
    """Yield what a person wants to read of it."""
    measured, busy, whole = (f"{seconds:.1f} s" for seconds in (found.measured, found.busy, found.whole))
    yield f"{found.processes} measured processes took {measured} from spawn to exit, {busy} of the run's {whole}."
    yield f"Overhead: {found.spent:.1f} s; allowed are {found.allowed:.1f} s (10 % and 0.2 s per process)."
    yield f"Before the first process: {found.before:.1f} s."
    middle = f"{median(found.between or [0.0]) * 1000:.0f} ms"
    yield f"Between two processes: {sum(found.between):.1f} s in all, {middle} in the middle one."
    yield f"Monitors of timed processes: {found.monitored:.2%} of their time; allowed is {MONITOR:.0%}."
    yield f"{'row':24} {'instrument':15} processes seconds share"
    for row, instrument, seconds, processes in found.parts[:MOST]:
        yield f"{row:24} {instrument:15} {processes:9} {seconds:7.1f} {seconds / found.measured:5.0%}"


def _parts(samples: list[Sample]) -> tuple[tuple[str, Instrument, float, int], ...]:
    seconds: dict[tuple[str, Instrument], list[float]] = {}
    for sample in samples:
        part = sample.cell.implementation, sample.instrument
        seconds.setdefault(part, []).append(_value(sample, "process_seconds"))
    found = ((*part, sum(each), len(each)) for part, each in seconds.items())
    return tuple(sorted(found, key=lambda each: -each[2]))


def _monitored(samples: list[Sample]) -> float:
    timed = [sample for sample in samples if sample.instrument is Instrument.TIMING]
    seconds = sum(_value(sample, "process_seconds") for sample in timed)
    return sum(_value(sample, "monitor_cpu_seconds") for sample in timed) / seconds if seconds else 0.0


def _value(sample: Sample, name: str) -> float:
    return float(sample.values[name].value) if name in sample.values else 0.0


def main() -> int:
    """Print the overhead of a result; 1 if it is more than allowed."""
    parser = command.parser(__doc__)
    parser.add_argument("result", type=Path, help="result.json of a run that came to its end")
    found = overhead(result_file.read(parser.parse_args().result))
    sys.stdout.write("\n".join(lines(found)) + "\n")
    return int(found.spent > found.allowed or found.monitored > MONITOR)


if __name__ == "__main__":
    raise SystemExit(main())
