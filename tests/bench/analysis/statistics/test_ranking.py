import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.analysis.statistics.ranking import Rank, ranks
from bench.analysis.statistics.times import Rounds, noise_floor
from tests.bench.analysis.statistics.test_times import QUIET, a_row

FEW = {"slow": a_row(16.0, rounds=3), "middle": a_row(4.0, rounds=3, seed=3), "fast": a_row(1.0, rounds=3, seed=2)}


def written(rows: dict[str, Rounds], **changes: object) -> dict[str, str]:
    found = ranks(rows, **{"floor": QUIET, **changes})  # type: ignore[arg-type]
    return {name: str(rank) for name, rank in found.items()}


def test_rows_that_are_not_measurably_slower_than_the_first_of_a_rank_share_it() -> None:
    rows = {"slow": a_row(2.0, seed=5), "close": a_row(1.004, seed=4), "fast": a_row(1.0, seed=3), "slower": a_row(3.0)}

    assert written(rows) == {"fast": "1=", "close": "1=", "slow": "3", "slower": "4"}


def test_ranks_come_in_their_order() -> None:
    assert list(ranks({"slow": a_row(2.0), "fast": a_row(1.0, seed=2)}, floor=QUIET)) == ["fast", "slow"]


def test_rows_that_share_a_rank_come_in_the_order_of_their_memory_and_no_others() -> None:
    rows = {"fast": a_row(1.0), "close": a_row(1.004, seed=4), "unmeasured": a_row(1.002, seed=5), "slow": a_row(2.0)}
    peaks = {"fast": 7.0, "close": 1.0, "slow": 0.1}

    assert list(ranks(rows, floor=QUIET, peaks=peaks)) == ["close", "fast", "unmeasured", "slow"]
    assert list(ranks(FEW, floor=None, peaks={"slow": 1.0, "fast": 7.0})) == ["fast", "middle", "slow"]


def test_too_few_rounds_rank_by_the_estimates_and_say_so() -> None:
    assert written({**FEW, "none": {}}, floor=None) == {"fast": "1?", "middle": "2?", "slow": "3?"}


def test_rows_that_were_not_tested_are_of_one_tier_so_that_nothing_rests_on_their_order() -> None:
    assert {rank.tier for rank in ranks(FEW, floor=None).values()} == {1}


def test_a_row_of_few_rounds_among_others_is_marked_alone() -> None:
    rows = {"fast": a_row(1.0), "slow": a_row(2.0, seed=2), "slowest": a_row(5.0, rounds=3)}

    found = ranks(rows, floor=QUIET)

    assert {name: str(rank) for name, rank in found.items()} == {"fast": "1", "slow": "2", "slowest": "3?"}
    assert found["slowest"].tier == 2


@pytest.mark.parametrize("rounds", [1, 3, 8])
def test_a_row_alone_is_the_first_whatever_its_rounds(rounds: int) -> None:
    assert ranks({"alone": a_row(1.0, rounds=rounds)}, floor=None) == {"alone": Rank(1, 1)}


@given(shapes=st.lists(st.tuples(st.floats(0.1, 10), st.integers(1, 8)), max_size=6), tested=st.booleans())
def test_every_row_has_a_place_in_the_order_of_the_estimates(shapes: list[tuple[float, int]], *, tested: bool) -> None:
    rows = {str(n): a_row(seconds, rounds=rounds, seed=n) for n, (seconds, rounds) in enumerate(shapes)}

    found = list(ranks(rows, floor=QUIET if tested else None).values())

    assert len(found) == len(rows)
    assert all(1 <= rank.tier <= rank.place <= number for number, rank in enumerate(found, 1))
    assert [rank.tier for rank in found] == sorted(rank.tier for rank in found)


def test_forty_equal_pairs_of_few_rounds_yield_no_claim_and_no_rank_that_is_not_marked() -> None:
    rng = random.Random(1)

    for _ in range(40):
        base, control, other = (a_row(1.0, rounds=3, scatter=0.05, seed=rng.randrange(2**32)) for _ in range(3))
        found = ranks({"base": base, "other": other}, floor=noise_floor(base, control))
        assert {str(rank)[-1] for rank in found.values()} == {"?"}
