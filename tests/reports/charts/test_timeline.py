"""The chart of memory over time."""

import re
from dataclasses import replace

import pytest

from bench.model.types import Instrument, Outcome, Quantity, Status
from reports.charts import timeline
from reports.drawing import svg
from reports.page.section import PageSection
from reports.view.page_view import view
from tests.reports.builders import a_cell, a_control, a_run, an_outcome, curves

PILE = ((0.0, 9.0), (1.0, 509.0), (1.8, 634.0), (2.0, 20.0))
FLAT = ((0.0, 9.0), (0.47, 11.0))


def recorded(name: str, *points: tuple[float, float], **figures: float) -> Outcome:
    row = an_outcome(name, **figures)
    return replace(row, samples=(*row.samples, *curves(a_cell(name), *points)))


def drawn(*outcomes: Outcome) -> PageSection:
    (section,) = view(a_run(*outcomes, a_control())).sections
    return section


def text_of(section: PageSection, *, narrow: bool = False) -> str:
    with svg.style("test"):
        return svg.inline(timeline.draw(section, narrow=narrow), "test", label="test")


def test_it_says_who_held_most_and_when() -> None:
    section = drawn(recorded("readlines_objects", *PILE, peak=634, seconds=2.0), recorded("generator_chain", *FLAT))

    said = timeline.finding(section)

    assert "`readlines_objects`" in said
    assert re.findall(r"[\d.]+ (?:MiB|%|s)", said) == ["634 MiB", "90.0 %", "2.00 s"]


@pytest.mark.parametrize("narrow", [False, True])
def test_every_recorded_row_has_a_panel_with_its_name_and_its_peak(*, narrow: bool) -> None:
    section = drawn(recorded("readlines_objects", *PILE, peak=634, seconds=2.0), recorded("generator_chain", *FLAT))

    text = text_of(section, narrow=narrow)

    assert all(f">{said}</text>" in text for said in ("readlines_objects", "634 MiB", "generator_chain", "11.0 MiB"))


def test_a_row_that_was_recorded_on_a_part_of_the_data_says_on_how_many_lines() -> None:
    row = recorded("readlines_objects", *PILE, peak=634, seconds=2.0)
    part = {"sampled_lines": Quantity(200_000, "1")}
    cut = replace(row, samples=tuple(replace(each, values=part) if each.curve else each for each in row.samples))
    section = drawn(cut, recorded("generator_chain", *FLAT))

    said = timeline.finding(section)
    assert "2.00 s on 200,000 lines" in said
    assert said.endswith("on 1,000,000 lines it peaks at 635 MiB.")
    assert text_of(section).count("on 200,000 lines") == 1
    assert {cells[0] for cells in timeline.table(section).rows} == {
        "readlines_objects on 200,000 lines",
        "generator_chain",
    }


def test_the_table_holds_the_most_of_every_tenth_resident_and_traced() -> None:
    rows = timeline.table(drawn(recorded("readlines_objects", *PILE, peak=634, seconds=2.0))).rows

    assert len(rows) == timeline.TENTHS
    assert rows[0] == ("readlines_objects", "0 to 10 %", "9.00 MiB", "0 KiB")
    assert rows[6] == ("readlines_objects", "60 to 70 %", "509 MiB", "500 MiB")
    assert rows[9] == ("readlines_objects", "90 to 100 %", "634 MiB", "625 MiB")


def test_what_was_held_until_the_end_is_drawn_and_listed_until_then() -> None:
    section = drawn(recorded("readlines_objects", (0.0, 9.0), (1.4, 634.0), (2.0, 20.0), peak=634, seconds=2.0))

    (panel,) = timeline.draw(section).axes

    assert {line.get_drawstyle() for line in panel.lines} == {"steps-post"}
    assert timeline.table(section).rows[9][2:] == ("634 MiB", "625 MiB")


@pytest.mark.parametrize("lost", [Instrument.RESIDENT_CURVE, Instrument.TRACED_CURVE])
def test_one_curve_without_the_other_is_drawn(lost: Instrument) -> None:
    row = recorded("readlines_objects", *PILE, peak=634, seconds=2.0)
    kept = tuple(replace(s, status=Status.TIMEOUT) if s.instrument is lost else s for s in row.samples)
    section = drawn(replace(row, samples=kept))

    assert ">readlines_objects</text>" in text_of(section)
    assert "not available" in str(timeline.table(section).rows)
    assert timeline.finding(section)


def test_the_shortest_curve_is_drawn() -> None:
    section = drawn(recorded("readlines_objects", (0.0, 9.0), peak=11, seconds=0.0001))

    assert ">readlines_objects</text>" in text_of(section)
    assert timeline.finding(section)


def test_of_many_rows_the_first_are_drawn_and_the_baseline() -> None:
    many = [recorded(f"row_{number:02}", *FLAT, seconds=0.1 + number / 100) for number in range(timeline.MOST + 3)]
    section = drawn(*many, recorded("readlines_objects", *PILE, peak=634, seconds=2.0))

    text = text_of(section)

    assert ">readlines_objects</text>" in text
    assert text.count(">row_") == timeline.MOST - 1
    assert len(timeline.table(section).rows) == timeline.TENTHS * (timeline.MOST + 4)


def test_a_curve_is_no_sample_of_the_peak() -> None:
    with_curve = drawn(recorded("readlines_objects", (0.0, 9.0), (1.0, 2000.0), peak=634, seconds=2.0))
    without = drawn(an_outcome("readlines_objects", peak=634, seconds=2.0))

    assert with_curve.rows[0].figures.peak == without.rows[0].figures.peak


def test_only_rows_that_are_shown_are_said_to_hold_the_most() -> None:
    base, chain = recorded("readlines_objects", *PILE, peak=634, seconds=2.0), recorded("generator_chain", *FLAT)
    largest = an_outcome("larger", peak=900)

    alone, some, every = (
        timeline.finding(drawn(*rows)) for rows in ([base, largest], [base, chain, largest], [base, chain])
    )

    assert "at most 634 MiB" in alone
    assert some.startswith("Of ")
    assert every.startswith("`readlines_objects`")
    assert "at most" not in every
