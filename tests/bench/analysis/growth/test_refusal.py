from collections.abc import Sequence

import pytest

from bench.analysis.growth.laws import SizePoint
from bench.analysis.growth.refusal import refusal
from tests.bench.builders import MIB
from tests.gold import Gold


@pytest.mark.parametrize(("grown", "refused"), [(MIB, False), (MIB - 1, True)])
def test_under_the_floor_growth_by_as_much_as_is_called_level_is_not_hidden(grown: int, *, refused: bool) -> None:
    sizes = {10: 0, 2_000: 0, 4_000: grown // 2, 8_000: grown}
    points = [SizePoint(lines=lines, peak=10.0 * MIB + more) for lines, more in sizes.items()]

    assert (refusal(points, "line") != "") == refused


def test_sizes_of_other_processes_and_small_ones_are_refused_with_the_reason(gold: Gold) -> None:
    asked = (
        ((10, 2_000, 49_999), (1, 1, 1), "line"),
        ((10, 2_000, 50_000), (1, 1, 1), "line"),
        ((10, 500, 1_000), (1, 1, 1), "number"),
        ((10, 2_000, 8_000), (1, 2, 2), "line"),
        ((10, 2_000, 60_000), (1, 2, 2), "line"),
        ((10, 2_000), (1, 3), "line"),
        ((10, 2_000, 60_000), (1, 1, 3), "line"),
        ((10, 2_000, 60_000), (1, 2, 3), "number"),
    )

    def reason(sizes: Sequence[int], processes: Sequence[int], unit: str) -> str:
        known = zip(sizes, processes, strict=True)
        return refusal([SizePoint(lines=lines, peak=10.0 * MIB, processes=many) for lines, many in known], unit)

    gold(
        "growth",
        "refused",
        "\n".join(f"{sizes} {processes}: {reason(sizes, processes, unit)}" for sizes, processes, unit in asked),
    )
