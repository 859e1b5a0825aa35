"""Hold a profile to its promise before it is written: nothing in it is content of the log.

Each run of four or more letters or digits in a profile is a word of the schema, a literal word that the role of its
field allows, a shape, or a number of three significant digits. Strings are held to more than that: outside of literal
words, a shape has no letter or digit that is not part of a class and its length. Since a twin follows from profile and
seed alone, this bounds what can leak.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import msgspec

from generators.profiles import times, words
from generators.profiles.schema import (
    FEW,
    SCHEMA,
    FieldFacts,
    FrequentValue,
    JointFacts,
    LineForm,
    Profile,
    RareValues,
    SlotPool,
    text,
)
from generators.profiles.shapes import LENGTH, NUMBER_MARK, PART
from generators.profiles.splitting import OTHER

_RUN: Final = re.compile(r"[^\W_]{4,}")
_LITERAL: Final = re.compile(r"«([^»]*)»")
_NAMED: Final = re.compile(r"f[0-9]{1,3}")
_NUMBER: Final = re.compile(rf"{NUMBER_MARK}-?[0-9]{{1,3}}(?:e[0-9]{{1,2}})?")
_LENGTH: Final = re.compile(r"[0-9]{1,3}(?:e[0-9]{1,2})?")
_INDEX: Final = re.compile(r"[0-9a-z]{1,3}")
_ESCAPED: Final = re.compile(r"\\ud[89a-f][0-9a-f]{2}")
"""How the name of a kept field has a byte that is no UTF-8."""

_KINDS: Final = frozenset({"text", "template", "number", "time"})
_TABLES: Final = (Profile, LineForm, FieldFacts, RareValues, SlotPool, FrequentValue, JointFacts)
_SCHEMA: Final = frozenset(name for table in _TABLES for name in table.__struct_fields__)
_MORE: Final = frozenset({SCHEMA, OTHER, *_KINDS})


@dataclass(frozen=True, slots=True)
class Breach:
    """A part of a profile that may be content of the log.

    Args:
        where: in the profile.
        what: is wrong there, without the content.
    """

    where: str
    what: str


def breaches(profile: Profile, own: frozenset[str] = frozenset()) -> list[Breach]:
    """Return what in a profile may be content of the log.

    Args:
        profile: what is checked.
        own: words of a format of the user's own, which its declaration says literally.
    """
    found = [*_of_names(profile), *_of_forms(profile, own)]
    for field in profile.fields:
        found += _of_field(field, kept=field.name in profile.kept)
    for joint in profile.joint:
        listed = [index for parent, child, _ in joint.pairs for index in (parent, child)]
        others = [each[0] for each in (*joint.merged, *joint.rare)]
        if not all(map(_INDEX.fullmatch, (*listed, *others))):
            found.append(Breach("joint", "an index is not written in three characters"))
        counts = [count for *_, count in joint.pairs] + [count for _, count, _ in joint.merged]
        counts += [joint.others[0]] if any(joint.others) else []
        if min(counts, default=FEW) < FEW:
            found.append(Breach("joint", f"a count is below {FEW}"))
    return [*found, *_of_runs(profile, own)]


def _of_names(profile: Profile) -> Iterator[Breach]:
    if not words.FORMATS.fullmatch(profile.format):
        yield Breach("format", "it is not the name of a format")
    for field in profile.fields:
        if not (words.is_known(field.name) or _NAMED.fullmatch(field.name) or field.name in {*profile.kept, OTHER}):
            yield Breach("fields", "a name is no word that everybody uses")
        if field.kind not in _KINDS:
            yield Breach("fields", "there is no such kind")


def _of_forms(profile: Profile, own: frozenset[str]) -> Iterator[Breach]:
    allowed = words.NAMES | own | set(profile.kept) | {part for name in profile.kept for part in name.split(".")}
    for text_ in [profile.header, *(part for form in profile.forms for part in form.parts if isinstance(part, str))]:
        if not is_shape(text_):
            yield Breach("forms", "a text between fields is no shape")
        if any(word.lower() not in allowed and word not in allowed for word in _LITERAL.findall(text_)):
            yield Breach("forms", "a literal word is no word that everybody uses")


def _of_field(field: FieldFacts, *, kept: bool) -> Iterator[Breach]:
    allowed = words.literal(field.name) | words.NOTHING
    shapes = [head.shape for head in field.heads] + [shape for shape, _ in field.rare.shapes]
    counts = [head.count for head in field.heads] + [count for _, count in field.rare.shapes]
    for slot in (slot for head in field.heads for slot in head.slots):
        shapes += [shape for shape, _ in (*slot.heads, *slot.rare.shapes)]
        counts += [count for _, count in (*slot.heads, *slot.rare.shapes)]
    if not kept and any(word not in allowed for shape in shapes for word in _LITERAL.findall(shape)):
        yield Breach(field.name, "a literal value is not on the list of its field")
    if not all(map(is_shape, shapes)):
        yield Breach(field.name, "a value is no shape")
    if counts and min(counts) < FEW:
        yield Breach(field.name, f"a count is below {FEW}")
    if field.pattern and any(other.isalnum() and other not in "TZ" for _, other in times.pieces(field.pattern)):
        yield Breach(field.name, "a pattern of times has letters of its own")


def is_shape(text_: str) -> bool:
    """Return whether a text is a shape, with nothing but classes, lengths, literal words and punctuation."""
    if text_.startswith(NUMBER_MARK):
        return bool(_NUMBER.fullmatch(text_))
    body, mark, length = text_.partition(LENGTH)
    if mark and not _LENGTH.fullmatch(length):
        return False
    at = 0
    for part in PART.finditer(body):
        if part.start() != at or (part[4] and len(part[4]) == 1 and part[4].isalnum()):
            return False
        at = part.end()
    return at == len(body)


def _of_runs(profile: Profile, own: frozenset[str]) -> Iterator[Breach]:
    """Yield runs of four or more letters or digits that no rule explains."""
    known = {
        run
        for word in (*_SCHEMA, *_MORE, *words.NAMES, *own, *profile.kept, profile.format)
        for run in _RUN.findall(word)
    }
    known |= {run for values in (*words.WORDS.values(), words.NOTHING) for word in values for run in _RUN.findall(word)}
    kept = {index for index, field in enumerate(profile.fields) if field.name in profile.kept}
    public = [field for index, field in enumerate(profile.fields) if index not in kept]
    written = _ESCAPED.sub("", text(msgspec.structs.replace(profile, fields=public)))
    for run in set(_RUN.findall(written)):
        explained = (
            run in known
            or run.lower() in known
            or re.fullmatch(r"(?:[bfnrt]?(?:[aAdoxXhlwsvcu][0-9]{1,3})+|[0-9]{1,3}e[0-9]{1,2}|f[0-9]{1,3})", run)
        )
        if not explained:
            yield Breach("profile", f"a run of {len(run)} letters or digits is explained by no rule")
