"""A dataset that is written to while it is measured is noticed, whatever the monitor did to it meanwhile."""

import os
from pathlib import Path

import pytest

from bench.inputs.data.own_logs import own_log
from bench.inputs.data.prepared import Prepared
from bench.measured.monitor.edits import Edits
from bench.model.errors import DatasetChangedError
from bench.process.job import Edit

EDITS = (Edit(0, b"one", b"two"),)


@pytest.fixture
def prepared(tmp_path: Path) -> Prepared:
    path = tmp_path / "own.log"
    path.write_bytes(b"one\ntwo\n")
    return own_log(path)


def path_of(prepared: Prepared) -> Path:
    assert isinstance(prepared.source, Path)
    return prepared.source


def begun(prepared: Prepared) -> Edits:
    edits = Edits(str(path_of(prepared)), [(each.offset, each.old, each.new) for each in EDITS])
    edits.make()
    return edits


def test_a_change_of_the_file_is_noticed(tmp_path: Path) -> None:
    path = tmp_path / "own.log"
    path.write_bytes(b"one\n")
    prepared = own_log(path)
    prepared.check_hash()

    path.write_bytes(b"two\n")

    with pytest.raises(DatasetChangedError):
        prepared.check_stamp()


def test_a_change_that_hides_behind_the_old_time_is_noticed_by_hash(tmp_path: Path) -> None:
    path = tmp_path / "own.log"
    path.write_bytes(b"one\n")
    prepared = own_log(path)
    before = path.stat()

    with path.open("r+b") as file:
        file.write(b"two\n")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))

    with pytest.raises(DatasetChangedError):
        prepared.check_hash()


def test_a_change_that_was_undone_is_followed_and_none_of_somebody_else(prepared: Prepared) -> None:
    for _ in range(3):
        edits = begun(prepared)
        assert path_of(prepared).read_bytes() == b"two\ntwo\n"
        edits.revert()
        prepared.follow(edits.stamps, EDITS)
    prepared.check_hash()

    path_of(prepared).write_bytes(b"one\nsix\n")

    with pytest.raises(DatasetChangedError):
        prepared.follow((), EDITS)


@pytest.mark.parametrize("moment", ["before", "while", "after"])
def test_who_writes_to_the_file_before_while_or_after_it_is_changed_is_found(moment: str, prepared: Prepared) -> None:
    def written(now: str) -> None:
        if now == moment:
            os.utime(path_of(prepared), ns=(1, 1))

    written("before")
    edits = begun(prepared)
    written("while")
    edits.revert()
    written("after")

    with pytest.raises(DatasetChangedError):
        prepared.follow(edits.stamps, EDITS)


def test_what_a_dead_monitor_left_changed_is_put_back(prepared: Prepared) -> None:
    begun(prepared)

    prepared.follow((), EDITS)

    assert path_of(prepared).read_bytes() == b"one\ntwo\n"
    prepared.check_hash()


@pytest.mark.parametrize("kind", ["link", "file"])
def test_what_lies_in_the_place_of_the_file_is_never_written_to(kind: str, prepared: Prepared, tmp_path: Path) -> None:
    path, other = path_of(prepared), tmp_path / "other"
    other.write_bytes(b"six\ntwo\n")
    edits = begun(prepared)
    path.unlink()
    if kind == "link":
        path.symlink_to(other)
    else:
        path.hardlink_to(other)

    with pytest.raises(DatasetChangedError):
        prepared.follow((), EDITS)
    edits.revert()

    assert other.read_bytes() == b"six\ntwo\n"
