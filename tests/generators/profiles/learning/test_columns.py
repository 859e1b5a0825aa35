"""How much of a column copies earlier lines: found again where it was put in, and none where nothing was."""

import numpy as np
import pytest

from generators.profiles.learning.columns import ABSENT, BACK, Collector, FieldColumn, again, copied, repetitions
from generators.profiles.schema import FEW
from generators.profiles.splitting import OTHER, Split, Splitter

LINES = 20_000


def column(values: int, share: float, distance: int) -> np.ndarray:
    """Return values of which a share copy the line so far before."""
    draw = np.random.default_rng(3)
    found = draw.zipf(1.5, LINES) % values
    for line in np.flatnonzero(draw.random(LINES) < share).tolist():
        found[line] = found[max(line - distance, 0)]
    return found


@pytest.mark.parametrize("values", [4, 300])
@pytest.mark.parametrize(("share", "distance", "power"), [(0.3, 1, 0), (0.5, 3, 1), (0.0, 1, 0)])
def test_the_share_that_was_copied_is_found_however_few_values_there_are(
    values: int, share: float, distance: int, power: int
) -> None:
    found = copied(column(values, share, distance))

    assert found[power] == pytest.approx(1000 * share, abs=30)
    assert sum(found) == pytest.approx(1000 * share, abs=60)


def test_a_field_of_one_value_copies_nothing() -> None:
    assert sum(copied(np.zeros(LINES, dtype=np.int64))) == 0


def test_what_few_lines_hold_copies_nothing_and_comes_again_by_chance() -> None:
    alike = np.zeros(FEW, dtype=np.int64)

    assert copied(alike[1:]) == again(alike[1:]) == [0] * BACK
    assert again(np.array([1, 1, 2, 2, 3, 3] * 50)) == [190, 0, 257, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]
    assert copied(column(40, 0.5, 2)) == [0, 464, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]
    assert again(np.array([0, 0, 0, 1, 0])) == [0, 200, *[0] * 12]
    assert copied(column(5_000, 0.5, 2)) == [0, 482, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]
    assert copied(np.where(np.arange(LINES) % 3 == 0, np.roll(column(300, 0.4, 1), 4), column(300, 0.4, 1))) == [
        164,
        0,
        254,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
    ]
    assert again(column(40, 0.5, 2)) == [10, 275, 0, 0, 0, 0, 0, 0, 0, 7, 3, 0, 0, 0]


def test_lines_repeat_as_often_as_the_field_that_does_so_most() -> None:
    assert repetitions([[100, 0], [50, 30], []], [1000] * 3) == ([100, 30], [[1000, 0], [500, 1000], []])
    assert repetitions([[1], [0]], [1000] * 2) == ([1], [[1000], [0]])
    assert repetitions([], []) == ([], [])


def test_a_field_that_few_lines_have_does_not_decide_how_often_lines_repeat_others() -> None:
    assert repetitions([[400, 90], [30, 0]], [5, 1000]) == ([30, 0], [[1000, 1000], [1000, 0]])


def test_how_far_back_a_value_is_copied_is_counted_in_all_lines() -> None:
    values = column(300, 0.4, 1)

    assert copied(values, np.arange(LINES)) == copied(values)
    assert copied(values, 4 * np.arange(LINES))[:3] == [0, 0, copied(values)[0]]


def test_lines_are_counted_and_their_values_numbered() -> None:
    class Halves(Splitter):
        def __init__(self) -> None:
            pass

        def split(self, line: str) -> Split | None:
            one, parted, other = line.partition("=")
            return Split(("", "=", ""), ("a", "b"), (one, other)) if parted else None

    collector = Collector(Halves())
    for line in (b"x=1\r", b"\xc3\xa9=1", b"none", b"x=2"):
        collector.add(line)

    assert (collector.lines, collector.wide, collector.crlf, collector.first) == (4, 1, 1, "x=1")
    assert collector.lengths == {5: 3, 4: 1}
    assert collector.form_ids == [0, 0, 1, 0]
    assert {name: (each.ids, each.lines) for name, each in collector.columns.items()} == {
        "a": ([0, 1, 0], [0, 1, 3]),
        "b": ([0, 0, 1], [0, 1, 3]),
        OTHER: ([0], [2]),
    }
    assert collector.columns["a"].spread(np.array([7, 8, 9]), 4).tolist() == [7, 8, ABSENT, 9]
    assert FieldColumn().spread(np.array([], dtype=np.int64), 2).tolist() == [ABSENT, ABSENT]
