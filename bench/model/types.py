"""The plain types that flow through the harness: frozen, comparable, with no method but look-ups in what they hold.

Raw values are kept and statistics are computed when a result is read. Units travel with the values. A failure is a
status with a reason, never a missing row. Several sizes, interpreters or workloads in one run are more cells.

Nothing of ours is imported here, so that everything in the harness may import this module.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Annotated, Any, Final, Literal

from msgspec import UNSET, Meta, UnsetType


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


class EdgeCasePolicy(StrEnum):
    """What it means for a row to fail edge cases."""

    REFUSE = "refuse"  # it is not measured
    WARN = "warn"  # it is measured and ranked if it is right on the data, and says so beside its name
    OFF = "off"  # no edge case is run


class Instrument(StrEnum):
    """What one measured process was started for. One process never serves two of them."""

    ANSWER = "answer"  # the answers alone, for the check
    RESIDENT = "resident"  # peak resident memory, by phase
    TIMING = "timing"  # wall and CPU time of `run`
    TRACED = "traced"  # Python-heap peak, by tracemalloc
    LINES = "lines"  # the source lines that hold it, in a second traced pass
    RESIDENT_CURVE = "resident_curve"  # resident memory over the time of `run`
    TRACED_CURVE = "traced_curve"  # Python's heap over the time of `run`


LARGEST: Final = 2**63
"""No figure is larger, in whatever unit: nothing measures so much, and beyond it arithmetic breaks."""

MOST_PARTS: Final = 1_000
"""No sample has more calls, points or notes: the harness asks for fewer of each."""

Few = Meta(max_length=MOST_PARTS)
Many = Meta(max_length=100_000)

Scalar = str | int | float | bool | None


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
        control: True for the second copy of the baseline, which runs only to show how much equal code differs.
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
        noise: what else the machine did meanwhile: steal, pressure, load.
        answer: digest of the answer, empty if there was none.
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
    noise: Annotated[Mapping[str, Quantity], Few] = field(default_factory=dict)
    answer: str = ""
    variant: str = ""
    notes: Annotated[tuple[str, ...], Few] = ()
    edge_cases: FailedEdgeCases | None = None
    machine: str | UnsetType = UNSET


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """A row: what became of one cell, and every sample taken of it, in the order in which they were taken.

    One that is right on the measured data may still have `edge_cases` that it fails; older results refused such rows.
    """

    cell: Cell
    status: Status
    reason: str = ""
    notes: Annotated[tuple[str, ...], Few] = ()
    environment: str = ""
    edge_cases: FailedEdgeCases | None = None
    samples: Annotated[tuple[Sample, ...], Many] = ()

    def samples_of(self, instrument: Instrument) -> tuple[Sample, ...]:
        """Return the samples of an instrument whose processes ended well, in the order in which they ran."""
        return tuple(each for each in self.samples if each.instrument is instrument and each.status is Status.OK)

    def figures(self, name: str, instrument: Instrument) -> list[float]:
        """Return one figure of these processes, of each that has it, in the unit in which it was measured."""
        return [each.values[name].value for each in self.samples_of(instrument) if name in each.values]


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """All that decides the bytes of a synthetic dataset. Equal recipes give equal bytes on every machine.

    Args:
        generator: name of the module under `generators/`.
        version: the generator's VERSION; it changes when the meaning of a recipe does.
        seed: any integer from 0 on.
        lines: number of lines wanted, or None if a size is.
        size: number of bytes wanted (the file ends with the line that reaches it), or None.
        first: number of the first line, from 0; above it for a piece of a dataset.
        knobs: the generator's settings, resolved: presets are spelled out.
        faker: the release of Faker that filled the vocabulary.
        vocabulary: sha-256 of the vocabulary.
    """

    generator: str
    version: int
    seed: int
    lines: int | None = None
    size: int | None = None
    first: int = 0
    knobs: Mapping[str, Scalar] = field(default_factory=dict)
    faker: str = ""
    vocabulary: str = ""


Truth = Mapping[str, Any]
"""What a generator counted while writing, as plain JSON. For logs: `levels` (name -> records), `errors` (message ->
records), `malformed` (records), `hours` (24 counts), `lengths` (upper bound in bytes -> lines)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """A generated file's identity, kept beside it as `FILE.manifest.json`."""

    recipe: Recipe
    sha256: str
    bytes: int
    lines: int
    truth: Truth
    versions: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Records:
    """What was understood of a log of the user's own; counts only, so they may be published.

    Args:
        whole: well-formed records.
        malformed: other lines.
        errors: records of level ERROR.
        messages: distinct messages of these; None if they are more than are counted.
    """

    whole: int
    malformed: int
    errors: int
    messages: int | None


