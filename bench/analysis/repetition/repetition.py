"""Compare a new run with an older result: which figures fall within what it states, and which do not.

Pure. Times are compared as ratios to the baseline, which survive another day and another machine better than seconds
do. A ratio is within if its new interval and the stated one meet, or lie no farther apart than equal code differed in
one of the runs. Memory may differ by what the row's own scatter explains (`bench.analysis.repetition.tolerance`), on
another machine by 5 % or 1 MiB if that is more. Traced memory of single-threaded standard-library code repeats to the
byte; the data's path, which such code holds as well, may be longer elsewhere.
"""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from statistics import median
from typing import Final

from bench.analysis.analysis import Analysis
from bench.analysis.comparison import comparability
from bench.analysis.repetition.tolerance import LIBRARY_ONCE, SEVERAL_SIZES, Scatter, scatter, unit
from bench.analysis.sections import times
from bench.analysis.statistics.memory import PATH, is_tree, longer_path, traced_repeats
from bench.analysis.statistics.times import Comparison, estimate
from bench.model import cells, formatting
from bench.model.sweep import is_swept
from bench.model.types import (
    MOST_PARTS,
    Cell,
    Instrument,
    Outcome,
    RepeatedFigure,
    Repetition,
    Run,
    Status,
)
from bench.results import result_file

ELSEWHERE: Final = (0.05, 2**20)  # by which resident memory may differ on another machine: a share, and bytes
VAGUE: Final = 0.25  # of a stated peak: what scatters by more states nothing that could be judged
OK: Final = (Status.OK, Status.OK)


def intend(stored: Run) -> Repetition:
    """Return what a run knows of the older result that it measures again, before it has a figure."""
    digest = hashlib.sha256(result_file.to_json(stored)).hexdigest()
    return Repetition(run_id=stored.plan.run_id, started=stored.plan.started, sha256=digest, figures=())


def repetition(stored: Run, now: Run, embedded: tuple[str, ...] = ()) -> Repetition:
    """Compare every row of an older result with the same row of a new one.

    Args:
        stored: the older result.
        now: the new one, of the same rows.
        embedded: files that came out of the older result, as `workload/name`.
    """
    twins = _Twins(stored, now)
    return replace(
        intend(stored),
        figures=tuple(each for row, twin in twins.pairs for each in _compare(twins, row, twin)),
        remarks=tuple(_remarks(twins)),
        embedded=embedded,
    )


def summary(found: Repetition, name: str, listed: str = "report") -> str:
    """Say whether the figures of an older result were reproduced, and how many were not.

    Args:
        found: the comparison.
        name: what the older result is called.
        listed: what lists every figure.
    """
    if not found.figures:
        return f"The run ended before any figure of {name} could be compared."
    judged = [each.within for each in found.figures if each.within is not None]
    outside, open_ = judged.count(False), len(found.figures) - len(judged)
    if outside:
        agree = formatting.verb(outside, "does not agree", "do not agree")
        said = f"Not reproduced: {outside} of {formatting.plural(len(judged), 'figure')} {agree} with {name}."
    elif judged:
        which = " that can be judged" if open_ else ""
        all_ = f"the figure{which} agrees" if len(judged) == 1 else f"all {len(judged)} figures{which} agree"
        said = f"Reproduced: {all_} with {name}."
    else:
        return f"No figure of {name} can be judged; the {listed} says why."
    return said + (f" {formatting.plural(open_, 'figure')} cannot be judged; the {listed} says which." if open_ else "")


def holds(found: Repetition) -> bool:
    """Whether something was judged, and all of it is within."""
    judged = {each.within for each in found.figures} - {None}
    return judged == {True}


