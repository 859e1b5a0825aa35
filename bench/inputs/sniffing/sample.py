"""Take a sample of a log's lines in a time that does not grow with it: its head, and blocks from all over the rest."""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import BinaryIO, Final

from bench.inputs.data import file_kinds
from bench.model.errors import DataError

HEAD: Final = 1 << 16  # bytes
BLOCK: Final = 1 << 14
BLOCKS: Final = 48
LONGEST: Final = 1 << 20  # bytes of a line
LOOKED_AT: Final = 1 << 12  # bytes that tell whether it is text
FEWEST: Final = 64  # of those, below which a few odd bytes tell nothing
MOST_CONTROL: Final = 0.05  # share of control bytes in a text
_TEXT: Final = frozenset(b"\t\n\r\f\v\x1b")  # the last begins a colour


@dataclass(frozen=True)
class LogSample:
    """A sample of a log.

    Args:
        size: of the whole file, in bytes.
        blocks: lines, without their ends, that follow each other; the first block is the head.
        whole: whether the blocks are the whole file.
    """

    size: int
    blocks: tuple[tuple[bytes, ...], ...]
    whole: bool

    @cached_property
    def lines(self) -> tuple[bytes, ...]:
        """All lines."""
        return tuple(line for block in self.blocks for line in block)

    def without(self, taken: Callable[[bytes], object]) -> "LogSample":
        """Return the sample of those lines for which a function returns None."""
        left = (tuple(line for line in block if line and taken(line) is None) for block in self.blocks)
        return replace(self, blocks=tuple(filter(None, left)))


def take(path: Path) -> LogSample:
    """Take a sample; of the same file it is always the same.

    Raises:
        DataError: if the file cannot be read, or holds no text.
    """
    try:
        if not path.is_file():
            kind = "is a folder" if path.is_dir() else "is not an ordinary file" if path.exists() else "does not exist"
            raise DataError(f"{path} {kind}, so there are no lines to look at.", "Name a log.")
        file_kinds.require_lines(path)
        size = path.stat().st_size
        with path.open("rb") as file:
            _require_text(path, file.read(LOOKED_AT))
            blocks = tuple(filter(None, _blocks(file, size)))
    except OSError as error:
        raise DataError(f"{path} cannot be read: {error.strerror}.", "Check the path.") from error
    return LogSample(size, blocks, size <= HEAD + BLOCKS * BLOCK)


def _require_text(path: Path, start: bytes) -> None:
    if start.startswith(b"\0"):  # a log that was truncated under its writer begins with a hole
        start = start.lstrip(b"\0")
    control = sum(byte < ord(" ") and byte not in _TEXT for byte in start)
    if b"\0\0\0\0" in start or (len(start) >= FEWEST and control > MOST_CONTROL * len(start)):
        raise DataError(f"{path} holds binary data, not lines of text.", "Name a log; `file` says what this is.")


def _blocks(file: BinaryIO, size: int) -> Iterator[tuple[bytes, ...]]:
    whole = size <= HEAD + BLOCKS * BLOCK
    yield _lines(file, 0, size if whole else HEAD)
    if whole:
        return
    part, draw = (size - HEAD) // BLOCKS, random.Random(size)
    for number in range(BLOCKS):
        file.seek(HEAD + number * part + draw.randrange(max(1, part - BLOCK)))
        file.readline(LONGEST)  # the rest of a line
        yield _lines(file, file.tell(), BLOCK)


def _lines(file: BinaryIO, at: int, most: int) -> tuple[bytes, ...]:
    """Return the lines that begin within so many bytes, a last one that is cut by the end of the file included."""
    file.seek(at)
    block = file.read(most)
    if not block.endswith(b"\n"):
        block += file.readline(LONGEST)
    if at == 0:
        block = block.lstrip(b"\0")
    lines = block.removesuffix(b"\n").split(b"\n") if block else []
    return tuple(line.removesuffix(b"\r") for line in lines)
