import pytest

from bench.analysis.statistics.stopping import LOOKS, list_decided, look
from bench.analysis.statistics.times import Comparison, Rounds, TimeVerdict


@pytest.mark.parametrize(
    ("verdict", "leaves"),
    [
        (TimeVerdict.FASTER, True),
        (TimeVerdict.SLOWER, True),
        (TimeVerdict.SAME, True),
        (TimeVerdict.TOO_NOISY, False),
        (TimeVerdict.UNTESTED, False),
    ],
)
def test_who_is_decided_may_leave(verdict: TimeVerdict, *, leaves: bool) -> None:
    assert ("x" in list_decided({"x": Comparison(1.0, 0.9, 1.1, 8, verdict)})) == leaves


def test_a_suspected_difference_stays_although_it_is_small() -> None:
    assert list_decided({"x": Comparison(1.02, 1.01, 1.03, 8, TimeVerdict.SAME)}) == frozenset()


def test_a_difference_is_found_at_the_first_look() -> None:
    base: Rounds = {number: 1.0 + number % 3 / 1000 for number in range(LOOKS[0])}
    control: Rounds = {number: 1.0 + number % 2 / 1000 for number in range(LOOKS[0])}
    half: Rounds = dict.fromkeys(range(LOOKS[0]), 0.5)

    assert list_decided(look(base, {"half": half}, control=control)) == {"half"}


def test_each_look_doubles_the_rounds() -> None:
    assert LOOKS == (8, 16, 32, 64)
