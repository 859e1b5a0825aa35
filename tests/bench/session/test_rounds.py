from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from bench.analysis.sections import sections
from bench.analysis.statistics.times import FEWEST_ROUNDS
from bench.model.cells import first_copy
from bench.model.types import Cell, Instrument, Plan, Sample, Status
from bench.results import outcomes
from bench.results.journal import Journal
from bench.session import rounds
from bench.session.context import RunContext
from bench.session.listener import Display
from bench.session.rounds import _keep_undecided, _options
from tests.bench.builders import LIMITS, a_cell, a_row, a_run, quantities, resident, timed, times
from tests.bench.session.contexts import a_context

BASE, CONTROL, SLOW, EQUAL = a_cell(), a_cell(control=True), a_cell("slow"), a_cell("equal")
CELLS = (BASE, CONTROL, SLOW, EQUAL)
PLAN = Plan(run_id="r", started="", limits=LIMITS, cells=CELLS, rounds=64, budget=60)


class LeavingListener(Display):
    """Remembers who left."""

    def __init__(self) -> None:
        self.gone: list[Cell] = []

    def leave(self, cell: Cell) -> None:
        self.gone.append(cell)


Build = Callable[..., RunContext]


@pytest.fixture
def after(tmp_path: Path) -> Iterator[Build]:
    with Journal(tmp_path / "samples.jsonl") as journal:

        def build(*samples: Sequence[Sample]) -> RunContext:
            for each in (sample for every in samples for sample in every):
                journal.add(each)
            return a_context(PLAN, journal, tmp_path, display=LeavingListener())

        yield build


def figures(cell: Cell, seconds: float, rounds: int = 8) -> tuple[Sample, ...]:
    return timed(cell, times(seconds, rounds=rounds, scatter=0.1, seed=f"{cell}"))


def test_who_is_decided_leaves_and_both_copies_of_the_baseline_stay_with_the_rest(after: Build) -> None:
    context = after(figures(BASE, 1), figures(CONTROL, 1), figures(SLOW, 4), figures(EQUAL, 1))

    stay = _keep_undecided(context, CELLS, 8)

    assert stay == [BASE, CONTROL, EQUAL]
    assert context.display.gone == [SLOW]  # type: ignore[attr-defined]


def test_nobody_stays_once_all_are_decided(after: Build) -> None:
    context = after(figures(BASE, 1), figures(CONTROL, 1), figures(SLOW, 4))

    assert _keep_undecided(context, (BASE, CONTROL, SLOW), 8) == []


def test_a_look_sees_no_later_rounds(after: Build) -> None:
    known_later = (figures(BASE, 1, 8), figures(CONTROL, 1, 8), figures(EQUAL, 1, 7) + figures(EQUAL, 9, 64)[8:])

    assert EQUAL in _keep_undecided(after(*known_later), (BASE, CONTROL, EQUAL), 8)


def test_rows_of_two_sections_are_decided_apart(after: Build) -> None:
    cold = a_cell(cache="cold"), a_cell(cache="cold", control=True), a_cell("slow", cache="cold")
    undecided = [figures(cell, 1) for cell in cold]
    context = after(figures(BASE, 1), figures(CONTROL, 1), figures(SLOW, 4), *undecided)

    assert _keep_undecided(context, (BASE, CONTROL, SLOW, *cold), 8) == list(cold)


@pytest.mark.parametrize(
    ("cell", "run", "number", "options"),
    [
        (BASE, 0.1, 2, (2, 0)),
        (BASE, 0.1, 3, (1, 0)),
        (BASE, 3, 0, (1, 0)),
        (a_cell(cache="cold"), 0.1, 2, (2, 1)),
    ],
)
def test_short_calls_are_made_twice_in_the_first_rounds_and_cold_ones_never_in_loops(
    after: Build, cell: Cell, run: float, number: int, options: tuple[int, int]
) -> None:
    (sample,) = resident(cell, (10.0,))
    took = Sample(cell=cell, instrument=sample.instrument, values=quantities({"run_seconds": (run, "s")}))

    found = _options(after((took,)), cell, number)

    assert (found["calls"], found["loops"]) == options


