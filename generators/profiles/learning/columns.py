"""Collect the values of fields while lines are read, each as a number; and learn how soon values come again."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import Final

import numpy as np
from numpy.typing import NDArray

from generators.profiles.schema import FEW
from generators.profiles.splitting import OTHER, Splitter

Ints = NDArray[np.int64]

Form = tuple[tuple[str, ...], tuple[str, ...]]
"""What is before each field and behind the last, and the names of the fields."""

ABSENT: Final = -1
"""What a field is in a line that has none."""

BACK: Final = 14
"""Powers of two up to the lines of a block."""

MOST_BETWEEN: Final = 1_400
"""Characters between two fields, at most; a line with more of them is one of another form."""

_LOOKED_AT: Final = 200_000
_PLACE: Final = 32  # bits for the place of a value
_POWERS: Final = 32
_LEAST: Final = 0.05
"""Share of lines below which chance decides how many are left."""

_MOST: Final = 0.98
"""Share of lines that copy, at most."""

_NOISE: Final = 0.01
"""Share of lines that may be seen again so much more often than by chance without being copies."""


@dataclass(slots=True)
class FieldColumn:
    """The values of one field.

    Attributes:
        values: value -> its number.
        ids: number of the value in each line that has one.
        lines: these lines.
    """

    values: dict[str, int] = field(default_factory=dict)
    ids: list[int] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)

    def add(self, line: int, value: str) -> None:
        """Add the value of a line."""
        self.ids.append(self.values.setdefault(value, len(self.values)))
        self.lines.append(line)

    def spread(self, ids: NDArray[np.int64], lines: int) -> NDArray[np.int64]:
        """Return numbers of the lines that have the field, for all lines."""
        out = np.full(lines, ABSENT, dtype=np.int64)
        out[self.lines] = ids
        return out


class Collector:
    """Takes lines apart and collects what they hold.

    Args:
        splitter: takes a line apart.
    """

    def __init__(self, splitter: Splitter) -> None:
        self._split = splitter.split
        self.columns: dict[str, FieldColumn] = {}
        self.forms: dict[Form, int] = {}
        self.form_ids: list[int] = []
        self.lines = self.wide = self.crlf = 0
        self.lengths: Counter[int] = Counter()
        self.first = ""

    def add(self, raw: bytes) -> None:
        """Add a line without its LF."""
        bare = raw.removesuffix(b"\r")
        self.crlf += len(raw) - len(bare)
        self.lengths[len(raw) + 1] += 1
        self.wide += not bare.isascii()
        text = bare.decode("utf-8", "surrogateescape")
        if self.lines == 0:
            self.first = text
        texts, names, values = self._split(text) or ((), (), ())
        if not texts or max(map(len, texts)) > MOST_BETWEEN:
            texts, names, values = ("", ""), (OTHER,), (text,)
        self.form_ids.append(self.forms.setdefault((texts, names), len(self.forms)))
        line, columns = self.lines, self.columns
        for name, value in zip(names, values, strict=True):
            if name not in columns:
                columns[name] = FieldColumn()
            columns[name].add(line, value)
        self.lines = line + 1


def again(values: Ints) -> list[int]:
    """Return the share of lines, in thousandths, whose value was last seen so far back, beyond chance."""
    known = values[:_LOOKED_AT]
    if len(known) < FEW:
        return [0] * BACK
    beyond = _distances(known) - _distances(np.random.default_rng(1).permutation(known))
    return [max(0, round(1000 * share)) for share in beyond[:BACK].tolist()]


def copied(values: Ints, lines: Ints | None = None) -> list[int]:
    """Return the share of a field's lines, in thousandths, that have to copy the value of a line so far back.

    It is more than the share that is seen beyond chance: a copy of a frequent value would often have been seen anyway.
    Of the lines whose value was not seen nearer, those that chance does not explain are copies. And where a twin has
    given a value to all the lines that are to have it, the next one copies in vain: once for each value.

    Args:
        values: of the field.
        lines: where each of them is; None if all lines have the field.
    """
    known = values[:_LOOKED_AT]
    if len(known) < FEW:
        return [0] * BACK
    at = np.arange(len(values)) if lines is None else lines
    seen, chance = _distances(known, at), _distances(np.random.default_rng(1).permutation(known), at)
    some = np.random.default_rng(1).permutation(known)[: 1 << BACK]
    in_vain = np.count_nonzero(np.bincount(some)) / len(some)
    copies, left = [], 1.0
    for power in range(BACK):
        new, usual = 1 - seen[:power].sum(), 1 - chance[:power].sum()
        share = 0.0
        if usual - chance[power] > _LEAST and new > _LEAST and seen[power] - chance[power] > _NOISE:
            share = max(1 - (1 - seen[power] / new) / (1 - chance[power] / usual), 0.0)
            share = min(share / max(1 - in_vain, _LEAST), _MOST)
        copies.append(round(1000 * left * share))
        left *= 1 - share
    return copies


def repetitions(copies: Sequence[Sequence[int]], having: Sequence[int]) -> tuple[list[int], list[list[int]]]:
    """Return how far back lines repeat others, and how often each field does so where its line does.

    Args:
        copies: of each field, and of the form of the line: shares of its lines that copy one so far back.
        having: how many of a thousand lines have it; what few lines do is not what lines do.
    """
    of_all = [[share * lines // 1000 for share in shares] for shares, lines in zip(copies, having, strict=True)]
    lead = [max(shares, default=0) for shares in zip_longest(*of_all, fillvalue=0)]
    return lead, [
        [min(1000 * share // max(most, 1), 1000) for share, most in zip(shares, lead, strict=False)]
        for shares in copies
    ]


def _distances(values: Ints, lines: Ints | None = None) -> NDArray[np.float64]:
    words = (values << _PLACE) | np.arange(len(values))  # sorted at a third of what `argsort` takes
    words.sort()
    same, order = np.diff(words >> _PLACE) == 0, words & ((1 << _PLACE) - 1)
    steps = np.diff(order if lines is None else lines.take(order))[same]
    steps = steps[steps > 0]  # a line may have a field twice
    powers = (
        np.bincount(np.frexp(steps.astype(np.float64))[1] - 1, minlength=_POWERS)[:_POWERS]
        if len(steps)
        else np.zeros(_POWERS)
    )
    return powers / len(values)
