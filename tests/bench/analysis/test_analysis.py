from collections import Counter
from collections.abc import Callable
from functools import wraps

import pytest

from bench.analysis import analysis, budgets, sections
from bench.analysis.analysis import Analysis
from bench.analysis.budgets import Budget
from bench.analysis.cautions.caution import CautionKind
from bench.analysis.growth import row_growth
from bench.cli import tables
from bench.model.types import Run
from reports.view.page_view import view
from tests.bench.machines import one_machine, pooled
from tests.reports.builders import BASELINE, a_cell, a_control, a_failure, a_run, an_outcome

ROWS = 30


def a_long_run() -> Run:
    others = (an_outcome(f"way_{number}", seconds=0.1 + number / 10, peak=11 + number) for number in range(ROWS))
    return a_run(an_outcome(BASELINE, peak=634, seconds=2.0), a_control(), *others, a_failure())


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """Count how often each part of an analysis is computed."""
    found: Counter[str] = Counter()

    def counted(name: str, function: Callable[..., object]) -> Callable[..., object]:
        @wraps(function)
        def call(*args: object, **named: object) -> object:
            found[name] += 1
            return function(*args, **named)

        return call

    for module, names in ((sections, ("compare_all", "noise_floor", "ranks")), (analysis, ("sections", "cautions"))):
        for name in names:
            monkeypatch.setattr(module, name, counted(name, getattr(module, name)))
    monkeypatch.setattr(row_growth, "growths", counted("growths", row_growth.growths))
    return found


def test_a_table_and_budgets_of_one_run_compute_each_part_once(calls: Counter[str]) -> None:
    found = Analysis(a_long_run())

    tables.show(found)
    budgets.findings(found, [Budget(row=f"error_counts/way_{number}", times_as_fast=1) for number in range(ROWS)])

    assert calls == dict.fromkeys(("compare_all", "noise_floor", "ranks", "sections", "cautions", "growths"), 1)


def test_a_report_computes_each_part_once(calls: Counter[str]) -> None:
    view(a_long_run())

    assert set(calls.values()) == {1}


def test_what_nobody_asks_for_is_not_computed(calls: Counter[str]) -> None:
    found = Analysis(a_long_run())

    assert len(found.sections[0].ranks) == ROWS + 1

    assert calls == {"sections": 1, "noise_floor": 1, "ranks": 1}


def test_a_row_is_found_with_its_section_and_its_comparison() -> None:
    found = Analysis(a_long_run())

    (only,) = found.sections
    assert all(section is only for section in found.section_of.values())
    assert a_cell(BASELINE) in found.section_of
    assert a_cell(BASELINE, control=True) not in found.section_of
    assert found.comparisons == only.comparisons
    assert len(found.comparisons) == ROWS
    assert found.revised == ()


def test_rows_that_failed_and_the_second_copy_are_on_no_front() -> None:
    assert Analysis(a_long_run()).front == {a_cell("way_0")}
    assert Analysis(a_run(a_failure())).front == frozenset()
    assert Analysis(a_run(an_outcome(BASELINE), a_control())).front == {a_cell(BASELINE)}


@pytest.mark.parametrize(
    ("rounds", "named"),
    [((8, 3, 8), ["machine-2"]), ((3, 8, 3), ["machine-1, machine-3"]), ((3, 3), [""]), ((8, 8), [])],
)
def test_a_caution_of_several_machines_names_those_that_it_is_of_unless_that_is_all(
    rounds: tuple[int, ...], named: list[str]
) -> None:
    whole = pooled(*(one_machine(number, rounds=each) for number, each in enumerate(rounds, start=1)))

    few = [each.text.split(": ") for each in Analysis(whole).cautions if each.kind is CautionKind.FEW_ROUNDS]

    assert ["".join(names) for *names, _ in few] == named
