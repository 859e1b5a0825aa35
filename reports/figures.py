"""From an outcome's samples to its figures: numbers only, in seconds and bytes.

A figure rests on the processes of one instrument: resident memory on the largest of its processes, time on one figure
per round, traced memory on its single process. What was not measured stays None.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from bench import stats
from bench.model import Dataset, Instrument, Outcome, Sample, Status
from reports.page import Figures, Interval, Part

NATIVE_BELOW: Final = 0.5  # share of what `run` added that tracemalloc saw; under it the memory is called native
NATIVE_FROM: Final = 2**20  # bytes; below a mebibyte the allocator's rounding decides, not the implementation


@dataclass(frozen=True, slots=True, kw_only=True)
class Yardstick:
    """What the rows of one section are measured against.

    Args:
        dataset: what `run` was given.
        base: rounds of the baseline.
        peak: of the baseline, in bytes.
        control: rounds of its second copy, which say how much equal code differs.
        confidence: of every interval.
        mapped: file-backed bytes that a process holds anyway, by interpreter.
    """

    dataset: Dataset
    base: stats.Rounds
    peak: float | None
    control: stats.Rounds
    confidence: float
    mapped: Mapping[str, float]


def of(outcome: Outcome, yardstick: Yardstick, *, baseline: bool) -> Figures:
    """Gather the figures of one ok row."""
    rounds = stats.by_round(outcome.samples)
    seconds = _estimate(rounds.values(), yardstick.confidence)
    peak = peak_of(outcome)
    parts = _parts(outcome, yardstick.mapped.get(outcome.cell.interpreter, 0))
    return Figures(
        peak=peak,
        parts=parts,
        native=_native(parts),
        traced=_largest(outcome, Instrument.TRACED, "traced_peak"),
        saved=1 - peak.value / yardstick.peak if peak and yardstick.peak and not baseline else None,
        seconds=seconds,
        faster=None if baseline or not rounds else _faster(rounds, yardstick),
        lines_per_second=_rate(yardstick.dataset.lines, seconds),
        bytes_per_second=_rate(yardstick.dataset.bytes, seconds),
        import_seconds=_middle(_values(outcome, Instrument.TIMING, "import_seconds")),
        process_seconds=_middle(_values(outcome, Instrument.TIMING, "process_seconds")),
        cpu_seconds=_cpu(outcome),
        by_round=rounds,
        curve=max((sample.curve for sample in outcome.samples), key=len, default=()),
    )


def peak_of(outcome: Outcome) -> Interval | None:
    """Return the largest resident peak with the range over the processes, in bytes."""
    peaks = _values(outcome, Instrument.RESIDENT, "peak")
    return Interval(max(peaks), min(peaks), max(peaks)) if peaks else None


def mapped_anyway(outcomes: Iterable[Outcome]) -> dict[str, float]:
    """Find what each interpreter maps from files anyway: the least that any of its rows holds, in bytes."""
    least: dict[str, float] = {}
    for outcome in outcomes:
        for value in _values(outcome, Instrument.RESIDENT, "run_file"):
            least[outcome.cell.interpreter] = min(value, least.get(outcome.cell.interpreter, value))
    return least


def _parts(outcome: Outcome, mapped: float) -> tuple[Part, ...]:
    """Split the peak so that the parts add up to it; what the instruments cannot explain is called `rest`."""
    largest = max(_ok(outcome, Instrument.RESIDENT), key=lambda sample: _value(sample, "peak") or 0, default=None)
    peak, bare = (_value(largest, name) if largest else None for name in ("peak", "bare_peak"))
    if largest is None or peak is None or bare is None:
        return ()
    imported = min(peak, max(bare, _value(largest, "import_peak") or bare))
    grown = peak - imported
    file = min(grown, max(0.0, (_value(largest, "run_file") or 0) - mapped))
    traced = min(grown - file, _largest(outcome, Instrument.TRACED, "traced_peak") or 0)
    sizes = {
        "interpreter": min(bare, peak),
        "imports": imported - min(bare, peak),
        "traced": traced,
        "rest": grown - file - traced,
        "file": file,
    }
    return tuple(Part(role, size) for role, size in sizes.items())


def _native(parts: tuple[Part, ...]) -> bool:
    sizes = {part.role: part.size for part in parts}
    grown = sizes.get("traced", 0) + sizes.get("rest", 0)
    return grown > NATIVE_FROM and sizes.get("traced", 0) < NATIVE_BELOW * grown


def _faster(rounds: stats.Rounds, yardstick: Yardstick) -> stats.Comparison:
    found = stats.compare_all(
        yardstick.base, {"row": rounds}, control=yardstick.control, confidence=yardstick.confidence
    )
    return found["row"]


def _estimate(values: Iterable[float], confidence: float) -> Interval | None:
    found = stats.estimate(values, confidence)
    if found is None:
        return None
    low = found.value if found.low is None else found.low
    return Interval(found.value, low, found.value if found.high is None else found.high)


def _cpu(outcome: Outcome) -> float | None:
    user = _middle(_values(outcome, Instrument.TIMING, "user_seconds"))
    system = _middle(_values(outcome, Instrument.TIMING, "system_seconds"))
    return None if user is None or system is None else user + system


def _rate(amount: int, seconds: Interval | None) -> float | None:
    return amount / seconds.value if seconds and seconds.value > 0 and amount else None


def _ok(outcome: Outcome, instrument: Instrument) -> list[Sample]:
    return [each for each in outcome.samples if each.instrument is instrument and each.status is Status.OK]


def _value(sample: Sample, name: str) -> float | None:
    quantity = sample.values.get(name)
    return None if quantity is None else quantity.value


def _values(outcome: Outcome, instrument: Instrument, name: str) -> list[float]:
    return [sample.values[name].value for sample in _ok(outcome, instrument) if name in sample.values]


def _largest(outcome: Outcome, instrument: Instrument, name: str) -> float | None:
    return max(_values(outcome, instrument, name), default=None)


def _middle(values: list[float]) -> float | None:
    ordered = sorted(values)
    if not ordered:
        return None
    half = len(ordered) // 2
    return ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2
