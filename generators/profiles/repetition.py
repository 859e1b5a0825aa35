"""Learn how far apart lines are that have the same value: it decides what caches and dictionaries cost."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from generators.profiles.schema import FEW

Ints = NDArray[np.int64]

BACK: Final = 14
"""Powers of two up to the lines of a block."""

_LOOKED_AT: Final = 200_000
_POWERS: Final = 32


def again(values: Ints) -> list[int]:
    """Return the share of lines, in thousandths, whose value was last seen so far back, beyond chance."""
    known = values[:_LOOKED_AT]
    if len(known) < FEW:
        return [0] * BACK
    beyond = _distances(known) - _distances(np.random.default_rng(1).permutation(known))
    return [max(0, round(1000 * share)) for share in beyond[:BACK].tolist()]


def _distances(values: Ints) -> NDArray[np.float64]:
    order = np.argsort(values, kind="stable")
    same = np.diff(values[order]) == 0
    steps = np.diff(order)[same]
    powers = (
        np.bincount(np.frexp(steps.astype(np.float64))[1] - 1, minlength=_POWERS)[:_POWERS]
        if len(steps)
        else np.zeros(_POWERS)
    )
    return powers / len(values)
