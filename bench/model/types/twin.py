"""How alike a log and its twin are, in numbers: nothing here is content of the log."""

from dataclasses import dataclass
from typing import Annotated, Final

from bench.model.types.bounds import Many

NEAR: Final = 0.1
"""Relative difference up to which properties are alike."""

SMALL: Final = 0.01
"""Shares below it are too small for a relative difference to mean anything."""


LEGEND: Final = (
    "Of a field, `distinct` is how many different values there are, and `lines` the share of lines that have it. "
    "A share that is below 1 % in both is within 10 %. What a twin does not aim at is only shown, and not counted. "
    "A field with a number, such as f3, has a name that only the log knows; it is the third of a line."
)
"""What a reader of the properties has to know."""


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

    @property
    def within(self) -> str:
        """Whether it counts as alike, in a word: the rows with a "yes" or a "no" are those that are counted."""
        return "only shown" if not self.aimed_at else "yes" if self.is_near else "no"


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

    @property
    def words(self) -> str:
        """Both in a sentence, and how many more are shown."""
        near, aimed = self.near
        shown = len(self.properties) - aimed
        more = f"; {shown} more {'is' if shown == 1 else 'are'} only shown" if shown else ""
        return f"{near} of {aimed} properties that a twin aims at are within {100 * NEAR:.0f} % of the log's{more}."
