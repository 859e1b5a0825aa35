"""Limits on what a change may cost, such as `slower:5%`: broken only by what is claimed. Pure."""

import difflib
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from bench.analysis.comparison.before_after import Revised
from bench.analysis.statistics.memory import REPEATS
from bench.model import formatting
from bench.model.errors import UsageError
from bench.model.types import Status

SHARE: Final = re.compile(r"(\d{1,6}(?:\.\d{1,6})?) ?%", re.ASCII)
EXAMPLE: Final = "Such as --fail-on slower:5% --fail-on memory:10% --fail-on wrong"


@dataclass(frozen=True, slots=True)
class Limit:
    """One limit.

    Args:
        words: as it was given.
        kind: `slower`, `memory` or `wrong`.
        share: what is allowed, 0.05 for 5 %.
    """

    words: str
    kind: str
    share: float = 0.0

    def breaks(self, found: Revised) -> bool:
        """Return whether a row breaks it."""
        return CHECKS[self.kind](found, self.share)


def limit(text: str) -> Limit:
    """Read a limit.

    Raises:
        UsageError: if it is none; the nearest is offered.
    """
    kind, colon, amount = text.partition(":")
    if kind not in CHECKS:
        close = difflib.get_close_matches(kind, CHECKS, n=1, cutoff=0.5)
        meant = f"Did you mean '{close[0]}'? " if close else ""
        raise UsageError(f"--fail-on '{text}' names nothing that is compared.", f"{meant}{EXAMPLE}")
    if not colon:
        return Limit(text, kind)
    share = SHARE.fullmatch(amount)
    if kind == "wrong" or share is None:
        words = "a wrong answer has no amount" if kind == "wrong" else f"'{amount}' is not a percentage"
        raise UsageError(f"--fail-on '{text}': {words}.", EXAMPLE)
    return Limit(text, kind, float(share[1]) / 100)


def list_broken(limits: Iterable[Limit], found: Iterable[Revised]) -> tuple[tuple[Limit, Revised], ...]:
    """Return each limit with each row that breaks it."""
    rows = tuple(found)
    return tuple((limit, row) for limit in limits for row in rows if limit.breaks(row))


def list_unseen(limits: Iterable[Limit], found: Iterable[Revised]) -> tuple[str, ...]:
    """Return a sentence for each limit that a change may exceed and no run, or not this one, would see."""
    rows = tuple(found)
    return tuple(words for limit in limits if (words := _unseen(limit, rows)))


def _unseen(limit: Limit, rows: Sequence[Revised]) -> str:
    floor = max((row.floor.ratio - 1 for row in rows if row.floor), default=0.0)
    finer = f"--fail-on {limit.words} is finer than"
    if limit.kind == "memory" and 0 < limit.share < REPEATS[0]:
        least = f"{formatting.percent(REPEATS[0])} and {formatting.amount(REPEATS[1])}"
        exact = [not row.traced for row in rows]
        of = "" if all(exact) else " of single-threaded code of the standard library"
        advice = f" Traced memory{of} repeats to the byte: give it a budget (traced_peak)." if any(exact) else ""
        return f"{finer} peaks repeat: below {least} no difference is claimed.{advice}"
    if limit.kind == "slower" and 0 < limit.share < floor:
        least = formatting.percent((1 + floor) * (1 + limit.share) - 1)
        return (
            f"{finer} this run: equal code differed by up to {formatting.percent(floor)}, so only a row that takes "
            f"over {least} longer breaks it. Measure on a quieter machine, or more rounds (--rounds)."
        )
    return ""


CHECKS: Final[Mapping[str, Callable[[Revised, float], bool]]] = {
    "slower": lambda found, share: found.surely_slower > share,
    "memory": lambda found, share: found.memory_differs and found.more_memory > share,
    "wrong": lambda found, _: found.after.status is not Status.OK,
}
"""What may be limited; a limit without a percentage is broken by any difference that is claimed."""
