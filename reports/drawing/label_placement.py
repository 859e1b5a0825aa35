"""Put names beside dots so that none covers another, and no line that leads from a name to its dot crosses another.

A label has places beside its dot, on rings around it, and all over the picture. Each takes the one that costs least:
what it covers costs most, and an arrow that runs through it; then a crossed leader; then the way from the name to its
dot, and through what that way goes. A name without a leader that is as near to another dot would be read as its name.
Once all are placed, each may move again, since the first did not know of the later ones, and two that are in each
other's way move together, until nothing gets better.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import dist, inf
from typing import Final

import numpy as np
from numpy.typing import NDArray

from reports.drawing.crossings import Box, Floats, Line, Point, area_covered, area_shared, crosses, enters, through

DIRECTIONS: Final = (
    *((1, 0), (-1, 0), (0, 1), (0, -1), (1, 1), (1, -1), (-1, 1), (-1, -1)),
    *((1, 2), (2, 1), (1, -2), (2, -1), (-1, 2), (-2, 1), (-1, -2), (-2, -1)),
)
RINGS: Final = (9.0, 16.0, 26.0, 38.0)
GRID: Final = (24.0, 12.0)  # pixels between places all over the picture
DOT: Final = 6.0
CLEAR: Final = 2.0  # pixels between a name and a line
LEADER_FROM: Final = 14.0  # pixels between dot and name, from which a line joins them
PASSES: Final = 4
ROOM: Final = np.array([-CLEAR, -CLEAR, CLEAR, CLEAR])  # around a box
BLANK: Final = np.array([-8.0, 0.0, 8.0, 0.0])  # on either side of a name
CHUNK: Final = 100  # places that are looked at together
COVERS: Final = 20.0  # cost of a square pixel of what a name may not cover, in pixels of way
CROSSES: Final = 400.0  # of a leader that crosses another, or a name
UNDER_LINE: Final = 500.0  # of a name that a line runs through
UNDER_ARROW: Final = 800.0  # of a name that an arrow runs through: there is always a way round, however long
PASSES_DOT: Final = 250.0  # of a leader through another dot
PASSES_ARROW: Final = 60.0  # of one across an arrow
PASSES_LINE: Final = 30.0  # of one across a line
NO_BLANK: Final = 20.0  # of a name that another on its line is so near that both are read as one
ASTRAY: Final = 100.0  # of a name without a leader that is about as near to another dot
AS_NEAR: Final = 1.5  # times the way to its own dot
TRIES: Final = 12  # to find better places for a few labels at once
MOST_TRIES: Final = 40  # while one stands as badly as a name that a line runs through
NEIGHBOURS: Final = 6  # labels of the nearest dots, some of which look for new places with the one that stands worst
LOOSE: Final = (3, 5)  # how many of them, at least and at most
FEW: Final = 20  # labels for which that is tried; more take too long
NEAR: Final = 160.0  # cost of all places together, with which no others are looked for: nothing is covered then
LATER: Final = 0.1  # of each place before it: right, left, above and below are read best
EXACT: Final = 3  # decimals of a cost: beyond them sums may differ between processors, and then the picture would


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """What labels are written on.

    Args:
        within: where they may stand.
        lines: thin ones, which a label leaves clear wherever there is room.
        arrows: lines that are read as labels are, so that none should lie on them.
        taken: what else they should not cover.
    """

    within: Box
    lines: Sequence[Line] = ()
    arrows: Sequence[Line] = ()
    taken: Sequence[Box] = ()


def place(dots: Sequence[Point], sizes: Sequence[Point], ground: Ground) -> list[Box]:
    """Return a box for each label.

    Args:
        dots: what the labels name.
        sizes: width and height of each label.
        ground: what they are written on.
    """
    lines, arrows = (np.array(each, dtype=float).reshape(-1, 2, 2) for each in (ground.lines, ground.arrows))
    taken = (*ground.taken, *(_around(dot, DOT) for dot in dots))
    paper = _Paper(ground.within, tuple(dots), taken, lines, arrows)
    return _Standing([_label(dot, size, paper) for dot, size in zip(dots, sizes, strict=True)]).settle()


def leader(dot: Point, box: Box) -> Line | None:
    """Return the ends of the line that joins a label to its dot, or None where it is beside it."""
    near = box.nearest(dot)
    return (near, dot) if dist(near, dot) > LEADER_FROM else None


@dataclass(frozen=True, slots=True)
class _Label:
    """A dot, and the places that its label may take, the cheapest first while no other label stands.

    Args:
        dot: what it names.
        boxes: left, bottom, right and top of each place.
        ends: where a leader to it would end.
        led: whether it has a leader.
        costs: of each.
    """

    dot: Floats
    boxes: Floats
    ends: Floats
    led: NDArray[np.bool_]
    costs: Floats


@dataclass(frozen=True, slots=True)
class _Paper:
    """What stands before the labels do: where they may stand, all dots, what they may not cover, lines and arrows."""

    within: Box
    dots: tuple[Point, ...]
    taken: tuple[Box, ...]
    lines: Floats
    arrows: Floats


def _label(dot: Point, size: Point, paper: _Paper) -> _Label:
    rings, grid = list(_around_dot(dot, size, paper.within)), list(_all_over(size, paper.within))
    boxes = np.array([(box.left, box.bottom, box.right, box.top) for box in (*rings, *grid)])
    at = np.array(dot)
    ends = np.clip(at, boxes[:, :2], boxes[:, 2:])
    ways = np.hypot(*(ends - at).T)
    led = ways > LEADER_FROM
    outside = size[0] * size[1] - area_covered(boxes, [paper.within])
    costs = np.minimum(np.arange(len(boxes)), len(rings)) * LATER
    costs += COVERS * (area_covered(boxes, paper.taken) + outside)
    others = np.array([each for each in paper.dots if each != dot]).reshape(-1, 2)
    passed = PASSES_DOT * _count_passed(at, ends, others)
    for lines, under, across in ((paper.lines, UNDER_LINE, PASSES_LINE), (paper.arrows, UNDER_ARROW, PASSES_ARROW)):
        costs += under * enters(boxes + ROOM, lines[:, 0], lines[:, 1]).sum(axis=1)
        passed += across * crosses(at, ends, lines[:, 0], lines[:, 1]).sum(axis=1)
    costs += np.where(led, ways + passed, ASTRAY * _is_astray(boxes, ways, others))
    costs = costs.round(EXACT)
    order = np.argsort(costs, kind="stable")
    return _Label(at, boxes[order], ends[order], led[order], costs[order])


class _Standing:
    """Where the labels stand: the place that each has taken, or None while it has none."""

    def __init__(self, labels: Sequence[_Label]) -> None:
        self._labels = labels
        self._taken: list[int | None] = []

    def settle(self) -> list[Box]:
        """Return where all stand best; a few that are in each other's way are taken up and put down again."""
        numbers, chance = range(len(self._labels)), random.Random(0)
        self._taken = [None for _ in numbers]
        least, best = self._improve(numbers), list(self._taken)
        for tried in range(MOST_TRIES if len(numbers) <= FEW else 0):
            worst = max(numbers, key=self._cost)
            if least <= NEAR**2 or (tried >= TRIES and self._cost(worst) < UNDER_LINE):
                break
            near = self._neighbours(worst)
            loose = [worst, *chance.sample(near, min(chance.randint(*LOOSE), len(near)))]
            for number in loose:
                self._taken[number] = None
            if (cost := self._improve([*loose, *(each for each in numbers if each not in loose)])) < least:
                least, best = cost, list(self._taken)
            self._taken = list(best)
        return [Box(*label.boxes[at or 0].tolist()) for label, at in zip(self._labels, self._taken, strict=True)]

    def _neighbours(self, number: int) -> list[int]:
        """Return the labels whose dots are nearest to that of another."""
        dot = self._labels[number].dot
        others = (other for other in range(len(self._labels)) if other != number)
        return sorted(others, key=lambda other: dist(self._labels[other].dot, dot))[:NEIGHBOURS]

    def _improve(self, order: Sequence[int]) -> float:
        """Let each label take the place that costs least, again and again; return what all cost.

        Costs are squared: one bad place is worse than several that are a little farther away.
        """
        for _ in range(PASSES):
            before = list(self._taken)
            for number in order:
                self._taken[number] = self._best(number)[1]
            for one, other in combinations(order, 2):
                self._part(one, other)
                if len(order) <= FEW:
                    self._part(other, one)
            if self._taken == before:
                break
        return sum(self._cost(number) ** 2 for number in order)

    def _part(self, one: int, other: int) -> None:
        """Let two labels that are in each other's way look for places again, the second one first."""
        before = self._taken[one], self._taken[other]
        if not self._between(one, [other], slice(before[0], (before[0] or 0) + 1))[0]:
            return
        cost = self._cost(one) + self._cost(other)
        self._taken[one] = None
        self._taken[other] = self._best(other)[1]
        self._taken[one] = self._best(one)[1]
        if self._cost(one) + self._cost(other) >= cost:
            self._taken[one], self._taken[other] = before

    def _cost(self, number: int) -> float:
        at = self._taken[number] or 0
        between = self._between(number, self._others(number), slice(at, at + 1))[0]
        return round(float(self._labels[number].costs[at] + between), EXACT)

    def _best(self, number: int) -> tuple[float, int]:
        """Return the least cost of a label and the place that has it."""
        label, others = self._labels[number], self._others(number)
        least, best = inf, 0
        for start in range(0, len(label.costs), CHUNK):
            if label.costs[start] >= least:
                break
            part = slice(start, start + CHUNK)
            costs = (label.costs[part] + self._between(number, others, part)).round(EXACT)
            at = int(costs.argmin())
            if costs[at] < least:
                least, best = float(costs[at]), start + at
        return least, best

    def _others(self, number: int) -> list[int]:
        return [other for other, at in enumerate(self._taken) if other != number and at is not None]

    def _between(self, number: int, others: Sequence[int], part: slice) -> Floats:
        """Return what places of a label cost because of where others stand."""
        label = self._labels[number]
        boxes, ends, led = label.boxes[part], label.ends[part], label.led[part]
        taken = [(self._labels[other], self._taken[other] or 0) for other in others]
        costs = np.zeros(len(boxes))
        if not taken:
            return costs
        theirs = np.array([other.boxes[at] for other, at in taken])
        costs += COVERS * area_shared(boxes, theirs).sum(axis=1)
        costs += NO_BLANK * (area_shared(boxes + BLANK, theirs) > 0).sum(axis=1)
        costs += CROSSES * np.where(led, through(label.dot, ends, theirs).sum(axis=1), 0)
        lines = [(other.dot, other.ends[at]) for other, at in taken if other.led[at]]
        if lines:
            starts, stops = (np.array(each) for each in zip(*lines, strict=True))
            costs += CROSSES * enters(boxes, starts, stops).sum(axis=1)
            costs += CROSSES * np.where(led, crosses(label.dot, ends, starts, stops).sum(axis=1), 0)
        return costs


