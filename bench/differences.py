"""Say where two canonical answers differ; run as a process of its own, for an answer may hold a million keys.

    python -m bench.differences EXPECTED GOT [DATA]

prints up to three lines of text. Canonical answers are what the worker writes: JSON in which every value is tagged with
its type and the entries of a dict are sorted.
"""

import json
import sys
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any, Final

SHOWN: Final = 3
_LONGEST: Final = 120
_ABSENT: Final = "nothing"


def differences(expected: Any, got: Any) -> Iterator[tuple[str, str, str]]:  # noqa: ANN401 - any JSON value
    """Yield (key, expected, got) as text for each place in which two canonical values differ."""
    if expected == got:
        return
    tables = _table(expected), _table(got)
    if tables[0] is None or tables[1] is None:
        yield "", _show(expected), _show(got)
        return
    for key in [*tables[0], *(key for key in tables[1] if key not in tables[0])]:
        one, other = tables[0].get(key), tables[1].get(key)
        if one != other:
            yield key, _show(one), _show(other)


def _table(value: Any) -> dict[str, Any] | None:  # noqa: ANN401 - any JSON value
    """Return the entries of a container by key or position; None for a plain value."""
    tag, content = value
    if tag == "dict":
        return {_show(key): each for key, each in content}
    if tag in ("list", "tuple"):
        return {f"[{number}]": each for number, each in enumerate(content)}
    return None


def _show(value: Any) -> str:  # noqa: ANN401 - any JSON value
    if value is None:
        return _ABSENT
    tag, content = value
    text = repr(content) if tag in ("str", "int", "float", "bool", "None") else f"{tag} of {len(content)}"
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def line_with(key: str, data: Path) -> str:
    """Return the first line of the data in which a key's text stands, empty if there is none."""
    needle = key.strip("'\"").encode()
    if not needle:
        return ""
    with data.open("rb") as file:
        for number, line in enumerate(file, 1):
            if needle in line:
                return f"line {number}: {line[:_LONGEST].decode('utf-8', 'replace').rstrip()!r}"
    return ""


def main(expected: Path, got: Path, data: Path | None) -> None:
    """Print the first differences, and a line of data behind the first of them."""
    found = list(islice(differences(json.loads(expected.read_bytes()), json.loads(got.read_bytes())), SHOWN))
    for key, one, other in found:
        print(f"{key or 'the answer'}: expected {one}, got {other}")  # noqa: T201 - this is its result
    behind = line_with(found[0][0], data) if found and data else ""
    if behind:
        print(behind)  # noqa: T201 - this is its result


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3]) if len(sys.argv) > 3 else None)  # noqa: PLR2004
