"""Give lines the random word that their text is invented from, where a value stands for many texts.

Lines with the same word have the same text. Of the lines of a block that share a pool, as many words are different as
in as many lines of the log; lines that repeat another are the first to share one.
"""

from dataclasses import dataclass
from decimal import Context, Decimal
from typing import Final

import numpy as np
from numpy.typing import NDArray

from generators.lines.blocks import Indices, Ints
from generators.lines.ordered import stable_order
from generators.profiles.schema import FieldFacts, JointFacts, RareValues
from generators.twins.expansion import mixed
from generators.twins.grammar import Words

NONE: Final = -1
_DECIMAL: Final = Context(prec=24)
_FIXED: Final = 32
_HALF: Final = np.uint64(32)
_LOW: Final = np.uint64(0xFFFFFFFF)
_SALT: Final = 0xD1B54A32D192ED03
_WORD: Final = (1 << 64) - 1
_THOUSAND: Final = 1000
_SHARED: Final = 1.1
"""Values that are seen so many times as often with one value of the parent each as altogether are not its own."""

_MOST: Final = (1 << 32) - 1


@dataclass(frozen=True, slots=True)
class TwinSize:
    """How long a twin is.

    Args:
        lines: of it all.
        sampled: lines of the log that were read.
        block: lines of its first block.
    """

    lines: int
    sampled: int
    block: int


def pool_size(rare: RareValues, size: TwinSize) -> int:
    """Return from how many values rare ones are drawn in a twin, the same on every machine; 0 if none comes again."""
    if not rare.drawn_from or not rare.growth or size.lines == size.sampled:
        return rare.drawn_from
    ratio = _DECIMAL.ln(_DECIMAL.divide(Decimal(size.lines), Decimal(size.sampled)))
    grown = _DECIMAL.exp(_DECIMAL.divide(_DECIMAL.multiply(ratio, Decimal(rare.growth)), Decimal(100)))
    return min(max(int(_DECIMAL.multiply(grown, Decimal(rare.drawn_from))), 1), _MOST)


def _found(lines: Decimal, drawn_from: int) -> Decimal:
    """Return how many different values so many draws find."""
    if not drawn_from:
        return lines
    missed = _DECIMAL.exp(_DECIMAL.divide(-lines, Decimal(drawn_from)))
    return _DECIMAL.multiply(Decimal(drawn_from), _DECIMAL.subtract(Decimal(1), missed))


def _share(rare: RareValues, grown: int, size: TwinSize) -> int:
    """Return how many different values a block has for each of its lines with a rare one, in 32 bits."""
    if not (rare.count and rare.distinct):
        return 1 << _FIXED
    fresh = Decimal(max(rare.count * (_THOUSAND - min(rare.repeated, _THOUSAND - 1)), 1)) / _THOUSAND
    times = _DECIMAL.divide(Decimal(size.block), Decimal(size.sampled))
    of_block = _DECIMAL.divide(_found(_DECIMAL.multiply(fresh, times), grown), times)
    expected = _DECIMAL.divide(of_block, max(_found(fresh, rare.drawn_from), Decimal("1e-9")))
    share = _DECIMAL.multiply(expected, _DECIMAL.divide(Decimal(rare.distinct), Decimal(rare.count)))
    return min(max(int(share * (1 << _FIXED)), 1), 1 << _FIXED)


