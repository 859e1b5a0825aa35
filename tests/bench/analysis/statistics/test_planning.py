import random
from math import log, sqrt
from statistics import fmean

import pytest
from scipy.stats import norm, t

from bench.analysis.statistics.planning import rounds_to_tell
from bench.analysis.statistics.times import RELEVANT
from tests.studies.statistics import enough, simulate

EXPERIMENTS = 60


def rounds_for(half_width: float, rounds: int) -> int:
    return rounds_to_tell(half_width, rounds, relevant=RELEVANT, confidence=0.95)


def test_twice_the_scatter_takes_four_times_the_rounds() -> None:
    assert rounds_for(0.4, 20) == pytest.approx(4 * rounds_for(0.2, 20), rel=0.05)


@pytest.mark.parametrize(("half_width", "rounds", "needed"), [(0.1, 8, 80), (0.1, 16, 194), (0.2, 20, 999)])
def test_the_number_is_that_of_the_textbook(half_width: float, rounds: int, needed: int) -> None:
    scatter = half_width * sqrt(rounds) / t.ppf(0.975, rounds - 1)
    expected = ((t.ppf(0.975, needed) + norm.ppf(0.95)) * scatter / log(RELEVANT)) ** 2

    assert rounds_for(half_width, rounds) == needed == pytest.approx(expected, abs=1.1)


def test_the_same_half_width_of_more_rounds_shows_more_scatter() -> None:
    assert rounds_for(0.1, 32) > 1.5 * rounds_for(0.1, 16)


def test_where_the_scatter_asks_for_no_more_it_is_twice_as_many() -> None:
    assert rounds_for(0.001, 16) == 32


@pytest.mark.parametrize("slower", enough.SLOWER)
@pytest.mark.parametrize("shape", simulate.SHAPES)
def test_as_many_rounds_as_it_names_tell_in_most_runs(shape: str, slower: float) -> None:
    world = simulate.World(shape, 0.03, slower)

    named, told = enough.experiment(world, 8, EXPERIMENTS, random.Random(f"{world}"))

    assert len(named) > EXPERIMENTS / 4
    assert fmean(told) >= 0.75
