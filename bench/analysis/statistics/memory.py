"""Say which differences in peak memory are real: those beyond what peaks of equal code show."""

from collections.abc import Sequence
from typing import Final

REPEATS: Final = (0.02, 2**18)  # by which peaks of equal code differ: a share, and bytes
TREE_REPEATS: Final = 0.05  # a share, where several processes add up


def differ(before: Sequence[float], after: Sequence[float], *, several: bool = False) -> bool:
    """Tell whether a difference between two rows' peaks may be spoken of.

    Args:
        before: bytes, of one or more processes.
        after: likewise, of the other row or run.
        several: whether one of them adds up several processes.
    """
    share, least = REPEATS
    floor = max((TREE_REPEATS if several else share) * max(before), least)
    meet = min(after) <= max(before) and min(before) <= max(after)
    return not meet and abs(max(after) - max(before)) > floor
