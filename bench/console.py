"""Say on the terminal how a run goes and what came of it; plain lines where there is no terminal.

Progress goes to standard error, results to standard output, so that a table can be piped.
"""

import os
import sys
import time
from collections.abc import Sequence
from types import TracebackType
from typing import Final, Self

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeRemainingColumn
from rich.table import Table

from bench import formatting
from bench.discovery import Catalogue
from bench.forecast import Costs
from bench.model import Cell, Instrument, Outcome, Plan, Run, Sample, Status, Workload
from bench.rows import name
from bench.sections import Section, sections, times
from bench.stats import estimate

PLAIN_EVERY: Final = 10.0  # seconds between two lines where there is no terminal


class Progressing:
    """Shows the parts of a run and its steps. Satisfies `bench.display.Display`."""

    def __init__(self) -> None:
        self._console = Console(stderr=True, soft_wrap=True)
        self._bar = Progress(
            TextColumn("{task.description:18}"),
            BarColumn(bar_width=24),
            MofNCompleteColumn(),
            TimeRemainingColumn(),
            TextColumn("{task.fields[now]}"),
            console=self._console,
            disable=not self._console.is_terminal,
        )
        self._task: TaskID | None = None
        self._title, self._steps, self._done, self._told = "", 0, 0, 0.0

    def stage(self, title: str, steps: int) -> None:
        """Begin a part of the run with this many steps."""
        self._finish()
        self._title, self._steps, self._done, self._told = title, steps, 0, time.monotonic()
        self._task = self._bar.add_task(title, total=steps, now="")
        if not self._console.is_terminal:
            self._say(title)

    def step(self, text: str) -> None:
        """One step is about to begin; the one before is done."""
        self._done += 1
        if self._task is not None:
            self._bar.update(self._task, completed=self._done - 1, now=text)
        if not self._console.is_terminal and time.monotonic() - self._told > PLAIN_EVERY:
            self._told = time.monotonic()
            self._say(f"{self._title}: {self._done} of {self._steps} ({text})")

    def plan(self, plan: Plan, costs: Costs) -> None:
        """What is to be measured is settled."""

    def sample(self, sample: Sample) -> None:
        """A measured process has ended."""

    def leave(self, cell: Cell) -> None:
        """A row leaves the rounds."""

    def warn(self, text: str) -> None:
        """Something should be seen even where no progress is shown."""
        self._say(text)

    def _finish(self) -> None:
        if self._task is not None:
            self._bar.update(self._task, completed=self._steps, total=self._steps, now="")

    def _say(self, text: str) -> None:
        self._console.print(text, markup=False, highlight=False)

    def __enter__(self) -> Self:
        self._bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            self._finish()
        self._bar.stop()


def show(run: Run) -> None:
    """Print one table per section: what each implementation needs, and what became of those that failed."""
    console = _output()
    for section in sections(run):
        console.print(_table(section))
        for row in section.rows:
            if row.status is not Status.OK:
                console.print(f"{row.cell.implementation}: {row.status}. {row.reason}", markup=False, highlight=False)
            for note in row.notes:
                console.print(f"{row.cell.implementation}: {note}", markup=False, highlight=False)


def show_catalogue(found: Catalogue, workloads: Sequence[Workload], *, with_requirements: bool) -> None:
    """Print workloads and implementations, a line each, with why one is not measured unless asked for."""
    for workload in workloads:
        say(f"{workload.name}: {workload.title}")
        hidden = 0
        for item in found.of(workload.name):
            if item.requires and not with_requirements:
                hidden += 1
                continue
            needs = f" (needs {', '.join(item.requires)}: --all)" if item.requires else ""
            problem = f" (cannot be measured: {item.problem})" if item.problem else ""
            mark = " (baseline)" if item.name == workload.baseline else ""
            say(f"    {item.name:28} {item.title}{mark}{needs}{problem}")
        if hidden:
            say(f"    and {hidden} that need libraries: python -m bench list --all")


def say(text: str) -> None:
    """Print one line of a result."""
    _output().print(text, markup=False, highlight=False, soft_wrap=True)


def complain(message: str, hint: str = "") -> None:
    """Print what is wrong with the input, and what to do about it."""
    print(f"error: {message}", file=sys.stderr)  # noqa: T201
    if hint:
        print(f" hint: {hint}", file=sys.stderr)  # noqa: T201


def _output() -> Console:
    """Return standard output; where it is no terminal, lines are not cut to a width."""
    terminal = sys.stdout.isatty()
    return Console(width=None if terminal else int(os.environ.get("COLUMNS", "120")), highlight=False)


def _table(section: Section) -> Table:
    rows = [row for row in section.rows if row.status is Status.OK]
    ranked = sorted(rows, key=lambda row: section.ranks().get(row.cell, len(rows)))
    memory = formatting.memory_unit(peak(row) for row in ranked)
    seconds = formatting.seconds_unit(_seconds(row) for row in ranked)
    table = Table(title=f"{section.workload} on {section.data}, Python {section.interpreter}", title_justify="left")
    table.add_column("implementation")
    for head in (f"memory {memory.name}", "saved", f"time {seconds.name}"):
        table.add_column(head, justify="right")
    table.add_column("against the baseline")
    for row in ranked:
        table.add_row(
            name(row.cell),
            memory.number(peak(row)),
            "baseline" if row is section.baseline else formatting.saved(peak(section.baseline), peak(row)),
            seconds.number(_seconds(row)),
            _verdict(section, row),
        )
    return table


def peak(row: Outcome | None) -> int | float | None:
    """Return the largest resident peak that a process of a row reached, in bytes."""
    samples = row.samples if row else ()
    found = [s.values["peak"].value for s in samples if s.instrument is Instrument.RESIDENT and "peak" in s.values]
    return max(found, default=None)


def _seconds(row: Outcome) -> float | None:
    own = estimate(times(row).values())
    return own.value if own else None


def _verdict(section: Section, row: Outcome) -> str:
    comparison = section.comparisons().get(row.cell)
    return comparison.words if comparison else "baseline" if row is section.baseline else ""
