import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from bench.model.errors import BenchError, ResultError
from bench.model.paths import unlike_file
from bench.model.types import Instrument, Sample
from bench.results import journal
from tests.bench.builders import UNLIKE_FILES, a_cell


def a_sample(number: int) -> Sample:
    return Sample(cell=a_cell(), instrument=Instrument.TIMING, process=number)


def test_what_was_added_is_on_disk_before_the_next(tmp_path: Path) -> None:
    path = tmp_path / "samples.jsonl"
    with journal.Journal(path) as open_journal:
        for number in range(3):
            open_journal.add(a_sample(number), pyperf="{}")

            assert [entry.sample.process for entry in journal.read(path)] == list(range(number + 1))


def test_a_line_that_was_cut_is_passed_over_and_then_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "samples.jsonl"
    with journal.Journal(path) as open_journal:
        open_journal.add(a_sample(0))
        open_journal.add(a_sample(1))
    path.write_bytes(path.read_bytes()[:-20])

    with journal.Journal(path) as resumed:
        assert [sample.process for sample in resumed.samples] == [0]
        resumed.add(a_sample(7))

    assert [entry.sample.process for entry in journal.read(path)] == [0, 7]


def test_a_whole_line_that_is_no_sample_is_named(tmp_path: Path) -> None:
    path = tmp_path / "samples.jsonl"
    path.write_text("{}\n")

    with pytest.raises(ResultError, match="line 1"):
        journal.read(path)


def test_the_same_process_on_another_machine_is_another(tmp_path: Path) -> None:
    one = replace(a_sample(0), machine="machine-1")
    with journal.Journal(tmp_path / "samples.jsonl") as open_journal:
        open_journal.add(one)
        open_journal.add(a_sample(1))
        assert open_journal.has(one)
        assert not open_journal.has(replace(one, machine="machine-2"))
    first, second = (tmp_path / "samples.jsonl").read_bytes().splitlines()
    assert b'"machine":"machine-1"' in first
    assert b'"machine"' not in second  # as a journal of one machine always was


@pytest.mark.parametrize("replaced", [False, True])
def test_a_folder_that_was_moved_is_noticed_at_the_next_sample_and_its_journal_is_found(
    tmp_path: Path, *, replaced: bool
) -> None:
    folder, moved = tmp_path / "run", tmp_path / "moved"
    folder.mkdir()
    with journal.Journal(folder / "samples.jsonl") as open_journal:
        open_journal.add(a_sample(0))
        folder.rename(moved)
        if replaced:
            folder.mkdir()

        with pytest.raises(BenchError, match=str(folder)) as caught:
            open_journal.add(a_sample(1))

    assert f"--resume {moved}" in caught.value.hint
    assert [entry.sample.process for entry in journal.read(moved / "samples.jsonl")] == [0, 1]


def test_a_folder_that_was_removed_is_noticed_and_nothing_is_promised_of_it(tmp_path: Path) -> None:
    folder = tmp_path / "run"
    folder.mkdir()
    with journal.Journal(folder / "samples.jsonl") as open_journal:
        shutil.rmtree(folder)

        with pytest.raises(BenchError, match=str(folder)) as caught:
            open_journal.add(a_sample(0))

    assert "--resume" not in caught.value.hint


def test_what_a_link_in_its_place_leads_to_keeps_every_byte(tmp_path: Path) -> None:
    """The folder of a run may come from anybody, and a file without a line end would be emptied as one cut line."""
    (tmp_path / "own.txt").write_text("a key")
    (tmp_path / "samples.jsonl").symlink_to("own.txt")

    with pytest.raises(BenchError, match="cannot be written"):
        journal.Journal(tmp_path / "samples.jsonl")

    assert (tmp_path / "own.txt").read_text() == "a key"


@pytest.mark.parametrize("kind", [*UNLIKE_FILES.values(), lambda path: path.symlink_to("/dev/zero")])
def test_what_is_no_file_in_its_place_is_named_and_neither_waited_for_nor_read(
    kind: Callable[[Path], None], tmp_path: Path
) -> None:
    path = tmp_path / "samples.jsonl"
    kind(path)

    for use in (journal.Journal, journal.read):
        with pytest.raises(ResultError) as caught:
            use(path)
        assert str(caught.value).endswith(f": {unlike_file(path)}.")
        assert caught.value.hint
