from dataclasses import replace

import numpy as np
import pytest
from matplotlib.patches import Rectangle
from matplotlib.text import Annotation

from bench.model.types import Instrument, Outcome
from reports.charts import memory_parts, memory_steps, times, tradeoff
from reports.charts.registry import CHARTS, FIRST, Chart
from reports.charts.tradeoff import front
from reports.drawing import svg
from reports.drawing.crossings import area_shared, enters
from reports.page.section import PageSection
from reports.view.page_view import view
from tests.bench.analysis.cautions.test_of_run import with_figures
from tests.bench.builders import MIB
from tests.reports.builders import a_control, a_failure, a_run, an_outcome, the_usual
from tests.reports.view.details.test_detail import a_family

BASE = an_outcome("readlines_objects", peak=634, seconds=2.0)


def drawn(*outcomes: Outcome) -> PageSection:
    (section,) = view(a_run(*outcomes)).sections
    return section


@pytest.mark.parametrize("chart", [FIRST, *CHARTS])
def test_a_chart_without_data_has_an_empty_table_and_finds_nothing(chart: Chart) -> None:
    nothing = drawn(a_failure())

    assert chart.table(nothing).rows == ()
    assert chart.finding(nothing) == ""


@pytest.mark.parametrize("narrow", [False, True])
@pytest.mark.parametrize("chart", [tradeoff, memory_steps, memory_parts, times])
def test_a_chart_names_every_row_of_its_table(chart: Chart, *, narrow: bool) -> None:
    section = drawn()

    with svg.style("test"):
        text = svg.inline(chart.draw(section, narrow=narrow), "test", label="test")

    shown = {name for row in chart.table(section).rows for name in row if name in {each.name for each in section.rows}}
    assert shown
    assert all(f">{name}</text>" in text for name in shown)


A_DOZEN = {  # MiB and seconds; a default run, with three rows of somebody's own
    "readlines_objects": (798, 4.49),
    "generator_chain": (10.9, 0.87),
    "slots_iterator": (10.9, 0.22),
    "counter_lines": (10.9, 0.30),
    "bytes_blocks": (12.4, 0.15),
    "mmap_search": (13.4, 0.114),
    "parallel_ranges": (20.1, 0.06),
    "regex_blocks": (11.0, 0.122),
    "regex_lookbehind": (11.0, 0.076),
    "my_stdlib": (300, 0.9),
    "my_fast": (10.6, 0.31),
    "split_all": (11.2, 0.28),
}


@pytest.mark.parametrize("narrow", [False, True])
def test_no_arrow_of_the_steps_runs_through_a_name_and_no_name_covers_another(*, narrow: bool) -> None:
    rows = (an_outcome(name, peak=peak, seconds=seconds) for name, (peak, seconds) in A_DOZEN.items())
    section = drawn(*rows, a_control(seconds=4.49))

    with svg.style("test"):
        (axes,) = tradeoff.draw(section, narrow=narrow).axes
    arrows = [each for each in axes.texts if isinstance(each, Annotation)]
    names = [each for each in axes.texts if str(each.get_gid()).startswith("data-row")]
    corners = np.array([each.get_window_extent().extents for each in names])

    assert [len(arrows), len(names)] == [2, len(A_DOZEN)]
    ends = [axes.transData.transform([arrow.xyann, arrow.xy]) for arrow in arrows]
    hit = enters(corners, *np.array(ends).swapaxes(0, 1))
    assert [name.get_text() for name, each in zip(names, hit, strict=True) if each.any()] == []
    assert np.count_nonzero(area_shared(corners, corners)) == len(names)  # each covers itself


def test_no_chart_shows_a_failed_row() -> None:
    section = drawn()

    for chart in (FIRST, *CHARTS):
        assert "sloppy_match" not in str(chart.table(section))


def test_a_row_that_ties_in_one_of_both_is_not_said_to_be_best_in_it() -> None:
    lean = drawn(BASE, an_outcome("fast", peak=11.1, seconds=0.1), an_outcome("lean", peak=11.0), a_control())
    twins = drawn(BASE, *(an_outcome(name, peak=11.1, seconds=0.1) for name in ("one", "other")), a_control())

    assert "best in both" not in tradeoff.finding(lean) + tradeoff.finding(twins)
    assert tradeoff.finding(lean).startswith("`fast` is the fastest")
    assert "the fastest" not in tradeoff.finding(twins)


