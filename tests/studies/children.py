"""What a study starts ends with it, however it ends: a scheduler and workers would wait for ever for one another."""

import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from functools import partial
from typing import Any, AnyStr, Final

PDEATHSIG: Final = 1  # of prctl: the signal that a process gets when the thread that started it ends

_libc: Final = ctypes.CDLL(None, use_errno=True)


class StudyProcess(subprocess.Popen[AnyStr]):
    """A process that is killed when the thread that started it ends."""

    def __init__(self, words: Sequence[str], **options: Any) -> None:
        end_with_us = partial(_end_with, os.getpid())
        super().__init__(words, preexec_fn=end_with_us, **options)


def call(words: Sequence[str], **options: Any) -> None:
    """Run a program that has to end well.

    Raises:
        CalledProcessError: if it does not.
    """
    process: StudyProcess[bytes] = StudyProcess(words, **options)
    if code := process.wait():
        raise subprocess.CalledProcessError(code, words)


@contextmanager
def busy(count: int) -> Iterator[None]:
    """Keep so many cores busy."""
    with ExitStack() as opened:
        for _ in range(count):
            opened.callback(opened.enter_context(StudyProcess([sys.executable, "-c", "while True: pass"])).kill)
        yield


def _end_with(parent: int) -> None:
    if _libc.prctl(PDEATHSIG, signal.SIGKILL, 0, 0, 0) or os.getppid() != parent:
        os._exit(1)