def test_a_first_impression_makes_second_calls_in_one_round(after: Build) -> None:
    took = Sample(cell=BASE, instrument=Instrument.RESIDENT, values=quantities({"run_seconds": (0.1, "s")}))
    context = after((took,))
    context = replace(context, plan=replace(context.plan, quick=True))

    assert [_options(context, BASE, number)["calls"] for number in range(3)] == [2, 1, 1]


def test_every_round_has_an_order_of_its_own_which_a_resumed_run_finds_again(
    after: Build, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken: list[Cell] = []
    monkeypatch.setattr(rounds, "take", lambda _context, sample, _options: taken.append(sample.cell))
    context = after()
    context = replace(context, plan=replace(context.plan, seed=1))

    for number in (*range(8), *range(8)):
        rounds._take_round(context, CELLS, number)

    orders = [tuple(taken[at : at + len(CELLS)]) for at in range(0, len(taken), len(CELLS))]
    assert all(set(order) == set(CELLS) for order in orders)
    assert orders[:8] == orders[8:]
    assert len(set(orders)) > 4


def test_a_baseline_far_from_all_others_is_timed_once_in_fewer_rounds_and_the_middle_row_twice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    runs = {BASE: 3.0, SLOW: 1.0, EQUAL: 0.9}

    def take(context: RunContext, sample: Sample, _options: object) -> None:
        seconds = runs[first_copy(sample.cell)]
        context.record(replace(sample, values=quantities({"seconds": (seconds, "s")})))

    monkeypatch.setattr(rounds, "take", take)
    with Journal(tmp_path / "samples.jsonl") as journal:
        for cell, run in runs.items():
            journal.add(a_resident_process(cell, run))
        plan = replace(PLAN, rounds=8, long_rounds=6, budget=None)

        rounds.measure_times(a_context(plan, journal, tmp_path, cases=dict.fromkeys(CELLS)))
        taken = Counter(each.cell for each in journal.samples if each.instrument is Instrument.TIMING)

    assert taken == {BASE: 6, SLOW: 8, EQUAL: 8, replace(SLOW, control=True): 8}


CALLS = {BASE.implementation: 9.0, "slow": 1.0, "middle": 0.8, "quick": 0.6}  # seconds


def a_resident_process(cell: Cell, run: float) -> Sample:
    figures = dict.fromkeys(("import_peak", "peak"), (1.0, "B"))
    figures |= {"run_seconds": (run, "s"), "process_seconds": (run + 0.1, "s")}
    return Sample(cell=cell, instrument=Instrument.RESIDENT, values=quantities(figures))


@pytest.mark.parametrize("failing", [0, 2, 3, 7], ids="round {}".format)
def test_where_the_row_that_runs_twice_fails_another_does_and_differences_are_claimed_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failing: int
) -> None:
    begun = a_run(*(a_row(name, seconds=run) for name, run in CALLS.items()), a_row(control=True))
    plan = replace(begun.plan, cells=tuple(row.cell for row in begun.outcomes), rounds=8, long_rounds=6)

    def take(context: RunContext, sample: Sample, _options: object) -> None:
        name, number = sample.cell.implementation, sample.process
        crashed = name == "middle" and number >= failing
        (seconds,) = times(CALLS[name], rounds=1, seed=f"{sample.cell} {number}")
        values = {} if crashed else quantities({"seconds": (seconds, "s")})
        context.record(replace(sample, values=values, status=Status.CRASH if crashed else Status.OK))

    monkeypatch.setattr(rounds, "take", take)
    with Journal(tmp_path / "samples.jsonl") as journal:
        for name, run in CALLS.items():
            journal.add(a_resident_process(a_cell(name), run))
        rounds.measure_times(a_context(plan, journal, tmp_path, cases=dict.fromkeys(plan.cells)))
        (section,) = sections(outcomes.conclude_run(replace(begun, plan=plan), journal.samples))

    assert section.control
    assert section.control.cell.implementation == "slow"
    assert section.floor
    assert section.floor.rounds >= FEWEST_ROUNDS
    assert section.comparisons[a_cell("quick")].claimed
