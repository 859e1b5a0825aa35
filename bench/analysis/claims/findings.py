"""Put published figures to the test. Pure: a run and claims in, findings out.

A claim is a sentence and the figures in it. Each figure says which rows it is about and how it is computed from them,
so that what is measured is decided when the claim is written down and not when the result is known. A claim may hold on
one Python and not on another; a finding therefore has a verdict for each.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final, Literal

from bench.analysis.analysis import Analysis
from bench.analysis.claims.figures import Measure, list_cautions, measure, pythons


class ClaimVerdict(StrEnum):
    """What the measurement says of a claim."""

    CONFIRMED = "confirmed"
    EXCEEDED = "exceeded"
    NOT_REPRODUCED = "not reproduced"
    SOME_PYTHONS = "on some Pythons only"
    NOT_MEASURED = "not measured"


MEANINGS: Final[Mapping[ClaimVerdict, str]] = {
    ClaimVerdict.CONFIRMED: "every figure lies within the claim's tolerance.",
    ClaimVerdict.EXCEEDED: "the effect is there, and at least one figure is better than claimed by more than the "
    "tolerance.",
    ClaimVerdict.NOT_REPRODUCED: "at least one figure is worse than claimed, or simply different, by more than the "
    "tolerance.",
    ClaimVerdict.SOME_PYTHONS: "it holds on some of the Pythons measured, and not on others.",
    ClaimVerdict.NOT_MEASURED: "a row that it needs is missing or failed.",
}
HOLDS: Final = (ClaimVerdict.CONFIRMED, ClaimVerdict.EXCEEDED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure(Measure):
    """A figure of a claim.

    Args:
        name: what it is, in a word or two; the explanation quotes it as `{name}`.
        unit: `MB`, `KB`, `B` (bytes to the power of ten), `%`, `times` or `1`.
        published: the figure, or the lowest and the highest of a range; None where it only explains.
        sense: whether it was said to be about, at least or at most so much.
        better: which side of the published figure is an even stronger effect; empty if neither is.
    """

    name: str
    unit: Literal["MB", "KB", "B", "%", "times", "1"]
    published: float | tuple[float, float] | None = None
    sense: Literal["about", "at least", "at most"] = "about"
    better: Literal["more", "less", ""] = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A published sentence, and how it is tested.

    Args:
        id: such as `C7`.
        says: the claim in one plain sentence.
        how: how it is measured here.
        figures: at least one of them published.
        tolerance: in percent of the published figure; in points where the figure is itself in percent.
        why: why this tolerance.
        explains: what the figures mean, with `{name}` where a figure is quoted.
        recorded: the verdict found last, for each Python such as `3.11`.
    """

    id: str
    says: str
    how: str
    figures: tuple[Figure, ...]
    tolerance: float
    why: str
    explains: str = ""
    recorded: Mapping[str, ClaimVerdict] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ClaimTrial:
    """A claim on one Python.

    Args:
        python: such as `3.11`.
        values: one for each figure of the claim, in its unit; None if it is not available.
        verdicts: one for each figure; None for a figure that only explains.
        verdict: of the claim.
        cautions: what there is to doubt about the figures behind it.
    """

    python: str
    values: tuple[float | None, ...]
    verdicts: tuple[ClaimVerdict | None, ...]
    verdict: ClaimVerdict
    cautions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ClaimFinding:
    """What became of a claim.

    Args:
        claim: as published.
        trials: one for each Python, the oldest first.
        verdict: over all of them.
    """

    claim: Claim
    trials: tuple[ClaimTrial, ...]
    verdict: ClaimVerdict

    @property
    def changed(self) -> tuple[ClaimTrial, ...]:
        """The trials whose verdict is not the recorded one; where none is recorded, none can differ."""
        recorded = self.claim.recorded
        return tuple(trial for trial in self.trials if recorded.get(trial.python, trial.verdict) != trial.verdict)

    @property
    def cautions(self) -> tuple[str, ...]:
        """What there is to doubt about it, each with the row and the Python."""
        return tuple(caution for trial in self.trials for caution in trial.cautions)


def findings(analysis: Analysis, claims: Sequence[Claim]) -> tuple[ClaimFinding, ...]:
    """Test claims on every Python of a run."""
    return tuple(_finding(analysis, claim) for claim in claims)


def judge(figure: Figure, value: float | None, tolerance: float) -> ClaimVerdict | None:
    """Hold one figure to what was published; None if nothing was."""
    if figure.published is None:
        return None
    if value is None:
        return ClaimVerdict.NOT_MEASURED
    low, high = bounds(figure, tolerance)
    if low <= value <= high:
        return ClaimVerdict.CONFIRMED
    better = figure.better == ("more" if value > high else "less")
    return ClaimVerdict.EXCEEDED if better else ClaimVerdict.NOT_REPRODUCED


def bounds(figure: Figure, tolerance: float) -> tuple[float, float]:
    """Return the lowest and the highest figure that confirm what was published."""
    published = figure.published or 0.0
    low, high = published if isinstance(published, tuple) else (published, published)
    points = figure.unit == "%"
    low -= tolerance if points else low * tolerance / 100
    high += tolerance if points else high * tolerance / 100
    return (
        float("-inf") if figure.sense == "at most" else low,
        float("inf") if figure.sense == "at least" else high,
    )


def _finding(analysis: Analysis, claim: Claim) -> ClaimFinding:
    trials = tuple(_try(analysis, claim, python) for python in pythons(analysis.run))
    return ClaimFinding(claim, trials, _over_all([trial.verdict for trial in trials]))


def _try(analysis: Analysis, claim: Claim, python: str) -> ClaimTrial:
    values = tuple(measure(analysis.run, figure, python, figure.unit) for figure in claim.figures)
    verdicts = tuple(judge(figure, value, claim.tolerance) for figure, value in zip(claim.figures, values, strict=True))
    published = [figure for figure in claim.figures if figure.published is not None]
    cautions = dict.fromkeys(text for figure in published for text in list_cautions(analysis, figure, python))
    return ClaimTrial(python, values, verdicts, _together([each for each in verdicts if each]), tuple(cautions))


def _together(verdicts: Sequence[ClaimVerdict]) -> ClaimVerdict:
    """Return the verdict of a claim from those of its figures: it is as good as the worst of them."""
    worst_first = (ClaimVerdict.NOT_MEASURED, ClaimVerdict.NOT_REPRODUCED, ClaimVerdict.EXCEEDED)
    return next((verdict for verdict in worst_first if verdict in verdicts), ClaimVerdict.CONFIRMED)


def _over_all(verdicts: Sequence[ClaimVerdict]) -> ClaimVerdict:
    """Return the verdict over all Pythons; it exceeds only if it does everywhere."""
    if not verdicts or ClaimVerdict.NOT_MEASURED in verdicts:
        return ClaimVerdict.NOT_MEASURED
    holding = [verdict for verdict in verdicts if verdict in HOLDS]
    if len(holding) < len(verdicts):
        return ClaimVerdict.SOME_PYTHONS if holding else ClaimVerdict.NOT_REPRODUCED
    return ClaimVerdict.EXCEEDED if set(verdicts) == {ClaimVerdict.EXCEEDED} else ClaimVerdict.CONFIRMED
