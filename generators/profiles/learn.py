"""Make the profile of a log: read a sample of it once, and say in numbers what it is like."""

import zlib
from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate
from pathlib import Path
from typing import Final

import msgspec
import numpy as np

from bench.formats import shipped
from bench.formats.log_format import LogFormat
from bench.model.errors import DataError
from bench.model.formatting import percent
from generators.profiles import privacy, sample, schema, words
from generators.profiles.learning import joint, pools
from generators.profiles.learning.columns import (
    ABSENT,
    MOST_BETWEEN,
    Collector,
    FieldColumn,
    Form,
    copied,
    repetitions,
)
from generators.profiles.learning.one_field import FieldLearning, LearntField
from generators.profiles.learning.pools import Ints
from generators.profiles.learning.wording import LineWording
from generators.profiles.sample import LogStretch
from generators.profiles.schema import FEW, LineForm, Profile
from generators.profiles.splitting import splitter

SAMPLE: Final = 8 << 20
"""Bytes that are read."""

OWN: Final = "own"
"""What a format is called that is not shipped."""

_PACKED: Final = 1 << 20
_FORMS: Final = 64
_FIELDS: Final = 999
_CLASSES: Final = 16
"""Levels or statuses whose lines have forms of their own."""


def learn(
    path: Path,
    given: LogFormat | None = None,
    *,
    most: int = SAMPLE,
    keep: Sequence[str] = (),
    like: Profile | None = None,
) -> Profile:
    """Return the profile of a log.

    Args:
        path: the log.
        given: its format; None guesses.
        most: bytes that are read of it.
        keep: fields whose values are to be literal.
        like: the profile of another log that it is compared with, whose kinds and pairs of fields are taken over.

    Raises:
        DataError: if it cannot be read, holds too little, or something of its content would be in the profile.
    """
    read = list(sample.stretches(path, most))
    lines = sum(len(stretch.lines()) for stretch in read)
    if lines < FEW:
        raise DataError(f"{path} has too few lines for a profile.", f"At least {FEW} lines are needed.")
    form = given or sample.guess_format(path, read)
    collected = Collector(splitter(form))
    for stretch in read:
        for line in stretch.lines():
            collected.add(line)
    # what is literal in the log's profile is so in its twin
    keep = [name for name in like.kept if name in collected.columns] if like else _columns(keep, form, collected)
    learning = _Learning(form, collected, keep, like)
    if learning.fields > _FIELDS:
        raise DataError(
            f"{path} has {learning.fields:,} different fields, and a profile {_FIELDS} at most.",
            "Keys that are values, such as the names of users, make a field each.",
        )
    profile = learning.profile(read)
    if found := privacy.breaches(profile, words.of_format(form)):
        reason = "; ".join(dict.fromkeys(f"{breach.where}: {breach.what}" for breach in found))
        hint = "Please report this; nothing was written."
        raise DataError(f"The profile of {path} would not keep its promise: {reason}.", hint)
    return profile


def describe_kept(profile: Profile) -> Iterator[str]:
    """Say which fields are literal, and of which of them most values are too rare to be: a text that hardly recurs."""
    if profile.kept:
        yield f"Kept literally, as --keep asks: the values of {', '.join(profile.kept)}."
    for field in profile.fields:
        often = sum(head.count for head in field.heads)
        if field.name in profile.kept and often < field.rare.count:
            share = percent(field.rare.count / (often + field.rare.count))
            yield (
                f"Most values of {field.name} are invented all the same: {share} of its lines have one that was read "
                f"fewer than {FEW} times. Read more with --sample 64MiB; where values hardly recur, measure on the log."
            )


def _columns(keep: Sequence[str], form: LogFormat, collected: Collector) -> list[str]:
    """Return the columns that are kept: each is called so, or holds a field of the format that is.

    Raises:
        DataError: if there is none.
    """
    found = list[str]()
    for name in keep:
        columns = [each for each in (name, *form.aliases.get(name, ())) if each in collected.columns]
        if not columns:
            known = ", ".join(collected.columns)
            raise DataError(f"There is no field {name} to keep.", f"The fields are: {known}.")
        found += columns[:1] if columns[0] == name else columns
    return found


