"""Findings in words, computed from figures: the headline and the line of trust.

No difference is spoken of that was not claimed by `bench.analysis.statistics.times`. Backticks mark names.
"""

from collections.abc import Iterable, Iterator, Sequence

from bench.analysis.cautions.of_run import Caution
from bench.analysis.statistics import times
from bench.model import formatting
from bench.model.types import Run, Status
from reports.page.page import Row, Section
from reports.view.ties import tied, untold

NOTHING = "No implementation came through, so there is nothing to compare."
UNANSWERED = "Nothing in this log answers `{}`: every answer is empty."
UNASKED = {str(Status.SKIPPED), str(Status.MISSING_DEPENDENCY)}


def headline(section: Section) -> str:
    """Say in one sentence what the section found."""
    rows = [row for row in section.rows if row.figures.peak and row.figures.seconds]
    if not rows:
        return _without_figures(section)
    fastest, base = rows[0], section.baseline_of(rows[0])
    if base is None or base.key == fastest.key:
        return _alone(fastest, section)
    unit = formatting.seconds_unit(row.figures.seconds.value for row in (fastest, base) if row.figures.seconds)
    reason = untold(section)
    contrast = f"{_needs(fastest, unit, so_far=bool(reason))} for {section.size}, where {_needs(base, unit)}"
    return f"{'; '.join((contrast, *([reason] if reason else _doubts(fastest, base, rows))))}."


def _doubts(fastest: Row, base: Row, rows: Sequence[Row]) -> Iterator[str]:
    """Say which rows cannot be told from the fastest by their times."""
    faster = fastest.figures.faster
    if faster is None or not faster.claimed:
        yield f"of their times: {faster.verdict if faster else times.Verdict.TOO_FEW}"
    equal = [row.name for row in tied(fastest, rows) if row.key != base.key]
    if equal:
        yield f"{listed(equal, most=3)} {'is' if len(equal) == 1 else 'are'} as fast, as far as can be told"


def listed(names: Sequence[str], most: int = 5) -> str:
    """Name the first few of many."""
    shown = [f"`{name}`" for name in names[:most]]
    more = len(names) - len(shown)
    if more:
        return f"{', '.join(shown)} and {more} more"
    return " and ".join(filter(None, (", ".join(shown[:-1]), *shown[-1:])))


def leanest(section: Section) -> Row | None:
    """Return the row with the smallest peak."""
    rows = [row for row in section.rows if row.figures.peak]
    return min(rows, key=lambda row: row.figures.peak.value if row.figures.peak else 0, default=None)


def trust(section: Section) -> tuple[str, ...]:
    """Say why the figures may be believed, or what is not so."""
    unasked = sum(row.status in UNASKED for row in section.failed)
    return (
        _answers(len(section.rows), len(section.rows) + len(section.failed) - unasked, unasked),
        _floor(section.floor),
        _rounds([len(row.figures.by_round) for row in section.rows]),
    )


def quiet(run: Run, cautions: Iterable[Caution]) -> str:
    """Say whether the machine did something else meanwhile."""
    if any(each.metric == "noise" and each.where is None for each in cautions):
        return "the machine was busy"
    if any(sample.noise for outcome in run.outcomes for sample in outcome.samples):
        return "quiet machine"
    return "how busy the machine was is not known"


def _without_figures(section: Section) -> str:
    if not section.rows:
        return f"{NOTHING} Below stands why."
    if any(row.figures.peak for row in section.rows):
        row = leanest(section)
        return f"`{row.name}` needs the least memory; times were not measured." if row else NOTHING
    return "Answers were checked; neither memory nor time was measured."


def _alone(row: Row, section: Section) -> str:
    others = len(section.rows) - 1
    unit = formatting.seconds_unit([row.figures.seconds.value if row.figures.seconds else None])
    reason = untold(section) if others else ""
    said = f"{_needs(row, unit, so_far=bool(reason))} for {section.size}"
    if not others:
        return f"{said}; there is nothing to compare it with."
    if reason:
        return f"{said}; {reason}."
    return f"{said}; {'the other one is not' if others == 1 else f'none of {others} others is'} measurably faster."


def _needs(row: Row, unit: formatting.Unit, *, so_far: bool = False) -> str:
    peak = formatting.memory(row.figures.peak.value if row.figures.peak else None)
    time = unit.text(row.figures.seconds.value if row.figures.seconds else None)
    return f"`{row.name}`{', the fastest so far,' if so_far else ''} needs {peak} and {time}"


def _answers(right: int, total: int, unasked: int) -> str:
    checked = "answer" if total == 1 else "answers"
    said = f"{right} of {total} {checked} right, also on hostile data"
    return f"{said}; {unasked} not asked" if unasked else said


def _floor(floor: float | None) -> str:
    if floor is None:
        return "how much equal code differs was not measured"
    return f"equal code differed by at most {formatting.percent(floor - 1)}"


def _rounds(counts: Sequence[int]) -> str:
    most, least = max(counts, default=0), min(counts, default=0)
    if not most:
        return "no times taken"
    said = "1 round" if most == 1 else f"{most} rounds" if most == least else f"{least} to {most} rounds"
    return said if most >= times.FEWEST_ROUNDS else f"only {said}: a first impression"
