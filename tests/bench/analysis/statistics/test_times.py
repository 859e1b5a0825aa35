import random
import re
from itertools import pairwise
from math import exp, log

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.analysis.statistics.planning import MOST_ROUNDS, rounds_to_tell
from bench.analysis.statistics.times import (
    CONFIDENCE,
    LOOK_CONFIDENCE,
    QUIETER,
    RELEVANT,
    UNUSABLE,
    Floor,
    Rounds,
    TimeVerdict,
    by_round,
    compare,
    compare_all,
    confidence_of,
    describe_floor,
    estimate,
    judge,
    noise_floor,
)
from bench.model.types import Cell, Instrument, Limits, Plan, Quantity, Sample, Status
from tests.gold import Gold

CELL = Cell(workload="w", implementation="i", interpreter="3.11.7", data="d")
QUIET = Floor(1.006, 0.006, 8)
TIMES = st.floats(1e-6, 1e3)


def a_row(seconds: float, *, rounds: int = 8, scatter: float = 0.01, seed: int = 1) -> Rounds:
    rng = random.Random(seed)
    return {number: seconds * exp(rng.gauss(0, scatter)) for number in range(rounds)}


def a_sample(number: int | None, **changes: object) -> Sample:
    given_values = {"round": number, "values": {"seconds": Quantity(1.5, "s")}, **changes}
    return Sample(cell=CELL, instrument=Instrument.TIMING, **given_values)  # type: ignore[arg-type]


def test_a_clear_difference_is_claimed_with_its_interval() -> None:
    found = compare(a_row(2.0), a_row(1.0, seed=2), floor=QUIET)

    assert found.verdict is TimeVerdict.FASTER
    assert (found.low or 9) < 2.0 < (found.high or 0)
    assert found.claimed


def test_a_slower_one_is_said_to_take_longer() -> None:
    found = compare(dict.fromkeys(range(8), 1.0), dict.fromkeys(range(8), 1.43), floor=QUIET)

    assert found.verdict is TimeVerdict.SLOWER
    assert re.findall(r"[\d.]+", found.words) == ["1.43", "1.43", "1.43"]
    assert "long" in found.words


def test_a_faster_one_is_said_to_be_so_many_times_as_fast() -> None:
    found = compare(dict.fromkeys(range(8), 3.0), dict.fromkeys(range(8), 2.0), floor=QUIET)

    assert re.findall(r"[\d.]+", found.words) == ["1.50", "1.50", "1.50"]
    assert "fast" in found.words


def test_equal_code_on_a_quiet_machine_shows_no_measurable_difference() -> None:
    found = compare(a_row(1.0), a_row(1.0, seed=2), floor=QUIET)

    assert found.verdict is TimeVerdict.SAME
    assert found.words.startswith("no measurable difference, between 0.9")


def test_a_relevant_difference_that_may_hide_in_the_noise_is_too_noisy_to_tell() -> None:
    found = compare(a_row(1.0, scatter=0.2), a_row(1.0, scatter=0.2, seed=2), floor=QUIET)

    assert found.verdict is TimeVerdict.TOO_NOISY


def test_only_what_is_too_noisy_says_how_many_rounds_would_tell_by_the_wider_interval() -> None:
    def planned(half_width: float) -> int:
        return rounds_to_tell(half_width, 8, relevant=RELEVANT, confidence=0.95)

    noisy = compare(a_row(1.0, scatter=0.2), a_row(1.0, scatter=0.2, seed=2), floor=QUIET)
    wide, useless = Floor(1.49, 0.2, 8), Floor(1.5, 0.01, 8)

    assert noisy.enough == planned(log((noisy.high or 0) / (noisy.low or 1)) / 2) > 8
    assert f"about {noisy.enough}"[:7] in noisy.words
    assert compare(a_row(1.0), a_row(1.0, seed=2), floor=wide).enough == planned(log(1.2))
    assert compare(a_row(2.0), a_row(1.0, seed=2), floor=QUIET).enough is None
    for hopeless in (useless, Floor(1.49, 0.4, 8)):  # planned from what shows nothing, and more rounds than a run has
        found = compare(a_row(1.0), a_row(1.0, seed=2), floor=hopeless)
        assert (found.verdict, found.enough, found.outlook) == (TimeVerdict.TOO_NOISY, None, QUIETER)
    assert planned(log(1.4)) > MOST_ROUNDS


def test_of_a_huge_noise_floor_no_percentage_is_said_but_what_to_do() -> None:
    assert describe_floor(1.039).startswith("noise floor 3.9 %: ")
    assert "%" not in describe_floor(UNUSABLE)
    assert "a factor of 9.03" in describe_floor(9.034)
    assert "measure again" in describe_floor(9.034)


def test_a_noise_floor_is_the_farther_end_and_half_of_the_interval() -> None:
    base = dict.fromkeys(range(6), 1.0)
    slow, fast = ({number: factor * (1 + number / 100) for number in range(6)} for factor in (1.1, 0.8))

    found = [noise_floor(base, control) for control in (slow, fast)]

    assert [(each.ratio, each.half_width, each.rounds) for each in found if each] == [
        pytest.approx((1.1 * 1.05, 1.05**0.5 - 1, 6)),
        pytest.approx((1 / 0.8, 1.05**0.5 - 1, 6)),
    ]


