"""Decide which differences in time are real.

Each measured process gives one figure, because calls within a process are not independent. Within a round every
implementation runs once, in random order, so the figures of one round may be paired and drift of the machine falls out.
Were two implementations equal, exchanging their figures within a round would change nothing: the log ratio of a pair
would be symmetric about zero, however skewed the noise is. That is all that the signed-rank interval asks for.

A difference is claimed only if its interval excludes "equal" and its estimate lies beyond the noise floor: what the
baseline, or another row, shows against a second copy of itself in the same rounds. There are no random numbers, so a
result always reads the same. `docs/statistics.md` shows how often this rule errs.
"""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from math import exp, log
from typing import Final, TypeVar

from bench.analysis.statistics.planning import MOST_ROUNDS, rounds_to_tell
from bench.analysis.statistics.signed_rank import fewest, hodges_lehmann, signed_rank_interval
from bench.model import formatting
from bench.model.types import Instrument, Plan, Sample, Status

CONFIDENCE: Final = 0.95
LOOK_CONFIDENCE: Final = (
    0.984  # of each look of a run that stops when it is decided; see `bench.analysis.statistics.stopping`
)
FEWEST_ROUNDS: Final = 6
RELEVANT: Final = 1.05  # a difference that must not hide behind "no measurable difference"
UNUSABLE: Final = 1.5  # a noise floor at which a run is no basis for planning another
QUIETER: Final = "only a quieter machine would tell"
USABLE: Final = (1e-100, 1e100)  # keeps every quotient finite, also in a damaged result

Rounds = Mapping[int, float]
"""Round number -> the figure of the one process that ran in it. A figure that is not usable counts as missing."""

K = TypeVar("K", bound=Hashable)


class TimeVerdict(StrEnum):
    """What the figures say about one implementation beside another."""

    FASTER = "faster"
    SLOWER = "slower"
    SAME = "no measurable difference"
    TOO_NOISY = "too noisy to tell"
    UNTESTED = "untested"


@dataclass(frozen=True, slots=True)
class Estimate:
    """An implementation's own figure: pseudomedian and interval, in the unit of the values; no interval if too few."""

    value: float
    low: float | None
    high: float | None
    rounds: int


@dataclass(frozen=True, slots=True)
class Floor:
    """How much equal code differs here.

    Args:
        ratio: outer end of the interval of the baseline against its copy, 1 or more; no difference below it is claimed.
        half_width: half that interval, as a share: 0.006 is 0.6 %.
        rounds: how many pairs it rests on.
    """

    ratio: float
    half_width: float
    rounds: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """One implementation beside another.

    Args:
        ratio: how many times as fast as the base; None without a common round.
        low: lower end of the interval of the ratio; None if too few rounds.
        high: upper end.
        rounds: how many pairs it rests on.
        verdict: what may be claimed.
        confidence: of the interval.
        agreeing: how many pairs lie on the side of the ratio.
        enough: rounds after which a relevant difference would be found or excluded; None where it need not be known, or
            where no practical number of rounds as noisy as these would.
    """

    ratio: float | None
    low: float | None
    high: float | None
    rounds: int
    verdict: TimeVerdict
    confidence: float = CONFIDENCE
    agreeing: int = 0
    enough: int | None = None

    @property
    def claimed(self) -> bool:
        """Whether there is a difference that may be spoken of."""
        return self.verdict in {TimeVerdict.FASTER, TimeVerdict.SLOWER}

    @property
    def suspected(self) -> bool:
        """Whether the interval excludes "equal", but equal code differed by as much, so that nothing is claimed."""
        return not self.claimed and self.low is not None and self.high is not None and not self.low <= 1 <= self.high

    @property
    def words(self) -> str:
        """The verdict as a reader gets it: "1.43 times as fast, between 1.38 and 1.49"."""
        if self.low is None or self.high is None:
            return self._estimated
        if self.verdict is TimeVerdict.SLOWER:
            return _between(formatting.times(self.ratio), 1 / self.high, 1 / self.low)
        said = formatting.times(self.ratio) if self.verdict is TimeVerdict.FASTER else str(self.verdict)
        return "; ".join(filter(None, (_between(said, self.low, self.high), self.outlook)))

    @property
    def short(self) -> str:
        """The verdict without an interval, and what would tell: "too noisy to tell; about 56 rounds would tell"."""
        return "; ".join(filter(None, (str(self.verdict), self.outlook)))

    @property
    def outlook(self) -> str:
        """What would find or exclude a relevant difference, where these rounds are too noisy to tell."""
        if self.verdict is not TimeVerdict.TOO_NOISY:
            return ""
        return f"about {formatting.significant(self.enough, 2)} rounds would tell" if self.enough else QUIETER

    @property
    def seen(self) -> str:
        """In which rounds an untested ratio was seen: "in 3 of 3 rounds", "over 3 rounds, faster in 2"."""
        over = f"over {formatting.plural(self.rounds, 'round')}"
        if self.ratio is None or formatting.about(self.ratio) == formatting.ABOUT_EQUAL:
            return over
        if self.agreeing == self.rounds:
            return f"in {self.rounds} of {over.removeprefix('over ')}"
        return f"{over}, {TimeVerdict.FASTER if self.ratio > 1 else TimeVerdict.SLOWER} in {self.agreeing}"

    @property
    def untested(self) -> str:
        """Why nothing was tested: "untested", which few rounds need no word for, or that nothing shows equal code."""
        enough = self.rounds >= rounds_needed(self.confidence)
        return f"{TimeVerdict.UNTESTED} (no row ran twice)" if enough else str(TimeVerdict.UNTESTED)

    @property
    def _estimated(self) -> str:
        """The ratio as what it is: an estimate that nothing has tested."""
        if self.ratio is None:
            return f"{TimeVerdict.UNTESTED}: no round in common"
        return f"{formatting.about(self.ratio)} {self.seen}; {self.untested}"


