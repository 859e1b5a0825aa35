"""Which rows cannot be told apart by their times, and why."""

from collections.abc import Iterable
from typing import Final

from bench.analysis.statistics import times
from reports.page.page import Row, Section

TOO_FEW: Final = "too few rounds to tell them apart"
NO_FLOOR: Final = "how much equal code differs is not known, so they cannot be told apart"


def untold(section: Section) -> str:
    """Say why no two rows of a section can be told apart; empty where they can."""
    if section.floor is not None:
        return ""
    rounds = max((len(row.figures.by_round) for row in section.rows), default=0)
    return TOO_FEW if rounds < times.FEWEST_ROUNDS else NO_FLOOR


def tied(row: Row, rows: Iterable[Row]) -> list[Row]:
    """Return the others that share the rank of a row."""
    return [other for other in rows if other.rank and other.rank == row.rank and other.key != row.key]
