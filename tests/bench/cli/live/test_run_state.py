from dataclasses import replace

import pytest

from bench.analysis.forecast import costs
from bench.analysis.forecast.costs import Costs
from bench.cli.live.run_state import Course
from bench.model.types import Plan, Sample, Status
from tests.bench.builders import LIMITS, a_cell, quantities, resident, timed

BASE, CONTROL, FAST = a_cell(), a_cell(control=True), a_cell("fast")
PLAN = Plan(run_id="r", started="", limits=LIMITS, cells=(BASE, FAST, CONTROL), rounds=8)


class SetClock:
    """Stands still until it is set."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


def a_course(*samples: Sample, plan: Plan = PLAN, clock: SetClock | None = None) -> Course:
    course = Course(clock or SetClock())
    course.plan(plan, Costs(sizes={"d": 1_000_000}))
    for sample in samples:
        course.sample(sample)
    return course


def with_process_time(sample: Sample, seconds: float = 10.0) -> Sample:
    more = quantities({"process_seconds": (seconds, "s"), "run_seconds": (seconds - 0.1, "s")})
    return replace(sample, values={**sample.values, **more})


def test_nothing_is_known_before_anything_was_measured() -> None:
    course = a_course()

    assert course.left() is None
    assert course.lines() == ()


def test_each_row_has_a_line_with_its_figures_so_far() -> None:
    course = a_course(*resident(FAST, (20.0,)), *timed(BASE, [2.0, 2.2]), *timed(FAST, [1.0, 1.1]))

    base, fast = course.lines()
    assert (base.state, base.rounds, base.peak) == ("baseline", 2, None)
    assert (fast.ratio, fast.rounds) == pytest.approx((2.0, 2))
    assert fast.peak == 20 * 2**20


def test_a_new_figure_of_the_baseline_changes_the_ratio_of_every_row() -> None:
    course = a_course(*timed(BASE, [2.0]), *timed(FAST, [1.0]))
    course.lines()

    course.sample(timed(BASE, [8.0])[0])

    assert course.lines()[1].ratio == pytest.approx(8.0)


def test_a_row_that_failed_and_one_that_is_decided_say_so() -> None:
    failed = replace(timed(FAST, [1.0])[0], status=Status.TIMEOUT)
    course = a_course(failed)
    decided = a_course(*timed(FAST, [1.0]))
    decided.leave(FAST)

    assert course.lines()[1].state == "timeout"
    assert decided.lines()[1].state == "decided"


def test_the_rest_shrinks_with_the_clock_and_with_every_process() -> None:
    clock = SetClock()
    course = a_course(*map(with_process_time, resident(BASE, (20.0,))), clock=clock)
    first = course.left()

    clock.now = 5.0
    later = course.left()
    course.sample(with_process_time(resident(FAST, (20.0,))[0]))
    after = course.left()

    assert first is not None
    assert later == pytest.approx(first - 5)
    assert after == pytest.approx(first - 10, rel=0.01)


def test_looking_ahead_takes_a_hundredth_of_the_time_at_most(monkeypatch: pytest.MonkeyPatch) -> None:
    clock, looks = SetClock(), []

    def slow(*_: object) -> float:
        clock.now += 0.1
        looks.append(clock.now)
        return 50.0

    monkeypatch.setattr(costs, "total", slow)
    course = a_course(clock=clock)
    for sample in timed(FAST, [1.0] * 300):
        clock.now += 0.1
        course.sample(sample)

    assert 1 < len(looks) <= 1 + clock.now / 100 / 0.1
    assert course.left() == pytest.approx(50 - (clock.now - looks[-1]) - 0.1)


def test_a_budget_is_the_most_that_is_left() -> None:
    plan = replace(PLAN, budget=60.0, rounds=64)
    course = a_course(*map(with_process_time, resident(BASE, (20.0,))), plan=plan)

    assert course.left() == 60.0


def test_it_knows_where_the_run_stands() -> None:
    course = a_course()
    course.stage("Resident memory", 6)
    course.step("fast")
    course.step("fast")
    place = course.where()
    course.stage("Time", 24)
    course.sample(timed(BASE, [1.0, 1.0])[1])

    assert place == "Resident memory, 2 of 6"
    assert course.where() == "Time, round 2 of 8"


def test_only_the_section_that_is_measured_is_shown() -> None:
    other = replace(BASE, data="e"), replace(CONTROL, data="e")
    course = a_course(*timed(BASE, [1.0]), plan=replace(PLAN, cells=(*PLAN.cells, *other)))

    assert [line.name for line in course.lines()] == ["readlines_objects", "fast"]


def test_a_further_size_leaves_the_section_in_sight() -> None:
    further = replace(BASE, data="small")
    plan = replace(PLAN, cells=(*PLAN.cells, further), sweep={"error_counts": ("small",)})
    course = a_course(*timed(BASE, [1.0]), *resident(further, (9.0,)), plan=plan)

    assert [line.name for line in course.lines()] == ["readlines_objects", "fast"]
