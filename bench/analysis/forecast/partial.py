"""Choose how many lines are enough for a pass that shows the same on a part of the data as on all of it. Pure.

A growth model that held up to the whole data says so: memory that is constant from some size on is the same there, and
where it grows by so many bytes a line, a curve over time keeps its shape. A figure of the whole (a peak, a time)
is always measured on the whole, and so is a row whose growth model missed, or that has none.
"""

from typing import Final

from bench.analysis.forecast.costs import most_lines
from bench.analysis.growth.laws import GrowthKind
from bench.analysis.growth.row_growth import RowGrowth
from bench.model.types import Instrument, Plan

PROPORTIONAL: Final = {GrowthKind.CONSTANT, GrowthKind.LINES}


def lines_for(plan: Plan, instrument: Instrument, growth: RowGrowth | None) -> int | None:
    """Return the lines of the data that a pass runs on; None for all."""
    law = growth.law if growth and growth.trusted else None
    most = most_lines(plan).get(instrument)
    if most is not None and instrument is Instrument.LINES:
        level = law.start.lines if law and law.kind is GrowthKind.CONSTANT else 0
        return min(level or most, most)
    return most if law and law.kind in PROPORTIONAL else None
