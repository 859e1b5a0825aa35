"""What the fields of a log are called in its profile, and what is said of the text between them."""

import math
import re
from collections.abc import Mapping, Sequence
from typing import Final

from bench.formats.log_format import LogFormat
from generators.profiles import words
from generators.profiles.learning.columns import FieldColumn, Form
from generators.profiles.schema import FieldFacts, LineForm, Profile
from generators.profiles.shapes import LONGEST, OF_BETWEEN, hide_signs, shape
from generators.profiles.splitting import OTHER

_PIECES: Final = re.compile(r"(?:\\u[0-9a-fA-F]{4}|\\.|.){1,60}", re.DOTALL)
"""Parts of a long text, none of which ends within an escape of JSON."""


class LineWording:
    """Says in what a profile may hold what lines look like: known words, and the shape of all else.

    Args:
        form: the format of the log.
        forms: of its lines, each with the number of lines that have it.
        columns: the values of each field.
        keep: fields whose names and values are to be literal.
        like: the profile of another log, whose names are taken over.
    """

    def __init__(
        self,
        form: LogFormat,
        forms: Sequence[tuple[Form, int]],
        columns: Mapping[str, FieldColumn],
        keep: frozenset[str],
        like: Profile | None,
    ) -> None:
        self.fields = list(dict.fromkeys(name for (_, names), _ in forms for name in names))
        self._kind, self._own = form.kind, words.of_format(form)
        self._forms, self._columns, self._keep, self._like = forms, columns, keep, like
        self._called = self._matched(like) if like else {}

    def name(self, name: str) -> str:
        """Return what a field is called: by its own name where that is told, by a number elsewhere."""
        if self._is_told(name):
            return name
        others = len(self._like.fields) if self._like else 0
        return self._called.get(name) or f"f{others + self.fields.index(name) + 1}"

    def _is_told(self, name: str) -> bool:
        return words.is_known(name) or name == OTHER or name in self._keep

    def _matched(self, like: Profile) -> dict[str, str]:
        """Return the names that fields without one have in another profile: their forms of line are the same.

        Of several forms that look the same, the one that is as frequent, with fields of as many values, is meant.
        """
        known = [field.name for field in like.fields]
        left = [(self._look(self.parts(*form), self.fields), form, count) for form, count in self._forms]
        called: dict[str, str] = {}
        for form in like.forms:
            look = self._look(form.parts, known)
            fields = [like.fields[part] for part in form.parts if isinstance(part, int)]
            distances = [
                (self._distance(form, fields, names, count), place)
                for place, (other, (_, names), count) in enumerate(left)
                if other == look
            ]
            if distances:
                _, (_, names), _ = left.pop(min(distances)[1])
                called |= {
                    name: field.name
                    for name, field in zip(names, fields, strict=True)
                    if name not in called and field.name not in called.values()
                }
        return called

    def _look(self, parts: Sequence[str | int], names: Sequence[str]) -> list[str]:
        """Return a form with what its fields are called, where that is told."""
        shown = [part if isinstance(part, str) else names[part] for part in parts]
        return [
            each if isinstance(part, str) or self._is_told(each) else ""
            for part, each in zip(parts, shown, strict=True)
        ]

    def _distance(self, form: LineForm, fields: Sequence[FieldFacts], names: Sequence[str], count: int) -> float:
        columns = [self._columns[name] for name in names]
        pairs = [(field.distinct, len(column.values)) for field, column in zip(fields, columns, strict=True)]
        return sum(abs(math.log((one + 1) / (other + 1))) for one, other in [*pairs, (form.count, count)])

    def parts(self, texts: Sequence[str], names: Sequence[str]) -> list[str | int]:
        """Return a form of line: what is between its fields, and their numbers."""
        parts: list[str | int] = []
        for text, name in zip(texts, names, strict=False):
            parts += [self.between(text)] if text else []
            parts.append(self.fields.index(name))
        return parts + ([self.between(texts[-1])] if texts[-1] else [])

    def between(self, text: str) -> str:
        """Return the shape of a text between fields, in which known words are literal."""
        out, at, text = "", 0, hide_signs(text, self._kind)
        kept = {part for name in self._keep for part in name.split(".")}
        for found in words.WORD.finditer(text):
            if found[0].lower() in words.NAMES or found[0] in self._own or found[0] in kept:
                out += self._shape(text[at : found.start()]) + f"«{found[0]}»"
                at = found.end()
        return out + self._shape(text[at:])

    def _shape(self, text: str) -> str:
        """Return the shape of a part of what is between fields, however long it is."""
        pieces = [text] if len(text) <= LONGEST else _PIECES.findall(text)
        return "".join(shape(piece, escapes=self._kind == "json", runs=OF_BETWEEN) for piece in pieces)
