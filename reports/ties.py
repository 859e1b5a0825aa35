"""Which rows share a rank, and why the order of a section is not tested."""

from collections.abc import Iterable
from typing import Final

from bench import stats
from reports.page import Row, Section

NO_FLOOR: Final = "how much equal code differs is not known, so their order was not tested"


def untold(section: Section) -> str:
    """Say why the order of the rows of a section is not tested; empty where it is."""
    if section.floor is not None:
        return ""
    rounds = max((len(row.figures.by_round) for row in section.rows), default=0)
    if section.apart is None and rounds >= stats.FEWEST_ROUNDS:
        return NO_FLOOR
    return f"{'1 round is' if rounds == 1 else f'{rounds} rounds are'} too few to test their order"


def tied(row: Row, rows: Iterable[Row]) -> list[Row]:
    """Return the others that share the rank of a row."""
    return [other for other in rows if other.rank and other.rank == row.rank and other.key != row.key]
