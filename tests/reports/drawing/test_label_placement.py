import random
from dataclasses import astuple
from itertools import combinations, pairwise
from math import dist

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from reports.drawing.crossings import Box, Line, Point, area_covered, enters
from reports.drawing.label_placement import DOT, Ground, leader, place, spread

PAPER = Box(0, 0, 1000, 430)
SIZE = (120.0, 16.0)
points = st.lists(st.tuples(st.floats(60, 940), st.floats(20, 410)), min_size=1, max_size=15)


def shared(one: Box, other: Box) -> float:
    """Return the area that two boxes share."""
    return float(area_covered(np.array([astuple(one)]), [other])[0])


def crossing(one: tuple[Point, Point], other: tuple[Point, Point]) -> bool:
    def side(start: Point, end: Point, point: Point) -> float:
        return (end[0] - start[0]) * (point[1] - start[1]) - (end[1] - start[1]) * (point[0] - start[0])

    apart = side(*one, other[0]) * side(*one, other[1]) < 0
    return apart and side(*other, one[0]) * side(*other, one[1]) < 0


def test_a_lone_label_stands_right_of_its_dot() -> None:
    (box,) = place([(500, 200)], [SIZE], Ground(within=PAPER))

    assert box.left > 500
    assert box.bottom < 200 < box.top


@settings(max_examples=40)
@given(points)
def test_labels_of_a_dozen_dots_cover_nothing_and_their_leaders_do_not_cross(dots: list[Point]) -> None:
    boxes = place(dots, [SIZE] * len(dots), Ground(within=PAPER))

    assert all(shared(a, b) == 0 for a, b in combinations(boxes, 2))
    assert all(shared(box, PAPER) >= shared(box, box) * 0.999 for box in boxes)
    lines = [line for dot, box in zip(dots, boxes, strict=True) if (line := leader(dot, box))]
    assert not [pair for pair in combinations(lines, 2) if crossing(*pair)]


def test_a_label_leaves_a_line_free() -> None:
    line = ((0.0, 200.0), (1000.0, 200.0))
    (box,) = place([(500, 200)], [SIZE], Ground(within=PAPER, lines=[line]))

    assert box.bottom > 200 or box.top < 200


def under(arrows: list[Line], boxes: list[Box]) -> int:
    """Count where an arrow runs through a box."""
    corners = np.array([(box.left, box.bottom, box.right, box.top) for box in boxes])
    starts, stops = (np.array(ends) for ends in zip(*arrows, strict=True))
    return int(enters(corners, starts, stops).sum())


@settings(max_examples=40)
@given(points)
def test_no_arrow_that_joins_a_dozen_dots_runs_through_a_label(dots: list[Point]) -> None:
    arrows = list(pairwise(dots[:4])) or [((0.0, 0.0), (1000.0, 430.0))]
    boxes = place(dots, [SIZE] * len(dots), Ground(within=PAPER, arrows=arrows))

    assert under(arrows, boxes) == 0
    assert all(shared(a, b) == 0 for a, b in combinations(boxes, 2))


def test_a_label_leaves_other_dots_free() -> None:
    boxes = place([(500, 200), (540, 200)], [SIZE] * 2, Ground(within=PAPER))
    other = Box(540 - DOT, 200 - DOT, 540 + DOT, 200 + DOT)

    assert shared(boxes[0], other) == 0


def test_no_leader_of_a_crowd_crosses_the_name_of_another() -> None:
    dots = [(300.0 + 25 * number, 60.0 + 3 * (number % 3)) for number in range(8)]
    boxes = place(dots, [SIZE] * len(dots), Ground(within=PAPER))
    lines = {
        number: line for number, (dot, box) in enumerate(zip(dots, boxes, strict=True)) if (line := leader(dot, box))
    }

    assert lines
    for number, (near, dot) in lines.items():
        way = [tuple(a + step / 50 * (b - a) for a, b in zip(near, dot, strict=True)) for step in range(51)]
        others = [box for other, box in enumerate(boxes) if other != number]
        assert not [box for x, y in way for box in others if box.left < x < box.right and box.bottom < y < box.top]


NARROW = Box(68, 48, 358, 386)
CLUSTER = [
    *((106.0, 92.0), (131.0, 104.0), (136.0, 92.0), (153.0, 104.0), (160.0, 164.0)),
    *((174.0, 89.0), (189.0, 89.0), (259.0, 89.0), (332.0, 341.0)),
]
WIDTHS = [109.0, 88.0, 86.0, 84.0, 97.0, 84.0, 84.0, 105.0, 110.0]


def test_a_cluster_on_a_telephone_has_its_names_near_and_no_crossed_leaders() -> None:
    boxes = place(CLUSTER, [(width, 16.0) for width in WIDTHS], Ground(within=NARROW))

    lines = [line for dot, box in zip(CLUSTER, boxes, strict=True) if (line := leader(dot, box))]
    assert not [pair for pair in combinations(lines, 2) if crossing(*pair)]
    assert all(shared(a, b) == 0 for a, b in combinations(boxes, 2))
    assert max(dist(dot, box.nearest(dot)) for dot, box in zip(CLUSTER, boxes, strict=True)) < 110


