import pytest

from bench.session import deadline


def test_without_a_budget_there_is_always_time() -> None:
    assert deadline.after(None).allows(1e9)


def test_what_does_not_fit_into_the_rest_is_not_allowed() -> None:
    soon = deadline.after(100)

    assert soon.allows(50)
    assert not soon.allows(200)


def test_of_what_takes_unknown_time_only_the_rest_decides() -> None:
    assert deadline.after(100).allows(None)
    assert not deadline.after(-1).allows(None)


def test_whoever_comes_first_leaves_a_share_to_the_others_and_the_last_gets_enough_for_a_figure() -> None:
    soon = deadline.after(100)

    assert soon.share(1 / 4) == pytest.approx(25, abs=0.2)
    assert deadline.after(-50).share(1 / 4) == deadline.LEAST
    assert deadline.after(None).share(1 / 4) > 1e9
