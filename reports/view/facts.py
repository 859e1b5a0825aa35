"""The figures of one row that have no column of their own, each with its name."""

from collections.abc import Iterable, Sequence
from statistics import median
from typing import Final

from bench.model import formatting
from bench.model.types import Instrument, Outcome, Run
from reports.view.figures import values
from reports.view.groups import implementation_of

MEMORY: Final = {
    "Peak of the bare interpreter": (Instrument.RESIDENT, "bare_peak"),
    "Peak while importing": (Instrument.RESIDENT, "import_peak"),
    "Peak during `run`": (Instrument.RESIDENT, "run_peak"),
    "Anonymous memory during `run`, sampled": (Instrument.RESIDENT, "run_anonymous"),
    "File-backed memory during `run`, sampled": (Instrument.RESIDENT, "run_file"),
    "Process tree, at least": (Instrument.RESIDENT, "tree_low"),
    "Process tree, at most": (Instrument.RESIDENT, "tree_high"),
    "Traced peak": (Instrument.TRACED, "traced_peak"),
    "Traced at the end": (Instrument.TRACED, "traced_current"),
}
TIMES: Final = {
    "User time of a call": (Instrument.TIMING, "user_seconds"),
    "System time of a call": (Instrument.TIMING, "system_seconds"),
    "Import": (Instrument.TIMING, "import_seconds"),
    "Whole process": (Instrument.RESIDENT, "process_seconds"),
}
ONLY_WHERE_MEASURED: Final = ("Process tree, at least", "Process tree, at most")


def facts(run: Run, outcome: Outcome) -> tuple[tuple[str, str], ...]:
    """Return the largest of each memory figure, the median of each time, and what ran."""
    locked = run.environments.get(outcome.environment, ())
    digests = sorted({each.answer for each in outcome.samples if each.answer})
    found = {
        **{name: formatting.memory(max(values(outcome, *where), default=None)) for name, where in MEMORY.items()},
        **{name: formatting.seconds(_middle(values(outcome, *where))) for name, where in TIMES.items()},
        "Processes at one time": _most(values(outcome, Instrument.RESIDENT, "processes")),
        "Requirements": ", ".join(locked) or "the standard library alone",
        "Answer, digest": _answers(digests),
        "File, SHA-256": implementation_of(run, outcome.cell).sha256 or formatting.NOT_AVAILABLE,
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
