"""Users and the addresses they keep, in sessions: a user's lines follow each other, those of a few others between them.

A user sends from one address, and now and then a whole session from another. Scanners and health checks have no user.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

import numpy as np

from generators.content.faker_pool import Vocabulary
from generators.lines.blocks import BLOCK, Bits, Ints
from generators.lines.random_draws import (
    SESSIONS,
    SETUP_PEOPLE,
    SLOTS,
    Draws,
    apportion,
    even,
    quarters,
    table,
    threshold,
    words,
    zipf,
)
from generators.lines.settings import SHARE, SettingRange, setting

_IPV6: Final = 25
"""One address in so many is of version 6."""

_FIRST_NUMBER, _NUMBERS = 10_000, 90_000
_SCANNERS: Final = 64
"""Addresses that scanners come from."""

_HEALTH: Final = "10.20.0.2|-"
_LENGTHS: Final = (1, 1, 2, 2, 3, 5, 8, 13) * 2
"""How long concurrent sessions last, in steps: a line belongs to any of them, by chance."""

_STEPS: Final = 256
"""Steps of a block."""


@dataclass(frozen=True, kw_only=True)
class PeopleSettings:
    """The settings of users."""

    users: int = setting(5_000, "distinct users", SettingRange(1, 30_000))
    user_skew: float = setting(0.6, "exponent of Zipf's law for users", SettingRange(0, 2))
    roaming: float = setting(0.05, "share of records that a user does not send from the usual address", SHARE)
    scanners: float = setting(0.004, "share of records of scanners, which ask for pages that do not exist", SHARE)
    health: float = setting(0.01, "share of records of health checks, which come at regular intervals", SHARE)


class People:
    """The users of a log, and the machines that come to see whether the server is well, or weak."""

    def __init__(self, settings: PeopleSettings, vocabulary: Vocabulary, secret: int) -> None:
        draws = Draws(secret, SETUP_PEOPLE)
        count = settings.users
        self._secret = secret
        self._numbers = distinct(count, draws)
        self._addresses = addresses(vocabulary, 2 * count + _SCANNERS, draws)
        self._counts = apportion(zipf(count, settings.user_skew), SLOTS)
        self._table = table(self._counts)
        self._scanning = threshold(settings.scanners)
        self._roaming = self._scanning + threshold(settings.roaming)
        self._sessions = _sessions()
        self._steps = np.arange(BLOCK, dtype=np.uint16) // np.uint16(BLOCK // _STEPS)
        self.machines = 4 * count
        """The first index that is no user's."""
        self.health = self.machines + _SCANNERS

    def tails(self) -> list[str]:
        """Return address and number of each user, then with the other address of each, then both after the number.

        Behind them are those of scanners, and of health checks.
        """
        users = self._numbers * 2
        each = [f"|{address}|{user}" for address, user in zip(self._addresses, users, strict=False)]
        named = [f"{user}{tail}" for user, tail in zip(users, each, strict=True)]
        return [*each, *named, *(f"|{address}|-" for address in self._addresses[-_SCANNERS:]), f"|{_HEALTH}"]

    def choose(self, block: int, bits: Bits) -> Ints:
        """Return for each line of a block, from its first on, the index of who it is of.

        With `named` added it is that of the same one for a message that ends in the user's number.
        """
        drawn = words(self._secret, SESSIONS, block, int(self._sessions[-1]) + 1)
        user = self._table.take(quarters(drawn, 0))
        kind = even(len(drawn), int(drawn[0] >> np.uint64(32)))
        of = user + (kind < self._roaming) * np.int64(len(self._numbers))
        scanning = (kind < self._scanning).nonzero()[0]
        of[scanning] = quarters(drawn, 1)[scanning] % _SCANNERS + np.int64(self.machines)
        cells = of.take(self._sessions)
        return cells.take((bits >> np.uint16(4) & np.uint16(0xF00)) | self._steps[: len(bits)])

    @property
    def named(self) -> int:
        """What an index is raised by where a line's message ends in the user's number."""
        return 2 * len(self._numbers)

    def mean_length(self) -> Fraction:
        """Return the mean length of address and number over all lines of users, in bytes."""
        sizes = (len(address) + len(str(user)) for address, user in zip(self._addresses, self._numbers, strict=False))
        return Fraction(sum(size * count for size, count in zip(sizes, self._counts, strict=True)), SLOTS)


def _sessions() -> Ints:
    """Return the number of the session for each step of each that continues, one after another."""
    steps = np.arange(_STEPS)
    rows, last = [], -1
    for place, length in enumerate(_LENGTHS):
        row = last + 1 + (steps + place % length) // length
        rows.append(row)
        last = int(row[-1])
    return np.concatenate(rows)


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
    return [_at(kinds[1], place) if version else _route(_at(kinds[0], place)) for version, place in drawn]


def _route(address: str) -> str:
    """Move an address of version 6 to where addresses are given out: 2000::/3. Faker's lie anywhere."""
    first, rest = address.split(":", 1)
    return f"2{int(first, 16) & 0xFFF:03x}:{rest}"


def _at(values: Sequence[str], place: int) -> str:
    return values[place * len(values) >> 32]
