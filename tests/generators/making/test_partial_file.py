import fcntl
import os
from pathlib import Path

import pytest

from bench.model.errors import DataError
from generators.making.partial_file import partial


def names(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]


def test_a_file_appears_when_it_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "log"

    with partial(path) as unfinished:
        unfinished.write(memoryview(b"whole"))
        assert not path.exists()

    assert path.read_bytes() == b"whole"
    assert names(tmp_path) == ["log"]


def test_a_file_that_is_given_up_leaves_the_old_one(tmp_path: Path) -> None:
    path = tmp_path / "log"
    path.write_text("old")

    with pytest.raises(ZeroDivisionError), partial(path) as unfinished:
        unfinished.write(memoryview(b"half" * (1 // 0)))

    assert path.read_text() == "old"
    assert names(tmp_path) == ["log"]


def test_two_at_once_are_refused(tmp_path: Path) -> None:
    with partial(tmp_path / "log"), pytest.raises(DataError, match="by another process"), partial(tmp_path / "log"):
        pass


def test_what_a_killed_maker_left_is_unlinked_and_not_written_into(tmp_path: Path) -> None:
    path = tmp_path / "log"
    left = tmp_path / "log.leanlines-partial"
    left.write_bytes(b"half")

    with left.open("rb") as held_by_a_dying_worker, partial(path) as unfinished:
        unfinished.write(memoryview(b"new"))
        assert held_by_a_dying_worker.read() == b"half"

    assert path.read_bytes() == b"new"


def test_files_of_others_beside_it_are_left_alone(tmp_path: Path) -> None:
    for name in ("log", "log.partial", "log.before", "log.about.partial"):
        (tmp_path / name).write_text("precious")

    with partial(tmp_path / "log", tmp_path / "log.about") as unfinished:
        unfinished.write(memoryview(b"new"))
        unfinished.accompany(b"about")

    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == {
        "log": "new",
        "log.about": "about",
        "log.partial": "precious",
        "log.before": "precious",
        "log.about.partial": "precious",
    }


def test_an_error_of_the_disk_names_the_file(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"log .*: No space left"), partial(tmp_path / "log"):
        raise OSError(28, "No space left on device")


def test_an_interrupt_within_the_claim_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lock = fcntl.flock

    def interrupted_once(*_: object) -> None:
        monkeypatch.setattr(fcntl, "flock", lock)
        raise KeyboardInterrupt

    monkeypatch.setattr(fcntl, "flock", interrupted_once)

    with pytest.raises(KeyboardInterrupt), partial(tmp_path / "log"):
        pass

    assert names(tmp_path) == []


def test_giving_up_does_not_remove_what_somebody_else_writes(tmp_path: Path) -> None:
    with partial(tmp_path / "log") as unfinished:
        with pytest.raises(DataError, match="by another process"), partial(tmp_path / "log"):
            pass
        assert names(tmp_path) == ["log.leanlines-partial"]
        unfinished.write(memoryview(b"whole"))

    assert names(tmp_path) == ["log"]


def test_a_pipe_in_the_way_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "log.leanlines-partial")

    with pytest.raises(DataError, match="log cannot be written"), partial(tmp_path / "log"):
        pass

    assert names(tmp_path) == ["log.leanlines-partial"]


def test_a_pipe_in_the_way_of_the_companion_is_cleared(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "log.about.leanlines-partial")

    with partial(tmp_path / "log", tmp_path / "log.about") as unfinished:
        unfinished.accompany(b"about")

    assert sorted(names(tmp_path)) == ["log", "log.about"]


def test_nobody_writes_through_a_link_in_the_way(tmp_path: Path) -> None:
    (tmp_path / "empty").touch()
    (tmp_path / "log.leanlines-partial").symlink_to("empty")

    with (
        pytest.raises(DataError, match="symbolic links"),
        partial(tmp_path / "log") as unfinished,
    ):
        unfinished.write(memoryview(b"data"))

    assert (tmp_path / "empty").read_bytes() == b""
    assert not (tmp_path / "log").exists()
