"""From an outcome's samples to its figures: numbers only, in seconds and bytes.

A figure rests on the processes of one instrument: resident memory on the largest of its processes, time on one figure
per round, traced memory on its single process. What was not measured stays None.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from statistics import median
from typing import Final

from bench.analysis.cautions.caution import CautionKind
from bench.analysis.cautions.of_memory import child_memory, untraced
from bench.analysis.statistics import times
from bench.analysis.statistics.counts import counts_of
from bench.model.sweep import CURVES
from bench.model.types import Cell, Dataset, Instrument, Outcome, Sample
from reports.page.figures import Curve, Interval, Part, RowFigures

UNTRACED: Final = {CautionKind.NATIVE: "native", CautionKind.MAPPED: "mapped files", None: ""}


@dataclass(frozen=True, slots=True, kw_only=True)
class Yardstick:
    """What the rows of one interpreter are measured against.

    Args:
        dataset: what `run` was given.
        peak: of the baseline, in bytes.
        comparisons: of every row with the baseline.
        confidence: of every interval.
        mapped: file-backed bytes that a process of this interpreter holds anyway.
    """

    dataset: Dataset
    peak: float | None
    comparisons: Mapping[Cell, times.Comparison]
    confidence: float
    mapped: float


def of(outcome: Outcome, yardstick: Yardstick, *, baseline: bool) -> RowFigures:
    """Gather the figures of one ok row; a baseline is not compared with itself."""
    rounds = times.by_round(outcome.samples)
    seconds = _estimate(rounds.values(), yardstick.confidence)
    peak = peak_of(outcome)
    faster = yardstick.comparisons.get(outcome.cell) if rounds else None
    return RowFigures(
        peak=peak,
        processes=processes_of(outcome),
        imported=outcome.largest("import_peak", Instrument.RESIDENT),
        parts=_parts(outcome, yardstick.mapped),
        untraced=UNTRACED[untraced(outcome)],
        traced=outcome.largest("traced_peak", Instrument.TRACED),
        saved=1 - peak.value / yardstick.peak if peak and yardstick.peak and not baseline else None,
        seconds=seconds,
        faster=faster,
        lines_per_second=_rate(yardstick.dataset.lines, seconds),
        bytes_per_second=_rate(yardstick.dataset.bytes, seconds),
        import_seconds=middle(outcome.figures("import_seconds", Instrument.TIMING)),
        first_answer=_first_answer(outcome, yardstick.confidence),
        counts=counts_of(outcome),
        by_round=rounds,
        curve=_over_time(outcome, Instrument.RESIDENT_CURVE),
        traced_curve=_over_time(outcome, Instrument.TRACED_CURVE),
        curve_lines=_curve_lines(outcome),
    )


def peak_of(outcome: Outcome) -> Interval | None:
    """Return the largest resident peak with the range over the processes, in bytes."""
    peaks = outcome.figures("peak", Instrument.RESIDENT)
    return Interval(max(peaks), min(peaks), max(peaks)) if peaks else None


def processes_of(outcome: Outcome) -> int:
    """Return how many processes of a row lived at one time, at most."""
    return int(max(outcome.figures("processes", Instrument.RESIDENT), default=1))


def tree_of(outcome: Outcome) -> tuple[float, float] | None:
    """Return the bytes that the peak of several processes is certainly not below, and not above; None for one."""
    low, high = (outcome.figures(name, Instrument.RESIDENT) for name in ("tree_low", "tree_high"))
    return (max(low), max(high)) if low and high else None


def find_mapped_anyway(outcomes: Iterable[Outcome]) -> float:
    """Find what an interpreter maps from files anyway: the least that any of its rows holds, in bytes."""
    return min((each for row in outcomes for each in row.figures("run_file", Instrument.RESIDENT)), default=0)


def _parts(outcome: Outcome, mapped: float) -> tuple[Part, ...]:
    """Split the peak so that the parts add up to it; what the instruments cannot explain is called `rest`."""
    largest = max(outcome.samples_of(Instrument.RESIDENT), key=lambda sample: _value(sample, "peak") or 0, default=None)
    peak, bare = (_value(largest, name) if largest else None for name in ("peak", "bare_peak"))
    if largest is None or peak is None or bare is None:
        return ()
    bare = min(bare, peak)
    imported = min(peak, max(bare, _value(largest, "import_peak") or bare))
    grown = peak - imported
    file = min(grown, max(0.0, (_value(largest, "run_file") or 0) - mapped))
    traced = min(grown - file, max(outcome.figures("traced_peak", Instrument.TRACED), default=0))
    children = min(grown - file - traced, child_memory(outcome))
    sizes = {
        "interpreter": bare,
        "imports": imported - bare,
        "traced": traced,
        "rest": grown - file - traced - children,
        "file": file,
        "children": children,
    }
    return tuple(Part(role, size) for role, size in sizes.items())


def _over_time(outcome: Outcome, instrument: Instrument) -> Curve:
    return next((each.curve for each in outcome.samples_of(instrument)), ())


def _curve_lines(outcome: Outcome) -> int | None:
    found = (figure for instrument in CURVES for figure in outcome.figures("sampled_lines", instrument))
    return next(map(int, found), None)


def _estimate(seconds: Iterable[float], confidence: float) -> Interval | None:
    found = times.estimate(seconds, confidence)
    if found is None:
        return None
    if found.low is None or found.high is None:
        return Interval(found.value, found.value, found.value)
    return Interval(found.value, found.low, found.high)


def processor_seconds(outcome: Outcome) -> float | None:
    """Return the processor time of a call, in user and system mode together."""
    user = middle(outcome.figures("user_seconds", Instrument.TIMING))
    system = middle(outcome.figures("system_seconds", Instrument.TIMING))
    return None if user is None or system is None else user + system


def _first_answer(outcome: Outcome, confidence: float) -> float | None:
    """Estimate the seconds that a timed process took to be imported and to answer once, as the time of a call is."""
    loaded, called = (times.by_round(outcome.samples, name) for name in ("import_seconds", "first_call_seconds"))
    found = times.estimate((loaded[each] + called[each] for each in loaded.keys() & called.keys()), confidence)
    return found.value if found else None


def _rate(amount: int, seconds: Interval | None) -> float | None:
    return amount / seconds.value if seconds and seconds.value > 0 and amount else None


def _value(sample: Sample, name: str) -> float | None:
    quantity = sample.values.get(name)
    return None if quantity is None else quantity.value


def middle(figures: list[float]) -> float | None:
    """Return the median; None of nothing."""
    return median(figures) if figures else None