def _exact(part: int, whole: int) -> int:
    """Return a share in 32 bits."""
    return min((part << _FIXED) // max(whole, 1), 1 << _FIXED)


class WordPools:
    """The pools of one field.

    Args:
        field: what is known of it.
        joint: how it goes with its parent; None if it has none.
        rows: values of the parent, and of the lines that lack it.
        size: of the twin.
        salt: makes fields differ.
    """

    def __init__(self, field: FieldFacts, joint: JointFacts | None, rows: int, size: TwinSize, salt: int) -> None:
        self._size = size
        same: list[int] = []
        self._pools: list[tuple[int, int]] = []
        of_value = [self._add(0, _exact(head.distinct, head.count)) if head.slots else NONE for head in field.heads]
        rare = field.rare
        of_value.append(self._add_rare(rare) if rare.count else NONE)
        self._of_value = np.array([*of_value, NONE], dtype=np.int64)
        self._rare, self._own = len(field.heads), None
        if joint is not None and joint.rare and rare.count:
            self._own = np.full(rows, of_value[-1], dtype=np.int64)
            counts = {parent: count for parent, child, count in joint.pairs if int(child, 36) == self._rare}
            shared = sum(seen for _, _, seen in joint.rare) > rare.distinct * _SHARED
            for parent, drawn_from, seen in joint.rare:
                own = RareValues(counts.get(parent, seen), seen, drawn_from, rare.growth, rare.repeated)
                pool = self._own[int(parent, 36)] = self._add_rare(own)
                if shared:  # as many different ones as there were, of those that all draw from
                    self._pools[pool] = pool_size(rare, size) or rare.distinct, self._pools[pool][1]
                    same.append(pool)
        self._sizes = np.array([drawn_from for drawn_from, _ in self._pools] or [0], dtype=np.int64)
        self._steps = np.uint64(1 << _FIXED) // np.maximum(self._sizes, 1).astype(np.uint64)
        self._shares = np.array([share for _, share in self._pools] or [0], dtype=np.int64)
        salts = [((2 * number + 1) * _SALT ^ salt) & _WORD for number in range(len(self._sizes))]
        for pool in same:
            salts[pool] = salt
        self._salts = np.array(salts, dtype=np.uint64)

    @property
    def is_needed(self) -> bool:
        """Whether any value stands for many texts."""
        return bool(self._pools)

    def deal(self, order: Ints, origins: Ints, chosen: tuple[Indices, Indices | None], drawn: Words) -> Words:
        """Return a word for each line.

        Args:
            order: the lines that have the field, such that those that repeat the same line follow each other.
            origins: the line that each repeats.
            chosen: the value of the field in each line, and that of its parent.
            drawn: a random word for each line.
        """
        out = np.zeros(len(origins), dtype=np.uint64)
        lines, pools = self._group(order, *chosen)
        if len(lines) == 0:
            return out
        counts = np.bincount(pools, minlength=len(self._sizes))
        starts = counts.cumsum() - counts
        begins = np.zeros(len(lines), dtype=np.bool_)
        begins[starts[counts > 0]] = True
        numbers, different = self._numbers(pools, counts, starts, begins | _changes(origins.take(lines)))
        first = np.arange(len(lines)) * (begins | _changes(numbers))
        words = mixed(drawn.take(lines.take(np.maximum.accumulate(first))) ^ self._salts.take(pools))
        steps = (np.int64(1 << _FIXED) // different).astype(np.uint64)
        begins_at = (mixed(drawn[:1] ^ self._salts) >> _HALF) * steps >> _HALF  # elsewhere in each block
        upper = numbers.astype(np.uint64) * steps.take(pools) + begins_at.take(pools)
        out[lines] = self._limit(upper, words, pools)
        return out

    def _add(self, drawn_from: int, share: int) -> int:
        self._pools.append((drawn_from, share))
        return len(self._pools) - 1

    def _add_rare(self, rare: RareValues) -> int:
        grown = pool_size(rare, self._size)
        return self._add(grown, _share(rare, grown, self._size))

    def _group(self, order: Ints, values: Indices, parents: Indices | None) -> tuple[Ints, Ints]:
        """Return the lines that need a word, pool by pool, and the pool of each."""
        ordered = values.take(order)
        pools = self._of_value.take(ordered)
        if self._own is not None and parents is not None:
            rare = np.flatnonzero(ordered == self._rare)
            pools[rare] = self._own.take(parents.take(order.take(rare)))
        some = np.flatnonzero(pools != NONE)
        lines, pools = order.take(some), pools.take(some)
        if len(self._sizes) > 1:
            by_pool = stable_order(pools.astype(np.uint16))
            lines, pools = lines.take(by_pool), pools.take(by_pool)
        return lines, pools

    def _numbers(self, pools: Ints, counts: Ints, starts: Ints, changes: NDArray[np.bool_]) -> tuple[Ints, Ints]:
        """Return the number of each line's word within its pool, and how many different ones each pool has."""
        clusters = changes.cumsum() - 1
        of_start = clusters.take(np.minimum(starts, len(clusters) - 1))
        ends = clusters.take(np.maximum(starts + counts, 1) - 1)
        all_of = np.maximum(ends - of_start + 1, 1)
        wanted = np.maximum(counts * self._shares + (1 << _FIXED - 1) >> _FIXED, 1)
        different = np.where(self._shares > 0, wanted, all_of)
        by_cluster = different <= all_of
        steps = (different << _FIXED) // np.maximum(np.where(by_cluster, all_of, counts), 1) + 1
        of_line = np.arange(len(pools)) - starts.take(pools)
        within = np.where(by_cluster.take(pools), clusters - of_start.take(pools), of_line)
        return within * steps.take(pools) >> _FIXED, different

    def _limit(self, upper: Words, words: Words, pools: Ints) -> Words:
        """Return words of which as many are different as a pool has."""
        if not self._sizes.any():
            return upper << _HALF | words & _LOW
        sizes = self._sizes.take(pools).astype(np.uint64)
        drawn = upper * sizes >> _HALF
        steps = self._steps.take(pools)
        known = mixed(drawn ^ self._salts.take(pools))
        limited = drawn * steps + ((known >> _HALF) * steps >> _HALF)
        is_limited = sizes > 0
        return np.where(is_limited, limited, upper) << _HALF | np.where(is_limited, known, words) & _LOW


def _changes(values: Ints) -> NDArray[np.bool_]:
    out = np.ones(len(values), dtype=np.bool_)
    np.not_equal(values[1:], values[:-1], out=out[1:])
    return out
