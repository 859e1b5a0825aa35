"""Every figure of a row in words: the largest of memory, the median of times and counts, and what ran."""

from collections.abc import Iterable
from typing import Final

from bench.analysis.statistics.counts import COUNTS, counts_of
from bench.model import formatting
from bench.model.types import Instrument, Outcome, Run
from reports.view import figures

MEMORY: Final = {
    "Peak of the bare interpreter": ("bare_peak", Instrument.RESIDENT),
    "Peak during the imports": ("import_peak", Instrument.RESIDENT),
    "Peak during `run`": ("run_peak", Instrument.RESIDENT),
    "Anonymous memory during `run`, sampled": ("run_anonymous", Instrument.RESIDENT),
    "File-backed memory during `run`, sampled": ("run_file", Instrument.RESIDENT),
    "Process tree, at least": ("tree_low", Instrument.RESIDENT),
    "Process tree, at most": ("tree_high", Instrument.RESIDENT),
    "Traced peak of `run`": ("traced_peak", Instrument.TRACED),
    "Traced at the end of `run`": ("traced_current", Instrument.TRACED),
}
TIMES: Final = {
    "User time of a call": ("user_seconds", Instrument.TIMING),
    "System time of a call": ("system_seconds", Instrument.TIMING),
    "Import": ("import_seconds", Instrument.TIMING),
    "Whole process": ("process_seconds", Instrument.RESIDENT),
}
ONLY_WHERE_MEASURED: Final = ("Process tree, at least", "Process tree, at most", "Processes at the same time")


def facts(run: Run, outcome: Outcome, base: Outcome | None = None) -> tuple[tuple[str, str], ...]:
    """Return the largest of each memory figure, the median of each time and count, and what ran.

    Args:
        run: that the row is of.
        outcome: the row; one that failed has no figures.
        base: its baseline, whose counts its own are beside.
    """
    locked = run.environments.get(outcome.environment, ())
    requirements = ("Requirements", ", ".join(locked) or "the standard library alone")
    figured = (*_list_measured(outcome), *_list_counts(outcome, base), *_unpacking(run, outcome))
    return (*(figured if outcome.samples else ()), requirements)


def _list_counts(outcome: Outcome, base: Outcome | None) -> Iterable[tuple[str, str]]:
    """Say what was counted of a call; what was not counted is left out."""
    beside = counts_of(base) if base and base is not outcome else {}
    for name, count in counts_of(outcome).items():
        other = f" (baseline: {formatting.counted(beside[name])})" if beside.get(name) else ""
        yield f"{COUNTS[name].title} of a call", f"{formatting.counted(count)}{other}"


def _unpacking(run: Run, outcome: Outcome) -> Iterable[tuple[str, str]]:
    """Say what zlib's unpacking of the file alone would be of a call: over 100 % where the call unpacks faster."""
    packed, whole = run.data[outcome.cell.data].packed, figures.processor_seconds(outcome)
    if packed and packed.unpack_seconds is not None and whole:
        share = formatting.percent(packed.unpack_seconds / whole)
        alone = formatting.seconds(packed.unpack_seconds)
        yield (
            "Unpacking alone, by zlib",
            f"{alone}, {share} of the processor time of a call ({formatting.seconds(whole)})",
        )


def _list_measured(outcome: Outcome) -> Iterable[tuple[str, str]]:
    found = {
        **{name: formatting.memory(outcome.largest(*where)) for name, where in MEMORY.items()},
        **{name: formatting.seconds(figures.middle(outcome.figures(*where))) for name, where in TIMES.items()},
        "Processes at the same time": _most(outcome.figures("processes", Instrument.RESIDENT)),
    }
    absent = {name for name in ONLY_WHERE_MEASURED if found[name] == formatting.NOT_AVAILABLE}
    return ((name, text) for name, text in found.items() if name not in absent)


def _most(figures: Iterable[float]) -> str:
    largest = max(figures, default=None)
    return formatting.count(None if largest is None else int(largest))
