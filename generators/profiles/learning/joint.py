"""Learn how fields go together: which follows from which, and how far apart lines that are alike are."""

from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import Final

import msgspec
import numpy as np
from numpy.typing import NDArray

from generators.profiles import words
from generators.profiles.learning.columns import ABSENT, FieldColumn, again
from generators.profiles.learning.pools import drawn_from
from generators.profiles.schema import FEW, JointFacts, base36

Ints = NDArray[np.int64]

ROOTS: Final = ("level", "severity", "lvl", "loglevel", "levelname", "status", "status_code")
"""What questions filter by: fields that others follow from, since each of their values has rare values of its own."""

FORM: Final = "«form»"
"""What the form of a line is called among the fields, none of which is called so."""

_KEYS: Final = frozenset({"message", "msg", "path", "logger", "event"})
_LEAST: Final = 0.02
_OFTEN_ABSENT: Final = 0.1
"""Share of lines without a field, from which on others do not follow from it: they are not known where it is not."""

_SELDOM: Final = 1_000
"""One line in so many may differ in fields that are equal."""

_TRIED: Final = 64
"""Lines that are compared first: where more than one in `_OFTEN` differs there, fields are not equal."""

_OFTEN: Final = 8
_PROMISED: Final = 10.0
_LOOKED_AT: Final = 100_000
_CLASSES: Final = 64


def tree(
    indices: Mapping[int, Ints], names: Sequence[str], heads: Sequence[int], rare: Mapping[int, Ints]
) -> list[JointFacts]:
    """Return the strongest dependences that make no circle (Chow and Liu), each from parent to child, parents first.

    The form of a line is the first, where there are several: it decides which fields a line has.

    Args:
        indices: field -> index of the head in each line, the number of heads for a rare value, `ABSENT` for none; the
            form of the line is `FORM`.
        names: of the fields.
        heads: number of heads of each field.
        rare: field -> number of the value in each line.
    """
    edges = _edges({field: index[:_LOOKED_AT] for field, index in indices.items()}, names)
    absent = {field: (index == ABSENT).mean() > _OFTEN_ABSENT for field, index in indices.items()}
    order = sorted(
        indices,
        key=lambda field: (
            names[field] != FORM,
            absent[field],
            words.role(names[field]) not in ROOTS,
            heads[field],
        ),
    )
    pairs: list[tuple[int, int]] = []
    done: set[int] = set()
    for root in order:
        waiting = [] if root in done else [root]
        done.add(root)
        while waiting:
            parent = waiting.pop(0)
            children = [b if a == parent else a for a, b in edges if parent in {a, b}]
            new = [child for child in children if child not in done]
            done.update(new)
            waiting += new
            pairs += [(parent, child) for child in new]
    return facts(pairs, indices, heads, rare)


def facts(
    pairs: Sequence[tuple[int, int]], indices: Mapping[int, Ints], heads: Sequence[int], rare: Mapping[int, Ints]
) -> list[JointFacts]:
    """Return how the fields of each pair, parent and child, go together; the arguments are those of `tree`."""
    return [
        _with_rare(_facts((a, b), (indices[a], indices[b]), (heads[a], heads[b])), indices, heads, rare[b])
        for a, b in pairs
    ]


def equal_fields(columns: Mapping[int, FieldColumn], ids: Mapping[int, Ints]) -> dict[int, int]:
    """Return the fields that are the same as an earlier one in nearly all lines that have them, each with that one.

    A field that has but one value is none, since it equals others by itself, nor one that a line has several times.

    Args:
        columns: of the fields, in their order.
        ids: field -> number of the value in each line.
    """
    found: dict[int, int] = {}
    known: dict[str, int] = {}
    tried: dict[int, Ints] = {}
    for field, column in columns.items():
        if len(column.values) > 1 and len(column.ids) == np.count_nonzero(ids[field] != ABSENT):
            some = _try(column, ids[field], known)
            near = (other for other, values in tried.items() if _nearly(some[some != ABSENT] == values[some != ABSENT]))
            same = (other for other in near if _are_equal(columns[other], column, ids[other], ids[field]))
            if (earlier := next(same, None)) is None:
                tried[field] = some
            else:
                found[field] = earlier
    return found


