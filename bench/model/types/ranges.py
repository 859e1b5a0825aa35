"""Which figures can be measured at all: a range for each unit, and a narrower one for what others are divided by. Pure.

Both sides hold to it: what a measured process claims becomes a figure only within its range, and a result with a figure
beyond it is refused by its reader. So nothing behind the reader divides by zero, or by so little that nothing is left.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from bench.model.types import LARGEST, Quantity

LEAST: Final = 2.0**-63
"""No figure but 0 is smaller, in whatever unit: a quotient with it is still a number of ordinary size."""


@dataclass(frozen=True, slots=True)
class FigureRange:
    """Which values a figure can have.

    Args:
        unit: as in `Quantity`.
        least: the smallest.
        most: the largest.
    """

    unit: str
    least: float = 0
    most: float = LARGEST

    def complaint(self, value: float) -> str:
        """Return why a value cannot be; empty if it can."""
        if not self.least <= value <= self.most:  # which no NaN is
            bound, word = (self.most, "most") if value > self.most else (self.least, "least")
            unit = "" if self.unit == "1" else f" {self.unit}"
            return f"is {_write(value)}, and has to be at {word} {bound:g}{unit}"
        return f"is {value:.3g}, which is too near to 0" if 0 < abs(value) < LEAST else ""


OF_UNITS: Final[Mapping[str, FigureRange]] = {
    "s": FigureRange("s", most=1e9),
    "B": FigureRange("B"),
    "1": FigureRange("1"),
    "%": FigureRange("%", most=1e9),
}
CALL: Final = FigureRange("s", least=1e-12, most=1e9)
"""Of one call of `run`: shorter than any instruction, and longer than any machine runs."""

COUNT: Final = OF_UNITS["1"]
SIZE: Final = OF_UNITS["B"]
MOMENT: Final = OF_UNITS["s"]
CHANGE: Final = FigureRange("B", least=-LARGEST)
_RESIDENT: Final = FigureRange("B", least=1)

OF_FIGURES: Final[Mapping[str, FigureRange]] = {
    "seconds": CALL,
    "loops": FigureRange("1", least=1),
    "bare_peak": _RESIDENT,
    "import_peak": _RESIDENT,
    "run_peak": _RESIDENT,
    "peak": _RESIDENT,
    "traced_peak": SIZE,  # code that holds nothing of its own has a peak of 0
    "traced_current": CHANGE,  # a call may let go of what was held before it
}


def complaint(name: str, figure: Quantity) -> str:
    """Return why a named figure cannot have been measured, beginning with a verb; empty if it can."""
    found = OF_FIGURES.get(name) or OF_UNITS.get(figure.unit)
    if found is None or found.unit != figure.unit:
        meant = found.unit if found else " or ".join(OF_UNITS)
        return f"is in {figure.unit[:20]!r} and not in {meant}"
    return found.complaint(figure.value)


def _write(value: float) -> str:
    return f"{value:.3g}" if abs(value) <= LARGEST else "beyond all measure"
