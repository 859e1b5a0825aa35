"""What keeps a worker to what is its own: a view of the file system, and a control group. Either may be refused."""

from __future__ import annotations

from bench.measured.monitor.process_tree import GuardError, ProcessTree
from bench.measured.sandbox import view
from bench.measured.sandbox.group import ControlGroup

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

VIEW, KERNEL = "private view", "kernel's own peak"


class Guards:
    """The guards of one worker.

    Attributes:
        group: its control group, if there is one.
        refused: guard -> why it is not in force.

    Args:
        orders: of the monitor.
    """

    def __init__(self, orders: dict[str, Any]) -> None:
        self._orders = orders
        self.refused: dict[str, str] = {}
        self.group = self._open_group()

    def spawn(self, command: list[str], handles: tuple[int, int, int]) -> ProcessTree:
        """Start the worker behind the guards that take hold; of one that is refused the report says why."""
        guards: dict[str, Callable[[], None]] = {}
        if self.group is not None:  # before the view, which shows groups read-only
            guards[KERNEL] = self.group.enter
        if self._orders["view"]:
            guards[VIEW] = lambda: view.enter(self._orders["view"])
        while True:
            try:
                return ProcessTree(command, self._orders["environment"], handles, guards)
            except GuardError as error:
                del guards[error.guard]
                self.refused[error.guard] = str(error.strerror)
            except OSError as error:
                if VIEW not in guards:
                    self.close()
                    raise
                del guards[VIEW]  # what it starts with may lie where the view shows nothing
                self.refused[VIEW] = f"its interpreter cannot be started in it: {error.strerror}"

    def close(self) -> dict[str, int]:
        """Take what the kernel counted, and remove the group."""
        if self.group is None:
            return {}
        self.group.end()
        found = {} if KERNEL in self.refused else self.group.findings()
        self.group.remove()
        return found

    def _open_group(self) -> ControlGroup | None:
        try:
            return ControlGroup(*self._orders["group"]) if self._orders["group"] else None
        except OSError as error:
            self.refused[KERNEL] = str(error.strerror)
            return None
