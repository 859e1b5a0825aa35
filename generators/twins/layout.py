"""Lay out a twin: what each value of a field is written by, and which items each form of line has."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import msgspec
import numpy as np

from generators.lines.blocks import Ints
from generators.profiles.schema import FieldFacts, FrequentValue, JointFacts, LineForm, Profile
from generators.twins.grammar import Grammar
from generators.twins.invention import Inventor
from generators.twins.moments import MomentWriter

_SALT: Final = 0xD1B54A32D192ED03
_WORD: Final = (1 << 64) - 1
_CRLF: Final = 500
_UNKNOWN: Final = "a8"
"""The shape of a line, where every form of the log was rare."""


@dataclass(frozen=True, slots=True)
class FieldTables:
    """What a field is written by.

    Args:
        values: index of a value, that of the rare ones last -> value of the grammar.
        own: index of the parent's value -> value of the grammar for rare ones; None where all share one.
        parent: field that these depend on.
        salt: makes fields differ that are drawn for the same line.
        texts: the values, where all are known; empty where some vary.
        moments: writes the field, if it is a time.
    """

    values: Ints
    own: Ints | None
    parent: int
    salt: np.uint64
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


def form_field(forms: Sequence[LineForm]) -> FieldFacts:
    """Return the forms of lines as the values of a field, which others follow from."""
    return FieldFacts(name="form", kind="text", heads=[FrequentValue(_UNKNOWN, form.count) for form in forms])


def fields(profile: Profile, grammar: Grammar, inventor: Inventor) -> list[FieldTables]:
    """Return the tables of all fields."""
    joint = {each.child: each for each in profile.joint}
    counts = [len(field.heads) + 1 for field in profile.fields] + [len(profile.forms) + 1]
    return [
        _time(number, field, grammar)
        if field.kind == "time"
        else _field(number, field, joint.get(number), counts, grammar, inventor)
        for number, field in enumerate(profile.fields)
    ]


def _time(number: int, field: FieldFacts, grammar: Grammar) -> FieldTables:
    """Return the tables of a time: a text that marks its place, and is written over."""
    writer = MomentWriter(field.pattern)
    width = writer.matrix(np.zeros(1, dtype=np.int64)).shape[1]
    mark = b"\0%d" % number
    value = grammar.text(mark.ljust(width, b"\0")[:width])
    return FieldTables(np.array([value], dtype=np.int64), None, -1, np.uint64(0), (), writer)


def _field(  # noqa: PLR0913, PLR0917 - what is built, and what it is built of
    number: int,
    field: FieldFacts,
    joint: JointFacts | None,
    counts: Sequence[int],
    grammar: Grammar,
    inventor: Inventor,
) -> FieldTables:
    plain = inventor.heads(["" if head.slots else head.shape for head in field.heads], field.places)
    values = [
        grammar.value([inventor.template(head.shape, head.slots)]) if head.slots else grammar.text(text)
        for head, text in zip(field.heads, plain, strict=True)
    ]
    values.append(inventor.rare(field.rare, field.places))
    own = None
    if joint is not None and joint.rare and field.rare.count:
        own = np.full(counts[joint.parent], values[-1], dtype=np.int64)
        for index, pool in joint.rare:
            rare = msgspec.structs.replace(field.rare, drawn_from=pool)
            own[int(index, 36)] = inventor.rare(rare, field.places)
    varies = field.rare.count or any(head.slots for head in field.heads)
    return FieldTables(
        np.array(values, dtype=np.int64),
        own,
        joint.parent if joint is not None else -1,
        np.uint64((number * 2 + 1) * _SALT & _WORD),
        () if varies else plain,
        None,
    )


def forms(profile: Profile, grammar: Grammar, inventor: Inventor) -> FormTables:
    """Return the items of each form."""
    end = grammar.text(b"\r\n" if profile.crlf > _CRLF else b"\n")
    parts: list[list[str | int]] = [form.parts for form in profile.forms] or [[_UNKNOWN]]
    header = len(parts) if profile.header else -1
    parts += [[profile.header]] if profile.header else []
    written = [
        [part if isinstance(part, int) else -1 - grammar.text(inventor.fixed(part)) for part in each] + [-1 - end]
        for each in parts
    ]
    sizes = np.array([len(each) for each in written], dtype=np.int64)
    items = np.array([item for each in written for item in each], dtype=np.int64)
    return FormTables(items, sizes.cumsum() - sizes, sizes, header)
