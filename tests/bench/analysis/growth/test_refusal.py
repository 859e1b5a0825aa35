import pytest

from bench.analysis.growth.laws import SizePoint
from bench.analysis.growth.refusal import refusal
from tests.bench.builders import MIB


@pytest.mark.parametrize(("grown", "refused"), [(MIB, False), (MIB - 1, True)])
def test_under_the_floor_growth_by_as_much_as_is_called_level_is_not_hidden(grown: int, *, refused: bool) -> None:
    sizes = {10: 0, 2_000: 0, 4_000: grown // 2, 8_000: grown}
    points = [SizePoint(lines=lines, peak=10.0 * MIB + more) for lines, more in sizes.items()]

    assert (refusal(points, "line") != "") == refused
