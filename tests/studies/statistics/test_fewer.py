import random
from collections.abc import Sequence
from dataclasses import replace
from statistics import fmean

import pytest

from bench.analysis.forecast.uneven_rounds import APART
from bench.analysis.statistics.times import by_round
from bench.model.types import Instrument, Outcome, Sample
from bench.session.plan import DEFAULT_ROUNDS, FAR_ROUNDS
from tests.bench.builders import a_cell, a_row, a_run, quantities
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


def test_the_same_samples_without_the_last_round_of_a_far_row_say_the_same() -> None:
    near, far = a_row("near", seconds=0.1), a_row("other", seconds=0.13)
    run = a_run(*(with_a_call(row) for row in (a_row(), near, far, a_row(control=True))))
    run = replace(run, plan=replace(run.plan, rounds=12))

    rounds = {row.cell: len(by_round(row.samples)) for row in fewer.cut(run, 7).outcomes}

    assert rounds == {a_cell(): 7, a_cell(control=True): 12, a_cell("near"): 12, a_cell("other"): 12}
    assert fewer.differences(run, 7) == []
    assert any(said.startswith("verdict on near: faster") for said in fewer.differences(run, 3))


def with_a_call(row: Outcome) -> Outcome:
    """Return a row whose resident process took as long as its timed ones."""
    seconds = next(iter(by_round(row.samples).values()))
    figures = {"run_seconds": (seconds, "s"), "process_seconds": (seconds + 0.1, "s"), "import_peak": (10.0, "B")}
    known = quantities({**figures, "peak": (20.0, "B")})
    return replace(row, samples=(*row.samples, Sample(cell=row.cell, instrument=Instrument.RESIDENT, values=known)))