@dataclass(frozen=True)
class _Twins:
    """Two runs of the same rows."""

    stored: Run
    now: Run

    @cached_property
    def pairs(self) -> tuple[tuple[Outcome, Outcome], ...]:
        found = {outcome.cell: outcome for outcome in self.now.outcomes}
        shared = (row for row in self.stored.outcomes if not row.cell.control and row.cell in found)
        return tuple((row, found[row.cell]) for row in shared)

    @cached_property
    def elsewhere(self) -> bool:
        return bool(comparability.bars(self.stored, self.now) or comparability.rebuilt(self.stored, self.now))

    @cached_property
    def analyses(self) -> tuple[Analysis, Analysis]:
        return Analysis(self.stored), Analysis(self.now)

    @cached_property
    def scatters(self) -> Mapping[Cell, Scatter]:
        """By row, whatever the size of its data: how much its memory scatters in the new run."""
        found: dict[Cell, list[Outcome]] = {}
        for _, twin in self.pairs:
            found.setdefault(replace(twin.cell, data=""), []).append(twin)
        return {cell: scatter(own, several=any(map(is_tree, own))) for cell, own in found.items()}

    @cached_property
    def _processes(self) -> Mapping[Cell, float]:
        """By row: how many processes were seen together at most, at any size."""
        found: dict[Cell, float] = {}
        for _, twin in self.pairs:
            key = replace(twin.cell, data="")
            found[key] = max(found.get(key, 1), twin.largest("processes", Instrument.RESIDENT) or 1)
        return found

    def was_seen_whole(self, row: Outcome, twin: Outcome) -> bool:
        """Return whether all processes of a row were seen together in both runs.

        At a size that is over in a few milliseconds they may not be; then the peak is what a look happened to catch.
        """
        seen = (each.largest("processes", Instrument.RESIDENT) or 1 for each in (row, twin))
        return min(seen) >= self._processes[replace(twin.cell, data="")]

    @cached_property
    def differences(self) -> Mapping[Cell, Mapping[str, float]]:
        """By row: by how many units of the instrument its peak is larger now, at every size."""
        found: dict[Cell, dict[str, float]] = {}
        for row, twin in self.pairs:
            before, after = (each.largest("peak", Instrument.RESIDENT) for each in (row, twin))
            if before and after and self.was_seen_whole(row, twin):
                size = unit(before, several=is_tree(row, twin))
                found.setdefault(replace(row.cell, data=""), {})[row.cell.data] = (after - before) / size
        return found

    def memory_may_differ(self, row: Outcome, twin: Outcome) -> float:
        """Return by how many bytes the stated peak of a row may differ: less where it differs at all sizes alike."""
        key, peak = replace(row.cell, data=""), row.largest("peak", Instrument.RESIDENT) or 0.0
        own, differences = self.scatters[key], self.differences.get(key, {})
        judged = len(self.pairs) + sum(len(each) >= SEVERAL_SIZES for each in self.differences.values())
        alone, together = own.within(judged), own.within(judged, max(1, len(differences)))
        middle = median(differences.values()) if len(differences) >= SEVERAL_SIZES else 0.0
        alike = abs(middle) > together and middle * differences.get(row.cell.data, 0.0) > 0
        most = (together if alike else alone) * unit(peak, several=is_tree(row, twin))
        if not alike and self._is_seen_once(twin):
            most = max(most, LIBRARY_ONCE * peak)
        share, least = ELSEWHERE
        return max(most, share * peak, least) if self.elsewhere else most

    def _is_seen_once(self, twin: Outcome) -> bool:
        """Return whether one process speaks for a row of libraries at its size."""
        return len(twin.figures("peak", Instrument.RESIDENT)) == 1 and bool(self.now.implementation(twin.cell).requires)

    @cached_property
    def paths(self) -> Mapping[str, int]:
        """By data: how many bytes more most rows hold now that repeat to the byte, if that may be a longer path."""
        found: dict[str, list[int]] = {}
        for row, twin in self.pairs:
            before, after = (each.largest("traced_peak", Instrument.TRACED) for each in (row, twin))
            if before is not None and after is not None and not _repeats(self, row, twin):
                found.setdefault(row.cell.data, []).append(round(after - before))
        return {data: longer_path(by, 1) for data, by in found.items() if self.stored.data[data].kind != "number"}


def _compare(twins: _Twins, row: Outcome, twin: Outcome) -> Iterator[RepeatedFigure]:
    name = _name(twins.now, row.cell)
    if (row.status, twin.status) != OK:
        yield RepeatedFigure(name, "status", str(row.status), str(twin.status), row.status is twin.status)
        return
    yield from _edge_cases(twins, row, twin, name)
    yield from _memory(twins, row, twin, name)
    yield from _traced(twins, row, twin, name)
    yield from _time(twins, row.cell, name)


def _edge_cases(twins: _Twins, row: Outcome, twin: Outcome, name: str) -> Iterator[RepeatedFigure]:
    """Compare which edge cases a row fails, if it fails any; all its sizes share one check."""
    if (row.edge_cases or twin.edge_cases) and not is_swept(twins.stored.plan, row.cell):
        stated, found = (formatting.edge_cases(each.edge_cases, MOST_PARTS) for each in (row, twin))
        yield RepeatedFigure(name, "edge cases", stated, found, row.edge_cases == twin.edge_cases)


