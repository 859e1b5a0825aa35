"""Find where two canonical answers differ; a separate process, because an answer may have a million keys.

    python -m bench.correctness.differences TOLERANCE EXPECTED GOT [DATA]

prints up to three differences, of more than one kind if there are, and a line of data; nothing where the answers agree
within the tolerance. Canonical answers are what `bench.measured.worker.answers` writes: JSON in which containers begin
with their type's name and the entries of a dict are sorted.
"""

import gzip
import json
import math
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from io import BufferedIOBase
from itertools import islice
from pathlib import Path
from typing import Any, Final

SHOWN: Final = 3
LOOKED_AT: Final = 100_000  # differences
LONGEST: Final = 120
BRACKETS: Final = {"dict": ("{", "}"), "list": ("[", "]"), "tuple": ("(", ")")}
CONTAINERS: Final = tuple(BRACKETS)
ABSENT: Final = object()
GZIP: Final = b"\x1f\x8b\x08"


@dataclass(frozen=True, slots=True)
class Difference:
    """One place in which two answers differ.

    Args:
        path: canonical keys and positions, from the outermost; empty for the answer as a whole.
        expected: canonical value, or ABSENT.
        got: likewise.
    """

    path: tuple[object, ...]
    expected: object
    got: object

    def __str__(self) -> str:
        place = ", ".join(map(_show, self.path)) or "the answer"
        return f"{place}: expected {_show(self.expected)}, got {_show(self.got)}"

    def innermost(self, tolerance: float) -> "Difference":
        """Return the first place within this one whose values can be shown in full, if there is one."""
        if all(len(_literal(value)) <= LONGEST for value in (self.expected, self.got)):
            return self
        inner = next(differences(self.expected, self.got, tolerance), None)
        if inner is None or not inner.path:
            return self
        return Difference((*self.path, *inner.path), inner.expected, inner.got).innermost(tolerance)


def differences(expected: Any, got: Any, tolerance: float = 0.0) -> Iterator[Difference]:  # noqa: ANN401 - JSON
    """Yield each entry in which two canonical answers differ by more than a share of their numbers."""
    kinds = [value[0] if isinstance(value, list) else None for value in (expected, got)]
    if kinds[0] != kinds[1] or kinds[0] not in CONTAINERS:
        if not agree(expected, got, tolerance):
            yield Difference((), expected, got)
        return
    if tolerance and _rank_alike(expected[1:], got[1:], tolerance):
        return
    one, other = _entries(expected), _entries(got)
    for key in [*one, *(key for key in other if key not in one)]:
        pair = one.get(key, ABSENT), other.get(key, ABSENT)
        if ABSENT in pair or not agree(*pair, tolerance):
            yield Difference((json.loads(key),), *pair)


def most_telling(found: Iterator[Difference]) -> list[Difference]:
    """Return the first differences; if all of these lack an entry, the last gives way to one of another kind.

    Entries that are too many come last, and beside one that is missing they show that a key is another.
    """
    first = list(islice(found, SHOWN))
    if len(first) == SHOWN and all(each.got is ABSENT for each in first):
        first[-1] = next((each for each in islice(found, LOOKED_AT) if each.got is not ABSENT), first[-1])
    return first


def agree(expected: Any, got: Any, tolerance: float) -> bool:  # noqa: ANN401 - any JSON value
    """Return whether two canonical values are the same, but for a share by which their fractions may differ."""
    if tolerance and isinstance(expected, float) and isinstance(got, float):
        return math.isclose(expected, got, rel_tol=tolerance)
    if tolerance and isinstance(expected, list) and isinstance(got, list) and len(expected) == len(got):
        return all(agree(one, other, tolerance) for one, other in zip(expected, got, strict=True))
    return _text(expected) == _text(got)


def _rank_alike(expected: list[Any], got: list[Any], tolerance: float) -> bool:
    """Return whether two lists of pairs, largest value first, differ only in the order of values that agree.

    A key that is in one list alone has been left out of the other for such a value, and that is the last one.
    """
    pairs = [*expected, *got]
    if len(expected) != len(got) or not all(isinstance(each, list) and each[:1] == ["tuple"] for each in pairs):
        return False
    if not expected or {len(each) for each in pairs} != {len(("tuple", "key", "value"))}:
        return False
    one, other = ({_text(key): value for _, key, value in ranked} for ranked in (expected, got))
    last = expected[-1][-1]
    in_order = all(agree(mine[-1], yours[-1], tolerance) for mine, yours in zip(expected, got, strict=True))
    both = [(one.get(key, last), other.get(key, last)) for key in {**one, **other}]
    return in_order and len(one) == len(other) == len(got) and all(agree(*each, tolerance) for each in both)


def line_with(key: object, data: Path) -> str:
    """Return the first line of the data that contains a key's text, empty if there is none."""
    if not isinstance(key, str) or not key:
        return ""
    with _open(data) as file:
        for number, line in enumerate(file, 1):
            text = line.decode("utf-8", "replace")
            if key in text:
                return f"{_show(key)} is first in line {number} of the data: {text[:LONGEST].rstrip()!r}"
    return ""


def _open(data: Path) -> BufferedIOBase:
    """Open the data; what is packed is read as its lines."""
    file = data.open("rb")
    return gzip.GzipFile(fileobj=file) if file.peek(len(GZIP)).startswith(GZIP) else file


def _entries(container: list[Any]) -> dict[str, Any]:
    """Return the entries of a container by the JSON text of their key or position."""
    if container[0] == "dict":
        return {_text(key): value for key, value in container[1:]}
    return {str(position): value for position, value in enumerate(container[1:])}


def _text(value: object) -> str:
    """Return JSON, in which 1, 1.0 and true differ, as they do not in Python."""
    return json.dumps(value)


def _show(value: object) -> str:
    """Return a canonical value as Python writes it, or its size and how it begins."""
    text = _literal(value)
    if len(text) <= LONGEST:
        return text
    if isinstance(value, list) and value[0] in CONTAINERS:
        return f"a {value[0]} of {len(value) - 1}, {text[: LONGEST - 1]}…"
    return text[: LONGEST - 1] + "…"


def _literal(value: object) -> str:
    """Return a canonical value as Python writes it, in full where it is not longer than what is shown."""
    if value is ABSENT:
        return "nothing"
    if not isinstance(value, list):
        return repr(value)
    kind, parts = value[0], value[1:]
    if kind not in CONTAINERS:
        return str(parts[0])
    begin, end = BRACKETS[kind]
    shown = parts[: LONGEST // 2]  # each takes at least two characters
    if kind == "dict":
        return begin + ", ".join(f"{_literal(key)}: {_literal(entry)}" for key, entry in shown) + end
    comma = "," if kind == "tuple" and len(parts) == 1 else ""
    return begin + ", ".join(map(_literal, shown)) + comma + end


def main(tolerance: float, expected: Path, got: Path, data: Path | None = None) -> None:
    """Print the first differences, and a line of data behind the first of them."""
    one, other = (json.loads(each.read_bytes()) for each in (expected, got))
    found = most_telling(differences(one, other, tolerance))
    behind = line_with(found[0].path[0], data) if found and found[0].path and data else ""
    for text in (*(str(each.innermost(tolerance)) for each in found), behind):
        if text:
            print(text)  # noqa: T201 - this is its result


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]
    main(float(sys.argv[1]), *map(Path, sys.argv[2:]))
