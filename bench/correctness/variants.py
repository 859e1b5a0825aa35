"""Change the data for every measured process, so that its answer is nowhere before it is computed.

A few records of the file are replaced by others of the same length, or the number becomes a slightly larger one. The
monitor does so when the worker is about to call `run`, and undoes it afterwards: what was computed while the module was
imported, or kept from another process, answers other data. Times stay comparable, for nothing but these few bytes
differs. The reference answers every variant; three of them, drawn at random, serve a whole run.
"""

import hashlib
import os
import secrets
from collections.abc import Iterator
from dataclasses import dataclass, replace
from io import FileIO
from pathlib import Path
from typing import Final

from bench.correctness.judging import Question, within_tolerance
from bench.inputs.data.packed import change_of_sum, find_stored
from bench.inputs.data.prepared import Prepared
from bench.model.errors import BenchError
from bench.model.types import Instrument, Limits, Sample, Status
from bench.process.job import Change, Edit, Job
from bench.process.launch import launch

MOST: Final = 3
RECORDS: Final = 32
ATTEMPTS: Final = 3  # each with twice as many records as the one before, as long as the answer is still the same
WINDOWS: Final = (1 << 16, 1 << 20)  # bytes: the second for files of long records
FURTHER: Final = 7  # by which a number grows at most
CHANGING: Final = (Instrument.RESIDENT, Instrument.TIMING, Instrument.RESIDENT_CURVE)
"""Instruments that meet changed data. Traced figures repeat to the byte, a check has answers of its own."""

NAME: Final = "the data as changed for this process"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """What answers changed data rightly.

    Args:
        workload: the file whose `reference` it is.
        python: the interpreter that runs it.
        limits: for its process.
        folder: where its answers go; it is made.
    """

    workload: Path
    python: Path
    limits: Limits
    folder: Path

    def answer(self, plain: Question, data: Prepared, change: Change) -> Question:
        """Return the right answer to changed data.

        Args:
            plain: the right answer to the data as it is.
            data: the run's own, which is changed for the reference as it is for the others.
            change: of the data.

        Raises:
            BenchError: if the reference fails.
        """
        place = self.folder / secrets.token_hex(6)
        place.mkdir(parents=True)
        job = Job(
            python=self.python,
            module=self.workload,
            function="reference",
            instrument=Instrument.ANSWER,
            sources=(change if isinstance(change, int) else data.source,),
            limits=self.limits,
            hash_seed=0,
            answers=place,
            change=change if isinstance(change, tuple) else (),
        )
        finished = launch(job)
        data.follow(finished.stamps, edits_of(change))
        if finished.status is not Status.OK:
            raise BenchError(f"The reference of {self.workload.parent.name} failed on changed data: {finished.reason}")
        return replace(plain, name=NAME, digest=finished.answers[0], answer=place / "answer-0.json")


@dataclass(frozen=True, slots=True)
class Variant:
    """One change of the data.

    Args:
        change: what the monitor does to the data.
        question: the right answer to the data as changed.
        key: identifies the change; empty if the answer is the same as without it.
    """

    change: Change
    question: Question
    key: str = ""


class Variants:
    """The variants of one dataset for one workload, made when they are first needed.

    Args:
        question: the right answer to the data as it is.
        data: the run's own, to be changed.
        reference: of the workload; None leaves the data as it is.
        most: how many variants there may be.
    """

    def __init__(
        self, question: Question, data: Prepared, reference: Reference | None = None, most: int = MOST
    ) -> None:
        self._plain = Variant((), question)
        self._data = data
        self._reference = reference
        self._most = most
        self._made: list[Variant] = []
        self._drawn: dict[tuple[Instrument, int], Variant] = {}
        self._moot = False

    @property
    def plain(self) -> Variant:
        """The data as it is."""
        return self._plain

    def draw_process(self, sample: Sample) -> Variant:
        """Return the variant for a process; processes of one instrument and number, in all rows, get the same.

        Raises:
            BenchError: if the reference fails on changed data.
        """
        if self._reference is None or sample.instrument not in CHANGING:
            return self._plain
        key = sample.instrument, sample.process
        if key not in self._drawn:
            self._drawn[key] = self._next(self._reference)
        return self._drawn[key]

    def _next(self, reference: Reference) -> Variant:
        """Return a new variant as long as more are wanted and the answer changes with them, then one of those."""
        if len(self._made) == self._most or self._moot:
            return secrets.choice(self._made)
        self._made.append(self._variant(reference))
        return self._made[-1]

    def stale(self, digest: str, variant: Variant) -> str:
        """Say to which other data an answer is right; empty if it is right to none that is known."""
        if digest == self._plain.question.digest:
            return "the data as it was before `run` was called"
        others = {each.question.digest for each in self._made if each is not variant}
        return "data that only an earlier process was given" if digest in others else ""

    def _variant(self, reference: Reference) -> Variant:
        """Make a variant whose answer differs from that to the data as it is, if that is possible."""
        plain = self._plain.question
        for attempt in range(ATTEMPTS if self._most > 1 else 1):
            change = change_data(self._data.source, RECORDS << attempt, is_packed=self._data.dataset.packed is not None)
            question = reference.answer(plain, self._data, change) if change != () else plain
            if not within_tolerance(question, plain):
                break
        self._moot = within_tolerance(question, plain)
        return Variant(change, question, "" if self._moot else _key(change))


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
    found: dict[int, Edit] = {}
    handle = os.open(source, os.O_RDONLY)
    try:
        size = os.fstat(handle).st_size
        for window in WINDOWS:
            for _ in range(records * 2):
                edit = _replace_some(handle, secrets.randbelow(max(1, size - window)), window)
                if edit and len(found) < records:
                    found[edit.offset] = edit
            if found:
                break
    finally:
        os.close(handle)
    return tuple(found[offset] for offset in sorted(found))


def _change_stored(source: Path, records: int) -> Change:
    """Replace records in the stored part of a packed file, and the sum behind it; nothing if it has no such part."""
    with FileIO(source) as file:
        start, content = find_stored(file, source.stat().st_size)
    found: dict[int, Edit] = {}
    for _ in range(records * 2):
        edit = _exchange(_records(content, start))
        if edit and len(found) < records:
            found[edit.offset] = edit
    if not found:
        return ()
    changed = bytearray(content)
    for edit in found.values():
        at = edit.offset - start
        changed[at : at + len(edit.new)] = edit.new
    return (*(found[offset] for offset in sorted(found)), change_of_sum(start, content, bytes(changed)))


def _key(change: Change) -> str:
    return hashlib.sha256(repr(change).encode()).hexdigest()[:12]


def edits_of(change: Change) -> tuple[Edit, ...]:
    """Return what a change does to a file: nothing if it is that of a number."""
    return change if isinstance(change, tuple) else ()


def _replace_some(handle: int, start: int, window: int) -> Edit | None:
    """Choose one record within a window of the file, and another of its length with another content."""
    return _exchange(_records(os.pread(handle, window, start), start))


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


def _records(block: bytes, start: int) -> list[tuple[int, bytes]]:
    """Return the whole lines of a block with their places in the file; the first may be cut, or a header."""
    first, *lines = block.split(b"\n")
    found, at = [], start + len(first) + 1
    for line in lines[:-1]:
        found.append((at, line))
        at += len(line) + 1
    return found
