"""Decide after which rounds figures are examined, and which rows may leave then.

Looking after every round and stopping when it looks good finds a difference in 27 % of equal pairs within 64 rounds.
So there are four looks and no more, each at the same level (Pocock 1977). His 1.8 % holds for looks at equal
distances; each of these doubles the rounds, so two of them have less in common, and 1.6 % is what gives 5 % together.
When the time is spent in between, that is the last look, in place of those that would have come.
"""

from collections.abc import Mapping
from typing import Final

from bench.analysis.statistics.times import LOOK_CONFIDENCE, Comparison, K, Rounds, TimeVerdict, compare_all

LOOKS: Final = (8, 16, 32, 64)


def look(base: Rounds, others: Mapping[K, Rounds], *, control: Rounds) -> dict[K, Comparison]:
    """Compare each with the baseline at the level of one of four looks."""
    return compare_all(base, others, copies=(base, control), confidence=LOOK_CONFIDENCE)


def list_decided(comparisons: Mapping[K, Comparison]) -> frozenset[K]:
    """Return the rows that may leave: a difference is found, or one that matters is excluded and none suspected.

    A suspected difference lies within the noise floor, which more rounds may lower. Both copies of the baseline stay
    while anyone does.
    """
    return frozenset(
        key
        for key, comparison in comparisons.items()
        if comparison.claimed or (comparison.verdict is TimeVerdict.SAME and not comparison.suspected)
    )
