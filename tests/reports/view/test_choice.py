from types import SimpleNamespace
from typing import Any

import pytest

from bench.analysis.sections import sections
from bench.model.types import Outcome
from reports.charts.tradeoff import front
from reports.exporters.summary import summary
from reports.page.figures import Interval, NeedFigures, RowFigures
from reports.page.section import Choice, PageSection
from reports.view.choice import need
from reports.view.page_view import view
from reports.view.sentences import NO_FLOOR
from tests.reports.builders import MIB, a_control, a_dataset, a_run, an_outcome

BASE = an_outcome("readlines_objects", peak=700, seconds=15.3)


def drawn(*outcomes: Outcome, **changes: object) -> PageSection:
    (section,) = view(a_run(*outcomes, **changes)).sections
    return section


def chosen(section: PageSection) -> Choice:
    assert section.choice is not None
    return section.choice


def test_the_fastest_that_fits_is_taken() -> None:
    rows = (an_outcome("readlines_objects", peak=700, seconds=0.1), an_outcome("lean", peak=20, seconds=0.5))
    slow = an_outcome("slow", peak=15, seconds=0.9)

    sentence = chosen(drawn(*rows, slow, a_control(seconds=0.1))).sentence

    assert sentence.startswith("Take `lean`: ")
    assert "20.0 MiB" in sentence


def test_a_call_has_one_figure_in_the_headline_the_table_and_the_choice() -> None:
    section = drawn(BASE, an_outcome("fast", peak=20, seconds=0.337), a_control())
    (column,) = [each for each in section.columns if each.key == "time"]
    (cell,) = [each for each in section.rows[0].entries if each.column == "time"]
    figure = f"{cell.text} {column.unit}"

    assert column.unit == "s"
    assert all(figure in said for said in (section.headline, chosen(section).sentence))


def test_of_rows_that_tie_in_time_everything_names_the_one_with_the_least_memory() -> None:
    peaks = {"fat": (600, 0.499), "wide": (77, 0.5), "lean": (11, 0.501)}  # the more memory, the faster by estimate
    rows = [an_outcome(name, peak=peak, seconds=seconds) for name, (peak, seconds) in peaks.items()]
    run = a_run(an_outcome("readlines_objects", peak=700, seconds=2.0), *rows, a_control())
    (section,) = view(run).sections

    assert [(row.rank, row.name) for row in section.rows[:3]] == [("1=", "lean"), ("1=", "wide"), ("1=", "fat")]
    assert section.headline.startswith("For 1,000,000 lines, `lean` needs 11.0 MiB ")
    assert "`wide` and `fat` are " in section.headline
    sentence = chosen(section).sentence
    assert sentence.startswith("Take `lean`: ")
    assert "2 that fit" in sentence  # 600 MiB does not
    assert "11.0 MiB" in sentence
    (ranked,) = sections(run)
    assert [cell.implementation for cell in ranked.ranks][:3] == ["lean", "wide", "fat"]  # as the console prints them
    assert [row.implementation for row in summary(run).sections[0].rows][:3] == ["lean", "wide", "fat"]
    assert [row.name for row in front(section.rows)] == ["lean"]


def test_the_only_one_that_fits_is_not_called_the_fastest() -> None:
    rows = (an_outcome("readlines_objects", peak=700, seconds=0.1), an_outcome("lean", peak=20, seconds=0.5))

    sentence = chosen(drawn(*rows, a_control(seconds=0.1))).sentence

    assert sentence.startswith("Take `lean`, the only")
    assert "20.0 MiB" in sentence


def test_few_rounds_choose_nothing() -> None:
    rows = (an_outcome("readlines_objects", seconds=2.0, rounds=3), an_outcome("other", rounds=3), a_control(rounds=3))

    sentence = chosen(drawn(*rows)).sentence

    assert sentence.startswith("`other` ")
    assert "11.2 MiB" in sentence
    assert "3 rounds" in sentence


def test_where_nothing_ran_twice_that_is_why_nothing_was_tested() -> None:
    sentence = chosen(drawn(an_outcome("one"), an_outcome("other"))).sentence

    assert sentence.endswith(f"; {NO_FLOOR}.")


def test_where_none_fits_the_one_with_the_least_memory_is_named() -> None:
    rows = (an_outcome("readlines_objects", peak=900, seconds=0.1), an_outcome("fat", peak=600, seconds=0.5))

    assert chosen(drawn(*rows, a_control())).sentence.startswith("None fits. `fat` ")


def test_what_a_row_needs_is_split_into_what_grows_and_what_does_not() -> None:
    (row,) = drawn(an_outcome("readlines_objects", peak=100, imported=30)).rows

    assert row.need is not None
    assert row.need.fixed == 30 * MIB
    assert row.need.fixed + row.need.grown == row.figures.peak.value


def test_the_page_says_what_is_taken_for_granted_at_other_sizes() -> None:
    assert "in proportion" in chosen(drawn()).assumed


def test_a_number_has_no_file_to_choose_a_size_of() -> None:
    run = a_run()
    number = a_dataset(kind="number", bytes=0, lines=1_000_000, recipe=None, truth=None, preview=())

    choice = chosen(drawn(data=dict.fromkeys(run.data, number)))

    assert choice.size == ""
    assert choice.assumed == ""


FIGURES = RowFigures(peak=Interval(100, 90, 100), seconds=Interval(2, 1, 3), imported=10)


def growing(peak: float, *, lines: int = 4_000, trusted: bool = False, grown: float = 0.0) -> Any:
    """Return how a row of 100 bytes at 1,000 lines grows, with so many at its largest size."""
    points = [SimpleNamespace(lines=10, peak=1), SimpleNamespace(lines=lines, peak=peak)]
    return SimpleNamespace(points=points, lines=1_000, trusted=trusted, grown=grown, power=0.5)


@pytest.mark.parametrize(
    ("growth", "fixed", "grown", "power"),
    [
        (None, 10, 90, 1),
        (growing(190), 70, 30, 1),
        (growing(10 + 90 * 16), 10, 90, 2),
        (growing(50), 100, 0, 1),
        (growing(190, lines=1_000), 10, 90, 1),
        (growing(190, trusted=True, grown=60), 40, 60, 0.5),
        (growing(190, trusted=True, grown=150), 0, 100, 0.5),
    ],
    ids=["unknown", "less", "more", "none", "no larger size", "model", "all of it"],
)
def test_what_is_needed_at_another_size_follows_the_model_or_passes_through_the_largest_size(
    growth: Any, fixed: float, grown: float, power: float
) -> None:
    known = bool(growth and growth.trusted)

    found = need(FIGURES, growth)

    assert found is not None
    assert found.power == pytest.approx(power)
    assert found == NeedFigures(fixed=fixed, grown=grown, power=found.power, known=known, seconds=2)


def test_nothing_is_needed_beyond_the_peak_and_without_both_figures_nothing_is_known() -> None:
    assert need(RowFigures(peak=FIGURES.peak, seconds=FIGURES.seconds, imported=500)) == NeedFigures(
        fixed=100, grown=0, seconds=2
    )
    assert need(RowFigures(peak=FIGURES.peak)) is need(RowFigures(seconds=FIGURES.seconds)) is None
