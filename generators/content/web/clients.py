"""Clients of a web server: each keeps its address and its agent; a browser, a robot or a scanner."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from generators.content.faker_pool import Vocabulary
from generators.content.people import addresses
from generators.content.web.agents import BROWSERS, CRAWLERS, HEALTH, SCRIPTS
from generators.lines.blocks import Bits, Ints
from generators.lines.random_draws import SETUP_PEOPLE, SLOTS, Draws, apportion, fraction, table, zipf
from generators.lines.settings import SHARE, SettingRange, setting

BROWSER, ROBOT, SCANNER = range(3)
_AGENTS: Final = (BROWSERS, CRAWLERS, SCRIPTS)
_OLD: Final = (40, 4, 4)
"""One browser, one robot and one scanner in so many speaks HTTP/1.0."""

_NAMED: Final = 200
"""One browser in so many is known by a user name."""


@dataclass(frozen=True, kw_only=True)
class ClientSettings:
    """The settings of clients."""

    clients: int = setting(12_000, "distinct clients", SettingRange(1, 30_000))
    client_skew: float = setting(0.8, "exponent of Zipf's law for clients", SettingRange(0, 2))
    crawlers: float = setting(0.2, "share of clients that are crawlers and feed readers", SHARE)
    scanners: float = setting(0.01, "share of clients that are scanners, which ask for pages that do not exist", SHARE)
    health: float = setting(0.01, "share of records of health checks, which come at regular intervals", SHARE)


class Clients:
    """The clients of a log. The last of them checks whether the server is well."""

    def __init__(self, settings: ClientSettings, vocabulary: Vocabulary, secret: int) -> None:
        draws = Draws(secret, SETUP_PEOPLE)
        names = vocabulary.values["user_name"]
        count = settings.clients
        crawling = round(fraction(settings.crawlers) * 1000)
        scanning = crawling + round(fraction(settings.scanners) * 1000)
        lots = draws.several(count, 1000)
        kinds = np.array([ROBOT if lot < crawling else SCANNER if lot < scanning else BROWSER for lot in lots])
        users = [draws.pick(names) if kind == BROWSER and draws.below(_NAMED) == 0 else "-" for kind in kinds]
        self.who = [f"{one} - {user}" for one, user in zip(addresses(vocabulary, count, draws), users, strict=True)]
        self.agents = [draws.pick(_AGENTS[kind]) for kind in kinds]
        self.old = np.array([draws.below(old) == 0 for old in np.take(_OLD, kinds).tolist()] + [False])
        """Whether each speaks HTTP/1.0."""

        self.who.append("10.0.0.2 - -")
        self.agents.append(HEALTH)
        self.health = count
        weights = np.array(zipf(count, settings.client_skew), dtype=np.int64)
        self._tables = np.concatenate([_table(weights, kinds, kind) for kind in (BROWSER, ROBOT, SCANNER)])
        self.robots = int(weights[kinds == ROBOT].sum()) / int(weights.sum())
        """The share of requests that are to be of robots."""

    def choose(self, kinds: Ints, bits: Ints) -> Ints:
        """Return the index of a client of the kind asked for, by 16 random bits for each."""
        return self._tables.take(kinds * SLOTS + bits).astype(np.int64)


def _table(weights: Ints, kinds: Ints, kind: int) -> Bits:
    """Return the table of the clients of a kind; of all where there is none."""
    wanted = kinds == kind if (kinds == kind).any() else kinds >= 0
    return table(apportion(np.where(wanted, weights, 0).tolist(), SLOTS))
