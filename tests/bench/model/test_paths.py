"""A file that somebody names may be anything, and is neither waited for nor read without end."""

import os
import threading
from pathlib import Path

import pytest

from bench.cli import options
from bench.model import toml_source
from bench.model.errors import BenchError, DataError
from bench.model.paths import LARGEST, read_named
from generators.profiles import reading


def test_of_a_pipe_what_is_written_to_it_counts(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    writer = threading.Thread(target=lambda: pipe.write_text("content"))
    handle = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)  # so that neither end waits for the other
    writer.start()
    found = read_named(pipe)
    writer.join()
    os.close(handle)

    assert found in {b"content", b""}


def _pipe(path: Path) -> Path:
    os.mkfifo(path)
    return path


def _endless(path: Path) -> Path:
    path.symlink_to("/dev/zero")
    return path


def _sparse(path: Path) -> Path:
    path.touch()
    os.truncate(path, LARGEST + 1)
    return path


@pytest.mark.parametrize("kind", [_pipe, _endless, _sparse])
def test_what_nobody_writes_to_or_has_no_end_is_no_declaration_and_no_profile(kind: object, tmp_path: Path) -> None:
    path = kind(tmp_path / "named")  # type: ignore[operator]

    with pytest.raises(DataError):
        reading.read(path)
    if kind is _pipe:
        assert read_named(path) == b""
        return
    with pytest.raises(BenchError, match=r"a device|holds more than"):
        toml_source.read(path, dict[str, int], "")
    with pytest.raises(BenchError, match=r"a device|holds more than"):
        options._read(path)
