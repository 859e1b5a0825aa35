"""How values are dealt out to lines: the same for ever, and as many of each as there were."""

import tracemalloc
from collections import Counter

import numpy as np
import pytest

from generators.lines.random_draws import Draws
from generators.profiles.schema import FieldFacts, FrequentValue, JointFacts, RareValues
from generators.twins.quotas import QuotaTable, _balance, _fit, rows_of, weights

PAIRS = [("0", "0", 9), ("0", "1", 2), ("1", "1", 6), ("1", "2", 5)]


def joint(merged: list[tuple[str, int, int]], others: tuple[int, int]) -> JointFacts:
    return JointFacts(0, 1, 9, PAIRS, merged, others, [])


def test_a_value_that_a_profile_counts_without_measure_takes_no_memory_for_each_time() -> None:
    fitted = [(0, [(0, 1), (1, 1), (0, 1)])]
    tracemalloc.start()
    _balance(fitted, [1, 10**6])
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert fitted == [(0, [(1, 1), (1, 1), (0, 1)])]
    assert most < 1 << 16


@pytest.mark.parametrize(
    ("dealt", "lines", "fitted"),
    [
        ([(1, 5), (2, 3), (3, 1)], 9, [5, 3, 1]),
        ([(1, 5), (2, 3), (3, 1)], 6, [4, 2, 1]),
        ([(1, 5), (2, 3), (3, 1)], 7, [4, 2, 1]),
        ([(1, 5), (2, 3), (3, 1)], 2, [2, 1, 1]),
        ([(1, 5), (2, 3), (3, 1)], 13, [7, 4, 2]),
        ([], 4, []),
    ],
)
def test_counts_are_fitted_to_the_lines_that_there_are(
    dealt: list[tuple[int, int]], lines: int, fitted: list[int]
) -> None:
    assert [count for _, count in _fit(dealt, lines)] == fitted


@pytest.mark.parametrize(
    ("rows", "left", "balanced"),
    [
        ([[(0, 3), (1, 1)]], [2, 2], [[(0, 2), (1, 2)]]),
        ([[(0, 1), (1, 1)]], [0, 2], [[(1, 1), (1, 1)]]),
        ([[(0, 1), (1, 3)], [(0, 2)]], [3, 3], [[(0, 1), (1, 3)], [(0, 2)]]),
        ([[(0, 2), (1, 2), (2, 1)], [(0, 1)]], [1, 3, 2], [[(2, 1), (1, 3), (2, 1)], [(0, 1)]]),
        ([[(0, 1), (0, 1)], [(1, 4)]], [1, 4, 1], [[(2, 1), (0, 1)], [(1, 4)]]),
    ],
)
def test_each_value_gets_its_lines_in_all_rows_together(
    rows: list[list[tuple[int, int]]], left: list[int], balanced: list[list[tuple[int, int]]]
) -> None:
    fitted = list(enumerate(rows))

    _balance(fitted, left)

    assert [row for _, row in fitted] == balanced


@pytest.mark.parametrize(
    ("merged", "others", "rows"),
    [
        ([], (0, 0), [[(0, 9, -1), (1, 2, -1), (3, 8, -1), (4, 1, -1)], [(1, 6, -1), (2, 5, -1)], [], [], []]),
        (
            [("1", 6, 3)],
            (0, 0),
            [[(0, 9, -1), (1, 2, -1)], [(1, 6, -1), (2, 2, 1), (2, 5, -1), (3, 3, 2), (4, 1, 0)], [], [], []],
        ),
        (
            [("0", 5, 2), ("2", 7, 4)],
            (6, 3),
            [
                [(0, 9, -1), (1, 2, -1), (2, 3, 0), (3, 2, 1)],
                [(1, 6, -1), (2, 1, 7), (2, 5, -1), (3, 3, 6)],
                [(2, 2, 3), (2, 2, 5), (3, 2, 4), (4, 1, 2)],
                [(3, 2, 8)],
                [],
            ],
        ),
        (
            [("2", 40, 5)],
            (20, 4),
            [
                [(0, 9, -1), (1, 2, -1), (2, 5, 5), (3, 5, 6)],
                [(1, 6, -1), (2, 5, -1), (2, 5, 7)],
                [(2, 8, 3), (2, 9, 0), (3, 8, 1), (3, 8, 4), (4, 7, 2)],
                [(3, 5, 8)],
                [],
            ],
        ),
    ],
)
def test_what_was_only_counted_is_dealt_out_the_same_for_ever(
    merged: list[tuple[str, int, int]], others: tuple[int, int], rows: list[object]
) -> None:
    assert rows_of(joint(merged, others), [20, 17, 9, 4], [9, 5, 12, 8, 1], Draws(1, 2)) == rows


def test_lines_take_each_place_of_their_row_once_and_begin_elsewhere_in_each_block() -> None:
    rows = [[(0, 3, -1), (1, 1, -1)], [], [(1, 2, 0), (2, 1, 1), (3, 1, 2)]]
    table = QuotaTable(rows, [3, 3, 1, 1], 16_384, Draws(3, 4))
    parents = np.repeat(np.array([0, 1, 2, 3], dtype=np.uint16), [4, 3, 4, 8])

    found = [table.take(parents, block).tolist() for block in (0, 1, 2)]

    assert found == [
        [0, 0, 0, 1, 0, 1, 2, 1, 1, 2, 3, 0, 0, 0, 1, 1, 1, 2, 3],
        [0, 0, 0, 1, 0, 1, 1, 3, 3, 1, 2, 0, 0, 0, 1, 1, 1, 2, 3],
        [0, 0, 0, 1, 0, 1, 3, 2, 2, 3, 1, 0, 0, 0, 1, 1, 1, 2, 3],
    ]
    assert Counter(found[0][:4]) == {0: 3, 1: 1}
    assert Counter(found[0][-8:]) == {0: 3, 1: 3, 2: 1, 3: 1}


def test_many_places_are_fewer_and_none_is_lost() -> None:
    table = QuotaTable([[(0, 1 << 19, -1), (1, 1, -1)]], [1 << 19, 1], 9, Draws(1, 1))

    assert len(table._entries) == 2 * ((1 << 17) + 1) + 1
    assert weights(FieldFacts(name="a", kind="text", heads=[FrequentValue("a3", 7)], rare=RareValues(count=2))) == [
        7,
        2,
    ]
