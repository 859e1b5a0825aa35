"""Say what a careful reader should doubt about one row, whatever the other rows show.

Each check is one reason to doubt; it yields nothing where its figures are missing.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from statistics import median
from typing import Final

from bench.analysis.statistics.patterns import slow_start, two_humps
from bench.analysis.statistics.times import by_round
from bench.model import formatting
from bench.model.types import Cell, Instrument, Outcome, Status

MIB: Final = 2**20
SLOW_FIRST_CALL: Final = 2.0  # touching fresh memory and filling lazy tables make an honest first call slower too
CACHED: Final = 10.0
LEAST_GROWTH: Final = 4 * MIB  # below it, the allocator's own blocks decide what is traced and what is not
NATIVE_SHARE: Final = 0.5
CONTRADICTION: Final = (1.05, 2 * MIB)  # factor and slack of traced over resident memory
REUSED: Final = 4 * MIB  # of traced memory beyond what the peak grew by in `run`
PEAK_SPREAD: Final = (1.1, 4 * MIB)
BODY: Final = (0.005, 0.1)  # seconds and share of a call that a module may work while it is imported
OTHER_CODE: Final = (8 * MIB, 0.25)  # slack and share by which timed processes may grow otherwise than resident ones
WARM: Final = 0.95  # resident share of the file
COLD: Final = 0.05
SWAPPED: Final = MIB
UTF8_ONLY: Final = "UTF-8 input only"  # how the note on a row begins that failed on other bytes in its exam


@dataclass(frozen=True, slots=True)
class Caution:
    """One reason to doubt.

    Args:
        where: the row that it concerns; None if it concerns the whole run.
        metric: the figure that it stands beside: `seconds`, `peak`, `traced_peak`, or `noise` for the machine.
        text: what was seen, what it may mean, what to do.
    """

    where: Cell | None
    metric: str
    text: str


def of_row(row: Outcome) -> Iterator[Caution]:
    """Yield the cautions of one row; none unless it is `ok`."""
    if row.status is Status.OK:
        for metric, check in CHECKS:
            yield from (Caution(row.cell, metric, text) for text in check(row))


def native_memory(row: Outcome) -> bool:
    """Tell whether most of what `run` took is native memory, which tracemalloc does not see."""
    traced, growth = _largest(row, "traced_peak", Instrument.TRACED), _growth(row)
    if traced is None or growth is None or growth < LEAST_GROWTH:
        return False
    return traced < NATIVE_SHARE * growth


def _two_humps(row: Outcome) -> Iterator[str]:
    found = two_humps(by_round(row.samples).values())
    if found:
        unit = formatting.seconds_unit([found.low, found.high])
        yield (
            f"The times fall into two groups, near {unit.text(found.low)} ({found.low_count}) and "
            f"{unit.text(found.high)} ({found.high_count}). The clock may change, or the cores may differ; "
            "one estimate stands for neither. Look at the single values, or fix the clock and measure again."
        )


def _slow_start(row: Outcome) -> Iterator[str]:
    rounds = by_round(row.samples)
    values = [rounds[number] for number in sorted(rounds)]
    ratio = slow_start(values)
    if ratio:
        yield (
            f"The first of {len(values)} values is {formatting.significant(ratio)} times the median. "
            "The file was probably not in the page cache yet; measure again."
        )


def _first_call(row: Outcome) -> Iterator[str]:
    timed = [each.calls for each in row.samples if each.instrument is Instrument.TIMING and each.status is Status.OK]
    later = [(calls[0], median(calls[1:])) for calls in timed if len(calls) > 1]
    ratio = median(first / rest for first, rest in later if rest > 0) if any(rest > 0 for _, rest in later) else 0.0
    if ratio >= CACHED:
        yield (
            f"Later calls in one process took 1/{formatting.significant(ratio)} of the first. Something is probably "
            "kept between calls, so the figure is that of the first call; see that `run` starts afresh."
        )
    elif ratio >= SLOW_FIRST_CALL:
        yield (
            f"The first call of a process took {formatting.significant(ratio)} times as long as the later ones. "
            "Something is prepared on first use; the figure is that of the first call, as a program meets it."
        )


def _native(row: Outcome) -> Iterator[str]:
    traced, growth = _largest(row, "traced_peak", Instrument.TRACED), _growth(row)
    if native_memory(row):
        yield (
            f"Native memory, not traced: tracemalloc saw {formatting.memory(traced)} where the process grew by "
            f"{formatting.memory(growth)}. The rest belongs to a native library or to child processes; "
            "go by the resident figure."
        )


def _contradiction(row: Outcome) -> Iterator[str]:
    traced = _largest(row, "traced_peak", Instrument.TRACED)
    peak, bare = _largest(row, "peak", Instrument.RESIDENT), _largest(row, "bare_peak", Instrument.RESIDENT)
    if traced is None or peak is None or bare is None:
        return
    factor, slack = CONTRADICTION
    risen = peak - max(bare, _largest(row, "import_peak", Instrument.RESIDENT) or 0)
    if traced > factor * (peak - bare) + slack:
        yield (
            f"Two instruments contradict each other: {formatting.memory(traced)} traced, but the process never grew "
            f"beyond {formatting.memory(peak)}. Memory may have been asked for and never touched, or a mark was "
            "reset; go by neither before you know which."
        )
    elif traced > factor * risen + REUSED:
        yield (
            f"{formatting.memory(traced)} of Python's heap were traced, but `run` raised the peak by "
            f"{formatting.memory(risen)} only: it used again what the import had let go. The parts of the peak show no "
            "more of the heap than fits; go by the traced figure."
        )


def _peak_spread(row: Outcome) -> Iterator[str]:
    peaks = row.figures("peak", Instrument.RESIDENT)
    if not peaks:
        return
    factor, slack = PEAK_SPREAD
    if max(peaks) > factor * min(peaks) + slack:
        unit = formatting.memory_unit(peaks)
        yield (
            f"The peaks of {len(peaks)} equal processes lie between {unit.text(min(peaks))} and "
            f"{unit.text(max(peaks))}. Threads or hash seeds decide how much is held at once; plan with the largest."
        )


def works_while_imported(row: Outcome) -> Iterator[str]:
    """Doubt a module whose own statements work before `run` is called; what its libraries take counts as nothing."""
    timed = row.figures("body_cpu", Instrument.TIMING), row.figures("seconds", Instrument.TIMING)
    resident = row.figures("body_cpu", Instrument.RESIDENT), row.figures("run_seconds", Instrument.RESIDENT)
    spent, calls = timed if all(timed) else resident
    least, share = BODY
    if spent and calls and median(spent) > max(least, share * median(calls)):
        yield (
            f"It works for {formatting.seconds(median(spent))} while it is imported, beyond its imports, and the time "
            "of a call leaves that out. Compare its first answer, or see that `run` does all of the work."
        )


def grows_otherwise(row: Outcome) -> Iterator[str]:
    """Doubt a row whose timed processes need other memory than its resident ones: they may run other code."""
    timed, resident = (row.figures("run_growth", each) for each in (Instrument.TIMING, Instrument.RESIDENT))
    if not timed or not resident:
        return
    slack, share = OTHER_CODE
    one, other = median(timed), median(resident)
    if abs(one - other) > max(slack, share * other):
        unit = formatting.memory_unit([one, other])
        yield (
            f"Its first call grew by {unit.text(one)} where it was timed, and by {unit.text(other)} where memory was "
            "measured. It may run other code under the timer, so its time and its memory may not belong together; "
            "see what in it depends on how it is measured."
        )


def _page_cache(row: Outcome) -> Iterator[str]:
    shares = row.figures("page_cache_resident", Instrument.TIMING)
    if not shares:
        return
    share = formatting.percent(median(shares))
    if row.cell.cache == "cold" and median(shares) > COLD:
        yield (
            f"The file was to be cold, but {share} of it was in memory when `run` began. Something else reads or "
            "maps it, or the file system keeps it; close that, or put the data on another disc."
        )
    if row.cell.cache == "warm" and median(shares) < WARM:
        yield (
            f"Only {share} of the file was in memory when `run` began, so the disc is part of the time. "
            "Free memory, or measure with fewer lines."
        )


def _swapped(row: Outcome) -> Iterator[str]:
    moved = max((each.noise["swapped"].value for each in row.samples if "swapped" in each.noise), default=0)
    if moved > SWAPPED:
        yield (
            f"Up to {formatting.memory(moved)} moved between memory and swap while this row ran. Its times contain "
            "the disc and its peak may be too low; free memory, or measure with fewer lines."
        )


def _growth(row: Outcome) -> float | None:
    """Return by how many bytes `run` raised what was resident when it began; an import may have freed memory before."""
    peak, began = _largest(row, "run_peak", Instrument.RESIDENT), _largest(row, "run_start", Instrument.RESIDENT)
    began = _largest(row, "import_peak", Instrument.RESIDENT) if began is None else began
    return None if peak is None or began is None else peak - began


def _largest(row: Outcome, name: str, instrument: Instrument) -> float | None:
    return max(row.figures(name, instrument), default=None)


CHECKS: Final[tuple[tuple[str, Callable[[Outcome], Iterator[str]]], ...]] = (
    ("seconds", _two_humps),
    ("seconds", _slow_start),
    ("seconds", _first_call),
    ("seconds", works_while_imported),
    ("seconds", _page_cache),
    ("seconds", _swapped),
    ("peak", _peak_spread),
    ("peak", grows_otherwise),
    ("traced_peak", _native),
    ("traced_peak", _contradiction),
)
