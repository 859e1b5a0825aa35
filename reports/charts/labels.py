"""Put names beside dots so that none covers another, nor the thin line that leads from a name to its dot.

Each label takes the first free place on rings around its dot: right, left, above, below, then the corners and between
them, then farther out. With no free place left it takes the one that covers least. Once all stand, each may move again,
for those that came first did not know of the later ones.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import dist
from typing import Final

import numpy as np
from numpy.typing import NDArray

DIRECTIONS: Final = (
    *((1, 0), (-1, 0), (0, 1), (0, -1), (1, 1), (1, -1), (-1, 1), (-1, -1)),
    *((1, 2), (2, 1), (1, -2), (2, -1), (-1, 2), (-2, 1), (-1, -2), (-2, -1)),
)
RINGS: Final = (9.0, 16.0, 26.0, 38.0, 52.0, 70.0, 90.0, 115.0, 145.0, 180.0)
DOT: Final = 6.0
LINE: Final = 1.5
STRIDE: Final = 6.0
LEADER_FROM: Final = 14.0  # pixels between dot and name, from which a line joins them
PASSES: Final = 3

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

    def nearest(self, point: Point) -> Point:
        """Return the point of it that is nearest to another."""
        return min(max(point[0], self.left), self.right), min(max(point[1], self.bottom), self.top)

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
    fixed = [*taken, *(_around(point, LINE) for start, end in lines for point in _along(start, end))]
    around = [_around(dot, DOT) for dot in dots]
    boxes: dict[int, Box] = {}
    for _ in range(PASSES):
        for number, (dot, size) in enumerate(zip(dots, sizes, strict=True)):
            others = [each for other, box in boxes.items() if other != number for each in _drawn(dots[other], box)]
            others += [each for other, each in enumerate(around) if other != number]
            boxes[number] = _best(dot, size, _Taken((*fixed, around[number], *others), tuple(others)), within)
    return [boxes[number] for number in range(len(dots))]


def leader(dot: Point, box: Box) -> tuple[Point, Point] | None:
    """Return the ends of the line that joins a label to its dot, or None where it stands beside it."""
    near = box.nearest(dot)
    return (near, dot) if dist(near, dot) > LEADER_FROM else None


@dataclass(frozen=True, slots=True)
class _Taken:
    """What a label may not cover; and what its leader may not cross, which is what belongs to other dots."""

    by_label: tuple[Box, ...]
    by_leader: tuple[Box, ...]


def _drawn(dot: Point, box: Box) -> Iterator[Box]:
    """Yield what a label takes, with its leader."""
    yield box
    if line := leader(dot, box):
        yield from (_around(point, LINE) for point in _along(*line))


def _around(point: Point, reach: float) -> Box:
    return Box(point[0] - reach, point[1] - reach, point[0] + reach, point[1] + reach)


def _along(start: Point, end: Point) -> Iterator[Point]:
    """Yield points along a line, close enough that no label slips between two."""
    pieces = max(1, round(dist(start, end) / STRIDE))
    for piece in range(pieces + 1):
        share = piece / pieces
        yield start[0] + share * (end[0] - start[0]), start[1] + share * (end[1] - start[1])


def _best(dot: Point, size: Point, taken: _Taken, within: Box) -> Box:
    """Return the first place that covers least, looking at leaders only where a label would fit."""
    boxes = list(_candidates(dot, size))
    covered = _covered(boxes, taken.by_label) + [box.area - box.overlap(within) for box in boxes]
    least, best = float("inf"), boxes[0]
    for area, box in sorted(zip(covered.tolist(), boxes, strict=True), key=lambda pair: pair[0]):
        if area >= least:
            break
        whole = area + _crossed(dot, box, taken.by_leader)
        if whole < least:
            least, best = whole, box
    return best


def _covered(boxes: Sequence[Box], taken: Sequence[Box]) -> NDArray[np.float64]:
    """Return for each box the area that it shares with all of the others."""
    left, bottom, right, top = (side[:, None] for side in _sides(boxes))
    lefts, bottoms, rights, tops = _sides(taken)
    widths = np.minimum(right, rights) - np.maximum(left, lefts)
    heights = np.minimum(top, tops) - np.maximum(bottom, bottoms)
    shared: NDArray[np.float64] = (widths.clip(0) * heights.clip(0)).sum(axis=1)
    return shared


def _sides(boxes: Sequence[Box]) -> NDArray[np.float64]:
    return np.array([(box.left, box.bottom, box.right, box.top) for box in boxes], dtype=float).reshape(-1, 4).T


def _crossed(dot: Point, box: Box, others: Sequence[Box]) -> float:
    """Return the area that a label's leader would take from others."""
    line = leader(dot, box)
    if line is None or not others:
        return 0.0
    return float(_covered([_around(point, LINE) for point in _along(*line)], others).sum())


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
