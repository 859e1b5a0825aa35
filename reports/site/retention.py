"""Keep a site from losing reports: what was published before is named by lists, and is missed where it is gone.

Two lists know what there was: that of the published site, and that of the folder. One build may have only one of them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from bench.model import formatting
from bench.model.errors import BenchError
from reports.site.folder import Clock, utc_now
from reports.site.listing import MOST, Listed
from reports.site.runs import Facts

NAMED: Final = 5  # runs that a message names


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """Which reports stay in a site.

    Args:
        keep: how many of the newest; all if it is None.
        drop: whether the site may have fewer than before, or lose one that is missing.
        clock: by which no result may come from the future.
    """

    keep: int | None = None
    drop: bool = False
    clock: Clock = utc_now


def require_history(
    before: Sequence[Sequence[Listed]], found: Sequence[Facts], held: Sequence[Facts], rules: Rules
) -> None:
    """Refuse to lose reports unless that was asked for.

    Args:
        before: the lists of what there was.
        found: what there is.
        held: what stays of it.
        rules: by which that was decided.

    Raises:
        BenchError: if there would be fewer than a list names, or one that a list names was not found; or if there are
            more than a list can name.
    """
    if len(held) > MOST:
        raise BenchError(f"There are {len(held):,} reports; a site holds at most {MOST:,}.", "Keep fewer: --keep 100")
    if rules.drop:
        return
    most = max(map(len, before))
    named = {each.run for one in before for each in one}
    missing = named - {facts.entry.run for facts in found}
    if len(held) >= most and not missing:
        return
    lost = sorted(named - {facts.entry.run for facts in held}, reverse=True)
    remedy = "Name the results that are missing" if missing else "Give --keep a higher number"
    raise BenchError(
        f"The site had {formatting.plural(most, 'report')} and would have {len(held)}, without {some(lost)}.",
        f"{remedy}, or use --drop to lose reports permanently.",
    )


def some(names: Sequence[str]) -> str:
    """Return a few names, and how many more there are."""
    more = len(names) - NAMED
    return ", ".join(names[:NAMED]) + (f" and {more} more" if more > 0 else "")
