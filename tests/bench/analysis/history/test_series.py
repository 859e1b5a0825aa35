from collections.abc import Sequence
from dataclasses import replace

import pytest

from bench.analysis.analysis import Analysis
from bench.analysis.history.change_points import SeriesChangeKind, changes
from bench.analysis.history.series import Metric, Series, list_measured, machine_name
from bench.analysis.history.series import series as lined_up
from bench.model.types import Instrument, Quantity, Run, Sample, Status
from tests.bench.builders import on_python
from tests.reports.builders import a_cell, a_dataset, a_machine
from tests.reports.histories import STEP, STEPPED, a_week, ten_weeks, without


def series(runs: Sequence[Run]) -> tuple[Series, ...]:
    return lined_up([list_measured(Analysis(run)) for run in runs])


def of(found: Sequence[Series], row: str, metric: Metric) -> list[Series]:
    return [each for each in found if (each.row, each.metric) == (row, metric)]


def runs_of(each: Series) -> list[int]:
    return [point.run for point in each.points]


def steps(runs: Sequence[Run]) -> list[tuple[str, Metric, int]]:
    found = changes(series(runs))
    assert {each.kind for each in found} <= {SeriesChangeKind.STEP}
    return [(each.series.row, each.series.metric, each.first.run) for each in found]


def test_ten_results_with_a_step_in_the_fifth_show_that_step_and_no_other() -> None:
    assert sorted(steps(ten_weeks())) == sorted((STEPPED, metric, STEP) for metric in Metric)


def test_ten_equal_results_show_none() -> None:
    assert steps([a_week(number) for number in range(10)]) == []


def test_a_row_that_failed_or_was_not_measured_leaves_a_gap() -> None:
    runs = ten_weeks()
    runs[2] = without(runs[2], ["generator_chain"])

    found = series(runs)

    assert runs_of(of(found, "generator_chain", Metric.RESIDENT)[0]) == [0, 1, 3, 4, 5, 6, 7, 8, 9]
    assert 6 not in runs_of(of(found, "mapped_file", Metric.TIME)[0])


def test_a_step_where_a_row_is_missing_is_found_at_the_first_run_that_shows_it() -> None:
    runs = ten_weeks()
    runs[STEP] = without(runs[STEP], [STEPPED])

    assert set(steps(runs)) == {(STEPPED, metric, STEP + 1) for metric in Metric}


def test_times_of_two_machines_are_not_compared_and_memory_is() -> None:
    slow = a_machine(processor="Another", cores=4)
    runs = [replace(run, machine=slow) if number >= STEP else run for number, run in enumerate(ten_weeks())]

    assert set(steps(runs)) == {(STEPPED, metric, STEP) for metric in (Metric.TRACED, Metric.RESIDENT)}
    assert len(of(series(runs), STEPPED, Metric.TIME)) == 2


def test_runs_on_two_machines_in_turn_are_two_histories_of_time() -> None:
    slow = a_machine(processor="Another")
    runs = [replace(run, machine=slow) if number % 2 else run for number, run in enumerate(ten_weeks())]

    assert [runs_of(each) for each in of(series(runs), STEPPED, Metric.TIME)] == [[0, 2, 4, 6, 8], [1, 3, 5, 7, 9]]


def test_the_kernels_share_of_memory_makes_no_other_machine() -> None:
    assert machine_name(a_machine()) == machine_name(a_machine(memory=24 * 2**30 - 4096))
    assert machine_name(a_machine()) != machine_name(a_machine(huge_pages="always"))


def test_another_release_of_python_begins_a_series_of_its_own() -> None:
    runs = ten_weeks()
    runs[STEP:] = [on_python("3.12.9", run) for run in runs[STEP:]]

    assert steps(runs) == []
    assert [each.interpreter for each in of(series(runs), STEPPED, Metric.TRACED)] == ["3.11.7", "3.12.9"]


