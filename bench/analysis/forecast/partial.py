"""Say on how many lines a pass runs that shows on a part of the data what it would show on all of it. Pure.

A growth model that held up to the whole data says so: memory that is constant from some size on is the same there, and
where it grows by so many bytes a line, a curve over time keeps its shape. A figure of the whole (a peak, a time)
is always measured on the whole, and so is a row whose growth model missed, or that has none.
"""

from typing import Final

from bench.analysis.forecast.costs import LINES_AT_MOST
from bench.analysis.growth.laws import GrowthKind
from bench.analysis.growth.row_growth import RowGrowth
from bench.model.sweep import CURVES, LARGEST
from bench.model.types import Instrument

PROPORTIONAL: Final = {GrowthKind.CONSTANT, GrowthKind.LINES}


def lines_for(instrument: Instrument, growth: RowGrowth | None) -> int | None:
    """Return the lines of the data that a pass runs on; None for all.

    Args:
        instrument: of the pass.
        growth: how the row's memory grows, as far as it is known.
    """
    law = growth.law if growth and growth.trusted else None
    if instrument is Instrument.LINES:
        level = law.start.lines if law and law.kind is GrowthKind.CONSTANT else 0
        return min(level or LINES_AT_MOST, LINES_AT_MOST)
    return LARGEST if law and instrument in CURVES and law.kind in PROPORTIONAL else None
