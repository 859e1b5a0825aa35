"""What a process may take where a user gave the whole run a time."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from unittest import mock

import pytest

from bench.correctness import check
from bench.model.types import Instrument, Limits, Plan, Sample
from bench.results.journal import Journal
from bench.session import admission, deadline
from bench.session.context import RunContext
from bench.session.listener import Display
from bench.session.processes.one_process import PATIENCE, _in_time
from bench.session.processes.reserving import warn_of_too_few
from tests.bench.builders import a_cell, quantities, resident
from tests.bench.session.contexts import a_context

LIMITS = Limits(seconds=300, memory=2**32)
PLAN = Plan(run_id="r", started="", limits=LIMITS, cells=(a_cell(),))
Build = Callable[[float | None], RunContext]


class Listener(Display):
    """Remembers what was warned of."""

    def __init__(self) -> None:
        self.warned: list[str] = []

    def warn(self, text: str) -> None:
        self.warned.append(text)


@pytest.fixture
def listener() -> Listener:
    return Listener()


@pytest.fixture
def a_budgeted(tmp_path: Path, listener: Listener) -> Iterator[Build]:
    with Journal(tmp_path / "samples.jsonl") as journal:
        yield lambda left: a_context(
            replace(PLAN, budget=left),
            journal,
            tmp_path,
            cases={a_cell(): mock.Mock()},
            display=listener,
            deadline=deadline.after(left),
        )


def known(context: RunContext, run: float) -> None:
    """Put a resident process of so many seconds into the journal."""
    (sample,) = resident(a_cell(), [20.0])
    took = quantities({"run_seconds": (run, "s"), "process_seconds": (run + 1, "s")})
    context.journal.add(replace(sample, values={**sample.values, **took}))


def seconds(context: RunContext, instrument: Instrument, process: int = 0) -> float:
    return _in_time(context, Sample(cell=a_cell(), instrument=instrument, process=process), LIMITS).seconds


def test_a_row_that_hangs_leaves_time_to_the_others(a_budgeted: Build) -> None:
    context = a_budgeted(100)

    assert seconds(context, Instrument.RESIDENT) == pytest.approx(50, abs=0.5)
    assert seconds(context, Instrument.TRACED) == pytest.approx(100, abs=0.5)
    assert admission.limit(LIMITS, context.deadline).seconds == pytest.approx(25, abs=0.5)


def test_when_the_time_is_spent_a_row_gets_what_it_is_known_to_need(a_budgeted: Build) -> None:
    context = a_budgeted(-1)
    before = seconds(context, Instrument.TIMING)

    known(context, 40.0)

    assert before == deadline.LEAST
    assert seconds(context, Instrument.TIMING) >= PATIENCE * 40


def test_without_a_budget_and_for_a_repetition_the_limits_of_the_run_hold(a_budgeted: Build) -> None:
    assert seconds(a_budgeted(None), Instrument.RESIDENT) == LIMITS.seconds
    assert seconds(a_budgeted(100), Instrument.RESIDENT, process=1) == LIMITS.seconds
    assert admission.limit(LIMITS, deadline.after(None)).seconds == check.LIMITS.seconds


@pytest.mark.parametrize(("left", "late"), [(1.0, True), (30.0, False)])
def test_a_budget_that_does_not_hold_one_round_is_said_to_be_exceeded_and_by_how_much(
    left: float, *, late: bool, a_budgeted: Build, listener: Listener
) -> None:
    context = a_budgeted(left)
    known(context, 10.0)

    warn_of_too_few(context)

    (text,) = listener.warned
    assert "round 8" in text
    assert ("about 10 s" in text) == late
