"""Memory over time, in a bounded number of points that keeps every peak."""

from __future__ import annotations

from time import monotonic

POINTS = 500


class Curve:
    """(seconds since the start, bytes), thinned out as it grows: of several points the highest stays."""

    def __init__(self) -> None:
        self.points: list[tuple[float, int]] = []
        self._interval = 0.0
        self._began = monotonic()

    def restart(self) -> None:
        """Forget the points; time begins anew."""
        self.points = []
        self._interval = 0.0
        self._began = monotonic()

    def add(self, size: int) -> None:
        """Add what is held now."""
        seconds = monotonic() - self._began
        if self.points and seconds - self.points[-1][0] < self._interval:
            if size > self.points[-1][1]:
                self.points[-1] = (self.points[-1][0], size)
            return
        self.points.append((seconds, size))
        if len(self.points) >= POINTS:
            self.points = [
                max(pair, key=lambda point: point[1]) for pair in zip(self.points[::2], self.points[1::2], strict=True)
            ]
            self._interval = 2 * seconds / POINTS
