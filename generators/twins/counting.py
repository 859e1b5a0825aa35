"""Count the truth about a twin while it is written."""

from collections import Counter
from collections.abc import Sequence
from typing import Any, Final

import numpy as np

from generators.content.truth_counts import length_bound
from generators.lines.blocks import Indices, Ints
from generators.profiles.schema import LineForm, Profile
from generators.profiles.splitting import OTHER
from generators.twins.layout import FieldTables

_COUNTED: Final = 64
"""Values of a field that are counted one by one, at most."""


class TwinCounts:
    """The counts of a twin: records, lines by length, and the values of fields that have few.

    Args:
        profile: of the log.
        tables: of its fields.
    """

    def __init__(self, profile: Profile, tables: Sequence[FieldTables]) -> None:
        self._profile = profile
        self._tables = {number: each.texts for number, each in enumerate(tables) if 1 < len(each.texts) <= _COUNTED}
        self._present = {number: self._forms_with(profile.forms, number) for number in self._tables}
        others = [number for number, field in enumerate(profile.fields) if field.name == OTHER]
        self._other = self._forms_with(profile.forms, *others)
        self._counts = {number: np.zeros(len(texts), dtype=np.int64) for number, texts in self._tables.items()}
        self._lengths: Counter[int] = Counter()
        self._malformed = self._lines = 0

    def add(self, chosen: Sequence[Indices], ends: Ints, *, header: bool) -> None:
        """Count lines that end at these bytes.

        Args:
            chosen: index of the value of each field in each line; the last is the form.
            ends: of the lines.
            header: whether the first of them names the columns, and is no record.
        """
        form = chosen[-1][: len(ends)]
        lengths, counts = np.unique(np.diff(ends, prepend=0), return_counts=True)
        for length, count in zip(lengths.tolist(), counts.tolist(), strict=True):
            self._lengths[length_bound(length)] += count
        skipped = int(header and len(ends) > 0)
        self._lines += len(form) - skipped
        self._malformed += int(self._other.take(form[skipped:]).sum())
        for number, texts in self._tables.items():
            values = chosen[number][skipped : len(ends)][self._present[number].take(form[skipped:])]
            self._counts[number] += np.bincount(values, minlength=len(texts))[: len(texts)]

    def truth(self) -> dict[str, Any]:
        """Return what was counted, as plain JSON."""
        return {
            "records": self._lines - self._malformed,
            "malformed": self._malformed,
            "lengths": {str(bound): count for bound, count in self._lengths.items()},
            "values": {self._profile.fields[number].name: self._name(number) for number in self._tables},
        }

    def _name(self, number: int) -> dict[str, int]:
        named: Counter[str] = Counter()
        for text, count in zip(self._tables[number], self._counts[number].tolist(), strict=True):
            named[text.decode("utf-8", "replace")] += count
        return dict(+named)

    @staticmethod
    def _forms_with(forms: Sequence[LineForm], *fields: int) -> np.ndarray[Any, np.dtype[np.bool_]]:
        return np.array([any(field in form.parts for field in fields) for form in forms] or [False], dtype=np.bool_)
