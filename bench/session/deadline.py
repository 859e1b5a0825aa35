"""The moment at which the time that a user gave a run is spent."""

import math
import time
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Deadline:
    """A moment; without a budget it never comes.

    Args:
        end: of `time.monotonic`.
    """

    end: float = math.inf

    def allows(self, seconds: float | None) -> bool:
        """Tell whether something that takes so long would end in time; of what nobody knows, whether any is left."""
        return time.monotonic() + (seconds or 0.0) < self.end


def after(budget: float | None) -> Deadline:
    """Return the moment so many seconds from now; None is no budget."""
    return Deadline() if budget is None else Deadline(time.monotonic() + budget)
