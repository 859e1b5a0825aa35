"""What changed over the runs, in words: which row, how its figures changed, since which run, and what else changed."""

from collections.abc import Iterator, Sequence
from typing import Final

from bench.analysis.history.change_points import SeriesChange, SeriesChangeKind
from bench.analysis.history.series import Metric, Series, Strand
from bench.model import formatting
from bench.model.characters import printable
from reports.site.history import History, address_of, key_of
from reports.site.runs import UNKNOWN, Facts
from reports.site.site_pages import TrendFinding

ORDER: Final = (Metric.RESIDENT, Metric.TRACED, Metric.TIME)
FEWEST_TOGETHER: Final = 3
CODE_CHANGED: Final = "Its code or its libraries changed."
SAME_COMMIT: Final = "Both runs measured the same commit."
Happening = tuple[Strand, str, str, SeriesChangeKind, int, int]


def remarks(history: History) -> tuple[TrendFinding, ...]:
    """Return one remark for all that changed of a row between the same two runs, the newest first."""
    together: dict[Happening, list[SeriesChange]] = {}
    for each in history.changes:
        together.setdefault(_happening(each), []).append(each)
    made = [_remark(history, each) for each in together.values()]
    return tuple(sorted(made, key=lambda remark: -remark.newest))


def _happening(each: SeriesChange) -> Happening:
    made = each.series
    return made.strand, made.row, made.interpreter, each.kind, each.last.run, each.first.run


def _remark(history: History, changes: Sequence[SeriesChange]) -> TrendFinding:
    ordered = sorted(changes, key=lambda each: ORDER.index(each.series.metric))
    first = ordered[0]
    strand = first.series.strand
    before, since = history.runs[first.last.run], history.runs[first.first.run]
    said = "; ".join(map(change_words, ordered))
    return TrendFinding(
        kind=str(first.kind),
        key=key_of(strand),
        row=printable(first.series.row),
        where=f"{strand.workload}, {since.strands[strand]}",
        what=f"{said[:1].upper()}{said[1:]}.",
        since=since.entry,
        before=before.entry,
        reasons=(*_reasons(first, before, since), *_crowd(history, ordered[-1])),
        workload=strand.workload,
        address=address_of(strand),
        newest=first.first.run,
    )


def change_words(each: SeriesChange) -> str:
    """Say how one figure changed: `memory 1.20 times as much (10.3 MiB before, 12.4 MiB since)`."""
    if each.series.metric is Metric.TIME:
        return f"{formatting.times(each.ratio)}, relative to the baseline"
    values = [formatting.memory(value) for value in (each.after, each.before)]
    if values[0] == values[1]:
        values = [f"{formatting.count(round(value))} bytes" for value in (each.after, each.before)]
    return f"{each.series.metric} {formatting.grown(each.before, each.after)} ({values[1]} before, {values[0]} since)"


def short_words(each: SeriesChange) -> str:
    """Say it in a few characters: how many times as much memory, or as much time; of memory at least the bytes."""
    if each.series.metric is not Metric.TIME and abs(each.ratio - 1) < formatting.LEAST_TOLD:
        return f"{each.after - each.before:+,.0f} B"
    return f"× {formatting.ratio(1 / each.ratio if each.series.metric is Metric.TIME else each.ratio)}"  # noqa: RUF001  read by people


def _reasons(first: SeriesChange, before: Facts, since: Facts) -> Iterator[str]:
    if first.kind is SeriesChangeKind.DRIFT:
        return
    if first.last.code != first.first.code:
        yield CODE_CHANGED
    else:
        yield "Its code and its libraries are the same."
    one, other = before.entry, since.entry
    if UNKNOWN not in {one.commit, other.commit} and one.commit == other.commit and one.changed == other.changed:
        yield SAME_COMMIT
    if before.machine != since.machine:
        yield f"The machine changed: {before.machine}, then {since.machine}."
    if before.system != since.system:
        yield f"The system changed: {before.system}, then {since.system}."


def _crowd(history: History, each: SeriesChange) -> Iterator[str]:
    """Say that most rows moved the same way at once, which is seldom the doing of each of them."""
    if each.series.metric is not Metric.TIME:
        return
    kin = [other for other in history.series if _pool(other) == _pool(each.series)]
    moved = sum(_movement(other) == _movement(each) for other in history.changes)
    if moved >= FEWEST_TOGETHER and moved > len(kin) / 2:
        yield f"The times of {moved} of {len(kin)} rows moved alike: look at the baseline and the machine first."


def _movement(each: SeriesChange) -> tuple[object, ...]:
    return (*_pool(each.series), each.kind, each.first.run, each.ratio > 1)


def _pool(each: Series) -> tuple[object, ...]:
    return each.strand, each.metric, each.interpreter, each.machine, each.baseline
