"""Which keys of a record hold the fields of a question, and the Python that takes each out of it.

One file may hold records of several programs, of which one says `level` and the other `severity`: of the keys that a
format lists for a field, all that records of the sample go by are looked at, the first that has a plain value counts.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from bench.formats.by_keys import is_plain
from bench.formats.reading import Fields
from bench.questions import spelling
from bench.questions.counting import NUMBER

DEEPEST: Final = 3  # objects within each other whose keys are fields
TESTS: Final = {"number": "is_number({})", "whole": "is_whole({})", "text": "isinstance({}, str)"}
PRESENT: Final = "{} is not None"
FIGURE: Final = "figure"  # a number that is written as text

Parts = Mapping[str, Fields]
"""Variable of generated code -> the keys that it holds: `record`, or `inner` and `outer`."""


@dataclass(frozen=True, slots=True)
class Source:
    """A key that may hold a field.

    Args:
        variable: the one that holds the key.
        keys: the key, after those of the objects that it is in.
    """

    variable: str
    keys: tuple[str, ...]

    @property
    def name(self) -> str:
        """The key as a question names it."""
        return ".".join(self.keys)

    @property
    def taken(self) -> str:
        """The expression that takes its value out of a record."""
        keys = ", ".join(map(spelling.text, self.keys))
        return f"nested({self.variable}, {keys})" if len(self.keys) > 1 else f"{self.variable}.get({keys})"

    def value(self, parts: Parts) -> Any:  # noqa: ANN401 - any JSON value
        """Return what a record holds there."""
        found: Any = parts[self.variable]
        for key in self.keys:
            found = found.get(key) if isinstance(found, dict) else None
        return found


@dataclass(frozen=True, slots=True)
class RecordField:
    """A field of the question.

    Args:
        name: as the question names it.
        sources: the keys that may hold it; the first that has a plain value counts.
        sort: number, whole (a number that forms groups) or text, by their types; figure or word, as text that is there.
    """

    name: str
    sources: tuple[Source, ...]
    sort: str

    @property
    def keys(self) -> tuple[str, ...]:
        """The key that holds it, where there is one."""
        return self.sources[0].keys

    @property
    def variable(self) -> str:
        """Its name in Python and SQL."""
        return spelling.identifier(self.name)

    @property
    def test(self) -> str:
        """The expression that it is held."""
        return TESTS.get(self.sort, PRESENT).format(self.variable)

    @property
    def number(self) -> str:
        """The expression of its number."""
        return self.variable if self.sort == FIGURE else f"float({self.variable})"

    def taken(self, indent: int) -> str:
        """Return the statement that takes it out of a record."""
        parts = [source.taken for source in self.sources]
        opening, closing = f"{self.variable} = ", ""
        if self.sort == FIGURE:
            opening, closing = f"{opening}as_number(", ")"
        if len(parts) > 1:
            opening, closing = f"{opening}first_of(", f"){closing}"
        return spelling.block(opening, parts, closing, indent=indent)

    def value(self, parts: Parts) -> Any:  # noqa: ANN401 - any JSON value
        """Return what a record holds of it, as generated code takes it; text where that finds no number in it."""
        found = next(filter(is_plain, (source.value(parts) for source in self.sources)), None)
        if found is None or self.sort in TESTS:
            return found
        text = str(found)
        return text if self.sort != FIGURE else float(text) if NUMBER.fullmatch(text) else text or None


def sources(records: Sequence[Parts], aliases: Mapping[str, Mapping[str, Sequence[str]]]) -> dict[str, list[Source]]:
    """Return the name of each field that records have, and the keys that they go by.

    Args:
        records: of a sample.
        aliases: variable -> field -> the keys that it may have, the first of which counts.
    """
    seen: dict[str, Counter[Source]] = {}
    for parts in records:
        for variable, fields in parts.items():
            for keys in _keys(fields):
                source = Source(variable, keys)
                seen.setdefault(source.name, Counter())[source] += 1
    named = list(dict.fromkeys([*seen, *(name for each in aliases.values() for name in each)]))
    found = {name: _list_used(_candidates(name, seen, aliases), records) for name in named}
    return {name: each for name, each in found.items() if each}


def _candidates(
    name: str, seen: Mapping[str, Counter[Source]], aliases: Mapping[str, Mapping[str, Sequence[str]]]
) -> list[Source]:
    """Return the keys that may hold a field in the order in which they are asked; of equal names, the usual one."""
    return [
        source
        for variable, known in aliases.items()
        for key in dict.fromkeys((*known.get(name, ()), name))
        for source, _ in seen.get(key, Counter[Source]()).most_common()
        if source.variable == variable
    ]


def _list_used(candidates: Sequence[Source], records: Sequence[Parts]) -> list[Source]:
    """Return those that are the first with a value in some record."""
    if len(candidates) <= 1:
        return list(candidates)
    first = {next((each for each in candidates if is_plain(each.value(parts))), None) for parts in records}
    return [each for each in candidates if each in first]


def _keys(record: Mapping[str, Any], before: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    for key, value in record.items():
        if isinstance(value, dict) and len(before) < DEEPEST:
            yield from _keys(value, (*before, key))
        elif is_plain(value) and not isinstance(value, bool):
            yield (*before, key)
