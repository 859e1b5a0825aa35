"""The standard input of a program that a worker of a cluster starts: one line says what to do, and its end ends it."""

import os
import signal
import sys
import time
from threading import Thread
from typing import Final

import msgspec

_STDIN: Final = 0
_PATIENCE: Final = 8.0  # seconds to discard what is unfinished


def read_line() -> bytes:
    """Read the only line that comes; nothing, if the input ended before it did."""
    line = b""
    while not line.endswith(b"\n"):
        if not (chunk := os.read(_STDIN, 1 << 16)):
            return b""
        line += chunk
    return line


def end_with_input() -> None:
    """Interrupt this process when its input ends: the program that started it is gone, or needs nothing more of it."""
    Thread(target=_watch, daemon=True).start()


def _watch() -> None:
    while os.read(_STDIN, 1):
        pass
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(_PATIENCE)
    os._exit(1)


def answer(said: object) -> None:
    """Write the only line that is read."""
    sys.stdout.buffer.write(msgspec.json.encode(said) + b"\n")
    sys.stdout.buffer.flush()
