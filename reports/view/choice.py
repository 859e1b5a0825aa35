"""Which implementation to take: "I have at most X of memory and a file of Y".

A file of the measured size is judged by what was measured. For any other size memory follows the row's growth model, if
it has one whose forecast held (`bench.analysis.growth.row_growth`). Otherwise memory beyond the imports is taken to
grow in proportion to the file, or so that it is right for the largest size measured, if that is larger than the
measured file. Time is taken to grow in proportion for all. Both is said.
"""

from collections.abc import Sequence
from dataclasses import replace
from math import log
from typing import Final

from bench.analysis.growth.row_growth import RowGrowth
from bench.model import formatting
from bench.model.formatting import Unit
from reports.page.figures import NeedFigures, RowFigures
from reports.page.section import Choice, PageSection, Row
from reports.view.sentences import find_tied, unit_of, untold

LIMIT: Final = 512 * 2**20
TIME: Final = "For other sizes, time is assumed to grow in proportion to the file"
KNOWN: Final = f"{TIME}, and memory by the growth model of each case."
SOME_KNOWN: Final = (
    f"{TIME}, and memory by the growth model of each case, or in proportion where there is none: {{names}}."
)
UNKNOWN: Final = f"{TIME}, and so is memory beyond the imports. A row whose memory is constant needs less."


def choice(section: PageSection) -> Choice | None:
    """Return what the choice starts with; None where there is nothing to choose from."""
    rows = [row for row in section.rows if row.need]
    if not rows:
        return None
    fitting = [row for row in rows if _total(row) <= LIMIT]
    unit = unit_of(section)
    return Choice(
        limit="512 MiB",
        size=formatting.size(section.bytes) if section.bytes else "",
        bytes=section.bytes,
        sentence=_fits(fitting, untold(section), unit) if fitting else _none(min(rows, key=_total), unit),
        untold=untold(section),
        assumed=_name_assumed(rows) if section.bytes else "",
        unit=unit,
    )


def need(figures: RowFigures, growth: RowGrowth | None = None) -> NeedFigures | None:
    """Return what a row needs, by its growth model if it has one that held; None without both figures."""
    if figures.peak is None or figures.seconds is None:
        return None
    peak, seconds = figures.peak.value, figures.seconds.value
    if growth and growth.trusted:
        grown = min(peak, growth.grown)
        return NeedFigures(fixed=peak - grown, grown=grown, power=growth.power, known=True, seconds=seconds)
    return _guess(NeedFigures(fixed=min(figures.imported or 0, peak), grown=0.0, seconds=seconds), peak, growth)


def _guess(start: NeedFigures, peak: float, growth: RowGrowth | None) -> NeedFigures:
    """Return what a row without a growth model needs, whose imports need what is fixed at the start."""
    proportional = replace(start, grown=peak - start.fixed)
    largest = growth.points[-1] if growth else None
    if growth is None or largest is None or largest.lines <= growth.lines:
        return proportional
    times = largest.lines / growth.lines
    grown = max(0.0, largest.peak - peak) / (times - 1)
    if grown <= proportional.grown:
        return replace(start, fixed=peak - grown, grown=grown)
    return replace(proportional, power=log((largest.peak - start.fixed) / max(proportional.grown, 1), times))


def _total(row: Row) -> float:
    return row.need.fixed + row.need.grown if row.need else float("inf")


def _name_assumed(rows: Sequence[Row]) -> str:
    guessed = [row.name for row in rows if row.need and not row.need.known]
    if not guessed:
        return KNOWN
    return UNKNOWN if len(guessed) == len(rows) else SOME_KNOWN.format(names=", ".join(guessed))


def _fits(fitting: Sequence[Row], untold: str, unit: Unit) -> str:
    """Say which to take; `reports/html/static/report.js` says the same of other sizes and limits."""
    first = fitting[0]
    if len(fitting) == 1:
        return f"Take `{first.name}`, the only one that fits: {_figures(first, unit)}."
    if untold:
        return f"`{first.name}` is the fastest so far that fits, with {_figures(first, unit)}; {untold}."
    equal = [first, *find_tied(first, fitting)]  # the first of a rank needs the least memory of it
    if len(equal) == 1:
        return f"Take `{first.name}`: the fastest that fits, with {_figures(first, unit)}."
    return (
        f"Take `{first.name}`: of the {len(equal)} that fit and are the fastest within the noise, it has the lowest "
        f"peak, with {_figures(first, unit)}."
    )


def _none(row: Row, unit: Unit) -> str:
    return f"None fits. `{row.name}` needs the least memory: {_figures(row, unit)}."


def _figures(row: Row, unit: Unit) -> str:
    return f"{formatting.memory(_total(row))} and {unit.text(row.need.seconds if row.need else None)}"
