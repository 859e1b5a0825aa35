import os
import shutil
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from bench.inputs.data import datasets, log_order
from bench.inputs.data.files import log_files
from bench.inputs.data.files.log_files import LogFile, look_at
from bench.inputs.data.joined_files import JoinedFiles
from bench.inputs.data.own_logs import own_log
from bench.model.errors import DataError, DatasetChangedError
from bench.model.request import Extent
from bench.model.types import Records

LINE = b"2024-01-15 10:30:45|ERROR|refused|203.0.113.7|48213\n"


@pytest.fixture
def log(tmp_path: Path) -> Path:
    path = tmp_path / "live.log"
    path.write_bytes(LINE * 100)
    return path


@pytest.fixture
def copies(tmp_path: Path) -> Path:
    folder = tmp_path / "copies"
    folder.mkdir()
    return folder


@pytest.mark.parametrize(
    ("content", "lines"), [(b"", 0), (b"a\n", 1), (b"a\nb", 2), (b"\n\n", 2), (b"\r\n", 1), (b"x", 1), (b"a\rb\0c", 1)]
)
def test_lines_of_an_own_log_are_counted_by_their_ends(tmp_path: Path, content: bytes, lines: int) -> None:
    path = tmp_path / "own.log"
    path.write_bytes(content)

    dataset = own_log(path).dataset

    assert (dataset.lines, dataset.bytes) == (lines, len(content))


def test_of_an_own_log_it_is_counted_what_was_understood(tmp_path: Path) -> None:
    log = tmp_path / "own.log"
    log.write_bytes(b"t|ERROR|m|i|u\nt|INFO|m|i|u\nno pipes\nt|ERROR|caf\xe9|i|u")

    found, other = own_log(log, forms=["web_log"]).dataset, own_log(log).dataset

    assert (found.records, found.utf8) == (Records(whole=3, malformed=1, errors=2, messages=2), False)
    assert (other.records, other.utf8) == (None, False)


def test_an_own_log_is_not_shown_unless_that_was_allowed(tmp_path: Path) -> None:
    path = tmp_path / "secret-name.log"
    path.write_bytes(b"secret\n")

    hidden, shown = own_log(path).dataset, own_log(path, show=True).dataset

    assert "secret" not in repr(hidden)
    assert hidden.truth is None
    assert shown.preview == ("secret",)


