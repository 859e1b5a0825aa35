"""Give each line a value such that each value has its share of the lines exactly, and not only on average.

The values of a row lie in a table, each as often as it was seen. Lines that come in any order take them evenly spaced:
as many lines as places take each place once. Drawn at random instead, of the values that were seen five times one in
150 would be missing from a twin, and where lines repeat others far more, since few of them draw at all.
"""

from collections.abc import Sequence
from itertools import count as count_from
from typing import Final

import numpy as np

from generators.lines.blocks import BLOCK, Indices, Ints
from generators.lines.random_draws import Draws, apportion
from generators.profiles.schema import FieldFacts, JointFacts

_PLACES: Final = 1 << 18
"""Places of a table, about, where more lines were seen."""

_KNOWN: Final = -1
"""The number of a value that is listed with its parent, and not dealt out."""

_STRIDE: Final = 7_919
_FIXED: Final = 32
_LUCK: Final = 16
_GOLDEN: Final = 40_503
"""2 ** 16 by the golden ratio."""

Row = list[tuple[int, int]]
"""Values, and how often each was seen."""

Rows = list[list[tuple[int, int, int]]]
"""For each value of the parent: values, how often each was seen, and its number among those dealt out, or -1."""


class QuotaTable:
    """The values of a field by those of its parent.

    Args:
        rows: of all values of the parent; one row where there is none.
        otherwise: how often each value was seen, for rows of which nothing is known.
        sampled: lines that were read; behind so many, values are dealt out again.
        draws: what is drawn with.
    """

    def __init__(self, rows: Rows, otherwise: Sequence[int], sampled: int, draws: Draws) -> None:
        rows = [*rows, [(child, count, _KNOWN) for child, count in enumerate(otherwise)]]
        total = sum(count for row in rows for _, count, _ in row)
        shift = max(total // _PLACES, 1).bit_length() - 1
        tables = [_places(row, shift) for row in rows]
        sizes = np.array([table.shape[1] for table in tables], dtype=np.int64)
        firsts = sizes.cumsum() - sizes
        known = sizes > 0
        self._sizes = np.where(known, sizes, max(sizes[-1], 1))
        self._firsts = np.where(known, firsts, firsts[-1])
        self._luck = np.array(draws.several(len(sizes), 1 << _LUCK), dtype=np.int64)
        entries, self._numbers = np.concatenate([*tables, np.array([[0], [_KNOWN]])], axis=1)
        self._entries = entries.astype(np.uint16)
        dealt = sorted((number, child) for row in rows for child, _, number in row if number != _KNOWN)
        self._dealt = np.array([child for _, child in dealt] or [0], dtype=np.uint16)
        self._sampled = sampled

    def take(self, parents: Indices, block: int) -> Indices:
        """Return a value for each line.

        Args:
            parents: the row of each line, in rising order.
            block: its number; each begins elsewhere in the rows, as far from the others as can be.
        """
        luck = self._luck + block * _GOLDEN & (1 << _LUCK) - 1
        counts = np.bincount(parents, minlength=len(self._sizes))
        steps = (self._sizes << _FIXED) // np.maximum(counts, 1)
        firsts = (self._firsts << _FIXED) + (steps >> _LUCK) * luck - (counts.cumsum() - counts) * steps
        rows = parents.astype(np.int64)
        places = np.arange(len(rows)) * steps.take(rows) + firsts.take(rows) >> _FIXED
        chosen: Indices = self._entries.take(places)
        if (again := block * BLOCK // self._sampled) and len(self._dealt) > 1:
            numbers = self._numbers.take(places)
            some = np.flatnonzero(numbers != _KNOWN)
            chosen[some] = self._dealt.take((numbers.take(some) + again * _STRIDE) % len(self._dealt))
        return chosen


def _places(row: Sequence[tuple[int, int, int]], shift: int) -> Ints:
    values = np.array([(child, number) for child, _, number in row], dtype=np.int64).reshape(-1, 2)
    counts = np.array([count and max(count >> shift, 1) for _, count, _ in row], dtype=np.int64)
    return np.repeat(values.T, counts, axis=1)


def weights(field: FieldFacts) -> list[int]:
    """Return how often each frequent value was seen, and all rare ones together behind them."""
    return [head.count for head in field.heads] + [field.rare.count]


def rows_of(joint: JointFacts, parents: Sequence[int], children: Sequence[int], draws: Draws) -> Rows:
    """Return how often each value goes with each of its parent. What a profile only counts is dealt out.

    Args:
        joint: how the two fields go together.
        parents: how often each value of the parent was seen, the rare ones together behind the last.
        children: how often each value of the child was seen, likewise.
        draws: what is drawn with.
    """
    rows: Rows = [[] for _ in range(len(parents) + 1)]  # the last is that of lines that lack the parent
    left = list(children)
    for of_parent, of_child, count in joint.pairs:
        rows[int(of_parent, 36)].append((int(of_child, 36), count, _KNOWN))
        left[int(of_child, 36)] -= count
    wanted = [(int(of_parent, 36), lines, pairs) for of_parent, lines, pairs in joint.merged]
    wanted += _others(joint, rows, parents)
    left = [max(count, 0) for count in left]
    dealt = _deal(left, sum(pairs for *_, pairs in wanted), draws)
    at, fitted = 0, list[tuple[int, Row]]()
    for parent, lines, pairs in wanted:
        fitted.append((parent, _fit(dealt[at : at + pairs], lines)))
        at += pairs
    _balance(fitted, left)
    numbers = count_from()
    for parent, row in fitted:
        rows[parent] += [(child, count, next(numbers)) for child, count in row]
    known = {child for every in rows for child, *_ in every}
    fullest = max(rows, key=lambda row: sum(count for _, count, _ in row))
    fullest += [(child, count, _KNOWN) for child, count in enumerate(children) if count and child not in known]
    return [sorted(row) for row in rows]


def _fit(dealt: Row, lines: int) -> Row:
    """Return values and counts that are as many lines together, each of them once at least."""
    over = sum(count for _, count in dealt) - lines
    out = []
    for place, (child, count) in enumerate(dealt):
        each = -(-over // (len(dealt) - place)) if over > 0 else over // (len(dealt) - place)
        fitted = max(count - each, 1)
        over -= count - fitted
        out.append((child, fitted))
    return out


def _balance(fitted: Sequence[tuple[int, Row]], left: Sequence[int]) -> None:
    """Let each value have its lines in all rows together, as far as may be, while each row keeps as many as it has."""
    over = [-count for count in left]
    for child, count in (each for _, row in fitted for each in row):
        over[child] += count
    for _, row in fitted:
        more = [place for place, (child, _) in enumerate(row) if over[child] < 0]
        less = [place for place, (child, count) in enumerate(row) if over[child] > 0 and count > 1]
        for one, other in zip(more, less, strict=False):
            for place, step in ((one, 1), (other, -1)):
                child, count = row[place]
                row[place] = child, count + step
                over[child] += step
    # One by one: of what anybody's profile says was seen a billion times only as many are needed as there are places.
    lacking = (child for child in reversed(range(len(over))) for _ in range(-over[child]))
    for _, row in fitted:
        for place, (child, count) in enumerate(row):
            if over[child] >= count == 1 and (instead := next(lacking, None)) is not None:
                over[child] -= 1
                row[place] = instead, 1


def _others(joint: JointFacts, rows: Rows, parents: Sequence[int]) -> list[tuple[int, int, int]]:
    """Return parent, lines and pairs for values of the parent of which too little was seen to be listed."""
    lines, pairs = joint.others
    merged = {int(parent, 36) for parent, _, _ in joint.merged}
    missing = [
        0 if number in merged else max(count - sum(seen for _, seen, _ in rows[number]), 0)
        for number, count in enumerate(parents)
    ]
    if not pairs or not any(missing):
        return []
    shares = apportion(missing, max(pairs, sum(map(bool, missing))))
    each = max(lines // pairs, 1)
    return [(number, each * share, share) for number, share in enumerate(shares) if share]


def _deal(left: Sequence[int], pairs: int, draws: Draws) -> Row:
    """Return a value and a part of the lines that it has left for each pair; the same value comes far apart."""
    if not pairs:
        return []
    known = sum(map(bool, left))
    shares = apportion(left, max(pairs, known)) if known else [pairs]
    values = np.repeat(np.arange(len(shares)), shares)
    share, lines = np.array(shares, dtype=np.int64), np.array(left[: len(shares)], dtype=np.int64)
    number = np.arange(len(values)) - np.repeat(share.cumsum() - share, share)
    begins = np.array(draws.several(len(shares), 1 << 20), dtype=np.int64)
    places = ((number << 20) + begins.take(values) << 20) // share.take(values)
    order = np.argsort(places, kind="stable")
    values, number = values.take(order), number.take(order)
    counts = lines.take(values) // share.take(values) + (number < lines.take(values) % share.take(values))
    return list(zip(values.tolist(), np.maximum(counts, 1).tolist(), strict=True))
