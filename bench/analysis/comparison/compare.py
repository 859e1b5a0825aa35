"""Find what changed from one result to another, and what cannot be compared. Pure: two runs in, changes out.

Times of two runs have no rounds in common, and between them the machine may have changed its state. So a time is
compared as its ratio to the baseline of its own run, round by round, and the two groups of ratios by rank sums. A
difference is claimed only beyond what equal code showed: a row and its copy within each run, and every row whose
code is the same in both, of which itself none is claimed. Resident memory is compared by its largest peak, and a
difference is claimed beyond what equal processes show; so is traced memory, which repeats to the byte in
single-threaded code of the standard library, but for the few bytes by which rows of equal code differ alike where the
path of the data is longer. Counts that repeat as well are listed where they changed.
"""

from collections.abc import Collection, Iterator, Mapping
from math import exp, log, sqrt
from typing import Final

from bench.analysis.analysis import Analysis
from bench.analysis.comparison import edge_cases
from bench.analysis.comparison.changes import ChangeVerdict, Compared, FigureChange, Ratio
from bench.analysis.comparison.comparability import bars, cautions, time_bars
from bench.analysis.comparison.pairing import Pair, only, pairs
from bench.analysis.growth.fitting import student
from bench.analysis.sections import Section, times
from bench.analysis.statistics.counts import count_of
from bench.analysis.statistics.memory import LIBRARY_REPEATS, differ, is_tree, longer_path
from bench.analysis.statistics.planning import MOST_ROUNDS, rounds_to_tell
from bench.analysis.statistics.rank_sum import shift, shift_interval
from bench.analysis.statistics.times import CONFIDENCE, FEWEST_ROUNDS, QUIETER, RELEVANT, estimate
from bench.model import formatting
from bench.model.types import Instrument, Outcome, Run, Status

SHORT: Final = 10  # characters of a commit
COUNTED: Final = ("allocations", "instructions")
SUPPOSED: Final = (2, 0.015)  # rows of equal code that are taken to have been seen, and by which share they differ
OK: Final = (Status.OK, Status.OK)
ALIKE: Final = 2  # rows of equal code whose traced memory has to differ by the same bytes, for those to be a path's


def compare(base: Run, new: Run) -> Compared:
    """Compare two results.

    Raises:
        ResultError: if they share no workload, or measured one on different data.
    """
    analyses = Analysis(base), Analysis(new)
    found = pairs(*analyses)
    reason = bars(base, new)
    machine = _between_runs([by for pair in found if (by := _shift(pair)) is not None])
    paths = _paths(found, base)
    return Compared(
        base=_name(base),
        new=_name(new),
        changes=tuple(change for pair in found for change in _changes(pair, reason, machine, paths)),
        cautions=tuple(cautions(base, new)),
        only=tuple(only(*analyses, found)),
    )


def _name(run: Run) -> str:
    """Name a run by its folder, and by the code that it measured; by its day where that is not known."""
    code = (f"commit {at.commit[:SHORT]}{' with changed or new files' if at.changed else ''}" for at in run.commits())
    return f"{run.plan.run_id} ({', '.join(code) or run.plan.started[:10]})"


def _changes(pair: Pair, reason: str, machine: float, paths: Mapping[str, int]) -> Iterator[FigureChange]:
    if (pair.before.status, pair.after.status) != OK:
        yield _status(pair)
        return
    yield from _edge_cases(pair)
    yield from _memory(pair)
    yield from _traced(pair, paths.get(pair.before.cell.data, 0))
    if not reason:
        yield from _counts(pair)
    yield from _time(pair, reason or time_bars(pair), machine)


def _status(pair: Pair) -> FigureChange:
    before, after = pair.before.status, pair.after.status
    verdict = (
        ChangeVerdict.BETTER
        if after is Status.OK
        else ChangeVerdict.WORSE
        if before is Status.OK
        else ChangeVerdict.STILL_FAILS
    )
    failed = pair.before if after is Status.OK else pair.after
    return FigureChange(
        row=pair.key,
        metric="status",
        before=str(before),
        after=str(after),
        verdict=verdict,
        reason=failed.reason,
    )


