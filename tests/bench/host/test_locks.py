import fcntl
import itertools
import os
from pathlib import Path
from typing import IO

import pytest

from bench.host import locks
from bench.model.errors import BenchError


def test_one_at_a_time_or_several_together(tmp_path: Path) -> None:
    path = tmp_path / "lock"

    with locks.lock(path, shared=True), locks.lock(path, shared=True), pytest.raises(BlockingIOError):
        locks.lock(path)
    with locks.lock(path), pytest.raises(BlockingIOError):
        locks.lock(path, shared=True)
    with locks.lock(path):
        pass


def test_a_link_or_a_pipe_in_its_place_is_neither_followed_nor_waited_for(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "elsewhere")
    os.mkfifo(tmp_path / "pipe")

    for name, existing in itertools.product(("link", "pipe"), (False, True)):
        with pytest.raises(OSError, match=rf"it is a.* {name}|it is a {name}"):
            locks.lock(tmp_path / name, existing=existing)

    assert not (tmp_path / "elsewhere").exists()


def test_a_lock_that_its_holder_removed_meanwhile_keeps_nobody_out_so_the_next_is_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "lock"
    flock = fcntl.flock

    def late(file: IO[bytes], how: int) -> None:
        monkeypatch.setattr(fcntl, "flock", flock)
        path.unlink()  # the holder ends between the opening and the locking
        flock(file, how)

    monkeypatch.setattr(fcntl, "flock", late)

    with locks.lock(path) as held:
        assert locks.is_at(held, path)
        with pytest.raises(BlockingIOError):
            locks.lock(path)


def test_a_folder_is_locked_for_one_and_a_link_to_one_is_not_followed(tmp_path: Path) -> None:
    folder, link = tmp_path / "folder", tmp_path / "link"
    folder.mkdir()
    link.symlink_to(folder)
    held = locks.lock_folder(folder)

    with pytest.raises(BlockingIOError):
        locks.lock_folder(folder)
    with pytest.raises(OSError, match=r"Not a directory|Too many levels"):
        locks.lock_folder(link)
    os.close(held)
    os.close(locks.lock_folder(folder))


def test_what_has_to_be_there_is_not_made(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        locks.lock(tmp_path / "none", existing=True)

    assert [*tmp_path.iterdir()] == []


def test_one_waits_for_another_and_may_stop_waiting(tmp_path: Path) -> None:
    path = tmp_path / "made"
    looks = iter([False, True])

    with (
        locks.alone(path),
        pytest.raises(BenchError, match=r" made "),
        locks.alone(path, until=lambda: next(looks)),
    ):
        pass
