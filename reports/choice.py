"""Which implementation to take: "I have at most X of memory and a file of Y".

A file of the measured size is judged by what was measured. For any other size, memory beyond the imports and time are
taken to grow in proportion to the file. That is too much for an implementation whose memory is constant, and said so.
"""

from typing import Final

from bench import formatting
from reports.page import Choice, Figures, Need, Row, Section

LIMIT: Final = 512 * 2**20
ASSUMED: Final = (
    "Beyond the measured size, memory above the imports and time are taken to grow in proportion to the file; "
    "an implementation whose memory is constant needs less."
)


def choice(section: Section) -> Choice | None:
    """Return what the choice starts with; None where there is nothing to choose from."""
    rows = [row for row in section.rows if row.need]
    if not rows:
        return None
    fitting = [row for row in rows if _total(row) <= LIMIT]
    return Choice(
        limit="512 MiB",
        size=formatting.size(section.bytes) if section.bytes else "",
        bytes=section.bytes,
        sentence=_fits(fitting[0]) if fitting else _none(min(rows, key=_total)),
        assumed=ASSUMED if section.bytes else "",
    )


def need(figures: Figures) -> Need | None:
    """Return what a row needs; None without both figures."""
    if figures.peak is None or figures.seconds is None:
        return None
    fixed = min(figures.imported or 0, figures.peak.value)
    return Need(fixed=fixed, grown=figures.peak.value - fixed, seconds=figures.seconds.value)


def _total(row: Row) -> float:
    return row.need.fixed + row.need.grown if row.need else float("inf")


def _fits(row: Row) -> str:
    return f"Take `{row.name}`: the fastest that fits, with {_figures(row)}."


def _none(row: Row) -> str:
    return f"None fits. The leanest is `{row.name}`, with {_figures(row)}."


def _figures(row: Row) -> str:
    return f"{formatting.memory(_total(row))} and {formatting.seconds(row.need.seconds if row.need else None)}"
