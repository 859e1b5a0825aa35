"""How alike a log and its twin are, in numbers: nothing here is content of the log."""

from dataclasses import dataclass
from typing import Annotated, Final

from bench.model.types.bounds import Many

NEAR: Final = 0.1
"""Relative difference up to which properties are alike."""

SMALL: Final = 0.01
"""Shares below it are too small for a relative difference to mean anything."""


@dataclass(frozen=True, slots=True)
class TwinProperty:
    """A property of a log and of its twin.

    Args:
        name: what it is.
        log: of the log.
        twin: of its twin.
        aimed_at: whether a twin is meant to have it; the others are shown only.
        share: whether it is a share.
    """

    name: str
    log: float
    twin: float
    aimed_at: bool
    share: bool

    @property
    def difference(self) -> float | None:
        """The relative difference; None where the log has none of it, and the twin has."""
        if self.log:
            return self.twin / self.log - 1
        return None if self.twin else 0.0

    @property
    def is_near(self) -> bool:
        """Whether both are alike."""
        if self.share and max(self.log, self.twin) < SMALL:
            return True
        return self.difference is not None and abs(round(self.difference, 6)) <= NEAR


@dataclass(frozen=True, slots=True, kw_only=True)
class TwinLikeness:
    """A twin that was measured, and how alike it is.

    Args:
        twin: key of its data.
        log: key of the data of the log, if that was measured with it; empty for a twin alone.
        properties: of the log, as its profile says them, beside those of the twin.
    """

    twin: str
    log: str = ""
    properties: Annotated[tuple[TwinProperty, ...], Many] = ()

    @property
    def near(self) -> tuple[int, int]:
        """How many properties that a twin aims at are alike, and how many there are."""
        aimed = [each for each in self.properties if each.aimed_at]
        return sum(each.is_near for each in aimed), len(aimed)
