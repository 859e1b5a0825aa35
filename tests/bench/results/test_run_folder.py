import fcntl
from contextlib import ExitStack
from pathlib import Path
from typing import IO

import pytest

from bench.model.errors import BenchError
from bench.results import run_folder


def test_a_folder_is_made_and_another_run_is_kept_out(tmp_path: Path) -> None:
    with (
        run_folder.locked(tmp_path / "new") as made,
        pytest.raises(BenchError, match="Another run"),
        run_folder.locked(made),
    ):
        pass

    assert list((tmp_path / "new").iterdir()) == []


def test_who_came_while_a_run_ended_still_keeps_the_next_one_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = ExitStack()
    first.enter_context(run_folder.locked(tmp_path))
    flock = fcntl.flock

    def late(file: IO[bytes], how: int) -> None:
        first.close()  # the first run ends between the opening of the lock and the locking
        flock(file, how)

    monkeypatch.setattr(fcntl, "flock", late)

    with run_folder.locked(tmp_path), pytest.raises(BenchError, match="Another run"), run_folder.locked(tmp_path):
        pass


def test_what_a_run_left_that_was_killed_while_it_wrote_is_cleared(tmp_path: Path) -> None:
    (tmp_path / ".result.json.abc.leanlines-partial").touch()
    (tmp_path / ".download.partial").touch()  # of somebody else
    (tmp_path / "result.json").touch()

    with run_folder.locked(tmp_path):
        pass

    assert {path.name for path in tmp_path.iterdir()} == {"result.json", ".download.partial"}


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(BenchError, match=r"file/run cannot be written"), run_folder.locked(tmp_path / "file" / "run"):
        pass
