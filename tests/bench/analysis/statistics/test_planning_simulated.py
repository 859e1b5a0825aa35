import random
from statistics import fmean

import pytest

from tests.studies.statistics import enough, simulate

EXPERIMENTS = 60


@pytest.mark.parametrize("slower", enough.SLOWER)
@pytest.mark.parametrize("shape", simulate.SHAPES)
def test_as_many_rounds_as_it_names_tell_in_most_runs(shape: str, slower: float) -> None:
    world = simulate.World(shape, 0.03, slower)

    named, told = enough.experiment(world, 8, EXPERIMENTS, random.Random(f"{world}"))

    assert len(named) > EXPERIMENTS / 4
    assert fmean(told) >= 0.75
