import os
from pathlib import Path

import pytest

from bench.host import files
from bench.model.errors import BenchError


def test_a_file_is_replaced_whole(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"old")

    files.write_atomically(path, b"new")

    assert path.read_bytes() == b"new"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("call", ["write", "fsync", "replace"])
def test_a_failing_step_leaves_the_old_file_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"old")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        if call == "replace":
            patched.setattr(Path, "replace", full)
        elif call == "fsync":
            patched.setattr(os, "fsync", full)
        else:
            patched.setattr(os, "fdopen", full)
        with pytest.raises(BenchError, match="No space left") as caught:
            files.write_atomically(path, b"new")

    assert "Free some space" in caught.value.hint
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(BenchError, match="cannot be written"):
        files.write_atomically(tmp_path / "none" / "file", b"")


def test_one_waits_for_another_and_may_stop_waiting(tmp_path: Path) -> None:
    path = tmp_path / "made"
    looks = iter([False, True])

    with (
        files.alone(path),
        pytest.raises(BenchError, match="Nobody waits for made"),
        files.alone(path, until=lambda: next(looks)),
    ):
        pass
