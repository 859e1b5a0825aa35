"""A log that lies in several files, packed or not, becomes one plain file."""

import bz2
import gzip
import hashlib
import lzma
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from bench.inputs.data import copies as copying
from bench.inputs.data.own_logs import own_log
from bench.inputs.data.prepared import Prepared
from bench.model.errors import DataError
from bench.model.request import Extent
from bench.model.types import LogPart
from tests.gold import Gold

LINE = "2024-01-{:02} 10:30:45|ERROR|m{}|203.0.113.7|1\n"


def day(number: int, lines: int = 50) -> bytes:
    return "".join(LINE.format(number, line % 7) for line in range(lines)).encode()


@pytest.fixture
def copies(tmp_path: Path) -> Path:
    folder = tmp_path / "copies"
    folder.mkdir()
    return folder


@pytest.fixture
def rotated(tmp_path: Path) -> Path:
    """A folder of rotated logs, packed in all ways, one of them twice; and what else lies in such a folder."""
    folder = tmp_path / "logs"
    folder.mkdir()
    contents = {
        "app.log": day(9)[:-1],
        "app.log.1": day(8)[:-1],
        "app.log.2.gz": gzip.compress(day(7)),
        "app.log.3.bz2": bz2.compress(day(6)),
        "app.log.10": day(1),
        "app.log.10.gz": gzip.compress(day(1)),
        "app.log.9": lzma.compress(day(2)),
        ".app.log.swp": b"hidden",
        "wtmp": bytes(range(256)) * 9,
        "old.zip": b"PK\x03\x04rest",
    }
    for name, content in contents.items():
        (folder / name).write_bytes(content)
    (folder / "old").mkdir()
    return folder


WHOLE = day(1) + day(2) + day(6) + day(7) + day(8) + day(9)[:-1]


def read(prepared: Prepared) -> bytes:
    prepared.check_hash()
    return prepared.source.read_bytes()


def notes(prepared: Prepared) -> str:
    return "\n".join(prepared.original.notes)


def test_a_folder_is_its_logs_in_their_order_and_what_else_lies_in_it_is_named(
    rotated: Path, copies: Path, gold: Gold
) -> None:
    prepared = own_log(rotated, folder=copies)

    assert read(prepared) == WHOLE
    assert (prepared.dataset.lines, prepared.dataset.bytes) == (300, len(WHOLE))
    for name in (".app.log.swp", "wtmp", "old.zip", "old (a folder)", "app.log.10.gz"):
        assert name in notes(prepared)
    said = notes(prepared).replace(str(rotated), "LOGS")
    gold("logs", "a folder of logs", re.sub(r"[\d.]+ ([mµ]?s|bytes)\b", r"N \1", said).replace("N ms", "N µs"))


def test_a_folder_of_parts_is_the_log_without_the_manifests(tmp_path: Path, copies: Path) -> None:
    for number, name in enumerate(("part-01.log", "part-02.log", "part-10.log"), 1):
        (tmp_path / name).write_bytes(day(number))
        (tmp_path / f"{name}.manifest.json").write_bytes(day(number + 3))
    (tmp_path / "dataset.json").write_bytes(day(8))

    prepared = own_log(tmp_path, folder=copies)

    assert read(prepared) == day(1) + day(2) + day(3)
    assert notes(prepared).count("(a manifest)") == 4


def test_files_patterns_and_folders_may_be_mixed_and_each_file_counts_once(rotated: Path, copies: Path) -> None:
    named = own_log(*(rotated / name for name in ("app.log", "app.log.2.gz", "app.log")), folder=copies)
    matched = own_log(rotated / "app.log.[12]*", rotated / "app.log.10", folder=copies)

    assert read(named) == day(7) + day(9)[:-1]
    assert read(matched) == day(1) + day(7) + day(8)[:-1]


def test_a_name_that_exists_is_no_pattern(tmp_path: Path, copies: Path) -> None:
    (tmp_path / "a[1].log").write_bytes(day(1))
    (tmp_path / "a1.log").write_bytes(day(2))

    assert read(own_log(tmp_path / "a[1].log", folder=copies)) == day(1)


def test_the_hash_of_each_part_is_kept_and_its_name_only_where_that_is_shown(rotated: Path, copies: Path) -> None:
    hidden, shown = (own_log(rotated / "app.log*", folder=copies, show=show).dataset for show in (False, True))

    assert [part.sha256 for part in hidden.parts[:2]] == [hashlib.sha256(day(n)).hexdigest() for n in (1, 2)]
    assert [part.packing for part in hidden.parts] == ["", "xz", "bzip2", "gzip", "", ""]
    assert sum(part.bytes for part in hidden.parts) == hidden.bytes - 1  # a line end was added
    assert "app.log" not in repr(hidden)
    assert [part.name for part in shown.parts] == [
        *("app.log.10", "app.log.9", "app.log.3.bz2", "app.log.2.gz", "app.log.1", "app.log")
    ]