@dataclass(frozen=True, slots=True)
class Coverage:
    """How much of a log of the user's own has the form that a workload reads.

    Args:
        fitting: lines of this form; rows below the header, where there is one.
        other: the others.
    """

    fitting: int
    other: int


@dataclass(frozen=True, slots=True)
class LogPart:
    """One of the files that a log of the user's own was put together from.

    Args:
        sha256: of what was read of it, unpacked.
        bytes: how much that was.
        packing: how it was packed, such as `gzip`; empty if it was not.
        name: of the file; empty unless `--show-data` was given.
    """

    sha256: str
    bytes: int
    packing: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class PackedFile:
    """The file that data lies in as it is measured, if that is packed.

    Args:
        packing: how, such as `gzip`.
        bytes: its size.
        sha256: of the file; it depends on the release of the library that packed it.
    """

    packing: str
    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Dataset:
    """What `run` was given, as the result keeps it.

    Args:
        id: the key of `Run.data`: `web_log-1000000-seed1-3f2a9c01`, `own-log-3f2a9c01` or `n-1000000`.
        kind: `synthetic`, `own log` or `number`.
        recipe: of synthetic data only.
        sha256: of the content; empty for a number.
        bytes: size of the content; 0 for a number.
        lines: number of line ends, plus one for an unended last line; the number itself for a number.
        truth: of synthetic data only. Long tables are cut to their 200 largest entries.
        preview: the first lines; empty for the user's own log unless `--show-data` was given.
        records: of the user's own log, where a workload reads records between pipes.
        coverage: of the user's own log: name of each form that a workload reads -> how much of it has that form; and,
            with `format ` before its name, of the format that the user gave.
        utf8: whether the user's own log is UTF-8 throughout; None for other data.
        nul: whether the user's own log holds a NUL; None for other data.
        copies: how often its content stands in it; 2 in data that tell apart what grows with lines and with entries.
        snapshot: when it was copied (UTC, ISO 8601) from a log of the user's own that was written to, renamed or
            replaced before the run ended; empty for data that stayed as it was.
        parts: the files that a log of the user's own was put together from, in their order, if it lay in several or was
            packed; a line end was added where one of them lacked it.
        packed: the file, where a workload reads it packed; None for a plain one, which is its content.
    """

    id: str
    kind: Literal["synthetic", "own log", "number"]
    recipe: Recipe | None = None
    sha256: str = ""
    bytes: int = 0
    lines: int = 0
    truth: Truth | None = None
    preview: Annotated[tuple[str, ...], Few] = ()
    records: Records | None = None
    coverage: Annotated[Mapping[str, Coverage], Few] = field(default_factory=dict)
    utf8: bool | None = None
    nul: bool | None = None
    copies: int = 1
    snapshot: str = ""
    parts: Annotated[tuple[LogPart, ...], Many] = ()
    packed: PackedFile | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Workload:
    """A question, read from `impls/<name>/__init__.py` without importing it.

    Args:
        name: the folder.
        title: first line of its docstring.
        text: the rest of it.
        source: name of a generator, or `number`.
        size: default number of lines, or the default number.
        baseline: the implementation that the others are compared with.
        steps: implementations in the order of the story; may be empty.
        entries: what one answer consists of, in the plural, such as `distinct messages`; may be empty.
        form: of the lines that it reads, by the name in `bench.inputs.data.log_formats`; empty if any line will do, or
            it has no file.
        counted: what a line of this form has to be or do to be counted, such as `failed`; may be empty.
        packing: how the file is packed that it reads: `gzip`; empty if it is plain.
        tolerance: by how much a number of an answer may differ from the reference's, as a share of it.
        written_for: the format of logs that it and its implementations were written for, where the log of a run has
            another form than the checkout's implementations read; empty for those.
        sha256: of the file, the key of `Run.files`.
    """

    name: str
    title: str
    text: str = ""
    source: str
    size: int
    baseline: str
    steps: Annotated[tuple[str, ...], Few] = ()
    entries: str = ""
    form: str = ""
    counted: str = ""
    packing: str = ""
    tolerance: float = 0.0
    written_for: str = ""
    sha256: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Implementation:
    """One answer, read from its file without importing it.

    Args:
        workload: name of the workload it answers.
        name: file name without `.py`.
        origin: as in `Cell`.
        title: first line of its docstring.
        text: the rest of it.
        requires: requirements of its PEP 723 block.
        requires_python: of its PEP 723 block; empty if unstated.
        sha256: of the file, the key of `Run.files`.
        problem: why it cannot be measured (a syntax error, no `run`), empty if it can.
    """

    workload: str
    name: str
    origin: str = "impls"
    title: str = ""
    text: str = ""
    requires: Annotated[tuple[str, ...], Few] = ()
    requires_python: str = ""
    sha256: str = ""
    problem: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What a measured process may use before it is ended from outside.

    Args:
        seconds: from spawn to exit.
        memory: bytes resident, of the whole process tree.
    """

    seconds: float
    memory: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What is to be measured, and how.

    Args:
        run_id: name of the result folder.
        started: UTC, ISO 8601.
        arguments: the command line that runs this again, without paths of this machine.
        seed: of the order within rounds.
        cells: the rows, in the order of discovery; controls included.
        rounds: of timing; the most there may be where a budget decides.
        long_rounds: likewise of rows whose call, or whose baseline's, takes long; 0 if they have as many as the others.
        budget: seconds for the whole run, or None.
        quick: whether a first impression was asked for.
        resident_processes: fresh processes per cell for resident memory.
        limits: for a resident or timed process.
        timeline: whether memory over time was asked for.
        show_data: whether lines of the user's own log may be published.
        sweep: workload -> ids of data that are measured only to see how its memory grows, in one process per cell.
        sweep_rounds: of timing on those data, and whether Python's heap is traced there; 0 is neither.
        edge_cases: what it means for a row to fail some.
    """

    run_id: str
    started: str
    arguments: Annotated[tuple[str, ...], Few] = ()
    seed: int = 0
    cells: Annotated[tuple[Cell, ...], Many] = ()
    rounds: int = 8
    long_rounds: int = 0
    budget: float | None = None
    quick: bool = False
    resident_processes: int = 3
    limits: Limits
    timeline: bool = False
    show_data: bool = False
    sweep: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    sweep_rounds: int = 0
    edge_cases: EdgeCasePolicy = EdgeCasePolicy.REFUSE


