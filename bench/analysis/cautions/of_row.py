"""Say what a careful reader should doubt about one row, whatever the other rows show.

Each check is one reason to doubt; it yields nothing where its figures are missing.
"""

from collections.abc import Callable, Iterator
from statistics import median
from typing import Final

from bench.analysis.cautions.caution import Caution, CautionKind
from bench.analysis.statistics.patterns import slow_start, two_humps
from bench.analysis.statistics.times import by_round
from bench.model import formatting
from bench.model.types import Instrument, Outcome, Status

MIB: Final = 2**20
SLOW_FIRST_CALL: Final = 2.0  # touching fresh memory and filling lazy tables make an honest first call slower too
SLOW_PROCESSES: Final = 3  # that must show it: a busy machine may halt one first call, but not the median of three
CACHED: Final = 10.0
CACHED_SHORT: Final = (0.0005, 100.0, 3)  # seconds, times as long, and processes: the first of short calls is slow
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


def of_row(row: Outcome) -> Iterator[Caution]:
    """Yield the cautions of one row; none unless it is `ok`."""
    if row.status is Status.OK:
        for kind, metric, check in CHECKS:
            yield from (Caution(row.cell, metric, kind, text) for text in check(row))


def untraced(row: Outcome) -> CautionKind | None:
    """Say of what most of `run`'s own memory is where tracemalloc does not see it: of a library, or of mapped files."""
    traced, growth = row.largest("traced_peak", Instrument.TRACED), _own_growth(row)
    if traced is None or growth is None or growth < LEAST_GROWTH or traced >= NATIVE_SHARE * growth:
        return None
    return CautionKind.MAPPED if _mapped(row) > NATIVE_SHARE * (growth - traced) else CautionKind.NATIVE


def _mapped(row: Outcome) -> float:
    """Return how many bytes of files `run` mapped at least: what it holds of them beyond all that was there before."""
    files, before = row.largest("run_file", Instrument.RESIDENT), row.largest("import_peak", Instrument.RESIDENT)
    return 0.0 if files is None or before is None else files - before


def child_memory(row: Outcome) -> float:
    """Return by how many bytes child processes raised the peak of `run`; 0 without any, or if that is not known."""
    growth, own = _growth(row), _own_growth(row)
    return 0.0 if growth is None or own is None else max(0.0, growth - own)


def _two_humps(row: Outcome) -> Iterator[str]:
    found = two_humps(by_round(row.samples).values())
    if found:
        unit = formatting.seconds_unit([found.low, found.high])
        yield (
            f"The times fall into two groups, near {unit.text(found.low)} ({found.low_count}) and "
            f"{unit.text(found.high)} ({found.high_count}), so one estimate describes neither. The clock frequency may "
            "have changed, or the cores may differ. Look at the single values, or fix the frequency and measure again."
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
            "something is prepared on first use. The figure is that of the first call, as a program meets it."
        )


def _native(row: Outcome) -> Iterator[str]:
    if untraced(row) is CautionKind.NATIVE:
        yield (
            f"Native memory, not traced: {_seen(row)}. The rest belongs to a native library; use the resident figure."
        )


def _mapped_files(row: Outcome) -> Iterator[str]:
    if untraced(row) is CautionKind.MAPPED:
        yield (
            f"Mapped files, not traced: {_seen(row)}. Most of the rest is pages of files, which the kernel takes back "
            "where memory is short. So it may run in less than the resident figure says; `enough` tries that."
        )


def _seen(row: Outcome) -> str:
    traced, growth = row.largest("traced_peak", Instrument.TRACED), _own_growth(row)
    return f"tracemalloc saw {formatting.memory(traced)}, but the process grew by {formatting.memory(growth)}"


def _children(row: Outcome) -> Iterator[str]:
    traced, held = row.largest("traced_peak", Instrument.TRACED), child_memory(row)
    if traced is not None and held >= LEAST_GROWTH:
        yield (
            f"Child processes, not traced: they added {formatting.memory(held)} to the peak, and tracemalloc, which "
            f"saw {formatting.memory(traced)}, follows only the process that starts them. Use the resident figure."
        )


def _peaks(row: Outcome) -> tuple[float, float, float] | None:
    """Return the traced peak, the resident peak and that of the bare interpreter; None unless all are known."""
    traced = row.largest("traced_peak", Instrument.TRACED)
    peak, bare = row.largest("peak", Instrument.RESIDENT), row.largest("bare_peak", Instrument.RESIDENT)
    return None if traced is None or peak is None or bare is None else (traced, peak, bare)


