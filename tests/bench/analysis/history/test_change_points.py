import random
from collections.abc import Iterable, Sequence
from dataclasses import replace
from math import exp

import pytest

from bench.analysis.history.change_points import SeriesChange, SeriesChangeKind, changes
from bench.analysis.history.series import Metric, RunPoint, Series, Strand
from tests.oracles import stats

STRAND = Strand("error_counts", "3f2a", "warm")
STEPPED = [1.0] * 4 + [1.2] * 6
WOBBLE = (0.004, -0.006, 0.002, -0.001, 0.006, -0.003, 0.001, -0.005, 0.003, 0.0)


def a_series(
    values: Sequence[float | None],
    *,
    row: str = "generator_chain",
    metric: Metric = Metric.TIME,
    half: float = 0.01,
    floor: float = 1.01,
) -> Series:
    """Return a series; None is a run in which the row is missing."""
    if metric is Metric.TRACED:
        half, floor = 0.0, 1.001
    points = tuple(
        RunPoint(run=run, value=value, low=value * (1 - half), high=value * (1 + half), floor=floor, code="c")
        for run, value in enumerate(values)
        if value is not None
    )
    return Series(strand=STRAND, row=row, metric=metric, interpreter="3.12.1", points=points)


def wobbling(values: Iterable[float], *, seed: int = 0, by: float = 1.0) -> list[float]:
    """Return values as runs show them, each disturbed a little."""
    return [value * (1 + by * WOBBLE[(7 * run + 3 * seed) % len(WOBBLE)]) for run, value in enumerate(values)]


def others(count: int = 5, runs: int = 10) -> list[Series]:
    """Return rows of the same table to which nothing happened."""
    return [a_series(wobbling([2.0 + row] * runs, seed=row + 1), row=f"other_{row}") for row in range(count)]


def told(found: Sequence[SeriesChange]) -> list[tuple[str, SeriesChangeKind, int]]:
    return [(each.series.row, each.kind, each.first.run) for each in found]


@pytest.mark.parametrize("metric", list(Metric))
def test_in_ten_results_the_step_in_the_fifth_is_found_and_no_other(metric: Metric) -> None:
    values = STEPPED if metric is Metric.TRACED else wobbling(STEPPED)

    found = changes([a_series(values, metric=metric), *others()])

    assert told(found) == [("generator_chain", SeriesChangeKind.STEP, 4)]
    assert found[0].last.run == 3
    assert found[0].ratio == pytest.approx(1.2, rel=0.01)


@pytest.mark.parametrize("metric", list(Metric))
@pytest.mark.parametrize("place", range(2, 9))
def test_a_step_is_found_wherever_two_runs_show_it_on_either_side(metric: Metric, place: int) -> None:
    found = changes([a_series([1.2] * place + [1.0] * (10 - place), metric=metric), *others()])

    assert told(found) == [("generator_chain", SeriesChangeKind.STEP, place)]
    assert found[0].ratio < 1


@pytest.mark.parametrize("place", [1, 9])
def test_what_one_run_at_an_end_shows_is_only_seen_once(place: int) -> None:
    found = changes([a_series([1.2] * place + [1.0] * (10 - place)), *others()])

    assert told(found) == [("generator_chain", SeriesChangeKind.ONCE, place)]


def test_traced_memory_repeats_to_the_byte_so_the_last_run_alone_is_a_step() -> None:
    found = changes([a_series([48_787_887.0] * 9 + [48_900_000.0], metric=Metric.TRACED)])

    assert told(found) == [("generator_chain", SeriesChangeKind.STEP, 9)]


def test_a_few_bytes_are_within_the_tolerance_of_traced_memory() -> None:
    assert changes([a_series([48_787_887.0] * 5 + [48_787_999.0] * 5, metric=Metric.TRACED)]) == ()


@pytest.mark.parametrize("metric", list(Metric))
@pytest.mark.parametrize("place", range(1, 9))
def test_one_run_that_stands_out_is_an_outlier_and_no_step(metric: Metric, place: int) -> None:
    values = [1.0] * 10
    values[place] = 1.3

    found = changes([a_series(values, metric=metric), *others()])

    assert told(found) == [("generator_chain", SeriesChangeKind.OUTLIER, place)]


def test_an_outlier_beside_a_step_hides_neither() -> None:
    values = [1.0, 1.0, 0.7, 1.0, 1.0, 1.2, 1.2, 1.2, 1.2, 1.2]

    found = changes([a_series(values, metric=Metric.TRACED)])

    assert told(found) == [
        ("generator_chain", SeriesChangeKind.OUTLIER, 2),
        ("generator_chain", SeriesChangeKind.STEP, 5),
    ]


