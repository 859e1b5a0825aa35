"""What is shown of how memory grows: its end, and its course beyond what was measured."""

from itertools import pairwise
from types import SimpleNamespace
from typing import Any

import pytest

from bench.analysis.growth.laws import GrowthKind
from reports.page.figures import GrowthFigures
from reports.view import growth


def known(kind: GrowthKind = GrowthKind.LINES, *, trusted: bool = True, checked: bool = True) -> Any:
    """Return a row of two sizes that needs a byte a line, or half of that to twice as much, but for 200 bytes."""
    law = SimpleNamespace(
        kind=kind, rate=SimpleNamespace(value=826.2), start=SimpleNamespace(lines=100), largest=777
    )  # fmt: skip
    return SimpleNamespace(
        points=[SimpleNamespace(lines=lines, peak=peak) for lines, peak in ((0, 1), (100, 5), (1_000, 9))],
        words="words", verdict="verdict", unit="line", entries="messages", trusted=trusted, law=law,
        check=SimpleNamespace(hit=trusted) if checked else None, outlook=lambda memory: f"of {memory}",
        at=lambda lines: SimpleNamespace(value=lines, low=lines / 2 - 200, high=2 * lines) if lines != 777 else None,
    )  # fmt: skip


def test_of_what_is_not_known_nothing_is_shown() -> None:
    assert growth.show(None, 9) == GrowthFigures()


@pytest.mark.parametrize(
    ("kind", "end"),
    [
        (GrowthKind.CONSTANT, "constant"),
        (GrowthKind.LINES, "826 bytes a line"),
        (GrowthKind.ENTRIES, "with messages"),
        (GrowthKind.REFUSED, str(GrowthKind.REFUSED)),
    ],
)
def test_a_line_ends_in_the_model_and_in_no_model_whose_forecast_missed(kind: GrowthKind, end: str) -> None:
    assert growth.show(known(kind), 9).end == end
    assert "missed" in growth.show(known(kind, trusted=False), 9).end
    assert growth.show(known(kind, trusted=False, checked=False), 9).end == end


def test_the_course_leads_from_the_start_of_the_model_to_ten_times_the_largest_size() -> None:
    shown = growth.show(known(), 9)
    lines: list[float] = [point[0] for point in shown.course]

    assert (lines[0], lines[-1], len(lines)) == (100, 10_000, 25)
    assert all(later / earlier == pytest.approx(100 ** (1 / 24), abs=0.01) for earlier, later in pairwise(lines))
    assert shown.course[0] == pytest.approx((100, 100, 1, 200))
    assert shown.course[-1] == pytest.approx((10_000, 10_000, 4_800, 20_000))


def test_the_rest_is_shown_as_it_is() -> None:
    shown = growth.show(known(), 9)

    assert (shown.points, shown.fitted, shown.checked) == (((100, 5), (1_000, 9)), 777, True)
    assert (shown.words, shown.verdict, shown.outlook) == ("words", "verdict", "of 9")


def test_the_largest_size_of_the_model_is_a_point_of_its_course() -> None:
    row = known()
    row.at = lambda lines: SimpleNamespace(value=lines, low=lines, high=lines)

    assert 777 in [point[0] for point in growth.show(row, 9).course]


def test_a_model_whose_forecast_missed_foretells_nothing() -> None:
    shown = growth.show(known(trusted=False), 9)

    assert (shown.course, shown.outlook, shown.checked) == ((), "", False)
