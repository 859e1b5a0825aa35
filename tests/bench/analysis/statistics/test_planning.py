from math import exp, log, sqrt

import pytest

from bench.analysis.statistics.planning import rounds_to_tell, smallest_found, student
from bench.analysis.statistics.times import RELEVANT, compare, noise_floor
from tests.bench.analysis.statistics.test_times import QUIET, a_row
from tests.oracles import stats


def rounds_for(half_width: float, rounds: int) -> int:
    return rounds_to_tell(half_width, rounds, relevant=RELEVANT, confidence=0.95)


def test_twice_the_scatter_takes_four_times_the_rounds() -> None:
    assert rounds_for(0.4, 20) == pytest.approx(4 * rounds_for(0.2, 20), rel=0.05)


@pytest.mark.parametrize(("half_width", "rounds", "needed"), [(0.1, 8, 80), (0.1, 16, 194), (0.2, 20, 999)])
def test_the_number_is_that_of_the_textbook(half_width: float, rounds: int, needed: int) -> None:
    scatter = half_width * sqrt(rounds) / stats().t.ppf(0.975, rounds - 1)
    expected = ((stats().t.ppf(0.975, needed) + stats().norm.ppf(0.95)) * scatter / log(RELEVANT)) ** 2

    assert rounds_for(half_width, rounds) == needed == pytest.approx(expected, abs=1.1)


def test_the_same_half_width_of_more_rounds_shows_more_scatter() -> None:
    assert rounds_for(0.1, 32) > 1.5 * rounds_for(0.1, 16)


def test_where_the_scatter_asks_for_no_more_it_is_twice_as_many() -> None:
    assert rounds_for(0.001, 16) == 32


def test_only_what_is_too_noisy_says_how_many_rounds_would_tell() -> None:
    noisy = compare(a_row(1.0, scatter=0.2), a_row(1.0, scatter=0.2, seed=2), floor=QUIET)
    clear = compare(a_row(2.0), a_row(1.0, seed=2), floor=QUIET)

    assert noisy.enough
    assert noisy.enough > 8
    assert f"about {noisy.enough}"[:7] in noisy.words
    assert noisy.words.endswith("rounds would tell")
    assert (clear.enough, clear.outlook) == (None, "")


def test_the_wider_of_the_two_intervals_decides() -> None:
    one, other = a_row(1.0, scatter=0.04), a_row(1.0, scatter=0.04, seed=2)
    base, control = a_row(1.0, scatter=0.3, seed=3), a_row(1.0, scatter=0.3, seed=4)
    wide = noise_floor(base, control)

    found = compare(one, other, floor=wide)

    assert found.enough == rounds_for(log(1 + wide.half_width), 8)


@pytest.mark.parametrize(("confidence", "left_out"), [(0.95, 1.0), (0.984, 3.2), (0.999, 25.0)])
@pytest.mark.parametrize("freedom", [6, 7, 15, 100])
def test_the_expansion_is_students_t_but_for_its_next_term(freedom: int, confidence: float, left_out: float) -> None:
    exact = stats().t.ppf((1 + confidence) / 2, freedom)

    assert student(freedom, confidence) == pytest.approx(exact, rel=left_out / freedom**4)


@pytest.mark.parametrize(("freedom", "confidence"), [(20, 0.9), (20, 0.95), (30, 0.95)])
def test_the_expansion_is_off_by_less_than_a_digit_that_is_shown(freedom: int, confidence: float) -> None:
    exact = stats().t.ppf((1 + confidence) / 2, freedom)

    assert student(freedom, confidence) == pytest.approx(exact, abs=1.1e-5)


@pytest.mark.parametrize(
    ("equal_code", "rows", "half_width"),
    [(0.02, (), 0.02), (0.02, (0.01, 0.01), 0.02), (0.02, (0.04, 0.05), 0.04), (0.02, (0.03,), 0.025)],
)
def test_what_most_runs_find_is_two_and_a_half_half_widths(
    equal_code: float, rows: tuple[float, ...], half_width: float
) -> None:
    assert smallest_found(equal_code, rows) == pytest.approx(exp(2.5 * half_width) - 1)