def _edge_cases(pair: Pair) -> Iterator[FigureChange]:
    """Name the edge cases that a row fails now and did not before: worse, whatever else it passes; or the other way."""
    before, after = pair.before.edge_cases, pair.after.edge_cases
    broken, mended = edge_cases.added(before, after), edge_cases.added(after, before)
    if pair.edge_cases and (broken or mended):
        yield FigureChange(
            row=pair.key,
            metric="edge cases",
            before=formatting.edge_cases(before),
            after=formatting.edge_cases(after),
            verdict=ChangeVerdict.WORSE if broken else ChangeVerdict.BETTER,
            reason=edge_cases.words(broken, mended),
        )


def _memory(pair: Pair) -> Iterator[FigureChange]:
    before, after = (row.figures("peak", Instrument.RESIDENT) for row in (pair.before, pair.after))
    if not before or not after:
        return
    ratio, low, high = max(after) / max(before), min(after) / max(before), max(after) / min(before)
    yield FigureChange(
        row=pair.key,
        metric="memory",
        before=formatting.memory(max(before)),
        after=formatting.memory(max(after)),
        ratio=Ratio(ratio, low, high),
        verdict=_sense(ratio)
        if differ(before, after, several=is_tree(pair.before, pair.after))
        else ChangeVerdict.SAME,
    )


def _paths(found: Collection[Pair], base: Run) -> dict[str, int]:
    """Return by how many bytes the path of each file of data seems to be longer in the second run."""
    by: dict[str, list[int]] = {}
    for pair in found:
        peaks = _traced_peaks(pair)
        if peaks and pair.same_code and not pair.traced and base.data[pair.before.cell.data].kind != "number":
            by.setdefault(pair.before.cell.data, []).append(round(peaks[1] - peaks[0]))
    return {data: longer_path(differences, ALIKE) for data, differences in by.items()}


def _traced_peaks(pair: Pair) -> tuple[float, float] | None:
    before, after = (row.largest("traced_peak", Instrument.TRACED) for row in (pair.before, pair.after))
    return None if before is None or after is None else (before, after)


def _traced(pair: Pair, path: int) -> Iterator[FigureChange]:
    peaks = _traced_peaks(pair)
    if peaks is None:
        return
    before, after = peaks
    ratio = after / before if before else 1.0
    within = abs(after - before) <= pair.traced * min(before, after) or (path and round(after - before) == path)
    yield FigureChange(
        row=pair.key,
        metric="traced memory",
        before=f"{formatting.count(round(before))} bytes",
        after=f"{formatting.count(round(after))} bytes",
        ratio=Ratio(ratio, ratio, ratio),
        peaks=peaks,
        verdict=ChangeVerdict.SAME if within else _sense(ratio),
    )


def _counts(pair: Pair) -> Iterator[FigureChange]:
    for name in COUNTED:
        before, after = (count_of(row, name) for row in (pair.before, pair.after))
        if before and after is not None and abs(after / before - 1) > LIBRARY_REPEATS:
            yield FigureChange(
                row=pair.key,
                metric=name,
                before=formatting.counted(before),
                after=formatting.counted(after),
                ratio=Ratio(after / before, after / before, after / before),
                verdict=_sense(after / before),
            )


def _time(pair: Pair, reason: str, machine: float) -> Iterator[FigureChange]:
    """Compare the ratios to each run's baseline.

    Args:
        pair: the row in both.
        reason: why not; empty if they can be compared.
        machine: by which factor equal code may differ between the runs.
    """
    before, after = (estimate(times(row).values()) for row in (pair.before, pair.after))
    if before is None or after is None:
        return
    ratio, verdict = (None, ChangeVerdict.NOT_COMPARABLE) if reason else _judge(pair, machine)
    if verdict is ChangeVerdict.TOO_NOISY and not pair.same_code and ratio and ratio.low and ratio.high:
        reason = _what_would_tell(pair, log(ratio.high / ratio.low) / 2, machine)
    unit = formatting.seconds_unit([before.value, after.value])
    yield FigureChange(
        row=pair.key,
        metric="time",
        before=unit.text(before.value),
        after=unit.text(after.value),
        ratio=ratio,
        verdict=verdict,
        reason=reason,
        baseline=_moved(pair) if ratio else "",
    )


