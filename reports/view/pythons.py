"""The same code on several interpreters, side by side.

Every interpreter is compared with the first one, implementation by implementation, in the rounds that both had.
"""

from collections.abc import Mapping

from bench.analysis.sections import times
from bench.analysis.statistics import times as stats
from bench.model import formatting
from bench.model.types import Outcome, Status
from reports.page.parts import Table
from reports.view.figures import peak_of
from reports.view.groups import Group


def pythons(group: Group) -> Table:
    """Return the table; without rows where there is one interpreter only."""
    versions = [member.interpreter for member in group.members]
    by_name: dict[tuple[str, str], dict[str, Outcome]] = {}
    for row in group.rows:
        if row.status is Status.OK:
            by_name.setdefault((row.cell.origin, row.cell.implementation), {})[row.cell.interpreter] = row
    several = {name: found for name, found in by_name.items() if len(found) > 1}
    rows = tuple(
        (name, *(_said(found, version, group) for version in versions)) for (_, name), found in several.items()
    )
    return Table(heads=("Implementation", *(f"Python {version}" for version in versions)), rows=rows)


def _said(found: Mapping[str, Outcome], version: str, group: Group) -> str:
    if version not in found:
        return formatting.NOT_AVAILABLE
    row, first = found[version], next(iter(found.values()))
    own = stats.estimate(times(row).values())
    peak = peak_of(row)
    figures = f"{formatting.seconds(own.value if own else None)}, {formatting.memory(peak.value if peak else None)}"
    return figures if row is first else f"{figures}; {_change(first, row, group)}"


def _change(first: Outcome, row: Outcome, group: Group) -> str:
    confidence = group.members[0].confidence
    found = stats.compare(times(first), times(row), floor=group.floor, confidence=confidence)
    return formatting.times(found.ratio) if found.claimed else str(found.verdict)
