from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from generators.lines.random_draws import (
    SLOTS,
    Draws,
    _smallest_factors,
    apportion,
    even,
    fraction,
    high_half,
    quarters,
    table,
    threshold,
    whole,
    words,
    zipf,
)


def test_words_of_a_block_need_no_block_before() -> None:
    alone = words(123, 1, 40_000, 10)

    assert alone.tolist() == words(123, 1, 40_000, 1000)[:10].tolist()
    assert alone.tolist() != words(123, 1, 40_001, 10).tolist()
    assert alone.tolist() != words(123, 2, 40_000, 10).tolist()


def test_words_are_those_of_philox_for_ever() -> None:
    assert words(1, 1, 0, 2).tolist() == [4978906544001802683, 18317224390208822039]
    assert words(1, 2, 3, 1).tolist() == [17659706628967076034]


def test_parts_of_a_word_are_counted_from_its_low_end() -> None:
    word = np.array([0x4444_3333_2222_1111], dtype=np.uint64)

    assert [int(quarters(word, number)[0]) for number in range(4)] == [0x1111, 0x2222, 0x3333, 0x4444]
    assert int(high_half(word)[0]) == 0x4444_3333


@given(st.lists(st.integers(0, 10**12), min_size=1, max_size=200), st.integers(0, 10**5))
def test_every_place_is_given_and_every_weight_has_one(weights: list[int], spare: int) -> None:
    used = sum(weight > 0 for weight in weights)
    places = (used + spare) if used else 0

    given_places = apportion(weights, places)

    assert sum(given_places) == places
    assert all((places_of > 0) == (weight > 0) for places_of, weight in zip(given_places, weights, strict=True))


def test_places_follow_weights_to_the_largest_remainder() -> None:
    assert apportion([50, 30, 20], 1000) == [500, 300, 200]
    assert apportion([2, 1], 100) == [67, 33]
    assert apportion([10**9, 1], 10) == [9, 1]
    assert apportion([5, 3, 0, 3], 7) == [3, 2, 0, 2]
    assert apportion([7, 5, 4, 1], 11) == [4, 3, 3, 1]
    assert apportion([0, 0], 0) == [0, 0]


@pytest.mark.parametrize("skew", [0.0, 0.5, 1.0, 1.7])
def test_weights_are_powers_of_the_rank(skew: float) -> None:
    weights = zipf(500, skew)

    assert weights == pytest.approx([10**12 / rank**skew for rank in range(1, 501)], rel=1e-7)


def test_a_weight_is_that_of_its_factors_and_only_primes_have_their_own() -> None:
    assert _smallest_factors(12) == [0, 1, 2, 3, 2, 5, 2, 7, 2, 3, 2, 11, 2]
    assert _smallest_factors(25)[-1] == 5
    assert (zipf(0, 1.0), zipf(1, 2.0)) == ((), (10**12,))
    assert zipf(6, 1.0) == (10**12, 5 * 10**11, 333333333333, 25 * 10**10, 2 * 10**11, 166666666666)


def test_numbers_that_are_spread_evenly_step_by_the_golden_ratio() -> None:
    assert even(3, 5).tolist() == [5, 0x9E3779B1 + 5, (2 * 0x9E3779B1 + 5) % 2**32]


def test_a_table_holds_each_value_as_often_as_it_has_places() -> None:
    assert table([2, 0, 3]).tolist() == [0, 0, 2, 2, 2]


def test_shares_become_whole_numbers_in_the_same_proportions() -> None:
    assert whole([Fraction(1, 10), Fraction(1, 4)]) == [2, 5]


def test_a_share_is_taken_as_it_was_written() -> None:
    assert (threshold(0.1), fraction(0.1)) == ((1 << 32) // 10, Fraction(1, 10))
    assert threshold(1.0) == 1 << 32


def test_numbers_drawn_one_by_one_or_together_stay_below_their_limit() -> None:
    draws = Draws(5, 3)

    assert {draws.below(7) for _ in range(300)} == set(range(7))
    assert set(draws.several(300, 7)) == set(range(7))
    assert draws.pick("abc") in "abc"
    draws = Draws(5, 3)
    assert [draws.below(10**6) for _ in range(4097)][::2048] == [179156, 495996, 645939]
    assert Draws(5, 3).several(4, 10**6) == [672869, 367525, 910948, 696282]  # in every release, on every machine


def test_a_table_of_all_places_fits_16_bits() -> None:
    counts = apportion(zipf(30_000, 0.3), SLOTS)

    assert len(table(counts)) == SLOTS
    assert min(counts) >= 1
