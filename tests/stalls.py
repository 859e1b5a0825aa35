"""Hold a time on a machine that stalls now and then, or has other work: what that may have spoilt is tried again.

    for attempt in attempts():
        with attempt:
            assert seconds_of(something) < 2

The last attempt counts, whatever the machine did; and so does one that failed while nothing disturbed it.
"""

import time
from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from threading import Event, Thread
from types import TracebackType
from typing import Final, Self

import pytest

MOST: Final = 5
"""So many attempts."""

STALL: Final = 0.1
"""Seconds for which a thread that only sleeps does not come to run: ten times as long as on two cores with six busy."""

CROWDED: Final = 0.5
"""Share of the time in which something that could run had to wait: a run that is alone on two cores is far below it."""

_PAUSE: Final = 0.01
_PRESSURE: Final = Path("/proc/pressure/cpu")


class StallWatch(AbstractContextManager["StallWatch"]):
    """Watch whether something disturbs what a test does; a thread that keeps all others waiting counts as a stall."""

    def __init__(self) -> None:
        self._longest = 0.0
        self._crowded = 0.0
        self._began = 0.0
        self._waited = 0.0
        self._over = Event()
        self._thread = Thread(target=self._look, daemon=True)

    @property
    def disturbed(self) -> bool:
        """Whether the machine stalled, or was crowded; to ask once this has ended."""
        return self._longest > STALL or self._crowded > CROWDED

    def __enter__(self) -> Self:
        self._began, self._waited = time.monotonic(), _waited()
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool | None:
        self._over.set()
        self._thread.join()
        self._crowded = (_waited() - self._waited) / (time.monotonic() - self._began)
        return None

    def _look(self) -> None:
        before, over = self._began, False  # this thread may be late itself
        while not over:
            over = self._over.wait(_PAUSE)
            now = time.monotonic()
            self._longest = max(self._longest, now - before)
            before = now


class Attempt(StallWatch):
    """Do something once; with `last`, its failure counts in any case."""

    def __init__(self, *, last: bool = False) -> None:
        super().__init__()
        self.passed = False
        self._last = last

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool:
        super().__exit__(kind, error, trace)
        self.passed = error is None
        return isinstance(error, (AssertionError, pytest.fail.Exception)) and self.disturbed and not self._last


def _waited() -> float:
    """Return for how many seconds something has waited for a processor; 0 where the kernel does not count that."""
    try:
        return int(_PRESSURE.read_text().splitlines()[0].rpartition("=")[2]) / 1e6
    except OSError:
        return 0.0


def attempts() -> Iterator[Attempt]:
    """Return attempts, until one has passed."""
    for left in reversed(range(MOST)):
        attempt = Attempt(last=not left)
        yield attempt
        if attempt.passed:
            return
