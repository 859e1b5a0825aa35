"""Learn what values a field has: the frequent ones by their shapes, the rare ones as a pool to draw from."""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

import msgspec
import numpy as np
from numpy.typing import NDArray

from generators.profiles import words
from generators.profiles.learning.columns import again
from generators.profiles.schema import FEW, FrequentValue, RareValues, SlotPool, digits, quantiles
from generators.profiles.shapes import LENGTH, NUMBER_MARK, SLOT, mask, merged, shape

Ints = NDArray[np.int64]

HEADS: Final = 4096
"""Values of a field that are described one by one, at most."""

SLOT_HEADS: Final = 256
_NUMBER: Final = re.compile(r"-?(?:0|[1-9][0-9]{0,14})(?:\.[0-9]{1,9})?")
_EXPONENT: Final = re.compile(r"-?[0-9](?:\.[0-9]{1,20})?[eE][+-]?[0-9]{1,3}")
_DIGITS: Final = 15
"""Of a number without its decimal point, at most."""

_LONGEST_KEPT: Final = 3_000
_UNMARKED: Final = re.compile(f"[»{LENGTH}]")
_NEVER_AGAIN: Final = 0.999
_STEPS: Final = 100
_MOST_SLOTS: Final = 12


@dataclass(frozen=True, slots=True)
class Pool:
    """What was learnt of a field, and which of its heads each value is.

    Args:
        heads: the frequent values.
        rare: the others.
        places: decimal places, where the values are numbers.
        index: value -> its head; the number of heads for a rare one.
    """

    heads: list[FrequentValue]
    rare: RareValues
    places: int
    index: Ints


def drawn_from(count: int, distinct: int, repeated: int) -> int:
    """Return from how many equally likely values so many draws find so many: t (1 - exp(-n / t)) = distinct.

    Args:
        count: how often one of the values was seen.
        distinct: how many there were.
        repeated: share of the lines, in thousandths, that are no draw, but repeat an earlier line.
    """
    count = count * (1000 - repeated) // 1000
    if count == 0 or distinct >= count * _NEVER_AGAIN:
        return 0
    low, high = float(distinct), distinct * 1e6
    for _ in range(_STEPS):
        middle = math.sqrt(low * high)
        low, high = (middle, high) if -middle * math.expm1(-count / middle) < distinct else (low, middle)
    return max(1, round(low))


def texts(field: str, values: Sequence[str], ids: Ints, *, keep: bool, strict: bool) -> Pool:
    """Learn a field of texts, value by value."""
    counts = np.bincount(ids, minlength=len(values))
    heads, index = frequent(counts)
    named = [FrequentValue(written(field, values[at], keep=keep), int(counts[at])) for at in heads]
    rare = rare_texts(field, values, ids, index == len(heads), strict=strict)
    return Pool(named, rare, 0, index)


def numbers(field: str, values: Sequence[str], ids: Ints) -> Pool:
    """Learn a field of numbers: the frequent ones by three digits, the others by quantiles."""
    counts = np.bincount(ids, minlength=len(values))
    heads, index = frequent(counts)
    parts = [value.lstrip("-").partition(".") for value in map(plain, values) if value is not None]
    whole = max((len(part[0]) for part in parts), default=0)
    places = min(max((len(part[2]) for part in parts), default=0), _DIGITS - whole)
    named = [FrequentValue(_number(field, values[at], places), int(counts[at])) for at in heads]
    left = np.flatnonzero(index == len(heads))
    pairs = [(plain(values[at]), int(counts[at])) for at in left.tolist()]
    ordered = sorted(scaled(value, places) for value, count in pairs if value is not None for _ in range(count))
    rare = rare_texts(field, values, ids, index == len(heads), strict=True)
    points = quantiles(ordered) if len(ordered) >= FEW else []
    return Pool(named, msgspec.structs.replace(rare, points=points), places, index)


def plain(text: str) -> str | None:
    """Return a number without an exponent; None if a text is none, or one that is too large."""
    if _EXPONENT.fullmatch(text):
        text = f"{Decimal(text):.9f}".rstrip("0").rstrip(".")
    return text if _NUMBER.fullmatch(text) else None


def scaled(text: str, places: int) -> int:
    """Return a number without its decimal point, with so many places."""
    whole, _, behind = text.partition(".")
    return int(whole + behind.ljust(places, "0")[:places])


def templates(field: str, values: Sequence[str], ids: Ints) -> Pool:
    """Learn a field of free text: templates, and what varies in each of their slots."""
    masked = [_mask(value) for value in values]
    numbers_of: dict[str, int] = {}
    of = np.array([numbers_of.setdefault(text, len(numbers_of)) for text, _ in masked], dtype=np.int64)
    counts = np.bincount(ids, minlength=len(values))
    weights = np.bincount(of, weights=counts, minlength=len(numbers_of)).astype(np.int64)
    heads, index = frequent(weights)
    members: dict[int, list[tuple[list[str], int]]] = {at: [] for at in heads}
    for template, (_, slots), count in zip(of.tolist(), masked, counts.tolist(), strict=True):
        if template in members:
            members[template].append((slots, count))
    names = list(numbers_of)
    named = [_template(field, names[at], members[at]) for at in heads]
    index = index.take(of)
    return Pool(named, rare_texts(field, values, ids, index == len(heads), strict=False), 0, index)


