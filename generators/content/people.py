"""Users and the addresses they keep: each sends from one address, and now and then from another."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

import numpy as np
from numpy.typing import NDArray

from generators.content.faker_pool import Vocabulary
from generators.lines.blocks import Ints
from generators.lines.random_draws import SETUP_PEOPLE, SLOTS, Draws, apportion, table, threshold, zipf
from generators.lines.settings import SHARE, SettingRange, setting

_IPV6: Final = 25
"""One address in so many is of version 6."""

_FIRST_NUMBER, _NUMBERS = 10_000, 90_000


@dataclass(frozen=True, kw_only=True)
class PeopleSettings:
    """The settings of users."""

    users: int = setting(5_000, "distinct users", SettingRange(1, 30_000))
    user_skew: float = setting(0.6, "exponent of Zipf's law for users", SettingRange(0, 2))
    roaming: float = setting(0.05, "share of records that a user does not send from the usual address", SHARE)


class People:
    """The users of a log.

    Args:
        settings: the settings.
        vocabulary: where addresses come from.
        secret: the key of the dataset.
    """

    def __init__(self, settings: PeopleSettings, vocabulary: Vocabulary, secret: int) -> None:
        draws = Draws(secret, SETUP_PEOPLE)
        self._numbers = distinct(settings.users, draws)
        self._addresses = addresses(vocabulary, 2 * settings.users, draws)
        self._counts = apportion(zipf(settings.users, settings.user_skew), SLOTS)
        self._table = table(self._counts)
        self._roaming = (1 << 32) - threshold(settings.roaming)

    def __iter__(self) -> Iterator[tuple[str, int]]:
        """Give the usual address of each user, then the other address of each."""
        return zip(self._addresses, self._numbers * 2, strict=True)

    def choose(self, who: NDArray[np.uint16], where: NDArray[np.uint32]) -> Ints:
        """Return for each line the index of its address and user, in the order of iteration."""
        away = (where >= self._roaming) * np.int64(len(self._numbers))
        return self._table.take(who) + away

    def mean_length(self) -> Fraction:
        """Return the mean length of address and number over all lines, in bytes."""
        sizes = (len(address) + len(str(user)) for address, user in self)
        return Fraction(sum(size * count for size, count in zip(sizes, self._counts, strict=False)), SLOTS)


def distinct(count: int, draws: Draws) -> list[int]:
    """Draw five-digit numbers, each once."""
    numbers: dict[int, None] = {}
    while len(numbers) < count:
        numbers |= dict.fromkeys(draws.several(count, _NUMBERS))
    return [_FIRST_NUMBER + number for number in list(numbers)[:count]]


def addresses(vocabulary: Vocabulary, count: int, draws: Draws) -> list[str]:
    """Draw addresses, now and then one of version 6."""
    kinds = [vocabulary.values[provider] for provider in ("ipv6", "ipv4_public")]
    versions, places = draws.several(count, _IPV6), draws.several(count, 1 << 32)
    drawn = zip(versions, places, strict=True)
    return [_at(kinds[1], place) if version else _routed(_at(kinds[0], place)) for version, place in drawn]


def _routed(address: str) -> str:
    """Move an address of version 6 to where addresses are given out: 2000::/3. Faker's lie anywhere."""
    first, rest = address.split(":", 1)
    return f"2{int(first, 16) & 0xFFF:03x}:{rest}"


def _at(values: Sequence[str], place: int) -> str:
    return values[place * len(values) >> 32]
