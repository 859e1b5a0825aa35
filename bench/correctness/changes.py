"""Choose a change of the data at random: records of the file are replaced by others of it that are as long."""

import os
import secrets
from collections.abc import Iterable, Iterator, Sequence
from io import FileIO
from pathlib import Path
from typing import Final

from bench.inputs.data.packed import change_of_sum, find_stored
from bench.process.job import Change, Edit

RECORDS: Final = 32
WINDOWS: Final = (1 << 16, 1 << 20)  # bytes: the second for files of long records
FURTHER: Final = 7  # by which a number grows at most


def change_data(source: Path | int, records: int = RECORDS, *, is_packed: bool = False) -> Change:
    """Choose a change of the data at random.

    Args:
        source: the file, or the number.
        records: how many to replace; fewer where fewer others of the same length lie near.
        is_packed: whether the file is packed, so that only what is stored in it can be changed.
    """
    if isinstance(source, int):
        return source + 1 + secrets.randbelow(FURTHER)
    if is_packed:
        return _change_stored(source, records)
    found: tuple[Edit, ...] = ()
    handle = os.open(source, os.O_RDONLY)
    try:
        size = os.fstat(handle).st_size
        for window in WINDOWS:
            places = (secrets.randbelow(max(1, size - window)) for _ in range(records * 2))
            blocks = (lines_of(os.pread(handle, window, place), place) for place in places)
            if found := _collect(map(_exchange, blocks), records):
                break
    finally:
        os.close(handle)
    return found


def _collect(drawn: Iterable[Edit | None], records: int) -> tuple[Edit, ...]:
    """Return what is drawn, in the order of the file, until it changes so many records; nothing is drawn after that."""
    found: dict[int, Edit] = {}
    for edit in drawn:
        if edit:
            found[edit.offset] = edit
        if len(found) == records:
            break
    return tuple(found[offset] for offset in sorted(found))


def _change_stored(source: Path, records: int) -> Change:
    """Replace records in the stored part of a packed file; nothing if it has no such part."""
    start, content = _stored(source)
    drawn = (_exchange(lines_of(content, start)) for _ in range(records * 2))
    return with_sum(source, _collect(drawn, records))


def with_sum(source: Path, edits: Sequence[Edit]) -> tuple[Edit, ...]:
    """Return changes in the stored part of a packed file with that of the sum behind it."""
    if not edits:
        return ()
    start, content = _stored(source)
    changed = bytearray(content)
    for edit in edits:
        at = edit.offset - start
        changed[at : at + len(edit.new)] = edit.new
    return (*edits, change_of_sum(start, content, bytes(changed)))


def stored_lines(source: Path) -> list[tuple[int, bytes]]:
    """Return the lines in the stored part of a packed file with their places."""
    start, content = _stored(source)
    return lines_of(content, start)


def _stored(source: Path) -> tuple[int, bytes]:
    with FileIO(source) as file:
        return find_stored(file, source.stat().st_size)


def edits_of(change: Change) -> tuple[Edit, ...]:
    """Return what a change does to a file: nothing if it is that of a number."""
    return change if isinstance(change, tuple) else ()


def _exchange(records: list[tuple[int, bytes]]) -> Edit | None:
    """Choose one record, and another of its length with another content."""
    different = {record for _, record in records}
    if len(different) == len({len(record) for record in different}):
        return None  # a log of equal lines would be drawn from to its end, for each record that is looked for
    seen: dict[int, bytes] = {}
    for offset, record in _draw_from(records):
        other = seen.setdefault(len(record), record)
        if other != record:
            return Edit(offset, record, other)
    return None


def _draw_from(records: list[tuple[int, bytes]]) -> Iterator[tuple[int, bytes]]:
    """Take the records out in random order, each when it is asked for: a dozen of a thousand decide."""
    while records:
        place = secrets.randbelow(len(records))
        records[place], records[-1] = records[-1], records[place]
        yield records.pop()


def lines_of(block: bytes, start: int) -> list[tuple[int, bytes]]:
    """Return the whole lines of a block with their places in the file; but the first, which may be cut, or a header."""
    first, *lines = block.split(b"\n")
    found, at = [], start + len(first) + 1
    for line in lines[:-1]:
        found.append((at, line))
        at += len(line) + 1
    return found