def _template(field: str, text: str, rows: Sequence[tuple[list[str], int]]) -> FrequentValue:
    """Describe a template by what varies in it and how often; of a long one as far as it is described."""
    form = written(field, text, keep=False, slots=True)
    slots = _slots(rows)[: form.count(SLOT)]
    if not slots:
        form = written(field, text, keep=False)
    return FrequentValue(form, sum(count for _, count in rows), slots, len(rows) if slots else 0)


def rare_texts(field: str, values: Sequence[str], ids: Ints, left: NDArray[np.bool_], *, strict: bool) -> RareValues:
    """Learn the values that are not described one by one."""
    drawn = ids[left.take(ids)]
    if len(drawn) < FEW:
        return RareValues()
    counts = np.bincount(drawn, minlength=len(values))
    some = np.flatnonzero(counts)
    shapes: dict[str, int] = {}
    for at, count in zip(some.tolist(), counts[some].tolist(), strict=True):
        form = written(field, values[at], keep=False)
        shapes[form] = shapes.get(form, 0) + count
    repeated = sum(again(drawn)) if len(some) < len(drawn) else 0
    whole, half = drawn_from(len(drawn), len(some), repeated), drawn[: len(drawn) // 2]
    before = drawn_from(len(half), int(np.count_nonzero(np.bincount(half))), repeated)
    growth = min(max(round(100 * math.log2(whole / before)), 0), 100) if whole and before else 0
    return RareValues(len(drawn), len(some), whole, growth, repeated, merged(shapes, strict=strict))


def written(field: str, value: str, *, keep: bool, slots: bool = False) -> str:
    """Return how a value is written in a profile: literal where that says nothing or is wanted, or else its shape.

    Args:
        field: its name.
        value: as it is in a line; with the quotes of JSON, if it has some.
        keep: whether the owner wants it literal, which it is without the marks of a shape, and if it is not too long.
        slots: whether it is a template.
    """
    quoted = len(value) > 1 and value[0] == value[-1] == '"'
    inner = value[1:-1] if quoted else value
    keep = keep and len(inner) <= _LONGEST_KEPT
    if (inner in words.literal(field)) or (not quoted and inner in words.NOTHING) or keep:
        text = f"«{_UNMARKED.sub('', inner)}»" if inner else ""
    else:
        if not quoted and _EXPONENT.fullmatch(inner):  # a letter other than its own would make it no number
            inner = plain(inner) or "9" * _DIGITS
        text = shape(inner, escapes=quoted, slots=slots)
    if not quoted:
        return text
    body, mark, length = text.partition(LENGTH)
    return f'"{body}"{mark}{length}'


def _mask(value: str) -> tuple[str, list[str]]:
    """Return a template and what varies in it; the quotes of JSON are none that quote a part of a message."""
    if len(value) > 1 and value[0] == value[-1] == '"':
        template, slots = mask(value[1:-1])
        return f'"{template}"', slots
    return mask(value)


def _number(field: str, value: str, places: int) -> str:
    number = plain(value)
    if number is None:
        return written(field, value, keep=False)
    return f"{NUMBER_MARK}{digits(scaled(number, places))}"


def frequent(counts: Ints, most: int = HEADS) -> tuple[list[int], Ints]:
    """Return the values that were seen often, the most frequent first, and for each value its place among them.

    Args:
        counts: how often each was seen.
        most: values that are returned, at most.
    """
    order = np.argsort(-counts, kind="stable")[:most]
    heads = order[counts[order] >= FEW].tolist()
    index = np.full(len(counts), len(heads), dtype=np.int64)
    index[heads] = np.arange(len(heads))
    return heads, index


def _slots(rows: Sequence[tuple[list[str], int]]) -> list[SlotPool]:
    """Learn what varies in each slot of a template, weighted by how often the whole value was seen."""
    out = []
    for place in range(len(rows[0][0])):
        seen: dict[str, int] = {}
        for slots, count in rows:
            seen[slots[place]] = seen.get(slots[place], 0) + count
        out.append(_slot(seen, few=place >= _MOST_SLOTS))
    return out


def _slot(seen: Mapping[str, int], *, few: bool) -> SlotPool:
    values = list(seen)
    ids = np.repeat(np.arange(len(values)), list(seen.values()))
    counts = np.array(list(seen.values()), dtype=np.int64)
    heads, index = frequent(counts, 1 if few else SLOT_HEADS)
    named = [(shape(values[at]), int(counts[at])) for at in heads]
    return SlotPool(named, rare_texts("", values, ids, index == len(heads), strict=True))
