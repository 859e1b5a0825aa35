"""From how a row's memory grows to what is shown of it: points, the law in words, and its course beyond them."""

from collections.abc import Iterator
from typing import Final

from bench.analysis.growth.laws import GrowthKind
from bench.analysis.growth.row_growth import RowGrowth
from bench.model import formatting
from reports.page import figures

BEYOND: Final = 10  # times the largest size measured, to which a forecast is drawn
STEPS: Final = 24  # points along it


def show(growth: RowGrowth | None, memory: int) -> figures.GrowthFigures:
    """Return what is shown of a row.

    Args:
        growth: of its memory; None where nothing is known.
        memory: of the machine, in bytes.
    """
    if growth is None:
        return figures.GrowthFigures()
    return figures.GrowthFigures(
        points=tuple((float(point.lines), point.peak) for point in growth.points if point.lines),
        words=growth.words,
        end=_end(growth),
        verdict=growth.verdict,
        outlook=growth.outlook(memory) if growth.trusted else "",
        course=tuple(_course(growth)),
        fitted=float(growth.law.largest),
        checked=growth.check.hit if growth.check else None,
    )


def _end(growth: RowGrowth) -> str:
    if growth.check and not growth.trusted:
        return "forecast missed"
    match growth.law.kind:
        case GrowthKind.CONSTANT:
            return "constant"
        case GrowthKind.LINES:
            return f"{formatting.significant(growth.law.rate.value)} bytes a {growth.unit}"
        case GrowthKind.ENTRIES:
            return f"with {growth.entries}"
        case GrowthKind.REFUSED:
            return str(growth.law.kind)
        case _:
            return ""


def _course(growth: RowGrowth) -> Iterator[tuple[float, float, float, float]]:
    """Follow the law from its start to well beyond what was measured; at the largest size fitted there is a point."""
    if not growth.trusted:
        return
    first, last = max(1, growth.law.start.lines), growth.points[-1].lines * BEYOND
    steps = {round(first * (last / first) ** (step / STEPS)) for step in range(STEPS + 1)}
    for lines in sorted(steps | {growth.law.largest}):
        forecast = growth.at(lines)
        if forecast:
            yield float(lines), forecast.value, max(1.0, forecast.low), forecast.high
