"""Word a comparison of two results. Pure."""

from collections.abc import Iterator
from itertools import groupby
from typing import Final

from bench.analysis.comparison.changes import ChangeVerdict, Compared, FigureChange
from bench.model import formatting

NOTHING: Final = "No difference is claimed."


def headline(compared: Compared) -> str:
    """Say in one sentence what changed."""
    said = "; ".join(map(describe, compared.differences))
    return f"{said}. No other difference is claimed." if said else count(compared)


def title(compared: Compared) -> str:
    """Name the two results."""
    return f"{compared.new} compared with {compared.base}"


def count(compared: Compared) -> str:
    """Say how much changed."""
    if not compared.changes:
        return "The two results have no row in common."
    found = len(compared.differences)
    all_ = sum(each.verdict is not ChangeVerdict.NOT_COMPARABLE for each in compared.changes)
    differ = formatting.verb(found, "differs", "differ")
    return f"{found} of {formatting.plural(all_, 'figure')} {differ}." if found else NOTHING


def describe(change: FigureChange) -> str:
    """Say what changed, and whether that is better or worse."""
    said = f"{change.metric} {change.words or f'{change.before}, now {change.after}'}"
    return f"{change.row}: {change.reason if change.metric == 'edge cases' else said} ({change.verdict})"


def verdict(change: FigureChange) -> str:
    """Say what may be said of a change, and why."""
    if not change.reason:
        return str(change.verdict)
    barred = change.verdict is ChangeVerdict.NOT_COMPARABLE
    return f"{change.verdict}, because {change.reason}" if barred else f"{change.verdict} ({change.reason})"


def lines(compared: Compared) -> Iterator[str]:
    """Yield what is printed on a terminal."""
    yield title(compared)
    for row, changes in groupby(compared.changes, key=lambda change: change.row):
        yield row
        yield from (f"    {_line(change)}" for change in changes)
    yield from compared.only
    yield from (f"caution: {caution}" for caution in compared.cautions)
    yield headline(compared)


def _line(change: FigureChange) -> str:
    words = f", {change.words}" if change.words else ""
    return f"{change.metric}: {change.before}, now {change.after}{words}; {verdict(change)}"
