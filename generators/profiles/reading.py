"""Read a profile, which may come from anybody, and see that it says what can be: reports carry them to strangers."""

import json
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

import msgspec

from bench.model.errors import DataError
from bench.model.paths import LARGEST as LARGEST_FILE
from bench.model.paths import read_named
from generators.profiles.schema import READ, SCHEMA, FieldFacts, JointFacts, LineForm, Profile, RareValues, digest
from generators.profiles.shapes import LONGEST

KINDS: Final = frozenset({"text", "template", "number", "time"})
LARGEST: Final = 10**15
"""What a number may be, either way."""

_NUMBER: Final = re.compile(r"(-?[0-9]{1,3})(?:e([0-9]{1,2}))?")
_MOST_DRAWN: Final = 1 << 32
_MOST_HEADS: Final = 1 << 14
_MOST_SLOT_HEADS: Final = 1 << 11
_MOST_FIELDS: Final = 1 << 10
_MOST_PAIRS: Final = 1 << 20
_LONGEST_SHAPE: Final = 8 * LONGEST
_LONGEST_PATTERN: Final = 100


def read(path: Path) -> Profile:
    """Read a profile.

    Raises:
        DataError: if it cannot be read, or its hash is another.
    """
    hint = "Make it with `profile`, and do not edit it."
    try:
        return parse(read_named(path))
    except OSError as error:
        raise DataError(f"{path} cannot be read: {error.strerror}.", "Check the path.") from error
    except (ValueError, RecursionError) as error:
        raise DataError(f"{path} is not a profile of this version: {error}.", hint) from error


def is_profile(path: Path) -> bool:
    """Return whether a file is a profile by its content, of any version, complete or not, and not a log."""
    if not path.is_file():
        return False
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST_FILE + 1)
        found = json.loads(content) if SCHEMA.encode() in content else None
    except (OSError, ValueError, RecursionError):
        return False
    return isinstance(found, dict) and found.get("schema") == SCHEMA


def parse_given(text: str) -> Profile:
    """Return the profile of a text that the user gave.

    Raises:
        DataError: if it is none, or was changed.
    """
    try:
        return parse(text.encode())
    except (ValueError, RecursionError) as error:
        raise DataError(
            f"This is not a profile of a log: {error}.", "Make one with `nox -s data -- profile`."
        ) from error


def parse(content: bytes) -> Profile:
    """Return the profile of a JSON text.

    Raises:
        ValueError: if it is none, its hash is another, or no twin could be made of it.
    """
    profile = msgspec.convert(json.loads(content, parse_float=_whole, parse_int=_whole), Profile)
    if profile.schema != SCHEMA or profile.version not in READ:
        raise ValueError(f"it has the schema {profile.schema} of version {profile.version}")
    if profile.hash.replace("-", "") != digest(profile):
        raise ValueError("its hash does not match its content")
    if found := _problem(profile):
        raise ValueError(found)
    return profile


def _whole(written: str) -> int:
    found = _NUMBER.fullmatch(written)
    if found is None:
        raise ValueError("a number has not the form 123e2")
    number: int = int(found[1]) * 10 ** int(found[2] or 0)
    return number


def _problem(profile: Profile) -> str:
    """Return what is wrong with a profile; empty if a twin can be made of it."""
    return next(_problems(profile), "")


def _problems(profile: Profile) -> Iterator[str]:
    counts = [profile.lines, profile.sampled, profile.bytes, profile.crlf, *profile.back_by, *profile.form_follows]
    if not all(0 <= count <= LARGEST for count in counts):
        yield "a number is out of bounds"
    if len(profile.fields) > _MOST_FIELDS or len(profile.header) > _LONGEST_SHAPE:
        yield "it has too many fields"
    for form in profile.forms:
        yield from _of_form(form, len(profile.fields))
    for field in profile.fields:
        yield from _of_field(field)
    yield from _of_equals(profile.fields)
    heads = [len(field.heads) for field in profile.fields] + [len(profile.forms)]
    yield from _of_tree(profile.joint, heads)


def _of_form(form: LineForm, fields: int) -> Iterator[str]:
    if not 0 < form.count <= LARGEST or not form.parts:
        yield "a form has no lines"
    if not all(0 <= part < fields for part in form.parts if isinstance(part, int)):
        yield "a form has a field that there is not"
    if any(len(part) > _LONGEST_SHAPE for part in form.parts if isinstance(part, str)):
        yield "a text is too long"


