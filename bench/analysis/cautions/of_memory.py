"""The reasons to doubt the memory of one row. Each check yields nothing without its figures."""

from collections.abc import Callable, Iterator
from statistics import median
from typing import Final

from bench.analysis.cautions.caution import CautionKind
from bench.model import formatting
from bench.model.types import Instrument, Outcome

MIB: Final = 2**20
LEAST_GROWTH: Final = 4 * MIB  # below it, the allocator's own blocks decide what is traced and what is not
NATIVE_SHARE: Final = 0.5
CONTRADICTION: Final = (1.05, 2 * MIB)  # factor and slack of traced over resident memory
REUSED: Final = 4 * MIB  # of traced memory beyond what the peak grew by in `run`
PEAK_SPREAD: Final = (1.1, 4 * MIB)
OTHER_CODE: Final = (8 * MIB, 0.25)  # slack and share by which timed processes may grow otherwise than resident ones
WRITTEN: Final = (0.25, 16 * MIB)  # share of the peak and bytes that a call may write to files


def untraced(row: Outcome) -> CautionKind | None:
    """Return what most of `run`'s own memory is if tracemalloc does not see it: that of a library, or mapped files."""
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


def _native(row: Outcome) -> Iterator[str]:
    if untraced(row) is CautionKind.NATIVE:
        yield (
            f"Native memory, not traced: {_seen(row)}. The rest belongs to a native library; use the resident figure."
        )


def _mapped_files(row: Outcome) -> Iterator[str]:
    if untraced(row) is CautionKind.MAPPED:
        yield (
            f"Mapped files, not traced: {_seen(row)}. Most of the rest is pages of files, which the kernel "
            "reclaims when memory is short. It may run in less than the resident figure; `enough` tests that."
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
        least, most = (formatting.memory(end(peaks)) for end in (min, max))
        yield (
            f"The peaks of {len(peaks)} equal processes range from {least} to {most}: "
            "threads or hash seeds decide how much is held at once. Plan with the largest."
        )


def grows_otherwise(row: Outcome) -> Iterator[str]:
    """Doubt a row whose timed processes need other memory than its resident ones: they may run other code."""
    (timed, resident), (held, known) = (_growths(row, name) for name in ("run_growth", "kernel_growth"))
    written = max(row.figures("written", Instrument.TIMING), default=0)  # pages of files, which the kernel counts too
    slack, share = OTHER_CODE
    if abs(timed - resident) > max(slack, share * resident):
        found = _compare("Its first call", timed, resident)
    elif held - written - known > max(slack, share * known):
        found = _compare("Its first call, with its child processes and what the kernel held for it,", held, known)
    elif _starts_others(row):
        found = "It started other processes when it was timed, and none when memory was measured"
    else:
        return
    yield (
        f"{found}. It may run different code under the timer, so its time and memory may not belong together. "
        "Find out what depends on how it is measured."
    )


def _compare(what: str, timed: float, resident: float) -> str:
    grown, measured = formatting.memory(timed), formatting.memory(resident)
    return f"{what} grew by {grown} when it was timed, and by {measured} when memory was measured"


def _starts_others(row: Outcome) -> bool:
    timed, resident = (row.figures("processes", each) for each in (Instrument.TIMING, Instrument.RESIDENT))
    return bool(timed) and median(timed) > 1 and max(resident, default=0) == 1


def _growths(row: Outcome, name: str) -> tuple[float, float]:
    """Return a growth in processes that were timed, and in those measured for it; zeros where either is not known."""
    timed, resident = (row.figures(name, each) for each in (Instrument.TIMING, Instrument.RESIDENT))
    return (median(timed), median(resident)) if timed and resident else (0.0, 0.0)


def holds_less_when_traced(row: Outcome) -> Iterator[str]:
    """Doubt a row that needs less memory where its Python heap is traced: what the tracing itself holds adds to it."""
    traced, resident = (row.figures("run_growth", each) for each in (Instrument.TRACED, Instrument.RESIDENT))
    if not traced or not resident:
        return
    slack, share = OTHER_CODE
    one, other = max(traced), min(resident)
    if other - one > max(slack, share * other):
        grown, measured = formatting.memory(one), formatting.memory(other)
        yield (
            f"Its first call grew by {grown} while its Python heap was traced, and by {measured} when "
            "memory was measured, although tracing adds memory. It may run different code when it is traced: use the "
            "resident figure, and find out what depends on how it is measured."
        )


def _written(row: Outcome) -> Iterator[str]:
    """Doubt that memory is all that a row needs where its calls write to files; what it reads back is not counted."""
    written, peak = row.figures("written", Instrument.TIMING), row.largest("peak", Instrument.RESIDENT)
    share, least = WRITTEN
    if written and peak is not None and median(written) > max(share * peak, least):
        yield (
            f"A call wrote {formatting.memory(median(written))} to files, probably temporary ones. They are on disk, "
            "so no figure of memory includes them. Plan for that space as well."
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
    (CautionKind.PEAK_SPREAD, "peak", _peak_spread),
    (CautionKind.OTHER_MEMORY, "peak", grows_otherwise),
    (CautionKind.WRITTEN, "peak", _written),
    (CautionKind.NATIVE, "traced_peak", _native),
    (CautionKind.MAPPED, "traced_peak", _mapped_files),
    (CautionKind.CHILDREN, "traced_peak", _children),
    (CautionKind.CONTRADICTION, "traced_peak", _contradiction),
    (CautionKind.LESS_WHEN_TRACED, "traced_peak", holds_less_when_traced),
    (CautionKind.REUSED, "traced_peak", _reused),
)
