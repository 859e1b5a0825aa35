"""How surely a share is known, given in how many of some independent samples it was found. Pure."""

from math import sqrt
from statistics import NormalDist
from typing import Final

CONFIDENCE: Final = 0.95


def uncertainty(found: int, samples: int) -> float:
    """Return half the width of Wilson's interval of a share, which also holds where nothing or all was found.

    Args:
        found: samples that belong to the share.
        samples: in all, at least one.
    """
    reach = NormalDist().inv_cdf((1 + CONFIDENCE) / 2)
    share = found / samples
    return reach * sqrt(share * (1 - share) / samples + (reach / 2 / samples) ** 2) / (1 + reach**2 / samples)