def _of_field(field: FieldFacts) -> Iterator[str]:
    if field.kind not in KINDS or (field.kind == "time") != bool(field.pattern):
        yield "a field has no kind"
    if len(field.pattern) > _LONGEST_PATTERN or not 0 <= field.places <= 9:  # noqa: PLR2004 - digits behind the point
        yield "a pattern or a number of places is too large"
    numbers = [field.mean, *field.follows, *field.steps]
    if not all(0 <= number <= LARGEST for number in numbers) or field.steps != sorted(field.steps):
        yield "a number is out of bounds"
    if len(field.heads) > _MOST_HEADS:
        yield "a field has too many values"
    yield from _of_counted([(head.shape, head.count) for head in field.heads])
    if not all(0 <= head.distinct <= LARGEST for head in field.heads):
        yield "a number is out of bounds"
    yield from _of_rare(field.rare)
    for slot in (slot for head in field.heads for slot in head.slots):
        if len(slot.heads) > _MOST_SLOT_HEADS:
            yield "a slot has too many values"
        yield from _of_counted(slot.heads)
        yield from _of_rare(slot.rare)


def _of_equals(fields: Sequence[FieldFacts]) -> Iterator[str]:
    """Yield what is wrong with fields that equal others: these are earlier, and none of either is a time."""
    for number, field in enumerate(fields):
        if field.equals == -1:
            continue
        if not 0 <= field.equals < number or fields[field.equals].equals != -1:
            yield "a field equals one that there is not"
        elif "time" in {field.kind, fields[field.equals].kind}:
            yield "a time equals another field"


def _of_counted(values: Sequence[tuple[str, int]]) -> Iterator[str]:
    if any(len(shape) > _LONGEST_SHAPE or not 0 < count <= LARGEST for shape, count in values):
        yield "a value is too long, or was never seen"


def _of_rare(rare: RareValues) -> Iterator[str]:
    if not 0 <= rare.drawn_from < _MOST_DRAWN or not 0 <= rare.growth <= 100:  # noqa: PLR2004 - in hundredths
        yield "a number is out of bounds"
    if not 0 <= rare.count <= LARGEST or not all(-LARGEST <= point <= LARGEST for point in rare.points):
        yield "a number is out of bounds"
    if rare.points != sorted(rare.points) or len(rare.shapes) > _MOST_HEADS:
        yield "quantiles are out of order"
    yield from _of_counted(rare.shapes)


def _of_tree(joint: Sequence[JointFacts], heads: Sequence[int]) -> Iterator[str]:
    """Yield what is wrong with a tree: it has parents before children, and each child once."""
    children = {each.child for each in joint}
    done: set[int] = set()
    for each in joint:
        if not (0 <= each.parent < len(heads) and 0 <= each.child < len(heads)) or each.parent == each.child:
            yield "fields go together that there are not"
            return
        if each.child in done or (each.parent in children and each.parent not in done):
            yield "fields follow from each other"
            return
        done.add(each.child)
        yield from _of_pairs(each, heads[each.parent], heads[each.child])


def _of_pairs(joint: JointFacts, parents: int, children: int) -> Iterator[str]:
    of_parent = [each[0] for each in (*joint.pairs, *joint.merged, *joint.rare)]
    if not (_within(of_parent, parents + 1) and _within([child for _, child, _ in joint.pairs], children)):
        yield "values go together that there are not"
    counts = [count for *_, count in joint.pairs]
    counts += [count for _, *both in joint.merged for count in both]
    if not all(0 < count <= LARGEST for count in counts) or not all(0 <= count <= LARGEST for count in joint.others):
        yield "a number is out of bounds"
    if not all(0 <= drawn < _MOST_DRAWN and 0 <= seen <= LARGEST for _, drawn, seen in joint.rare):
        yield "a number is out of bounds"
    if sum(pairs for _, _, pairs in joint.merged) + joint.others[1] > _MOST_PAIRS:
        yield "there are too many pairs"


def _within(indices: Sequence[str], most: int) -> bool:
    return all(index.isalnum() and index.isascii() and len(index) <= 3 and int(index, 36) <= most for index in indices)  # noqa: PLR2004
