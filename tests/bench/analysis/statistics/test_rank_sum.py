import random
from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.analysis.statistics.rank_sum import _cumulative, _depth, shift, shift_interval
from tests.oracles import stats

VALUES = st.lists(st.floats(-100, 100), min_size=4, max_size=12)


@pytest.mark.parametrize(("one", "other"), [(4, 4), (8, 8), (3, 7), (12, 5)])
def test_the_distribution_is_that_of_mann_and_whitney(one: int, other: int) -> None:
    found = _cumulative(one, other)

    assert len(found) == one * other + 1
    assert found[-1] == pytest.approx(1)
    assert found[0] == pytest.approx(1 / comb(one + other, one))
    # the largest p-value of scipy's exact test with U = u is P(U <= u)
    ranks = list(range(one + other))
    lowest = stats().mannwhitneyu(ranks[:one], ranks[one:], alternative="less", method="exact").pvalue
    assert found[0] == pytest.approx(lowest)


@pytest.mark.parametrize("count", [65, 74])
def test_beyond_the_table_as_many_differences_are_cut_off_as_it_would_say(count: int) -> None:
    assert _depth(count, count, 0.95) == sum(each <= 0.025 for each in _cumulative(count, count))


def test_the_shift_is_the_median_difference() -> None:
    assert shift([1.0, 2.0, 3.0], [11.0, 12.0, 13.5]) == 10.0


@given(VALUES, st.floats(-50, 50))
def test_what_is_shifted_is_found_again(values: list[float], by: float) -> None:
    moved = [value + by for value in values]

    assert shift(values, moved) == pytest.approx(by, abs=1e-6)
    low, high = shift_interval(values, moved, 0.95) or (0.0, 0.0)
    assert low - 1e-9 <= by <= high + 1e-9


@given(VALUES, VALUES)
def test_looking_from_the_other_side_turns_it_round(one: list[float], other: list[float]) -> None:
    low, high = shift_interval(one, other, 0.95) or (0.0, 0.0)

    assert shift_interval(other, one, 0.95) == pytest.approx((-high, -low))


def test_three_values_on_each_side_have_no_interval() -> None:
    assert shift_interval([1, 2, 3], [1, 2, 3], 0.95) is None
    assert shift_interval([1, 2, 3, 4], [1, 2, 3, 4], 0.95) is not None


def test_no_values_have_no_shift() -> None:
    with pytest.raises(ValueError, match="does not exist"):
        shift([], [1.0])


def test_the_interval_misses_equal_groups_as_rarely_as_it_says() -> None:
    rng = random.Random(7)
    missed = 0
    for _ in range(2_000):
        one, other = ([rng.expovariate(1) for _ in range(8)] for _ in range(2))
        low, high = shift_interval(one, other, 0.95) or (0.0, 0.0)
        missed += not low <= 0 <= high

    assert missed / 2_000 < 0.06


def test_many_values_are_approximated() -> None:
    values = [float(number) for number in range(70)]

    low, high = shift_interval(values, [value + 5 for value in values], 0.95) or (0.0, 0.0)

    assert low < 5 < high
