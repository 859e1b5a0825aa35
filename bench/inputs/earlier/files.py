"""Which files of a folder decide what is measured, and what changed between two states of it. Pure.

A row is a source with its locks. Two rows are the same if these hold the same text, whatever ends their lines: a
checkout may have turned the ends round.
"""

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

SOURCE: Final = ".py"
LOCKS: Final = (".lock", ".py.lock")
DEFINITION: Final = "__init__"
WANTED: Final = re.compile(r"(?:[a-z0-9_]{1,64}/)?[a-z0-9_]{1,64}(?:\.py|\.lock|\.py\.lock)", re.ASCII)

Files = Mapping[str, bytes]
"""Path within the folder, such as `error_counts/generator_chain.py`, -> content."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileDifference:
    """How two states of a folder differ; rows are paths without `.py`.

    Args:
        changed: in both, with another text or lock.
        same: in both, unchanged.
        added: today's alone.
        removed: the earlier alone.
        renamed: (earlier, today) of the same text under another name.
        questions: workloads whose definition differs.
    """

    changed: tuple[str, ...]
    same: tuple[str, ...]
    added: tuple[str, ...]
    removed: tuple[str, ...]
    renamed: tuple[tuple[str, str], ...]
    questions: tuple[str, ...]


def difference(earlier: Files, today: Files) -> FileDifference:
    """Compare two states of a folder."""
    then, now = _rows(earlier), _rows(today)
    both = sorted(then.keys() & now.keys())
    removed, added = sorted(then.keys() - now.keys()), sorted(now.keys() - then.keys())
    renamed = tuple(_find_renamed({row: then[row] for row in removed}, {row: now[row] for row in added}))
    moved = {row for pair in renamed for row in pair}
    return FileDifference(
        changed=tuple(row for row in both if then[row] != now[row]),
        same=tuple(row for row in both if then[row] == now[row]),
        added=tuple(row for row in added if row not in moved),
        removed=tuple(row for row in removed if row not in moved),
        renamed=renamed,
        questions=tuple(sorted(_questions(earlier, today))),
    )


def of_row(row: str, files: Files) -> Files:
    """Return the files of one row: its source and its locks."""
    return {row + suffix: files[row + suffix] for suffix in (SOURCE, *LOCKS) if row + suffix in files}


def _rows(files: Files) -> dict[str, str]:
    """Return a hash of all that decides a row; a workload's definition is none."""
    sources = [path for path in files if path.endswith(SOURCE) and not path.rpartition("/")[2].startswith("__")]
    rows = [path.removesuffix(SOURCE) for path in sources]
    return {row: _digest(*(files.get(row + suffix, b"") for suffix in (SOURCE, *LOCKS))) for row in rows}


def _digest(*parts: bytes) -> str:
    hashes = [hashlib.sha256(part.replace(b"\r\n", b"\n")).digest() for part in parts]
    return hashlib.sha256(b"".join(hashes)).hexdigest()


def _find_renamed(removed: Mapping[str, str], added: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Pair rows of one text within a workload, each of them once."""
    left = dict(removed)
    for today, digest in added.items():
        folder = today.rpartition("/")[0]
        old = next((row for row, each in left.items() if each == digest and row.rpartition("/")[0] == folder), None)
        if old is not None:
            del left[old]
            yield old, today


def _questions(earlier: Files, today: Files) -> Iterator[str]:
    for path in earlier.keys() & today.keys():
        folder, _, name = path.rpartition("/")
        if name == DEFINITION + SOURCE and folder and _digest(earlier[path]) != _digest(today[path]):
            yield folder