@pytest.mark.parametrize("metric", [Metric.TIME, Metric.RESIDENT])
@pytest.mark.parametrize("speed", [0.01, 0.03, 0.08])
def test_a_drift_is_told_as_such_and_holds_no_step(metric: Metric, speed: float) -> None:
    found = changes([a_series([(1 + speed) ** run for run in range(10)], metric=metric, half=0.005), *others()])

    assert {each.kind for each in found} == {SeriesChangeKind.DRIFT}
    assert {each.series.row for each in found} == {"generator_chain"}


def test_two_steps_are_two() -> None:
    found = changes([a_series([1.0] * 4 + [1.2] * 4 + [1.5] * 4), *others(runs=12)])

    assert told(found) == [("generator_chain", SeriesChangeKind.STEP, 4), ("generator_chain", SeriesChangeKind.STEP, 8)]


def test_a_step_within_a_gap_names_the_runs_on_either_side_of_it() -> None:
    found = changes([a_series([1.0, 1.0, 1.0, None, None, 1.2, 1.2, None, 1.2, 1.2]), *others()])

    assert told(found) == [("generator_chain", SeriesChangeKind.STEP, 5)]
    assert found[0].last.run == 2


def test_series_of_two_interpreters_know_nothing_of_each_other() -> None:
    older = a_series([1.0] * 5 + [None] * 5)
    newer = a_series([None] * 5 + [1.3] * 5)

    assert changes([older, replace(newer, interpreter="3.12.2")]) == ()


@pytest.mark.parametrize("floor", [1.2, 1.25])
def test_a_difference_within_what_equal_code_shows_is_no_step(floor: float) -> None:
    assert changes([a_series(STEPPED, floor=floor), *others()]) == ()


def test_intervals_that_overlap_are_no_step() -> None:
    assert changes([a_series(STEPPED, half=0.15), *others()]) == ()


def test_where_all_rows_jump_about_from_run_to_run_one_more_jump_is_no_step() -> None:
    rows = [a_series(wobbling([2.0] * 10, seed=row, by=12), row=f"other_{row}") for row in range(5)]

    assert changes([a_series(STEPPED), *rows]) == ()


@pytest.mark.parametrize(("runs", "between"), [(10, 0.01), (16, -0.01)])
def test_a_step_is_found_beyond_what_one_in_twenty_histories_shows_by_chance(runs: int, between: float) -> None:
    """Each run lies 1 % above or below its neighbours, and so do the levels, which hides a step or helps it."""
    by_chance = 0.75 * stats().norm.ppf(1 - 0.05 / 2 / (runs - 1)) * 0.01 / stats().norm.ppf(0.75)

    def found(step: float) -> bool:
        values = [exp(0.005 * (-1) ** run + step * (run >= runs // 2)) for run in range(runs)]
        return bool(changes([a_series(values, metric=Metric.RESIDENT, half=0.0001, floor=1.0001)]))

    assert not found(by_chance + between - 0.0001)
    assert found(by_chance + between + 0.0001)


def test_nothing_happens_in_one_run_or_in_none() -> None:
    assert changes([]) == ()
    assert changes([a_series([1.0]), a_series([], row="never")]) == ()


@pytest.mark.parametrize("runs", [10, 30])
def test_equal_code_is_seldom_accused_however_much_is_looked_at(runs: int) -> None:
    rng, histories, accused = random.Random(7), 200, 0
    for _ in range(histories):
        rows = [a_noisy_series(rng, runs, f"row_{row}") for row in range(12)]
        accused += any(each.kind is SeriesChangeKind.STEP for each in changes(rows))

    assert accused / histories <= 0.05


def test_a_step_of_a_tenth_is_nearly_always_found_amid_the_same_noise() -> None:
    rng, histories, hits, false = random.Random(7), 100, 0, 0
    for _ in range(histories):
        rows = [a_noisy_series(rng, 10, f"row_{row}") for row in range(11)]
        steps = [
            each
            for each in changes([a_noisy_series(rng, 10, "stepped", at=4), *rows])
            if each.kind is SeriesChangeKind.STEP
        ]
        hits += ("stepped", SeriesChangeKind.STEP, 4) in told(steps)
        false += any(told([step]) != [("stepped", SeriesChangeKind.STEP, 4)] for step in steps)

    assert hits / histories >= 0.95
    assert false / histories <= 0.05


def a_noisy_series(rng: random.Random, runs: int, row: str, *, at: int | None = None) -> Series:
    """Return a row whose runs differ by 1 %, each known to 1.2 %, and from run `at` on by a tenth more."""
    values = [exp(rng.gauss(0, 0.01)) * (1.1 if at is not None and run >= at else 1) for run in range(runs)]
    return replace(a_series(values, half=0.012, floor=1.012), row=row)
