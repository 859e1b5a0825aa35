"""How much one part of a result may hold: a file that claims more is refused when it is read."""

from typing import Final

from msgspec import Meta

LARGEST: Final = 2**63
"""No figure is larger, in whatever unit: nothing measures so much, and beyond it arithmetic breaks."""

MOST_PARTS: Final = 1_000
"""No sample has more calls, points or notes: the harness asks for fewer of each."""

Few = Meta(max_length=MOST_PARTS)
Many = Meta(max_length=100_000)

MOST_SAMPLES: Final = 3_000
"""No row has more processes on one machine: estimates look at every pair of them, and never at two machines at once."""
