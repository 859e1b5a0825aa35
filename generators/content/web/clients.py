"""Clients of a web server: each keeps its address and its agent; crawlers are clients that come often."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from generators.content.faker_pool import Vocabulary
from generators.content.people import addresses
from generators.content.web.agents import BROWSERS, CRAWLERS
from generators.lines.blocks import Bits, Ints
from generators.lines.random_draws import SETUP_PEOPLE, SLOTS, Draws, apportion, fraction, table, zipf
from generators.lines.settings import SHARE, SettingRange, setting

_NAMED: Final = 40
"""One client in so many is known by a user name."""


@dataclass(frozen=True, kw_only=True)
class ClientSettings:
    """The settings of clients."""

    clients: int = setting(2_000, "distinct clients", SettingRange(1, 30_000))
    client_skew: float = setting(0.8, "exponent of Zipf's law for clients", SettingRange(0, 2))
    crawlers: float = setting(0.1, "share of clients that are crawlers, feed readers and scripts", SHARE)


class Clients:
    """The clients of a log.

    Args:
        settings: the settings.
        vocabulary: where addresses and names come from.
        secret: the key of the dataset.
    """

    def __init__(self, settings: ClientSettings, vocabulary: Vocabulary, secret: int) -> None:
        draws = Draws(secret, SETUP_PEOPLE)
        names = vocabulary.values["user_name"]
        count = settings.clients
        users = [draws.pick(names) if draws.below(_NAMED) == 0 else "-" for _ in range(count)]
        self.who = [f"{one} - {user}" for one, user in zip(addresses(vocabulary, count, draws), users, strict=True)]
        crawling = round(fraction(settings.crawlers) * 1000)
        self.agents = [draws.pick(CRAWLERS if draws.below(1000) < crawling else BROWSERS) for _ in range(count)]
        self.browsing = np.array([agent not in CRAWLERS for agent in self.agents])
        self._table = table(apportion(zipf(count, settings.client_skew), SLOTS))

    def choose(self, bits: Bits) -> Ints:
        """Return the index of a client for each line."""
        return self._table.take(bits).astype(np.int64)
