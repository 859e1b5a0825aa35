import os
import shutil
from pathlib import Path

import pytest

from bench.measured import room


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


def test_what_is_too_deep_for_python_is_removed_too(folder: Path) -> None:
    deep = os.open(folder / "tmp", os.O_RDONLY)
    for _ in range(1500):
        os.mkdir("x", dir_fd=deep)
        deeper = os.open("x", os.O_RDONLY, dir_fd=deep)
        os.close(deep)
        deep = deeper
    os.close(deep)

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
