"""Try the guards of a measured process in one that measures nothing, and say which are refused and why.

Reads its orders (marshal: `room`, `view`, `group`) from standard input and writes name -> reason (marshal) to standard
output; the reason of a guard that is in force is empty. Groups that earlier monitors left are removed meanwhile.
"""

from __future__ import annotations

import marshal
import os
import sys

from bench.measured.monitor.monitor import KERNEL, VIEW
from bench.measured.monitor.process_tree import Family, GuardError
from bench.measured.sandbox import folder, view
from bench.measured.sandbox.group import ControlGroup, sweep

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

NOTHING = ("-I", "-S", "-c", "pass")


def main() -> None:
    """Try each guard alone."""
    orders = marshal.loads(sys.stdin.buffer.read())  # noqa: S302  the harness wrote it
    folder.make(orders["room"], b"")
    try:
        found = {VIEW: _tried(VIEW, lambda: view.enter(orders["view"]))}
        if orders["group"]:
            found[KERNEL] = _counted(orders["group"])
    finally:
        folder.remove(orders["room"])
    sys.stdout.buffer.write(marshal.dumps(found, 2))


def _counted(arguments: tuple[str, int, str, int]) -> str:
    try:
        sweep(arguments[0])
        group = ControlGroup(*arguments)
    except OSError as error:
        return str(error.strerror)
    try:
        return _tried(KERNEL, group.enter)
    finally:
        group.remove()


def _tried(guard: str, take_hold: Callable[[], None]) -> str:
    """Start a process behind one guard; return what the system says if it refuses."""
    silent = os.open(os.devnull, os.O_RDWR)
    try:
        family = Family([sys.executable, *NOTHING], {}, (silent, silent, silent), {guard: take_hold})
        while family.code is None:
            family.reap()
    except GuardError as error:
        return str(error.strerror)
    except OSError as error:
        return f"no process can be started behind it: {error.strerror}"
    finally:
        os.close(silent)
    return "" if not family.code else "no process can run behind it"
