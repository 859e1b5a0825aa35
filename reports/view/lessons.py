"""What a workload teaches, in two sentences of plain words, computed from its section: memory, then time.

The lesson is about the first step of the workload's story: from its first row to its second. A workload without a story
compares its baseline with the row that holds least. Memory is that of Python's objects, which is what an exercise is
about; where most of it is native, and so unseen by tracemalloc, it is resident memory.
"""

from bench.analysis.statistics.times import Verdict
from bench.model import formatting
from reports.page.page import Row, Section


def lesson(section: Section) -> str:
    """Return two sentences, or one where a time is not known; empty if there are no two rows to compare."""
    pair = _pair(section)
    if pair is None:
        return ""
    first, second = pair
    return " ".join(filter(None, (_memory(first, second), _time(first, second))))


def _pair(section: Section) -> tuple[Row, Row] | None:
    """Return the row that the lesson begins with and the row that it leads to."""
    told = {row.key: row for row in section.rows if row.figures.traced is not None}
    steps = [told[key] for key in section.steps if key in told]
    if len(steps) > 1:
        return steps[0], steps[1]
    base = next((row for row in told.values() if row.baseline), None)
    others = [row for row in told.values() if base and not row.baseline and row.python == base.python]
    leanest = min(others, key=lambda row: _held(row, row), default=None)
    return (base, leanest) if base and leanest else None


def _memory(first: Row, second: Row) -> str:
    before, after = _held(first, second), _held(second, first)
    unit = formatting.memory_unit([before, after])
    of, what = ("resident memory", "needs") if _is_native(first, second) else ("Python's own heap", "holds")
    there = f"`{first.name}` {what} {unit.text(before)}"
    return f"Of {of}, `{second.name}` {what} {unit.text(after)} where {there}."


def _time(first: Row, second: Row) -> str:
    """Say what the step costs or saves in time, if that may be claimed; only the baseline has been compared with."""
    found = second.figures.faster
    if found is None or not first.baseline or found.ratio is None:
        return ""
    if found.claimed:
        said = formatting.times(found.ratio)
        return f"It {said}." if said.startswith("takes") else f"It is {said}."
    if found.verdict is Verdict.SAME:
        return "Of their times no difference can be measured."
    return f"Of their times: {found.verdict}."


def _held(row: Row, other: Row) -> float:
    if _is_native(row, other) and row.figures.peak:
        return row.figures.peak.value
    return row.figures.traced or 0.0


def _is_native(row: Row, other: Row) -> bool:
    return row.figures.native or other.figures.native