def test_a_difference_within_what_equal_code_shows_is_not_claimed() -> None:
    three_percent = dict.fromkeys(range(8), 1 / 1.03)
    base = dict.fromkeys(range(8), 1.0)

    assert compare(base, three_percent, floor=Floor(1.04, 0.01, 8)).verdict is TimeVerdict.SAME
    assert compare(base, three_percent, floor=Floor(1.02, 0.01, 8)).verdict is TimeVerdict.FASTER


def test_where_equal_code_differs_much_nothing_is_called_equal() -> None:
    same = dict.fromkeys(range(8), 1.0)

    assert compare(same, same, floor=Floor(1.2, 0.1, 8)).verdict is TimeVerdict.TOO_NOISY


def test_five_rounds_are_too_few_whatever_they_show() -> None:
    found = compare(a_row(20.0, rounds=5), a_row(1.0, rounds=5), floor=QUIET)

    assert found.verdict is TimeVerdict.UNTESTED
    assert re.findall(r"\d+", found.words) == ["20", "5", "5"]
    assert found.ratio == pytest.approx(20, rel=0.1)
    assert found.low is None


def test_six_rounds_are_too_few_for_the_higher_confidence_of_several_looks() -> None:
    found = compare(a_row(20.0, rounds=6), a_row(1.0, rounds=6), floor=QUIET, confidence=LOOK_CONFIDENCE)

    assert (found.verdict, re.findall(r"\d+", found.words)) == (TimeVerdict.UNTESTED, ["20", "6", "6"])


def test_nothing_is_claimed_without_a_second_copy_of_the_baseline() -> None:
    found = compare(a_row(20.0), a_row(1.0), floor=None)

    assert found.verdict is TimeVerdict.UNTESTED
    assert re.findall(r"\d+", found.words)[:3] == ["20", "8", "8"]


def test_what_is_said_of_two_rows_reads_as_agreed(gold: Gold) -> None:
    one = dict.fromkeys(range(8), 1.0)
    mixed = {number: 0.5 if number else 1.1 for number in range(4)}
    found = {
        "faster": compare(one, dict.fromkeys(range(8), 0.5), floor=QUIET),
        "slower": compare(one, dict.fromkeys(range(8), 1.43), floor=QUIET),
        "equal": compare(one, one, floor=QUIET),
        "too noisy": compare(a_row(1.0, scatter=0.2), a_row(1.0, scatter=0.2, seed=2), floor=QUIET),
        "few rounds": compare(one, mixed, floor=QUIET),
        "few rounds that agree": compare(one, dict.fromkeys(range(3), 2.0), floor=QUIET),
        "one round": compare(one, {0: 0.5}, floor=QUIET),
        "one round, equal": compare(one, {0: 1.0}, floor=QUIET),
        "none": compare(one, {}, floor=QUIET),
        "no second copy": compare(one, one, floor=None),
    }

    gold("times", "comparisons", "\n".join(f"{name}: {each.words}" for name, each in found.items()))


def test_no_common_round_gives_no_ratio() -> None:
    found = compare({0: 1.0, 1: 1.0}, {2: 1.0, 3: 1.0}, floor=QUIET)

    assert found.ratio is None
    assert found.verdict is TimeVerdict.UNTESTED


def test_only_rounds_that_both_have_count() -> None:
    base = a_row(1.0, rounds=20)
    other = {number: seconds for number, seconds in a_row(1.0, rounds=20, seed=2).items() if number % 2}

    assert compare(base, other, floor=QUIET).rounds == 10


def test_drift_of_the_machine_falls_out_of_the_pairs() -> None:
    base = {number: seconds * 1.1**number for number, seconds in a_row(1.0, rounds=16).items()}
    other = {number: seconds * 1.1**number for number, seconds in a_row(0.9, rounds=16, seed=2).items()}

    found = compare(base, other, floor=QUIET)

    assert found.ratio == pytest.approx(1 / 0.9, rel=0.01)
    assert found.verdict is TimeVerdict.FASTER


@pytest.mark.parametrize("broken", [0.0, -1.0, float("nan"), float("inf"), 1e-300, 10**400])
def test_a_figure_that_cannot_be_a_time_counts_as_missing(broken: float) -> None:
    assert compare({**a_row(1.0), 0: broken}, a_row(1.0, seed=2), floor=QUIET).rounds == 7
    assert estimate([broken]) is None


@given(st.dictionaries(st.integers(0, 9), TIMES), st.dictionaries(st.integers(0, 9), TIMES))
def test_exchanging_the_two_turns_the_ratio_and_the_verdict_round(one: Rounds, other: Rounds) -> None:
    there, back = compare(one, other, floor=QUIET), compare(other, one, floor=QUIET)

    assert (there.verdict is TimeVerdict.FASTER) == (back.verdict is TimeVerdict.SLOWER)
    assert (there.verdict is TimeVerdict.SAME) == (back.verdict is TimeVerdict.SAME)
    if there.ratio and back.ratio:
        assert there.ratio == pytest.approx(1 / back.ratio)


