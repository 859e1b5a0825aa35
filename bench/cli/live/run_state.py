"""How far a run has come and what it shows so far, gathered from what it tells while it runs.

Figures that are shown before the end are estimates without a verdict: looking at intervals after every round would
find differences that are none (see `docs/statistics.md`).
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from bench.analysis.forecast import costs as forecast
from bench.analysis.forecast.costs import Costs
from bench.analysis.forecast.uneven_rounds import take_fewer_rounds
from bench.analysis.statistics import times as stats
from bench.model import formatting
from bench.model.cells import Group, first_copy, group, name, shared_folder
from bench.model.sweep import is_swept
from bench.model.types import Cell, Instrument, Plan, Sample
from bench.results import outcomes

DECIDED: Final = "decided"
SHARE: Final = 0.01  # of the time, at most, that goes into looking ahead; with 500 rows one look takes 0.1 s


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseState:
    """What is known of one row so far; None is not known yet.

    Args:
        name: of the row.
        peak: bytes resident.
        seconds: estimate of the time of a call.
        ratio: how many times as fast as the baseline; None for the baseline itself.
        rounds: how many have been timed.
        state: `baseline`, `decided`, the status of a row that failed, or empty.
        failed: how many edge cases it fails, in words; empty if it fails none.
    """

    name: str
    peak: float | None = None
    seconds: float | None = None
    ratio: float | None = None
    rounds: int = 0
    state: str = ""
    failed: str = ""


class Course:
    """Listens to a run, as `bench.session.listener.Display` asks, and can be asked in turn.

    Attributes:
        title: of the part that is under way.
        steps: that it has.
        done: how many of them are done.
        now: what is under way.

    Args:
        clock: seconds, of a clock that never steps.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.title, self.now, self.steps, self.done = "", "", 0, 0
        self._clock = clock
        self._began = self._heard = clock()
        self._plan: Plan | None = None
        self._known = Costs(sizes={})
        self._samples: list[Sample] = []
        self._own: dict[Cell, list[Sample]] = {}
        self._gone: set[Cell] = set()
        self._group: Group | None = None
        self._lines: dict[Cell, CaseState] = {}
        self._round: int | None = None
        self._rounds = 0  # of this part, at most
        self._ahead: float | None = None  # seconds, when last heard of
        self._rest = self._began  # no look ahead until then

    def plan(self, plan: Plan, costs: Costs) -> None:
        """Learn what is to be measured."""
        self._plan, self._known = plan, costs
        self._look_ahead()

    def stage(self, title: str, steps: int) -> None:
        """Begin a part of the run."""
        self.title, self.steps, self.done, self.now, self._round = title, steps, -1, "", None
        self._rounds = self._most_rounds()

    def step(self, text: str) -> None:
        """Begin a step; the one before is done."""
        self.done += 1
        self.now = text

    def sample(self, sample: Sample) -> None:
        """Take notice of a process that has ended."""
        self._samples.append(sample)
        self._own.setdefault(sample.cell, []).append(sample)
        if self._plan and not is_swept(self._plan, sample.cell):
            self._group = group(sample.cell)
        if sample.round is not None:
            self._round = sample.round
        self._lines.pop(first_copy(sample.cell), None)
        self._look_ahead()

    def leave(self, cell: Cell) -> None:
        """Take notice of a row that left the rounds."""
        self._gone.add(cell)
        self._lines.pop(cell, None)
        self._look_ahead()

    def where(self) -> str:
        """Say how far the run is: `Time, round 3 of 8`, `Resident memory, 4 of 27`."""
        if self._round is not None and self._plan:
            rounds = f"{self._rounds}" if self._plan.budget is None else f"{self._rounds} at most"
            return f"{self.title}, round {self._round + 1} of {rounds}"
        return f"{self.title}, {min(self.done + 1, self.steps)} of {self.steps}" if self.steps > 1 else self.title

    def passed(self) -> float:
        """Return the seconds since the run began."""
        return self._clock() - self._began

    def left(self) -> float | None:
        """Return the seconds until its end as far as that is known; None if nothing is known yet."""
        if self._plan is None or self._ahead is None:
            return None
        total = self._ahead
        since = self._clock() - self._heard
        within = self._plan.budget - self.passed() if self._plan.budget is not None else total
        return max(0.0, min(total - since, within))

    def lines(self) -> tuple[CaseState, ...]:
        """Return the rows of the section that was measured last, further sizes apart."""
        cells = [cell for cell in (self._plan.cells if self._plan else ()) if group(cell) == self._group]
        base = next((first_copy(cell) for cell in cells if cell.control), None)
        if base not in self._lines:
            self._lines.clear()
        for cell in cells:
            if not cell.control and cell not in self._lines:
                self._lines[cell] = self._line(cell, base, shared_folder(cells))
        return tuple(self._lines[cell] for cell in cells if not cell.control)

    def _look_ahead(self) -> None:
        """Reckon when something has ended, and not for every drawing; rest in proportion to what that took."""
        began = self._clock()
        if self._plan and began >= self._rest:
            known = self._known.after(self._samples)
            counts = forecast.count_processes(self._plan, self._samples, self._gone, needs=known.needs)
            self._ahead = forecast.total(known, counts)
            self._heard = began
            self._rest = began + (self._clock() - began) / SHARE

    def _most_rounds(self) -> int:
        """Return how many rounds the row has that has most."""
        if self._plan is None:
            return 0
        well = forecast.list_well(self._plan, self._samples)
        fewer = take_fewer_rounds(self._plan, well, self._known.after(self._samples).runs)
        timed = {cell for cell in well if not is_swept(self._plan, cell)}
        return self._plan.long_rounds if fewer and fewer >= timed else self._plan.rounds

    def _line(self, cell: Cell, base: Cell | None, folder: str) -> CaseState:
        own = self._own.get(cell, [])
        times = stats.by_round(own)
        peaks = [s.values["peak"].value for s in own if s.instrument is Instrument.RESIDENT and "peak" in s.values]
        estimate = stats.estimate(times.values())
        others = stats.by_round(self._own.get(base, ()) if base else ())
        return CaseState(
            name=name(cell, folder),
            peak=max(peaks, default=None),
            seconds=estimate.value if estimate else None,
            ratio=None if cell == base else stats.compare(others, times, floor=None).ratio,
            rounds=len(times),
            state=self._state(cell, base, own),
            failed=next((formatting.edge_cases(each.edge_cases) for each in own if each.edge_cases), ""),
        )

    def _state(self, cell: Cell, base: Cell | None, own: list[Sample]) -> str:
        failed = outcomes.find_failure(own)
        if failed:
            return str(failed.status)
        return "baseline" if cell == base else DECIDED if cell in self._gone else ""
