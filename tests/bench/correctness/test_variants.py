"""The data is changed for every process in a way that nobody can know before."""

import io
import json
import sys
from dataclasses import replace
from pathlib import Path
from unittest import mock

import pytest
from hypothesis import given
from hypothesis import strategies as some

from bench.correctness import changes, variants
from bench.correctness.changes import change_data, edits_of
from bench.correctness.judging import Question
from bench.correctness.variants import Reference, Variants
from bench.inputs.data import copies, datasets
from bench.inputs.data.own_logs import own_log
from bench.inputs.data.prepared import Prepared
from bench.model.errors import DataError
from bench.model.types import Cell, Instrument, Limits, Sample
from bench.process import guards
from bench.process.job import Change, Edit

CELL = Cell(workload="w", implementation="i", interpreter="3.11.7", data="d")
LINES = b"".join(b"%06d|%s\n" % (number, b"x" * (number % 7)) for number in range(5000))


class Answers:
    """A reference that answers with what it was given, or always the same."""

    def __init__(self, *, same: bool = False) -> None:
        self.asked: list[Change] = []
        self._same = same

    def answer(self, plain: Question, _data: Prepared, change: Change) -> Question:
        self.asked.append(change)
        return replace(plain, digest=plain.digest if self._same else repr(change))

    def answer_pieces(self, *_: object) -> list[object]:
        return []


def a_file(folder: Path, content: bytes = LINES) -> Prepared:
    path = folder / "data.log"
    path.write_bytes(content)
    return own_log(path)


def some_variants(data: Prepared, reference: Answers, most: int = variants.MOST) -> Variants:
    return Variants(Question("plain", data.source, text=True, digest="plain"), data, reference, most)  # type: ignore[arg-type]


def process(number: int, instrument: Instrument = Instrument.TIMING) -> Sample:
    return Sample(cell=CELL, instrument=instrument, process=number, round=number)


def applied(content: bytes, change: Change) -> bytes:
    found = io.BytesIO(content)
    for edit in edits_of(change):
        found.seek(edit.offset)
        assert found.read(len(edit.old)) == edit.old
        found.seek(edit.offset)
        found.write(edit.new)
    return found.getvalue()


def test_records_are_replaced_by_others_of_the_file_and_nothing_else_is_touched(tmp_path: Path) -> None:
    a_file(tmp_path)
    change = change_data(tmp_path / "data.log")
    lines, after = LINES.splitlines(), applied(LINES, change).splitlines()

    assert len(edits_of(change)) == changes.RECORDS
    assert sum(one != other for one, other in zip(lines, after, strict=True)) == changes.RECORDS
    assert set(after) <= set(lines)
    assert after[0] == lines[0]  # it may be a header


def test_two_changes_differ(tmp_path: Path) -> None:
    a_file(tmp_path)

    assert change_data(tmp_path / "data.log") != change_data(tmp_path / "data.log")


@given(some.lists(some.binary(max_size=6), max_size=40))
def test_any_file_keeps_its_length_and_its_number_of_lines(
    tmp_path_factory: pytest.TempPathFactory, lines: list[bytes]
) -> None:
    path = tmp_path_factory.mktemp("any") / "log"
    content = b"\n".join(lines)
    path.write_bytes(content)

    after = applied(content, change_data(path))

    assert (len(after), after.count(b"\n")) == (len(content), content.count(b"\n"))


def test_long_records_are_replaced_too(tmp_path: Path) -> None:
    a_file(tmp_path, b"".join(bytes([65 + number]) * 100_000 + b"\n" for number in range(9)))

    assert edits_of(change_data(tmp_path / "data.log"))


def test_no_more_records_are_drawn_than_are_replaced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "data.log").write_bytes(LINES)
    exchange, drawn = changes._exchange, list[Edit | None]()

    def draw(records: list[tuple[int, bytes]]) -> Edit | None:
        drawn.append(exchange(records))
        return drawn[-1]

    monkeypatch.setattr(changes, "_exchange", draw)

    change = edits_of(change_data(tmp_path / "data.log"))

    assert len(change) == changes.RECORDS
    assert len({edit.offset for edit in drawn if edit}) == changes.RECORDS
    assert drawn[-1] in change


def test_a_number_grows_by_a_little() -> None:
    assert {change_data(1000) for _ in range(200)} == set(range(1001, 1001 + changes.FURTHER))


def test_rows_of_one_round_meet_the_same_variant_and_rounds_meet_several(tmp_path: Path) -> None:
    reference = Answers()
    found = some_variants(a_file(tmp_path), reference)

    rounds = [found.draw_process(process(number)) for number in range(40)]

    assert rounds == [
        found.draw_process(replace(process(number), cell=replace(CELL, implementation="j"))) for number in range(40)
    ]
    assert len({each.question.digest for each in rounds}) == variants.MOST == len(reference.asked)


@pytest.mark.parametrize("instrument", sorted(set(Instrument) - set(variants.CHANGING)))
def test_an_exam_and_traced_processes_meet_the_data_as_it_is(instrument: Instrument, tmp_path: Path) -> None:
    found = some_variants(a_file(tmp_path), Answers())

    assert found.draw_process(process(0, instrument)).change == ()


