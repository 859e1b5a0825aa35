"""The reasons to doubt one row, whatever the other rows show.

Each check is one reason to doubt; it yields nothing where its figures are missing.
"""

from collections.abc import Callable, Iterator
from statistics import median
from typing import Final

from bench.analysis.cautions import of_memory
from bench.analysis.cautions.caution import Caution, CautionKind
from bench.analysis.statistics.patterns import slow_start, two_humps
from bench.analysis.statistics.times import by_round
from bench.model import formatting
from bench.model.types import Instrument, Outcome, Status

SLOW_FIRST_CALL: Final = 2.0  # touching fresh memory and filling lazy tables make an honest first call slower too
SLOW_PROCESSES: Final = 3  # that must show it: a busy machine may halt one first call, but not the median of three
CACHED: Final = 10.0
CACHED_SHORT: Final = (0.0005, 100.0, 3)  # seconds, times as long, and processes: the first of short calls is slow
BODY: Final = (0.005, 0.1)  # seconds and share of a call that a module may work while it is imported
WARM: Final = 0.95  # resident share of the file
COLD: Final = 0.05
SWAPPED: Final = 2**20


def of_row(row: Outcome) -> Iterator[Caution]:
    """Yield the cautions of one row; none unless it is `ok`."""
    if row.status is Status.OK:
        for kind, metric, check in CHECKS:
            yield from (Caution(row.cell, metric, kind, text) for text in check(row))


def _two_humps(row: Outcome) -> Iterator[str]:
    found = two_humps(by_round(row.samples).values())
    if found:
        unit = formatting.seconds_unit([found.low, found.high])
        yield (
            f"The times fall into two groups, near {unit.text(found.low)} ({found.low_count}) and "
            f"{unit.text(found.high)} ({found.high_count}), so one estimate describes neither. The clock frequency may "
            "have changed, or the cores may differ. Look at each value, or fix the frequency and measure again."
        )


def _slow_start(row: Outcome) -> Iterator[str]:
    rounds = by_round(row.samples)
    values = [rounds[number] for number in sorted(rounds)]
    ratio = slow_start(values)
    if ratio:
        yield (
            f"The first of {len(values)} values is {formatting.significant(ratio)} times the median, probably because "
            "the file was not in the page cache yet. Measure again."
        )


def _first_to_later(row: Outcome, processes: int = 1) -> float:
    """Return how many times as long as the later calls the first call of a process took; 0 where too few show that."""
    timed = [each.calls for each in row.samples_of(Instrument.TIMING)]
    later = [(calls[0], median(calls[1:])) for calls in timed if len(calls) > 1]
    ratios = [first / rest for first, rest in later if rest > 0]
    return median(ratios) if len(ratios) >= processes else 0.0


def _kept_between_calls(row: Outcome) -> Iterator[str]:
    ratio = _first_to_later(row)
    if ratio >= CACHED:
        yield (
            f"Later calls in the same process took 1/{formatting.significant(ratio)} of the first, so something is "
            "probably kept between calls. The figure is that of the first call; check that `run` starts afresh."
        )


def _kept_from_the_first(row: Outcome) -> Iterator[str]:
    """Doubt short calls, whose time is that of many, where the first takes as long as all of the work would."""
    timed = row.samples_of(Instrument.TIMING)
    pairs = [
        (each.values["first_call_seconds"].value, each.calls) for each in timed if "first_call_seconds" in each.values
    ]
    looped = [(first, first / calls[0]) for first, calls in pairs if calls and calls[0] not in (0, first)]
    least, times, fewest = CACHED_SHORT
    if len(looped) < fewest:
        return
    first, ratio = (median(each) for each in zip(*looped, strict=True))
    if first > least and ratio > times:
        yield (
            f"The first call in a process took {formatting.seconds(first)}, {formatting.significant(ratio)} times as "
            "long as those that its time is of, so something is probably kept between calls. Check that `run` starts "
            "afresh."
        )


def _slow_first_call(row: Outcome) -> Iterator[str]:
    ratio = _first_to_later(row, SLOW_PROCESSES)
    if SLOW_FIRST_CALL <= ratio < CACHED:
        yield (
            f"The first call in a process took {formatting.significant(ratio)} times as long as the later ones, so "
            "something is prepared on first use. The figure is for the first call, which is what a program sees."
        )


def works_while_imported(row: Outcome) -> Iterator[str]:
    """Doubt a module whose own statements work before `run` is called; what its libraries take counts as nothing.

    The work is CPU time, which other programs do not lengthen. They lengthen calls, so the shortest of these counts.
    """
    timed = row.figures("body_cpu", Instrument.TIMING), row.figures("seconds", Instrument.TIMING)
    resident = row.figures("body_cpu", Instrument.RESIDENT), row.figures("run_seconds", Instrument.RESIDENT)
    spent, calls = timed if all(timed) else resident
    least, share = BODY
    if spent and calls and median(spent) > max(least, share * min(calls)):
        yield (
            f"It does {formatting.seconds(median(spent))} of work of its own while it is imported, which the time of a "
            "call does not include. Compare its first answer, or do all of the work in `run`."
        )


def _cached_share(row: Outcome) -> float | None:
    """Return which share of the file was in memory when `run` began."""
    return median(shares) if (shares := row.figures("page_cache_resident", Instrument.TIMING)) else None


def _not_cold(row: Outcome) -> Iterator[str]:
    share = _cached_share(row)
    if row.cell.cache == "cold" and share is not None and share > COLD:
        yield (
            f"The file should have been cold, but {formatting.percent(share)} of it was in memory when `run` began. "
            "Another program reads or maps it, or the file system keeps it. Close that program, or put the data on "
            "another disk."
        )


def _not_warm(row: Outcome) -> Iterator[str]:
    share = _cached_share(row)
    if row.cell.cache == "warm" and share is not None and share < WARM:
        yield (
            f"Only {formatting.percent(share)} of the file was in memory when `run` began, so the time includes the "
            "disk. Free memory, or measure fewer lines."
        )


def _swapped(row: Outcome) -> Iterator[str]:
    moved = max((each.noise["swapped"].value for each in row.samples if "swapped" in each.noise), default=0)
    if moved > SWAPPED:
        yield (
            f"Up to {formatting.memory(moved)} moved between memory and swap meanwhile, so the times include the disk "
            "and the peak may be too low. Free memory, or measure fewer lines."
        )


CHECKS: Final[tuple[tuple[CautionKind, str, Callable[[Outcome], Iterator[str]]], ...]] = (
    (CautionKind.TWO_GROUPS, "seconds", _two_humps),
    (CautionKind.SLOW_START, "seconds", _slow_start),
    (CautionKind.KEPT, "seconds", _kept_between_calls),
    (CautionKind.KEPT, "seconds", _kept_from_the_first),
    (CautionKind.SLOW_FIRST_CALL, "seconds", _slow_first_call),
    (CautionKind.WORK_WHILE_IMPORTED, "seconds", works_while_imported),
    (CautionKind.NOT_COLD, "seconds", _not_cold),
    (CautionKind.NOT_WARM, "seconds", _not_warm),
    (CautionKind.SWAPPED, "seconds", _swapped),
    *of_memory.CHECKS,
)
