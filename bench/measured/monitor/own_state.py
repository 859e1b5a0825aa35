"""Notice what others do to the monitor itself: while it is stopped, or can open nothing, it sees nothing.

A worker runs as the same user, so no view keeps it from that.
"""

from __future__ import annotations

import os
import resource

from bench.measured.signals import signal

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

STOPPED, FILES = "stopped", "kept from opening files"
_OPEN = resource.RLIMIT_NOFILE


class OwnState:
    """What this process had when it began, and what was changed of it since."""

    def __init__(self) -> None:
        self._limit = resource.getrlimit(_OPEN)
        self._turn = _read_turn()
        self._hindered: set[str] = set()
        self._changed: set[str] = set()
        signal.signal(signal.SIGCONT, lambda *_: self._hindered.add(STOPPED))

    @property
    def is_hindered(self) -> bool:
        """Whether anything kept it from seeing."""
        return bool(self._hindered)

    def look(self) -> None:
        """Notice what is another by now, and put the limit back."""
        if resource.getrlimit(_OPEN) != self._limit:
            self._hindered.add(FILES)
            try:
                resource.setrlimit(_OPEN, self._limit)
            except (OSError, ValueError):  # of the hard limit not even its owner can
                return
        self._changed |= {name for name, value in _read_turn().items() if value != self._turn[name]}

    def findings(self) -> dict[str, Any]:
        """Return what was seen, as plain values.

        Returns:
            `hindered`: what kept it from seeing; `changed`: what may have made it see later.
        """
        return {"hindered": sorted(self._hindered), "changed": sorted(self._changed)}


def _read_turn() -> dict[str, object]:
    """Return what decides when this process gets to run."""
    found: dict[str, object] = {"priority": os.getpriority(os.PRIO_PROCESS, 0)}
    if hasattr(os, "sched_getaffinity"):
        found |= {"processors": os.sched_getaffinity(0), "policy": os.sched_getscheduler(0)}
    return found