@pytest.mark.parametrize("narrow", [False, True])
def test_too_few_rounds_draw_no_front(*, narrow: bool) -> None:
    rows = (an_outcome("readlines_objects", peak=634, seconds=2.0, rounds=3), an_outcome("fast", peak=11, rounds=3))
    section = drawn(*rows, a_control(rounds=3))

    with svg.style("test"):
        tradeoff.draw(section, narrow=narrow)

    assert tradeoff.corners(section) == []
    assert tradeoff.finding(section).startswith("3 rounds are too few ")
    assert {cells[-1] for cells in tradeoff.table(section).rows} == {"untested"}


def test_every_bar_has_a_stroke_at_each_of_its_ends() -> None:
    (axes,) = tradeoff.draw(drawn()).axes

    strokes = [line for line in axes.lines if line.get_marker() in {"|", "_"}]

    bars = sum(len(collection.get_paths()) for collection in axes.collections)
    assert bars == len(strokes) == 2 * len(tradeoff.place_rows(drawn().rows))
    assert all(len(line.get_xydata()) == 2 for line in strokes)  # type: ignore[arg-type]


@pytest.mark.parametrize("narrow", [False, True])
def test_the_lines_of_the_picture_are_named_where_there_are_any(*, narrow: bool) -> None:
    def named(section: PageSection) -> list[str]:
        return [text.get_text() for legend in tradeoff.draw(section, narrow=narrow).legends for text in legend.texts]

    assert named(drawn()) == ["Pareto front", "optimisation steps"]
    assert named(drawn(an_outcome("one"))) == []


def test_the_front_asks_for_differences_that_are_claimed() -> None:
    rows = (an_outcome("fast", peak=11.1, seconds=0.1), an_outcome("a_little_leaner", peak=10.95, seconds=0.5))

    assert [row.name for row in front(drawn(BASE, *rows, a_control()).rows)] == ["fast"]


def test_a_step_that_was_lower_than_the_last_is_named() -> None:
    rows = [replace(row, key=str(place)) for place, row in enumerate(drawn().rows)]
    least, most = sorted(rows, key=lambda row: row.figures.peak.value if row.figures.peak else 0)[:: len(rows) - 1]
    section = replace(drawn(), rows=tuple(rows), steps=(least.key, most.key))

    assert f"; it was lowest at `{least.name}`, " in memory_steps.finding(section)


def test_one_step_alone_is_no_story() -> None:
    assert memory_steps.table(drawn(an_outcome("readlines_objects"))).rows == ()


def test_a_heap_that_adds_less_to_the_peak_than_was_traced_says_both() -> None:
    section = drawn(*the_usual(), an_outcome("stream", peak=9.5, imported=9.6, traced=0.05))

    assert "0 KiB (51.2 KiB traced)" in {cell for row in memory_parts.table(section).rows for cell in row}
    assert memory_parts.finding(section).endswith(": `stream`.")


def test_memory_that_is_not_traced_is_named_above_the_parts() -> None:
    library, mapped = (an_outcome(name, peak=180, imported=55, traced=0.1) for name in ("library", "mapped"))
    mapped = with_figures(mapped, Instrument.RESIDENT, run_file=170 * MIB)

    assert memory_parts.finding(drawn(*the_usual(), library)).endswith("Native memory, not traced: `library`.")
    assert "Mapped files, not traced: `mapped`." in memory_parts.finding(drawn(*the_usual(), mapped))


def test_child_processes_are_a_part_only_where_there_are_any() -> None:
    heads = [memory_parts.table(drawn(*the_usual(), *more)).heads for more in ((), (a_family(),))]

    assert [memory_parts.NAMES["children"] in each for each in heads] == [False, True]
    assert "native" not in memory_parts.finding(drawn(*the_usual(), a_family()))


def test_parts_stand_leanest_first() -> None:
    assert memory_parts.table(drawn()).rows[0][0] == "slots_iterator"


def test_one_round_is_no_interval_of_nothing() -> None:
    row = drawn().rows[0]
    assert row.figures.seconds
    certain = replace(row.figures.seconds, low=row.figures.seconds.value, high=row.figures.seconds.value)
    one = replace(row, figures=replace(row.figures, seconds=certain))

    assert times.finding(replace(drawn(), rows=(one,))).startswith("Too few rounds ")


@pytest.mark.parametrize("narrow", [False, True])
def test_a_noise_floor_wider_than_the_axis_ends_with_it_and_hides_nothing_beside_it(*, narrow: bool) -> None:
    page = times.draw(replace(drawn(BASE, an_outcome("stream")), floor=1.9), narrow=narrow)
    axes = page.axes[1]

    low, high = axes.get_xlim()
    bands = [band.get_bbox() for band in axes.patches if isinstance(band, Rectangle)]
    assert [(band.x0, band.x1) for band in bands] == [(low, high)]
