import random
from collections.abc import Sequence
from statistics import fmean

import pytest

from bench.analysis.forecast.costs import APART
from bench.session.plan import DEFAULT_ROUNDS, FAR_ROUNDS
from tests.studies.statistics import fewer
from tests.studies.statistics.simulate import SHAPES

EXPERIMENTS = 300


@pytest.fixture(scope="module", params=list(SHAPES))
def found(request: pytest.FixtureRequest) -> Sequence[fewer.Fewer]:
    rng = random.Random(f"{request.param} 1")
    return [fewer.experiment(request.param, 0.05, FAR_ROUNDS, rng) for _ in range(EXPERIMENTS)]


def test_the_study_simulates_what_a_run_does() -> None:
    assert (fewer.USUAL, FAR_ROUNDS in fewer.FEWER) == (DEFAULT_ROUNDS, True)
    assert pytest.approx(1 / APART) == 1 + fewer.THREEFOLD


def test_fewer_rounds_tell_a_row_that_is_far(found: Sequence[fewer.Fewer]) -> None:
    assert fmean(each.far for each in found) >= 0.99


def test_equal_code_is_called_different_in_one_of_twenty_runs_at_most(found: Sequence[fewer.Fewer]) -> None:
    assert fmean(each.equal for each in found) <= 0.02
    assert fmean(each.no_floor for each in found) <= 0.05 + 2 * (0.05 * 0.95 / EXPERIMENTS) ** 0.5


def test_nine_of_ten_runs_find_the_difference_that_a_run_names(found: Sequence[fewer.Fewer]) -> None:
    assert 0.83 <= fmean(each.found for each in found) <= 0.97
