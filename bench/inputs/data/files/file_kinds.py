"""Recognise files that hold no lines of text, by their first bytes, and say how to get the lines."""

import os
import re
import stat
import tarfile
from dataclasses import dataclass
from io import FileIO
from pathlib import Path
from typing import Final

from bench.inputs.data.files.unpacking import PACKINGS, packing_of
from bench.model import commands
from bench.model.errors import DataError

START: Final = 4096  # bytes that are looked at
UNZIP: Final = "unzip -p"
FROM_INPUT: Final = " <"
SUFFIXES: Final = (".gz", ".zst", ".xz", ".zip", ".bz2", ".tar", ".tgz", ".Z", ".lz4", ".7z", ".parquet", ".journal")
_TO_CSV: Final = "import duckdb, sys; duckdb.read_parquet(sys.argv[1]).write_csv('/dev/stdout')"
ARCHIVES: Final = {  # what unpacks a file whatever its name ends with
    b"PK\x03\x04": ("is compressed with zip", UNZIP),
    b"7z\xbc\xaf\x27\x1c": ("is compressed with 7z", "7z x -so"),
    b"\x1f\x9d": ("is compressed with compress", "gzip -dc <"),
    b"\x04\x22\x4d\x18": ("is compressed with lz4", "lz4 -dc <"),
    b"PAR1": ("is a Parquet file", f'uv run --no-project --with duckdb python -c "{_TO_CSV}"'),
    b"LPKSHHRH": ("is a journal of systemd", "journalctl -o json --file"),
}
MARKS: Final = {  # the longer first: one begins with another
    b"\xff\xfe\0\0": "UTF-32",
    b"\0\0\xfe\xff": "UTF-32",
    b"\xff\xfe": "UTF-16",
    b"\xfe\xff": "UTF-16",
}
WIDE: Final = 0.3  # share of zeros on one side, with none on the other, from which text without a mark is UTF-16
FEWEST: Final = 8  # bytes for that


@dataclass(frozen=True, slots=True)
class FileKind:
    """What a file is.

    Args:
        what: in words that follow its name.
        remedy: what to do, before the command.
        command: what writes its lines to standard output, once the file's name follows.
    """

    what: str
    remedy: str
    command: str


def require_lines(path: Path, start: bytes, packing: str = "") -> None:
    """Refuse a file that holds no lines, with the command that makes one that does.

    Args:
        path: the file.
        start: how it begins, or what is packed in it.
        packing: how it is packed, by its name in `unpacking.PACKINGS`; empty if it is not.

    Raises:
        DataError: if it is such a file.
    """
    kind = recognize(start)
    if kind and not packing:
        raise DataError(f"{path} {kind.what}.", f"{kind.remedy}: {_write(kind.command, path)}")
    if packing and not kind and (inner := packing_of(start)):
        kind = FileKind(f"is compressed with {inner} once more", "Decompress it first", PACKINGS[inner].unpack)
    if kind:
        then = kind.command.removesuffix(FROM_INPUT) if kind.command.endswith(FROM_INPUT) else ""
        remedy = kind.remedy if then else "Decompress it first"
        command = _write(PACKINGS[packing].unpack, path, then)
        raise DataError(f"{path}, unpacked, {kind.what}.", f"{remedy}: {command}")


def opened(path: Path) -> FileIO:
    """Open an ordinary file to be read without waiting for a pipe that took its place or for a log of the kernel.

    Raises:
        DataError: if it is no ordinary file.
        OSError: if it cannot be opened.
    """
    file = FileIO(os.open(path, os.O_RDONLY | os.O_NONBLOCK), "rb")
    if stat.S_ISREG(os.fstat(file.fileno()).st_mode):
        return file
    file.close()
    raise not_ordinary(path)


def not_ordinary(path: Path) -> DataError:
    """Return the refusal of what is neither a file nor a folder."""
    return DataError(f"{path} is not an ordinary file, so it cannot be measured as a log.", "Give --log one file.")


def recognize(start: bytes) -> FileKind | None:
    """Return what a file is that begins so; None if it may well hold lines, or what is packed may."""
    for magic, (what, command) in ARCHIVES.items():
        if start.startswith(magic):
            return FileKind(what, "Decompress it first" if "compressed" in what else "Convert it first", command)
    if _is_tar(start):
        return FileKind("is a tar archive", "Extract the logs first", "tar -xOf - <")
    if encoding := _wide(start):
        return FileKind(f"is text in {encoding}", "Convert it to UTF-8 first", f"iconv -f {encoding} -t UTF-8 <")
    return None


def _is_tar(start: bytes) -> bool:
    """Return whether the first header of an archive has the checksum that it says."""
    try:
        tarfile.TarInfo.frombuf(start[: tarfile.BLOCKSIZE], "utf-8", "surrogateescape")
    except tarfile.HeaderError:
        return False
    return True


def _wide(start: bytes) -> str:
    """Return the encoding of text in units of two or four bytes; empty if it is not in such units."""
    for mark, encoding in MARKS.items():
        if start.startswith(mark):
            return encoding
    even, odd = (start[side : len(start) & ~1 : 2] for side in (0, 1))
    if len(start) < FEWEST:
        return ""
    for encoding, full, empty in (("UTF-16LE", even, odd), ("UTF-16BE", odd, even)):
        if b"\0" not in full and empty.count(b"\0") >= WIDE * len(empty):
            return encoding
    return ""


def _write(command: str, path: Path, then: str = "") -> str:
    """Return the line that writes what a file holds to a new one beside it, or here if that cannot be written."""
    plain = path.stem if path.suffix in SUFFIXES else f"{path.name}.plain"
    source = _literal(path) if command == UNZIP else path
    return commands.unpacked(command, source, commands.beside(path, plain), then)


def _literal(path: Path) -> Path:
    """Return a name that unzip does not take for a pattern of others."""
    return Path(re.sub(r"[*?[\\]", r"[\g<0>]", str(path))) if re.search(r"[*?[]", str(path)) else path
