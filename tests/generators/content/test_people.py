import numpy as np
import pytest

from generators.content import faker_pool
from generators.content.people import People, PeopleSettings, distinct
from generators.lines.blocks import BLOCK
from generators.lines.random_draws import Draws
from tests.generators.making.making_data import SEED


def test_numbers_have_five_digits_and_come_once() -> None:
    numbers = distinct(30_000, Draws(1, 1))

    assert len(set(numbers)) == 30_000
    assert all(10_000 <= number <= 99_999 for number in numbers)


def people(**settings: float) -> People:
    return People(PeopleSettings(**settings), faker_pool.load(SEED, "en_US"), 1)  # type: ignore[arg-type] # numbers all


def chosen(of: People, blocks: int = 1) -> list[np.ndarray]:
    """Return who the lines of some blocks are of, drawn at random."""
    bits = np.random.Philox(key=5).random_raw(BLOCK).astype(np.uint16)
    return [of.choose(block, bits) for block in range(blocks)]


def test_the_mean_length_is_that_of_the_lines() -> None:
    of = people(users=300, user_skew=0, roaming=0.0, scanners=0.0)
    tails = of.tails()

    found = np.mean([len(tails[one]) - 2 for lines in chosen(of, 8) for one in lines.tolist()])

    assert float(of.mean_length()) == pytest.approx(found, rel=0.01)


def test_the_lines_of_a_user_follow_each_other() -> None:
    lines = chosen(people())[0]

    again = np.any([lines[16:-16] == np.roll(lines, back)[16:-16] for back in range(1, 17)], axis=0)
    assert again.mean() == pytest.approx(0.6, abs=0.1)
    assert 1_000 < len(set(lines.tolist())) < 2_000


def test_sessions_are_of_another_address_and_of_scanners_as_often_as_asked() -> None:
    of = people(users=1_000, roaming=0.05, scanners=0.01)

    lines = np.concatenate(chosen(of, 30))

    assert np.mean(lines >= of.machines) == pytest.approx(0.01, rel=0.1)
    assert np.mean((lines >= 1_000) & (lines < of.machines)) == pytest.approx(0.05, rel=0.1)
    assert {tail.split("|")[2] for tail in of.tails()[of.machines :]} == {"-"}


def test_some_addresses_are_of_version_6() -> None:
    tails = people(users=5_000).tails()[:10_000]

    assert sum(":" in tail for tail in tails) / 10_000 == pytest.approx(0.04, abs=0.01)
