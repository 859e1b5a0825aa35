import os
import shutil
import tempfile
import time
from pathlib import Path
from types import SimpleNamespace

import pytest

from bench.host import removal
from bench.host import temporary as scratch
from bench.model.errors import BenchError
from bench.model.paths import CHECKOUT


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_folder_is_gone_afterwards(temporary: Path) -> None:
    with scratch.folder() as folder:
        (folder / "file").write_text("x")
        assert names(temporary) == [folder.name]

    assert names(temporary) == []


def test_no_other_folder_is_made_that_nobody_clears_after_a_kill() -> None:
    packages = ("bench", "generators", "leanlines", "reports")
    files = [path for package in packages for path in (CHECKOUT / package).rglob("*.py")]
    others = {str(path.relative_to(CHECKOUT)) for path in files if "TemporaryDirectory" in path.read_text()}

    assert others == {"generators/cluster/remote.py"}  # in a folder of Dask's, which Dask clears


def test_what_a_killed_harness_left_is_cleared_and_what_is_in_use_is_not(temporary: Path) -> None:
    (temporary / "leanlines-run-left0000" / "answers").mkdir(parents=True)
    removal.mark(temporary / "leanlines-run-left0000")
    (temporary / "leanlines-run-bare0000").mkdir()
    (temporary / "leanlines-run-a_file00").touch()
    with scratch.folder() as used, scratch.folder() as mine:
        assert names(temporary) == sorted(["leanlines-run-a_file00", used.name, mine.name])


@pytest.mark.parametrize("name", ["leanlines-run-results", "leanlines-run-mine0000", "leanlines-dddddddddddd"])
def test_a_folder_that_only_has_a_name_like_ours_is_left_alone(temporary: Path, name: str) -> None:
    (temporary / name / "work").mkdir(parents=True)
    (temporary / name / "work" / "thesis.tex").write_text("precious")
    os.utime(temporary / name, (0, 0))

    with scratch.folder():
        pass

    assert (temporary / name / "work" / "thesis.tex").read_text() == "precious"


def a_room(temporary: Path, name: str, age: float) -> Path:
    room = temporary / name
    (room / "control").mkdir(parents=True)
    os.mkfifo(room / "control" / "phases")
    os.utime(room, (time.time() - age, time.time() - age))
    return room


def test_an_old_room_goes_unless_its_monitor_listens(temporary: Path) -> None:
    a_room(temporary, "leanlines-aaaaaaaaaaaa", 2 * scratch.LONG)
    a_room(temporary, "leanlines-bbbbbbbbbbbb", 0)
    attended = a_room(temporary, "leanlines-cccccccccccc", 2 * scratch.LONG)
    listening = os.open(attended / "control" / "phases", os.O_RDWR | os.O_NONBLOCK)

    with scratch.folder():
        pass
    os.close(listening)

    assert names(temporary) == ["leanlines-bbbbbbbbbbbb", "leanlines-cccccccccccc"]


def test_one_that_must_not_be_removed_is_passed_over(temporary: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("leanlines-run-left0000", "leanlines-run-here0000"):
        (temporary / name / ".git").mkdir(parents=True)
        removal.mark(temporary / name)
    monkeypatch.chdir(temporary / "leanlines-run-here0000")

    with scratch.folder() as folder:
        (folder / ".git").mkdir()

    assert names(temporary) == ["leanlines-run-here0000"]


def test_what_another_user_left_is_theirs(temporary: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (temporary / "leanlines-run-left0000").mkdir()
    removal.mark(temporary / "leanlines-run-left0000")
    a_room(temporary, "leanlines-aaaaaaaaaaaa", 2 * scratch.LONG)
    monkeypatch.setattr(os, "getuid", lambda: 12345)

    scratch._clear(temporary)

    assert names(temporary) == ["leanlines-aaaaaaaaaaaa", "leanlines-run-left0000"]


def test_no_room_for_temporary_files_is_one_clear_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", "/nowhere")

    with pytest.raises(BenchError, match="temporary folder"), scratch.folder():
        pass


@pytest.mark.parametrize(("parent", "variable"), [(None, "TMPDIR"), ("cache", "LEANLINES_CACHE")])
def test_a_folder_that_is_as_good_as_full_is_named_before_anything_fails_in_it(
    parent: str | None, variable: str, temporary: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chosen = temporary / parent if parent else None
    (chosen or temporary).mkdir(exist_ok=True)
    room = SimpleNamespace(total=16_384, free=scratch.ROOM_NEEDED - 1)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: room)

    with pytest.raises(BenchError) as caught, scratch.folder(chosen):
        pytest.fail("it has no room")

    assert str(caught.value).startswith(f"{chosen or temporary} ")
    assert variable in caught.value.hint
    assert not [name for name in names(temporary) if name.startswith(scratch.PREFIX)]


@pytest.mark.parametrize(("total", "free"), [(1 << 30, scratch.ROOM_NEEDED), (0, 0)])
def test_a_folder_with_room_or_of_which_nobody_says_how_large_it_is_is_used(
    total: int, free: int, temporary: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(total=total, free=free))

    with scratch.folder() as folder:
        assert names(temporary) == [folder.name]