BAND = [
    *((95.0, 127.0), (118.0, 127.0), (120.0, 139.0), (142.0, 141.0), (142.0, 164.0)),
    *((164.0, 125.0), (177.0, 125.0), (210.0, 140.0), (246.0, 125.0), (328.0, 387.0)),
]
BAND_WIDTHS = [115.0, 85.0, 92.0, 85.0, 100.0, 86.0, 87.0, 93.0, 105.0, 114.0]
BAND_GROUND = Ground(
    within=Box(68, 48, 358, 466),
    lines=[
        *(((95.0, 466.0), (95.0, 127.0)), ((95.0, 127.0), (358.0, 127.0))),  # the front, and intervals
        *(((94.0, 127.0), (108.0, 127.0)), ((126.0, 164.0), (168.0, 164.0)), ((206.0, 140.0), (228.0, 140.0))),
    ],
    arrows=[(BAND[9], BAND[8]), (BAND[8], BAND[5])],
    taken=[Box(68, 48, 168, 68)],
)


def test_ten_rows_in_a_narrow_band_have_names_that_no_line_strikes_through_each_at_its_own_dot() -> None:
    boxes = place(BAND, [(width, 14.0) for width in BAND_WIDTHS], BAND_GROUND)

    assert under([*BAND_GROUND.lines, *BAND_GROUND.arrows], boxes) == 0
    assert all(shared(one, other) == 0 for one, other in combinations(boxes, 2))
    for dot, box in zip(BAND, boxes, strict=True):
        others = [other for other in BAND if other != dot]
        line = leader(dot, box)
        assert line is None or line[1] == dot
        assert line or min(dist(other, box.nearest(other)) for other in others) > dist(dot, box.nearest(dot))
        markers = [Box(x - DOT, y - DOT, x + DOT, y + DOT) for x, y in BAND]
        assert not [marker for marker in markers if shared(box, marker)]


PACKED = [  # of a run as it was measured: with rounder figures the names happened to find room
    *((100.91, 162.69), (114.93, 125.94), (133.9, 132.97), (137.33, 125.68), (147.96, 132.78)),
    *((168.02, 125.36), (183.58, 124.75), (213.07, 132.32), (237.84, 124.88), (315.51, 387.25)),
]
PACKED_WIDTHS = [100.0, 115.48, 91.72, 85.48, 85.0, 86.0, 87.0, 92.72, 105.0, 113.72]
PACKED_GROUND = Ground(
    within=Box(68, 48, 350, 466),
    lines=[  # the front
        *(((100.91, 466.0), (100.91, 162.69)), ((100.91, 162.69), (114.93, 162.69))),
        *(((114.93, 162.69), (114.93, 125.94)), ((114.93, 125.94), (350.0, 125.94))),
    ],
    arrows=[(PACKED[9], PACKED[8]), (PACKED[8], PACKED[5])],
    taken=[Box(68, 48, 168, 68)],
)


def test_a_name_whose_neighbours_leave_it_only_a_place_on_the_front_has_them_move() -> None:
    boxes = place(PACKED, [(width, 14.12) for width in PACKED_WIDTHS], PACKED_GROUND)

    assert under([*PACKED_GROUND.lines, *PACKED_GROUND.arrows], boxes) == 0
    assert all(shared(one, other) == 0 for one, other in combinations(boxes, 2))


def test_a_name_leaves_lines_clear_and_stays_at_its_dot_where_they_are_everywhere() -> None:
    near, all_over = (
        [((0.0, 200.0 + 8 * number), (1000.0, 200.0 + 8 * number)) for number in range(-most, most + 1)]
        for most in (6, 60)
    )

    (clear,), (close,) = (place([(500, 200)], [SIZE], Ground(within=PAPER, lines=lines)) for lines in (near, all_over))

    assert under(near, [clear]) == 0
    assert dist((500, 200), close.nearest((500, 200))) < 30


def beside(one: Box, other: Box) -> float:
    """Return the pixels between two names that stand on one line, and many for those that do not."""
    shared = min(one.top, other.top) - max(one.bottom, other.bottom)
    return max(one.left, other.left) - min(one.right, other.right) if shared > 0 else PAPER.right


def test_names_of_a_narrow_band_have_a_blank_between_them_where_they_are_on_one_line() -> None:
    front, chance = [((150.0, 105.0), (1000.0, 105.0))], random.Random(3)
    for count in (7, 8, 9, 10):
        dots = [
            (chance.uniform(150, 900), chance.choice([105, 112, 125]) + chance.uniform(-2, 2)) for _ in range(count)
        ]
        sizes = [(chance.uniform(80, 125), 16.0) for _ in dots]

        boxes = place(dots, sizes, Ground(within=PAPER, lines=front))

        assert min(beside(*pair) for pair in combinations(boxes, 2)) >= 8


def test_forty_dots_in_one_spot_still_get_a_label_each() -> None:
    assert len(place([(500, 200)] * 40, [SIZE] * 40, Ground(within=PAPER))) == 40


@given(st.lists(st.floats(0, 300), max_size=12))
def test_names_in_a_column_stay_apart_in_order_and_inside(wanted: list[float]) -> None:
    places = spread(wanted, 17, low=0, high=300)

    by_wish = [places[index] for index in sorted(range(len(wanted)), key=wanted.__getitem__)]
    assert all(lower + 17 <= upper + 1e-6 for lower, upper in pairwise(by_wish))
    assert all(8 <= each <= 292 for each in places)


def test_a_name_with_room_stands_where_it_wants() -> None:
    assert spread([100.0, 200.0], 17, low=0, high=300) == [100.0, 200.0]


def test_too_many_names_for_a_column_share_it_evenly() -> None:
    places = spread([50.0] * 100, 17, low=0, high=300)

    assert min(places) >= 0
    assert max(places) <= 300
