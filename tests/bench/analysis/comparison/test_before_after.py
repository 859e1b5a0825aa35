import random
import re
from dataclasses import replace
from math import exp

import pytest

from bench.analysis.analysis import Analysis
from bench.analysis.comparison.before_after import Revised, headline
from bench.analysis.comparison.changes import ChangeVerdict
from bench.model.types import BeforeAfter, Cell, EarlierCode, FailedEdgeCases, Outcome, Run, Status
from tests.bench.analysis.repetition.test_tolerance import of_processes
from tests.bench.builders import a_cell, a_run, resident, timed
from tests.gold import Gold

EARLIER = BeforeAfter(states={"main": EarlierCode(origin="impls", name="main")})


def a_state(
    origin: str, *, seconds: float = 1.0, peak: float = 20.0, control: bool = False, **timing: float
) -> Outcome:
    """Build an `ok` row; `rounds` (12) and `scatter` (0.02) may be given as well."""
    cell = replace(a_cell("mine", control=control), origin=origin)
    rounds, scatter = int(timing.get("rounds", 12)), timing.get("scatter", 0.02)
    rng = random.Random(f"{origin} {seconds} {control} {rounds}")
    times = [seconds * exp(rng.gauss(0, scatter)) for _ in range(rounds)]
    peaks = () if control else resident(cell, (peak, peak * 1.001, peak * 0.999))
    return Outcome(cell=cell, status=Status.OK, samples=(*timed(cell, times), *peaks))


def failed(row: Outcome, reason: str = "'x' is 1 where 2 was expected") -> Outcome:
    return replace(row, status=Status.WRONG_ANSWER, reason=reason, samples=())


def fails(row: Outcome, *names: str) -> Outcome:
    return replace(row, edge_cases=FailedEdgeCases(names=names, total=27) if names else None)


def revised(run: Run) -> tuple[Revised, ...]:
    return Analysis(replace(run, before=EARLIER)).revised


def beside(after: Outcome, before: Outcome | None = None) -> Revised:
    before = before or a_state("main")
    rounds = sum(each.round is not None for each in before.samples)
    control = a_state("main", control=True, rounds=rounds)
    (found,) = revised(a_run(before, after, control))
    return found


def test_a_slower_state_is_worse_and_by_how_much_is_never_overstated() -> None:
    found = beside(a_state("impls", seconds=1.1))

    assert found.sense == "worse"
    assert found.time.ratio == pytest.approx(1 / 1.1, rel=0.03)
    assert 0 < found.surely_slower < 1 / (found.time.ratio or 1) - 1


def test_a_faster_state_that_needs_more_memory_is_both() -> None:
    assert beside(a_state("impls", seconds=0.5, peak=30)).sense == "better and worse"


@pytest.mark.parametrize(("peak", "sense"), [(22.0, "worse"), (20.8, "worse"), (18.0, "better")])
def test_memory_alone_decides_where_time_does_not_differ(peak: float, sense: str) -> None:
    found = beside(a_state("impls", peak=peak))

    assert found.sense == sense
    assert found.more_memory == pytest.approx(peak / 20 - 1, abs=0.01)


@pytest.mark.parametrize(("peak", "shown"), [(20.0, {"20.0"}), (19.9, {"20.0", "19.9"})])
def test_peaks_that_look_different_are_both_said_though_nothing_is_claimed_of_them(
    peak: float, shown: set[str]
) -> None:
    found = beside(a_state("impls", peak=peak))

    assert not found.memory_differs
    assert set(re.findall(r"([0-9.]+) MiB", found.finding)) == shown


def test_sums_over_two_processes_have_to_differ_by_more() -> None:
    found = beside(of_processes(a_state("impls", peak=20.8), 2), of_processes(a_state("main"), 2))

    assert (found.sense, found.memory_differs) == (beside(a_state("impls")).sense, False)


def test_a_state_that_fails_is_worse_and_one_that_was_mended_is_better() -> None:
    today = a_state("impls")

    assert beside(failed(today)).sense == "worse"
    assert beside(failed(today, "")).words == f"{beside(today).row}: worse: wrong-answer now, and was ok before."
    assert beside(failed(today)).surely_slower == beside(failed(today)).more_memory == 0
    assert replace(beside(today), peaks=(0.0, 5.0)).more_memory == 0
    assert beside(today, failed(a_state("main"))).sense == "better"