@dataclass(frozen=True, slots=True, kw_only=True)
class Machine:
    """The computer, as far as it may be published: no host name, no user, no path. None is "not available".

    Args:
        system: such as `Linux 6.18`.
        architecture: such as `x86_64`.
        processor: model name.
        cores: logical cores that the harness may use.
        memory: bytes.
        swap: bytes.
        governor: frequency governor.
        turbo: whether the clock may rise above its base.
        huge_pages: setting of transparent huge pages.
        versions: release of each tool that had a part: python, pyperf, numpy, faker, uv.
    """

    system: str
    architecture: str
    processor: str | None = None
    cores: int
    memory: int
    swap: int | None = None
    governor: str | None = None
    turbo: bool | None = None
    huge_pages: str | None = None
    versions: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RepeatedFigure:
    """One figure of an older result beside the same figure measured again, in words.

    Args:
        row: its name.
        metric: `status`, `edge cases`, `memory`, `traced memory` or `time`.
        stated: what the older result says.
        found: what this one says.
        within: whether they agree; None if that cannot be judged.
        tolerance: by how much they may differ, and from what that is known; empty where that goes without saying.
    """

    row: str
    metric: str
    stated: str
    found: str
    within: bool | None
    tolerance: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Repetition:
    """The older result that a run measured again, and what was found.

    Args:
        run_id: of the older one.
        started: when it began.
        sha256: of its `result.json`.
        figures: of every row; empty while the run goes on, or if it was ended before its end.
        remarks: what a reader has to know to judge them.
        embedded: files that came out of the older result itself, as `workload/name`.
    """

    run_id: str
    started: str
    sha256: str
    figures: Annotated[tuple[RepeatedFigure, ...], Many]
    remarks: Annotated[tuple[str, ...], Few] = ()
    embedded: Annotated[tuple[str, ...], Many] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkout:
    """A commit of a repository. No branch, author, message or address of it is kept.

    Args:
        commit: full hash.
        changed: whether files differed from that commit, new ones counted.
    """

    commit: str
    changed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class EarlierCode:
    """What the code of one origin was before.

    Args:
        origin: of the rows as they are.
        name: what it was before, for a sentence, such as `main (8bffff3)`; never a path of this machine.
        commit: full hash; empty for a folder.
    """

    origin: str
    name: str
    commit: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class BeforeAfter:
    """The change that a run measured, both states of it.

    Args:
        states: origin of earlier rows -> what they are the earlier state of.
        unchanged: how many rows did not change, and were not measured.
        remarks: what is not compared, and why.
        limits: what the run was to fail on, as it was given, such as `slower:5%`.
    """

    states: Annotated[Mapping[str, EarlierCode], Few] = field(default_factory=dict)
    unchanged: int = 0
    remarks: Annotated[tuple[str, ...], Few] = ()
    limits: Annotated[tuple[str, ...], Few] = ()


