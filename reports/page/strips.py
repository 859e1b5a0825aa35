"""Small charts of columns, drawn by the page itself: one value per hour, or per round.

Positions are in percent of the strip, so that a template only prints them.
"""

from collections.abc import Mapping

from reports.page.parts import Stick, Strip, Table

GAP = 0.2  # of a column's room
LOWEST = 0.01  # of the full height: a value above zero stays visible


def strip(title: str, said: str, counts: Mapping[str, float], shown: Mapping[str, str], *, least: float = 0) -> Strip:
    """Return a strip from zero to the largest value.

    Args:
        title: above the strip.
        said: what it shows, also its text alternative.
        counts: name of each column -> its value.
        shown: the same values as a reader gets them.
        least: what the full height stands for at least, so that next to nothing does not look like much.
    """
    full = max(least, *counts.values(), 0) or 1
    room = 100 / max(1, len(counts))
    sticks = tuple(_stick(number * room, room, value / full) for number, value in enumerate(counts.values()))
    names = list(counts)
    rows = tuple((name, shown[name]) for name in counts)
    return Strip(
        title=title,
        said=said,
        sticks=sticks,
        ends=(names[0], names[-1]) if names else (),
        table=Table(heads=("When", title), rows=rows),
    )


def _stick(start: float, room: float, share: float) -> Stick:
    height = 100 * max(LOWEST if share > 0 else 0, share)
    return Stick(f"{start + room * GAP / 2:.2f}%", f"{100 - height:.2f}%", f"{room * (1 - GAP):.2f}%", f"{height:.2f}%")