def _name(run: Run, cell: Cell) -> str:
    """Name a row so that no other of the new run has its name; of a log and its twin, that has the twin alone."""
    planned = [each for each in run.plan.cells if each.workload == cell.workload]
    folder = cells.shared_folder(planned)
    parts = [f"{cell.workload}/" if len(run.workloads) > 1 else "", cells.name(cell, folder)]
    parts += [f" · {cell.interpreter}"] if len({each.interpreter for each in planned}) > 1 else []
    data = run.data.get(cell.data)
    if data and len({each.data for each in planned}) > 1:
        unit = "" if data.kind == "number" else " lines, twice over" if data.copies > 1 else " lines"
        parts += [f" · {formatting.count(data.lines)}{unit}"]
    return "".join(parts)


def _memory(twins: _Twins, row: Outcome, twin: Outcome, name: str) -> Iterator[RepeatedFigure]:
    before, after = (each.figures("peak", Instrument.RESIDENT) for each in (row, twin))
    if not before or not after:
        return
    stated, found = max(before), max(after)
    most = twins.memory_may_differ(row, twin)
    judged = most <= VAGUE * stated and twins.was_seen_whole(row, twin)
    within = abs(found - stated) <= most if judged else None
    yield RepeatedFigure(
        name, "memory", formatting.memory(stated), formatting.memory(found), within, formatting.memory(most)
    )


def _traced(twins: _Twins, row: Outcome, twin: Outcome, name: str) -> Iterator[RepeatedFigure]:
    before, after = (each.largest("traced_peak", Instrument.TRACED) for each in (row, twin))
    if before is None or after is None:
        return
    by = round(after - before)
    if share := _repeats(twins, row, twin):
        within = abs(by) <= max(share * min(before, after), PATH)
    else:
        within = by in {0, twins.paths.get(row.cell.data, 0)}
    stated, found = (f"{formatting.count(round(each))} bytes" for each in (before, after))
    yield RepeatedFigure(name, "traced memory", stated, found, within)


def _time(twins: _Twins, cell: Cell, name: str) -> Iterator[RepeatedFigure]:
    before, after = (each.comparisons.get(cell) for each in twins.analyses)
    if before is None or after is None or before.ratio is None or after.ratio is None:
        return
    within = None
    if before.low is not None and before.high is not None and after.low is not None and after.high is not None:
        floors = [floor.ratio for each in twins.analyses if (floor := each.section_of[cell].floor)]
        within = max(before.low / after.high, after.low / before.high) <= max([1.0, *floors])
    slower = before.ratio < 1
    stated, found = (_interval(each, slower=slower) for each in (before, after))
    yield RepeatedFigure(name, "time", stated, found, within)


def _interval(found: Comparison, *, slower: bool) -> str:
    """Write a ratio as it was measured, whatever may be claimed of it: `2.41 times as fast (2.35 to 2.47)`."""
    known = [each for each in (found.ratio, found.low, found.high) if each]
    value, *ends = (formatting.ratio(1 / each if slower else each) for each in known)
    said = f"{value} times as {'long' if slower else 'fast'} as the baseline"
    return f"{said} ({' to '.join(reversed(ends) if slower else ends)})" if ends else said


def _repeats(twins: _Twins, row: Outcome, twin: Outcome) -> float:
    return max(traced_repeats(twins.stored, row), traced_repeats(twins.now, twin))


def _remarks(twins: _Twins) -> Iterator[str]:
    """Yield what limits the verdicts: another machine, and seconds that are shown but not judged."""
    if twins.elsewhere:
        machines = comparability.describe_machines(twins.stored, twins.now)
        version = comparability.rebuilt(twins.stored, twins.now)
        builds = f"Python {version} is another build than before." if version else ""
        yield (
            f"{' '.join(filter(None, (machines, builds)))} Times are compared as ratios to the baseline only, "
            f"and memory within {formatting.percent(ELSEWHERE[0])}."
        )
    for section in twins.analyses[0].sections:
        base = section.baseline
        other = twins.analyses[1].section_of.get(base.cell) if base else None
        before, after = (estimate(times(each.baseline if each else None).values()) for each in (section, other))
        if base and before and after:
            then, now = (formatting.seconds(each.value) for each in (before, after))
            name = _name(twins.now, base.cell)
            yield f"The baseline {name} took {then} then and {now} now; seconds are not judged."
