"""Check the order of the phases that a worker announces: what it held in one could count in another."""

from __future__ import annotations

FOLLOWING = {"start": ("import", "done"), "import": ("run", "done"), "run": ("run", "done"), "done": ("bye",)}


class PhaseOrder:
    """The order of one worker's phases.

    Attributes:
        broken: the first two phases that no worker of ours enters one after the other; empty if there are none.

    Args:
        several: whether `run` is called again once its calls were over, because there are several sources.
    """

    def __init__(self, *, several: bool) -> None:
        self.broken = ""
        self._now = "start"
        self._several = several

    def enter(self, phase: str) -> None:
        """Note that a phase begins."""
        is_next = phase in FOLLOWING.get(self._now, ()) or (self._several and (self._now, phase) == ("done", "run"))
        if not is_next and not self.broken:
            self.broken = f"`{phase}` after `{self._now}`"
        self._now = phase
