"""Notice what others do to the monitor itself: while it is stopped, or can open nothing, it sees nothing.

A worker runs as the same user, so no view keeps it from that.
"""

from __future__ import annotations

import errno
import os
import resource

from bench.measured.signals import signal

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

STOPPED = "stopped"
LIMITS = {
    resource.RLIMIT_NOFILE: "kept from opening files",
    resource.RLIMIT_FSIZE: "kept from writing files",
    resource.RLIMIT_NPROC: "kept from starting processes",
    resource.RLIMIT_AS: "kept from taking memory",
    resource.RLIMIT_CPU: "limited in processor time",
}
# What a limit makes fail, for it may be as before by then: to open, to write, and `poll`, where it looks at more files.
REFUSALS = {
    errno.EMFILE: resource.RLIMIT_NOFILE,
    errno.EFBIG: resource.RLIMIT_FSIZE,
    errno.EINVAL: resource.RLIMIT_NOFILE,
}


class OwnState:
    """What this process had when it began, and what was changed of it since."""

    def __init__(self) -> None:
        self._limits = {each: resource.getrlimit(each) for each in LIMITS}
        self._turn = _read_turn()
        self._hindered: set[str] = set()
        self._changed: set[str] = set()
        signal.signal(signal.SIGCONT, lambda *_: self._hindered.add(STOPPED))

    @property
    def is_hindered(self) -> bool:
        """Whether anything kept it from seeing."""
        return bool(self._hindered)

    def look(self) -> None:
        """Notice what is another by now, and put the limits back."""
        for each, limit in self._limits.items():
            if resource.getrlimit(each) != limit:
                self._hindered.add(LIMITS[each])
                try:
                    resource.setrlimit(each, limit)
                except (OSError, ValueError):  # of a hard limit not even its owner can
                    continue
        self._changed |= {name for name, value in _read_turn().items() if value != self._turn[name]}

    def explain(self, error: Exception) -> None:
        """Notice what kept it from doing something."""
        refused = getattr(error, "errno", None)
        if refused in REFUSALS:
            self._hindered.add(LIMITS[REFUSALS[refused]])
        self.look()

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
