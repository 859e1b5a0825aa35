"""Change the data for every measured process, so that its answer is nowhere before it is computed.

A few records of the file are replaced by others of the same length, or the number becomes a slightly larger one. The
monitor does so when the worker is about to call `run`, and undoes it afterwards: what was computed while the module was
imported, or kept from another process, answers other data. Times stay comparable, for nothing but these few bytes
differs. The reference answers every variant; three of them, drawn at random, serve a whole run.

Where few records count, most changes leave the answer as it is. Once one did, the reference is asked which records
count, and the next changes are aimed at these.
"""

import hashlib
import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from bench.correctness.aiming import aim
from bench.correctness.changes import RECORDS, change_data, edits_of, with_sum
from bench.correctness.check import answering
from bench.correctness.effects import KnownRecords, Piece, entries_in
from bench.correctness.judging import Question, within_tolerance
from bench.inputs.data.prepared import Prepared
from bench.model.errors import BenchError
from bench.model.types import Instrument, Limits, Sample, Status
from bench.process.guards import ATTEMPTS
from bench.process.job import Change, Job
from bench.process.launch import launch

MOST: Final = 3
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

    def answer_pieces(self, data: Prepared, pieces: Sequence[Piece], seconds: float) -> list[object]:
        """Return the canonical answers to no record and to each piece of the data, as far as the time goes.

        Args:
            data: a file.
            pieces: offset and length in bytes of each.
            seconds: for all of them.

        Returns:
            Nothing if the reference fails: it need not be able to read a part.
        """
        place = self.folder / secrets.token_hex(6)
        place.mkdir(parents=True)
        job = answering(self.python, self.workload, (data.source, [list(each) for each in pieces]), place)
        options = {"piece_seconds": seconds, "packed": data.dataset.packed is not None}
        finished = launch(replace(job, function="reference", limits=self.limits, options=options))
        if finished.status is not Status.OK:
            return []
        return list(json.loads((place / "answer-0.json").read_bytes())[1:])


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
        self._records: KnownRecords | None = None

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
        if len(self._made) < self._most and not self._moot:
            made = self._variant(reference)
            self._moot = not made.key
            if made.key or not self._made:  # either every process of a row meets changed data, or none does
                self._made.append(made)
                return made
        return secrets.choice(self._made)

    def stale(self, digest: str, variant: Variant) -> str:
        """Return the other data that an answer is right for; empty if there is none that is known."""
        if digest == self._plain.question.digest:
            return "the data as it was before `run` was called"
        others = {each.question.digest for each in self._made if each is not variant}
        return "data that only an earlier process was given" if digest in others else ""

    def _variant(self, reference: Reference) -> Variant:
        """Make a variant whose answer differs from that to the data as it is, if that is possible."""
        plain = question = self._plain.question
        for attempt in range(ATTEMPTS if self._most > 1 else 1):
            change = self._change(reference, RECORDS << attempt, is_first=not attempt)
            if change == ():  # no two records are of one length
                break
            question = reference.answer(plain, self._data, change)
            if not within_tolerance(question, plain):
                return Variant(change, question, hashlib.sha256(repr(change).encode()).hexdigest()[:12])
        return Variant(change, question)

    def _change(self, reference: Reference, records: int, *, is_first: bool) -> Change:
        """Choose a change: any one at first, then of records that count, if such are found."""
        source, is_packed = self._data.source, self._data.dataset.packed is not None
        if not is_first and isinstance(source, Path):
            if self._records is None:
                self._records = KnownRecords(reference, self._data, entries_in(self._plain.question.answer))
            self._records.look_further()
        if self._records and isinstance(source, Path):
            edits = aim(list(self._records), self._records.answer, records)
            if edits:
                return with_sum(source, edits) if is_packed else edits
        return change_data(source, records, is_packed=is_packed)