def confidence_of(plan: Plan) -> float:
    """Return the confidence of every interval in a run: higher where a budget allows several looks at the figures."""
    return CONFIDENCE if plan.budget is None else LOOK_CONFIDENCE


def rounds_needed(confidence: float) -> int:
    """Return the fewest rounds that test a difference: below them no interval of that confidence exists."""
    return max(FEWEST_ROUNDS, fewest(confidence))


def by_round(samples: Iterable[Sample], figure: str = "seconds") -> Rounds:
    """Collect one figure of the timed processes that ended well, by round."""
    ended = (each for each in samples if each.instrument is Instrument.TIMING and each.status is Status.OK)
    found = {
        each.round: each.values[figure].value for each in ended if each.round is not None and figure in each.values
    }
    return {number: value for number, value in found.items() if _usable(value)}


def estimate(values: Iterable[float], confidence: float = CONFIDENCE) -> Estimate | None:
    """Estimate one implementation's own figure from one value per process; None without any.

    It works on logarithms, since times scatter by factors: the result is never negative, and the quotient of two
    estimates is close to the paired ratio of `compare`.
    """
    logs = [log(value) for value in values if _usable(value)]
    if not logs:
        return None
    ends = signed_rank_interval(logs, confidence) if len(logs) >= FEWEST_ROUNDS else None
    low, high = (exp(ends[0]), exp(ends[1])) if ends else (None, None)
    return Estimate(exp(hodges_lehmann(logs)), low, high, len(logs))


def noise_floor(base: Rounds, control: Rounds, confidence: float = CONFIDENCE) -> Floor | None:
    """Measure how much a row differs from a second copy of itself; None if the rounds are too few to know."""
    logs = log_ratios(base, control)
    ends = signed_rank_interval(logs, confidence) if len(logs) >= FEWEST_ROUNDS else None
    if ends is None:
        return None
    return Floor(exp(max(abs(ends[0]), abs(ends[1]))), exp((ends[1] - ends[0]) / 2) - 1, len(logs))


def describe_floor(ratio: float) -> str:
    """Say which differences a noise floor lets be claimed, and what to do where that is next to none."""
    if ratio >= UNUSABLE:
        return (
            f"equal code differed by {formatting.difference(ratio)}: this run cannot tell apart times that differ by "
            "less; close other programs and measure again"
        )
    return f"noise floor {formatting.percent(ratio - 1)}: a difference is claimed only if its estimate is larger"