def test_one_plain_file_has_no_parts_and_one_that_is_packed_has_the_hash_of_the_whole(
    tmp_path: Path, copies: Path
) -> None:
    (tmp_path / "a").write_bytes(day(1))
    (tmp_path / "b").write_bytes(gzip.compress(day(1)))

    plain, packed = own_log(tmp_path / "a").dataset, own_log(tmp_path / "b", folder=copies).dataset

    assert plain.parts == ()
    assert packed.parts == (LogPart(plain.sha256, len(day(1)), "gzip"),)
    assert packed.sha256 == plain.sha256


def test_what_happens_to_any_file_is_said_and_changes_nothing(rotated: Path, copies: Path) -> None:
    prepared = own_log(rotated, folder=copies)
    assert prepared.describe().snapshot == ""

    with (rotated / "app.log").open("ab") as live:
        live.write(b"\nmore")

    assert read(prepared) == WHOLE
    assert prepared.describe().snapshot


def test_of_files_that_have_grown_what_an_older_run_measured_is_taken(rotated: Path, copies: Path) -> None:
    with (rotated / "app.log").open("ab") as live:
        live.write(b"\n" + day(9))

    prepared = own_log(rotated, folder=copies, extent=Extent(len(WHOLE), "2026-11-28T08:15:02+00:00"))

    assert read(prepared) == WHOLE
    assert prepared.describe().snapshot == "2026-11-28T08:15:02+00:00"


@pytest.mark.parametrize("name", ["app.log.2.gz", "app.log.3.bz2"])
@pytest.mark.parametrize("end", [slice(0, -9), slice(0, None)])
def test_a_damaged_file_is_refused_with_what_could_be_read_and_a_command_that_reads_it(
    name: str, end: slice, rotated: Path, copies: Path
) -> None:
    content = (rotated / name).read_bytes()[end]
    (rotated / name).write_bytes(content if end.stop else content + b"garbage")

    with pytest.raises(DataError, match=r"app\.log\.") as caught:
        own_log(rotated, folder=copies)
    subprocess.run(["bash", "-c", caught.value.hint.rpartition(": ")[2]], check=False, capture_output=True)

    if name.endswith("gz"):
        assert "50 lines" in str(caught.value)
        assert (rotated / "part.log").read_bytes() == day(7)
    assert (rotated / "part.log").exists()


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_standard_input_is_read_once_and_kept_nowhere(
    pack: Callable[[bytes], bytes],
    rotated: Path,
    copies: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    content = pack(day(5))
    reading, writing = os.pipe()
    os.write(writing, content)
    os.close(writing)

    with os.fdopen(reading) as stream:
        monkeypatch.setattr(sys, "stdin", stream)
        prepared = own_log(rotated / "app.log", Path("-"), rotated / "app.log.3.bz2", folder=copies)

    assert read(prepared) == day(5) + day(6) + day(9)[:-1]
    assert prepared.describe().snapshot == ""
    assert [path.name for path in copies.rglob("*") if path.is_file()] == ["app.log"]


def test_a_terminal_is_no_log(copies: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True)

    with pytest.raises(DataError, match="terminal"):
        own_log(Path("-"), folder=copies)


def test_what_unpacks_to_more_than_there_is_room_for_ends_before_the_disk_is_full(
    tmp_path: Path, copies: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "bomb.gz").write_bytes(gzip.compress(bytes(1 << 20) + b"\n", mtime=0) * 64)
    usage, held, spare = shutil.disk_usage(copies), 8 << 20, 1 << 20

    def shrinking(folder: Path) -> object:
        used = sum(path.stat().st_size for path in Path(folder).rglob("*") if path.is_file())
        return usage._replace(free=spare + held - used)

    monkeypatch.setattr(copying, "CHECKED", 1 << 20)
    monkeypatch.setattr(copying, "spare", lambda _: spare)
    monkeypatch.setattr(shutil, "disk_usage", shrinking)

    with pytest.raises(DataError, match="No space left"):
        own_log(tmp_path / "bomb.gz", folder=copies)

    assert max(path.stat().st_size for path in copies.rglob("*") if path.is_file()) <= held + spare


def test_a_list_with_commas_is_answered_with_how_files_are_named(rotated: Path, copies: Path) -> None:
    with pytest.raises(DataError, match="No such log") as caught:
        own_log(Path(f"{rotated / 'app.log'},{rotated / 'app.log.1'}"), folder=copies)

    assert caught.value.hint.endswith(f"--log {rotated / 'app.log'} {rotated / 'app.log.1'}")


def test_a_folder_without_a_log_is_refused_with_what_lies_in_it(tmp_path: Path, copies: Path) -> None:
    (tmp_path / "none").mkdir()
    (tmp_path / "none" / ".hidden").touch()

    with pytest.raises(DataError, match="hidden"):
        own_log(tmp_path / "none", folder=copies)
