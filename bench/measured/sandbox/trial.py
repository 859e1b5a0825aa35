"""Try the guards of a measured process in one that measures nothing, and say which are refused and why.

Reads its orders (marshal: `sandbox`, `view`, `group`) from standard input and writes name -> reason (marshal) to
standard output; the reason of a guard that is in force is empty. Groups that earlier monitors left are removed.
"""

from __future__ import annotations

import marshal
import os
import sys

from bench.measured.monitor.guards import KERNEL, VIEW
from bench.measured.monitor.process_tree import GuardError, ProcessTree
from bench.measured.sandbox import folder, view
from bench.measured.sandbox.group import ControlGroup, sweep

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

NOTHING = ("-I", "-S", "-c", "pass")


def main() -> None:
    """Try each guard alone."""
    orders = marshal.loads(sys.stdin.buffer.read())  # noqa: S302  the harness wrote it
    folder.make(orders["sandbox"], b"")
    try:
        found = {VIEW: _try_guard(VIEW, lambda: view.enter(orders["view"]))}
        if orders["group"]:
            found[KERNEL] = _try_counting(orders["group"])
    finally:
        folder.remove(orders["sandbox"])
    sys.stdout.buffer.write(marshal.dumps(found, 2))


def _try_counting(arguments: tuple[str, int, str, int]) -> str:
    try:
        sweep(arguments[0])
        group = ControlGroup(*arguments)
    except OSError as error:
        return str(error.strerror)
    try:
        return _try_guard(KERNEL, group.enter)
    finally:
        group.remove()


def _try_guard(guard: str, take_hold: Callable[[], None]) -> str:
    """Start a process behind one guard; return what the system says if it refuses."""
    silent = os.open(os.devnull, os.O_RDWR)
    try:
        tree = ProcessTree([sys.executable, *NOTHING], {}, (silent, silent, silent), {guard: take_hold})
        while tree.code is None:
            tree.reap()
    except GuardError as error:
        return str(error.strerror)
    except OSError as error:
        return f"no process can be started behind it: {error.strerror}"
    finally:
        os.close(silent)
    return "" if not tree.code else "no process can run behind it"
