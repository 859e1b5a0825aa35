import pytest
from scipy.stats import t

from bench.analysis.statistics.planning import student


@pytest.mark.parametrize("confidence", [0.95, 0.984, 0.999])
@pytest.mark.parametrize("freedom", [6, 7, 15, 100])
def test_the_expansion_is_students_t(freedom: int, confidence: float) -> None:
    assert student(freedom, confidence) == pytest.approx(t.ppf((1 + confidence) / 2, freedom), rel=0.02)
