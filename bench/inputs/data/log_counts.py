"""Count what a log of `timestamp|level|message|ip_address|user_id` lines holds, while its blocks are read for the hash.

What is counted is the grammar of the workloads on `web_log`: a record is well formed when it holds exactly four pipes,
and its level is the whole second field. Nothing else decides it, so a line that is longer than a block is shortened to
what does, and memory stays bounded whatever the log is.
"""

import codecs
from typing import Final

import numpy as np
from numpy.typing import NDArray

from bench.model.log_words import MOST_MESSAGES
from bench.model.types import Records

LONGEST: Final = 1 << 16  # bytes by which messages are told apart
FIELDS: Final = 5
LEVEL: Final = b"ERROR"
PIPE: Final = ord("|")
END: Final = ord("\n")


class RecordCounter:
    """Counts records block by block."""

    def __init__(self) -> None:
        self._whole = self._lines = self._errors = 0
        self._messages: set[int] = set()
        self._rest = b""

    @property
    def held(self) -> int:
        """How many bytes of an unended line are kept."""
        return len(self._rest)

    def see(self, block: bytes) -> None:
        """Count the lines that end in a block; what follows them waits for the next."""
        end = block.rfind(b"\n") + 1
        if end:
            self._count(self._rest + block[:end])
            self._rest = block[end:]
        else:
            self._rest += block
        if len(self._rest) > LONGEST:
            self._rest = _shorten(self._rest)

    def found(self) -> Records:
        """Return the counts; the last line may be unended."""
        if self._rest:
            self._count(self._rest + b"\n")
            self._rest = b""
        messages = len(self._messages) if len(self._messages) <= MOST_MESSAGES else None
        return Records(self._whole, self._lines - self._whole, self._errors, messages)

    def _count(self, lines: bytes) -> None:
        content = np.frombuffer(lines, np.uint8)
        pipes, ends = np.flatnonzero(content == PIPE), np.flatnonzero(content == END)
        after = np.searchsorted(pipes, ends)
        before = np.concatenate((np.zeros(1, after.dtype), after[:-1]))
        whole = before[after - before == FIELDS - 1]
        self._lines += len(ends)
        self._whole += len(whole)
        errors = whole[_are_errors(content, pipes[whole], pipes[whole + 1])]
        self._errors += len(errors)
        for start, end in zip((pipes[errors + 1] + 1).tolist(), pipes[errors + 2].tolist(), strict=True):
            if len(self._messages) > MOST_MESSAGES:
                break
            self._messages.add(hash(_text(lines[start : min(end, start + LONGEST)])))


class TextWatcher:
    """Finds out whether all that it sees is UTF-8, and whether a NUL is in it.

    Attributes:
        nul: whether one was.
    """

    def __init__(self) -> None:
        self.nul = False
        self._decoder = codecs.getincrementaldecoder("utf-8")()
        self._valid = True

    def see(self, block: bytes) -> None:
        """Look at the next block."""
        self.nul = self.nul or b"\0" in block
        if self._valid:
            self._decode(block, final=False)

    def is_utf8(self) -> bool:
        """Return whether it was, after the last block."""
        if self._valid:
            self._decode(b"", final=True)
        return self._valid

    def _decode(self, block: bytes, *, final: bool) -> None:
        try:
            self._decoder.decode(block, final)
        except UnicodeDecodeError:
            self._valid = False


def _are_errors(content: NDArray[np.uint8], starts: NDArray[np.intp], ends: NDArray[np.intp]) -> NDArray[np.bool_]:
    """Return for each pair of pipes whether exactly ERROR is between them."""
    found: NDArray[np.bool_] = ends - starts == len(LEVEL) + 1
    for place, letter in enumerate(LEVEL, 1):
        found[found] = content[starts[found] + place] == letter
    return found


def _shorten(line: bytes) -> bytes:
    """Return a line that counts as this one does, and continues counting so whatever follows."""
    fields = line.split(b"|", FIELDS - 2)
    kept = [each[:most] for each, most in zip(fields, (1, len(LEVEL) + 1, LONGEST), strict=False)]
    if len(fields) > len(kept):
        kept.append(b"|" * min(fields[-1].count(b"|"), 2))
    return b"|".join(kept)


def _text(message: bytes) -> bytes:
    """Return equal bytes for messages that decode to equal text."""
    return message if message.isascii() else message.decode("utf-8", "replace").encode()
