"""Make the profile of a log: read a sample of it once, and say in numbers what it is like."""

import math
import re
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate, pairwise
from pathlib import Path
from typing import Final

import msgspec
import numpy as np

from bench.formats import shipped
from bench.formats.log_format import LogFormat
from bench.model.errors import DataError
from generators.profiles import joint, pools, privacy, sample, schema, times, words
from generators.profiles.columns import ABSENT, MOST_BETWEEN, Collector, FieldColumn, Form, again, copied, repetitions
from generators.profiles.pools import Ints, Pool
from generators.profiles.sample import LogStretch
from generators.profiles.schema import FEW, FieldFacts, LineForm, Profile
from generators.profiles.shapes import LONGEST, OF_BETWEEN, hide_signs, shape
from generators.profiles.splitting import OTHER, splitter

SAMPLE: Final = 8 << 20
"""Bytes that are read."""

OWN: Final = "own"
"""What a format is called that is not shipped."""

_PACKED: Final = 1 << 20
_FORMS: Final = 64
_FIELDS: Final = 999
_CLASSES: Final = 16
"""Levels or statuses whose lines have forms of their own."""

_LOOKED_AT: Final = 2_000
_PIECES: Final = re.compile(r"(?:\\u[0-9a-fA-F]{4}|\\.|.){1,60}", re.DOTALL)
"""Parts of a long text, none of which ends within an escape of JSON."""

_NUMERIC: Final = 0.9
_STRICT: Final = frozenset(
    {"client", "host", "address", "ip", "remote_addr", "port", "pid", "tid", "bytes", "size", "status"}
)


@dataclass(frozen=True, slots=True)
class _Learnt:
    """One field, as far as it is known before it is put beside others."""

    facts: FieldFacts
    index: Ints | None
    ids: Ints
    copied: list[int] = field(default_factory=list)


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
        self._own = words.of_format(form)
        self._form_ids, named = _forms(collected)
        counts = np.bincount(self._form_ids, minlength=len(named))
        heads, self._form_index = pools.frequent(counts, _FORMS)
        self._forms = [(named[at], int(counts[at])) for at in heads]
        self._fields = list(dict.fromkeys(name for (_, names), _ in self._forms for name in names))
        self._like = like
        self._called = self._matched(like) if like else {}
        self._kinds = {field.name: field.kind for field in like.fields} if like else {}

    @property
    def fields(self) -> int:
        """How many fields there are."""
        return len(self._fields)

    def profile(self, read: Sequence[LogStretch]) -> Profile:
        """Return the profile."""
        collected = self._collected
        self._starts = list(accumulate((len(stretch.lines()) for stretch in read[:-1]), initial=0))
        learnt = [self._field(name, collected.columns[name]) for name in self._fields]
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
            forms=[LineForm(self._parts(*form), count) for form, count in self._forms],
            fields=fields,
            joint=self._joint(learnt, equal),
            back_by=back,
            form_follows=follows[-1],
            kept=[self._name(name) for name in self._fields if name in self._keep],
        )

    def _field(self, name: str, column: FieldColumn) -> _Learnt:
        values, ids = list(column.values), np.array(column.ids, dtype=np.int64)
        lines, shown = self._collected.lines, self._name(name)
        spread = column.spread(ids, lines)
        if name not in self._keep and (pattern := self._pattern(values)):
            timed = _time(shown, pattern, values, column, self._starts)
            return _Learnt(msgspec.structs.replace(timed, distinct=len(values), growth=_growth(ids)), None, spread)
        kind, pool = self._pool(name, values, ids)
        facts = FieldFacts(
            name=shown,
            kind=kind,
            distinct=len(values),
            growth=_growth(ids),
            heads=pool.heads,
            rare=pool.rare,
            places=pool.places,
            again=again(ids),
        )
        at = np.array(column.lines, dtype=np.int64)
        return _Learnt(facts, column.spread(pool.index.take(ids), lines), spread, copied(ids, at))

    def _pattern(self, values: Sequence[str]) -> str:
        """Return how times are written; empty if these are none, such as 181500 where no number begins with 0."""
        found = times.pattern([value.strip('"') for value in values])
        is_number = self._form.kind == "json" and not values[0].startswith('"')
        return "" if is_number and found.startswith("%H") else found

    def _pool(self, name: str, values: Sequence[str], ids: Ints) -> tuple[str, Pool]:
        keep = name in self._keep
        kind = "text" if keep else self._kinds.get(self._name(name)) or _kind(name, values)
        if kind == "template":
            return kind, pools.templates(name, values, ids)
        if kind == "number":
            return kind, pools.numbers(name, values, ids)
        return "text", pools.texts(name, values, ids, keep=keep, strict=words.role(name) in _STRICT)

    def _equal(self, learnt: Sequence[_Learnt]) -> dict[int, int]:
        """Return the fields that equal an earlier one of their kind, and may hold the same words."""
        groups: dict[object, dict[int, FieldColumn]] = {}
        for number, (name, each) in enumerate(zip(self._fields, learnt, strict=True)):
            if each.index is not None:
                same = groups.setdefault((each.facts.kind, name in self._keep, words.literal(name)), {})
                same[number] = self._collected.columns[name]
        ids = {number: each.ids for number, each in enumerate(learnt)}
        found = [joint.equal_fields(columns, ids) for columns in groups.values()]
        return {field: earlier for each in found for field, earlier in each.items()}

    def _joint(self, learnt: Sequence[_Learnt], equal: Mapping[int, int]) -> list[schema.JointFacts]:
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

    def _name(self, name: str) -> str:
        if self._is_told(name):
            return name
        others = len(self._like.fields) if self._like else 0
        return self._called.get(name) or f"f{others + self._fields.index(name) + 1}"

    def _is_told(self, name: str) -> bool:
        return words.is_known(name) or name == OTHER or name in self._keep

    def _matched(self, like: Profile) -> dict[str, str]:
        """Return the names that fields without one have in another profile: their forms of line are the same.

        Of several forms that look the same, the one that is as frequent, with fields of as many values, is meant.
        """
        known = [field.name for field in like.fields]
        left = [(self._look(self._parts(*form), self._fields), form, count) for form, count in self._forms]
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
        columns = [self._collected.columns[name] for name in names]
        pairs = [(field.distinct, len(column.values)) for field, column in zip(fields, columns, strict=True)]
        return sum(abs(math.log((one + 1) / (other + 1))) for one, other in [*pairs, (form.count, count)])

    def _parts(self, texts: Sequence[str], names: Sequence[str]) -> list[str | int]:
        parts: list[str | int] = []
        for text, name in zip(texts, names, strict=False):
            parts += [self._between(text)] if text else []
            parts.append(self._fields.index(name))
        return parts + ([self._between(texts[-1])] if texts[-1] else [])

    def _between(self, text: str) -> str:
        """Return the shape of a text between fields, in which known words are literal."""
        out, at, text = "", 0, hide_signs(text, self._form.kind)
        kept = {part for name in self._keep for part in name.split(".")}
        for found in words.WORD.finditer(text):
            if found[0].lower() in words.NAMES or found[0] in self._own or found[0] in kept:
                out += self._shape(text[at : found.start()]) + f"«{found[0]}»"
                at = found.end()
        return out + self._shape(text[at:])

    def _shape(self, text: str) -> str:
        """Return the shape of a part of what is between fields, however long it is."""
        pieces = [text] if len(text) <= LONGEST else _PIECES.findall(text)
        return "".join(shape(piece, escapes=self._form.kind == "json", runs=OF_BETWEEN) for piece in pieces)

    def _header(self) -> str:
        table = self._form.declared.csv
        return self._between(self._collected.first[:MOST_BETWEEN]) if table and table.header else ""


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


