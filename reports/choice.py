"""Which implementation to take: "I have at most X of memory and a file of Y".

A file of the measured size is judged by what was measured. For any other size, memory beyond the imports and time are
taken to grow in proportion to the file. That is too much for an implementation whose memory is constant, and said so.
"""

from typing import Final

from bench import formatting
from reports.page import Choice, Need, Row, Section

LIMIT: Final = 512 * 2**20
ASSUMED: Final = (
    "Beyond the measured size, memory above the imports and time are taken to grow in proportion to the file; "
    "an implementation whose memory is constant needs less."
)


def choice(section: Section) -> Choice | None:
    """Return what the choice starts with; None where there is nothing to choose from."""
    needs = tuple(need for row in section.rows if (need := _need(row)))
    if not needs:
        return None
    fitting = [need for need in needs if need.fixed + need.grown <= LIMIT]
    return Choice(
        needs=needs,
        limit="512 MiB",
        size=_size(section.bytes),
        bytes=section.bytes,
        sentence=_fits(fitting[0]) if fitting else _none(min(needs, key=lambda need: need.fixed + need.grown)),
        assumed=ASSUMED if section.bytes else "",
    )


def _need(row: Row) -> Need | None:
    own = row.figures
    if own.peak is None or own.seconds is None:
        return None
    fixed = min(own.imported or 0, own.peak.value)
    return Need(key=row.key, name=row.name, fixed=fixed, grown=own.peak.value - fixed, seconds=own.seconds.value)


def _fits(need: Need) -> str:
    return f"Take `{need.name}`: the fastest that fits, with {_figures(need)}."


def _none(need: Need) -> str:
    return f"None fits. The leanest is `{need.name}`, with {_figures(need)}."


def _figures(need: Need) -> str:
    return f"{formatting.memory(need.fixed + need.grown)} and {formatting.seconds(need.seconds)}"


def _size(size: int) -> str:
    """Write a size so that it can be typed again and is not more than three digits off."""
    return formatting.size(size) if size else ""