def _around(point: Point, reach: float) -> Box:
    return Box(point[0] - reach, point[1] - reach, point[0] + reach, point[1] + reach)


def _around_dot(dot: Point, size: Point, within: Box) -> Iterator[Box]:
    """Yield the places on rings around a dot, each moved into the picture."""
    (x, y), (width, height) = dot, size
    for ring in RINGS:
        for right, up in DIRECTIONS:
            left = x + right * ring if right > 0 else x - ring - width if right < 0 else x - width / 2
            bottom = y + up * ring if up > 0 else y - ring - height if up < 0 else y - height / 2
            left = max(min(left, within.right - width), within.left)
            bottom = max(min(bottom, within.top - height), within.bottom)
            yield Box(left, bottom, left + width, bottom + height)


def _all_over(size: Point, within: Box) -> Iterator[Box]:
    width, height = size
    for left in np.arange(within.left, max(within.left, within.right - width) + 1, GRID[0]).tolist():
        for bottom in np.arange(within.bottom, max(within.bottom, within.top - height) + 1, GRID[1]).tolist():
            yield Box(left, bottom, left + width, bottom + height)


def _count_passed(dot: Floats, ends: Floats, others: Floats) -> Floats:
    """Return through how many other dots the line from a dot to each end goes."""
    near = np.concatenate((others - DOT, others + DOT), axis=1)
    return np.asarray(through(dot, ends, near).sum(axis=1), dtype=float)


def _is_astray(boxes: Floats, ways: Floats, others: Floats) -> NDArray[np.bool_]:
    """Return which boxes, so far from their own dot, are about as near to another one."""
    nearest = np.clip(others, boxes[:, None, :2], boxes[:, None, 2:]) - others
    return np.asarray((np.hypot(nearest[..., 0], nearest[..., 1]) < AS_NEAR * ways[:, None]).any(axis=1))


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