def _try(column: FieldColumn, ids: Ints, known: dict[str, int]) -> Ints:
    """Return the numbers of some values of a field, which are the same for all fields."""
    values = list(column.values)
    some = ids[:: max(len(ids) // _TRIED, 1)].tolist()
    return np.array([ABSENT if at == ABSENT else known.setdefault(values[at], len(known)) for at in some])


def _nearly(same: NDArray[np.bool_]) -> bool:
    return bool(np.count_nonzero(~same) * _OFTEN < max(len(same), 1))


def _are_equal(earlier: FieldColumn, later: FieldColumn, of_earlier: Ints, of_later: Ints) -> bool:
    lines = np.flatnonzero(of_later != ABSENT)
    known, unknown = of_earlier.take(lines), len(earlier.values)
    numbers = np.array([earlier.values.get(value, unknown) for value in later.values], dtype=np.int64)
    differ = np.count_nonzero(numbers.take(of_later.take(lines)) != known)
    return bool(differ * _SELDOM <= len(lines) and (known != ABSENT).all())


def _edges(indices: Mapping[int, Ints], names: Sequence[str]) -> list[tuple[int, int]]:
    gains: dict[tuple[int, int], float] = {}
    for a, b in combinations(indices, 2):
        if FORM not in (names[a], names[b]) and not _come_together(indices[a], indices[b]):
            continue
        gain = _information(indices[a], indices[b])
        roles = {words.role(names[a]), words.role(names[b])}
        promised = bool(roles & {*ROOTS, FORM}) and bool(roles & (_KEYS if FORM not in roles else {*ROOTS, *_KEYS}))
        if gain > _LEAST:
            gains[a, b] = gain + _PROMISED * promised
    groups = {field: {field} for field in indices}
    edges = []
    for (a, b), _ in sorted(gains.items(), key=lambda item: (-item[1], item[0])):
        if groups[a] is not groups[b]:
            union = groups[a] | groups[b]
            groups |= dict.fromkeys(union, union)
            edges.append((a, b))
    return edges


def _come_together(one: Ints, other: Ints) -> bool:
    """Return whether the values of one of two fields say which lines have the other.

    Else the lines that have both differ from the rest in more than is known of these fields.
    """
    return _decides(one, other != ABSENT) or _decides(other, one != ABSENT)


def _decides(values: Ints, has: NDArray[np.bool_]) -> bool:
    lines = np.bincount(values + 1)
    having = np.bincount(values + 1, weights=has)
    return bool(np.minimum(having, lines - having).sum() <= _OFTEN_ABSENT * min(has.sum(), (values != ABSENT).sum()))


def _information(one: Ints, other: Ints) -> float:
    """Return the mutual information of two columns in bits, less that of the same columns out of step."""
    both = (one != ABSENT) & (other != ABSENT)
    a, b = one[both], other[both]
    if len(a) < FEW:
        return 0.0
    shuffled = b[np.random.default_rng(1).permutation(len(b))]
    return (_entropy(_pairs(a, shuffled)) - _entropy(_pairs(a, b))) * len(a) / len(one)


def _pairs(a: Ints, b: Ints) -> Ints:
    pairs: Ints = a * (int(b.max(initial=0)) + 1) + b
    return pairs


def _entropy(values: Ints) -> float:
    shares = np.unique(values, return_counts=True)[1] / len(values)
    return float(-(shares * np.log2(shares)).sum())


def _facts(fields: tuple[int, int], columns: tuple[Ints, Ints], heads: tuple[int, int]) -> JointFacts:
    has = columns[1] != ABSENT
    of_parent, of_child = np.where(columns[0] == ABSENT, heads[0] + 1, columns[0])[has], columns[1][has]
    found, counts = np.unique(of_parent * (heads[1] + 1) + of_child, return_counts=True)
    parents, children = found // (heads[1] + 1), found % (heads[1] + 1)
    often = counts >= FEW
    pairs = [
        (base36(parent), base36(child), count)
        for parent, child, count in zip(
            parents[often].tolist(), children[often].tolist(), counts[often].tolist(), strict=True
        )
    ]
    lines = np.bincount(parents[~often], weights=counts[~often]).astype(np.int64)
    seldom = np.bincount(parents[~often])
    merged = [
        (base36(parent), int(lines[parent]), int(seldom[parent])) for parent in np.flatnonzero(lines >= FEW).tolist()
    ]
    few = lines < FEW
    others = (int(lines[few].sum()), int(seldom[few].sum()))
    distinct = int((parents <= heads[0]).sum())
    return JointFacts(*fields, distinct, pairs, merged, others if others[0] >= FEW else (0, 0), [])


def _with_rare(facts: JointFacts, indices: Mapping[int, Ints], heads: Sequence[int], values: Ints) -> JointFacts:
    """Add from how many values the rare ones of each value of the parent are drawn: errors have their own."""
    if heads[facts.parent] > _CLASSES:
        return facts
    rare = indices[facts.child] == heads[facts.child]
    repeated = sum(again(values[values != ABSENT]))
    parents = np.where(indices[facts.parent] == ABSENT, heads[facts.parent] + 1, indices[facts.parent])
    own = []
    for parent in range(heads[facts.parent] + 2):
        drawn = values[rare & (parents == parent)]
        if len(drawn) >= FEW:
            seen = len(np.unique(drawn))
            own.append((base36(parent), drawn_from(len(drawn), seen, repeated), seen))
    return msgspec.structs.replace(facts, rare=own)
