"""Hold a new run to an older result: which figures fall within what it states, which do not, and what differs.

Pure. Times are compared as ratios to the baseline, for these survive another machine better than seconds do: a ratio is
within if its new interval and the stated one overlap. Memory is within at 5 %, and traced memory, which repeats to the
byte in single-threaded code, at 1 %.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from bench import formatting
from bench.model import Cell, Instrument, Outcome, Run, Status
from bench.sections import sections
from bench.stats import Comparison

MEMORY: Final = 0.05
TRACED: Final = 0.01


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of both results, in words.

    Args:
        row: the implementation.
        metric: `status`, `memory`, `traced memory` or `time`.
        stated: what the older result says.
        found: what the new one says.
        within: whether they agree.
    """

    row: str
    metric: str
    stated: str
    found: str
    within: bool


def figures(stored: Run, now: Run) -> tuple[Figure, ...]:
    """Compare every row of an older result with the same row of a new one."""
    found = {outcome.cell: outcome for outcome in now.outcomes}
    old, new = _comparisons(stored), _comparisons(now)
    result: list[Figure] = []
    for outcome in stored.outcomes:
        cell = outcome.cell
        if cell.control or cell not in found:
            continue
        other = found[cell]
        result.append(_status(outcome, other))
        if outcome.status is other.status is Status.OK:
            result += _memory(outcome, other)
            result += _time(cell, old, new)
    return tuple(result)


def _status(old: Outcome, new: Outcome) -> Figure:
    return Figure(old.cell.implementation, "status", str(old.status), str(new.status), old.status is new.status)


def _memory(old: Outcome, new: Outcome) -> Iterator[Figure]:
    metrics = (
        ("memory", Instrument.RESIDENT, "peak", MEMORY),
        ("traced memory", Instrument.TRACED, "traced_peak", TRACED),
    )
    for metric, instrument, name, tolerance in metrics:
        before, after = _largest(old, instrument, name), _largest(new, instrument, name)
        if before is not None and after is not None:
            within = abs(after - before) <= tolerance * before
            yield Figure(old.cell.implementation, metric, formatting.memory(before), formatting.memory(after), within)


def _time(cell: Cell, old: Mapping[Cell, Comparison], new: Mapping[Cell, Comparison]) -> Iterator[Figure]:
    before, after = old.get(cell), new.get(cell)
    if before is None or after is None:
        return
    if before.low is None or before.high is None or after.low is None or after.high is None:
        return
    within = before.low <= after.high and after.low <= before.high
    yield Figure(cell.implementation, "time", before.words, after.words, within)


def _largest(row: Outcome, instrument: Instrument, name: str) -> int | float | None:
    return max(
        (each.values[name].value for each in row.samples if each.instrument is instrument and name in each.values),
        default=None,
    )


def _comparisons(run: Run) -> dict[Cell, Comparison]:
    return {cell: each for section in sections(run) for cell, each in section.comparisons().items()}
