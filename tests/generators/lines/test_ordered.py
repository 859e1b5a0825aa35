import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from generators.lines.blocks import BLOCK
from generators.lines.ordered import stable_order

MOST = (1 << 16) - 1


@given(st.lists(st.integers(0, MOST) | st.sampled_from([0, 1, MOST]), max_size=300))
def test_the_order_is_that_of_a_stable_sort(keys: list[int]) -> None:
    assert stable_order(np.array(keys, dtype=np.uint16)).tolist() == sorted(range(len(keys)), key=keys.__getitem__)


@pytest.mark.parametrize("highest", [0, 1, 300, MOST])
def test_so_is_that_of_a_whole_block(highest: int) -> None:
    keys = np.random.default_rng(1).integers(0, highest, BLOCK, dtype=np.uint16, endpoint=True)

    assert np.array_equal(stable_order(keys), np.argsort(keys, kind="stable"))
