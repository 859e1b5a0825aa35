"""What is said of two results side by side: changes, their intervals and verdicts. Plain types."""

from dataclasses import dataclass
from enum import StrEnum
from math import inf, log

from bench.model import formatting


class ChangeVerdict(StrEnum):
    """What may be said of a change."""

    BETTER = "better"
    WORSE = "worse"
    SAME = "no measurable difference"
    TOO_NOISY = "too noisy to tell"
    TOO_FEW = "too few rounds to tell"
    NOT_COMPARABLE = "not comparable"
    STILL_FAILS = "still fails"


@dataclass(frozen=True, slots=True)
class Ratio:
    """How many times as much, or as long, it is now, and the interval of that; no interval if too few rounds."""

    value: float
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureChange:
    """One figure of one row in both results.

    Args:
        row: its name.
        metric: `status`, `edge cases`, `memory`, `traced memory`, `allocations`, `instructions` or `time`.
        before: the figure, in words.
        after: likewise.
        ratio: after to before; of times, each divided by the baseline's.
        verdict: what may be said.
        reason: why it cannot be compared, what failed, or what would tell.
        peaks: the bytes before and after, where these are compared to the byte.
        baseline: from how long to how long the baseline went, in words; empty unless it is of a time, and that moved.
    """

    row: str
    metric: str
    before: str
    after: str
    ratio: Ratio | None = None
    verdict: ChangeVerdict
    reason: str = ""
    peaks: tuple[float, float] | None = None
    baseline: str = ""

    @property
    def claimed(self) -> bool:
        """Whether it is said to be better or worse."""
        return self.verdict in {ChangeVerdict.BETTER, ChangeVerdict.WORSE}

    @property
    def size(self) -> float:
        """How large the change is, as the logarithm of its factor; infinite where there is none."""
        return abs(log(self.ratio.value)) if self.ratio and self.ratio.value > 0 else inf

    @property
    def words(self) -> str:
        """The change as a reader gets it: `1.10 times as much (1.07 to 1.13)`.

        Of a time it is that of its ratio to the baseline, which the seconds beside it do not show.
        """
        if self.ratio is None:
            return ""
        value, low, high = self.ratio.value, self.ratio.low, self.ratio.high
        if not self.claimed:  # nothing is to be seen in further digits
            value = float(f"{value:.2e}")
        if self.peaks and self.before == self.after:
            return "equal to the byte"
        if self.peaks and self.claimed:
            return formatting.grown(*self.peaks)
        interval = formatting.ratio_interval(value, low, high)
        if self.metric == "time":
            moved = f", which went from {self.baseline}," if self.baseline else ""
            return f"relative to the baseline{moved} {formatting.ratio(value)} times as long as before{interval}"
        amount = "much" if self.metric.endswith("memory") else "many"
        return f"{formatting.ratio(value)} times as {amount}{interval}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """Two results, side by side.

    Args:
        base: the first run.
        new: the second.
        changes: every figure of every row that both have.
        cautions: what a careful reader should mind.
        only: rows that only one of them has, in words.
    """

    base: str
    new: str
    changes: tuple[FigureChange, ...]
    cautions: tuple[str, ...] = ()
    only: tuple[str, ...] = ()

    @property
    def differences(self) -> tuple[FigureChange, ...]:
        """Return the changes that are claimed, the largest first."""
        claimed = (each for each in self.changes if each.claimed)
        return tuple(sorted(claimed, key=lambda change: change.size, reverse=True))
