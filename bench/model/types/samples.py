"""What is measured, each process that measured it, and the outcome of a row."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Annotated, Final, Literal

from msgspec import UNSET, UnsetType

from bench.model.types.bounds import Few


class Status(StrEnum):
    """How a row ended. Only `ok` rows are ranked, charted or compared."""

    OK = "ok"
    WRONG_ANSWER = "wrong-answer"
    NON_DETERMINISTIC = "non-deterministic"
    BAD_RETURN_TYPE = "bad-return-type"
    ERROR = "error"
    EXIT = "exit"
    CRASH = "crash"
    TIMEOUT = "timeout"
    MEMORY_LIMIT = "memory-limit"
    LOAD_ERROR = "load-error"
    MISSING_DEPENDENCY = "missing-dependency"
    SUSPECT = "suspect"
    SKIPPED = "skipped"


class Instrument(StrEnum):
    """What one measured process was started for. One process never serves two of them."""

    ANSWER = "answer"  # the answers alone, for the check
    RESIDENT = "resident"  # peak resident memory, by phase
    TIMING = "timing"  # wall and CPU time of `run`
    TRACED = "traced"  # Python-heap peak, by tracemalloc
    LINES = "lines"  # the source lines that hold it, in a second traced pass
    ALLOCATIONS = "allocations"  # how often `run` asks for memory, by memray
    RESIDENT_CURVE = "resident_curve"  # resident memory over the time of `run`
    TRACED_CURVE = "traced_curve"  # Python's heap over the time of `run`
    LINE_SECONDS = "line_seconds"  # the share of the time of `run` that each source line takes, by a sampler


REPEATING: Final = frozenset({Instrument.TRACED, Instrument.LINES, Instrument.TRACED_CURVE, Instrument.ALLOCATIONS})
"""Those whose figures repeat where hashes do, whatever the machine does: their processes get a fixed hash seed, and may
run beside each other."""


@dataclass(frozen=True, slots=True)
class Quantity:
    """One figure with its unit: `B`, `s`, `1` (a ratio or a count) or `%`."""

    value: int | float
    unit: str


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Cell:
    """The key of a row.

    Args:
        workload: name of the folder under `impls/`.
        implementation: name of the file, without `.py`.
        origin: where the file lives: `impls`, or the name of the folder given by `--impls`.
        interpreter: such as `3.11.7`.
        data: the key of `Run.data`.
        cache: whether the file was in the page cache when `run` began.
        control: True for the second copy of a row, which runs only to show how much equal code differs.
    """

    workload: str
    implementation: str
    origin: str = "impls"
    interpreter: str
    data: str
    cache: Literal["warm", "cold"] = "warm"
    control: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FailedEdgeCases:
    """The test cases that a row fails, where that does not keep it from being measured.

    Args:
        names: of the edge cases, in their order.
        total: how many edge cases it was asked.
        untried: how many of these were left out because it failed the first all alike, or hung.
        ordinary: names of the small ordinary data that it fails, too.
    """

    names: Annotated[tuple[str, ...], Few] = ()
    total: int
    untried: int = 0
    ordinary: Annotated[tuple[str, ...], Few] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Allocation:
    """One source line that holds traced memory (or, in a growth, by how much it grew).

    Args:
        file: the implementation's file name, or a library path relative to its root; never an absolute path.
        line: line number, from 1.
        size: bytes.
        count: number of memory blocks.
        source: the text of that line.
    """

    file: str
    line: int
    size: int
    count: int
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LineShare:
    """One source line at which a sampler found `run`.

    Args:
        file: the implementation's file name, or a library path relative to its root; never an absolute path.
        line: line number, from 1.
        samples: how often; of how many in all is the sample's value `line_samples`.
    """

    file: str
    line: int
    samples: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """One measured process that has ended, one line of the journal.

    Args:
        cell: the row it belongs to.
        instrument: what the process was started for.
        process: number of the process within its cell and instrument, from 0.
        round: the round of timing, from 0; None outside rounds.
        position: place within the round, from 0.
        started: UTC, ISO 8601, to the millisecond.
        status: how the process ended.
        phase: where it stood when it ended: `start`, `import`, `run` or `done`.
        reason: why it is not ok, in words; empty if it is.
        values: the figures, by the names that the METRICS of its instrument and the monitor give them.
        calls: seconds of each timed call, per loop; the first is the first call of the process.
        allocations: the lines holding most traced memory at the peak.
        growth: what these lines hold beyond the snapshot taken before `run`.
        curve: (seconds since `run` began, bytes), of an instrument that records memory over time.
        spent: the lines at which a sampler found `run` most often; unset, and not written, of any other instrument.
        sampler: its name; unset, and not written, where none looked.
        noise: what else the machine did meanwhile: steal, pressure, load.
        answer: digest of the answer to the data as it is; empty if there was none, or the data was changed.
        variant: which change of the data it met when it called `run`; empty if none, or none that changes the answer.
        notes: what a reader should know and that does not change the status.
        edge_cases: of a check: the edge cases that are failed, where that does not change the status; None if none is.
        machine: key of `Run.machines`; unset, and not written, where one machine took all samples.
    """

    cell: Cell
    instrument: Instrument
    process: int = 0
    round: int | None = None
    position: int = 0
    started: str = ""
    status: Status = Status.OK
    phase: str = "done"
    reason: str = ""
    values: Annotated[Mapping[str, Quantity], Few] = field(default_factory=dict)
    calls: Annotated[tuple[float, ...], Few] = ()
    allocations: Annotated[tuple[Allocation, ...], Few] = ()
    growth: Annotated[tuple[Allocation, ...], Few] = ()
    curve: Annotated[tuple[tuple[float, int], ...], Few] = ()
    spent: Annotated[tuple[LineShare, ...], Few] | UnsetType = UNSET
    sampler: str | UnsetType = UNSET
    noise: Annotated[Mapping[str, Quantity], Few] = field(default_factory=dict)
    answer: str = ""
    variant: str = ""
    notes: Annotated[tuple[str, ...], Few] = ()
    edge_cases: FailedEdgeCases | None = None
    machine: str | UnsetType = UNSET

    @property
    def lines_spent(self) -> tuple[LineShare, ...]:
        """The lines at which a sampler found `run`; none where none looked."""
        return () if self.spent is UNSET else self.spent


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """A row: the outcome of one cell, and every sample taken of it, in the order in which they were taken.

    One that is right on the measured data may still have `edge_cases` that it fails; older results refused such rows.
    """

    cell: Cell
    status: Status
    reason: str = ""
    notes: Annotated[tuple[str, ...], Few] = ()
    environment: str = ""
    edge_cases: FailedEdgeCases | None = None
    samples: tuple[Sample, ...] = ()

    def samples_of(self, instrument: Instrument) -> tuple[Sample, ...]:
        """Return the samples of an instrument whose processes ended well, in the order in which they ran."""
        return tuple(each for each in self.samples if each.instrument is instrument and each.status is Status.OK)

    def figures(self, name: str, instrument: Instrument) -> list[float]:
        """Return one figure of these processes, of each that has it, in the unit in which it was measured."""
        return [each.values[name].value for each in self.samples_of(instrument) if name in each.values]

    def largest(self, name: str, instrument: Instrument) -> float | None:
        """Return the largest of these figures; None if no process has it."""
        return max(self.figures(name, instrument), default=None)
