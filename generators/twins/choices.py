"""Choose which value each field has in each line of a block: by quota, by the value of its parent, or again."""

from collections.abc import Sequence
from dataclasses import dataclass
from operator import mul
from typing import Final

import numpy as np
from numpy.typing import NDArray

from generators.lines.blocks import BLOCK, Indices, Ints
from generators.lines.ordered import stable_order
from generators.lines.random_draws import LINES, Draws, words
from generators.profiles.schema import FieldFacts, JointFacts, Profile
from generators.twins.grammar import Words
from generators.twins.layout import completed, form_field
from generators.twins.pooling import TwinSize, WordPools
from generators.twins.quotas import QuotaTable, rows_of, weights
from generators.twins.repetition import Repetitions, arranged

_BITS: Final = 16
_KEYS: Final = 6
"""Stream of the twin's key."""

_LOCAL: Final = 6
"""Fields that lines are arranged by, at most."""

_BY_FORM: Final = 3
"""Version of profiles from which on values follow from those of a parent that they have a line in common with."""

_ROUNDED: Final = 50
"""A fiftieth of a count, or less, may come from the three digits of others."""

_DEAL, _ODD = 3, 4
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
        shift: a number of 16 bits.
    """

    number: int
    parent: int
    absent: int
    table: QuotaTable | None
    pools: WordPools
    forms: NDArray[np.bool_] | None
    shift: int

    def select(self, lines: Ints, forms: Indices) -> Ints:
        """Return those of some lines that have the field, by the forms of all lines."""
        return lines if self.forms is None else lines[self.forms.take(forms.take(lines))]

    def choose(self, block: int, shuffled: Ints, values: Sequence[Indices]) -> Indices:
        """Return the value of each line; which lines are like which is random, and where they stand comes later.

        Args:
            block: its number.
            shuffled: all lines in random order.
            values: of the fields that were chosen before.
        """
        count = len(shuffled)
        if self.table is None and self.forms is None:
            return np.zeros(count, dtype=np.uint16)
        order = shuffled + (1 + (self.shift * (count - 1) >> _BITS))  # as random as another order for each field
        unsigned = order.view(np.uint64)  # below zero is then above all others
        order = self.select(np.minimum(unsigned, unsigned - np.uint64(count)).view(np.int64), values[-1])
        chosen = np.full(count, self.absent, dtype=np.uint16)
        if self.table is None:
            chosen[order] = 0
            return chosen
        rows = np.zeros(len(order), dtype=np.uint16)
        if self.parent >= 0:
            rows = values[self.parent].take(order)
            by_row = stable_order(rows)
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

    values: list[Indices]
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
        self._equal = {number: field.equals for number, field in enumerate(facts) if field.equals >= 0}
        self._fields = [each for each in self._lay_out(profile, facts) if each.number not in self._equal]
        self._count = len(facts)
        odd = Draws(secret, _ODD).several(self._count, 1 << _BITS - 1)
        self._odd = [np.uint16(2 * number + 1) for number in odd]
        self._follows = [tuple(field.follows) for field in facts]
        often = [sum(map(mul, profile.back_by, follows)) for follows in self._follows]
        local = [number for number in range(self._count) if often[number] and number not in self._equal]
        self._local = sorted(local, key=lambda number: -often[number])[:_LOCAL]

    def choose(self, block: int, lines: int) -> ChosenValues:
        """Return the values of the first lines of a block, or of more: they do not depend on how many are asked for."""
        count = max(min(BLOCK, self._size.lines - block * BLOCK), lines)
        base = words(self._secret, _KEYS, block, BLOCK // 4).astype("<u8", copy=False).view("<u2")[:count]
        shuffled = stable_order(base)
        values: list[Indices] = [np.zeros(count, dtype=np.uint16)] * self._count
        for field in self._fields:
            values[field.number] = field.choose(block, shuffled, values)
        origins = self._origins(block, count)
        keys = {number: (base * self._odd[number]).take(origin) for number, origin in origins.items()}
        orders = {number: stable_order(key) for number, key in keys.items()}
        values = arranged(values, shuffled, [(values[number], orders[number]) for number in self._local])
        drawn = words(self._secret, LINES, block, BLOCK)[:count]
        found = ChosenValues(values, [None] * self._count)
        for field in self._fields:
            if field.pools.is_needed:
                order = field.select(orders[field.number], values[-1])
                both = values[field.number], values[field.parent] if field.parent >= 0 else None
                found.words[field.number] = field.pools.deal(order, origins[field.number], both, drawn)
        for number, earlier in self._equal.items():
            found.values[number], found.words[number] = found.values[earlier], found.words[earlier]
        return found

    def _origins(self, block: int, count: int) -> dict[int, Ints]:
        """Return the first of the lines that each line repeats in a field, for each field that this matters to."""
        repeated = self._repetitions.lines(self._secret, block, count)
        known: dict[tuple[int, ...], Ints] = {}
        numbers = {*self._local, *(field.number for field in self._fields if field.pools.is_needed)}
        for follows in {self._follows[number] for number in numbers}:
            known[follows] = repeated.origins(follows)
        return {number: known[self._follows[number]] for number in sorted(numbers)}

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
            rows = rows_of(own, _having(profile, own, parents), counts[number], draws) if own else []
            forms = [number in each.parts for each in profile.forms] if number != form else []
            salt = (2 * number + 1) * _SALT & _WORD
            several = sum(map(bool, counts[number])) > 1
            out.append(
                _ChosenField(
                    number=number,
                    parent=parent,
                    absent=len(field.heads) + 1,
                    table=QuotaTable(rows, counts[number], self._size.sampled, draws) if several else None,
                    pools=WordPools(field, own, len(parents) + 1, self._size, salt),
                    forms=None if all(forms) else np.array(forms, dtype=np.bool_),
                    shift=draws.below(1 << _BITS),
                )
            )
        return out


def _having(profile: Profile, joint: JointFacts, parents: Sequence[int]) -> list[int]:
    """Return how often each value of a parent was seen in lines that have the child, as far as their forms tell."""
    form = len(profile.fields)
    lacking = {number for number, each in enumerate(profile.forms) if joint.child not in each.parts}
    of_parent = next((each for each in profile.joint if each.child == joint.parent and each.parent == form), None)
    out = list(parents)
    if profile.version < _BY_FORM or joint.child == form:
        return out
    if joint.parent == form:
        return [0 if number in lacking else count for number, count in enumerate(out)]
    for of_form, value, count in of_parent.pairs if of_parent else ():
        out[int(value, 36)] -= count if int(of_form, 36) in lacking else 0
    return [left if left * _ROUNDED > count else 0 for left, count in zip(out, parents, strict=True)]