def apart(base: Rounds, control: Rounds) -> float | None:
    """Return by which factor two copies of a row differed most in one round, which few rounds show as well."""
    return max((exp(abs(each)) for each in log_ratios(base, control)), default=None)


def compare(base: Rounds, other: Rounds, *, floor: Floor | None, confidence: float = CONFIDENCE) -> Comparison:
    """Compare two implementations over the rounds in which both have a figure.

    The ratio is base / other: above 1 the other is faster. Without a noise floor nothing is claimed.
    """
    logs = log_ratios(base, other)
    ratio = exp(hodges_lehmann(logs)) if logs else None
    ends = signed_rank_interval(logs, confidence) if len(logs) >= FEWEST_ROUNDS and floor else None
    if ratio is None or ends is None or floor is None:
        return Comparison(ratio, None, None, len(logs), TimeVerdict.UNTESTED, confidence, _agreeing(logs, ratio))
    low, high = exp(ends[0]), exp(ends[1])
    verdict = judge(ratio, (low, high), floor.ratio)
    enough = _enough(ends, len(logs), floor, confidence) if verdict is TimeVerdict.TOO_NOISY else None
    return Comparison(ratio, low, high, len(logs), verdict, confidence, _agreeing(logs, ratio), enough)


def compare_all(
    base: Rounds, others: Mapping[K, Rounds], *, copies: tuple[Rounds, Rounds], confidence: float = CONFIDENCE
) -> dict[K, Comparison]:
    """Compare each with the baseline, given a row and its second copy.

    The noise floor comes from the rounds of that implementation, so that what was decided when it left the rounds
    still holds in the report, whatever the later rounds of the baseline show. Where these are too few, since
    another row began to run twice in the middle of a run, it comes from all rounds of the copies.
    """

    def floor(rounds: Rounds) -> Floor | None:
        first, second = copies
        own = {number: first[number] for number in first.keys() & rounds.keys()}
        return noise_floor(own, second, confidence) or noise_floor(first, second, confidence)

    return {key: compare(base, rounds, floor=floor(rounds), confidence=confidence) for key, rounds in others.items()}


def judge(ratio: float, interval: tuple[float, float], floor: float) -> TimeVerdict:
    """Claim a difference only outside the floor, and equality only if no relevant difference can hide."""
    low, high = interval
    beyond = max(ratio, 1 / ratio) > floor
    if beyond and low > 1:
        return TimeVerdict.FASTER
    if beyond and high < 1:
        return TimeVerdict.SLOWER
    return TimeVerdict.SAME if max(1 / low, high, floor) <= RELEVANT else TimeVerdict.TOO_NOISY


def _enough(ends: tuple[float, float], rounds: int, floor: Floor, confidence: float) -> int | None:
    """Plan by the wider of two intervals: that of the rows, and that of equal code."""
    if floor.ratio >= UNUSABLE:
        return None
    half_widths = ((ends[1] - ends[0]) / 2, log(1 + floor.half_width))
    enough = rounds_to_tell(max(half_widths), rounds, relevant=RELEVANT, confidence=confidence)
    return enough if enough <= MOST_ROUNDS else None


def _agreeing(logs: Iterable[float], ratio: float | None) -> int:
    """Count the rounds in which the same one was ahead as in the estimate."""
    return sum(each * log(ratio or 1) > 0 for each in logs)


def log_ratios(base: Rounds, other: Rounds) -> list[float]:
    """Return the logarithm of base / other in each round in which both have a figure."""
    shared = sorted(base.keys() & other.keys())
    return [log(base[number] / other[number]) for number in shared if _usable(base[number]) and _usable(other[number])]


def _usable(value: float) -> bool:
    return USABLE[0] <= value <= USABLE[1]  # false for NaN too


def _between(said: str, low: float, high: float) -> str:
    return f"{said}, between {formatting.ratio(low)} and {formatting.ratio(high)}"