def _moved(pair: Pair) -> str:
    """Say from how long to how long the baseline went, where that is more than is called relevant."""
    before, after = (estimate(times(each.baseline).values()) for each in pair.sections)
    if before is None or after is None or abs(log(after.value / before.value)) <= log(RELEVANT):
        return ""
    unit = formatting.seconds_unit([before.value, after.value])
    return f"{unit.text(before.value)} to {unit.text(after.value)}"


def _judge(pair: Pair, machine: float) -> tuple[Ratio | None, ChangeVerdict]:
    one, other = _logs(pair)
    if not one or not other:
        return None, ChangeVerdict.TOO_FEW
    ratio = exp(shift(one, other))
    floors = [section.floor for section in pair.sections]
    ends = shift_interval(one, other, CONFIDENCE) if min(len(one), len(other)) >= FEWEST_ROUNDS else None
    if ends is None or None in floors:
        return Ratio(ratio, None, None), ChangeVerdict.TOO_FEW
    low, high = exp(ends[0]), exp(ends[1])
    floor = max(machine, *(each.ratio for each in floors if each))
    if (low > 1 or high < 1) and max(ratio, 1 / ratio) > floor and not pair.same_code:
        return Ratio(ratio, low, high), _sense(ratio)
    return Ratio(ratio, low, high), ChangeVerdict.SAME if max(
        1 / low, high, floor
    ) <= RELEVANT else ChangeVerdict.TOO_NOISY


def _what_would_tell(pair: Pair, half_width: float, machine: float) -> str:
    """Say how many rounds would tell, by the widest interval that decides; none do where the runs themselves differ."""
    if machine > RELEVANT:
        return f"more rounds would not help, as equal code may differ by {formatting.percent(machine - 1)} between runs"
    half_widths = (half_width, *(log(1 + section.floor.half_width) for section in pair.sections if section.floor))
    rounds = min(map(len, _logs(pair)))
    enough = rounds_to_tell(max(half_widths), rounds, relevant=RELEVANT, confidence=CONFIDENCE)
    return f"about {formatting.significant(enough, 2)} rounds of each would tell" if enough <= MOST_ROUNDS else QUIETER


def _between_runs(shifts: Collection[float]) -> float:
    """Return by which factor one more row of equal code may differ between two runs, in 95 of 100 cases.

    It is Student's interval about no difference at all. One or two rows may agree by chance, so a few more are taken to
    have been seen beside them (the moderated t of Smyth 2004, Linear models and empirical Bayes methods).

    Args:
        shifts: logarithms of the factors by which rows differ whose code is the same in both.
    """
    rows, share = SUPPOSED
    freedom = rows + len(shifts)
    return exp(student(freedom) * sqrt((rows * share**2 + sum(by**2 for by in shifts)) / freedom))


def _shift(pair: Pair) -> float | None:
    """Return the logarithm of the factor by which the time of a row seems to differ though its code is the same."""
    if not pair.same_code or time_bars(pair) or (pair.before.status, pair.after.status) != OK:
        return None
    one, other = _logs(pair)
    return shift(one, other) if min(len(one), len(other)) >= FEWEST_ROUNDS else None


def _logs(pair: Pair) -> tuple[list[float], list[float]]:
    one, other = pair.sections
    return _log_ratios(one, pair.before), _log_ratios(other, pair.after)


def _log_ratios(section: Section, row: Outcome) -> list[float]:
    """Return how many times as long as the baseline a row took, as a logarithm, in every round that both have."""
    base, own = times(section.baseline), times(row)
    return [log(own[number] / base[number]) for number in sorted(base.keys() & own.keys())]


def _sense(ratio: float) -> ChangeVerdict:
    return ChangeVerdict.WORSE if ratio > 1 else ChangeVerdict.BETTER
