"""Read a sample of a log, and guess its format.

A sample is stretches of whole lines, evenly spaced, so that memory and time do not grow with the log.
"""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bench.formats import ranking, shipped
from bench.formats.log_format import LogFormat
from bench.formats.ranking import LogSample
from bench.model.errors import DataError
from bench.model.paths import page

STRETCHES: Final = 64
LONGEST: Final = 1 << 20
"""Bytes of a line, at most; what is longer is cut."""

_LOOKED_AT: Final = 1 << 12
_GUESSED_FROM: Final = 1 << 16


@dataclass(frozen=True, slots=True)
class LogStretch:
    """Lines that follow each other.

    Args:
        data: their bytes.
        size: of the whole log.
        last: whether the log ends here.
    """

    data: bytes
    size: int
    last: bool

    def lines(self) -> list[bytes]:
        """Return the lines, without LF."""
        return [line[:LONGEST] for line in self.data.removesuffix(b"\n").split(b"\n")] if self.data else []


def stretches(path: Path, most: int) -> Iterator[LogStretch]:
    """Yield stretches of a log, which are all of it if it is no larger than `most` bytes.

    Raises:
        DataError: if it cannot be read, or holds no text.
    """
    try:
        if not path.is_file():
            kind = "is not a regular file" if path.exists() else "does not exist"
            raise DataError(f"{path} {kind}.", "Name a log; unpack it first if it is compressed.")
        with path.open("rb") as log:
            if b"\0\0\0\0" in log.read(_LOOKED_AT):
                raise DataError(f"{path} holds binary data, not lines of text.", "`file` says what this is.")
            size = os.fstat(log.fileno()).st_size
            count = 1 if size <= most else STRETCHES
            each = size if count == 1 else most // STRETCHES
            for number in range(count):
                log.seek(number * (size - each) // (count - 1) if number else 0)
                if number:
                    log.readline(LONGEST)
                data = log.read(each)
                data += b"" if data.endswith(b"\n") else log.readline(LONGEST)
                yield LogStretch(data, size, number == count - 1)
    except OSError as error:
        raise DataError(f"{path} cannot be read: {error.strerror}.", "Check the path.") from error


def guess_format(path: Path, read: Sequence[LogStretch]) -> LogFormat:
    """Return the shipped format that reads these stretches best.

    Raises:
        DataError: if none reads them.
    """
    blocks: list[tuple[bytes, ...]] = []
    left = _GUESSED_FROM * 4
    for stretch in read:
        lines = [
            line.removesuffix(b"\r") for line in stretch.data[: _GUESSED_FROM if not blocks else 4096].split(b"\n")[:-1]
        ]
        blocks.append(tuple(lines or [line.removesuffix(b"\r") for line in stretch.lines()[:1]]))
        left -= sum(map(len, lines))
        if left < 0:
            break
    ranked = ranking.rank(LogSample(0, tuple(blocks), whole=False), map(shipped.shipped, shipped.names()))
    if not ranked:
        hint = f"Name its format with --format; {page('formats.md')} says how to declare one."
        raise DataError(f"No shipped format reads {path}.", hint)
    return ranked[0].format
