"""What a measured process is asked to do, and its outcome."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from bench.model.types import Allocation, Instrument, Limits, LineShare, Quantity, Scalar, Status

JIT: Final = {"jit": {"PYTHON_JIT": "1"}, "nojit": {"PYTHON_JIT": "0"}}
"""What the variants of a build are started with whose JIT is on, and turned off."""

VARIABLES: Final = "variables.json"
"""The file of an environment that names what its Python is started with."""

Source = Path | Scalar | list[Any] | dict[str, Any]


@dataclass(frozen=True, slots=True)
class Edit:
    """A few bytes of a file that others of the same length replace.

    Args:
        offset: in bytes from the beginning of the file.
        old: what the file holds there.
        new: what it holds there while `run` is called.
    """

    offset: int
    old: bytes
    new: bytes


Change = tuple[Edit, ...] | int
"""What the data becomes when `run` is about to be called: records of the file are replaced, or it is another number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One process to be measured.

    Args:
        python: the interpreter to run it in.
        module: file of the implementation, or of the workload for its `reference`.
        function: what to call in it.
        instrument: what to measure.
        sources: what `run` gets: one, or several for `answer`, which are answered in turn.
        options: `cold` (bool): the file is put out of the page cache before every timed call. Of timing: `loops` (calls
            per value, 0 finds the power of two that takes at least 20 ms), `calls` (values), `name` (of the benchmark
            in pyperf's file). Of lines: `patience` (seconds that looking at every line may take). Of line_seconds:
            `seconds` (that are spent in calls, at least), `sampler` (its name; py-spy if absent). Of allocations:
            `library` (folder that memray is in).
        limits: seconds from spawn to exit, bytes of the whole process tree.
        hash_seed: PYTHONHASHSEED; None is 0 for traced instruments, whose figures repeat to the byte, and random else.
        answers: folder for the canonical answers, `answer-0.json` and on; None keeps the digests only. The process can
            write to it, so nothing else may lie in it.
        change: what the monitor does to the one source before it lets the worker call `run`; the file is as it was
            once the calls are over.
        writable: further folders that it can write to; a run has none.
        allowed: bytes that the kernel lets it hold, by its own count; 0 for as many as `limits` need.
    """

    python: Path
    module: Path
    function: str = "run"
    instrument: Instrument
    sources: tuple[Source, ...]
    options: Mapping[str, Scalar] = field(default_factory=dict)
    limits: Limits
    hash_seed: int | None = None
    answers: Path | None = None
    change: Change = ()
    writable: tuple[Path, ...] = ()
    allowed: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Finished:
    """What became of one measured process.

    Args:
        status: how it ended.
        phase: where it stood then: `start`, `import`, `run` or `done`.
        reason: why it is not ok, in words.
        notes: what a reader should know and that does not change the status.
        values: figures of the monitor and the runner, by name; a figure that is not available is left out.
        calls: seconds of each timed value, per call.
        allocations: lines that hold most at the traced peak.
        growth: the same beyond what was held before `run`.
        curve: (seconds since `run` began, bytes).
        spent: the lines at which a sampler found `run` most often; none where none looked.
        sampler: its name; empty where none looked.
        answers: sha-256 of each canonical answer, in the order of the sources.
        output: the ends of what it printed.
        pyperf: the timed values as a pyperf benchmark (JSON), empty for other instruments.
        stamps: of the changed file: before the change, after it, when the calls were over, and after the old bytes were
            put back; empty where nothing was changed or the monitor did not live to say.
    """

    status: Status
    phase: str = "done"
    reason: str = ""
    notes: tuple[str, ...] = ()
    values: Mapping[str, Quantity] = field(default_factory=dict)
    calls: tuple[float, ...] = ()
    allocations: tuple[Allocation, ...] = ()
    growth: tuple[Allocation, ...] = ()
    curve: tuple[tuple[float, int], ...] = ()
    spent: tuple[LineShare, ...] = ()
    sampler: str = ""
    answers: tuple[str, ...] = ()
    output: str = ""
    pyperf: str = ""
    stamps: tuple[tuple[int, ...], ...] = ()


def variables(python: Path) -> dict[str, str]:
    """Return what the Python of an environment is started with beyond what every process gets."""
    try:
        return dict(json.loads((python.parent.parent / VARIABLES).read_text()))
    except FileNotFoundError:  # most need nothing
        return {}
