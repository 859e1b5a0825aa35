import random

import pytest

from bench.analysis.statistics.patterns import drift, slow_start, two_humps

SHAPES = {
    "normal": lambda rng: rng.gauss(0, 0.05),
    "uniform": lambda rng: rng.uniform(-0.1, 0.1),
    "skewed": lambda rng: rng.expovariate(20),
}


def a_series(shape: str, rng: random.Random, count: int) -> list[float]:
    return [1 + SHAPES[shape](rng) for _ in range(count)]


def test_two_groups_are_told_with_their_centres_and_counts() -> None:
    found = two_humps([0.82] * 5 + [0.83] * 7 + [1.31] * 5 + [1.30] * 3)

    assert found.low == pytest.approx(0.83, rel=0.01)
    assert found.high == pytest.approx(1.31, rel=0.01)
    assert (found.low_count, found.high_count) == (12, 8)


@pytest.mark.parametrize(
    "values",
    [
        [],
        [1.0] * 20,
        [1.0] * 6 + [2.0] * 5,
        [1.0] * 18 + [5.0] * 2,
        [1.0] * 10 + [5.0] * 2,
        [1.0] * 2 + [5.0] * 10,
        [1.0] * 8 + [1.05] * 8,
    ],
)
def test_few_equal_close_or_stray_values_are_not_two_groups(values: list[float]) -> None:
    assert two_humps(values) is None


@pytest.mark.parametrize("low", [3, 9])
def test_a_quarter_of_the_values_is_a_group(low: int) -> None:
    found = two_humps([1.0] * low + [5.0] * (12 - low))

    assert (found.low_count, found.high_count) == (low, 12 - low)


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("count", [12, 16, 32])
def test_scatter_with_one_hump_is_seldom_taken_for_two(shape: str, count: int) -> None:
    rng = random.Random(f"{shape}{count}")

    assert sum(two_humps(a_series(shape, rng, count)) is not None for _ in range(200)) <= 3


def test_drift_is_found_over_rows_of_any_speed() -> None:
    rows = [{number: speed * (1.0 if number < 6 else 1.3) for number in range(12)} for speed in (0.08, 2.0)]

    assert drift(rows) == pytest.approx(1.3)


def test_a_machine_that_becomes_faster_drifts_too() -> None:
    assert drift([{number: 1.3 if number < 6 else 1.0 for number in range(12)}]) == pytest.approx(1 / 1.3)


def test_a_row_that_left_early_does_not_look_like_drift() -> None:
    assert drift([dict.fromkeys(range(16), 1.0), dict.fromkeys(range(8), 50.0)]) is None


@pytest.mark.parametrize("rows", [[], [{}], [{0: 1.0, 1: 3.0}]])
def test_too_few_rounds_show_no_drift(rows: list[dict[int, float]]) -> None:
    assert drift(rows) is None


@pytest.mark.parametrize("shape", SHAPES)
def test_scatter_alone_is_seldom_taken_for_drift(shape: str) -> None:
    rng = random.Random(shape)
    runs = ([dict(enumerate(a_series(shape, rng, 8))) for _ in range(4)] for _ in range(200))

    assert sum(drift(rows) is not None for rows in runs) <= 2


def test_a_first_value_far_above_the_rest_is_a_slow_start() -> None:
    assert slow_start([3.1, 1.0, 1.0, 1.1, 0.9, 1.0, 1.0]) == pytest.approx(3.1)
    assert slow_start([2.0, 1.0, 1.0, 1.1, 0.9, 1.0, 1.0]) == 2.0


@pytest.mark.parametrize("values", [[], [3.0, 1.0], [1.0] * 8, [2.5, 1.0, 1.0, 1.0, 9.0, 1.0, 1.0], [0.0] * 8])
def test_a_start_among_its_like_is_not_slow(values: list[float]) -> None:
    assert slow_start(values) is None
