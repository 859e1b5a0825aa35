import os
import shutil
from pathlib import Path

import pytest

from bench.measured.sandbox import folder as room
from tests.folders import dig


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    room.make(str(tmp_path / "room"), b"the job")
    return tmp_path / "room"


def test_a_room_holds_the_job_and_is_private(folder: Path) -> None:
    assert room.content(str(folder), "job") == b"the job"
    assert folder.stat().st_mode & 0o077 == 0


def test_a_room_is_removed_with_all_that_was_left_in_it(folder: Path) -> None:
    locked = folder / "tmp" / "locked" / "deeper"
    locked.mkdir(parents=True)
    (locked / "file").write_text("x")
    (folder / "home" / "link").symlink_to("/")
    locked.chmod(0o500)
    locked.parent.chmod(0o500)

    room.remove(str(folder))

    assert not folder.exists()
    assert Path("/").exists()


def test_a_folder_of_that_name_that_was_there_before_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "taken").mkdir()
    (tmp_path / "taken" / "precious").touch()

    with pytest.raises(FileExistsError):
        room.make(str(tmp_path / "taken"), b"the job")

    assert [path.name for path in (tmp_path / "taken").iterdir()] == ["precious"]


def test_a_room_that_could_not_be_furnished_is_gone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "mkfifo", full)

    with pytest.raises(OSError, match="No space left"):
        room.make(str(tmp_path / "room"), b"the job")

    assert not (tmp_path / "room").exists()


@pytest.mark.parametrize("part", ["control", "work", "home", "tmp"])
def test_what_a_link_in_the_place_of_a_part_leads_to_is_left_alone(part: str, folder: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir(mode=0o755)
    (tmp_path / "elsewhere" / "result.json").write_text("precious")
    shutil.rmtree(folder / part)
    (folder / part).symlink_to(tmp_path / "elsewhere")

    room.remove(str(folder))

    assert not folder.exists()
    assert (tmp_path / "elsewhere" / "result.json").read_text() == "precious"
    assert (tmp_path / "elsewhere").stat().st_mode & 0o777 == 0o755


def test_the_mark_of_a_room_goes_last(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "tmp" / "file").touch()
    removed = room.remove_tree

    def while_it_lasts(*folders: str) -> None:
        assert (folder / "control" / "phases").is_fifo()
        removed(*folders)

    monkeypatch.setattr(room, "remove_tree", while_it_lasts)

    room.remove(str(folder))

    assert not folder.exists()


def test_what_is_too_deep_for_python_is_removed_too(folder: Path) -> None:
    dig(folder / "tmp")

    room.remove(str(folder))

    assert not folder.exists()


def test_a_room_that_is_gone_leaves_what_is_around_it_alone(folder: Path) -> None:
    around = folder.parent
    around.chmod(0o755)
    shutil.rmtree(folder)

    room.remove(str(folder))

    assert around.stat().st_mode & 0o777 == 0o755


def test_what_is_no_plain_file_counts_as_nothing(folder: Path) -> None:
    (folder / "control" / "result.json").symlink_to("/etc/passwd")
    os.mkfifo(folder / "control" / "pyperf.json")

    assert room.content(str(folder), "result.json") == b""
    assert room.content(str(folder), "pyperf.json") == b""
    assert room.content(str(folder), "missing") == b""


def test_a_result_beyond_the_limit_counts_as_nothing(folder: Path) -> None:
    with (folder / "control" / "result.json").open("wb") as file:
        file.truncate(room.LARGEST + 1)

    assert room.content(str(folder), "result.json") == b""


def test_what_a_view_was_mounted_on_goes_without_a_program_and_what_was_left_there_by_rm(
    folder: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    precious = tmp_path / "precious"
    precious.touch()
    started: list[tuple[str, ...]] = []
    monkeypatch.setattr(room, "remove_tree", lambda *folders: started.append(folders))
    place = folder / "view" / "tmp" / "leanlines-run-12345678"
    place.mkdir(parents=True)
    (place / "data.log").touch()

    room.remove(str(folder))

    assert started == []
    assert not folder.exists()

    room.make(str(folder), b"")
    place.mkdir(parents=True)
    (place / "link").symlink_to(precious)
    (place / "kept").write_text("answer")

    room.remove(str(folder))

    assert str(folder / "view") in started[0]
    assert precious.exists()
