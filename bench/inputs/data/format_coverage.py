"""Count how many lines of a log are records of a format that the user names, while its blocks are read for the hash."""

from typing import Final

from bench.formats.log_format import LogFormat
from bench.formats.reading import LineCounts
from bench.model.types import Coverage

LONGEST: Final = 1 << 20  # bytes of a line that are looked at


class FormatCounter:
    """Sees the blocks of a log; lines that go on a record, and comments, count as neither.

    Args:
        counted: the format.
    """

    def __init__(self, counted: LogFormat) -> None:
        self._reading = counted.reading()
        self._counts = LineCounts()
        self._rest = b""

    def see(self, block: bytes) -> None:
        """Look at the next block; what follows its last line end waits for the next."""
        *lines, rest = (self._rest + block).split(b"\n")
        self._counts += self._reading.see(line.removesuffix(b"\r") for line in lines)
        self._rest = rest[:LONGEST]

    def found(self) -> Coverage:
        """Return the counts; the last line may be unended."""
        if self._rest:
            self.see(b"\n")
        self._counts += self._reading.end()
        return Coverage(self._counts.records, self._counts.others)
