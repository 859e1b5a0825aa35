"""Put names beside dots so that none covers another.

Each label takes the first free place on rings around its dot: right, left, above, below, then the corners, then farther
out. With no free place left it takes the one that covers least.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import dist
from typing import Final

DIRECTIONS: Final = ((1, 0), (-1, 0), (0, 1), (0, -1), (1, 1), (1, -1), (-1, 1), (-1, -1))
RINGS: Final = (9.0, 16.0, 26.0, 38.0, 52.0, 70.0, 90.0, 115.0, 145.0, 180.0)
DOT: Final = 6.0
LINE: Final = 1.5
STRIDE: Final = 6.0

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle, in pixels; y grows upwards."""

    left: float
    bottom: float
    right: float
    top: float

    def overlap(self, other: "Box") -> float:
        """Return the area that both cover."""
        if self.right <= other.left or other.right <= self.left or self.top <= other.bottom or other.top <= self.bottom:
            return 0.0
        width = min(self.right, other.right) - max(self.left, other.left)
        return width * (min(self.top, other.top) - max(self.bottom, other.bottom))

    @property
    def area(self) -> float:
        """Return its size."""
        return (self.right - self.left) * (self.top - self.bottom)


def place(
    dots: Sequence[Point],
    sizes: Sequence[Point],
    *,
    within: Box,
    lines: Sequence[tuple[Point, Point]] = (),
    taken: Sequence[Box] = (),
) -> list[Box]:
    """Return a box for each label.

    Args:
        dots: what the labels name.
        sizes: width and height of each label.
        within: where labels may stand.
        lines: what labels should not cross.
        taken: what else they should not cover.
    """
    covered = [*taken, *(_around(dot, DOT) for dot in dots)]
    covered += [_around(point, LINE) for start, end in lines for point in _along(start, end)]
    boxes: list[Box] = []
    for dot, size in zip(dots, sizes, strict=True):
        box = _best(dot, size, covered, within)
        covered.append(box)
        boxes.append(box)
    return boxes


def _around(point: Point, reach: float) -> Box:
    return Box(point[0] - reach, point[1] - reach, point[0] + reach, point[1] + reach)


def _along(start: Point, end: Point) -> Iterator[Point]:
    """Yield points along a line, close enough that no label slips between two."""
    pieces = max(1, round(dist(start, end) / STRIDE))
    for piece in range(pieces + 1):
        share = piece / pieces
        yield start[0] + share * (end[0] - start[0]), start[1] + share * (end[1] - start[1])


def _best(dot: Point, size: Point, taken: list[Box], within: Box) -> Box:
    least, best = float("inf"), None
    reach = RINGS[-1] + max(size)
    near = [box for box in taken if box.overlap(_around(dot, reach)) > 0]
    for box in _candidates(dot, size):
        covered = sum(box.overlap(other) for other in near) + (box.area - box.overlap(within))
        if covered < least:
            least, best = covered, box
        if covered <= 0:
            break
    return best or Box(*dot, *dot)


def _candidates(dot: Point, size: Point) -> Iterator[Box]:
    (x, y), (width, height) = dot, size
    for ring in RINGS:
        for right, up in DIRECTIONS:
            left = x + right * ring if right > 0 else x - ring - width if right < 0 else x - width / 2
            bottom = y + up * ring if up > 0 else y - ring - height if up < 0 else y - height / 2
            yield Box(left, bottom, left + width, bottom + height)


def spread(wanted: Sequence[float], height: float, *, low: float, high: float) -> list[float]:
    """Return places for labels of one height in a column, in the order of the wishes and as near to them as can be.

    Where there is no room for all between `low` and `high`, they overlap evenly.
    """
    order = sorted(range(len(wanted)), key=wanted.__getitem__)
    step = min(height, (high - low) / max(1, len(wanted)))
    places = [0.0] * len(wanted)
    floor = low + step / 2
    for rank, index in enumerate(order):
        above = len(order) - rank - 1
        places[index] = min(max(wanted[index], floor), high - step / 2 - step * above)
        floor = places[index] + step
    return places
