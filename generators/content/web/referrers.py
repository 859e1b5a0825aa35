"""What sends a browser to a page, and what a page sends it for: the referrers of an access log."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

import numpy as np
from numpy.typing import NDArray

from generators.content import faker_pool
from generators.content.faker_pool import Vocabulary
from generators.lines.blocks import Bits, Ints
from generators.lines.random_draws import SETUP_REFERRERS, SLOTS, Draws, apportion, fraction, table, zipf
from generators.lines.settings import SHARE, setting

_SEARCHES: Final = ("https://www.google.com/", "https://duckduckgo.com/", "https://www.bing.com/", "https://t.co/")
_OTHERS: Final = 100
"""Pages of other sites that link to this one."""

_OWN: Final = 200
"""Pages of the site itself that send on, at most."""


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

    Args:
        settings: the settings.
        vocabulary: where the names of sites come from.
        secret: the key of the dataset.
        pages: paths of the site's own pages, the most frequent first.
    """

    def __init__(self, settings: ReferrerSettings, vocabulary: Vocabulary, secret: int, pages: Sequence[str]) -> None:
        draws = Draws(secret, SETUP_REFERRERS)
        home, *domains = vocabulary.values["domain_name"]
        slugs = vocabulary.values["slug"]
        own = [f"https://www.{home}{page}" for page in pages[:_OWN]]
        others = [f"https://www.{draws.pick(domains)}/{draws.pick(slugs)}/" for _ in range(_OTHERS)]
        self.each = ["-", *_SEARCHES, *others, *own]
        direct = fraction(settings.direct)
        self._places = np.concatenate(
            [
                _shared(direct, [*zipf(len(_SEARCHES) + _OTHERS, 1.0), *zipf(len(own), 1.0)]),
                _shared(direct / 2, [*[0] * (len(_SEARCHES) + _OTHERS), *zipf(len(own), 1.0)]),
            ]
        )

    def choose(self, bits: Bits, embedded: NDArray[np.bool_], browsing: NDArray[np.bool_]) -> Ints:
        """Return the index of a referrer for each line.

        Args:
            bits: what is drawn.
            embedded: whether the line asks for a file that a page holds.
            browsing: whether a browser asks; a crawler sends no referrer.
        """
        found = self._places.take(bits + embedded * np.int64(SLOTS))
        return found * browsing.astype(np.int64)


def _shared(direct: Fraction, weights: list[int]) -> NDArray[np.uint16]:
    """Return the table in which the first value, no referrer, has a share and the others divide the rest."""
    without = round(direct * SLOTS)
    sent = apportion(weights, SLOTS - without) if without < SLOTS else []
    return table([without, *sent])
