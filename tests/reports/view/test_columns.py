from typing import Any

import pytest

from bench.analysis.statistics.times import Comparison, TimeVerdict
from reports.page.figures import Appearance, Interval, Part, RowFigures
from reports.page.parts import TableEntry
from reports.page.section import Row
from reports.view.columns import columns, entries, scales, spans
from reports.view.page_view import view
from tests.reports.builders import MIB, a_run, an_outcome

LOOK = Appearance("hue-1", "o", "-", "")


def a_row(figures: RowFigures, **changes: Any) -> Row:
    given = {"key": "x", "name": "x", "title": "", "status": "ok", "look": LOOK, "needs": "nothing", "python": "3.11.7"}
    return Row(figures=figures, **{**given, **changes})


def entry(column: str, figures: RowFigures, *others: RowFigures, **changes: Any) -> TableEntry:
    row = a_row(figures, **changes)
    return next(each for each in entries(row, scales([figures, *others])) if each.column == column)


def a_peak(mib: float) -> RowFigures:
    return RowFigures(peak=Interval(mib * MIB, mib * MIB, mib * MIB), parts=(Part("traced", mib * MIB),))


def a_time(value: float, low: float, high: float) -> RowFigures:
    return RowFigures(seconds=Interval(value, low, high))


def compared(verdict: TimeVerdict) -> RowFigures:
    return RowFigures(faster=Comparison(4.26, 4.19, 4.33, 12, verdict))


def test_a_column_keeps_one_unit() -> None:
    found = {each.key: each.unit for each in columns(scales([a_time(2.0, 1.9, 2.1), a_time(0.08, 0.07, 0.09)]))}

    assert found["time"] == "s"
    assert entry("time", a_time(0.08, 0.07, 0.09), a_time(2.0, 1.9, 2.1)).text == "0.0800"


def test_a_figure_is_split_at_its_point() -> None:
    found = entry("memory", a_peak(11.25))

    assert (found.whole, found.fraction) == ("11", ".2")


def test_time_stands_before_what_was_saved() -> None:
    row = a_row(a_peak(5))

    assert [each.key for each in columns(scales([row.figures]))][:3] == ["memory", "time", "saved"]
    assert [each.column for each in entries(row, scales([row.figures]))][:3] == ["memory", "time", "saved"]


def test_the_first_answer_stands_beside_the_import_and_far_from_the_front() -> None:
    figures = RowFigures(first_answer=0.25)
    keys = [each.key for each in columns(scales([figures]))]

    assert keys[keys.index("import") + 1] == "first"
    assert entry("first", figures).text == "250"


@pytest.mark.parametrize("column", ["memory", "saved", "time", "faster", "import", "first"])
def test_a_missing_figure_is_not_available_and_sorts_nowhere(column: str) -> None:
    found = entry(column, RowFigures())

    assert found.text == "not available"
    assert found.sort is None


def test_a_claimed_difference_shows_its_interval() -> None:
    found = entry("faster", compared(TimeVerdict.FASTER))

    assert found.text == "4.26"
    assert found.note == "4.19 to 4.33"


def test_an_interval_that_is_claimed_shows_that_it_excludes_equal_as_the_console_does() -> None:
    found = entry("faster", RowFigures(faster=Comparison(1.24, 1.0012, 1.61, 12, TimeVerdict.FASTER)))

    assert (found.text, found.note) == ("1.24", "1.001 to 1.61")


@pytest.mark.parametrize("verdict", [TimeVerdict.SAME, TimeVerdict.TOO_NOISY])
def test_a_difference_that_is_not_claimed_shows_words_instead_of_a_ratio(verdict: TimeVerdict) -> None:
    found = entry("faster", compared(verdict))

    assert found.text == str(verdict)
    assert found.whole == ""


def test_the_baseline_says_so() -> None:
    assert entry("faster", RowFigures(), baseline=True).text == "baseline"
    assert entry("saved", a_peak(5), baseline=True).text == "baseline"


def test_more_memory_than_the_baseline_is_said_in_words() -> None:
    found = entry("saved", RowFigures(saved=-0.5))

    assert found.text == "needs 1.50 times as much"


def test_stretches_lie_end_to_end_and_nothing_is_no_stretch() -> None:
    found = spans([("a", 25), ("b", 0), ("c", 75)], 100)

    assert [(span.role, span.start, span.width) for span in found] == [
        ("a", "0.00%", "25.00%"),
        ("c", "25.00%", "75.00%"),
    ]


def test_what_has_no_bytes_has_no_throughput() -> None:
    assert "rate" not in {each.key for each in columns(scales([a_peak(5)]))}
    assert "rate" in {each.key for each in columns(scales([RowFigures(bytes_per_second=1e6)]))}


def test_what_is_saved_is_a_percentage_and_sorted_by_its_share() -> None:
    assert entry("saved", RowFigures(saved=0.9)) == TableEntry(
        column="saved", text="90.0", whole="90", fraction=".0", sort=0.9
    )


def test_a_stretch_as_wide_as_all_is_drawn_whole_and_nothing_of_nothing() -> None:
    assert [span.width for span in spans([("a", 1)], 1)] == ["100.00%"]
    assert spans([("a", 1)], 0) == ()


@pytest.mark.parametrize(("names", "said"), [((), False), (("other",), True)])
def test_what_two_rows_share_is_said_once_and_of_one_row_nothing_is(names: tuple[str, ...], *, said: bool) -> None:
    (section,) = view(a_run(*(an_outcome(name) for name in ("readlines_objects", *names)))).sections

    assert bool(section.alike) is said
