"""Lay out a twin: what each value of a field is written by, and which items each form of line has."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import msgspec
import numpy as np

from generators.lines.blocks import Ints
from generators.profiles import words
from generators.profiles.schema import FieldFacts, FrequentValue, LineForm, Profile, RareValues
from generators.profiles.shapes import NUMBER_MARK, shape
from generators.twins.grammar import Grammar
from generators.twins.invention import Around, Inventor
from generators.twins.moments import MomentWriter

_LITERAL: Final = re.compile(r"«([^»]*)»")
_CRLF: Final = 500
_UNKNOWN: Final = "a8"
"""The shape of a line, where every form of the log was rare."""


@dataclass(frozen=True, slots=True)
class FieldTables:
    """What a field is written by.

    Args:
        values: index of a value -> value of the grammar; behind the frequent ones are the rare ones, and what is said
            of a line that lacks the field, and not written.
        texts: the values, where all are known; empty where some vary.
        moments: writes the field, if it is a time.
    """

    values: Ints
    texts: Sequence[bytes]
    moments: MomentWriter | None


@dataclass(frozen=True, slots=True)
class FormTables:
    """The items of each form of line; a field is its number, and a text its value of the grammar, below zero.

    Args:
        items: of all forms.
        firsts: where those of a form begin.
        sizes: how many a form has.
        header: the form of the first line; -1 if it is a line like all others.
    """

    items: Ints
    firsts: Ints
    sizes: Ints
    header: int

    def most(self, field: int) -> int:
        """Return how often a field is in a form, at most."""
        return int(np.add.reduceat(self.items == field, self.firsts, dtype=np.int64).max())


def completed(field: FieldFacts) -> FieldFacts:
    """Return a field with its rare values, where these are so few that a profile has nothing but their number."""
    missing = field.distinct - len(field.heads)
    if field.rare.count or missing <= 0 or field.kind not in {"text", "number"} or not field.heads:
        return field
    shapes = [(_LITERAL.sub(lambda word: shape(word[1]), field.heads[-1].shape), missing)]
    points = [int(float(shapes[0][0][1:]))] * 2 if shapes[0][0].startswith(NUMBER_MARK) else []
    return msgspec.structs.replace(
        field, rare=RareValues(count=missing, distinct=missing, shapes=shapes, points=points)
    )


def form_field(forms: Sequence[LineForm], follows: list[int]) -> FieldFacts:
    """Return the forms of lines as the values of a field, which others follow from."""
    heads = [FrequentValue(_UNKNOWN, form.count) for form in forms]
    return FieldFacts(name="form", kind="text", heads=heads, follows=follows)


class Layout:
    """Lays out the fields and forms of a profile. A text that is always before a field is written together with it.

    Args:
        profile: of the log.
        grammar: takes values.
        inventor: invents their texts.
    """

    def __init__(self, profile: Profile, grammar: Grammar, inventor: Inventor) -> None:
        self._profile = profile
        self._grammar = grammar
        self._inventor = inventor
        parts: list[list[str | int]] = [form.parts for form in profile.forms] or [[_UNKNOWN]]
        self._header = len(parts) if profile.header else -1
        parts += [[profile.header]] if profile.header else []
        self._seen: set[bytes] = set()
        self._texts: dict[tuple[int, str], bytes] = {}
        self._forms = [self._equalled(self._write(each)) for each in parts]
        self._end = b"\r\n" if profile.crlf > _CRLF else b"\n"
        self._before = self._constant_texts()
        self._last, text = self._common_end()
        self._after = {self._last: text + self._end}

    def fields(self) -> list[FieldTables]:
        """Return the tables of all fields; one that equals another has those of that."""
        tables: list[FieldTables] = []
        for number, field in enumerate(self._profile.fields):
            if field.equals >= 0:
                tables.append(tables[field.equals])
            else:
                tables.append(self._time(number, field) if field.kind == "time" else self._field(number, field))
        return tables

    def forms(self) -> FormTables:
        """Return the items of each form."""
        written: list[list[int]] = []
        for form in self._forms:
            apart = [item for number, item in enumerate(form) if isinstance(item, int) or self._is_apart(form, number)]
            if self._last not in form:
                apart.append(self._end)
            written.append([item if isinstance(item, int) else -1 - self._grammar.text(item) for item in apart])
        sizes = np.array([len(each) for each in written], dtype=np.int64)
        items = np.array([item for each in written for item in each], dtype=np.int64)
        return FormTables(items, sizes.cumsum() - sizes, sizes, self._header)

    def _write(self, parts: Sequence[str | int]) -> list[bytes | int]:
        """Return a form with texts for its shapes: the same before the same field, and else different ones."""
        out: list[bytes | int] = []
        for number, part in enumerate(parts):
            if isinstance(part, int):
                out.append(part)
                continue
            field = next((each for each in parts[number + 1 :] if isinstance(each, int)), -1)
            if (field, part) not in self._texts:
                [self._texts[field, part]] = self._inventor.heads([part], 0, self._seen)
            out.append(self._texts[field, part])
        return out

    def _equalled(self, form: Sequence[bytes | int]) -> list[bytes | int]:
        """Return a form with the first of equal fields in place of each."""
        fields = self._profile.fields
        return [item if isinstance(item, bytes) or fields[item].equals < 0 else fields[item].equals for item in form]

    def _constant_texts(self) -> dict[int, bytes]:
        """Return the text before each field that has the same in all forms."""
        found: dict[int, set[bytes]] = {}
        for form in self._forms:
            for number, item in enumerate(form):
                if isinstance(item, int):
                    before = form[number - 1] if number else b""
                    found.setdefault(item, set()).add(before if isinstance(before, bytes) else b"")
        return {field: texts.pop() for field, texts in found.items() if len(texts) == 1}

    def _common_end(self) -> tuple[int, bytes]:
        """Return the field that is the last of all forms, and the text behind it; -1 if there is none."""
        found: set[tuple[int, bytes]] = set()
        for form in self._forms:
            *rest, last = form
            text = last if isinstance(last, bytes) else b""
            field = last if isinstance(last, int) else rest[-1] if rest else -1
            once = isinstance(field, int) and form.count(field) == 1 and self._profile.fields[field].kind != "time"
            found.add((field, text) if once and isinstance(field, int) else (-1, b""))
        return found.pop() if len(found) == 1 else (-1, b"")

    def _is_apart(self, form: Sequence[bytes | int], number: int) -> bool:
        """Return whether a text is not written together with the field behind it, or the last one before it."""
        if number + 1 == len(form):
            return self._last not in form
        behind = form[number + 1]
        return not (isinstance(behind, int) and behind in self._before)

    def _time(self, number: int, field: FieldFacts) -> FieldTables:
        """Return the tables of a time: a text that marks its place, and is written over."""
        writer = MomentWriter(field.pattern, self._before.get(number, b""))
        width = writer.matrix(np.zeros(1, dtype=np.int64)).shape[1]
        value = self._grammar.text((b"\0%d" % number).ljust(width, b"\0")[:width])
        return FieldTables(np.array([value], dtype=np.int64), (), writer)

    def _field(self, number: int, field: FieldFacts) -> FieldTables:
        grammar, inventor = self._grammar, self._inventor
        around = Around(self._before.get(number, b""), self._after.get(number, b""))
        plain = inventor.heads(["" if head.slots else head.shape for head in field.heads], field.places)
        values = [
            grammar.value([inventor.template(head.shape, head.slots, around)])
            if head.slots
            else grammar.text(around.before + text + around.after)
            for head, text in zip(field.heads, plain, strict=True)
        ]
        frequent = {head.shape.strip('"«»') for head in field.heads}
        words_left = sorted(words.literal(field.name) - frequent)
        values += [inventor.rare(completed(field).rare, field.places, around, words=words_left)] * 2
        varies = completed(field).rare.count or any(head.slots for head in field.heads)
        return FieldTables(np.array(values, dtype=np.int64), () if varies else plain, None)
