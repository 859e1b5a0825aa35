"""How often the statistics of several machines err: simulated with fixed seeds, by the project's own depth and t."""

import numpy as np
import pytest

from bench.analysis.growth.fitting import student
from bench.analysis.statistics import blocks
from bench.analysis.statistics.signed_rank import hodges_lehmann, signed_rank_interval
from bench.analysis.statistics.times import Floor, TimeVerdict
from tests.oracles import stats

NOISE = 0.02  # of the log ratio of a pair
TESTED = 2_000  # runs that are tested one by one


class Simulated:
    """Log ratios of many runs of so many machines and rounds, the true one of each machine drawn about 0."""

    def __init__(self, machines: int, rounds: int, apart: float, *, seed: int, noisy: bool = False) -> None:
        runs = 10_000
        draw = np.random.default_rng(seed)
        true = draw.normal(0, apart, (runs, machines, 1)) if apart else np.zeros((runs, machines, 1))
        scale = np.full((machines, 1), NOISE)
        scale[-1] *= 10 if noisy else 1
        self.pairs = true + draw.normal(0, 1, (runs, machines, rounds)) * scale
        self.machines = machines

    @property
    def centres(self) -> np.ndarray:
        upper = np.triu_indices(self.pairs.shape[-1])
        return np.asarray(np.median((self.pairs[..., upper[0]] + self.pairs[..., upper[1]]) / 2, axis=-1))

    def depends(self) -> float:
        """Return the share of runs of which it is said that the ratio depends on the machine."""
        return float(np.mean([blocks.depends(run) for run in self.pairs[:TESTED].tolist()]))

    def misses(self) -> float:
        """Return the share of runs whose interval over the machines misses the truth."""
        centres = self.centres
        half = student(self.machines - 1) * centres.std(axis=1, ddof=1) / np.sqrt(self.machines)
        mean = centres.mean(axis=1)
        ours = [hodges_lehmann(list(pairs)) for pairs in self.pairs[0]]
        assert blocks.mean_interval(ours) == pytest.approx((mean[0], mean[0] - half[0], mean[0] + half[0]))
        return float((np.abs(mean) > half).mean())


@pytest.mark.parametrize("apart", [0.02, 0.05])
@pytest.mark.parametrize(("machines", "rounds"), [(3, 8), (4, 8), (10, 6)])
def test_the_interval_over_machines_misses_in_four_to_six_and_a_half_percent(
    machines: int, rounds: int, apart: float
) -> None:
    assert 0.04 <= Simulated(machines, rounds, apart, seed=1).misses() <= 0.065


def test_pooled_rounds_would_miss_in_a_third_of_all_runs() -> None:
    drawn = Simulated(4, 8, 0.05, seed=2)
    ends = [signed_rank_interval([float(pair) for pair in run.ravel()], 0.95) or (0, 0) for run in drawn.pairs[:300]]
    assert np.mean([not low <= 0 <= high for low, high in ends]) > 1 / 3


@pytest.mark.parametrize("noise", ["alike", "one far more"])
@pytest.mark.parametrize(("machines", "rounds"), [(4, 8), (4, 16), (10, 6)])
def test_that_a_ratio_depends_on_the_machine_is_wrong_in_at_most_one_percent(
    machines: int, rounds: int, noise: str
) -> None:
    assert Simulated(machines, rounds, 0, seed=3, noisy=noise != "alike").depends() <= 0.01


@pytest.mark.parametrize(("rounds", "found"), [(8, 0.93), (16, 0.98)])
def test_a_ratio_that_depends_on_the_machine_is_found(rounds: int, found: float) -> None:
    assert Simulated(4, rounds, 0.05, seed=4).depends() >= found


def test_hardly_more_could_be_found_and_an_f_test_is_set_off_by_a_noisy_machine() -> None:
    known = stats().chi2.sf(stats().chi2.isf(0.01, 3) / (1 + 8 * (0.05 / NOISE) ** 2), 3)  # who knew the noise exactly
    found, wrong = (
        np.mean(stats().f_oneway(*drawn.pairs.transpose(1, 2, 0)).pvalue < 0.01)
        for drawn in (Simulated(4, 8, 0.05, seed=4), Simulated(4, 8, 0, seed=3, noisy=True))
    )

    assert (known, found, wrong) == pytest.approx((0.974, 0.964, 0.063), abs=0.005)


def test_machines_differ_where_the_test_of_alexander_and_govern_says_so() -> None:
    drawn = Simulated(3, 6, 0.01, seed=5).pairs[:300]
    chances = [stats().alexandergovern(*run).pvalue for run in drawn]
    plain = [(blocks.depends(run), p < blocks.ERROR) for run, p in zip(drawn.tolist(), chances, strict=True)]
    near = sum(abs(p / blocks.ERROR - 1) < 0.1 for p in chances)  # our chi squared is off by that much

    assert sum(ours for ours, _ in plain) > 0
    assert sum(ours != theirs for ours, theirs in plain) <= near


def test_machines_without_any_noise_differ_by_what_a_clock_tells() -> None:
    assert blocks.depends([[0.1] * 8, [0.1] * 8]) is False
    assert blocks.depends([[0.1] * 8, [0.11] * 8])


def test_one_machine_beside_many_is_noisy_only_far_beyond_them() -> None:
    floors = [Floor(1.02, 0.01, 8), Floor(1.02, 0.01, 8), Floor(1.1, 0.08, 8), None]
    assert blocks.noisy(floors) == [False, False, True, False]
    quiet = [Floor(1.002, 0.001, 8), Floor(1.002, 0.001, 8), Floor(1.02, 0.02, 8)]
    assert blocks.noisy(quiet) == [False, False, False]


@pytest.mark.parametrize(
    ("centres", "floor", "verdict"),
    [
        ((0.70, 0.69, 0.71), 1.01, TimeVerdict.FASTER),
        ((-0.70, -0.69, -0.71), 1.01, TimeVerdict.SLOWER),
        ((0.20, 0.21, 0.19), 1.5, TimeVerdict.TOO_NOISY),
        ((0.001, 0.0, -0.001), 1.01, TimeVerdict.SAME),
        ((-0.0432, -0.0305, -0.0178), 1.0, TimeVerdict.TOO_NOISY),  # from 6 % slower to equal
    ],
)
def test_machines_claim_together_what_lies_beyond_interval_and_floor(
    centres: tuple[float, ...], floor: float, verdict: TimeVerdict
) -> None:
    found = blocks.combine(centres, [floor] * 3)

    assert found.verdict is verdict


def test_two_machines_have_nothing_to_say_together() -> None:
    assert blocks.combine([0.7, 0.7], [1.01, 1.01]) is None


@pytest.mark.parametrize(("t", "freedom", "off"), [(1.5, 2, 0.001), (2.5, 3, 0.0002), (3.0, 5, 1e-5), (4.0, 20, 1e-8)])
def test_a_t_becomes_the_deviate_of_the_normal_distribution_that_is_as_rare(t: float, freedom: int, off: float) -> None:
    assert blocks._normal(t, freedom) == pytest.approx(stats().norm.isf(stats().t.sf(t, freedom)), abs=off)
