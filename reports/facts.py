"""The figures of one row that have no column of their own, each with its name."""

from collections.abc import Iterable, Sequence
from statistics import median
from typing import Final

from bench import formatting
from bench.model import Instrument, Outcome, Run

MEMORY: Final = {
    "Peak of the bare interpreter": ("bare_peak", Instrument.RESIDENT),
    "Peak while importing": ("import_peak", Instrument.RESIDENT),
    "Peak during `run`": ("run_peak", Instrument.RESIDENT),
    "Anonymous memory during `run`, sampled": ("run_anonymous", Instrument.RESIDENT),
    "File-backed memory during `run`, sampled": ("run_file", Instrument.RESIDENT),
    "Process tree, at least": ("tree_low", Instrument.RESIDENT),
    "Process tree, at most": ("tree_high", Instrument.RESIDENT),
    "Traced peak": ("traced_peak", Instrument.TRACED),
    "Traced at the end": ("traced_current", Instrument.TRACED),
}
TIMES: Final = {
    "User time of a call": ("user_seconds", Instrument.TIMING),
    "System time of a call": ("system_seconds", Instrument.TIMING),
    "Import": ("import_seconds", Instrument.TIMING),
    "Whole process": ("process_seconds", Instrument.RESIDENT),
}
ONLY_WHERE_MEASURED: Final = ("Process tree, at least", "Process tree, at most")


def facts(run: Run, outcome: Outcome) -> tuple[tuple[str, str], ...]:
    """Return the largest of each memory figure, the median of each time, and what ran."""
    locked = run.environments.get(outcome.environment, ())
    digests = sorted({each.answer for each in outcome.samples if each.answer})
    found = {
        **{name: formatting.memory(max(outcome.figures(*where), default=None)) for name, where in MEMORY.items()},
        **{name: formatting.seconds(_middle(outcome.figures(*where))) for name, where in TIMES.items()},
        "Processes at one time": _most(outcome.figures("processes", Instrument.RESIDENT)),
        "Requirements": ", ".join(locked) or "the standard library alone",
        "Answer, digest": _answers(digests),
        "File, SHA-256": run.implementation(outcome.cell).sha256 or formatting.NOT_AVAILABLE,
    }
    absent = {name for name in ONLY_WHERE_MEASURED if found[name] == formatting.NOT_AVAILABLE}
    return tuple((name, text) for name, text in found.items() if name not in absent)


def _middle(figures: list[float]) -> float | None:
    return median(figures) if figures else None


def _answers(digests: Sequence[str]) -> str:
    """Return the one digest; or how many there are, for each change of the data has an answer of its own."""
    if len(digests) <= 1:
        return next(iter(digests), formatting.NOT_AVAILABLE)
    return f"{len(digests)} different ones, to data that was changed for each process"


def _most(figures: Iterable[float]) -> str:
    largest = max(figures, default=None)
    return formatting.count(None if largest is None else int(largest))