@dataclass(frozen=True, slots=True)
class Guard:
    """What keeps the figures of a run from being forged.

    Args:
        name: such as `private view`.
        missing: why this machine does not have it; empty if it was in force.
        found: what it showed, as a verb to its name, such as `agrees`; empty if it does not show anything.
    """

    name: str
    missing: str = ""
    found: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One result: everything that a report is drawn from.

    Args:
        format: of the file; see `bench.results.result_file.FORMAT`.
        plan: what was asked.
        machine: where it ran; where several did, the first of them.
        workloads: name -> workload.
        implementations: in the order of discovery.
        data: id -> dataset.
        files: sha-256 -> text of every workload's and implementation's file.
        environments: id -> locked requirements.
        outcomes: one per cell of the plan.
        ended: UTC, ISO 8601; empty while the run goes on, or if it was killed: the journal beside it then knows more.
        repeats: what it measured again, if that was asked for.
        checkout: which version of this project measured; None where that is not known, or two of them had a part.
        repositories: origin -> the commit of the repository that a folder given by `--impls` is in; an origin is left
            out where that is not known.
        before: the change that it measured; None if it was to measure none.
        guards: what kept its figures from being forged, and what did not and why; empty where that is not known.
        profile: the profile of the log whose twin was measured, as JSON, so that anybody can make that twin; empty for
            other data.
        machines: `machine-1` and so on -> machine, in the order of their first samples, of a pooled result; unset, and
            not written, for one machine.
    """

    format: int
    plan: Plan
    machine: Machine
    workloads: Annotated[Mapping[str, Workload], Few]
    implementations: Annotated[tuple[Implementation, ...], Many]
    data: Annotated[Mapping[str, Dataset], Few]
    files: Annotated[Mapping[str, str], Many]
    environments: Annotated[Mapping[str, tuple[str, ...]], Many]
    outcomes: Annotated[tuple[Outcome, ...], Many]
    ended: str = ""
    repeats: Repetition | None = None
    checkout: Checkout | None = None
    repositories: Annotated[Mapping[str, Checkout], Few] = field(default_factory=dict)
    before: BeforeAfter | None = None
    guards: Annotated[tuple[Guard, ...], Few] = ()
    profile: str = ""
    machines: Annotated[Mapping[str, Machine], Few] | UnsetType = UNSET

    @property
    def pooled(self) -> Mapping[str, Machine]:
        """The machines of a result of several; empty for one."""
        return {} if self.machines is UNSET else self.machines

    def implementation(self, cell: Cell) -> Implementation:
        """Return the implementation that a cell ran; a bare one if the result does not describe it."""
        wanted = (cell.workload, cell.origin, cell.implementation)
        found = (each for each in self.implementations if (each.workload, each.origin, each.name) == wanted)
        return next(found, Implementation(workload=cell.workload, name=cell.implementation, origin=cell.origin))

    def commits(self) -> tuple[Checkout, ...]:
        """Return the commits of the code that was measured: of the given folders, or else of the project's own.

        Where a folder was given, the rows of the project are what its rows are compared with.
        """
        earlier = self.before.states if self.before else {}
        origins = dict.fromkeys(each.origin for each in self.implementations)
        given = [origin for origin in origins if origin != "impls" and origin not in earlier]
        found = [self.repositories.get(origin) for origin in given] if given else [self.checkout]
        return tuple(dict.fromkeys(each for each in found if each))
