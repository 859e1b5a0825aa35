"""What holds no lines as it is, and whether the printed command gets at them: it is pasted into a shell."""

import bz2
import gzip
import io
import lzma
import os
import shutil
import subprocess
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.inputs.data.files.file_kinds import recognize
from bench.inputs.data.files.log_files import look_at
from bench.inputs.data.files.unpacking import packing_of
from bench.model.errors import DataError
from tests.needs import lack

TEXT = "2024-01-15 10:30:45|ERROR|caf\u00e9 \u00fc|203.0.113.7|48213\n" * 40
LOG = TEXT.encode()


def by_zstd(content: bytes) -> bytes:
    program = shutil.which("zstd") or lack("zstd is not installed")
    return subprocess.run([program], input=content, capture_output=True, check=True).stdout


def by_lz4(content: bytes) -> bytes:
    program = shutil.which("lz4") or lack("lz4 is not installed")
    return subprocess.run([program, "-c"], input=content, capture_output=True, check=True).stdout


def zipped(content: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("in it.log", content)
    return packed.getvalue()


def in_tar(form: int) -> Callable[[bytes], bytes]:
    def packed(content: bytes) -> bytes:
        file = io.BytesIO()
        with tarfile.open(fileobj=file, mode="w", format=form) as archive:
            info = tarfile.TarInfo("a folder/in it.log")
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
        return file.getvalue()

    return packed


def in_old_tar(content: bytes) -> bytes:
    """Leave out what archives from before POSIX did not have."""
    packed = bytearray(in_tar(tarfile.USTAR_FORMAT)(content))
    packed[257:512] = bytes(255)
    packed[148:156] = b" " * 8
    packed[148:156] = b"%06o\0 " % sum(packed[:512])
    return bytes(packed)


def encoded(encoding: str) -> Callable[[bytes], bytes]:
    return lambda content: content.decode().encode(encoding)


MADE: dict[str, tuple[Callable[[bytes], bytes], str]] = {
    "gzip twice": (
        lambda content: gzip.compress(gzip.compress(content)),
        "unpacked, is compressed with gzip once more",
    ),
    "tar in bzip2": (lambda content: bz2.compress(in_tar(tarfile.GNU_FORMAT)(content)), "unpacked, is a tar archive"),
    "UTF-16 in xz": (lambda content: lzma.compress(encoded("utf-16")(content)), "unpacked, is text in UTF-16"),
    "UTF-16 in zstd": (lambda content: by_zstd(encoded("utf-16-le")(content)), "unpacked, is text in UTF-16LE"),
    "lz4": (by_lz4, "is compressed with lz4"),
    "zip": (zipped, "is compressed with zip"),
    "tar": (in_tar(tarfile.USTAR_FORMAT), "is a tar archive"),
    "tar of GNU": (in_tar(tarfile.GNU_FORMAT), "is a tar archive"),
    "tar of POSIX": (in_tar(tarfile.PAX_FORMAT), "is a tar archive"),
    "tar of old": (in_old_tar, "is a tar archive"),
    "UTF-16 with a mark": (encoded("utf-16"), "is text in UTF-16"),
    "UTF-16 little-endian": (encoded("utf-16-le"), "is text in UTF-16LE"),
    "UTF-16 big-endian": (encoded("utf-16-be"), "is text in UTF-16BE"),
    "UTF-32": (encoded("utf-32"), "is text in UTF-32"),
}


NAMES = ("rotated{}.1", "my logs/an 'app'.log{}", "-dash{}", "app[1]{}", "a\nb{}", "a:b{}")


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        *((kind, "app.log{}") for kind in MADE),
        *((kind, name) for kind in ("gzip twice", "zip", "tar") for name in NAMES),
    ],
)
def test_what_holds_no_lines_is_named_with_the_command_that_gets_at_them(
    kind: str, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    make, what = MADE[kind]
    path = Path(name.format(f".{kind[:3]}" if kind in {"tar", "zip"} else ".gz"))
    path.parent.mkdir(exist_ok=True)
    Path("app1.zip").write_bytes(zipped(b"another, which the name taken for a pattern would find"))
    path.write_bytes(make(LOG))
    if path.suffix:
        path.with_suffix("").write_bytes(b"mine")
    before = set(path.parent.iterdir())

    with pytest.raises(DataError) as caught:
        look_at(path)
    assert str(caught.value) in {f"{path} {what}.", f"{path}, {what}."}
    subprocess.run(["bash", "-c", caught.value.hint.partition(": ")[2]], check=True)

    (made,) = set(path.parent.iterdir()) - before
    assert made.read_bytes() == LOG
    assert look_at(made).head == LOG


def test_lines_are_written_here_where_nothing_can_be_written_beside_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "access", lambda _, mode: mode != os.W_OK)  # who is root may write everywhere
    path = tmp_path / "app.log.zip"
    path.write_bytes(zipped(b"one"))

    with pytest.raises(DataError) as caught:
        look_at(path)

    assert caught.value.hint.endswith(f"unzip -p {path} > app.log")


@pytest.mark.parametrize("text", ["\u0436\u0443\u0440\u043d\u0430\u043b 2024-01-15 10:30:45 \u043e\u043a\n", "a\n" * 4])
@pytest.mark.parametrize("encoding", ["UTF-16LE", "UTF-16BE"])
def test_text_without_a_mark_is_told_by_its_zeros(text: str, encoding: str) -> None:
    found = recognize(text.encode(encoding))

    assert found.what == f"is text in {encoding}"


@pytest.mark.parametrize(
    "start",
    [
        b"",
        b"\0",
        b"\xff",
        b"\0" * 4096,
        b"a\0b\0c",
        LOG[:4096],
        b"t|ERROR|a\0b|i|u\n" * 9,
        b"\0\0" + LOG,
        b"\0" * 99 + LOG,
    ],
)
def test_a_log_with_strange_bytes_is_a_log(start: bytes) -> None:
    assert recognize(start) is None


@given(text=st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="\0")))
def test_no_text_in_utf8_is_taken_for_anything_else(text: str) -> None:
    start = text.encode()

    known = recognize(start) or packing_of(start)
    assert not known or start.startswith((b"BZh", b"PK\x03\x04", b"PAR1", b"LPKSHHRH"))