def test_an_answer_to_other_data_is_recognised(tmp_path: Path) -> None:
    found = some_variants(a_file(tmp_path), Answers())
    one, *others = {each.question.digest: each for each in map(found.draw_process, map(process, range(40)))}.values()

    assert "before `run`" in found.stale("plain", one)
    assert "earlier process" in found.stale(others[0].question.digest, one)
    assert found.stale("another", one) == ""


def test_where_no_change_makes_another_answer_that_is_said_and_not_tried_for_ever(tmp_path: Path) -> None:
    reference = Answers(same=True)
    found = some_variants(a_file(tmp_path), reference)

    drawn = [found.draw_process(process(0)), found.draw_process(process(1))]

    assert [each.key for each in drawn] == ["", ""]
    assert len(reference.asked) == guards.ATTEMPTS


def test_data_without_two_records_of_one_length_is_left_as_it_is(tmp_path: Path) -> None:
    reference = Answers()
    found = some_variants(a_file(tmp_path, b"one\n"), reference)

    assert found.draw_process(process(0)) == variants.Variant(
        (), found.draw_process(process(0, Instrument.ANSWER)).question
    )
    assert reference.asked == []


def test_of_equal_records_none_is_drawn(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "data.log"
    path.write_bytes(b"2026|ERROR|no|1|2\n" * 50_000 + b"2026|ERROR|longer|1|2\n" * 50_000)
    monkeypatch.setattr(changes, "_draw_from", lambda _: pytest.fail("drawn from"))

    assert change_data(path, 4) == ()


@pytest.mark.parametrize("missed", [0, 3])
def test_no_more_is_read_than_it_takes(missed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    edits = [None] * missed + [Edit(number, b"a", b"b") for number in range(20)]
    drawn = mock.Mock(side_effect=edits)
    monkeypatch.setattr(changes, "_exchange", drawn)

    assert change_data(a_file(tmp_path).source, 10) == tuple(edits[missed : missed + 10])
    assert drawn.call_count == missed + 10


@given(some.binary(max_size=60), some.integers(0, 10))
def test_whole_lines_are_found_where_they_are(block: bytes, start: int) -> None:
    found = changes.lines_of(block, start)

    lines = block.split(b"\n")[1:-1]
    assert [record for _, record in found] == lines
    assert all(block[at - start - 1 :].startswith(b"\n" + record + b"\n") for at, record in found)


def test_the_reference_answers_the_data_as_changed_and_it_is_as_before_afterwards(tmp_path: Path) -> None:
    data = a_file(tmp_path)
    workload = tmp_path / "workload.py"
    workload.write_text("def reference(path):\n    return path.read_text().splitlines()\n")
    reference = Reference(
        workload=workload,
        python=Path(sys.executable),
        limits=Limits(seconds=30, memory=1 << 30),
        folder=tmp_path / "answers",
    )
    plain = Question("plain", tmp_path / "data.log", text=True)
    change = change_data(tmp_path / "data.log")

    found = reference.answer(plain, data, change)

    assert json.loads(found.answer.read_bytes())[1:] == applied(LINES, change).decode().splitlines()
    data.check_hash()


def test_a_run_measures_a_copy_of_its_own_under_the_same_name(tmp_path: Path) -> None:
    data = a_file(tmp_path)
    folder = tmp_path / "copies"
    folder.mkdir()

    own = [copies.own(data, folder), copies.own(data, folder), copies.own(datasets.number(7), folder)]

    assert own[2].source == 7
    for each in own[:2]:
        assert list(each.source.parent.iterdir()) == [each.source]
        assert each.source.name == "data.log"
        each.check_hash()
    assert own[0].source != own[1].source


@pytest.mark.parametrize("variable", ["LEANLINES_CACHE", "TMPDIR"])
def test_a_copy_that_has_no_room_is_named_with_what_moves_its_folder(
    variable: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = a_file(tmp_path)
    monkeypatch.setenv("LEANLINES_CACHE", "/proc" if variable == "LEANLINES_CACHE" else str(tmp_path))

    with pytest.raises(DataError) as caught:
        copies.own(data, Path("/proc/self"))

    assert f"set {variable} to" in caught.value.hint


def test_a_change_that_moves_a_sum_by_less_than_the_tolerance_is_none(tmp_path: Path) -> None:
    data = a_file(tmp_path)
    written = {}
    for name, text in (("plain", "0.3"), ("alike", "0.30000000000000004"), ("other", "0.4")):
        written[name] = Question(name, data.source, True, name, tmp_path / name, tolerance=1e-9)  # noqa: FBT003
        written[name].answer.write_text(text)

    class Summed:
        def __init__(self, *names: str) -> None:
            self._left = list(names)

        def answer(self, *_: object) -> Question:
            return written[self._left.pop(0)]

        def answer_pieces(self, *_: object) -> list[object]:
            return []

    moot = Variants(written["plain"], data, Summed(*["alike"] * guards.ATTEMPTS))  # type: ignore[arg-type]
    told = Variants(written["plain"], data, Summed("alike", "other"))  # type: ignore[arg-type]

    assert moot.draw_process(process(0)).key == ""
    assert told.draw_process(process(0)).question is written["other"]
    assert told.draw_process(process(0)).key