class _Learning:
    """Turns what was collected into a profile."""

    def __init__(self, form: LogFormat, collected: Collector, keep: Sequence[str], like: Profile | None) -> None:
        self._form = form
        self._collected = collected
        self._keep = frozenset(keep)
        self._form_ids, named = _forms(collected)
        counts = np.bincount(self._form_ids, minlength=len(named))
        heads, self._form_index = pools.frequent(counts, _FORMS)
        self._forms = [(named[at], int(counts[at])) for at in heads]
        self._wording = LineWording(form, self._forms, collected.columns, self._keep, like)
        self._fields = self._wording.fields
        self._like = like
        self._kinds = {field.name: field.kind for field in like.fields} if like else {}

    @property
    def fields(self) -> int:
        """How many fields there are."""
        return len(self._fields)

    def profile(self, read: Sequence[LogStretch]) -> Profile:
        """Return the profile."""
        collected = self._collected
        starts = list(accumulate((len(stretch.lines()) for stretch in read[:-1]), initial=0))
        is_json = self._form.kind == "json"
        one = FieldLearning(self._wording, self._keep, self._kinds, starts, collected.lines, is_json=is_json)
        learnt = [one.learn(name, collected.columns[name]) for name in self._fields]
        total, lines = sum(len(stretch.data) for stretch in read), collected.lines
        size = read[0].size
        lengths = sorted(collected.lengths.elements())
        having = [1000 * int((each.ids != ABSENT).sum()) // lines for each in learnt]
        back, follows = repetitions([*(each.copied for each in learnt), copied(self._form_ids)], [*having, 1000])
        equal = self._equal(learnt)
        fields = [
            msgspec.structs.replace(each.facts, follows=of_field, equals=equal.get(number, -1))
            for number, (each, of_field) in enumerate(zip(learnt, follows, strict=False))
        ]
        return Profile(
            format=self._form.name if shipped.is_ours(self._form) and not self._form.inner else OWN,
            lines=lines if size <= total else size * lines // total,
            sampled=lines,
            bytes=size,
            wide=1000 * collected.wide // lines,
            crlf=1000 * collected.crlf // lines,
            unended=int(not read[-1].data.endswith(b"\n")),
            packed=_pack(read),
            lengths=schema.quantiles(lengths),
            header=self._header(),
            forms=[LineForm(self._wording.parts(*form), count) for form, count in self._forms],
            fields=fields,
            joint=self._joint(learnt, equal),
            back_by=back,
            form_follows=follows[-1],
            kept=[self._wording.name(name) for name in self._fields if name in self._keep],
        )

    def _equal(self, learnt: Sequence[LearntField]) -> dict[int, int]:
        """Return the fields that equal an earlier one of their kind, and may hold the same words."""
        groups: dict[object, dict[int, FieldColumn]] = {}
        for number, (name, each) in enumerate(zip(self._fields, learnt, strict=True)):
            if each.index is not None:
                same = groups.setdefault((each.facts.kind, name in self._keep, words.literal(name)), {})
                same[number] = self._collected.columns[name]
        ids = {number: each.ids for number, each in enumerate(learnt)}
        found = [joint.equal_fields(columns, ids) for columns in groups.values()]
        return {field: earlier for each in found for field, earlier in each.items()}

    def _joint(self, learnt: Sequence[LearntField], equal: Mapping[int, int]) -> list[schema.JointFacts]:
        """Return how fields go together; nothing follows from one that equals another."""
        indices = {
            number: each.index
            for number, each in enumerate(learnt)
            if each.index is not None and len(each.facts.heads) > 0
        }
        names = [each.facts.name for each in learnt]
        heads = [len(each.facts.heads) for each in learnt]
        ids = {number: learnt[number].ids for number in indices}
        if len(self._forms) > 1:  # the form of a line is a field like the others, behind the last
            forms = self._form_index.take(self._form_ids)
            indices[len(learnt)] = np.where(forms < len(self._forms), forms, ABSENT)
            ids[len(learnt)] = self._form_ids
        if self._like:
            places = {name: number for number, name in enumerate([*names, joint.FORM])}
            like = [*(field.name for field in self._like.fields), joint.FORM]
            pairs = [(places.get(like[each.parent]), places.get(like[each.child])) for each in self._like.joint]
            known = [(a, b) for a, b in pairs if a is not None and b is not None and a in indices and b in indices]
            return joint.facts(known, indices, [*heads, len(self._forms)], ids)
        others = {number: index for number, index in indices.items() if number not in equal}
        both = [(one, other) for other, one in equal.items() if one in indices and other in indices]
        tree = joint.tree(others, [*names, joint.FORM], [*heads, len(self._forms)], ids)
        return tree + joint.facts(both, indices, [*heads, len(self._forms)], ids)

    def _header(self) -> str:
        table = self._form.declared.csv
        return self._wording.between(self._collected.first[:MOST_BETWEEN]) if table and table.header else ""


def _forms(collected: Collector) -> tuple[Ints, list[Form]]:
    """Return the form of each line, and all forms. Where there are several, those of each level or status are apart.

    So both are known of a line before the rest of it is, which depends on both.
    """
    ids, forms = np.array(collected.form_ids, dtype=np.int64), list(collected.forms)
    root = next((name for name in collected.columns if words.role(name) in joint.ROOTS), None)
    if len(forms) == 1 or root is None:
        return ids, forms
    column = collected.columns[root]
    known = np.array(column.ids, dtype=np.int64)
    often, index = pools.frequent(np.bincount(known), _CLASSES)
    classes = column.spread(index.take(known), len(ids)) + 1
    both, inverse, counts = np.unique(ids * (len(often) + 2) + classes, return_inverse=True, return_counts=True)
    few = counts < FEW
    both[few] = both[few] // (len(often) + 2) * (len(often) + 2)
    kept, merged = np.unique(both, return_inverse=True)
    return np.array(merged.take(inverse), dtype=np.int64), [forms[at] for at in (kept // (len(often) + 2)).tolist()]


def _pack(read: Sequence[LogStretch]) -> int:
    some = b"".join(stretch.data[: _PACKED // len(read)] for stretch in read)
    return 1000 * len(zlib.compress(some, 1)) // max(len(some), 1)
