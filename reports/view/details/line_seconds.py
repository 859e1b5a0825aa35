"""Which source lines take the time of a row: the shares that a sampler saw, of the time that was measured without it.

Lines of two implementations are the same if their text is: what both do is compared, what only one does is all its own.
A line whose share is known to no better than a half of itself is folded with its like.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from math import hypot
from typing import Final

from msgspec import UNSET

from bench.analysis.statistics.shares import uncertainty
from bench.model import formatting
from bench.model.types import Instrument, Outcome, Run, Sample
from reports.page.parts import LineDifference, TimedLine
from reports.page.section import LineTimes
from reports.view.columns import spans
from reports.view.groups import RowGroup

SHOWN: Final = 10
VAGUE: Final = 0.5  # of a share, for which its uncertainty may be at most, or it is folded
PLUS_MINUS: Final = "\N{PLUS-MINUS SIGN}"
MINUS: Final = "\N{MINUS SIGN}"
OTHER: Final = "other lines"


@dataclass(frozen=True, slots=True)
class _Line:
    """One line, or equal ones together: how often the sampler found it, and what traced bytes it holds."""

    place: str
    source: str
    samples: int
    size: int | None


@dataclass(frozen=True, slots=True)
class _Pass:
    """What the sampler saw of one row.

    Args:
        lines: the most frequent first.
        samples: in all.
        seconds: of a call, as it was measured without the sampler.
        sampler: its name; empty where the result does not say.
    """

    lines: tuple[_Line, ...]
    samples: int
    seconds: float
    sampler: str

    def of(self, found: int) -> tuple[float, float]:
        """Return the seconds that so many samples stand for, and their uncertainty."""
        return self.seconds * found / self.samples, self.seconds * uncertainty(found, self.samples)


def line_times(run: Run, group: RowGroup, outcome: Outcome) -> LineTimes | None:
    """Return what is shown of the seconds by line of a row; None where no sampler looked."""
    own = _pass(run, group, outcome)
    if own is None:
        return None
    base = group.member_of(outcome).baseline
    other = _pass(run, group, base) if base and base is not outcome else None
    beside = _beside(own, other) if other else ()
    return LineTimes(
        note=_note(own),
        lines=_list(own),
        compared=_compare(own, other) if other else "",
        beside=beside,
    )


def _pass(run: Run, group: RowGroup, outcome: Outcome) -> _Pass | None:
    sample = next((each for each in outcome.samples_of(Instrument.LINE_SECONDS) if each.lines_spent), None)
    seconds = group.member_of(outcome).seconds.get(outcome.cell)
    if sample is None or seconds is None or "line_samples" not in sample.values:
        return None
    total = int(sample.values["line_samples"].value)
    lines = _lines(run, outcome, sample)
    name = "" if sample.sampler is UNSET else sample.sampler
    return _Pass(lines, max(total, sum(each.samples for each in lines)), seconds, name) if lines else None


def _lines(run: Run, outcome: Outcome, sample: Sample) -> tuple[_Line, ...]:
    name = f"{outcome.cell.implementation}.py"
    source = dict(enumerate(run.files.get(run.implementation(outcome.cell).sha256, "").splitlines(), start=1))
    held = _held(outcome)
    return tuple(
        _Line(
            place=f"{each.file}:{each.line}",
            source=source.get(each.line, "").strip() if each.file == name else "",
            samples=each.samples,
            size=held.get((each.file, each.line)),
        )
        for each in sample.lines_spent
    )


def _held(outcome: Outcome) -> Mapping[tuple[str, int], int]:
    traced = (sample for sample in outcome.samples_of(Instrument.LINES) if sample.allocations)
    return {(each.file, each.line): each.size for sample in traced for each in sample.allocations}


def _note(own: _Pass) -> str:
    name = f" ({own.sampler})" if own.sampler else ""
    return (
        f"A sampler outside the process{name} took {formatting.plural(own.samples, 'sample')}. Seconds are a line's "
        f"share of them, times the {formatting.seconds(own.seconds)} that a call takes without the sampler; ± is how "
        "uncertain that share is, at 95 %. A line includes what it calls in libraries; Memory by line explains bytes."
    )


def _list(own: _Pass) -> tuple[TimedLine, ...]:
    clear = [each for each in own.lines if uncertainty(each.samples, own.samples) <= VAGUE * each.samples / own.samples]
    shown = clear[:SHOWN]
    rest = own.samples - sum(each.samples for each in shown)
    lines = (*shown, _Line(OTHER, "", rest, None)) if rest > 0 else tuple(shown)
    unit = formatting.seconds_unit([own.seconds])
    return tuple(_timed(own, each, unit) for each in lines)


def _timed(own: _Pass, line: _Line, time: formatting.Unit) -> TimedLine:
    seconds, apart = own.of(line.samples)
    return TimedLine(
        place=line.place,
        source=line.source,
        seconds=f"{time.text(seconds)} {PLUS_MINUS} {formatting.significant(apart / time.size, 2)}",
        share=formatting.percent(line.samples / own.samples),
        held="" if line.size is None else formatting.memory(line.size),
        bar=spans([("accent", line.samples)], own.samples),
    )


def _compare(own: _Pass, base: _Pass) -> str:
    """Say how long a call takes beside one of the baseline."""
    unit = formatting.seconds_unit([own.seconds, base.seconds])
    change = own.seconds - base.seconds
    less = "less" if change < 0 else "more"
    return (
        f"A call takes {unit.text(own.seconds)}, {unit.text(abs(change))} {less} than one of the baseline "
        f"({unit.text(base.seconds)}). Lines with the same text share a row; any other is in one file only."
    )


def _beside(own: _Pass, base: _Pass) -> tuple[LineDifference, ...]:
    """Return the lines of both by how much they differ; what does not differ beyond its uncertainty is left out."""
    ours, theirs = _by_text(own), _by_text(base)
    places = {_text(each): each.place for each in (*reversed(base.lines), *reversed(own.lines))}
    found = []
    for text in dict.fromkeys((*ours, *theirs)):
        (here, apart), (there, also) = own.of(ours[text]), base.of(theirs[text])
        if abs(here - there) > hypot(apart if text in ours else 0, also if text in theirs else 0):
            found.append((here if text in ours else None, there if text in theirs else None, here - there, text))
    unit = formatting.seconds_unit([own.seconds, base.seconds])
    return tuple(
        LineDifference(
            place=places[text],
            source=text if text != places[text] else "",
            here="" if here is None else unit.text(here),
            there="" if there is None else unit.text(there),
            change=f"{MINUS if change < 0 else '+'}{unit.text(abs(change))}",
        )
        for here, there, change, text in sorted(found, key=lambda each: (-abs(each[2]), each[3]))[:SHOWN]
    )


def _by_text(passed: _Pass) -> Counter[str]:
    found = Counter[str]()
    for each in passed.lines:
        found[_text(each)] += each.samples
    return found


def _text(line: _Line) -> str:
    """Return what identifies a line: its text, or its place where that is not known."""
    return line.source or line.place
