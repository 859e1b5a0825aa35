"""The figures of every `ok` row under a name that stays the same from run to run, for tools that keep a history.

The name holds what makes figures comparable: the question, the implementation, the data and the Python. So a history
never joins two that are not. A row without figures is left out: no tool of these takes an absent figure for anything
but zero.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from bench.analysis.analysis import Analysis
from bench.model import cells
from bench.model.characters import printable
from bench.model.errors import ResultError
from bench.model.types import Cell, Dataset, Run, Status
from reports.page.figures import RowFigures
from reports.view import figures
from reports.view.groups import groups, yardsticks


@dataclass(frozen=True, slots=True, kw_only=True)
class Tracked:
    """One `ok` row.

    Args:
        cell: its key.
        dataset: what it was given.
        figures: in seconds and bytes.
        baseline: whether the others of its table are compared with it.
    """

    cell: Cell
    dataset: Dataset
    figures: RowFigures
    baseline: bool

    @property
    def labels(self) -> dict[str, str]:
        """What tells it apart from every other row of the run."""
        cold = {"cache": self.cell.cache} if self.cell.cache != "warm" else {}
        return {
            "workload": self.cell.workload,
            "implementation": cells.name(self.cell),
            "size": str(self.dataset.lines),
            "python": self.cell.interpreter,
            **cold,
        }

    @property
    def name(self) -> str:
        """The row in one text: `error_counts/generator_chain (1000000 lines, Python 3.11.7)`."""
        size = f"n = {self.dataset.lines}" if self.dataset.kind == "number" else f"{self.dataset.lines} lines"
        cold = ", cold" if self.cell.cache != "warm" else ""
        row = f"{self.cell.workload}/{cells.name(self.cell)}"
        return printable(f"{row} ({size}, Python {self.cell.interpreter}{cold})")

    @property
    def measured(self) -> dict[str, float]:
        """Its figures: `seconds`, `peak_bytes` and `traced_peak_bytes`, without those that are not available."""
        own = self.figures
        found = {
            "seconds": own.seconds.value if own.seconds else None,
            "peak_bytes": own.peak.value if own.peak else None,
            "traced_peak_bytes": own.traced,
        }
        return {figure: value for figure, value in found.items() if value is not None}


def list_tracked(run: Run) -> tuple[Tracked, ...]:
    """Return the `ok` rows of a run that have a figure, in its order.

    Raises:
        ResultError: if the result does not describe a workload, or two of its rows cannot be distinguished.
    """
    found = tuple(each for each in _rows(run) if each.measured)
    for name, count in Counter(each.name for each in found).items():
        if count > 1:
            raise ResultError(f"Run {run.plan.run_id} has {count} rows that are called {name}.")
    return found


def _rows(run: Run) -> Iterator[Tracked]:
    for group in groups(Analysis(run)):
        sticks = yardsticks(group)
        for outcome in group.rows:
            if outcome.status is Status.OK:
                baseline = group.is_baseline(outcome)
                own = figures.of(outcome, sticks[outcome.cell.interpreter], baseline=baseline)
                yield Tracked(cell=outcome.cell, dataset=group.dataset, figures=own, baseline=baseline)
