from fractions import Fraction

import numpy as np
import pytest

from generators.content import faker_pool
from generators.content.people import People, PeopleSettings, distinct
from generators.lines.random_draws import SLOTS, Draws
from tests.generators.making.making_data import SEED


def test_numbers_have_five_digits_and_come_once() -> None:
    numbers = distinct(30_000, Draws(1, 1))

    assert len(set(numbers)) == 30_000
    assert all(10_000 <= number <= 99_999 for number in numbers)


def test_the_mean_length_is_that_of_the_lines() -> None:
    people = People(PeopleSettings(users=300, roaming=0.0), faker_pool.load(SEED, "en_US"), 1)
    tails = [address + str(user) for address, user in people]

    chosen = people.choose(np.arange(SLOTS, dtype=np.uint16), np.zeros(SLOTS, dtype=np.uint32))

    assert people.mean_length() == Fraction(sum(len(tails[one]) for one in chosen.tolist()), SLOTS)


def test_some_addresses_are_of_version_6() -> None:
    people = People(PeopleSettings(users=5_000), faker_pool.load(SEED, "en_US"), 1)

    assert sum(":" in address for address, _ in people) / 10_000 == pytest.approx(0.04, abs=0.01)
