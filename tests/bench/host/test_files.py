import errno
import fcntl
import os
import re
import threading
from collections.abc import Callable
from pathlib import Path
from typing import IO

import pytest

from bench.host import files
from bench.host.files import partial
from bench.model.errors import PlaceError

PARTIAL_NAME = re.compile(r"(\.[0-9a-f]{8})?\.leanlines-partial$")


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
            patched.setattr(files.Unfinished, "write", full)
        with pytest.raises(PlaceError, match="No space left") as caught:
            files.write_atomically(path, b"new")

    assert "Free some space" in caught.value.hint
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(PlaceError, match="cannot be written"):
        files.write_atomically(tmp_path / "none" / "file", b"")


def names(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]


@pytest.fixture
def steps(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Record what is flushed to the disk, with the bytes that the kernel has of it by then, and what is renamed."""
    done: list[str] = []
    fsync, replace = os.fsync, Path.replace

    def recorded_fsync(file: IO[bytes] | int) -> None:
        handle = file if isinstance(file, int) else file.fileno()
        name = Path(f"/proc/self/fd/{handle}").readlink().relative_to(tmp_path)
        done.append(f"fsync {PARTIAL_NAME.sub('.partial', str(name))} {os.fstat(handle).st_size if name.name else ''}")
        fsync(handle)

    def recorded_replace(self: Path, target: Path) -> Path:
        done.append(f"rename {target.name}")
        return replace(self, target)

    monkeypatch.setattr(os, "fsync", recorded_fsync)
    monkeypatch.setattr(Path, "replace", recorded_replace)
    return done


def test_content_is_on_the_disk_before_it_gets_its_name_and_the_name_before_the_end(
    tmp_path: Path, steps: list[str]
) -> None:
    files.write_atomically(tmp_path / "file", b"content")

    assert steps == ["fsync .file.partial 7", "rename file", "fsync . "]


def test_a_file_and_its_companion_are_on_the_disk_before_either_gets_its_name(tmp_path: Path, steps: list[str]) -> None:
    with partial(tmp_path / "log", tmp_path / "log.about") as unfinished:
        unfinished.write(memoryview(b"content"))
        unfinished.accompany(b"about")

    assert steps == ["fsync log.about.partial 5", "fsync log.partial 7", "rename log", "rename log.about", "fsync . "]


def test_a_copy_is_on_the_disk_before_it_gets_its_name(tmp_path: Path, steps: list[str]) -> None:
    (tmp_path / "source").write_bytes(b"content")

    files.copy_atomically(tmp_path / "source", tmp_path / "file")

    assert steps == ["fsync .file.partial 7", "rename file", "fsync . "]


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
    with partial(tmp_path / "log"), pytest.raises(PlaceError, match="by another process"), partial(tmp_path / "log"):
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
    with pytest.raises(PlaceError, match=r"log .*: No space left"), partial(tmp_path / "log"):
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
        with pytest.raises(PlaceError, match="by another process"), partial(tmp_path / "log"):
            pass
        assert names(tmp_path) == ["log.leanlines-partial"]
        unfinished.write(memoryview(b"whole"))

    assert names(tmp_path) == ["log"]


def test_a_pipe_in_the_way_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "log.leanlines-partial")

    with pytest.raises(PlaceError, match="log cannot be written"), partial(tmp_path / "log"):
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
        pytest.raises(PlaceError, match="symbolic links"),
        partial(tmp_path / "log") as unfinished,
    ):
        unfinished.write(memoryview(b"data"))

    assert (tmp_path / "empty").read_bytes() == b""
    assert not (tmp_path / "log").exists()


def test_two_may_replace_a_file_at_once(tmp_path: Path) -> None:
    path = tmp_path / "file"

    with files.replacing(path) as first:
        files.write_atomically(path, b"second")
        first.write(memoryview(b"first"))

    assert path.read_bytes() == b"first"
    assert names(tmp_path) == ["file"]


def test_a_file_is_replaced_where_nothing_can_be_locked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_locks(*_: object) -> None:
        raise OSError(errno.ENOLCK, os.strerror(errno.ENOLCK))

    monkeypatch.setattr(fcntl, "flock", no_locks)

    files.write_atomically(tmp_path / "file", b"new")

    assert (tmp_path / "file").read_bytes() == b"new"


def test_the_disk_takes_a_file_while_it_grows_and_what_fails_is_raised_at_the_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = threading.Event()

    def fail(_file: object) -> None:
        asked.set()
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(files, "_FLUSHED_EVERY", 0.001)
    monkeypatch.setattr(os, "fdatasync", fail)

    with (
        pytest.raises(PlaceError, match="Input/output error"),
        files.partial(tmp_path / "log") as unfinished,
        files.flushed_meanwhile(unfinished.file),
    ):
        assert asked.wait(60)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("kind", [os.mkfifo, lambda path: path.symlink_to(os.devnull)])
def test_a_pipe_or_a_device_is_never_replaced(kind: Callable[[Path], None], tmp_path: Path) -> None:
    """Root may rename a file over a device, which every program of the machine would then miss."""
    path = tmp_path / "named"
    kind(path)
    before = path.lstat()

    with pytest.raises(PlaceError, match="a device, a pipe"):
        files.write_atomically(path, b"new")
    with pytest.raises(PlaceError, match="a device, a pipe"), partial(path):
        pass

    assert os.path.samestat(path.lstat(), before)
    assert [*tmp_path.iterdir()] == [path]


def test_a_name_among_the_devices_is_not_replaced_whatever_it_leads_to(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where standard output is a file, /dev/stdout leads to an ordinary one."""
    monkeypatch.setattr(files, "DEVICES", tmp_path)
    (tmp_path / "output").write_text("old")
    (tmp_path / "stdout").symlink_to("output")

    with pytest.raises(PlaceError):
        files.write_atomically(tmp_path / "stdout", b"new")

    assert (tmp_path / "stdout").is_symlink()
