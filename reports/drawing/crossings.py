"""What boxes and lines of a drawing have in common: areas that both cover, lines that enter a box, lines that cross."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf

import numpy as np
from numpy.typing import NDArray

Point = tuple[float, float]
Line = tuple[Point, Point]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle, in pixels; y grows upwards."""

    left: float
    bottom: float
    right: float
    top: float

    def nearest(self, point: Point) -> Point:
        """Return the point of it that is nearest to another."""
        return min(max(point[0], self.left), self.right), min(max(point[1], self.bottom), self.top)


def area_covered(boxes: Floats, taken: Sequence[Box]) -> Floats:
    """Return for each box the area that it shares with all of the others."""
    others = np.array([(box.left, box.bottom, box.right, box.top) for box in taken], dtype=float).reshape(-1, 4)
    return np.asarray(area_shared(boxes, others).sum(axis=1))


def area_shared(boxes: Floats, others: Floats) -> Floats:
    """Return the area that each box shares with each of the others."""
    width, height = (  # numpy takes several times as long to reduce an axis of two
        (np.minimum(boxes[:, None, side + 2], others[:, side + 2]) - np.maximum(boxes[:, None, side], others[:, side]))
        for side in (0, 1)
    )
    return np.asarray(width.clip(0) * height.clip(0))


def through(dot: Floats, ends: Floats, boxes: Floats) -> NDArray[np.bool_]:
    """Return for the line from a dot to each end which boxes it enters."""
    return enters(boxes, np.broadcast_to(dot, ends.shape), ends).T


def enters(boxes: Floats, starts: Floats, stops: Floats) -> NDArray[np.bool_]:
    """Return for each box which lines enter it."""
    ways = stops - starts
    with np.errstate(divide="ignore", invalid="ignore"):
        one, other = ((boxes[:, None, side] - starts) / ways for side in (slice(0, 2), slice(2, 4)))
    level = ways == 0  # such a line never leaves the stretch that it is in, or never enters it
    inside = (boxes[:, None, :2] < starts) & (starts < boxes[:, None, 2:])
    enter = np.where(level, np.where(inside, -inf, inf), np.minimum(one, other))
    leave = np.where(level, np.where(inside, inf, -inf), np.maximum(one, other))
    last, first = np.maximum(enter[..., 0], enter[..., 1]), np.minimum(leave[..., 0], leave[..., 1])
    return np.asarray(np.maximum(last, 0) < np.minimum(first, 1))


def crosses(dot: Floats, ends: Floats, starts: Floats, stops: Floats) -> NDArray[np.bool_]:
    """Return for the line from a dot to each end which other lines it crosses."""
    mine, ways = (ends - dot)[:, None, :], stops - starts
    from_mine = _turn(mine, starts - dot) * _turn(mine, stops - dot) < 0
    from_theirs = _turn(ways, dot - starts) * _turn(ways, ends[:, None, :] - starts) < 0
    return np.asarray(from_mine & from_theirs)


def _turn(way: Floats, to: Floats) -> Floats:
    return np.asarray(way[..., 0] * to[..., 1] - way[..., 1] * to[..., 0])
