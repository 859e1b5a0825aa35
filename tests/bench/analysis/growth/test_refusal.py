import pytest

from bench.analysis.growth.laws import SizePoint
from bench.analysis.growth.refusal import refusal
from tests.bench.builders import MIB


@pytest.mark.parametrize(("grown", "refused"), [(MIB, False), (MIB - 1, True)])
def test_under_the_floor_growth_by_as_much_as_is_called_level_is_not_hidden(grown: int, *, refused: bool) -> None:
    sizes = {10: 0, 2_000: 0, 4_000: grown // 2, 8_000: grown}
    points = [SizePoint(lines=lines, peak=10.0 * MIB + more) for lines, more in sizes.items()]

    assert (refusal(points, "line") != "") == refused


@pytest.mark.parametrize(
    ("sizes", "processes", "unit", "reason"),
    [
        (
            (10, 2_000, 9_999),
            (1, 1, 1),
            "line",
            "under 50,000 lines, pages and blocks hide growth of less than 1.00 MiB",
        ),
        ((10, 2_000, 50_000), (1, 1, 1), "line", ""),
        ((10, 500, 1_000), (1, 1, 1), "number", ""),
        ((10, 2_000, 8_000), (1, 2, 2), "line", "under 50,000 lines, starting 2 processes outweighs what grows"),
        ((10, 2_000, 60_000), (1, 2, 2), "line", ""),
        ((10, 2_000), (1, 3), "line", "under 50,000 lines, starting 3 processes outweighs what grows"),
        (
            (10, 2_000, 60_000),
            (1, 1, 3),
            "line",
            "1 process runs at 2,000 lines and 3 at 60,000, so their memory cannot be compared",
        ),
        (
            (10, 2_000, 60_000),
            (1, 2, 3),
            "number",
            "2 processes run at 2,000 numbers and 3 at 60,000, so their memory cannot be compared",
        ),
    ],
)
def test_sizes_of_other_processes_and_small_ones_are_refused_with_the_reason(
    sizes: tuple[int, ...], processes: tuple[int, ...], unit: str, reason: str
) -> None:
    points = [
        SizePoint(lines=lines, peak=10.0 * MIB, processes=each) for lines, each in zip(sizes, processes, strict=True)
    ]

    assert refusal(points, unit) == reason
