"""What sends a browser to a page, and what a page sends it for: the referrers of an access log."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from generators.content import faker_pool
from generators.content.faker_pool import Vocabulary
from generators.lines.random_draws import SETUP_REFERRERS, SLOTS, Draws, apportion, fraction, table, zipf
from generators.lines.settings import SHARE, setting

_SEARCHES: Final = ("https://www.google.com/", "https://duckduckgo.com/", "https://www.bing.com/", "https://t.co/")
_OTHERS: Final = 100
"""Pages of other sites that link to this one."""

_TRACKING: Final = 4
"""One of them in so many tells where it was linked."""

_TRACKED: Final = "?utm_source=newsletter&utm_medium=email&utm_campaign=spring&fbclid="
NONE: Final = 0
"""The index of no referrer."""


@dataclass(frozen=True, kw_only=True)
class ReferrerSettings(faker_pool.PoolSettings):
    """The settings of referrers."""

    direct: float = setting(
        0.4, "share of requests of browsers for pages that have no referrer; of embedded files half of that", SHARE
    )


class Referrers:
    """The pages that send browsers on.

    A page is reached from a search, from another site, or from another page of this one; a picture or a style sheet is
    fetched for a page of this site.
    """

    def __init__(self, settings: ReferrerSettings, vocabulary: Vocabulary, secret: int, paths: Sequence[str]) -> None:
        draws = Draws(secret, SETUP_REFERRERS)
        home, *domains = vocabulary.values["domain_name"]
        slugs = vocabulary.values["slug"]
        others = [f"https://www.{draws.pick(domains)}/{draws.pick(slugs)}/" for _ in range(_OTHERS)]
        others[::_TRACKING] = [f"{one}{_TRACKED}{draws.below(1 << 64):064x}" for one in others[::_TRACKING]]
        outside = ["-", *_SEARCHES, *others]
        own = dict.fromkeys(filter(None, paths))
        places = {path: place for place, path in enumerate(own, len(outside))}
        self.each = [*outside, *(f"https://www.{home}{path}" for path in own)]
        self.own = np.array([places.get(path, NONE) for path in paths])
        self.home = places.get("/", int(self.own.max()))
        self.direct = round(fraction(settings.direct) * SLOTS)
        self.outside = table([0, *apportion(zipf(len(outside) - 1, 1.0), SLOTS)]).astype(np.int64)
