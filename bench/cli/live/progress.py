"""Show how a run goes: a picture on a terminal, and rare plain lines elsewhere.

The picture is drawn once a second and never because something happened, so that a process which is timed is disturbed
by at most one drawing a second (a few milliseconds of one core), however many others there were.
"""

import threading
import time
from types import TracebackType
from typing import Final, Self

from rich.console import Group
from rich.live import Live

from bench.analysis.forecast.costs import Costs
from bench.cli.live import live_table
from bench.cli.live.run_state import Course
from bench.model.types import Cell, Plan, Sample
from bench.session.listener import Display
from bench.terminal import console

PLAIN_EVERY: Final = 30.0  # seconds between two lines where there is no terminal


class RunProgress(Display):
    """Tells people how a run goes, from `with` to its end."""

    def __init__(self) -> None:
        self._console = console.progress()
        self._course = Course()
        self._lock = threading.Lock()  # the picture is drawn by a thread
        self._told = time.monotonic()
        self._titles = set[str]()
        self._live: Live | None = None
        self._quiet = console.is_quiet()
        if self._console.is_terminal and not self._console.is_dumb_terminal and not self._quiet:
            self._live = Live(get_renderable=self._draw, console=self._console, refresh_per_second=1, transient=True)

    def plan(self, plan: Plan, costs: Costs) -> None:
        """What is to be measured is settled; of some rows it may be known what they need."""
        with self._lock:
            self._course.plan(plan, costs)

    def stage(self, title: str, steps: int) -> None:
        """Begin a part of the run with this many steps."""
        with self._lock:
            self._course.stage(title, steps)
        if self._live is None and title not in self._titles:
            self._titles.add(title)
            self._tell(title)

    def step(self, text: str) -> None:
        """One step is about to begin; the one before is done."""
        with self._lock:
            self._course.step(text)
        if self._live is None and time.monotonic() - self._told > PLAIN_EVERY:
            self._tell(f"{self._course.where()} ({text}): {live_table.clock(self._course)}")

    def sample(self, sample: Sample) -> None:
        """A measured process has ended."""
        with self._lock:
            self._course.sample(sample)

    def leave(self, cell: Cell) -> None:
        """A row leaves the rounds."""
        with self._lock:
            self._course.leave(cell)

    def warn(self, text: str) -> None:
        """Something should be seen even where no progress is shown."""
        self._say(text)

    def _tell(self, text: str) -> None:
        self._told = time.monotonic()
        if not self._quiet:
            self._say(text)

    def _say(self, text: str) -> None:
        self._console.print(text, markup=False, highlight=False, soft_wrap=True)

    def _draw(self) -> Group:
        with self._lock:
            return live_table.picture(self._course, *self._console.size)

    def __enter__(self) -> Self:
        if self._live:
            self._live.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._live:
            self._live.stop()
