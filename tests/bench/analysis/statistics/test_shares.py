import pytest

from bench.analysis.statistics.shares import uncertainty
from tests.oracles import stats


@pytest.mark.parametrize(("found", "samples"), [(0, 10), (3, 10), (700, 1000), (1000, 1000), (1, 1)])
def test_it_is_half_of_wilsons_interval(found: int, samples: int) -> None:
    low, high = stats().binomtest(found, samples).proportion_ci(method="wilson")

    assert uncertainty(found, samples) == pytest.approx((high - low) / 2, abs=0.5 / samples**2 + 1e-9)


def test_a_share_of_seventy_percent_is_known_to_three_points_after_a_thousand_samples() -> None:
    assert uncertainty(700, 1000) == pytest.approx(0.0283, abs=0.0001)
