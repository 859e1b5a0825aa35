from itertools import product
from random import Random
from statistics import median

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.analysis.statistics import signed_rank
from bench.analysis.statistics.signed_rank import fewest, hodges_lehmann, signed_rank_interval
from tests.oracles import stats

WHOLE = st.integers(-1000, 1000).map(float)  # sums and halves of these are exact, so equality may be asked for
SERIES = st.lists(WHOLE, min_size=7, max_size=16)


def test_the_pseudomedian_of_symmetric_values_is_their_centre() -> None:
    assert hodges_lehmann([1, 2, 3, 4, 5]) == 3


def test_one_wild_value_barely_moves_the_pseudomedian() -> None:
    assert hodges_lehmann([1, 2, 3, 4, 5, 6, 1e9]) == pytest.approx(4.5, abs=0.5)


def test_no_values_have_no_pseudomedian() -> None:
    with pytest.raises(ValueError, match="no values"):
        hodges_lehmann([])


def test_textbook_values_give_the_textbook_interval() -> None:
    """Depression scores before and after therapy: Hollander and Wolfe, table 3.1; estimate and interval in 3.4."""
    before = (1.83, 0.50, 1.62, 2.48, 1.68, 1.88, 1.55, 3.06, 1.30)
    after = (0.878, 0.647, 0.598, 2.05, 1.06, 1.29, 1.06, 3.14, 1.29)
    falls = [y - x for x, y in zip(before, after, strict=True)]

    assert hodges_lehmann(falls) == pytest.approx(-0.46)
    assert signed_rank_interval(falls, 0.96) == pytest.approx((-0.786, -0.010))


@pytest.mark.parametrize(("confidence", "count"), [(0.9, 5), (0.95, 6), (0.984, 7), (0.99, 8)])
def test_there_is_an_interval_from_the_fewest_values_on_and_not_before(confidence: float, count: int) -> None:
    values = [float(number) for number in range(count)]

    assert fewest(confidence) == count
    assert signed_rank_interval(values, confidence) == (0, count - 1)
    assert signed_rank_interval(values[1:], confidence) is None


def test_values_without_scatter_have_an_interval_without_width() -> None:
    assert signed_rank_interval([0.05] * 8, 0.95) == (0.05, 0.05)


@given(SERIES)
def test_the_interval_holds_the_estimate(values: list[float]) -> None:
    low, high = signed_rank_interval(values, 0.95) or (0, 0)

    assert min(values) <= low <= hodges_lehmann(values) <= high <= max(values)


@given(SERIES)
def test_more_confidence_never_narrows_the_interval(values: list[float]) -> None:
    low, high = signed_rank_interval(values, 0.95) or (0, 0)
    lowest, highest = signed_rank_interval(values, 0.984) or (0, 0)

    assert lowest <= low <= high <= highest


@given(SERIES, WHOLE, st.randoms(use_true_random=False))
def test_shifting_mirroring_and_shuffling_values_does_the_same_to_the_interval(
    values: list[float], shift: float, rng: Random
) -> None:
    low, high = signed_rank_interval(values, 0.95) or (0, 0)
    other = [-value - shift for value in values]
    rng.shuffle(other)

    assert signed_rank_interval(other, 0.95) == (-high - shift, -low - shift)
    assert hodges_lehmann(other) == -hodges_lehmann(values) - shift


@given(SERIES)
def test_the_estimate_is_the_median_of_all_pairwise_means(values: list[float]) -> None:
    pairs = [(values[i] + values[j]) / 2 for i in range(len(values)) for j in range(i, len(values))]

    assert hodges_lehmann(values) == median(pairs)


@settings(max_examples=30)
@given(
    st.lists(st.integers(-(10**6), 10**6), min_size=7, max_size=20, unique_by=abs), st.sampled_from([0.9, 0.95, 0.984])
)
def test_the_interval_excludes_a_centre_exactly_if_the_exact_test_of_scipy_rejects_it(
    values: list[int], confidence: float
) -> None:
    centres = [value + 0.25 for value in values[:5]]  # off every value and mean, so that no rank is tied with nought

    for centre in centres:
        shifted = [value - centre for value in values]
        if len({abs(value) for value in shifted}) < len(shifted):
            continue
        low, high = signed_rank_interval([float(value) for value in values], confidence) or (0, 0)
        rejected = stats().wilcoxon(shifted, method="exact").pvalue <= 1 - confidence
        assert rejected == (not low <= centre <= high)


@pytest.mark.parametrize("count", [6, 7, 9])
def test_the_interval_misses_the_centre_as_often_as_all_signs_together_say(count: int) -> None:
    sizes = [1.0, 2.1, 4.3, 8.7, 17.9, 36.1, 74.3, 151.7, 307.3][:count]
    all_signs = list(product((-1, 1), repeat=count))
    missed = 0
    for signs in all_signs:
        low, high = signed_rank_interval([sign * value for sign, value in zip(signs, sizes, strict=True)], 0.95) or (
            0,
            0,
        )
        missed += not low <= 0 <= high

    assert 0.5 * 0.05 < missed / len(all_signs) <= 0.05


def test_the_approximation_takes_over_without_a_step(monkeypatch: pytest.MonkeyPatch) -> None:
    counts = (60, 80, 100)
    exact = [signed_rank._depth.__wrapped__(count, 0.984) for count in counts]
    monkeypatch.setattr(signed_rank, "EXACT_UP_TO", 0)
    near = [signed_rank._depth.__wrapped__(count, 0.984) for count in counts]

    assert all(abs(one - other) <= 3 for one, other in zip(exact, near, strict=True))