def test_without_a_second_copy_of_the_earlier_state_nothing_is_claimed_of_time() -> None:
    (found,) = revised(a_run(a_state("main"), a_state("impls", seconds=3.0)))

    assert found.open
    assert found.surely_slower == 0


def test_each_row_has_the_noise_floor_of_its_own_earlier_state() -> None:
    def another(row: Outcome) -> Outcome:
        cell = replace(row.cell, implementation="other")
        return replace(row, cell=cell, samples=tuple(replace(each, cell=cell) for each in row.samples))

    loud = [another(a_state("main", scatter=0.3, control=control)) for control in (False, True)]
    quiet = [a_state("main", scatter=0.001, control=control) for control in (False, True)]
    rows = (quiet[0], loud[0], a_state("impls"), another(a_state("impls")), loud[1], quiet[1])

    floors = {each.row: each.floor.ratio for each in revised(a_run(*rows)) if each.floor}

    assert floors["error_counts/mine"] < 1.01
    assert floors["error_counts/other"] > 1.1


def _simulated(seed: int, slower: float, scatter: float) -> Revised:
    rng = random.Random(seed)

    def a_row(cell: Cell, seconds: float) -> Outcome:
        values = [seconds * exp(rng.gauss(0, scatter)) for _ in range(12)]
        return Outcome(cell=cell, status=Status.OK, samples=timed(cell, values))

    base = replace(a_cell("mine"), origin="main")
    rows = (a_row(base, 1.0), a_row(a_cell("mine"), slower), a_row(replace(base, control=True), 1.0))
    (found,) = revised(a_run(*rows))
    return found


def test_twelve_rounds_name_ten_percent_and_seldom_claim_what_is_equal() -> None:
    """At 3 % of scatter; the default of --before rests on it."""
    equal = [_simulated(seed, 1.0, 0.03) for seed in range(100)]
    slower = [_simulated(seed, 1.1, 0.03) for seed in range(100)]

    assert sum(each.worse or each.better for each in equal) <= 5
    assert sum(each.worse for each in slower) >= 90


def test_the_words_read_as_agreed(gold: Gold) -> None:
    today, few = a_state("impls"), a_state("impls", rounds=3)
    rows = [
        beside(a_state("impls", seconds=0.82, peak=18)),
        beside(a_state("impls", seconds=1.1)),
        beside(today),
        replace(beside(a_state("impls", scatter=0.2)), round_seconds=4.0),
        beside(few, a_state("main", rounds=3)),
        beside(failed(today)),
        beside(failed(today), failed(a_state("main"))),
        beside(today, failed(a_state("main"))),
        beside(fails(today, "CRLF"), fails(a_state("main"), "an empty file")),
        beside(a_state("impls", peak=19.9)),
    ]

    gold("before", "rows", "\n".join(each.words for each in rows))
    gold("before", "headline", "\n".join([headline(rows, 8), headline(rows[:1], 1), headline((), 0)]))


def test_rows_of_one_state_alone_are_no_pair() -> None:
    run: Run = a_run(a_state("main"), a_state("main", control=True))

    assert revised(run) == ()


def test_a_row_that_failed_before_and_still_fails_is_neither_better_nor_worse() -> None:
    found = beside(failed(a_state("impls")), replace(failed(a_state("main")), status=Status.CRASH))

    assert (found.better, found.worse, found.open) == (False, False, False)
    assert found.sense == ChangeVerdict.STILL_FAILS


@pytest.mark.parametrize(
    ("before", "after", "sense"),
    [((), ("CRLF",), "worse"), (("CRLF",), (), "better"), (("a",), ("b",), "better and worse")],
)
def test_edge_cases_that_changed_decide_and_their_names_stay_out_of_a_comment(
    before: tuple[str, ...], after: tuple[str, ...], sense: str
) -> None:
    found = beside(fails(a_state("impls"), *after), fails(a_state("main"), *before))

    assert found.sense == sense
    for name in (*before, *after):
        assert f"fails {name}" in found.words
        assert f"fails {name}" not in found.finding
