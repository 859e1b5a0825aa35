"""Describe the fields of a sample: what type their values have, how many have one, how many differ, which are usual."""

import itertools
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from bench.formats.by_keys import is_plain, key_value
from bench.formats.log_format import LogFormat
from bench.formats.reading import Fields, FormatReading, Value, whole_records
from bench.inputs.sniffing.time_stamps import is_declared, is_time
from bench.questions.counting import NUMBER

EXAMPLES: Final = 3
TIME: Final = "time"
MOST_RECORDS: Final = 5_000
_TYPES: Final = {int: "int", float: "float", bool: "bool", list: "list", dict: "object"}


@dataclass(frozen=True)
class FieldSummary:
    """What is known of a field.

    Args:
        name: its name; that of a key in an object has dots.
        types: of its values (`FieldKinds`) -> the share of the records that have one of the type.
        present: share of the records that have it.
        distinct: number of different values in the sample.
        examples: the most usual.
    """

    name: str
    types: Mapping[str, float]
    present: float
    distinct: int
    examples: tuple[str, ...]


class FieldKinds:
    """What values of a format's fields are: a time is text that holds one, and a number one that is written as text.

    Args:
        held: the format.
    """

    def __init__(self, held: LogFormat) -> None:
        formats = [held, *([held.inner] if held.inner else [])]
        pieces = [piece for each in formats if each.template for piece in each.template.fields]
        self._declared = frozenset(piece.name for piece in pieces if is_declared(piece))
        self._expected = frozenset({TIME, *(key for each in formats for key in each.aliases.get(TIME, ()))})
        self._typed = formats[-1].kind == "json"  # where digits in quotes are text

    def of(self, name: str, value: Value) -> str:
        """Return the type of a value of a field."""
        if not isinstance(value, str):
            return _TYPES[type(value)]
        if name in self._declared or is_time(value, expected=name in self._expected):
            return TIME
        return "number" if not self._typed and NUMBER.fullmatch(value) else "text"


def describe(held: LogFormat, lines: Iterable[bytes]) -> list[FieldSummary]:
    """Describe each field, in the order in which they are met: once, by the name that it has in the log."""
    kinds = FieldKinds(held)
    values: dict[str, Counter[str]] = {}
    types: dict[str, Counter[str]] = {}
    records = 0
    for fields in _records(held.without_aliases().reading(), lines):
        records += 1
        for name, value in flat(fields):
            counts = values.setdefault(name, Counter())
            if value is not None:
                counts[_show(value)] += 1
                types.setdefault(name, Counter())[kinds.of(name, value)] += 1
    return [
        FieldSummary(
            name,
            {kind: count / records for kind, count in types.get(name, {}).items()},
            counts.total() / records,
            len(counts),
            tuple(value for value, _ in counts.most_common(EXAMPLES)),
        )
        for name, counts in values.items()
    ]


def several_keys(held: LogFormat, lines: Sequence[bytes]) -> Iterator[tuple[str, Mapping[str, float]]]:
    """Yield each field that some records hold under one key and some under another: key -> the share of records."""
    inner = held.inner or held
    records = list(_records(held.without_aliases().reading(), lines))
    for name, keys in inner.aliases.items():
        first = Counter(next((key for key in keys if is_plain(key_value(fields, key))), "") for fields in records)
        del first[""]
        if len(first) > 1:
            yield name, {key: count / len(records) for key, count in first.most_common()}


def flat(fields: Fields, before: str = "") -> Iterator[tuple[str, Value]]:
    """Yield fields and those of the objects in them, with dots in their names."""
    for key, value in fields.items():
        if isinstance(value, Mapping) and value and before.count(".") < EXAMPLES:
            yield from flat(value, f"{before}{key}.")
        else:
            yield f"{before}{key}", value


def _records(reading: FormatReading, lines: Iterable[bytes]) -> Iterator[Fields]:
    """Yield the fields of the first records, each with the lines that belong to it."""
    for record in itertools.islice(whole_records(reading, lines), MOST_RECORDS):
        fields = reading.split(record)
        if fields is not None:
            yield fields


def _show(value: Value) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
