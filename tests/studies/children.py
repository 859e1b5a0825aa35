"""What a study starts ends with it, however it ends: a scheduler and workers would wait for ever for one another."""

import ctypes
import os
import signal
import subprocess
from collections.abc import Sequence
from functools import partial
from typing import Any, AnyStr, Final

PDEATHSIG: Final = 1  # of prctl: the signal that a process gets when the thread that started it ends

_libc: Final = ctypes.CDLL(None, use_errno=True)


class StudyProcess(subprocess.Popen[AnyStr]):
    """A process that is killed when the thread that started it ends."""

    def __init__(self, words: Sequence[str], **options: Any) -> None:
        end_with_us = partial(_end_with, os.getpid())
        super().__init__(words, preexec_fn=end_with_us, **options)


def _end_with(parent: int) -> None:
    if _libc.prctl(PDEATHSIG, signal.SIGKILL, 0, 0, 0) or os.getppid() != parent:
        os._exit(1)