@given(st.dictionaries(st.integers(0, 9), TIMES, min_size=7), st.floats(1e-3, 1e3))
def test_a_unit_of_time_does_not_matter(row: Rounds, factor: float) -> None:
    found = compare(row, {number: seconds * factor for number, seconds in row.items()}, floor=QUIET)

    assert found.ratio == pytest.approx(1 / factor)


def test_the_noise_floor_is_the_outer_end_of_the_interval_of_equal_code() -> None:
    base = dict.fromkeys(range(8), 1.0)
    control = dict.fromkeys(range(8), 1.02)

    floor = noise_floor(base, control)

    assert floor.ratio == pytest.approx(1.02)
    assert floor.half_width == pytest.approx(0)


def test_the_noise_floor_does_not_depend_on_which_copy_is_called_the_baseline() -> None:
    one, other = a_row(1.0), a_row(1.0, seed=2)

    assert noise_floor(one, other) == noise_floor(other, one)


def test_five_rounds_of_equal_code_give_no_noise_floor() -> None:
    assert noise_floor(a_row(1.0, rounds=5), a_row(1.0, rounds=5, seed=2)) is None


def test_what_was_decided_when_a_row_left_still_stands_after_more_rounds_of_the_baseline() -> None:
    base, control = a_row(1.0, rounds=64, scatter=0.05), a_row(1.0, rounds=64, scatter=0.05, seed=2)
    left_early = {"x": a_row(0.97, rounds=8, scatter=0.05, seed=3)}
    first_eight = {number: base[number] for number in range(8)}

    then = compare_all(first_eight, left_early, copies=(first_eight, control), confidence=LOOK_CONFIDENCE)

    assert compare_all(base, left_early, copies=(base, control), confidence=LOOK_CONFIDENCE) == then


@pytest.mark.parametrize(
    ("second", "verdict"),
    [
        ({number: 1.0 if number < 8 else 1.3 for number in range(16)}, TimeVerdict.FASTER),  # quiet in its own rounds
        ({number: 1.3 if number < 8 else 1.0 for number in range(16)}, TimeVerdict.TOO_NOISY),
        (dict.fromkeys(range(4, 16), 1.0), TimeVerdict.FASTER),  # four of its own are too few: all count
    ],
)
def test_the_noise_floor_is_that_of_the_rounds_of_a_row_where_these_are_enough(
    second: Rounds, verdict: TimeVerdict
) -> None:
    base, other = dict.fromkeys(range(16), 1.0), dict.fromkeys(range(8), 0.9)

    assert compare_all(base, {"x": other}, copies=(base, second))["x"].verdict is verdict


@pytest.mark.parametrize(
    ("ratio", "interval", "verdict"),
    [
        (1.2, (1.001, 1.4), TimeVerdict.FASTER),
        (1.2, (1.0, 1.4), TimeVerdict.TOO_NOISY),
        (0.8, (0.7, 0.999), TimeVerdict.SLOWER),
        (0.8, (0.7, 1.0), TimeVerdict.TOO_NOISY),
    ],
)
def test_an_interval_that_ends_at_equal_does_not_exclude_it(
    ratio: float, interval: tuple[float, float], verdict: TimeVerdict
) -> None:
    assert judge(ratio, interval, 1.01) is verdict


def test_an_estimate_of_a_few_values_has_no_interval() -> None:
    found = estimate([1.0, 2.0, 4.0])

    assert found.value == pytest.approx(2.0)
    assert (found.low, found.high, found.rounds) == (None, None, 3)
    assert estimate([2.0] * 5).low is None
    assert estimate([2.0] * 6).low == pytest.approx(2.0)


@given(st.lists(TIMES, min_size=7, max_size=12))
def test_an_estimate_lies_within_its_interval_and_that_within_the_values(values: list[float]) -> None:
    found = estimate(values)

    ends = [log(end) for end in (min(values), found.low, found.value, found.high, max(values)) if end]
    assert all(low <= high + 1e-9 for low, high in pairwise(ends))


@pytest.mark.parametrize(("budget", "confidence"), [(None, CONFIDENCE), (300.0, LOOK_CONFIDENCE)])
def test_a_budget_allows_several_looks_and_so_asks_for_more_confidence(budget: float | None, confidence: float) -> None:
    plan = Plan(run_id="r", started="", budget=budget, limits=Limits(seconds=1, memory=1))

    assert confidence_of(plan) == confidence


def test_figures_are_collected_by_round_from_processes_that_ended_well() -> None:
    samples = [
        a_sample(0),
        a_sample(1, status=Status.TIMEOUT),
        a_sample(None),
        a_sample(3, values={}),
        a_sample(4, values={"seconds": Quantity(0.0, "s")}),
    ]

    assert by_round(samples) == {0: 1.5}
