import numpy as np
import pytest

from generators.content.web.request_numbers import RequestNumbers, written
from generators.lines.blocks import LineSpan, parts


def test_numbers_stand_in_their_lines_as_they_are_counted() -> None:
    requests = RequestNumbers(1, 0.5)

    numbers = requests.draw(LineSpan(3, 0, 2_000))

    assert numbers is not None
    columns = requests.columns(numbers)
    texts = [b"".join(parts(columns, line)).decode() for line in range(2_000)]
    assert texts == [written(number) if number >= 0 else "" for number in numbers.tolist()]
    assert np.mean(numbers >= 0) == pytest.approx(0.5, abs=0.05)
    assert float(requests.mean_length()) == len(written(0)) / 2


def test_a_log_without_them_pays_nothing() -> None:
    requests = RequestNumbers(1, 0.0)

    assert requests.draw(LineSpan(0)) is None
    assert requests.columns(None) == []
