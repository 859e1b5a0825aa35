"""The moment at which the time that a user gave a run is spent."""

import math
import time
from dataclasses import dataclass
from typing import Final

LEAST: Final = 5.0  # seconds that a process may take however little is left


@dataclass(frozen=True, slots=True)
class Deadline:
    """A moment; without a budget it never comes.

    Args:
        end: of `time.monotonic`.
    """

    end: float = math.inf

    def share(self, part: float) -> float:
        """Return the seconds that something may take which must leave the rest of the time to others.

        Without a budget that is any time. What is needed for a figure at all is begun when the budget is spent, too.
        """
        return max(LEAST, round(part * (self.end - time.monotonic()), 1) if self.end < math.inf else math.inf)

    def exceeded_by(self, seconds: float) -> float:
        """Return by how many seconds something that takes so long would end too late; 0 if it would end in time."""
        return max(0.0, time.monotonic() + seconds - self.end)

    def allows(self, seconds: float | None) -> bool:
        """Return whether something that takes so long would end in time; of what nobody knows, whether any is left."""
        return time.monotonic() + (seconds or 0.0) < self.end


def after(budget: float | None) -> Deadline:
    """Return the moment so many seconds from now; None is no budget."""
    return Deadline() if budget is None else Deadline(time.monotonic() + budget)
