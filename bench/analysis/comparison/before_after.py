"""Compare a row before and after its code changed, measured in the same rounds. Pure.

The two states ran side by side, so their times are compared in pairs, round by round, and the noise floor is what the
earlier state shows against a second copy of itself. Of memory a difference is claimed beyond what peaks of equal code
show.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import ceil
from statistics import median

from bench.analysis.comparison import edge_cases
from bench.analysis.comparison.changes import ChangeVerdict
from bench.analysis.sections import Section, times
from bench.analysis.statistics.memory import differ, traced_repeats
from bench.analysis.statistics.times import QUIETER, Comparison, Floor, TimeVerdict, compare, noise_floor
from bench.model import formatting
from bench.model.types import Cell, Instrument, Outcome, Run, Status


@dataclass(frozen=True, slots=True, kw_only=True)
class Revised:
    """A row whose code changed, in both states.

    Args:
        row: its name.
        before: the earlier state.
        after: today's.
        round_seconds: how long a round of the whole run takes.
        time: of today's state beside the earlier; None unless both are `ok`.
        floor: how much equal code differs here; None if the rounds are too few to know.
        peaks: largest resident memory before and after, in bytes; None unless both have one.
        memory_differs: whether a difference in memory is claimed.
        traced: by which share of the smaller one its traced memory may differ between equal processes.
    """

    row: str
    before: Outcome
    after: Outcome
    round_seconds: float
    time: Comparison | None = None
    floor: Floor | None = None
    peaks: tuple[float, float] | None = None
    memory_differs: bool = False
    traced: float = 0.0

    @property
    def better(self) -> bool:
        """Whether an improvement is claimed."""
        if self.after.status is not Status.OK:
            return False
        mended = self.before.status is not Status.OK
        faster = self.time is not None and self.time.verdict is TimeVerdict.FASTER
        return mended or bool(self._mended) or faster or (self.memory_differs and self.more_memory < 0)

    @property
    def worse(self) -> bool:
        """Whether a deterioration is claimed."""
        if self.before.status is not Status.OK:
            return False
        broken = self.after.status is not Status.OK or bool(self._broken)
        slower = self.time is not None and self.time.verdict is TimeVerdict.SLOWER
        return broken or slower or (self.memory_differs and self.more_memory > 0)

    @property
    def open(self) -> bool:
        """Whether nothing is claimed, and a relevant difference in time is not excluded."""
        undecided = self.time is not None and self.time.verdict in {TimeVerdict.TOO_NOISY, TimeVerdict.UNTESTED}
        return undecided and not self.better and not self.worse

    @property
    def more_memory(self) -> float:
        """By which share the peak grew; 0 where there are not two."""
        return self.peaks[1] / self.peaks[0] - 1 if self.peaks and self.peaks[0] else 0.0

    @property
    def surely_slower(self) -> float:
        """By which share it is slower at least, as far as that is claimed; 0 if it is not.

        Neither the interval nor the noise floor leaves room for less.
        """
        found = self.time
        if found is None or found.verdict is not TimeVerdict.SLOWER or found.high is None or not found.ratio:
            return 0.0
        most = max(found.high, found.ratio * self.floor.ratio) if self.floor else found.high
        return max(0.0, 1 / most - 1)

    @property
    def sense(self) -> str:
        """What the change comes to, in a word or two."""
        if self.better and self.worse:
            return "better and worse"
        if self.better or self.worse:
            return "better" if self.better else "worse"
        if self.after.status is not Status.OK:
            return str(ChangeVerdict.STILL_FAILS)
        return str(self.time.verdict if self.time else TimeVerdict.SAME)

    @property
    def words(self) -> str:
        """The whole finding as a sentence, the verdict first."""
        failed = self.after.status is not Status.OK and self.after.reason
        reason = f" {self.after.reason.splitlines()[0]}" if failed else ""
        named = edge_cases.words(self._broken, self._mended)
        return f"{self.row}: {self.finding}{reason}{named and f' It {named}.'}"

    @property
    def finding(self) -> str:
        """The verdict and the figures behind it: nothing that the implementation itself said."""
        if self.after.status is not Status.OK:
            was = "as before" if self.before.status is self.after.status else f"and was {self.before.status} before"
            return f"{self.sense}: {self.after.status} now, {was}."
        if self.before.status is not Status.OK:
            return f"{self.sense}: ok now, and was {self.before.status} before."
        claimed = self.time and self.time.claimed
        first, then = (self._time_words, self._memory_words)[:: 1 if claimed or not self.memory_differs else -1]
        return f"{self.sense}: {'; '.join(filter(None, (self._edge_case_words, first, then)))}."

    @property
    def _edge_case_words(self) -> str:
        if not self._broken and not self._mended:
            return ""
        return (
            f"{formatting.edge_cases(self.after.edge_cases)} (before: {formatting.edge_cases(self.before.edge_cases)})"
        )

    @property
    def _broken(self) -> tuple[str, ...]:
        """The edge cases that fail now, where both states are measured all the same."""
        both = self.before.status is self.after.status is Status.OK
        return edge_cases.added(self.before.edge_cases, self.after.edge_cases) if both else ()

    @property
    def _mended(self) -> tuple[str, ...]:
        both = self.before.status is self.after.status is Status.OK
        return edge_cases.added(self.after.edge_cases, self.before.edge_cases) if both else ()

    @property
    def _time_words(self) -> str:
        found = self.time
        if found is None or found.low is None or found.high is None:
            return "too few rounds to tell times apart"
        if found.claimed:
            low, high = (
                (found.low, found.high) if found.verdict is TimeVerdict.FASTER else (1 / found.high, 1 / found.low)
            )
            interval = f"{formatting.ratio(low)} to {formatting.ratio(high)}"
            return f"{formatting.times(found.ratio)} as before ({interval})"
        if found.verdict is TimeVerdict.SAME:
            return "time within 5 %"
        if found.enough is None:
            return QUIETER if self.open else f"time {found.verdict}, {QUIETER}"
        rounds = int(formatting.significant(found.enough, 2).replace(",", ""))
        more = max(1, rounds - found.rounds)
        took = formatting.duration(more * self.round_seconds)
        tell = f"about {more} more rounds ({took}) would tell 5 % apart (--rounds {rounds})"
        return tell if self.open else f"time {found.verdict}, {tell}"

    @property
    def _memory_words(self) -> str:
        if self.peaks is None:
            return ""
        before, after = map(formatting.memory, self.peaks)
        if self.memory_differs:
            return f"{after} against {before}"
        return f"{after} as before" if before == after else f"memory within the noise ({before}, now {after})"


def find_revised(run: Run, sections: Sequence[Section]) -> tuple[Revised, ...]:
    """Find every row of a run that was measured in both states."""
    earlier = {label: state.origin for label, state in run.before.states.items()} if run.before else {}
    took = _round_seconds(run)
    several = len({section.interpreter for section in sections}) > 1
    found = (row for each in sections for row in _of(each, earlier, took, several=several))
    return tuple(
        replace(row, traced=max(traced_repeats(run, row.before), traced_repeats(run, row.after))) for row in found
    )


def _of(section: Section, earlier: Mapping[str, str], took: float, *, several: bool) -> Iterable[Revised]:
    rows = {row.cell: row for row in section.rows}
    for cell, before in rows.items():
        after = rows.get(replace(cell, origin=earlier[cell.origin])) if cell.origin in earlier else None
        if after is not None:
            name = f"{cell.workload}/{cell.implementation}" + (f" ({cell.interpreter})" if several else "")
            yield _measure_change(section, Revised(row=name, before=before, after=after, round_seconds=took))


def _measure_change(section: Section, found: Revised) -> Revised:
    before, after = found.before, found.after
    if {before.status, after.status} != {Status.OK}:
        return found
    control = section.controls.get(before.cell)
    floor = noise_floor(times(before), times(control), section.confidence)
    peaks = [row.figures("peak", Instrument.RESIDENT) for row in (before, after)]
    several = any(max(row.figures("processes", Instrument.RESIDENT), default=1) > 1 for row in (before, after))
    return replace(
        found,
        time=compare(times(before), times(after), floor=floor, confidence=section.confidence),
        floor=floor,
        peaks=(max(peaks[0]), max(peaks[1])) if all(peaks) else None,
        memory_differs=all(map(bool, peaks)) and differ(*peaks, several=several),
    )


def _round_seconds(run: Run) -> float:
    """Return how long a round takes: a process of every row, by its median."""
    took: dict[Cell, float] = {}
    for row in run.outcomes:
        seconds = row.figures("process_seconds", Instrument.TIMING)
        if seconds:
            took[row.cell] = median(seconds)
    return float(ceil(sum(took.values()) * 10) / 10)


def headline(found: Iterable[Revised], unchanged: int) -> str:
    """Return the verdict on all rows in one sentence: "2 rows: 1 worse, 1 better; 8 rows unchanged, not measured."."""
    rows = tuple(found)
    failing = ChangeVerdict.STILL_FAILS
    senses = (
        "worse",
        "better and worse",
        "better",
        failing,
        TimeVerdict.TOO_NOISY,
        TimeVerdict.UNTESTED,
        TimeVerdict.SAME,
    )
    counts = [(sum(row.sense == sense for row in rows), sense) for sense in senses]
    said = ", ".join(f"{count} {sense}" for count, sense in counts if count)
    head = f"{formatting.plural(len(rows), 'row')} changed: {said or 'none was measured'}"
    return f"{head}; {formatting.plural(unchanged, 'row')} unchanged and not measured." if unchanged else f"{head}."
