"""Find out which records of a file count for a question: its reference is asked for single ones."""

import json
import secrets
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Final, Protocol

from bench.correctness.changes import stored_lines
from bench.inputs.data.prepared import Prepared

WINDOW: Final = 1 << 16  # bytes of the file that are read at one place
FEW: Final = 64  # records that count
ASKED: Final = 4096  # records or stretches in one process
RECORD_SECONDS: Final = 2.0  # for all single records; those that it does not reach are no use
FILE_SECONDS: Final = 10.0  # for all stretches of a file
_LONGEST: Final = 1 << 20  # bytes of a line that is looked at
_LARGEST: Final = 1 << 22  # bytes of an answer of which the entries are looked at

Piece = tuple[int, int]
"""Offset and length in bytes."""


class AnswersPieces(Protocol):
    """A reference that can be asked for parts of the data."""

    def answer_pieces(self, data: Prepared, pieces: Sequence[Piece], seconds: float) -> list[object]:
        """Return the canonical answers to no record and to each piece, as far as the time goes; none if it fails."""


@dataclass(frozen=True, slots=True)
class KnownRecord:
    """A line of the file.

    Args:
        offset: of its first byte.
        content: without the line's end.
        effect: entries of an answer to it alone; empty if it does not count.
        groups: the keys of these entries.
    """

    offset: int
    content: bytes
    effect: frozenset[str]
    groups: frozenset[str]


class KnownRecords:
    """The records of a file whose effect is known.

    Args:
        reference: of the workload.
        data: the file.
        answer: the entries of the answer to it; empty if they are not known.
    """

    def __init__(self, reference: AnswersPieces, data: Prepared, answer: Collection[str]) -> None:
        self._reference, self._data = reference, data
        self.answer = answer
        self._found: dict[int, KnownRecord] = {}
        self._is_sampled = self._is_searched = False

    def __iter__(self) -> Iterator[KnownRecord]:
        return iter(self._found.values())

    def look_further(self) -> None:
        """Ask for lines from all over the file; where few of them count, or next time, search the whole file."""
        if not self._is_sampled:
            self._is_sampled = True
            lines = list(islice(_sample(self._data), ASKED))
            self._ask(lines)
            self._is_searched = self._data.dataset.packed is not None or len(self._found) == len(lines) < ASKED
            if sum(bool(each.effect) for each in self) >= FEW:
                return
        if not self._is_searched:
            self._is_searched = True
            self._search()

    def _search(self) -> None:
        """Ask for the whole file stretch by stretch, then for lines of those that count, above all for an extreme."""
        stretches = _stretches(self._data.dataset.bytes)
        answers = map(entries_of, self._reference.answer_pieces(self._data, stretches, FILE_SECONDS))
        nothing = next(answers, frozenset())
        counting = [(piece, answer) for piece, answer in zip(stretches, answers, strict=False) if answer != nothing]
        counting.sort(key=lambda each: each[1].isdisjoint(self.answer))
        self._ask(list(islice(_lines_in(self._data, [piece for piece, _ in counting]), ASKED)))

    def _ask(self, lines: Sequence[tuple[int, bytes]]) -> None:
        pieces = [(offset, len(content) + 1) for offset, content in lines]
        answers = map(entries_of, self._reference.answer_pieces(self._data, pieces, RECORD_SECONDS))
        nothing = next(answers, frozenset())
        for (offset, content), answer in zip(lines, answers, strict=False):
            effect = answer - nothing
            self._found[offset] = KnownRecord(offset, content, effect, frozenset(map(group_of, effect)))


def entries_of(answer: object) -> frozenset[str]:
    """Return the entries of a canonical answer, as texts: those of a dictionary, a list or a tuple, or a number."""
    entries = answer[1:] if isinstance(answer, list) else [answer]
    return frozenset(map(json.dumps, entries))


def entries_in(answer: Path) -> frozenset[str]:
    """Return the entries of a canonical answer in a file; none of a large one."""
    if not answer.is_file() or answer.stat().st_size > _LARGEST:
        return frozenset()
    return entries_of(json.loads(answer.read_bytes()))


def group_of(entry: str) -> str:
    """Return the key of an entry: without what was computed for it."""
    read = json.loads(entry)
    return json.dumps(read[:-1]) if isinstance(read, list) else ""


def _sample(data: Prepared) -> Iterator[tuple[int, bytes]]:
    """Return lines from places all over the file in random order, of a packed file those that are stored."""
    assert isinstance(data.source, Path)  # noqa: S101 - a number has no records
    if data.dataset.packed is not None:
        return iter(stored_lines(data.source))
    return _lines_in(data, _stretches(data.dataset.bytes, WINDOW))


def _stretches(size: int, least: int = 1) -> list[Piece]:
    """Divide a file into so many stretches of equal length as are asked for at once, in random order."""
    length = max(least, -(-size // ASKED))
    found = [(offset, length) for offset in range(0, size, length)]
    secrets.SystemRandom().shuffle(found)
    return found


def _lines_in(data: Prepared, stretches: Sequence[Piece]) -> Iterator[tuple[int, bytes]]:
    """Yield the lines that begin in a stretch, none of them long, but for the first of the file."""
    assert isinstance(data.source, Path)  # noqa: S101 - as above
    with data.source.open("rb") as file:
        for offset, length in stretches:
            at = file.seek(max(0, offset - 1))
            line = file.readline(_LONGEST)  # the end of one that begins before
            while line.endswith(b"\n") and (at := at + len(line)) < offset + length:
                line = file.readline(_LONGEST)
                if line.endswith(b"\n"):
                    yield at, line[:-1]
