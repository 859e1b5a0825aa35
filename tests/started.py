"""Start the harness where its guards are others than here: `python -m tests.started ARGUMENTS`, as `python -m bench`.

A test may need what no user gets: a folder that measured processes can write to, or a machine that refuses the private
view. Both come by the environment, so that a whole run can be started so; `settle` does the same within this process.
"""

import os
import sys

from bench.terminal import interrupts

if __name__ == "__main__":
    interrupts.load()  # first of all, as `bench.__main__` does

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

from bench.process import guards, visible
from bench.session import measuring

WRITABLE, REFUSED = "LEANLINES_TEST_WRITABLE", "LEANLINES_TEST_REFUSED"
WITHOUT_TRACES = "LEANLINES_TEST_WITHOUT_TRACES"
REASON = "refused for a test"


def opened(folder: Path) -> dict[str, str]:
    """Return the environment in which measured processes can write to a folder."""
    return {WRITABLE: str(folder)}


def refused() -> dict[str, str]:
    """Return the environment in which the private view is refused."""
    return {REFUSED: "1"}


def without_traces() -> dict[str, str]:
    """Return the environment in which no run traces memory: that is a third of the time of one about something else."""
    return {WITHOUT_TRACES: "1"}


def settle(put: Callable[[object, str, object], None], environment: Mapping[str, str]) -> None:
    """Let it be so within this process; `put` sets an attribute."""
    to_job, available = visible.to_job, guards.available
    if folder := environment.get(WRITABLE):
        put(visible, "to_job", lambda room, job: to_job(room, replace(job, writable=(Path(folder),))))
    if environment.get(REFUSED):
        put(guards, "available", lambda: {**available(), guards.VIEW: REASON})
    if environment.get(WITHOUT_TRACES):
        put(measuring, "measure_traced", lambda _context: None)


def main() -> None:
    """Start it."""
    from bench.cli.app import main as start  # noqa: PLC0415  see above

    settle(setattr, os.environ)
    interrupts.leave(start(sys.argv[1:]))


if __name__ == "__main__":
    main()
