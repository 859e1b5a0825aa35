import random

import pytest

from bench.analysis.statistics.times import TimeVerdict
from tests.studies.statistics import simulate
from tests.studies.statistics.simulate import World

EXPERIMENTS = 60


def share(world: World, name: str) -> float:
    return sum(each.claims[name] for each in simulate.tally(world, EXPERIMENTS, seed=1)) / EXPERIMENTS


def test_equal_code_is_seldom_called_different() -> None:
    assert share(World("normal", 0.05, 0.0), "rule") <= 0.05


def test_a_true_slowdown_is_nearly_always_found() -> None:
    assert share(World("normal", 0.03, 0.05), "rule") >= 0.95


def test_a_large_difference_is_decided_at_the_first_look() -> None:
    found = simulate.judge(simulate.draw(World("normal", 0.03, 1.0), random.Random(1)))

    assert (found.verdict, found.rounds) == (TimeVerdict.SLOWER, 8)


@pytest.mark.parametrize("shape", simulate.SHAPES)
def test_equal_seeds_draw_equal_runs(shape: str) -> None:
    world = World(shape, 0.05, 0.0)

    assert simulate.draw(world, random.Random(7)) == simulate.draw(world, random.Random(7))