def _is_impossible(traced: float, grown: float) -> bool:
    factor, slack = CONTRADICTION
    return traced > factor * grown + slack


def _contradiction(row: Outcome) -> Iterator[str]:
    found = _peaks(row)
    if found is None:
        return
    traced, peak, bare = found
    if _is_impossible(traced, peak - bare):
        yield (
            f"Two instruments contradict each other: {formatting.memory(traced)} traced, but the process never grew "
            f"beyond {formatting.memory(peak)}. Memory may have been allocated and never touched, or a high-water mark "
            "was reset. Trust neither figure until the cause is known."
        )


def _reused(row: Outcome) -> Iterator[str]:
    found = _peaks(row)
    if found is None:
        return
    traced, peak, bare = found
    risen = peak - max(bare, row.largest("import_peak", Instrument.RESIDENT) or 0)
    if traced > CONTRADICTION[0] * risen + REUSED and not _is_impossible(traced, peak - bare):
        yield (
            f"{formatting.memory(traced)} of Python heap was traced, but `run` raised the peak by only "
            f"{formatting.memory(risen)}, because it reused memory that the import had freed. The parts of the peak "
            "show only as much of the heap as fits; use the traced figure."
        )


def _peak_spread(row: Outcome) -> Iterator[str]:
    peaks = row.figures("peak", Instrument.RESIDENT)
    if not peaks:
        return
    factor, slack = PEAK_SPREAD
    if max(peaks) > factor * min(peaks) + slack:
        unit = formatting.memory_unit(peaks)
        yield (
            f"The peaks of {len(peaks)} equal processes range from {unit.text(min(peaks))} to {unit.text(max(peaks))}: "
            "threads or hash seeds decide how much is held at once. Plan with the largest."
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
            f"It works for {formatting.seconds(median(spent))} while it is imported, besides its own imports, and the "
            "time of a call does not include that. Compare its first answer, or do all of the work in `run`."
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
            f"Its first call grew by {unit.text(one)} when it was timed, and by {unit.text(other)} when memory was "
            "measured. It may run different code under the timer, so its time and its memory may not belong together. "
            "Find out what in it depends on how it is measured."
        )


def holds_less_when_traced(row: Outcome) -> Iterator[str]:
    """Doubt a row that needs less memory where its Python heap is traced: what the tracing itself holds adds to it."""
    traced, resident = (row.figures("run_growth", each) for each in (Instrument.TRACED, Instrument.RESIDENT))
    if not traced or not resident:
        return
    slack, share = OTHER_CODE
    one, other = max(traced), min(resident)
    if other - one > max(slack, share * other):
        unit = formatting.memory_unit([one, other])
        yield (
            f"Its first call grew by {unit.text(one)} while its Python heap was traced, and by {unit.text(other)} when "
            "memory was measured; tracing adds to the former. It may run different code when it is traced, so use the "
            "resident figure. Find out what in it depends on how it is measured."
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


def _growth(row: Outcome) -> float | None:
    """Return by how many bytes `run` raised what was resident when it began; an import may have freed memory before."""
    peak, began = row.largest("run_peak", Instrument.RESIDENT), row.largest("run_start", Instrument.RESIDENT)
    began = row.largest("import_peak", Instrument.RESIDENT) if began is None else began
    return None if peak is None or began is None else peak - began


def _own_growth(row: Outcome) -> float | None:
    """Return by how many bytes `run` raised what its own process held, without its child processes."""
    several = max(row.figures("processes", Instrument.RESIDENT), default=1) > 1
    return row.largest("run_growth", Instrument.RESIDENT) if several else _growth(row)


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
    (CautionKind.PEAK_SPREAD, "peak", _peak_spread),
    (CautionKind.OTHER_MEMORY, "peak", grows_otherwise),
    (CautionKind.NATIVE, "traced_peak", _native),
    (CautionKind.MAPPED, "traced_peak", _mapped_files),
    (CautionKind.CHILDREN, "traced_peak", _children),
    (CautionKind.CONTRADICTION, "traced_peak", _contradiction),
    (CautionKind.LESS_WHEN_TRACED, "traced_peak", holds_less_when_traced),
    (CautionKind.REUSED, "traced_peak", _reused),
)
