"""The standard streams as people and other programs leave them: a terminal, a pipe whose reader is gone, closed, full.

What is said may quote an exception, a file's name or a foreign report, so no character that commands a terminal gets
through, and no line is a command to a CI runner. Either stream may be closed, a pipe whose reader is gone, or unable to
write a character. None of that may cost a measurement: what cannot be said is not said. Only a standard output that
takes nothing (a full disk) is an error.

Nothing is imported that takes time: a program that only pipes data needs no library that draws.
"""

import io
import os
import sys
from collections.abc import Callable
from typing import TextIO

from bench.model.characters import tame, without_commands
from bench.model.errors import BenchError


def complaint(message: str, hint: str = "") -> str:
    """Return what is wrong and what to do about it as it is printed: no line of either passes for another."""
    parts = [("error: ", message), (" hint: ", hint)] if hint else [("error: ", message)]
    return "\n".join(head + text.replace("\n", "\n" + " " * len(head)) for head, text in parts)


def complain(message: str, hint: str = "") -> None:
    """Print what is wrong with the input, and what to do about it, to standard error."""
    stream = Patient(sys.stderr)
    stream.write(tame(complaint(message, hint)) + "\n")
    stream.flush()


def open_streams() -> None:
    """Give closed standard streams a place to go, so that no file gets their number and their words.

    A character that the encoding does not have is replaced.
    """
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # takes the lowest number that is free: this one
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


class Patient(io.TextIOBase):
    """A stream whose reader may be gone.

    Args:
        stream: what to write to; None if it was closed before this program began.
        fatal: whether it is an error if nothing can be written for another reason.
    """

    def __init__(self, stream: TextIO | None, *, fatal: bool = False) -> None:
        self._stream = stream
        self._fatal = fatal

    @property
    def encoding(self) -> str:  # type: ignore[override]  # typeshed has an attribute
        """Return the encoding, which decides whether lines are drawn or made of hyphens."""
        return self._stream.encoding if self._stream else "utf-8"

    def isatty(self) -> bool:
        """Return whether someone looks at it."""
        return self._stream is not None and self._stream.isatty()

    def fileno(self) -> int:
        """Return its number.

        Raises:
            OSError: if it has none.
        """
        if self._stream is None:
            raise OSError("the stream is closed")
        return self._stream.fileno()

    def write(self, text: str) -> int:
        """Write what can be written, as lines that no CI runner obeys."""
        self._try(lambda stream: stream.write(without_commands(text)))
        return len(text)

    def flush(self) -> None:
        """Pass on what was written."""
        self._try(lambda stream: stream.flush())

    def _try(self, act: Callable[[TextIO], object]) -> None:
        if self._stream is None or self._stream.closed:
            return
        try:
            act(self._stream)
        except BrokenPipeError:
            self._give_up()
        except OSError as error:
            self._give_up()
            if self._fatal:
                raise BenchError(f"Standard output cannot be written: {error.strerror}.") from error

    def _give_up(self) -> None:
        """Lead the rest to nowhere, what is still in the buffer and Python's own flush at exit included."""
        stream, self._stream = self._stream, None
        if stream is not None:
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, stream.fileno())
            os.close(nowhere)
