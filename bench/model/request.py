"""What was asked of a run, read and checked."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from bench.model.types import BeforeAfter, EdgeCasePolicy, Run


@dataclass(frozen=True, slots=True)
class Extent:
    """How much of the user's own log an older run measured.

    Args:
        bytes: from its beginning.
        taken: when it was no longer: UTC, ISO 8601.
    """

    bytes: int
    taken: str


@dataclass(frozen=True, slots=True)
class Again:
    """An older result that is to be measured again.

    Args:
        name: of its file, for errors.
        given: the options that name it, and what it needs, in a command.
        stored: the result.
        trusted: SHA-256 of the files that it carries and that may run.
        shown: whether these are only to be shown.
        unseen: SHA-256 of the implementations that it carries and that its page does not show.
    """

    name: str
    stored: Run
    trusted: frozenset[str] = frozenset()
    shown: bool = False
    unseen: frozenset[str] = frozenset()
    given: tuple[str | Path, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """The command line of `run` and `check`, read and checked.

    `sizes` are measured in full, `sweep` only for how memory grows: None is the small sweep of every run, () is none.
    `sizes_of` names sizes for single workloads. `only` are the implementations of a run that is resumed, each by
    workload, name and origin: what was added since is left out. `repeated` are the options that a command which
    resumes the run has to give once more. `log` are files, folders and patterns of the user's own log, and `-` for
    standard input. `format` is the name or the file of its format, as it was given. `extent` says how much of the log
    an older run measured. `profile` is the text of a profile whose twin is measured, beside the log if there is one;
    `twin` says that it is still to be learnt from that log, and `keep` which fields are literal in it. `earlier` are
    folders of implementations as they were, by the origin of their rows; each of these rows has an A/A control.
    `before` says what they are the earlier state of.
    """

    workloads: tuple[str, ...] = ()
    patterns: tuple[str, ...] = ()
    folders: tuple[Path, ...] = ()
    earlier: Mapping[str, Path] = field(default_factory=dict)
    before: BeforeAfter | None = None
    with_requirements: bool = False
    baseline: str = ""
    sizes: tuple[int, ...] = ()
    sizes_of: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    sweep: tuple[int, ...] | None = ()
    seed: int = 1
    preset: str = ""
    log: tuple[Path, ...] = ()
    format: str = ""
    profile: str = ""
    twin: bool = False
    keep: tuple[str, ...] = ()
    extent: Extent | None = None
    empty_answer: bool = False
    edge_cases: EdgeCasePolicy = EdgeCasePolicy.REFUSE
    rounds: int | None = None
    budget: float | None = None
    quick: bool = False
    cold: bool = False
    timeline: bool = False
    seconds_by_line: bool = False
    count_allocations: bool = False
    timeout: float | None = None
    memory_limit: int | None = None
    pythons: tuple[str, ...] = ()
    out: Path = Path("out")
    resume: Path | None = None
    only: frozenset[tuple[str, str, str]] = frozenset()
    again: Again | None = None
    show_data: bool = False
    arguments: tuple[str, ...] = ()
    repeated: tuple[str | Path, ...] = ()
