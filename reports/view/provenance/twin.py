"""What a report says of a log and its twin: whether rows rank alike on both, and which properties both have."""

from collections.abc import Sequence

from bench.analysis.analysis import Analysis
from bench.analysis.comparison import twin_ranks
from bench.analysis.comparison.twin_ranks import TwinRanks
from bench.model import formatting
from bench.model.types import Run, TwinProperty
from reports.page.parts import Table
from reports.view.groups import RowGroup, name_of


def ranks_of(analysis: Analysis, group: RowGroup) -> tuple[TwinRanks, ...]:
    """Return the rows of a table beside those on the twin, for each interpreter."""
    return tuple(each for each in twin_ranks.twin_ranks(analysis) if each.section in group.members)


def finding(ranks: Sequence[TwinRanks]) -> str:
    """Say whether rows rank alike; empty where no twin was measured."""
    several = len(ranks) > 1
    return " ".join(f"Python {each.section.interpreter}: {each.words}" if several else each.words for each in ranks)


def rows(ranks: Sequence[TwinRanks], group: RowGroup) -> Table:
    """Return the rows beside those on the twin."""
    found = ((name_of(cell, group), *figures) for each in ranks for cell, figures in twin_ranks.table(each))
    return Table(heads=("Implementation", *twin_ranks.HEADS), rows=tuple(found)) if ranks else Table()


def properties(run: Run) -> Table:
    """Return the properties of a log and its twin, those that the twin misses first."""
    found = run.likeness.properties if run.likeness else ()
    order = sorted(found, key=lambda each: ("no", "yes", "only shown").index(each.within))
    heads = ("Property", "Log", "Twin", "Difference", "Within 10 %")
    return Table(heads=heads, rows=tuple(map(_property, order)))


def _property(found: TwinProperty) -> tuple[str, ...]:
    difference = "not in the log" if found.difference is None else formatting.change(found.difference)
    return found.name, formatting.significant(found.log), formatting.significant(found.twin), difference, found.within
