"""Let Ctrl-C, SIGTERM and a dropped terminal end a run where it can be ended well, and nowhere else.

Python raises KeyboardInterrupt between any two instructions, so what must be whole (a result folder) is kept from it.
An interrupt gets in only while the door is open, and only once: an impatient second one would cut short the clearing up
after the first. What comes while the door is shut waits until it is opened again. What is raised within the callback of
a weak reference, or in `__del__`, is swallowed by Python; it is raised again a moment later.
"""

import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NoReturn

if TYPE_CHECKING:
    from sys import UnraisableHookArgs

NUMBERS: Final = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
MOMENT: Final = 0.01  # seconds


@dataclass(slots=True)
class _Door:
    open: bool = True
    waiting: bool = False
    loading: bool = False
    others: "Callable[[UnraisableHookArgs], object]" = sys.__unraisablehook__


_door: Final = _Door()  # signals belong to the process, and so does this


def listen() -> None:
    """Treat all three signals alike from now on; the first one raises KeyboardInterrupt."""
    _door.open, _door.waiting, _door.loading = True, False, False
    for number in (*NUMBERS, signal.SIGALRM):
        if number is not signal.SIGHUP or signal.getsignal(number) is not signal.SIG_IGN:  # which nohup asks for
            signal.signal(number, _hear)
    if sys.unraisablehook is not _swallow:
        _door.others, sys.unraisablehook = sys.unraisablehook, _swallow


def load() -> None:
    """Listen, and keep what comes until `begin`: modules that are being loaded may leave files behind if cut short."""
    listen()
    _door.open, _door.loading = False, True


def begin() -> None:
    """Listen; raise KeyboardInterrupt if one has come since `load`."""
    late = _door.loading and _door.waiting
    listen()
    if late:
        _hear()


def hold() -> None:
    """Let none in, whatever comes, but where `let_in` says so."""
    _door.open = False


@contextmanager
def loading() -> Iterator[None]:
    """Let none in while a verb loads the modules that it needs, as in `load`; raise what came meanwhile."""
    was_open, _door.open = _door.open, False
    try:
        yield
    finally:
        _door.open = was_open
    if was_open and _door.waiting:
        _hear()


@contextmanager
def let_in() -> Iterator[None]:
    """Open the door for a while; raise KeyboardInterrupt if one is waiting or comes."""
    _door.open = True
    try:
        if _door.waiting:
            _hear()
        yield
    finally:
        _door.open = False


def leave(code: int) -> NoReturn:
    """End the process with an exit code, after an answered interrupt too.

    Where KeyboardInterrupt leaves code that was compiled from a string (a dataclass, a named tuple), Python remembers
    that, and a process started by `python -m` ends by SIGINT whatever was done about it. The next such code that is
    executed makes it forget (`run_eval_code_obj` of CPython).
    """
    exec("")  # noqa: S102
    sys.exit(code)


def _hear(*_: object) -> None:
    """Answer a signal. The door is shut before anything is raised, so nothing is raised after `let_in`."""
    if _door.open:
        _door.open = False
        raise KeyboardInterrupt
    _door.waiting = True


def _swallow(what: "UnraisableHookArgs") -> None:
    """Raise what Python could not, but not from here, where it would be swallowed again."""
    if issubclass(what.exc_type, KeyboardInterrupt):
        _door.open = True
        signal.setitimer(signal.ITIMER_REAL, MOMENT)
    else:
        _door.others(what)