def test_other_data_begin_a_series_of_their_own() -> None:
    runs = ten_weeks()
    name = a_cell().data
    runs[STEP:] = [replace(run, data={name: a_dataset(sha256="ff" * 32)}) for run in runs[STEP:]]

    assert steps(runs) == []


def test_a_baseline_whose_code_changed_is_another_yardstick_of_time() -> None:
    runs = [a_week(number, slower={"readlines_objects": 1.3} if number >= STEP else {}) for number in range(10)]

    assert [each for each in steps(runs) if each[1] is Metric.TIME] == []
    assert len(of(series(runs), STEPPED, Metric.TIME)) == 2


def test_the_baseline_has_a_history_of_memory_and_none_of_time() -> None:
    found = series(ten_weeks())

    assert of(found, "readlines_objects", Metric.TIME) == []
    assert len(of(found, "readlines_objects", Metric.RESIDENT)) == 1


def test_a_run_of_too_few_rounds_has_no_time() -> None:
    run = a_week(0)
    few = tuple(
        replace(row, samples=tuple(each for each in row.samples if (each.round or 0) < 3)) for row in run.outcomes
    )

    assert {each.metric for each in series([replace(run, outcomes=few)])} == {Metric.TRACED, Metric.RESIDENT}


def test_a_library_may_differ_by_a_little_more_than_the_standard_library_and_threads_by_as_much_again() -> None:
    run = a_week(0)
    needing = tuple(replace(item, requires=("polars==1.35.1",)) for item in run.implementations)

    with_library = of(series([replace(run, implementations=needing)]), STEPPED, Metric.TRACED)[0].points[0]

    assert with_library.floor == pytest.approx(1.01)
    threads = dict.fromkeys((item.sha256 for item in run.implementations), "from concurrent.futures import *\n")
    with_threads = of(series([replace(run, files=threads)]), STEPPED, Metric.TRACED)[0].points[0]
    assert with_threads.floor == pytest.approx(2.0)
    assert of(series([run]), STEPPED, Metric.TRACED)[0].points[0].floor < 1.002


@pytest.mark.parametrize(("traced", "floor"), [(2**30, 1.001), (2**12, 1.25), (1, 1025)])
def test_a_small_heap_may_differ_by_a_kibibyte(traced: float, floor: float) -> None:
    run = with_figure(a_week(0), "traced_peak", traced)

    assert of(series([run]), STEPPED, Metric.TRACED)[0].points[0].floor == pytest.approx(floor, abs=1e-5)


def with_figure(run: Run, name: str, value: float | None) -> Run:
    """Return a run in which every process that had a figure has this one; None for none."""
    given = {} if value is None else {name: Quantity(value, "B")}

    def changed(sample: Sample) -> Sample:
        rest = {key: each for key, each in sample.values.items() if key != name}
        return replace(sample, values=rest | (given if name in sample.values else {}))

    rows = (replace(row, samples=tuple(map(changed, row.samples))) for row in run.outcomes)
    return replace(run, outcomes=tuple(rows))


@pytest.mark.parametrize("peak", [None, 0.0])
def test_what_no_process_held_or_nobody_knows_is_no_point(peak: float | None) -> None:
    found = series([with_figure(a_week(0), "peak", peak)])

    assert {each.metric for each in found} == {Metric.TRACED, Metric.TIME}


def test_only_rows_that_are_ok_are_in_a_series() -> None:
    run = a_week(0)
    failed = tuple(replace(row, status=Status.TIMEOUT) for row in run.outcomes)

    assert series([replace(run, outcomes=failed)]) == ()


def test_every_point_knows_the_range_of_its_processes() -> None:
    point = of(series([a_week(0)]), STEPPED, Metric.RESIDENT)[0].points[0]
    row = next(row for row in a_week(0).outcomes if row.cell.implementation == STEPPED)
    peaks = [each.values["peak"].value for each in row.samples if each.instrument is Instrument.RESIDENT]

    assert (point.low, point.high) == (min(peaks), max(peaks))
