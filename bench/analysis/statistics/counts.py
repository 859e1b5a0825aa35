"""What is counted of a call of `run`: figures that are steady where time is not. Pure.

A count is the median of the processes that counted it, per call. Nothing is ranked by one.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from statistics import median
from typing import Final

from bench.model.types import Instrument, Outcome


@dataclass(frozen=True, slots=True)
class CountedFigure:
    """A figure that is counted.

    Args:
        title: what a reader calls it.
        values: the figures of a process that make it up.
        instrument: of those processes.
    """

    title: str
    values: tuple[str, ...]
    instrument: Instrument


COUNTS: Final[Mapping[str, CountedFigure]] = {
    "allocations": CountedFigure("Allocations", ("allocations",), Instrument.ALLOCATIONS),
    "instructions": CountedFigure("Instructions", ("instructions",), Instrument.RESIDENT),
    "page_faults": CountedFigure("Page faults", ("minor_faults", "major_faults"), Instrument.TIMING),
    "major_faults": CountedFigure("Major page faults", ("major_faults",), Instrument.TIMING),
    "voluntary_switches": CountedFigure("Voluntary context switches", ("voluntary_switches",), Instrument.TIMING),
    "involuntary_switches": CountedFigure("Involuntary context switches", ("involuntary_switches",), Instrument.TIMING),
}


def count_of(outcome: Outcome, name: str) -> float | None:
    """Return a count of a row; None if no process counted it."""
    wanted = COUNTS[name]
    found = [
        sum(sample.values[each].value for each in wanted.values)
        for sample in outcome.samples_of(wanted.instrument)
        if all(each in sample.values for each in wanted.values)
    ]
    return median(found) if found else None


def counts_of(outcome: Outcome) -> dict[str, float]:
    """Return every count of a row that was taken."""
    found = {name: count_of(outcome, name) for name in COUNTS}
    return {name: value for name, value in found.items() if value is not None}
