"""Take a sample of a log's lines in a time that does not grow with it: its head, and blocks from all over the rest."""

import contextlib
import random
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Final

from bench.formats.ranking import LogSample
from bench.inputs.data.files import file_kinds, log_files
from bench.inputs.data.files.log_files import LogFile
from bench.inputs.data.files.unpacking import DamagedFileError, packing_of, unpack
from bench.model import commands
from bench.model.errors import DataError

HEAD: Final = 1 << 16  # bytes
BLOCK: Final = 1 << 14
BLOCKS: Final = 48
LONGEST: Final = 1 << 20  # bytes of a line


def take(path: Path, most: int | None = None) -> LogSample:
    """Take a sample; of the same file it is always the same, and of one that has grown if it takes no more than then.

    Args:
        path: the file.
        most: how many of its bytes are looked at; None is all.

    Raises:
        DataError: if the file cannot be read, or holds no text.
    """
    try:
        if not path.is_file():
            kind = "is a folder" if path.is_dir() else "is not an ordinary file" if path.exists() else "does not exist"
            raise DataError(f"{path} {kind}, so there are no lines to look at.", "Name a log.")
        found = log_files.look_at(path)
        if log_files.looks_binary(found.head):
            raise DataError(f"{path} holds binary data, not lines of text.", "Name a log; `file` says what this is.")
        if found.packing:
            return _of_beginning(found)
        size = path.stat().st_size if most is None else min(most, path.stat().st_size)
        with path.open("rb") as file:
            blocks = tuple(filter(None, _blocks(file, size)))
    except OSError as error:
        raise DataError(f"{path} cannot be read: {error.strerror}.", "Check the path.") from error
    return LogSample(size, blocks, size <= HEAD + BLOCKS * BLOCK)


def take_input() -> LogSample:
    """Take a sample of what standard input begins with; the rest is not read.

    Raises:
        DataError: if it is closed or a terminal, cannot be read, or holds no text.
    """
    most = HEAD + BLOCKS * BLOCK
    data = b""
    try:
        with log_files.open_input("sniff -", commands.typed("bench sniff", "-")) as source:
            while len(data) < most and (block := source.read(most - len(data))):
                data += block
    except OSError as error:
        raise DataError(f"Standard input cannot be read: {error.strerror}.", "Pipe a log into it.") from error
    packing, whole, text = packing_of(data), len(data) < most, data
    if packing:
        text = b""
        with contextlib.suppress(DamagedFileError):  # it is cut
            for block in unpack([data], packing):
                text += block
                if len(text) >= most:
                    whole = False
                    break
    kind = file_kinds.recognize(text[: file_kinds.START])
    if kind or log_files.looks_binary(text):
        what = kind.what if kind else "holds binary data, not lines of text"
        raise DataError(f"Standard input {what}.", "Save it to a file, and look at that.")
    lines = text.split(b"\n")
    if whole and not lines[-1]:
        lines.pop()
    elif not whole:
        lines = lines[:-1]  # which is cut
    block = tuple(line.removesuffix(b"\r") for line in lines)
    return LogSample(len(data), (block,) if block else (), whole, packing, piped=True)


def lines(path: Path) -> Iterator[bytes]:
    """Yield the lines of a log, packed or not, as far as it can be read; a very long one in parts.

    Raises:
        DataError: if it cannot be read.
    """
    rest = b""
    try:
        found = log_files.look_at(path)
        with file_kinds.opened(path) as file, contextlib.suppress(DamagedFileError):
            for block in log_files.content(file, found.packing, found.size or None):
                *ended, rest = (rest + block).split(b"\n")
                yield from (line.removesuffix(b"\r") for line in ended)
                if len(rest) > LONGEST:
                    yield rest
                    rest = b""
    except OSError as error:
        raise DataError(f"{path} cannot be read: {error.strerror}.", "Check the path.") from error
    if rest:
        yield rest.removesuffix(b"\r")


def _of_beginning(packed: LogFile) -> LogSample:
    """Take a sample of what a packed file begins with: nothing further down can be read without all before it."""
    lines: list[bytes] = []
    rest, size, most = b"", 0, HEAD + BLOCKS * BLOCK
    with file_kinds.opened(packed.path) as file, _until_damaged(packed, lines):
        for block in log_files.content(file, packed.packing, packed.size or None):
            *ended, rest = (rest + block).split(b"\n")
            lines += (line.removesuffix(b"\r") for line in ended)
            size += len(block)
            if size >= most:
                rest = b""  # which is cut
                break
    if rest:
        lines.append(rest)
    whole = tuple(lines)  # one block, since a record goes on wherever the unpacking paused
    return LogSample(packed.size, (whole,) if whole else (), whole=size < most, packing=packed.packing)


@contextmanager
def _until_damaged(packed: LogFile, lines: list[bytes]) -> Iterator[None]:
    """Be content with what could be read of a damaged file, if anything could."""
    try:
        yield
    except DamagedFileError as error:
        if not lines:
            raise DataError(f"{packed.name} {error}: no line can be read.", "Name a log.") from error


def _blocks(file: BinaryIO, size: int) -> Iterator[tuple[bytes, ...]]:
    whole = size <= HEAD + BLOCKS * BLOCK
    yield _lines(file, 0, size if whole else HEAD, size)
    if whole:
        return
    part, draw = (size - HEAD) // BLOCKS, random.Random(size)
    for number in range(BLOCKS):
        file.seek(HEAD + number * part + draw.randrange(max(1, part - BLOCK)))
        if file.readline(LONGEST).endswith(b"\n"):  # the rest of a line; a part of a longer one says nothing
            yield _lines(file, file.tell(), BLOCK, size)


def _lines(file: BinaryIO, at: int, most: int, end: int) -> tuple[bytes, ...]:
    """Return the lines that begin within so many bytes, a last one that is cut by the end included."""
    file.seek(at)
    block = file.read(max(0, min(most, end - at)))
    if not block.endswith(b"\n"):
        block += file.readline(max(0, min(LONGEST, end - file.tell())))
    if at == 0:
        block = block.lstrip(b"\0")
    lines = block.removesuffix(b"\n").split(b"\n") if block else []
    return tuple(line.removesuffix(b"\r") for line in lines)
