"""Clients of a web server: each keeps its address and its agent; crawlers are clients that come often."""

from dataclasses import dataclass
from typing import Final

from generators import faker_pool
from generators.drawing import SETUP_PEOPLE, SLOTS, Draws, apportion, fraction, table, zipf
from generators.faker_pool import Vocabulary
from generators.knobs import SHARE, Range, knob
from generators.lines import Bits, Ints
from generators.people import addresses

CRAWLERS: Final = (
    "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
    "Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)",
    "Mozilla/5.0 (compatible; YandexBot/3.0; +http://yandex.com/bots)",
    "Mozilla/5.0 (compatible; Baiduspider/2.0; +http://www.baidu.com/search/spider.html)",
    "UniversalFeedParser/4.2 +http://feedparser.org/",
    "Tiny Tiny RSS/1.11 (http://tt-rss.org/)",
    "curl/8.5.0",
    "python-requests/2.31.0",
    "Go-http-client/1.1",
    "-",
)
_FIREFOXES: Final = tuple(
    f"Mozilla/5.0 ({system}; rv:{release}.0) Gecko/20100101 Firefox/{release}.0"
    for system in (
        "X11; Linux x86_64",
        "Windows NT 10.0; Win64; x64",
        "Macintosh; Intel Mac OS X 10.15",
        "Android 13; Mobile",
    )
    for release in range(102, 131)
)
"""Made here, for Faker's own depend on the time zone."""

_SEARCHES: Final = ("https://www.google.com/", "https://duckduckgo.com/", "https://www.bing.com/", "https://t.co/")
_NAMED: Final = 40
"""One client in so many is known by a user name."""


@dataclass(frozen=True, kw_only=True)
class Knobs(faker_pool.Knobs):
    """The settings of clients."""

    clients: int = knob(2_000, "distinct clients", Range(1, 30_000))
    client_skew: float = knob(0.8, "exponent of Zipf's law for clients", Range(0, 2))
    crawlers: float = knob(0.1, "share of clients that are crawlers, feed readers and scripts", SHARE)
    direct: float = knob(0.4, "share of requests without a referrer", SHARE)


class Clients:
    """The clients of a log, and the pages that send them.

    Args:
        knobs: the settings.
        vocabulary: where addresses, names and agents come from.
        secret: the key of the dataset.
    """

    def __init__(self, knobs: Knobs, vocabulary: Vocabulary, secret: int) -> None:
        draws = Draws(secret, SETUP_PEOPLE)
        values = vocabulary.values
        count = knobs.clients
        users = [draws.pick(values["user_name"]) if draws.below(_NAMED) == 0 else "-" for _ in range(count)]
        self.who = [f"{one} - {user}" for one, user in zip(addresses(vocabulary, count, draws), users, strict=True)]
        browsers = (*values["chrome"], *_FIREFOXES)
        crawling = round(fraction(knobs.crawlers) * 1000)
        self.agents = [draws.pick(CRAWLERS if draws.below(1000) < crawling else browsers) for _ in range(count)]
        self.referrers = ["-", *_SEARCHES, *_pages(vocabulary, draws)]
        direct = round(fraction(knobs.direct) * SLOTS)
        sent = apportion(zipf(len(self.referrers) - 1, 1.0), SLOTS - direct) if direct < SLOTS else []
        self._clients = table(apportion(zipf(count, knobs.client_skew), SLOTS))
        self._referrers = table([direct, *sent])

    def choose(self, bits: Bits) -> Ints:
        """Return the index of a client for each line."""
        return self._clients.take(bits).astype("int64")

    def refer(self, bits: Bits) -> Ints:
        """Return the index of a referrer for each line."""
        return self._referrers.take(bits).astype("int64")


def _pages(vocabulary: Vocabulary, draws: Draws) -> list[str]:
    """Return pages of the site itself, and of others, that link to it."""
    domains, slugs = vocabulary.values["domain_name"], vocabulary.values["slug"]
    sites = [domains[0] if draws.below(3) else draws.pick(domains) for _ in range(300)]
    return [f"https://www.{site}/{draws.pick(slugs)}/" for site in sites]
