"""What listens to the progress of a run: `bench.cli.live.progress` shows it to people, and a test may listen, too."""

from bench.analysis.forecast.costs import Costs
from bench.model.types import Cell, Plan, Sample


class Display:
    """Is told how a run goes, and passes over all of it; what listens does otherwise with what it cares for."""

    def plan(self, plan: Plan, costs: Costs) -> None:
        """What is to be measured is settled; of some rows it may be known what they need."""

    def stage(self, title: str, steps: int) -> None:
        """Begin a part of the run with this many steps."""

    def step(self, text: str) -> None:
        """One step is about to begin."""

    def sample(self, sample: Sample) -> None:
        """A measured process has ended."""

    def leave(self, cell: Cell) -> None:
        """A row leaves the rounds: its comparison is decided."""

    def warn(self, text: str) -> None:
        """Something should be seen even where no progress is shown."""
