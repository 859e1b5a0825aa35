"""Choose which value each field has in each line of a block: by quota, by the value of its parent, or again."""

from collections.abc import Sequence
from dataclasses import dataclass
from operator import mul
from typing import Final

import numpy as np

from generators.lines.blocks import BLOCK, Ints
from generators.lines.random_draws import LINES, Draws, words
from generators.profiles.schema import FieldFacts, Profile
from generators.twins.grammar import Words
from generators.twins.layout import completed, form_field
from generators.twins.pooling import TwinSize, WordPools
from generators.twins.quotas import QuotaTable, rows_of, weights
from generators.twins.repetition import Keys, Repetitions, arranged

_FIELDS: Final = 16
"""Streams of the twin's key; each field has one of its own behind it."""

_LOCAL: Final = 6
"""Fields that lines are arranged by, at most."""

_DEAL, _SHUFFLED = 3, 6
_SALT: Final = 0xD1B54A32D192ED03
_WORD: Final = (1 << 64) - 1


@dataclass(frozen=True, slots=True)
class _ChosenField:
    """How a field is chosen.

    Args:
        number: of the field.
        parent: number of the one it follows from; -1 for none.
        absent: what it is in a line that lacks it.
        table: its values; None if there is but one.
        pools: what texts of many are drawn from.
        forms: whether each form of line has it; None if all do.
    """

    number: int
    parent: int
    absent: int
    table: QuotaTable | None
    pools: WordPools
    forms: Ints | None

    def select(self, lines: Ints, forms: Ints) -> Ints:
        """Return those of some lines that have the field, by the forms of all lines."""
        return lines if self.forms is None else lines[self.forms.take(forms.take(lines))]

    def choose(self, block: int, keys: Keys, values: Sequence[Ints]) -> Ints:
        """Return the value of each line; which lines are like which is random, and where they stand comes later.

        Args:
            block: its number.
            keys: a random number for each line.
            values: of the fields that were chosen before.
        """
        count = len(values[-1])
        order = self.select(np.argsort(keys[:count], kind="stable"), values[-1])
        chosen = np.full(count, self.absent, dtype=np.int64)
        if self.table is None:
            chosen[order] = 0
            return chosen
        rows = np.zeros(len(order), dtype=np.int64)
        if self.parent >= 0:
            rows = values[self.parent].take(order)
            by_row = np.argsort(rows.astype(np.uint16), kind="stable")
            order, rows = order.take(by_row), rows.take(by_row)
        chosen[order] = self.table.take(rows, block)
        return chosen


@dataclass(frozen=True, slots=True)
class ChosenValues:
    """What was chosen for the lines of a block.

    Args:
        values: index of the value of each field in each line; the last is the form.
        words: for each field a word for each line; None where no value needs one.
    """

    values: list[Ints]
    words: list[Words | None]


class Chooser:
    """Chooses the values of all fields.

    Args:
        profile: of the log.
        secret: key of what is drawn.
        size: of the twin.
    """

    def __init__(self, profile: Profile, secret: int, size: TwinSize) -> None:
        self._secret, self._size = secret, size
        self._repetitions = Repetitions(profile.back_by)
        facts = [*map(completed, profile.fields), form_field(profile.forms, profile.form_follows)]
        self._fields = self._lay_out(profile, facts)
        self._count = len(facts)
        self._numbers = range(self._count)
        self._follows = [tuple(field.follows) for field in facts]
        often = [sum(map(mul, profile.back_by, follows)) for follows in self._follows]
        self._local = sorted((number for number in self._numbers if often[number]), key=lambda number: -often[number])
        del self._local[_LOCAL:]

    def choose(self, block: int, lines: int) -> ChosenValues:
        """Return the values of the first lines of a block, or of more: they do not depend on how many are asked for."""
        count = max(min(BLOCK, self._size.lines - block * BLOCK), lines)
        keys = [_sixteen(words(self._secret, _FIELDS + number, block, BLOCK // 4)) for number in self._numbers]
        values = [np.zeros(count, dtype=np.int64)] * self._count
        for field in self._fields:
            values[field.number] = field.choose(block, keys[field.number], values)
        origins = self._origins(block, count)
        repeating = [keys[number].take(origins[number]) for number in self._local]
        local = [(values[number], keys) for number, keys in zip(self._local, repeating, strict=True)]
        shuffled = np.argsort(_sixteen(words(self._secret, _SHUFFLED, block, BLOCK // 4))[:count], kind="stable")
        values = arranged(values, shuffled, local)
        drawn = words(self._secret, LINES, block, BLOCK)[:count]
        found = ChosenValues(values, [None] * self._count)
        for field in self._fields:
            if field.pools.is_needed:
                origin = origins[field.number]
                order = field.select(np.argsort(keys[field.number].take(origin), kind="stable"), values[-1])
                both = values[field.number], values[field.parent] if field.parent >= 0 else None
                found.words[field.number] = field.pools.deal(order, origin, both, drawn)
        return found

    def _origins(self, block: int, count: int) -> list[Ints]:
        """Return for each field the first of the lines that each line repeats in it."""
        repeated = self._repetitions.lines(self._secret, block, count)
        known: dict[tuple[int, ...], Ints] = {}
        for follows in self._follows:
            if follows not in known:
                known[follows] = repeated.origins(follows)
        return [known[follows] for follows in self._follows]

    def _lay_out(self, profile: Profile, facts: Sequence[FieldFacts]) -> list[_ChosenField]:
        joint = {each.child: each for each in profile.joint}
        draws = Draws(self._secret, _DEAL)
        counts = [weights(field) for field in facts]
        form = len(facts) - 1
        roots = [number for number in range(form) if number not in joint]
        order = [*([form] if form not in joint else []), *roots, *(each.child for each in profile.joint)]
        out: list[_ChosenField] = []
        for number in order:
            own, field = joint.get(number), facts[number]
            parent = own.parent if own else -1
            parents = counts[own.parent] if own else []
            rows = rows_of(own, parents, counts[number], draws) if own else []
            forms = [number in each.parts for each in profile.forms] if number != form else []
            salt = (2 * number + 1) * _SALT & _WORD
            several = sum(map(bool, counts[number])) > 1
            out.append(
                _ChosenField(
                    number=number,
                    parent=parent,
                    absent=len(field.heads) + 1,
                    table=QuotaTable(rows, counts[number], draws) if several else None,
                    pools=WordPools(field, own, len(parents) + 1, self._size, salt),
                    forms=None if all(forms) else np.array(forms, dtype=np.bool_),
                )
            )
        return out


def _sixteen(drawn: Words) -> Keys:
    """Return four numbers of 16 bits for each word."""
    return drawn.astype("<u8", copy=False).view("<u2")