def _kind(name: str, values: Sequence[str]) -> str:
    """Return what the values of a field are, by its role and their form."""
    role = words.role(name)
    if role in words.TEMPLATES or name == OTHER:
        return "template"
    some = values[:_LOOKED_AT]
    numeric = sum(pools.plain(value) is not None for value in some) >= _NUMERIC * len(some)
    return "number" if numeric and not words.identifies(name) and not words.literal(name) else "text"


def _growth(ids: Ints) -> int:
    """Return the exponent, in hundredths, by which distinct values grow from half of the sample to all of it."""
    half, whole = len(np.unique(ids[: len(ids) // 2])), len(np.unique(ids))
    return round(100 * float(np.log2(whole / half))) if half else 0


def _time(name: str, pattern: str, values: Sequence[str], column: FieldColumn, starts: Sequence[int]) -> FieldFacts:
    """Learn a time: steps are those within a stretch of the sample, of which these lines are the first."""
    mark = '"' if values[0].startswith('"') else ""
    found = times.moments(pattern, (value.strip('"') for value in values))
    stretch = np.searchsorted(starts, column.lines, side="right").tolist()
    both = zip(stretch, column.ids, strict=True)
    moments = [(part, moment) for part, at in both if (moment := found[at]) is not None]
    steps = [after - before for (one, before), (other, after) in pairwise(moments) if one == other]
    forward = sorted(step for step in steps if 0 <= step < times.DAY)
    return FieldFacts(
        name=name,
        kind="time",
        pattern=f"{mark}{pattern}{mark}",
        steps=schema.quantiles(forward),
        mean=sum(forward) // max(len(forward), 1),
        back=1000 * sum(step < 0 for step in steps) // max(len(steps), 1),
    )


def _pack(read: Sequence[LogStretch]) -> int:
    some = b"".join(stretch.data[: _PACKED // len(read)] for stretch in read)
    return 1000 * len(zlib.compress(some, 1)) // max(len(some), 1)
