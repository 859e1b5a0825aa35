import pytest
from scipy.stats import t

from bench.analysis.statistics.student import student


@pytest.mark.parametrize(("confidence", "left_out"), [(0.95, 1.0), (0.984, 3.2), (0.999, 25.0)])
@pytest.mark.parametrize("freedom", [6, 7, 15, 100])
def test_the_expansion_is_students_t_but_for_its_next_term(freedom: int, confidence: float, left_out: float) -> None:
    exact = t.ppf((1 + confidence) / 2, freedom)

    assert student(freedom, confidence) == pytest.approx(exact, rel=left_out / freedom**4)
