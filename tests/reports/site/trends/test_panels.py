from collections.abc import Mapping
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from bench.analysis.history.change_points import SeriesChangeKind
from bench.analysis.history.series import Metric
from bench.model.types import Run
from reports.drawing import svg
from reports.drawing.palette import looks
from reports.site.history import History
from reports.site.trends import chart
from reports.site.trends.chart_data import gather_data
from reports.site.trends.panels import KINDS, panel
from reports.site.trends.shapes import Panel
from tests.bench.builders import on_python
from tests.reports.builders import a_machine
from tests.reports.histories import FIGURES, STEP, STEPPED, a_week, recalled, ten_weeks

LONG = "a_name_that_goes_on_and_on_until_it_has_sixty_four_characters_ab"


def drawn(past: History, metric: Metric) -> Panel:
    return panel(past, past.strands[0], metric, looks(sorted({each.row for each in past.series})))


@pytest.fixture(scope="module")
def past(tmp_path_factory: pytest.TempPathFactory) -> History:
    return recalled(ten_weeks(), tmp_path_factory.mktemp("runs"))


@pytest.mark.parametrize("metric", list(Metric))
def test_the_row_with_the_step_comes_first_and_is_marked(past: History, metric: Metric) -> None:
    found = drawn(past, metric)

    assert found.lanes[0].name == STEPPED
    assert [mark.between for mark in found.lanes[0].marks] == [(STEP - 1, STEP)]
    assert found.finding == f"{KINDS[SeriesChangeKind.STEP]}: `{STEPPED}`."
    assert not [lane.name for lane in found.lanes[1:] if lane.marks]


def test_the_others_follow_the_leanest_or_the_fastest_first(past: History) -> None:
    memory = [lane.newest.value for lane in drawn(past, Metric.RESIDENT).lanes[1:]]
    times = [lane.newest.value for lane in drawn(past, Metric.TIME).lanes[1:]]

    assert memory == sorted(memory)
    assert times == sorted(times, reverse=True)


def test_a_run_without_the_row_is_a_gap_and_the_table_says_not_available(past: History) -> None:
    found = drawn(past, Metric.RESIDENT)
    lane = next(each for each in found.lanes if each.name == "mapped_file")
    column = found.table.heads.index("mapped_file")

    assert 6 not in [dot.place for dot in lane.stretches[0].dots]
    assert [row[column] for row in found.table.rows].count("not available") == 1


def test_several_runs_of_one_day_are_told_apart_by_their_time(past: History, tmp_path: Path) -> None:
    run = a_week(0)
    later = replace(run, plan=replace(run.plan, run_id="later", started=run.plan.started.replace("03:17", "05:00")))

    days = drawn(recalled([run, later], tmp_path), Metric.TRACED).days

    assert days == ("2026-09-21 03:17", "2026-09-21 05:00")
    assert drawn(past, Metric.TRACED).days[0] == "2026-09-21"


def test_traced_memory_is_given_to_the_byte(past: History) -> None:
    assert all(cell.endswith(" bytes") for cell in drawn(past, Metric.TRACED).table.rows[0][2:])


def test_where_all_may_be_compared_there_are_no_letters(past: History) -> None:
    assert drawn(past, Metric.TIME).legend == ()


def test_another_machine_gets_a_letter_in_the_times_and_none_in_memory(tmp_path: Path) -> None:
    moved = a_machine(processor="Another")
    found = recalled([replace(run, machine=moved) if at % 2 else run for at, run in enumerate(ten_weeks())], tmp_path)

    legend: Mapping[str, str] = dict(drawn(found, Metric.TIME).legend)

    assert list(legend) == ["A", "B"]
    assert legend["B"].startswith("Another, 2 cores")
    assert drawn(found, Metric.RESIDENT).legend == ()


def test_another_python_and_another_baseline_are_named(tmp_path: Path) -> None:
    base = "readlines_objects"
    runs = [a_week(at, slower={base: 1.3} if at >= 3 else {}) for at in range(9)]
    runs[6:] = [on_python("3.12.9", run) for run in runs[6:]]

    legend = dict(drawn(recalled(runs, tmp_path), Metric.TIME).legend)

    assert legend["B"] == f"Python 3.11.7, the baseline `{base}` as of {runs[3].plan.started[:10]}"
    assert legend["C"].startswith("Python 3.12.9")


@pytest.mark.parametrize("count", [1, 2, 60])
@pytest.mark.parametrize("narrow", [False, True])
def test_one_run_and_many_are_drawn(count: int, tmp_path: Path, *, narrow: bool) -> None:
    figures = {"readlines_objects": FIGURES["readlines_objects"], LONG: (12.4, 0.08)}
    past = recalled([_small(at, figures) for at in range(count)], tmp_path)
    found = drawn(past, Metric.TIME)

    with svg.style("test"):
        text = svg.inline(chart.draw(found, narrow=narrow), "test", label="label")

    assert text.startswith("<svg")


def _small(number: int, figures: Mapping[str, tuple[float, float]]) -> Run:
    return a_week(number, figures=figures)


@pytest.mark.parametrize("narrow", [False, True])
def test_no_two_labels_of_runs_meet_and_nothing_beside_the_lanes_is_cut(past: History, *, narrow: bool) -> None:
    found = drawn(past, Metric.TRACED)
    days = tuple(f"2026-11-30 00:{minute:02}" for minute in range(len(found.days)))
    lane = replace(found.lanes[0], span="39.8 KiB to 6.86 MiB")

    with svg.style("test"):
        page = chart.draw(replace(found, days=days, lanes=(lane,)), narrow=narrow)
    axes = page.axes[0]

    places = [label.get_window_extent() for label in axes.get_xticklabels()]
    assert not [1 for one, other in pairwise(sorted(places, key=lambda each: each.x0)) if one.x1 > other.x0]
    assert all(text.get_window_extent().x1 < page.bbox.x1 for text in axes.texts)


def test_what_is_below_1_mib_is_in_kib_also_beside_more(past: History) -> None:
    data = gather_data(past, past.strands[0], Metric.RESIDENT, {})

    assert data.span([40_737, 7_198_064]) == "39.8 KiB to 6.86 MiB"
    assert data.span([13_000_000, 15_600_000]) == "12.4 to 14.9 MiB"
    assert data.span([13_000_000, 13_000_001]) == "throughout"
