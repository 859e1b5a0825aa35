"""Findings in words, computed from figures: the headline and the trust line.

No difference is spoken of that was not claimed by `bench.analysis.statistics.times`. Backticks mark names.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Final

from bench.analysis.cautions.caution import Caution, CautionKind
from bench.analysis.cautions.load import find_worst
from bench.analysis.statistics import times
from bench.analysis.statistics.times import FEWEST_ROUNDS, Comparison, TimeVerdict
from bench.model import formatting
from bench.model.types import Run, Status
from reports.page.section import PageSection, Row

NOTHING = "No implementation completed, so there is nothing to compare."
UNANSWERED = "Nothing in this log answers `{}`: {}."
UNASKED = {str(Status.SKIPPED), str(Status.MISSING_DEPENDENCY)}
HEAP: Final = "of Python heap (tracemalloc)"
RESIDENT: Final = "of resident memory"
WAITS: Final = (CautionKind.MEMORY_PRESSURE, CautionKind.DISK_PRESSURE)


def headline(section: PageSection) -> str:
    """Say in a sentence or two what the section found."""
    rows = [row for row in section.rows if row.figures.peak and row.figures.seconds]
    if not rows:
        return _without_figures(section)
    fastest, base = rows[0], section.baseline_of(rows[0])
    if base is None or base.key == fastest.key:
        return _alone(fastest, section)
    unit = unit_of(section)
    first = _needs(fastest, unit, so_far=bool(untold(section)))
    contrast = f"For {section.size}, {first}; {_needs(base, unit)}."
    faster = fastest.figures.faster
    if faster is None or faster.verdict is TimeVerdict.UNTESTED:
        return f"{contrast} The difference in time is {_say_untested(faster)}."
    return " ".join((contrast, *_doubts(fastest, faster, rows)))


def _say_untested(faster: Comparison | None) -> str:
    """Say that a difference was not tested, and what it seems to be."""
    if faster is None or faster.ratio is None:
        return str(TimeVerdict.UNTESTED)
    return f"{faster.untested}: {formatting.about(faster.ratio)} {faster.seen}"


def _doubts(fastest: Row, faster: Comparison, rows: Sequence[Row]) -> Iterator[str]:
    """Say which rows cannot be distinguished from the fastest by their times."""
    if not faster.claimed:
        yield f"Their times {_undecided(faster)}."
    equal = [row for row in find_tied(fastest, rows) if not row.baseline]
    if equal:
        are, need = formatting.verb(len(equal), "is", "are"), formatting.verb(len(equal), "needs", "need")
        peaks = [row.figures.peak.value for row in equal if row.figures.peak]
        unit = formatting.memory_unit(peaks)
        memory = " to ".join(dict.fromkeys(unit.number(each) for each in (min(peaks), max(peaks))))
        names = list_names([row.name for row in equal], most=3)
        yield f"{names} {are} as fast within the noise, and {need} {memory} {unit.name}."


def list_names(names: Sequence[str], most: int = 5) -> str:
    """Name the first few of many."""
    shown = [f"`{name}`" for name in names[:most]]
    more = len(names) - len(shown)
    if more:
        return f"{', '.join(shown)} and {more} more"
    return formatting.enumerate_names(shown)


def unit_of(section: PageSection) -> formatting.Unit:
    """Return the unit of the times of a section: of its table, and of what is said of it."""
    return formatting.seconds_unit(row.figures.seconds.value for row in section.rows if row.figures.seconds)


def least_memory(section: PageSection) -> Row | None:
    """Return the row with the smallest peak."""
    rows = [row for row in section.rows if row.figures.peak]
    return min(rows, key=lambda row: row.figures.peak.value if row.figures.peak else 0, default=None)


def trust(section: PageSection) -> tuple[str, ...]:
    """Say why the figures may be trusted, or what is missing for that."""
    unasked = sum(row.status in UNASKED for row in section.failed)
    return (
        _answers(section, len(section.rows) + len(section.failed) - unasked, unasked),
        _floor(section),
        _rounds(section),
        *([section.other_lines] if section.other_lines else []),
        *([f"implementations written for the format {section.written_for}"] if section.written_for else []),
    )


def quiet(run: Run, cautions: Collection[Caution]) -> str:
    """Say whether the machine did something else meanwhile, and how much at worst.

    Quiet is none on which equal code differed widely, or in one round of which anything was taken from a process.
    """
    waits = [str(each.kind) for each in cautions if each.kind in WAITS]
    load = find_worst(run)
    if waits or load is None:
        return f"busy machine: {waits[0]}" if waits else "load of the machine not known"
    if any(each.metric == "noise" and each.where is None for each in cautions):
        state = "busy machine"
    elif load.disturbed:
        state = f"machine disturbed in {load.disturbed} of {formatting.plural(load.rounds, 'round')}"
    else:
        is_wide = any(each.kind is CautionKind.WIDE_FLOOR for each in cautions)
        state = "times differ though the machine was not disturbed" if is_wide else "quiet machine"
    return f"{state}: {load.worst}"


def _without_figures(section: PageSection) -> str:
    if not section.rows:
        return f"{NOTHING} The table gives the reasons."
    if any(row.figures.peak for row in section.rows):
        row = least_memory(section)
        return f"`{row.name}` needs the least memory; times were not measured." if row else NOTHING
    return "Answers were checked; neither memory nor time was measured."


def _alone(row: Row, section: PageSection) -> str:
    others = len(section.rows) - 1
    unit = unit_of(section)
    reason = untold(section) if others else ""
    said = f"For {section.size}, {_needs(row, unit, so_far=bool(reason))}"
    if not others:
        return f"{said}; there is nothing to compare it with."
    if reason:
        return f"{said}; {reason}."
    return f"{said}; {'the other one is not' if others == 1 else f'none of the {others} others is'} measurably faster."


def _needs(row: Row, unit: formatting.Unit, *, so_far: bool = False) -> str:
    peak = formatting.memory(row.figures.peak.value if row.figures.peak else None)
    time = unit.text(row.figures.seconds.value if row.figures.seconds else None)
    return f"`{row.name}` {'is the fastest so far, with' if so_far else 'needs'} {peak} and {time}"


def _answers(section: PageSection, total: int, unasked: int) -> str:
    failing = sum(bool(row.edge_cases) for row in section.rows)
    said = f"{len(section.rows)} of {total} correct"
    if not section.rows:
        return f"{said}; {unasked} not run" if unasked else said
    if section.without_edge_cases:
        said += " on this data; edge cases were not run"
    elif failing:
        said += f" on this data; {failing} of them {formatting.verb(failing, 'fails', 'fail')} edge cases"
    else:
        said += ", edge cases included"
    return f"{said}; {unasked} not run" if unasked else said


def _floor(section: PageSection) -> str:
    if section.floor is not None:
        return times.describe_floor(section.floor)
    if section.apart is not None:
        return f"equal code differed by up to {formatting.difference(section.apart)} in one round"
    return "noise floor not measured"


def _rounds(section: PageSection) -> str:
    counts = [len(row.figures.by_round) for row in section.rows]
    most = max(counts, default=0)
    if not most:
        return "times not measured"
    said = formatting.rounds(counts)
    if most < FEWEST_ROUNDS:
        return f"only {said}: a first impression"
    if section.finds is None or (section.floor or 1) >= times.UNUSABLE:
        return said
    found = formatting.difference(1 + section.finds)
    return f"{said} {FINDS.format(f'of {found}' if found.endswith('%') else f'by {found}')}"


def lesson(section: PageSection) -> str:
    """Return one sentence: what a step takes of memory, and of time where that is known; empty without two rows."""
    pair = _pair(section)
    if pair is None:
        return ""
    first, second = pair
    found = second.figures.faster
    said = second.key == section.rows[0].key and found is not None and not found.claimed  # by the headline
    return f"{'; '.join(filter(None, (_memory(first, second), '' if said else _time(first, second))))}."


def _pair(section: PageSection) -> tuple[Row, Row] | None:
    """Return the row that the lesson begins with and the row that it leads to."""
    told = {row.key: row for row in section.rows if row.figures.traced is not None}
    steps = [told[key] for key in section.steps if key in told]
    if len(steps) > 1:
        return steps[0], steps[1]
    base = next((row for row in told.values() if row.baseline), None)
    others = [row for row in told.values() if base and not row.baseline and row.python == base.python]
    least = min(others, key=lambda row: _describe_held(row, row), default=None)
    return (base, least) if base and least else None


def _memory(first: Row, second: Row) -> str:
    what = RESIDENT if _is_untraced(first, second) else HEAP
    before, after = (_round(_describe_held(*pair)) for pair in ((first, second), (second, first)))
    return f"`{second.name}` peaks at {after} {what}, `{first.name}` at {before}"


def _round(size: float) -> str:
    unit = formatting.memory_unit([size])
    return f"{formatting.rounded(size / unit.size)} {unit.name}"


def _time(first: Row, second: Row) -> str:
    """Say what the step costs or saves in time, if that may be claimed; only the baseline has been compared with."""
    found = second.figures.faster
    if found is None or not first.baseline or found.ratio is None:
        return ""
    if found.claimed:
        factor = formatting.rounded(max(found.ratio, 1 / found.ratio))
        how = f"is {factor} times as fast" if found.ratio > 1 else f"takes {factor} times as long"
        return f"`{second.name}` {how} as `{first.name}`"
    if found.verdict is TimeVerdict.UNTESTED:
        about = formatting.about(found.ratio)
        how = about if about.startswith("takes") else f"is {about}"
        return f"`{second.name}` {how} as `{first.name}` {found.seen}, {found.untested}"
    return f"their times {_undecided(found)}"


def _undecided(found: Comparison) -> str:
    """Return why neither of two times is claimed to be longer, and what would decide it."""
    verb = "do not differ measurably" if found.verdict is TimeVerdict.SAME else "are too noisy to tell apart"
    return "; ".join(filter(None, (verb, found.outlook)))


def _describe_held(row: Row, other: Row) -> float:
    if _is_untraced(row, other) and row.figures.peak:
        return row.figures.peak.value
    return row.figures.traced or 0.0


def _is_untraced(row: Row, other: Row) -> bool:
    """Return whether tracemalloc misses most of what one holds: native memory, mapped files or child processes."""
    return any(each.figures.untraced or each.figures.processes > 1 for each in (row, other))


FINDS: Final = "detect a difference {} in 9 of 10 such runs, with a false alarm in at most 1 of 20"
NO_FLOOR: Final = "without a noise floor their order is untested"


def untold(section: PageSection) -> str:
    """Return why the order of the rows of a section is not tested; empty where it is."""
    if section.floor is not None:
        return ""
    rounds = [each for row in section.rows if (each := len(row.figures.by_round))] or [0]
    if section.apart is None and max(rounds) >= times.FEWEST_ROUNDS:
        return NO_FLOOR
    fewest = min(rounds)  # equal code may have fewer than the other rows
    return f"{formatting.plural(fewest, 'round')} {formatting.verb(fewest, 'is', 'are')} too few to test the order"


def find_tied(row: Row, rows: Iterable[Row]) -> list[Row]:
    """Return the others that share the rank of a row."""
    return [other for other in rows if other.rank and other.rank == row.rank and other.key != row.key]