def test_what_is_not_an_ordinary_file_is_refused_without_opening_it(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")

    for path in (tmp_path / "none", tmp_path / "pipe", Path("/dev/zero"), Path("a\0b")):
        with pytest.raises(DataError):
            own_log(path)


def appended(path: Path) -> None:
    with path.open("ab") as file:
        file.write(LINE)


def rotated(path: Path) -> None:
    path.rename(path.with_suffix(".1"))
    path.write_bytes(b"")


def truncated(path: Path) -> None:
    os.truncate(path, 0)


CHANGES = (appended, rotated, truncated, Path.unlink)


@pytest.mark.parametrize("change", CHANGES)
def test_what_happens_to_a_log_changes_nothing_of_its_snapshot_and_is_said(
    change: Callable[[Path], None], log: Path, copies: Path
) -> None:
    prepared = own_log(log, folder=copies)
    assert prepared.describe().snapshot == ""

    change(log)

    prepared.check_hash()
    assert prepared.source.read_bytes() == LINE * 100
    assert prepared.describe().snapshot[:2] == "20"


def test_a_change_of_the_snapshot_is_noticed(log: Path, copies: Path) -> None:
    prepared = own_log(log, folder=copies)
    assert isinstance(prepared.source, Path)

    appended(prepared.source)

    with pytest.raises(DatasetChangedError):
        prepared.check_stamp()


def test_of_a_log_that_grows_while_it_is_read_the_snapshot_is_what_was_there(log: Path, copies: Path) -> None:
    ended = threading.Event()

    def grow() -> None:
        while not ended.is_set():
            appended(log)

    writer = threading.Thread(target=grow)
    writer.start()
    try:
        taken = [own_log(log, folder=copies) for _ in range(20)]
    finally:
        ended.set()
        writer.join()

    whole = log.read_bytes()
    for prepared in taken:
        content = prepared.source.read_bytes()  # its last line may be cut: a kernel shows a long write page by page
        assert whole.startswith(content)
        prepared.check_hash()
        assert prepared.dataset.bytes == len(content)
        assert prepared.dataset.lines == len(content.splitlines())


def test_nothing_that_is_appended_meanwhile_is_read(log: Path) -> None:
    joined = JoinedFiles([look_at(log)], None, show=False)

    measured = datasets.measure(joined.blocks(), lambda _: appended(log))

    assert joined.is_whole
    assert measured.lines == 100


@pytest.mark.parametrize("again", [b"", b"other\n" * 2000])
def test_a_log_that_is_truncated_while_it_is_read_is_read_once_more(log: Path, again: bytes) -> None:
    joined = JoinedFiles([look_at(log)], None, show=False)

    datasets.measure(joined.blocks(), lambda _: log.write_bytes(again))

    assert not joined.is_whole


def test_a_log_that_is_renamed_before_it_is_read_is_found_once_more(log: Path) -> None:
    joined = JoinedFiles([look_at(log)], None, show=False)
    rotated(log)

    datasets.measure(joined.blocks())

    assert not joined.is_whole


def test_a_log_that_is_gone_before_it_is_read_is_found_once_more(
    log: Path, copies: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found: list[int] = []

    def rotate_once(files: list[LogFile], _form: object) -> list[LogFile]:
        if not found:
            log.rename(log.with_suffix(".1"))
        found.append(len(files))
        return files

    monkeypatch.setattr(log_order, "in_order", rotate_once)

    prepared = own_log(Path(f"{log.with_suffix('')}.*"), folder=copies)

    assert (found, prepared.dataset.lines) == ([1, 1], 100)


def test_a_log_without_a_size_is_read_to_its_end() -> None:
    status = Path("/proc/self/status")
    if not status.exists():
        pytest.skip("there is no /proc here")

    assert own_log(status).dataset.lines > 10


def test_a_pipe_that_took_the_place_of_a_log_is_refused_and_not_waited_for(
    log: Path, copies: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def swap(path: Path) -> None:
        path.unlink()
        os.mkfifo(path)

    monkeypatch.setattr(log_files, "require_ordinary", swap)

    with pytest.raises(DataError, match="not an ordinary file"):
        own_log(log, folder=copies)


def test_a_file_without_a_size_that_does_not_end_is_refused(copies: Path) -> None:
    endless = Path("/proc/self/pagemap")
    if not endless.exists():
        pytest.skip("there is no /proc here")

    with pytest.raises(DataError, match="does not end"):
        own_log(endless, folder=copies)


def test_a_log_that_the_disk_has_no_room_for_is_refused_before_anything_is_written(log: Path, copies: Path) -> None:
    os.truncate(log, shutil.disk_usage(copies).total + 1)  # it takes no room itself

    with pytest.raises(DataError, match="No space left"):
        own_log(log, folder=copies)

    assert [path for path in copies.rglob("*") if path.is_file()] == []


@pytest.mark.parametrize("size", [0, 1, 50 * len(LINE)])
def test_of_a_log_that_has_grown_what_an_older_run_measured_is_taken(size: int, log: Path, copies: Path) -> None:
    prepared = own_log(log, folder=copies, extent=Extent(size, "2026-11-28T08:15:02+00:00"))

    assert prepared.source.read_bytes() == (LINE * 100)[:size]
    assert prepared.describe().snapshot == "2026-11-28T08:15:02+00:00"


def test_of_a_log_that_is_as_long_as_it_was_all_is_taken(log: Path, copies: Path) -> None:
    for size in (log.stat().st_size, log.stat().st_size + 1):
        prepared = own_log(log, folder=copies, extent=Extent(size, "2026-11-28T08:15:02+00:00"))

        assert prepared.dataset.lines == 100
        assert prepared.describe().snapshot == ""
