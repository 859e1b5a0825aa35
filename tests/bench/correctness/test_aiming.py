"""Where few records count, a change of the data is aimed at these."""

import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from bench.correctness import effects
from bench.correctness.changes import edits_of
from bench.correctness.effects import KnownRecords, Piece, entries_in
from bench.correctness.judging import Question
from bench.correctness.variants import Reference, Variants
from bench.inputs.data.own_logs import own_log
from bench.inputs.data.prepared import Prepared
from bench.measured.worker.answers import canonical
from bench.model.types import Cell, Instrument, Limits, Sample
from bench.process.job import Change

LINES = [b"%05d /%c %s %04d" % (n, 97 + n % 5, b"E" if n % 199 == 7 else b"I", n * 7919 % 9973) for n in range(8000)]
Answer = Callable[[list[bytes]], object]


def values(lines: list[bytes]) -> dict[str, list[int]]:
    """Return the numbers of the records that count, by their path."""
    found: dict[str, list[int]] = {}
    for line in lines:
        _, path, level, value = line.split() if line.count(b" ") == 3 else (b"",) * 4
        if level.startswith(b"E"):
            found.setdefault(path.decode(), []).append(int(value))
    return found


def counts(lines: list[bytes]) -> object:
    return {path: len(each) for path, each in values(lines).items()}


def sums(lines: list[bytes]) -> object:
    return {path: sum(each) for path, each in values(lines).items()}


def medians(lines: list[bytes]) -> dict[str, int]:
    return {path: sorted(each)[(len(each) - 1) // 2] for path, each in values(lines).items()}


def maxima(lines: list[bytes]) -> object:
    return {path: max(each) for path, each in values(lines).items()}


def largest(lines: list[bytes]) -> object:
    return sorted(medians(lines).items(), key=lambda each: (-each[1], each[0]))[:1]


def total(lines: list[bytes]) -> object:
    return sum(map(sum, values(lines).values()))


class InProcess:
    """A reference that is a function of lines; it counts how often it is asked for all of the data."""

    def __init__(self, function: Answer) -> None:
        self._function = function
        self.asked = 0

    def canonical(self, content: bytes) -> str:
        return "".join(canonical(self._function(content.splitlines())))

    def answer(self, plain: Question, data: Prepared, change: Change) -> Question:
        self.asked += 1
        assert isinstance(data.source, Path)
        content = bytearray(data.source.read_bytes())
        for edit in edits_of(change):
            assert content[edit.offset : edit.offset + len(edit.old)] == edit.old
            content[edit.offset : edit.offset + len(edit.new)] = edit.new
        return replace(plain, digest=self.canonical(bytes(content)))

    def answer_pieces(self, data: Prepared, pieces: Sequence[Piece], _seconds: float) -> list[object]:
        assert isinstance(data.source, Path)
        content = data.source.read_bytes()
        parts = (b"", *(content[at : at + length] for at, length in pieces))
        return [json.loads(self.canonical(part)) for part in parts]


def some_variants(folder: Path, reference: InProcess, lines: Sequence[bytes] = LINES) -> Variants:
    path = folder / "some.log"
    path.write_bytes(b"".join(line + b"\n" for line in lines))
    text = reference.canonical(path.read_bytes())
    (folder / "answer.json").write_text(text)
    return Variants(Question("plain", path, True, text, folder / "answer.json"), own_log(path), reference)  # type: ignore[arg-type]  # noqa: FBT003


def process(number: int) -> Sample:
    cell = Cell(workload="w", implementation="i", interpreter="3.11.7", data="d")
    return Sample(cell=cell, instrument=Instrument.TIMING, process=number, round=number)


@pytest.mark.parametrize("function", [counts, sums, medians, maxima, largest, total])
def test_an_answer_that_hangs_on_few_records_is_changed_in_every_process(tmp_path: Path, function: Answer) -> None:
    reference = InProcess(function)
    found = some_variants(tmp_path, reference)

    drawn = [found.draw_process(process(number)) for number in range(12)]

    assert all(each.key for each in drawn)
    assert reference.asked <= 9


def test_records_with_a_length_of_their_own_are_replaced_together_with_a_neighbour(tmp_path: Path) -> None:
    lines = [b"%04d /%s %s 7" % (n, b"a" * (n % 3), b"ERROR" if n % 100 == 7 else b"I") for n in range(3000)]

    assert some_variants(tmp_path, InProcess(counts), lines).draw_process(process(0)).key


def test_a_few_records_of_a_large_file_are_searched_for_in_all_of_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(effects, "ASKED", 200)
    monkeypatch.setattr(effects, "WINDOW", 1000)
    quiet = [line.replace(b" E ", b" I ") for line in LINES]
    quiet[5555] = LINES[7]
    reference = InProcess(medians)

    assert some_variants(tmp_path, reference, quiet).draw_process(process(0)).key


def test_what_a_change_failed_to_do_for_one_process_no_other_lacks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = some_variants(tmp_path, InProcess(counts))
    first = found.draw_process(process(0))
    monkeypatch.setattr(found, "_variant", lambda _: found.plain)

    assert {found.draw_process(process(number)).key for number in range(20)} == {first.key}


def test_records_are_known_by_what_they_add_to_an_answer(tmp_path: Path) -> None:
    found = some_variants(tmp_path, InProcess(counts), LINES[:1000])
    data = own_log(tmp_path / "some.log")
    known = KnownRecords(InProcess(counts), data, entries_in(found.plain.question.answer))
    known.look_further()

    effective = {each.content: (*each.effect, *each.groups) for each in known if each.effect}

    assert set(effective) == {line for line in LINES[1:1000] if b" E " in line}
    assert effective[LINES[7]] == ('["/c", 1]', '["/c"]')
    assert known.answer == {f'["/{path}", 1]' for path in "abcde"}


REFERENCE = """
def reference(path):
    name, *lines = path.read_text().splitlines()
    assert name == 'level', name
    return {line: lines.count(line) for line in lines if line != 'I'}
"""


def test_a_real_reference_is_asked_for_records_behind_the_line_that_names_the_columns(tmp_path: Path) -> None:
    workload = tmp_path / "workload.py"
    workload.write_text(REFERENCE)
    (tmp_path / "some.csv").write_bytes(b"level\nI\nE\nF\n")
    limits = Limits(seconds=30, memory=1 << 30)
    reference = Reference(workload=workload, python=Path(sys.executable), limits=limits, folder=tmp_path / "answers")

    answers = reference.answer_pieces(own_log(tmp_path / "some.csv"), [(6, 2), (8, 2), (8, 4)], 30)

    assert answers == [["dict"], ["dict"], ["dict", ["E", 1]], ["dict", ["E", 1], ["F", 1]]]
