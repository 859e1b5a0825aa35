"""Memory over time, in a bounded number of points that keeps every peak.

The points are kept in two buffers of fixed size, so that a curve of Python's own heap does not grow by being drawn.
"""

from __future__ import annotations

from time import monotonic

POINTS = 500


class Curve:
    """(seconds since the first point, bytes), thinned out as it grows: of several points the highest stays."""

    def __init__(self) -> None:
        self._seconds = memoryview(bytearray(8 * POINTS)).cast("d")
        self._sizes = memoryview(bytearray(8 * POINTS)).cast("q")
        self.restart()

    @property
    def points(self) -> list[tuple[float, int]]:
        """The points so far, from the start on."""
        return list(zip(self._seconds[: self._count], self._sizes[: self._count], strict=True))

    def restart(self) -> None:
        """Forget the points; time begins again with the first."""
        self._count = 0
        self._interval = self._began = 0.0

    def add(self, size: int) -> None:
        """Add what is held now, or the peak that was new since the point before."""
        now = monotonic()
        self._began = self._began if self._count else now
        seconds = now - self._began
        last = self._count - 1
        if self._count and seconds - self._seconds[last] < self._interval:
            self._sizes[last] = max(size, self._sizes[last])
            return
        self._seconds[self._count] = seconds
        self._sizes[self._count] = size
        self._count += 1
        if self._count == POINTS:
            self._thin_out()
            self._interval = 2 * seconds / POINTS

    def _thin_out(self) -> None:
        self._count //= 2
        for place in range(self._count):
            early, late = 2 * place, 2 * place + 1
            higher = late if self._sizes[late] > self._sizes[early] else early
            self._seconds[place], self._sizes[place] = self._seconds[higher], self._sizes[higher]
