import numpy as np

from generators.content.clock import HOUR, Moments
from generators.content.truth_counts import Common


def test_lines_are_counted_by_hour_and_by_length_up_to_the_last_kept() -> None:
    common = Common()
    moments = Moments(np.array([0, HOUR]), np.array([2, 3]))

    common.add(moments, np.array([10, 26, 43, 300]))
    common.add_malformed(0)
    common.take_back(1)

    truth = common.truth()
    assert truth["records"] == 2
    assert truth["malformed"] == 1
    assert truth["hours"][:3] == [1, 1, 0]
    assert truth["lengths"] == {"16": 2, "32": 1, "512": 1}
