"""Rank rows by time: by differences that are claimed, and by the estimates alone where rounds are too few to test them.

A rank that was not tested says so wherever it is written: `1`, `2=` where rows cannot be distinguished, `3?`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from math import inf

from bench.analysis.statistics.times import CONFIDENCE, Floor, K, Rounds, TimeVerdict, compare, estimate


@dataclass(frozen=True, slots=True)
class Rank:
    """The place of a row among others.

    Args:
        place: 1 is the fastest.
        tier: place of the first row that no claimed difference separates from this one, be it for want of rounds.
        tested: whether there were rounds enough to test the place.
        shared: whether another row has the same.
    """

    place: int
    tier: int
    tested: bool = True
    shared: bool = False

    def __str__(self) -> str:
        return f"{self.place}{'?' if not self.tested else '=' if self.shared else ''}"


def ranks(
    rows: Mapping[K, Rounds],
    *,
    floor: Floor | None,
    confidence: float = CONFIDENCE,
    peaks: Mapping[K, float] | None = None,
) -> dict[K, Rank]:
    """Rank by time, the fastest first with 1; returned in that order.

    A row that is not measurably slower than the first of a rank shares it, and the next rank counts all before it: 1,
    1, 3. A row that could not be tested against that first one takes the place of its estimate. A row without any
    figure has no rank.

    Args:
        rows: the seconds of each round.
        floor: how much equal code differs.
        confidence: of every interval.
        peaks: memory in bytes. Rows that share a rank come in the order of their peaks, so that the first row, which
            everything recommends, needs the least memory of all that are as fast.
    """
    own = {key: estimated.value for key, rounds in rows.items() if (estimated := estimate(rounds.values()))}
    found: dict[K, Rank] = {}
    leader, tier = None, 0
    for place, key in enumerate(sorted(own, key=own.__getitem__), start=1):
        verdict = TimeVerdict.SLOWER
        if leader is not None:
            verdict = compare(rows[leader], rows[key], floor=floor, confidence=confidence).verdict
        if verdict is TimeVerdict.SLOWER:
            leader, tier = key, place
        tested = verdict is not TimeVerdict.UNTESTED
        found[key] = Rank(tier if tested else place, tier, tested)
    return _mark(_sort_ties(found, peaks or {}))


def _sort_ties(found: Mapping[K, Rank], peaks: Mapping[K, float]) -> dict[K, Rank]:
    """Put the row with the least memory first among those of a rank; without peaks the order of times remains."""
    return dict(sorted(found.items(), key=lambda item: (item[1].place, peaks.get(item[0], inf))))


def _mark(found: dict[K, Rank]) -> dict[K, Rank]:
    """Mark the ranks that are shared, and the first as untested where nothing was tested against it."""
    places = [rank.place for rank in found.values()]
    others = list(found.values())[1:]
    tested = not others or any(rank.tested for rank in others)
    return {
        key: replace(rank, shared=places.count(rank.place) > 1, tested=rank.tested and tested)
        for key, rank in found.items()
    }
