"""Find the edge cases that a row fails in one of two states and not in the other. Pure."""

from collections.abc import Sequence
from typing import Final

from bench.model import formatting
from bench.model.types import FailedEdgeCases

_MOST: Final = 5  # names in a sentence


def added(before: FailedEdgeCases | None, after: FailedEdgeCases | None) -> tuple[str, ...]:
    """Return the names of the test cases that fail in the second state alone; none if the first left some out."""
    if before and before.untried:
        return ()
    known = _names(before)
    return tuple(name for name in _names(after) if name not in known)


def words(broken: Sequence[str], mended: Sequence[str]) -> str:
    """Name those that fail now, and those that no longer do; empty where nothing changed."""
    said = (("now fails", broken), ("no longer fails", mended))
    return ". It ".join(f"{what} {formatting.listed(names, _MOST)}" for what, names in said if names)


def _names(failed: FailedEdgeCases | None) -> tuple[str, ...]:
    return (*failed.names, *failed.ordinary) if failed else ()
