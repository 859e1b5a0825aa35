"""What a chart of lanes shows: dots, what joins them, marks, and the words beside them. Plain and frozen."""

from dataclasses import dataclass

from reports.page.figures import Appearance
from reports.page.parts import Table


@dataclass(frozen=True, slots=True)
class Dot:
    """What one run measured: the place of the run, the value, and its interval or range."""

    place: int
    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """Dots that may be compared with each other, and what tells them from the others of a lane; empty if alone."""

    label: str
    dots: tuple[Dot, ...]


@dataclass(frozen=True, slots=True)
class Mark:
    """A change between two places, in a few characters; `sure` if more than one run shows it."""

    between: tuple[int, int]
    text: str
    sure: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Lane:
    """One implementation in one chart.

    Args:
        name: of the row.
        look: how it is drawn.
        stretches: its dots.
        newest: the last of them.
        latest: its value, in words.
        span: from the least to the largest value, in words.
        marks: changes.
        alone: places of runs that stand out.
    """

    name: str
    look: Appearance
    stretches: tuple[Stretch, ...]
    newest: Dot
    latest: str
    span: str
    marks: tuple[Mark, ...] = ()
    alone: tuple[int, ...] = ()

    @property
    def dots(self) -> tuple[Dot, ...]:
        """All dots of the lane."""
        return tuple(dot for stretch in self.stretches for dot in stretch.dots)


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """One chart of a trend.

    Args:
        key: unique on the page, safe in an id.
        title: what it shows.
        help: how to read it.
        finding: in a sentence, also the text alternative.
        days: of each run, from the first.
        lanes: one per implementation.
        table: the data in words.
        legend: what the letters of stretches stand for; empty where all may be compared.
    """

    key: str
    title: str
    help: str
    finding: str
    days: tuple[str, ...]
    lanes: tuple[Lane, ...]
    table: Table
    legend: tuple[tuple[str, str], ...] = ()
